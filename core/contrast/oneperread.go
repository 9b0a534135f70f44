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
	reads: &layouts{decimalWords + `, or one without a header such as "lines"`, func(l core.Layout) bool {
		return isDecimal(l) || !hasHeader(l)
	}},
	room: onePerReadRoom{},
}

type onePerReadRoom struct{}

func (onePerReadRoom) start(layout core.Layout, limit int) trace.Machine {
	return newReads(layout, 0)
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

func (onePerReadRoom) variables(v *View) []Variable {
	msg := v.messageVariable("msg")
	switch v.Row {
	case core.HeaderLength:
		msg = bytesVariable("msg", v.bytes(v.Body, v.Arrived))
	case core.HeaderEnd, core.ScanEnd:
		msg = bytesVariable("msg", nil)
	}
	return []Variable{msg}
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

// reads is a decoder for which a message ends where a recv does: any recv, or one
// that returns fewer bytes than it may.
type reads struct {
	machine
	headerSize int
	most       int  // what recv may return; 0 for one whose every recv ends a message
	full       bool // the last recv of the chunk returned as much
	msg        []byte
}

func newReads(layout core.Layout, most int) *reads {
	d := &reads{headerSize: layout.HeaderSize(), most: most}
	if d.headerSize == 0 {
		d.state = core.StateScan
	}
	return d
}

// Feed lends the decoder a chunk: what one recv returned, or, where there is more
// than that may be, several.
func (d *reads) Feed(chunk []byte) {
	d.chunk = chunk
	d.full = d.most > 0 && len(chunk)%d.most == 0
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
		if d.msg = d.gather(d.msg, len(d.msg)+len(d.chunk)); d.full {
			return d.emit(core.PayloadMore, len(d.msg), core.Unknown)
		}
		return d.complete(core.PayloadComplete)
	case core.StateScan: // no header to drop, and it looks for no delimiter
		used := len(d.chunk) == 0
		if d.msg = d.gather(d.msg, len(d.msg)+len(d.chunk)); d.full || used {
			return d.emit(core.ScanMore, len(d.msg), core.Unknown)
		}
		return d.complete(core.ScanComplete)
	default:
		return d.again()
	}
}

// complete hands out what was gathered.
func (d *reads) complete(row core.Row) core.Event {
	ev := d.messageBy(row, d.msg)
	d.msg = d.msg[:0]
	return ev
}

// End is a recv that returns no bytes: a short one, and the end where nothing was
// gathered before it.
func (d *reads) End() core.Event {
	switch {
	case d.state == core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case d.state == core.StatePayload:
		return d.complete(core.PayloadComplete)
	case d.state == core.StateScan && len(d.msg) == 0:
		return d.emit(core.ScanEnd, 0, 0)
	case d.state == core.StateScan:
		return d.complete(core.ScanComplete)
	}
	return d.Next()
}
