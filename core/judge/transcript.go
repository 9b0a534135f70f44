package judge

import (
	"bytes"
	"slices"
	"strings"
)

// Message is a payload that was sent, and what of it is looked for in what a
// subject prints: one of the marks, whole.
type Message struct {
	Payload []byte
	Marks   []string
}

// MessagesOf are messages that are looked for as they are.
func MessagesOf(payloads [][]byte) []Message {
	var list []Message
	for _, p := range payloads {
		list = append(list, Message{Payload: p, Marks: []string{string(p)}})
	}
	return list
}

// The most of a line that is kept, in bytes, and of lines without a message.
const (
	maxLine   = 64 << 10
	maxOthers = 1000
)

// Transcript is what a subject prints, read line by line, and the messages seen in
// it. A message counts where a line holds it whole, with neither another message nor
// a frame's header beside it: a program that prints what recv gave it shows those too.
// The zero Transcript looks for none.
type Transcript struct {
	Seen   []int    // messages, in the order in which they came
	Others []string // lines with no message

	messages []Message
	headers  []string // the header of each message's frame, as it may be printed
	line     []byte   // the last one, which has not ended
}

// NewTranscript returns the transcript of a subject that has printed nothing yet.
func NewTranscript(messages []Message, series *Series) *Transcript {
	t := &Transcript{messages: messages}
	for _, f := range series.Frames {
		t.headers = append(t.headers, string(series.Stream[f.Start:f.Body]))
	}
	return t
}

// Write takes what was printed, in pieces of any length. It returns how many
// messages were seen by it for the first time.
func (t *Transcript) Write(p []byte) (seen int) {
	Lines(p, &t.line, func(line string) {
		if i := t.Find(line); i >= 0 {
			if t.see(i) {
				seen++
			}
		} else if text := strings.TrimSpace(line); text != "" && len(t.Others) < maxOthers {
			t.Others = append(t.Others, text)
		}
	})
	return seen
}

// Lines divides what comes into lines; what has not ended yet stays in rest.
func Lines(p []byte, rest *[]byte, each func(line string)) {
	for len(p) > 0 {
		n := bytes.IndexAny(p, "\r\n")
		part := p
		if n >= 0 {
			part = p[:n]
		}
		*rest = append(*rest, part[:min(len(part), maxLine-len(*rest))]...)
		if n < 0 {
			return
		}
		text := withoutEscapes(string(*rest))
		*rest = (*rest)[:0]
		each(text)
		p = p[n+1:]
	}
}

// Look looks for a message in a line, or in what was sent back, and reports whether
// there is one that had not been seen.
func (t *Transcript) Look(text string) bool {
	i := t.Find(text)
	return i >= 0 && t.see(i)
}

// see notes a message. It reports whether it is new.
func (t *Transcript) see(message int) bool {
	if slices.Contains(t.Seen, message) {
		return false
	}
	t.Seen = append(t.Seen, message)
	return true
}

// Find returns the number of the one message that a line holds, from 0, or -1.
func (t *Transcript) Find(line string) int {
	found := -1
	for i, m := range t.messages {
		for _, mark := range m.Marks {
			at := strings.Index(line, mark)
			if at < 0 {
				continue
			}
			if found >= 0 && found != i || t.touches(line[:at], line[at+len(mark):]) {
				return -1
			}
			found = i
			break
		}
	}
	return found
}

// touches reports whether a header ends where a message begins, or begins where it
// ends.
func (t *Transcript) touches(before, after string) bool {
	for _, header := range t.headers {
		if len(header) < 2 { // one byte may stand beside a message by chance
			continue
		}
		for _, spelled := range []string{header, escaped(header)} {
			if strings.HasSuffix(before, spelled) || strings.HasPrefix(after, spelled) {
				return true
			}
		}
		// The next frame's header may not be there to its end, which is also where a line
		// of it ends.
		first, _, lines := strings.Cut(header, "\r\n")
		part := strings.TrimRight(first, " ")
		if part != "" && (lines || part[0] >= '0' && part[0] <= '9') && strings.HasPrefix(after, part) ||
			lines && len(after) > 1 && strings.HasPrefix(part, after) {
			return true
		}
	}
	return false
}

// escaped is how Python and others print bytes that are no text.
func escaped(header string) string {
	var b strings.Builder
	for _, c := range []byte(header) {
		if c >= ' ' && c < 0x7f {
			b.WriteByte(c)
		} else {
			b.WriteString(`\x` + string("0123456789abcdef"[c>>4]) + string("0123456789abcdef"[c&15]))
		}
	}
	return b.String()
}

// withoutEscapes is a line without what colours it.
func withoutEscapes(line string) string {
	if !strings.Contains(line, "\x1b") {
		return line
	}
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != 0x1b {
			b.WriteByte(line[i])
			continue
		}
		if i+1 < len(line) && line[i+1] == '[' {
			for i += 2; i < len(line) && (line[i] < 0x40 || line[i] > 0x7e); i++ {
			}
		} else {
			i++
		}
	}
	return b.String()
}
