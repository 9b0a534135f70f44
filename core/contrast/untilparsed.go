package contrast

import (
	"bytes"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var untilParsed = Decoder{
	Name:  "until-parsed",
	Title: "Gathered until it parses",
	Bug: "It looks for no delimiter: it gathers until json.loads makes something of all it has. Two messages in one recv " +
		"never parse, nor does anything behind them; and the first half of a number parses too early.",
	Belief: "This decoder will gather bytes until json.loads makes something of all of them.",
	reads: &layouts{`"lines", or a delimiter of white space such as "delimiter \"\\n\""`, func(l core.Layout) bool {
		return l == core.Lines() || isDelimiter(l) && l == core.Delimiter(l.Trailer()) && len(trimSpace([]byte(l.Trailer()))) == 0
	}},
	room: untilParsedRoom{},
}

type untilParsedRoom struct{}

func (untilParsedRoom) start(layout core.Layout, limit int) trace.Machine {
	d := &parser{}
	d.state = core.StateScan
	return d
}

func (untilParsedRoom) python() (string, []mark) {
	return `buf = b''
while True:
    chunk = s.recv(1024)
    if not chunk:
        break
    buf += chunk
    try:
        json.loads(buf.decode())
    except ValueError:
        continue  # there must be more to come
    print(buf.strip())
    buf = b''
`, []mark{
			{core.ScanMore, "s.recv"}, {core.ScanEnd, "break"}, {core.ScanComplete, "print"},
		}
}

func (untilParsedRoom) variables(v *View) []Variable {
	return []Variable{v.chunkVariable("chunk"), v.buffer("buf")}
}

func (untilParsedRoom) say(v *View) Sentence {
	frame, inStep := v.line()
	behind := inStep && frame.End != core.Unknown && frame.End < int(v.Taken)
	switch v.Row {
	case core.ScanMore:
		const lead = "json.loads raises a ValueError, and the decoder asks for more."
		switch {
		case v.Had == 0:
			return Sentence{"The buffer is empty.", "The decoder asks for more. It looks for no delimiter: what parses is a message."}
		case behind && isJSON(frame.Payload):
			return Sentence{lead, "A whole message is here, and the beginning of another. Together they are no JSON, and with more behind them they never will be: nothing ever comes out again."}
		case inStep && frame.End == core.Unknown:
			return Sentence{lead, "This time it is right: the message is not whole. Had it been no JSON at all, the decoder would have said the same."}
		default:
			return Sentence{lead, "It takes all that does not parse for something that is not whole, and what is wrong for something that is late."}
		}
	case core.ScanComplete:
		switch {
		case inStep && frame.Payload != nil && bytes.Equal(trimSpace(frame.Payload), v.Payload):
			return Sentence{v.aMessage(), "The buffer held it and nothing else. With one byte of the next message behind it, it would not have parsed."}
		case inStep && frame.End == core.Unknown:
			return Sentence{v.aMessage(), "It parses. The line has not ended, and a number could go on: the decoder does not wait to see."}
		}
	}
	return Sentence{}
}

// line returns the line that was sent from where the decoder's buffer begins. A part
// of the delimiter or line end before it may have come too late for the message that it ends.
func (v *View) line() (Frame, bool) {
	for late := range max(len(v.Layout.Trailer()), len("\r\n")) + 1 {
		if frame, ok := v.Sent.At(v.Start+late, v.Arrived); ok {
			return frame, true
		}
	}
	return begin(v.Start), false
}

type parser struct {
	machine
	buf  []byte
	text jsonText
}

func (d *parser) Next() core.Event {
	if d.state != core.StateScan {
		return d.again()
	}
	fresh := d.take(len(d.chunk))
	d.buf = append(d.buf, fresh...)
	d.text.add(fresh)
	if len(fresh) == 0 || !d.text.whole() {
		return d.emit(core.ScanMore, len(d.buf), core.Unknown)
	}
	ev := d.messageBy(core.ScanComplete, trimSpace(d.buf))
	d.buf, d.text = nil, jsonText{}
	return ev
}

func (d *parser) End() core.Event {
	if d.state == core.StateScan {
		return d.emit(core.ScanEnd, 0, 0)
	}
	return d.Next()
}
