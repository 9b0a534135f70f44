package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var oneRecv = Decoder{
	Name:  OneRecv,
	Title: "One recv for the payload",
	Bug: "It asks recv for as many bytes as the header says, once, and takes what it gets for all of them. " +
		"recv(n) returns at most n bytes, so the rest of the message becomes the next header.",
	Reads: readsDecimal,
	Source: `while True:
    header = s.recv(HEADERSIZE)
    if not header:
        break
    length = int(header)
    msg = s.recv(length)
    print(msg)
`,
	accepts: isDecimal,
	start: func(layout core.Layout, limit int) trace.Machine {
		return &recvOnce{headerSize: layout.HeaderSize()}
	},
	marks: []mark{
		{core.HeaderMore, "s.recv(HEADERSIZE)"}, {core.HeaderEnd, "break"},
		{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
		{core.PayloadMore, "s.recv(length)"}, {core.PayloadMalformed, "s.recv(length)"},
		{core.PayloadComplete, "print"},
	},
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
