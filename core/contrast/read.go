package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var onePerRead = Decoder{
	Name:  OnePerRead,
	Title: "One message per read",
	Bug:   "It takes whatever one recv returns for one message. It drops the header and never reads the number in it.",
	Reads: readsDecimal,
	Source: `while True:
    msg = s.recv(1024)
    if not msg:
        break
    msg = msg[HEADERSIZE:]
    print(msg)
`,
	accepts: isDecimal,
	start: func(layout core.Layout, limit int) trace.Machine {
		return &reads{headerSize: layout.HeaderSize()}
	},
	marks: []mark{
		{core.HeaderMore, "s.recv"}, {core.HeaderEnd, "break"},
		{core.HeaderLength, "[HEADERSIZE:]"}, {core.PayloadComplete, "print"},
	},
}

type reads struct {
	machine
	headerSize int
}

func (d *reads) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, d.headerSize)
		}
		d.take(d.headerSize)
		return d.emit(core.HeaderLength, 0, len(d.chunk))
	case core.StatePayload:
		return d.message(d.take(len(d.chunk)))
	default:
		return d.again()
	}
}

func (d *reads) End() core.Event {
	if d.state == core.StateHeader {
		return d.emit(core.HeaderEnd, 0, 0)
	}
	return d.Next()
}
