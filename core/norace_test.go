//go:build !race && !js

package core_test

const (
	exhaustiveDefault = 18
	longSchedules     = 30
)
