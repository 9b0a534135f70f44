package contrast

import (
	"math"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var trustedLength = Decoder{
	Name:  "trusted-length",
	Title: "Length trusted",
	Bug: "It has no limit: it reserves as many bytes as the header promises before one of them has come. " +
		"Ten bytes from a stranger cost it ten billion.",
	Belief: "This decoder will reserve as many bytes as a header promises.",
	reads:  &allLayouts,
	room:   trustedLengthRoom{},
}

type trustedLengthRoom struct{}

// The same decoder as core's, but for the limit; it is the model that reserves
// nothing. The room below the largest number is for a header and a trailer.
func (trustedLengthRoom) start(layout core.Layout, limit int) trace.Machine {
	return core.NewDecoder(layout, core.Limit(math.MaxInt-1024))
}

func (trustedLengthRoom) python() (string, []mark) {
	return `while True:
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
`, []mark{
			{core.HeaderMore, "recv_exactly"}, {core.HeaderTruncated, "recv_exactly"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "bytearray"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "bytearray"},
			{core.PayloadMore, "recv_into"}, {core.PayloadTruncated, "raise EOFError"},
			{core.PayloadComplete, "print"},
		}
}

func (trustedLengthRoom) variables(v *View) []Variable {
	have := unset("have")
	switch {
	case v.Row == core.PayloadMore || v.Row == core.PayloadTruncated || v.Kind == core.Message:
		have = number("have", int(v.Taken)-v.Body)
	case v.Before != nil:
		have = number("have", v.Before.Length)
	}
	return []Variable{v.headerVariable("header"), v.lengthVariable("length"), have}
}

func (trustedLengthRoom) say(v *View) Sentence {
	switch {
	case v.Length <= v.Limit:
	case v.Row == core.HeaderLength:
		return Sentence{"The header promises " + words.Bytes(v.Want) + ", and the decoder reserves room for all of them.",
			"Not one has arrived, and perhaps none ever will. Comparing the number with a limit would have cost nothing."}
	case v.Row == core.PayloadMore:
		return Sentence{"Room for " + words.Bytes(v.Length) + " is taken, and " + words.Alone(v.Had) + " " + words.Is(v.Had) + " here.",
			"The peer decides how long. It can open a second connection, and a third."}
	case v.Row == core.PayloadTruncated:
		return Sentence{"The stream ended inside a payload.", "The room for all of it, " + words.Bytes(v.Length) + ", was reserved for nothing."}
	}
	return Sentence{}
}
