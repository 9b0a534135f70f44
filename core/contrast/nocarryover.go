package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var noCarryOver = Decoder{
	Name:  "no-carry-over",
	Title: "No carry-over",
	Bug: "It gathers header and payload with care, and empties its buffer after each message. " +
		"What else the last recv brought, the beginning of the next frame, goes with it.",
	Belief: "This decoder will gather one message, and empty its buffer after it.",
	reads:  &plainDecimal,
	room:   noCarryOverRoom{},
}

type noCarryOverRoom struct{}

func (noCarryOverRoom) start(layout core.Layout, limit int) trace.Machine {
	return &forgetful{layout: layout, limit: limit}
}

func (noCarryOverRoom) python() (string, []mark) {
	return `buf = b''
while True:
    chunk = s.recv(1024)
    if not chunk and buf:
        raise EOFError
    if not chunk:
        break
    buf += chunk
    if len(buf) >= HEADERSIZE:
        length = length_of(buf[:HEADERSIZE])
        if len(buf) >= HEADERSIZE + length:
            print(buf[HEADERSIZE:HEADERSIZE + length])
            buf = b''
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"}, {core.HeaderEnd, "break"},
			{core.HeaderLength, "length_of"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
			{core.HeaderTruncated, "raise EOFError"}, {core.PayloadTruncated, "raise EOFError"},
			{core.PayloadComplete, "print"},
		}
}

func (noCarryOverRoom) variables(v *View) []Variable {
	return []Variable{v.chunkVariable("chunk"), v.buffer("buf"), v.lengthVariable("length")}
}

func (noCarryOverRoom) say(v *View) Sentence {
	_, inStep := v.frame()
	switch {
	case v.Row == core.HeaderMore && v.Had == 0 && len(v.Out) > 0 && v.Lost == 0:
		return Sentence{"The buffer is emptied.", "It held exactly one frame, so nothing is lost this time."}
	case v.Row == core.HeaderMore && v.Had == 0 && len(v.Out) > 0:
		return Sentence{"The buffer is emptied, and " + words.Bytes(v.Lost) + " " + words.Is(v.Lost) + " lost.",
			words.Verb(v.Lost, "It", "They") + " came with the same recv and " + words.Verb(v.Lost, "belongs", "belong") +
				" to the next frame. What comes next will be taken for its beginning."}
	case v.Row == core.HeaderMalformed && !inStep:
		return Sentence{"This header does not spell a length.", v.noFrame() + "the decoder has thrown its beginning away."}
	case v.Row == core.HeaderLength && !inStep:
		return Sentence{v.reads(), v.noFrame() + "the decoder has thrown its beginning away, and what it reads here is no header."}
	}
	return Sentence{}
}

type forgetful struct {
	machine
	layout  core.Layout
	limit   int
	header  []byte
	msg     []byte
	length  int
	printed bool // a message was just handed out
}

func (d *forgetful) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if d.printed {
			d.take(len(d.chunk)) // the bug: this begins the next frame
			d.printed, d.start = false, d.taken
			d.header, d.msg = d.header[:0], d.msg[:0]
		}
		size := d.layout.HeaderSize()
		if d.header = d.gather(d.header, size); len(d.header) < size {
			return d.emit(core.HeaderMore, len(d.header), size)
		}
		ev := d.read(d.layout, d.limit, d.header)
		d.length = ev.Want
		return ev
	case core.StatePayload:
		if d.msg = d.gather(d.msg, d.length); len(d.msg) < d.length {
			return d.emit(core.PayloadMore, len(d.msg), d.length)
		}
		d.printed = true
		return d.message(d.msg)
	default:
		return d.again()
	}
}

func (d *forgetful) End() core.Event {
	return d.endOf(d.header, d.msg, d.layout.HeaderSize(), d.length)
}
