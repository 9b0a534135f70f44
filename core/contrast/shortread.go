package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var shortRead = Decoder{
	Name:  "short-read",
	Title: "A short read taken for the end",
	Bug: "It calls recv until one returns fewer bytes than it may, and takes that for the end of the message. recv returns " +
		"fewer whenever no more have arrived; and a message that fills the last recv seems to go on.",
	Belief: "This decoder will call recv(16) until it returns fewer bytes, and take those for the last of a message.",
	reads: &layouts{
		`a plain decimal header of at most 16 bytes such as "decimal 10", or one without a header such as "lines"`,
		func(l core.Layout) bool { return isDecimal(l) && l.HeaderSize() <= recvSize || !hasHeader(l) },
	},
	room: shortReadRoom{},
}

// recvSize is what it asks recv for.
const recvSize = 16

type shortReadRoom struct{}

func (shortReadRoom) start(layout core.Layout, limit int) trace.Machine {
	return newReads(layout, recvSize)
}

func (shortReadRoom) python() (string, []mark) {
	return `def recv_all():
    data = b''
    while True:
        part = s.recv(16)
        data += part
        if len(part) < 16:
            return data

while True:
    msg = recv_all()
    if not msg:
        break
    msg = msg[HEADERSIZE:]
    print(msg)
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"}, {core.ScanMore, "s.recv"},
			{core.HeaderEnd, "break"}, {core.ScanEnd, "break"},
			{core.HeaderLength, "[HEADERSIZE:]"},
			{core.PayloadComplete, "print"}, {core.ScanComplete, "print"},
		}
}

func (shortReadRoom) variables(v *View) []Variable {
	data, msg := unset("data"), v.messageVariable("msg")
	switch v.Row {
	case core.HeaderMore, core.ScanMore, core.PayloadMore:
		data = bytesVariable("data", v.bytes(v.Start, int(v.Taken)))
	case core.HeaderEnd, core.ScanEnd:
		msg = bytesVariable("msg", nil)
	}
	return []Variable{data, msg}
}

func (shortReadRoom) say(v *View) Sentence {
	frame, inStep := v.frame()
	switch v.Row {
	case core.HeaderMore, core.ScanMore, core.PayloadMore:
		switch {
		case v.Had == 0 && v.Row != core.PayloadMore:
			return Sentence{"The decoder calls recv(16).", "It will go on until one of them returns fewer bytes than that."}
		case inStep && frame.End != core.Unknown:
			return Sentence{"recv(16) returned 16 bytes.", "The message is whole, but the decoder does not know it: it waits for a recv that returns fewer."}
		default:
			return Sentence{"recv(16) returned 16 bytes.", "That is all it may return, so the decoder believes that there is more, and asks again."}
		}
	case core.HeaderLength:
		lead := words.BytesAre(v.header()) + " dropped as a header."
		if !inStep {
			return Sentence{lead, v.noFrame() + fromTheMiddle}
		}
		return Sentence{lead, "Nobody reads the number in it: the message is to end where a recv returns fewer than 16 bytes."}
	case core.PayloadComplete, core.ScanComplete:
		switch {
		case v.Ended:
			return Sentence{v.aMessage(), "recv returned no bytes, and no bytes are fewer than 16."}
		case v.wasSent():
			return Sentence{v.aMessage(), "The last recv returned fewer than 16 bytes, and the message did end there. That was luck."}
		case inStep && frame.End != core.Unknown:
			return Sentence{v.aMessage(), "The message that was sent ended before that, but where it did, recv returned all it may."}
		case inStep:
			return Sentence{v.aMessage(), "recv returned fewer than 16 bytes because no more had arrived. What is missing will be taken for another message."}
		default:
			return Sentence{v.aMessage(), "Nobody sent that message."}
		}
	}
	return Sentence{}
}
