package contrast

import (
	"bytes"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// View is a step of a decoder that breaks, seen by one who knows what was sent and
// has arrived, and nothing that comes after: what its words are made from. All
// offsets are stream offsets in bytes.
type View struct {
	*trace.Step
	Layout core.Layout
	Limit  int

	Start  int // where the frame begins, as the decoder sees it
	Body   int // where its payload does; core.Unknown before
	Length int // what the decoder takes for its length, as it read it; core.Unknown before
	Lost   int // bytes before Start that belong to no frame the decoder knows

	Before *Frame // the frame before, as the decoder saw it; nil where there was none

	Out     [][]byte // the messages that have come out, this step's included
	From    int      // where the recv under way begins
	Arrived int      // bytes that have arrived
	Ended   bool     // the stream has ended
	Sent    *Sent
}

// frame returns the frame that was sent from where the decoder's begins, and
// reports false where none was: it has lost its place.
func (v *View) frame() (Frame, bool) { return v.Sent.At(v.Start, v.Arrived) }

// header is how many bytes the decoder has taken for a header.
func (v *View) header() int {
	if v.Body == core.Unknown {
		return int(v.Taken) - v.Start
	}
	return v.Body - v.Start
}

// wasSent reports whether the message that a step hands out was sent.
func (v *View) wasSent() bool {
	frame, ok := v.frame()
	return ok && frame.Payload != nil && frame.End == int(v.Taken) && bytes.Equal(frame.Payload, v.Payload)
}

// raised reports whether the decoder failed by an exception of Python's.
func (v *View) raised() bool {
	failed, ok := v.Err.(*core.FrameError)
	if ok {
		_, ok = failed.Err.(*pythonError)
	}
	return ok
}

// Sentence is what a step says: what happened, and why. The zero Sentence says
// nothing.
type Sentence struct{ Lead, Rest string }

// noFrame begins the reason why a decoder that has lost its place goes wrong.
func (v *View) noFrame() string { return "No frame begins at byte " + words.Number(v.Start) + ": " }

const fromTheMiddle = "these bytes are from the middle of one."

// Astray is for what any decoder can come to that is out of step with the sender,
// or has misread a number. It says nothing of a step that core's decoder would
// have taken there too: core's words are true of it.
func Astray(v *View) Sentence {
	frame, inStep := v.frame()
	switch v.Row {
	case core.HeaderMore, core.ScanMore, core.PayloadMore:
		return v.astrayMore(frame, inStep)
	case core.HeaderLength:
		switch {
		case !inStep:
			return Sentence{v.reads(), v.noFrame() + "what the decoder reads here is no header."}
		case frame.Length == core.Unknown:
			return Sentence{v.reads(), "That is not what the header says."}
		case frame.Length != v.Want || frame.Body != v.Body:
			return Sentence{v.reads(), "The header says " + words.Number(frame.Length) + "."}
		}
	case core.PayloadComplete, core.ScanComplete:
		if !v.wasSent() {
			return v.notSent()
		}
	case core.HeaderEnd, core.ScanEnd:
		return v.wrongEnd()
	case core.HeaderTruncated, core.PayloadTruncated, core.ScanTruncated:
		const lead = "The stream has ended, and the decoder still waits for more."
		switch {
		case !inStep:
			return Sentence{lead, v.noFrame() + "what it waited for was never going to come."}
		case v.Row == core.PayloadTruncated && frame.Length != v.Length:
			return Sentence{lead, "It went by a length that is not this frame's."}
		case frame.End != core.Unknown:
			return Sentence{lead, "The last frame came whole."}
		}
	default:
		switch {
		case v.Kind != core.Failed:
		case !inStep && v.Row == core.HeaderMalformed:
			return Sentence{"This header does not spell a length.", v.noFrame() + fromTheMiddle}
		case !inStep:
			return Sentence{"The decoder can't go on, and fails.", v.noFrame() + fromTheMiddle}
		case frame.Err == nil:
			return Sentence{"The decoder can't go on, and fails.", "Our decoder does not, with the same bytes."}
		}
	}
	return Sentence{}
}

// reads is a decoder reading a length.
func (v *View) reads() string {
	if v.Want == core.Unknown {
		return "The header is passed over."
	}
	return "The decoder reads a length of " + words.Number(v.Want) + "."
}

// astrayMore is for a decoder that asks for more.
func (v *View) astrayMore(frame Frame, inStep bool) Sentence {
	switch {
	case v.Ended:
		return v.endUnseen()
	case v.Row == core.HeaderMore && v.Had == 0 && !inStep:
		return Sentence{"This chunk is used up.", v.noFrame() + "what comes next will be taken for a header, and is none."}
	case v.Row == core.HeaderMore && !inStep:
		return Sentence{"The chunk ends inside what the decoder takes for a header.", v.noFrame() + fromTheMiddle}
	case v.Row == core.ScanMore && !inStep:
		return Sentence{"The decoder asks for more.", v.noFrame() + fromTheMiddle}
	case v.Row == core.PayloadMore && !inStep:
		return Sentence{"The decoder asks for more.", v.noFrame() + "it waits for the rest of a message that nobody sent."}
	case v.Row == core.PayloadMore && (frame.Length != v.Length || frame.Body != v.Body):
		return Sentence{"The decoder asks for more.", "It goes by a length that is not this frame's, and waits for a message that nobody sent."}
	case v.Row == core.PayloadMore && frame.End != core.Unknown:
		return Sentence{"The decoder asks for more.", "The frame is whole. The decoder does not see it."}
	}
	return Sentence{}
}

// notSent is for what is handed out and was never sent.
func (v *View) notSent() Sentence {
	lead := words.BytesAre(len(v.Payload)) + " handed out as a message that nobody sent."
	if v.Row == core.ScanComplete {
		return Sentence{lead, "The decoder is wrong about where a message ends."}
	}
	return Sentence{lead, "The decoder did what the length told it, and the length was wrong."}
}

// endUnseen is for a decoder that takes the end for nothing yet.
func (v *View) endUnseen() Sentence {
	rest := "recv returns no bytes, at once and every time. The decoder takes that for nothing yet and asks again, for ever."
	if missing := v.Want - v.Had; v.Had > 0 && missing > 0 {
		rest += " " + words.First(missing) + " " + words.Noun(missing, "byte") + " will never come, and nobody is told."
	}
	return Sentence{"The stream has ended, and the decoder does not notice.", rest}
}

// wrongEnd is for an end that looks clean to a decoder which has not handed out
// what was sent.
func (v *View) wrongEnd() Sentence {
	messages, whole := v.Sent.Messages()
	sent, out := len(messages), len(v.Out)
	same := true
	for i := range min(sent, out) {
		same = same && bytes.Equal(messages[i], v.Out[i])
	}
	if same && sent == out && whole {
		return Sentence{}
	}
	rest := words.First(sent) + " " + words.Noun(sent, "message") + " " + words.Verb(sent, "was", "were") + " sent, and " + words.Alone(out) + " came out"
	switch {
	case sent == out && !same:
		rest += ", but not the same."
	case !whole:
		rest += "; the stream did not end between two frames."
	default:
		rest += "."
	}
	return Sentence{"The stream has ended, and the decoder sees nothing wrong.", rest}
}

// believesInt is what int() makes of a header, right or wrong. who and call are how
// the decoder and the call go by.
func (v *View) believesInt(who, call string) Sentence {
	frame, inStep := v.frame()
	size := v.Layout.HeaderSize()
	whole := v.header() == size
	here := "Only " + words.Of(v.header()) + " of the " + words.Bytes(size) + " of the header " + words.Is(v.header()) + " here"
	if v.Kind == core.Failed {
		lead := call + " raises a ValueError, and the program ends."
		switch {
		case v.Ended:
			return Sentence{lead, "recv returned no bytes: the peer has closed the connection. Nobody looked for that, and so no bytes are taken for a header."}
		case !inStep:
			return Sentence{lead, v.noFrame() + "these bytes are from the middle of one, and were taken for a header."}
		case !whole:
			return Sentence{lead, here + ", and " + words.Verb(v.header(), "spells", "they spell") + " no number. " + words.Capital(who) + " does not wait for the rest."}
		default:
			return Sentence{lead, "These " + words.Bytes(size) + " spell no length. This may be the wrong port, or another protocol."}
		}
	}
	lead := call + " is " + words.Number(v.Want) + "."
	switch {
	case !inStep:
		return Sentence{lead, v.noFrame() + "these bytes are from the middle of one. They look like a number, and " + who + " believes them."}
	case frame.Length == v.Want && whole:
		return Sentence{lead, "A whole header lies at the beginning of these bytes, so the number is right. Nothing made sure of that."}
	case !whole:
		return Sentence{lead, here + ", and int() is content with that. It does not miss the spaces; it would not miss a digit either."}
	case v.Want > v.Limit:
		return Sentence{lead, "The limit is " + words.Number(v.Limit) + ", and " + who + " has none."}
	default:
		return Sentence{lead, "That is no way to spell a length, but int() accepts a sign, an underscore and other white space."}
	}
}

// asksForHeader is for a decoder that takes what one recv returns for a header.
func asksForHeader() Sentence {
	return Sentence{"The decoder asks for a header.", "It will take what the next recv returns for a whole one."}
}

// aMessage is a message handed out, by its number.
func (v *View) aMessage() string {
	return words.BytesAre(len(v.Payload)) + " handed out as message " + words.Number(len(v.Out)) + "."
}
