package contrast

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// exactReads is right about every cut, and wrong about the end and about numbers.
var exactReads = Decoder{
	Name:  "exact-reads",
	Title: "Exact reads, but for the end",
	Bug: "It asks for exactly what is missing, again and again, so no cut can break it and nothing is carried over. But at " +
		"the end its recv_exactly returns what it has, and a message cut short is handed out as if it were whole.",
	Belief: "This decoder will ask for exactly as many bytes as are missing, as often as it takes.",
	reads:  &plainDecimal,
	room:   exactReadsRoom{},
}

type exactReadsRoom struct{}

func (exactReadsRoom) start(layout core.Layout, limit int) trace.Machine {
	return &exact{headerSize: layout.HeaderSize()}
}

func (exactReadsRoom) python() (string, []mark) {
	return `def recv_exactly(n):
    data = b''
    while len(data) < n:
        part = s.recv(n - len(data))
        if not part:
            break
        data += part
    return data

while True:
    header = recv_exactly(HEADERSIZE)
    if len(header) < HEADERSIZE:
        break
    length = int(header)
    msg = recv_exactly(length)
    print(msg)
`, []mark{
			{core.HeaderMore, "part = s.recv"}, {core.PayloadMore, "part = s.recv"},
			{core.HeaderEnd, "        break\n    length"},
			{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
			{core.PayloadComplete, "print"},
		}
}

func (exactReadsRoom) variables(v *View) []Variable {
	data := unset("data") // recv_exactly has returned
	switch v.Row {
	case core.HeaderMore:
		data = bytesVariable("data", v.bytes(v.Start, int(v.Taken)))
	case core.PayloadMore:
		data = bytesVariable("data", v.bytes(v.Body, int(v.Taken)))
	}
	return []Variable{data, v.headerVariable("header"), v.lengthVariable("length"), v.messageVariable("msg")}
}

func (exactReadsRoom) say(v *View) Sentence {
	frame, inStep := v.frame()
	missing := v.Want - v.Had
	switch v.Row {
	case core.HeaderMore, core.PayloadMore:
		asks := "recv_exactly asks for " + words.Of(missing) + ", and will ask again for those that are missing then."
		if inStep && !v.Ended {
			asks += " What belongs to the next frame stays with the kernel."
		}
		part := "payload"
		if v.Row == core.HeaderMore {
			part = "header"
		}
		if v.Had == 0 {
			return Sentence{"None of the " + part + " is here.", asks}
		}
		return Sentence{words.OutOf(v.Had, v.Want) + " of the " + part + " " + words.Is(v.Had) + " here.", asks}
	case core.HeaderLength:
		if inStep && frame.Length == v.Want {
			return Sentence{"The header is whole: it says " + words.Number(v.Want) + ".", "recv_exactly has made sure that all of it is here, however many chunks that took."}
		}
		return v.believesInt("the decoder", "int(header)")
	case core.HeaderMalformed:
		return v.believesInt("the decoder", "int(header)")
	case core.PayloadComplete:
		switch {
		case v.wasSent():
			return Sentence{"Message " + words.Number(len(v.Out)) + " is complete: " + words.Bytes(len(v.Payload)) + ".",
				"Nobody asked for a byte of the next frame, so there is nothing to carry over. The price is two calls of recv for each message, or more."}
		case v.Ended:
			return Sentence{"recv returned no bytes, and " + words.Bytes(len(v.Payload)) + " of " + words.Of(v.Length) + " are handed out as a message.",
				"At the end recv_exactly returns what it has, and nobody compares that with what it was asked for."}
		}
	case core.HeaderEnd:
		if v.header() > 0 {
			return Sentence{"The stream has ended inside a header, and the decoder takes that for a clean end.",
				words.OutOf(v.header(), v.Layout.HeaderSize()) + " had come. recv_exactly returned them, and its caller left the loop."}
		}
	}
	return Sentence{}
}

type exact struct {
	machine
	headerSize int
	header     []byte
	msg        []byte
	length     int
}

func (d *exact) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if d.header = d.gather(d.header, d.headerSize); len(d.header) < d.headerSize {
			return d.emit(core.HeaderMore, len(d.header), d.headerSize)
		}
		var ev core.Event
		d.length, ev = d.readInt(d.header)
		return ev
	case core.StatePayload:
		if d.msg = d.gather(d.msg, d.length); len(d.msg) < d.length {
			return d.emit(core.PayloadMore, len(d.msg), d.length)
		}
		return d.complete()
	default:
		return d.again()
	}
}

func (d *exact) complete() core.Event {
	ev := d.message(d.msg)
	d.header, d.msg = d.header[:0], d.msg[:0]
	return ev
}

// End is a recv that returns no bytes: recv_exactly returns what it has.
func (d *exact) End() core.Event {
	switch d.state {
	case core.StateHeader:
		return d.emit(core.HeaderEnd, 0, 0)
	case core.StatePayload:
		return d.complete()
	}
	return d.Next()
}
