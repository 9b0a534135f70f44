package contrast

import (
	"math"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var trustedLength = Decoder{
	Name:  TrustedLength,
	Title: "Length trusted",
	Bug: "It has no limit: it reserves as many bytes as the header promises before one of them has come. " +
		"Ten bytes from a stranger cost it ten billion.",
	Reads: readsAny,
	Source: `while True:
    header = recv_exactly(s, HEADERSIZE)
    if header is None:
        break
    length = length_of(header)
    msg = bytearray(length)
    have = 0
    while have < length:
        n = s.recv_into(memoryview(msg)[have:])
        if n == 0:
            raise EOFError
        have += n
    print(bytes(msg))
`,
	accepts: isAny,
	// The same decoder as core's, but for the limit; it is the model that reserves
	// nothing. The room below the largest number is for a header and a trailer.
	start: func(layout core.Layout, limit int) trace.Machine {
		return core.NewDecoder(layout, core.Limit(math.MaxInt-1024))
	},
	marks: []mark{
		{core.HeaderMore, "recv_exactly"}, {core.HeaderTruncated, "recv_exactly"}, {core.HeaderEnd, "break"},
		{core.HeaderLength, "bytearray"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "bytearray"},
		{core.PayloadMore, "recv_into"}, {core.PayloadTruncated, "raise EOFError"},
		{core.PayloadComplete, "print"},
	},
}
