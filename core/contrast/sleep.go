package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var sleep = Decoder{
	Name:  "sleep",
	Title: "Sleep as framing",
	Bug: "Both ends sleep, so that header and payload arrive apart, and one recv each is enough. A sleep is a wish: what " +
		"was sent before and after one still comes in one recv when the receiver is late, and in two when the network is.",
	Belief: "This decoder will take one recv for a header and the next one for a payload: the sender has slept between the two.",
	reads:  &plainDecimal,
	room:   sleepRoom{},
}

type sleepRoom struct{}

func (sleepRoom) start(layout core.Layout, limit int) trace.Machine {
	return &sleeper{headerSize: layout.HeaderSize()}
}

func (sleepRoom) python() (string, []mark) {
	return `while True:
    header = s.recv(1024)  # the sender sleeps after it
    if not header:
        break
    length = int(header)
    time.sleep(0.1)        # and by now all of this is here
    msg = s.recv(1024)
    print(msg)
`, []mark{
			{core.HeaderMore, "header = s.recv"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
			{core.PayloadMore, "msg = s.recv"}, {core.PayloadComplete, "print"},
		}
}

func (sleepRoom) variables(v *View) []Variable {
	return []Variable{v.headerVariable("header"), v.lengthVariable("length"), v.messageVariable("msg")}
}

func (sleepRoom) say(v *View) Sentence {
	frame, inStep := v.frame()
	switch v.Row {
	case core.HeaderMore:
		return Sentence{"The decoder asks for what has come.", "It will take all of it for a header."}
	case core.HeaderLength, core.HeaderMalformed:
		said := v.believesInt("the decoder", "int(header)")
		if more := v.header() - v.Layout.HeaderSize(); inStep && more > 0 {
			said.Rest = words.First(more) + " " + words.Noun(more, "byte") + " came with the header, and " + words.Verb(more, "was", "were") +
				" taken for a part of it. No sleep keeps apart what the kernel puts into one recv."
		}
		return said
	case core.PayloadMore:
		return Sentence{"The decoder sleeps for 0.1 seconds.", "It believes that by then the payload will be here, all of it and nothing else."}
	case core.PayloadComplete:
		switch {
		case v.wasSent():
			return Sentence{v.aMessage(), "The sleep was long enough, and it was not too long. This time."}
		case v.Ended:
			return Sentence{"recv returned no bytes, and an empty message is handed out.", "The peer is gone. The decoder asked for a payload and takes the end for one."}
		case inStep && frame.Length > len(v.Payload):
			return Sentence{v.aMessage(), "The header says " + words.Number(frame.Length) + ". The sleep was too short: the rest comes later, and will be taken for a header."}
		case inStep && frame.Length != core.Unknown && frame.Body == v.Body:
			return Sentence{v.aMessage(), "The header says " + words.Number(frame.Length) + ". The sleep was too long: what was sent next came, too."}
		default:
			return Sentence{v.aMessage(), "Nobody sent that message."}
		}
	}
	return Sentence{}
}

type sleeper struct {
	machine
	headerSize int
	length     int
}

func (d *sleeper) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, d.headerSize)
		}
		var ev core.Event
		d.length, ev = d.readInt(d.take(len(d.chunk)))
		return ev
	case core.StatePayload:
		if len(d.chunk) == 0 {
			return d.emit(core.PayloadMore, 0, d.length)
		}
		return d.message(d.take(len(d.chunk)))
	default:
		return d.again()
	}
}

// End is a recv that returns no bytes: the end before a header, and a message
// before a payload.
func (d *sleeper) End() core.Event {
	switch d.state {
	case core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case core.StatePayload:
		return d.message(nil)
	}
	return d.Next()
}
