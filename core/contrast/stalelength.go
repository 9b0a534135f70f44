package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var staleLength = Decoder{
	Name:  "stale-length",
	Title: "A length that is never reset",
	Bug: "It counts every byte of the first message right, and then forgets to forget: the length stays set, so no header " +
		"is read again. As long as all messages are equally long, nobody notices.",
	Belief: "This decoder will read the first header, and keep its length.",
	reads:  &fixedHeader,
	room:   staleLengthRoom{},
}

type staleLengthRoom struct{}

func (staleLengthRoom) start(layout core.Layout, limit int) trace.Machine {
	return &stale{layout: layout, limit: limit, length: core.Unknown}
}

func (staleLengthRoom) python() (string, []mark) {
	return `buf = b''
length = None
while True:
    chunk = s.recv(1024)
    if not chunk and buf:
        raise EOFError
    if not chunk:
        break
    buf += chunk
    while len(buf) >= HEADERSIZE:
        if length is None:
            length = length_of(buf[:HEADERSIZE])
        if len(buf) < HEADERSIZE + length:
            break
        print(buf[HEADERSIZE:HEADERSIZE + length])
        buf = buf[HEADERSIZE + length:]
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"}, {core.HeaderEnd, "break\n    buf"},
			{core.HeaderLength, "length is None"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
			{core.HeaderTruncated, "raise EOFError"}, {core.PayloadTruncated, "raise EOFError"},
			{core.PayloadComplete, "print"},
		}
}

func (staleLengthRoom) variables(v *View) []Variable {
	length := v.lengthVariable("length")
	if length == unset("length") {
		length.Value = "None"
	}
	return []Variable{v.chunkVariable("chunk"), v.buffer("buf"), length}
}

func (staleLengthRoom) say(v *View) Sentence {
	frame, inStep := v.frame()
	switch {
	case v.Row == core.HeaderLength && len(v.Out) > 0:
		lead := "The length is set already: it is " + words.Number(v.Want) + ", and nobody reads this header."
		switch {
		case !inStep:
			return Sentence{lead, v.noFrame() + "it is none."}
		case frame.Length == v.Want:
			return Sentence{lead, "It says " + words.Number(frame.Length) + ", too. As long as they all do, this works."}
		case frame.Length != core.Unknown:
			return Sentence{lead, "It says " + words.Number(frame.Length) + "."}
		default:
			return Sentence{lead, "It spells no length that our decoder would accept."}
		}
	case v.Row == core.PayloadComplete && inStep && frame.Length > len(v.Payload):
		missing := frame.Length - len(v.Payload)
		return Sentence{v.aMessage(), "Its own header says " + words.Number(frame.Length) + ". What is missing, " + words.Bytes(missing) + ", will be taken for the beginning of the next header."}
	case v.Row == core.PayloadComplete && inStep && frame.Length != core.Unknown && frame.Length < len(v.Payload):
		return Sentence{v.aMessage(), "Its own header says " + words.Number(frame.Length) + ". The rest of them was sent behind it."}
	}
	return Sentence{}
}

type stale struct {
	machine
	layout core.Layout
	limit  int
	header []byte
	msg    []byte
	length int // core.Unknown until the first header was read, and never again
}

func (d *stale) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		size := d.layout.HeaderSize()
		if d.header = d.gather(d.header, size); len(d.header) < size {
			return d.emit(core.HeaderMore, len(d.header), size)
		}
		if d.length != core.Unknown {
			return d.emit(core.HeaderLength, 0, d.length) // the bug
		}
		ev := d.read(d.layout, d.limit, d.header)
		d.length = ev.Want
		return ev
	case core.StatePayload:
		if d.msg = d.gather(d.msg, d.length); len(d.msg) < d.length {
			return d.emit(core.PayloadMore, len(d.msg), d.length)
		}
		ev := d.message(d.msg)
		d.header, d.msg = d.header[:0], d.msg[:0]
		return ev
	default:
		return d.again()
	}
}

func (d *stale) End() core.Event { return d.endOf(d.header, d.msg, d.layout.HeaderSize(), d.length) }
