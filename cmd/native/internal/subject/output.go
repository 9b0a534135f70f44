package subject

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"bufferbybuffer/core/judge"
)

// The most of a program's output that is kept, in bytes, and the most of a line.
const (
	maxKept   = 256 << 10
	maxLine   = 64 << 10
	maxOthers = 1000 // lines
)

// output is what a program prints, and the messages seen in it. A message counts
// where a line holds it whole, with neither another message nor a frame's header
// beside it: a program that prints what recv gave it shows those too.
type output struct {
	messages []Message
	headers  []string // the header of each message's frame, as it may be printed

	mu      sync.Mutex
	changed chan struct{} // closed, and made anew, with each message seen
	size    int64
	kept    []byte   // the beginning
	line    []byte   // the last one, which has not ended
	reply   []byte   // the same of what it sends back
	seen    []int    // messages, in the order in which they came
	others  []string // lines with no message
}

func newOutput(messages []Message, series *judge.Series) *output {
	o := &output{messages: messages, changed: make(chan struct{})}
	for _, f := range series.Frames {
		o.headers = append(o.headers, string(series.Stream[f.Start:f.Body]))
	}
	return o
}

// Write takes what the program printed.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.size += int64(len(p))
	o.kept = append(o.kept, p[:min(len(p), maxKept-len(o.kept))]...)
	o.split(p, &o.line, func(line string) {
		if text := strings.TrimSpace(line); text != "" && len(o.others) < maxOthers {
			o.others = append(o.others, text)
		}
	})
	return len(p), nil
}

// replied takes what the program sent back.
func (o *output) replied(p []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.split(p, &o.reply, func(string) {})
}

// answered takes a message that the program sent back.
func (o *output) answered(payload []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if i := o.find(string(payload)); i >= 0 {
		o.see(i)
	}
}

// Close ends the last line.
func (o *output) Close() error {
	o.Write([]byte("\n"))
	return nil
}

// split divides what comes into lines, and looks for messages in them.
func (o *output) split(p []byte, line *[]byte, other func(string)) {
	for len(p) > 0 {
		n := bytes.IndexAny(p, "\r\n")
		part := p
		if n >= 0 {
			part = p[:n]
		}
		*line = append(*line, part[:min(len(part), maxLine-len(*line))]...)
		if n < 0 {
			return
		}
		text := withoutEscapes(string(*line))
		*line = (*line)[:0]
		if i := o.find(text); i >= 0 {
			o.see(i)
		} else {
			other(text)
		}
		p = p[n+1:]
	}
}

// see notes a message.
func (o *output) see(message int) {
	for _, i := range o.seen {
		if i == message {
			return
		}
	}
	o.seen = append(o.seen, message)
	close(o.changed)
	o.changed = make(chan struct{})
}

// find returns the number of the one message that a line holds, or -1.
func (o *output) find(line string) int {
	found := -1
	for i, m := range o.messages {
		for _, mark := range m.Marks {
			at := strings.Index(line, mark)
			if at < 0 {
				continue
			}
			if found >= 0 && found != i || o.touches(line[:at], line[at+len(mark):]) {
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
func (o *output) touches(before, after string) bool {
	for _, header := range o.headers {
		if len(header) < 2 { // one byte may stand beside a message by chance
			continue
		}
		for _, spelled := range []string{header, escaped(header)} {
			if strings.HasSuffix(before, spelled) || strings.HasPrefix(after, spelled) {
				return true
			}
		}
		// The next frame's header may not be there to its end.
		if part := strings.TrimRight(header, " "); part != "" && part[0] >= '0' && part[0] <= '9' && strings.HasPrefix(after, part) {
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

// state is what has been seen so far, and a channel that is closed when more is.
func (o *output) state() (seen []int, changed <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.seen), o.changed
}

// printed is the number of bytes so far, and of lines without a message.
func (o *output) printed() (size int64, others int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.size, len(o.others)
}
