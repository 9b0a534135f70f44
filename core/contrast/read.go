package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var onePerRead = Decoder{
	Name:  OnePerRead,
	Title: "One message per read",
	Bug:   "It takes whatever one recv returns for one message. It drops the header and never reads the number in it.",
	Reads: readsDecimal + ", or a delimiter, for messages without a header",
	Source: `while True:
    msg = s.recv(1024)
    if not msg:
        break
    msg = msg[HEADERSIZE:]
    print(msg)
`,
	accepts: func(l core.Layout) bool { return isDecimal(l) || isDelimiter(l) },
	start: func(layout core.Layout, limit int) trace.Machine {
		d := &reads{headerSize: layout.HeaderSize()}
		if d.headerSize == 0 {
			d.state = core.StateScan
		}
		return d
	},
	marks: []mark{
		{core.HeaderMore, "s.recv"}, {core.ScanMore, "s.recv"},
		{core.HeaderEnd, "break"}, {core.ScanEnd, "break"},
		{core.HeaderLength, "[HEADERSIZE:]"},
		{core.PayloadComplete, "print"}, {core.ScanComplete, "print"},
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
	case core.StateScan: // no header to drop, and it looks for no delimiter
		if len(d.chunk) == 0 {
			return d.emit(core.ScanMore, 0, core.Unknown)
		}
		return d.messageBy(core.ScanComplete, d.take(len(d.chunk)))
	default:
		return d.again()
	}
}

func (d *reads) End() core.Event {
	switch d.state {
	case core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case core.StateScan:
		return d.emit(core.ScanEnd, 0, 0)
	}
	return d.Next()
}
