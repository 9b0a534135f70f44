package contrast

import (
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

var characters = Decoder{
	Name:  "characters",
	Title: "Characters counted instead of bytes",
	Bug: "It turns the stream into text first, waiting for the rest of a split character as one should, and then " +
		"counts characters where the header counts bytes. One é, and everything after it is out of step.",
	Belief: "This decoder will turn what arrives into text, and count its characters.",
	reads:  &plainDecimal,
	room:   charactersRoom{},
}

type charactersRoom struct{}

func (charactersRoom) start(layout core.Layout, limit int) trace.Machine {
	return &characterCounter{layout: layout, limit: limit}
}

func (charactersRoom) python() (string, []mark) {
	return `utf8 = codecs.getincrementaldecoder("utf-8")()
text = ''
while True:
    chunk = s.recv(1024)
    text += utf8.decode(chunk, final=not chunk)
    if not chunk and text:
        raise EOFError
    if not chunk:
        break
    while len(text) >= HEADERSIZE:
        length = length_of(text[:HEADERSIZE])
        if len(text) < HEADERSIZE + length:
            break
        print(text[HEADERSIZE:HEADERSIZE + length])
        text = text[HEADERSIZE + length:]
`, []mark{
			{core.HeaderMore, "s.recv"}, {core.PayloadMore, "s.recv"}, {core.HeaderEnd, "        break\n    while"},
			{core.HeaderLength, "length_of"}, {core.HeaderMalformed, "length_of"}, {core.HeaderTooLarge, "length_of"},
			{core.PayloadMalformed, "utf8.decode"},
			{core.HeaderTruncated, "raise EOFError"}, {core.PayloadTruncated, "raise EOFError"},
			{core.PayloadComplete, "print"},
		}
}

func (charactersRoom) variables(v *View) []Variable {
	decoded := v.Arrived
	if v.raised() { // by this chunk
		decoded = v.From
	}
	return []Variable{v.chunkVariable("chunk"), text("text", v.bytes(v.Start, decoded)), v.lengthVariable("length")}
}

func (charactersRoom) say(v *View) Sentence {
	_, inStep := v.frame()
	switch {
	case (v.Row == core.HeaderMore || v.Row == core.HeaderTruncated) && inStep && v.header() >= v.Layout.HeaderSize():
		count := v.Sent.Characters(v.Start, int(v.Taken))
		lead := "All " + words.Bytes(v.Layout.HeaderSize()) + " of the header are here, and the decoder waits."
		if v.Ended {
			lead = "The stream has ended, and the decoder still waits for a header."
		}
		return Sentence{lead, "It counts characters and finds " + words.Of(count) + "."}
	case v.Row == core.HeaderMalformed && v.raised():
		return Sentence{"These bytes are no text.", "The decoder turns all that arrives into text before it looks for a header."}
	case v.Row == core.HeaderMalformed && inStep && v.header() > v.Layout.HeaderSize():
		return Sentence{"This header does not spell a length.",
			"The decoder took " + words.Of(v.Layout.HeaderSize()) + " characters for it, which are " + words.Bytes(v.header()) + "."}
	case v.Row == core.HeaderLength && inStep:
		return Sentence{"The header is complete: it says " + words.Number(v.Want) + ".", "It means bytes. The decoder will hand out that many characters."}
	case v.Row == core.PayloadMore && v.Had >= v.Want:
		count := v.Sent.Characters(v.Body, int(v.Taken))
		return Sentence{"All " + words.Bytes(v.Want) + " of the payload are here, and the decoder waits.",
			"It counts characters and finds " + words.Of(count) + ". For what it misses it will take the beginning of the next frame."}
	case v.Row == core.PayloadComplete && utf8.RuneCount(v.Payload) != len(v.Payload):
		count := utf8.RuneCount(v.Payload)
		more := len(v.Payload) - count
		return Sentence{words.First(count) + " " + words.Noun(count, "character") + " " + words.Is(count) + " handed out as a message: " + words.Bytes(len(v.Payload)) + ".",
			"The header says " + words.Number(count) + ", and counts bytes. The last " + words.Verb(more, "byte belongs", words.Of(more)+" belong") + " to the next frame."}
	case v.Row == core.HeaderMalformed && !inStep:
		return Sentence{"This header does not spell a length.", v.noFrame() + "the last message has taken bytes that were the next header's."}
	case v.Row == core.PayloadMalformed:
		return Sentence{"These bytes are no text.", "A payload can hold anything, and this decoder can only read text."}
	}
	return Sentence{}
}

type characterCounter struct {
	machine
	layout core.Layout
	limit  int
	length int

	text    []byte // what was decoded and not yet handed out, then what begins a character
	from    int64  // stream offset of text[0]
	decoded int    // bytes of text that are whole characters
	at      int    // bytes of text counted towards the header or the payload
	count   int    // characters in them
	bad     error
}

// Feed decodes the chunk, all of it, before anything is counted.
func (d *characterCounter) Feed(chunk []byte) {
	d.text = append(d.text, chunk...)
	for d.bad == nil && utf8.FullRune(d.text[d.decoded:]) {
		r, n := utf8.DecodeRune(d.text[d.decoded:])
		if r == utf8.RuneError && n == 1 {
			d.bad = unicodeError(d.text[d.decoded])
		}
		d.decoded += n
	}
}

func (d *characterCounter) Next() core.Event {
	size := d.layout.HeaderSize()
	switch {
	case d.state > core.StatePayload:
		return d.again()
	case d.bad != nil:
		if d.state == core.StateHeader { // no more than that is about the header
			d.text = d.text[:min(len(d.text), size)]
		}
		d.taken = max(d.taken, d.from+int64(len(d.text)))
		return d.fail(d.row(core.HeaderMalformed, core.PayloadMalformed), d.bad)
	case d.state == core.StateHeader:
		if !d.counted(size) {
			return d.emit(core.HeaderMore, len(d.text), max(size, len(d.text)))
		}
		ev := d.read(d.layout, d.limit, d.cut())
		d.length = ev.Want
		return ev
	default:
		if !d.counted(d.length) {
			return d.emit(core.PayloadMore, len(d.text), d.length)
		}
		return d.message(d.cut())
	}
}

// counted counts up to n characters and reports whether there are as many.
func (d *characterCounter) counted(n int) bool {
	for d.count < n && d.at < d.decoded {
		_, size := utf8.DecodeRune(d.text[d.at:])
		d.at += size
		d.count++
	}
	d.taken = d.from + int64(len(d.text))
	return d.count == n
}

// cut takes the characters counted off the text.
func (d *characterCounter) cut() []byte {
	part := d.text[:d.at:d.at]
	d.from += int64(d.at)
	d.taken = d.from
	d.text = d.text[d.at:]
	d.decoded -= d.at
	d.at, d.count = 0, 0
	return part
}

func (d *characterCounter) row(header, payload core.Row) core.Row {
	if d.state == core.StateHeader {
		return header
	}
	return payload
}

func (d *characterCounter) End() core.Event {
	switch {
	case d.state > core.StatePayload:
		return d.again()
	case d.decoded < len(d.text):
		return d.fail(d.row(core.HeaderMalformed, core.PayloadMalformed), unicodeError(d.text[d.decoded]))
	case d.state == core.StateHeader && len(d.text) == 0:
		return d.emit(core.HeaderEnd, 0, 0)
	case d.state == core.StateHeader:
		return d.truncated(core.HeaderTruncated, "header", len(d.text), d.layout.HeaderSize())
	default:
		return d.truncated(core.PayloadTruncated, "payload", len(d.text), d.length)
	}
}
