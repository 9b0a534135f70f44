package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// shortHeader is the loop of the logging cookbook that comes with CPython, whose
// header is a uint32.
//
// See https://docs.python.org/3/howto/logging-cookbook.html#sending-and-receiving-logging-events-across-a-network
var shortHeader = Decoder{
	Name:  "short-header",
	Title: "A short header taken for the end",
	Bug: "It asks for the header once, and leaves its loop when fewer bytes come: a header cut in two looks to it like " +
		"the end of the stream. The payload it gathers in a loop, which does not look for the end.",
	Belief: "This decoder will ask for the header once, and take a header that is not whole for the end.",
	reads:  &fixedHeader,
	room:   shortHeaderRoom{},
}

type shortHeaderRoom struct{}

func (shortHeaderRoom) start(layout core.Layout, limit int) trace.Machine {
	return &cookbook{layout: layout, limit: limit}
}

func (shortHeaderRoom) python() (string, []mark) {
	return `while True:
    header = s.recv(HEADERSIZE)
    if len(header) < HEADERSIZE:
        break
    length = length_of(header)
    msg = s.recv(length)
    while len(msg) < length:
        msg = msg + s.recv(length - len(msg))
    print(msg)
`, []mark{
			{core.HeaderMore, "s.recv(HEADERSIZE)"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "length_of"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
			{core.PayloadMore, "msg = msg + s.recv"}, {core.PayloadComplete, "print"},
		}
}

func (shortHeaderRoom) variables(v *View) []Variable {
	msg := v.messageVariable("msg")
	if v.Row == core.PayloadMore && (v.Had > 0 || v.Ended) {
		msg = bytesVariable("msg", v.bytes(v.Body, int(v.Taken)))
	}
	return []Variable{v.headerVariable("header"), v.lengthVariable("length"), msg}
}

func (shortHeaderRoom) say(v *View) Sentence {
	size := v.Layout.HeaderSize()
	switch {
	case v.Row == core.HeaderMore:
		return Sentence{"The decoder asks for a header.", "Should recv return fewer than " + words.Bytes(size) + ", it will take that for the end."}
	case v.Row == core.HeaderEnd && !v.Ended:
		return Sentence{"recv returned " + words.Bytes(v.header()) + " of " + words.Of(size) + ", and the decoder leaves its loop.",
			"It takes a header that is not whole for the end. The stream has not ended, and whatever comes now, nobody will read it."}
	}
	return Sentence{}
}

type cookbook struct {
	machine
	layout core.Layout
	limit  int
	length int
	msg    []byte
}

func (d *cookbook) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		size := d.layout.HeaderSize()
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, size)
		}
		header := d.take(size)
		if len(header) < size {
			return d.emit(core.HeaderEnd, 0, 0) // the bug
		}
		ev := d.read(d.layout, d.limit, header)
		d.length, d.msg = ev.Want, d.msg[:0]
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

func (d *cookbook) End() core.Event {
	if d.state == core.StateHeader {
		return d.emit(core.HeaderEnd, 0, 0)
	}
	return d.Next() // no bytes, again and again
}
