//go:build race || js

package core_test

// Under the race detector and in js/wasm everything takes six times as long, and
// neither of them makes another machine of the decoder.
const (
	exhaustiveDefault = 12
	longSchedules     = 6
)
