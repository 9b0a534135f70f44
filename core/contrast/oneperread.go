package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var onePerRead = Decoder{
	Name:   "one-per-read",
	Title:  "One message per read",
	Bug:    "It takes whatever one recv returns for one message. It drops the header and never reads the number in it.",
	Belief: "This decoder will take whatever one recv returns for one message.",
	reads:  decimalOrDelimiter,
	room:   onePerReadRoom{},
}

type onePerReadRoom struct{}

func (onePerReadRoom) start(layout core.Layout, limit int) trace.Machine {
	d := &reads{headerSize: layout.HeaderSize()}
	if d.headerSize == 0 {
		d.state = core.StateScan
	}
	return d
}

func (onePerReadRoom) python() (string, []mark) {
	return `while True:
    msg = s.recv(1024)
    if not msg:
        break
    msg = msg[HEADERSIZE:]
    print(msg)
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.ScanMore, "s.recv"},
			{core.HeaderEnd, "break"}, {core.ScanEnd, "break"},
			{core.HeaderLength, "[HEADERSIZE:]"},
			{core.PayloadComplete, "print"}, {core.ScanComplete, "print"},
		}
}

func (onePerReadRoom) say(v *View) Sentence {
	frame, inStep := v.frame()
	switch v.Row {
	case core.HeaderMore, core.ScanMore:
		return Sentence{"This chunk is used up.", "The decoder waits for the next recv, and will take it for the next message."}
	case core.ScanComplete:
		return Sentence{v.aMessage(), "The recv ended here, so the decoder believes that a message ended here."}
	case core.HeaderLength:
		lead := words.BytesAre(v.header()) + " dropped as a header."
		if !inStep {
			return Sentence{lead, v.noFrame() + fromTheMiddle}
		}
		return Sentence{lead, "Nobody reads the number in it: what is left of this recv, " + words.Bytes(v.Want) + ", will be the message."}
	case core.PayloadComplete:
		switch {
		case v.wasSent():
			return Sentence{v.aMessage(), "This recv was exactly one frame. That was luck."}
		case inStep && frame.Length > len(v.Payload):
			return Sentence{v.aMessage(), "The header says " + words.Number(frame.Length) + ". The rest comes with the next recv, and will be taken for another message."}
		case inStep && frame.Length != core.Unknown:
			return Sentence{v.aMessage(), "The header says " + words.Number(frame.Length) + ". What follows them is the next frame, header and all."}
		default:
			return Sentence{v.aMessage(), "Nobody sent that message."}
		}
	}
	return Sentence{}
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
