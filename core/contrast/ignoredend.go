package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var ignoredEnd = Decoder{
	Name:  "ignored-end",
	Title: "End of stream ignored",
	Bug: "It does all else right, but when the peer has gone, and recv returns no bytes at once and for ever, " +
		"it takes that for nothing yet and asks again, as fast as the processor can.",
	Belief: "This decoder never asks whether the stream has ended.",
	reads:  &allLayouts,
	room:   ignoredEndRoom{},
}

type ignoredEndRoom struct{}

func (ignoredEndRoom) start(layout core.Layout, limit int) trace.Machine {
	return endless{core.NewDecoder(layout, core.Limit(limit))}
}

func (ignoredEndRoom) python() (string, []mark) {
	return `buf = b''
while True:
    buf += s.recv(1024)
    while len(buf) >= HEADERSIZE:
        length = length_of(buf[:HEADERSIZE])
        if len(buf) < HEADERSIZE + length:
            break
        print(buf[HEADERSIZE:HEADERSIZE + length])
        buf = buf[HEADERSIZE + length:]
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"},
			{core.HeaderLength, "length_of"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
			{core.PayloadComplete, "print"},
		}
}

func (ignoredEndRoom) variables(v *View) []Variable {
	return []Variable{v.buffer("buf"), v.lengthVariable("length")}
}

func (ignoredEndRoom) say(v *View) Sentence {
	if v.Kind == core.NeedMore && v.Ended {
		return v.endUnseen()
	}
	return Sentence{}
}

// endless is core's decoder in the hands of someone who takes the end for a chunk
// of no bytes.
type endless struct{ *core.Decoder }

func (d endless) End() core.Event {
	d.Feed(nil)
	return d.Next()
}
