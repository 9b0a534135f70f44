package contrast

import (
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// tutorialClient is the client that so many programs began as.
var tutorialClient = Decoder{
	Name:  Tutorial,
	Title: "The tutorial's client",
	Bug: "It takes the beginning of a recv for the beginning of a frame, and the end of a recv for the end of " +
		"one: it waits until the lengths are equal, and a recv that brings a byte too many makes it wait for ever.",
	Reads: readsDecimal,
	Source: `full_msg = ''
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
`,
	accepts: isDecimal,
	start: func(layout core.Layout, limit int) trace.Machine {
		return &tutorial{headerSize: layout.HeaderSize()}
	},
	marks: []mark{
		{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"},
		{core.HeaderLength, "int("}, {core.HeaderMalformed, "int("},
		{core.PayloadMalformed, "decode"}, {core.PayloadComplete, "print"},
	},
}

// tutorial is new_msg in StateHeader, and not new_msg in StatePayload.
type tutorial struct {
	machine
	headerSize int
	msglen     int
	fullMsg    []byte
	length     int // len(full_msg), which counts characters
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
	if d.length-d.headerSize == d.msglen {
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
