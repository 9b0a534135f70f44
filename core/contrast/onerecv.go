package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var oneRecv = Decoder{
	Name:  "one-recv",
	Title: "One recv for the payload",
	Bug: "It asks recv for as many bytes as the header says, once, and takes what it gets for all of them. " +
		"recv(n) returns at most n bytes, so the rest of the message becomes the next header.",
	Belief: "This decoder will ask once for a header and once for a payload, and believe that it got what it asked for.",
	reads:  &plainDecimal,
	room:   oneRecvRoom{},
}

type oneRecvRoom struct{}

func (oneRecvRoom) start(layout core.Layout, limit int) trace.Machine {
	return &recvOnce{headerSize: layout.HeaderSize()}
}

func (oneRecvRoom) python() (string, []mark) {
	return `while True:
    header = s.recv(HEADERSIZE)
    if not header:
        break
    length = int(header)
    msg = s.recv(length)
    print(msg)
`, []mark{
			{core.HeaderMore, "s.recv(HEADERSIZE)"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
			{core.PayloadMore, "s.recv(length)"}, {core.PayloadMalformed, "s.recv(length)"},
			{core.PayloadComplete, "print"},
		}
}

func (oneRecvRoom) variables(v *View) []Variable {
	return []Variable{v.headerVariable("header"), v.lengthVariable("length"), v.messageVariable("msg")}
}

func (oneRecvRoom) say(v *View) Sentence {
	switch v.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return v.believesInt("the decoder", "int(header)")
	case core.HeaderMore:
		return asksForHeader()
	case core.PayloadMore:
		return Sentence{"The decoder asks for " + words.Bytes(v.Want) + ", once.",
			"recv(" + words.Number(v.Want) + ") returns at most that many, and seldom waits for all of them."}
	case core.PayloadMalformed:
		return Sentence{"recv(" + words.Number(v.Length) + ") raises a ValueError, and the program ends.", "int() accepts a sign, and a length has none."}
	case core.PayloadComplete:
		frame, inStep := v.frame()
		missing := frame.Length - len(v.Payload)
		switch {
		case v.wasSent():
			return Sentence{"recv returned all it was asked for: message " + words.Number(len(v.Out)) + ", " + words.Bytes(len(v.Payload)) + ".", "This time."}
		case v.Ended:
			return Sentence{"recv returned no bytes, and an empty message is handed out.", "The peer is gone. The decoder asked for a payload and takes the end for one."}
		case inStep && missing > 0 && v.Length == frame.Length:
			return Sentence{"recv returned " + words.Bytes(len(v.Payload)) + " of " + words.Of(frame.Length) + ", and the decoder takes them for the message.",
				words.First(missing) + " " + words.Is(missing) + " still under way. " + words.Verb(missing, "It", "They") + " will be taken for the next header."}
		}
	}
	return Sentence{}
}

type recvOnce struct {
	machine
	headerSize int
	length     int
}

func (d *recvOnce) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, d.headerSize)
		}
		var ev core.Event
		d.length, ev = d.readInt(d.take(d.headerSize))
		return ev
	case core.StatePayload:
		switch {
		case d.length < 0:
			return d.fail(core.PayloadMalformed, &pythonError{"ValueError: negative buffersize in recv", nil})
		case d.length > 0 && len(d.chunk) == 0:
			return d.emit(core.PayloadMore, 0, d.length)
		}
		return d.message(d.take(d.length))
	default:
		return d.again()
	}
}

// End is a recv that returns no bytes: the end before a header, and a message
// before a payload.
func (d *recvOnce) End() core.Event {
	switch {
	case d.state == core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case d.state == core.StatePayload && d.length >= 0:
		return d.message(nil)
	}
	return d.Next()
}
