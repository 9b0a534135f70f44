package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var delimiter = Decoder{
	Name:  Delimiter,
	Title: "A delimiter that the payload can mimic",
	Bug: "It ends a message at every delimiter, also at one that the sender escaped because it is part of the " +
		"message. No schedule is to blame: it is wrong about the bytes.",
	Belief: "This decoder will end a message at every delimiter, escaped or not.",
	reads:  &anyDelimiter,
	room:   delimiterRoom{},
}

type delimiterRoom struct{}

func (delimiterRoom) start(layout core.Layout, limit int) trace.Machine {
	return core.NewDecoder(core.Delimiter(layout.Trailer()), core.Limit(limit))
}

func (delimiterRoom) python() (string, []mark) {
	return `buf = b''
while True:
    chunk = s.recv(1024)
    if not chunk and buf:
        raise EOFError
    if not chunk:
        break
    buf += chunk
    while DELIMITER in buf:
        msg, buf = buf.split(DELIMITER, 1)
        print(msg)
`, []mark{
			{core.ScanMore, "s.recv"}, {core.ScanEnd, "break"}, {core.ScanTruncated, "raise EOFError"},
			{core.ScanComplete, "print"},
		}
}

func (delimiterRoom) variables(v *View) []Variable {
	buf := v.buffer("buf")
	if v.Kind == core.Message { // split has taken it off
		buf = bytesVariable("buf", v.bytes(int(v.Taken), v.Arrived))
	}
	return []Variable{v.chunkVariable("chunk"), buf, v.messageVariable("msg")}
}

func (delimiterRoom) say(v *View) Sentence {
	if v.Row != core.ScanComplete || v.wasSent() {
		return Sentence{}
	}
	frame, starts := v.frame()
	switch {
	case starts && frame.End == int(v.Taken):
		return Sentence{v.aMessage(), "The escapes are still in it: the decoder does not know of any."}
	case starts:
		return Sentence{v.aMessage(), "The delimiter behind " + words.Verb(len(v.Payload), "it", "them") + " was escaped: it is part of the message, which goes on. The rest will be taken for another."}
	default:
		return Sentence{v.aMessage(), "Nobody sent that message: it is a part of one that was cut at a delimiter inside it."}
	}
}
