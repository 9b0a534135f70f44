package contrast

import (
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// tutorialClient is the client that so many programs began as.
var tutorialClient = Decoder{
	Name:  Tutorial,
	Title: "The tutorial's client",
	Bug: "It takes the beginning of a recv for the beginning of a frame, and the end of a recv for the end of " +
		"one: it waits until the lengths are equal, and a recv that brings a byte too many makes it wait for ever.",
	Belief: "The tutorial's client calls recv, and will take the first bytes of what comes for a header.",
	called: "the tutorial's client",
	reads:  &plainDecimal,
	room:   tutorialRoom{},
	again:  true,
}

type tutorialRoom struct{}

func (tutorialRoom) start(layout core.Layout, limit int) trace.Machine {
	return &tutorial{headerSize: layout.HeaderSize()}
}

func (tutorialRoom) python() (string, []mark) {
	return `full_msg = ''
new_msg = True
while True:
    msg = s.recv(16)
    if new_msg:
        msglen = int(msg[:HEADERSIZE])
        new_msg = False
    full_msg += msg.decode("utf-8")
    if len(full_msg) - HEADERSIZE == msglen:
        print(full_msg[HEADERSIZE:])
        new_msg = True
        full_msg = ''
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"},
			{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
			{core.PayloadMalformed, "decode"}, {core.PayloadComplete, "print"},
		}
}

func (tutorialRoom) variables(v *View) []Variable {
	newMsg, fullMsg := false, v.bytes(v.Start, int(v.Taken))
	switch v.Row {
	case core.HeaderMore, core.HeaderLength, core.HeaderMalformed:
		newMsg, fullMsg = true, nil // the lines after int() have not run
	case core.PayloadMalformed:
		fullMsg = v.bytes(v.Start, v.From)
	}
	return []Variable{v.chunkVariable("msg"), boolean("new_msg", newMsg), v.lengthVariable("msglen"), text("full_msg", fullMsg)}
}

func (tutorialRoom) say(v *View) Sentence {
	const who, call = "the client", "int(msg[:HEADERSIZE])"
	switch v.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return v.believesInt(who, call)
	case core.HeaderMore:
		return Sentence{"The client starts over.",
			"full_msg is empty, and whatever the next recv brings first will be taken for a header."}
	case core.PayloadMore:
		return v.lengthsDiffer()
	case core.PayloadMalformed:
		return Sentence{`decode("utf-8") raises a UnicodeDecodeError, and the program ends.`,
			"A chunk can end inside a character of several bytes. A whole message can be decoded; a chunk can't."}
	case core.PayloadComplete:
		if v.wasSent() {
			return Sentence{"The lengths are equal, and the client prints message " + words.Number(len(v.Out)) + ": " + words.Bytes(len(v.Payload)) + ".",
				"This recv ended exactly where the frame did. With one byte more they would never have been equal."}
		}
	}
	return Sentence{}
}

// lengthsDiffer is for len(full_msg) - HEADERSIZE != msglen.
func (v *View) lengthsDiffer() Sentence {
	if v.Ended {
		return Sentence{"recv returns no bytes, and the client calls it again.",
			"The peer is gone, and every further recv returns no bytes at once. The client goes round for ever, and nobody learns that a message is missing."}
	}
	length := v.Sent.Characters(v.Start, int(v.Taken)) - v.Layout.HeaderSize()
	frame, inStep := v.frame()
	lead := "len(full_msg) - HEADERSIZE is " + words.Number(length) + ", and msglen is " + words.Number(v.Want) + "."
	const never = "It can only grow: the two will never be equal, and the client prints nothing ever again."
	switch {
	case length > v.Want && inStep && frame.Length == v.Want:
		recv := "This recv"
		if frame.End != core.Unknown && frame.End <= v.From {
			recv = "An earlier recv"
		}
		return Sentence{lead, recv + " brought the end of the message and more, so the count has passed " + words.Number(v.Want) + ". " + never}
	case length > v.Want && inStep && frame.Length != core.Unknown:
		return Sentence{lead, "The header says " + words.Number(frame.Length) + ", but the client read only the first part of it. The count has passed " +
			words.Number(v.Want) + " and can only grow: the two will never be equal, and the client prints nothing ever again."}
	case length > v.Want:
		return Sentence{lead, "The count has passed a number that was wrong. " + never}
	case inStep && frame.Length == v.Want && v.Want > 0 && v.Had >= v.Want && v.Had > length:
		return Sentence{lead, "All " + words.Bytes(v.Want) + " of the payload are here, but len() counts characters, and some characters are several bytes. The client waits for more."}
	case inStep && frame.Length == core.Unknown:
		return Sentence{lead, "The rest of the header is still to come, and the client calls recv again. It will not look at it."}
	case inStep && frame.Length == v.Want:
		return Sentence{lead, "The client keeps what it has and calls recv again, as it should."}
	case inStep:
		return Sentence{lead, "The header says " + words.Number(frame.Length) + ", but the client read only the first part of it, and does not look again."}
	default:
		return Sentence{lead, "The client waits for the rest of a message that nobody sent."}
	}
}

// tutorial is new_msg in StateHeader, and not new_msg in StatePayload.
type tutorial struct {
	machine
	headerSize int
	msglen     int
	fullMsg    []byte
	length     int  // len(full_msg), which counts characters
	atLeast    bool // >= in place of ==
}

func (d *tutorial) Next() core.Event {
	switch d.state {
	case core.StateHeader:
		if len(d.chunk) == 0 {
			return d.emit(core.HeaderMore, 0, d.headerSize)
		}
		return d.readHeader()
	case core.StatePayload:
		return d.gather(d.take(len(d.chunk)))
	default:
		return d.again()
	}
}

// readHeader is msglen = int(msg[:HEADERSIZE]), however few bytes that may be.
func (d *tutorial) readHeader() core.Event {
	header := d.take(d.headerSize)
	d.fullMsg = append(d.fullMsg[:0], header...)
	d.length = len(header)
	var ev core.Event
	d.msglen, ev = d.readInt(header)
	return ev
}

// gather is the rest of the loop. The bytes that int() has read are no part of
// msg here; they are digits and spaces, which can always be decoded.
func (d *tutorial) gather(msg []byte) core.Event {
	for i := 0; i < len(msg); d.length++ {
		r, n := utf8.DecodeRune(msg[i:])
		if r == utf8.RuneError && n == 1 {
			return d.fail(core.PayloadMalformed, unicodeError(msg[i]))
		}
		i += n
	}
	d.fullMsg = append(d.fullMsg, msg...)
	payload := d.payload()
	if n := d.length - d.headerSize; n == d.msglen || d.atLeast && n > d.msglen {
		return d.message(payload)
	}
	return d.emit(core.PayloadMore, len(payload), d.msglen)
}

// payload is full_msg[HEADERSIZE:], which counts characters too.
func (d *tutorial) payload() []byte {
	at := 0
	for range min(d.headerSize, d.length) {
		_, n := utf8.DecodeRune(d.fullMsg[at:])
		at += n
	}
	return d.fullMsg[at:]
}

// End is a recv that returns no bytes, which the client does not look for: it
// takes them for a header, or waits for more.
func (d *tutorial) End() core.Event {
	if d.state == core.StateHeader {
		return d.readHeader()
	}
	return d.Next()
}
