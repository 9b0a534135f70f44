package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var wholeHeader = Decoder{
	Name:  "whole-header",
	Title: "Header assumed whole",
	Bug: "It gathers the payload with care, however many chunks that takes, but asks for the header once: " +
		"a header cut in two is read as if its first part were all of it.",
	Belief: "This decoder will ask for the header once, and take what comes for all of it.",
	reads:  &plainDecimal,
	room:   wholeHeaderRoom{},
}

type wholeHeaderRoom struct{}

func (wholeHeaderRoom) start(layout core.Layout, limit int) trace.Machine {
	return &assumedHeader{headerSize: layout.HeaderSize()}
}

func (wholeHeaderRoom) python() (string, []mark) {
	return `while True:
    header = s.recv(HEADERSIZE)
    if not header:
        break
    length = int(header)
    msg = b''
    while len(msg) < length:
        part = s.recv(length - len(msg))
        if not part:
            raise EOFError
        msg += part
    print(msg)
`, []mark{
			{core.HeaderMore, "s.recv(HEADERSIZE)"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
			{core.PayloadMore, "part = s.recv"}, {core.PayloadTruncated, "raise EOFError"},
			{core.PayloadComplete, "print"},
		}
}

func (wholeHeaderRoom) variables(v *View) []Variable {
	msg := v.messageVariable("msg")
	if v.Row == core.PayloadMore || v.Row == core.PayloadTruncated {
		msg = bytesVariable("msg", v.bytes(v.Body, int(v.Taken)))
	}
	return []Variable{v.headerVariable("header"), v.lengthVariable("length"), msg}
}

func (wholeHeaderRoom) say(v *View) Sentence {
	switch v.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return v.believesInt("the decoder", "int(header)")
	case core.HeaderMore:
		return asksForHeader()
	}
	return Sentence{}
}

type assumedHeader struct {
	machine
	headerSize int
	length     int
	msg        []byte
}

func (d *assumedHeader) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, d.headerSize)
		}
		d.msg = d.msg[:0]
		var ev core.Event
		d.length, ev = d.readInt(d.take(d.headerSize))
		return ev
	case core.StatePayload:
		if d.msg = d.gather(d.msg, d.length); len(d.msg) < d.length {
			return d.emit(core.PayloadMore, len(d.msg), d.length)
		}
		return d.message(d.msg)
	default:
		return d.again()
	}
}

func (d *assumedHeader) End() core.Event {
	switch d.state {
	case core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case core.StatePayload:
		return d.truncated(core.PayloadTruncated, "payload", len(d.msg), d.length)
	}
	return d.Next()
}
