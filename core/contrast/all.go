//go:build !tap

package contrast

// All returns the wrong decoders, the tutorial's client first.
func All() []Decoder {
	return []Decoder{
		tutorialClient, atLeast,
		onePerRead, shortRead, sleep,
		oneRecv, wholeHeader, shortHeader, exactReads,
		noCarryOver, staleLength, characters, trustedLength, ignoredEnd,
		delimiter, untilParsed,
	}
}
