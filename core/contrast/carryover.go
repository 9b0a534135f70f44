package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var noCarryOver = Decoder{
	Name:  NoCarryOver,
	Title: "No carry-over",
	Bug: "It gathers header and payload with care, and empties its buffer after each message. " +
		"What else the last recv brought, the beginning of the next frame, goes with it.",
	Reads: readsDecimal,
	Source: `buf = b''
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
`,
	accepts: isDecimal,
	start: func(layout core.Layout, limit int) trace.Machine {
		return &forgetful{layout: layout, limit: limit}
	},
	marks: []mark{
		{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"}, {core.HeaderEnd, "break"},
		{core.HeaderLength, "length_of"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
		{core.HeaderTruncated, "raise EOFError"}, {core.PayloadTruncated, "raise EOFError"},
		{core.PayloadComplete, "print"},
	},
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
		d.header = append(d.header, d.take(size-len(d.header))...)
		if len(d.header) < size {
			return d.emit(core.HeaderMore, len(d.header), size)
		}
		ev := d.read(d.layout, d.limit, d.header)
		d.length = ev.Want
		return ev
	case core.StatePayload:
		d.msg = append(d.msg, d.take(d.length-len(d.msg))...)
		if len(d.msg) < d.length {
			return d.emit(core.PayloadMore, len(d.msg), d.length)
		}
		d.printed = true
		return d.message(d.msg)
	default:
		return d.again()
	}
}

func (d *forgetful) End() core.Event {
	switch {
	case d.state == core.StateHeader && len(d.header) == 0:
		return d.emit(core.HeaderEnd, 0, 0)
	case d.state == core.StateHeader:
		return d.truncated(core.HeaderTruncated, "header", len(d.header), d.layout.HeaderSize())
	case d.state == core.StatePayload:
		return d.truncated(core.PayloadTruncated, "payload", len(d.msg), d.length)
	}
	return d.Next()
}
