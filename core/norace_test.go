//go:build !race && !js

package core_test

const (
	exhaustiveDefault = 15
	longSchedules     = 30
)
