package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/words"
)

// Fate is what a decoder that breaks has come to at a step without saying so: it has
// not failed, and what it waits for is not what was sent.
type Fate struct {
	Misread  string // what is wrong with what it took for a header; "" for nothing
	Never    bool   // what it waits for will never come to be
	Reserved bool   // it has taken room for more than the limit, because a header said so
}

// fated is a room that knows more of its decoder's fate than one can tell from outside.
type fated interface {
	fate(v *View) Fate
}

// Fate returns what the decoder has come to at a step.
func (d Decoder) Fate(v *View) Fate {
	var f Fate
	if room, ok := d.room.(fated); ok {
		f = room.fate(v)
	}
	if v.Kind == core.NeedMore && v.Ended {
		f.Never = true
	}
	f.Misread = v.misread()
	return f
}

// misread says what is wrong with what the decoder took for a header; "" for nothing.
func (v *View) misread() string {
	frame, inStep := v.frame()
	size := v.Layout.HeaderSize()
	switch {
	case v.Kind == core.Message || v.Kind == core.Skipped || v.Kind == core.End || size == 0 || v.header() <= 0:
	case !inStep:
		return "no header: bytes from inside a message"
	case v.Body == core.Unknown || v.Length == core.Unknown || frame.Err != nil || frame.Length == v.Length:
	case frame.Length == core.Unknown:
		return "a part of it, taken for all of it"
	default:
		return "the sender wrote " + words.Number(frame.Length)
	}
	return ""
}

// WasSent reports whether the message that a step hands out is one that was sent.
func (v *View) WasSent() bool { return v.wasSent() }

// fate: the client's test is for equality, and its count only grows.
func (tutorialRoom) fate(v *View) Fate {
	return Fate{Never: v.Row == core.PayloadMore && v.Sent.Characters(v.Start, int(v.Taken))-v.Layout.HeaderSize() > v.Want}
}

func (trustedLengthRoom) fate(v *View) Fate {
	return Fate{Reserved: v.Length > v.Limit}
}
