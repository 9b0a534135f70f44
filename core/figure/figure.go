// Package figure decides what to say and show at each step of a trace: the
// sentence, the registers, the roles of the bytes. The terminal, the tables in
// the pages and the module in the browser all use it, so all three say the same.
// It draws nothing.
package figure

import (
	"slices"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// Figure is a trace with what a drawing of it needs. It grows with its trace.
// Steps are numbered from 0, which is the start, before anything has arrived;
// step n shows the trace's n-th event.
type Figure struct {
	File   *trace.File
	Trace  *trace.Trace
	Frames []Frame // those that are complete

	marks  []mark
	out    [][]byte // the messages that a wrong decoder has handed out
	header []byte   // the bytes that the trace has forgotten of the header of the frame under way

	wrong *contrast.Decoder // nil for core's
	sent  *contrast.Sent    // what was sent, to say what a wrong decoder makes of it
}

// Frame is a complete frame. All offsets are stream offsets in bytes.
type Frame struct {
	Start, Body, End int    // where the header and the payload begin, and the whole ends
	Close            int    // where its trailer begins: a delimiter, or what must close it; End without one
	Step             int    // the step that completed it
	Payload          []byte // the message; nil when it was skipped
	Skipped          bool
}

// mark is what is remembered for each event, so that any step can be shown
// without going back to the first. It speaks of the frame that the event belongs
// to, which a complete message's event ends.
type mark struct {
	frames   int // frames complete after the event
	messages int // messages that have come out
	start    int // where the frame begins
	chunk    int // and in which chunk
	body     int // where its payload begins; -1 while unknown
	length   int // its payload's length; core.Unknown while unknown
	read     int // the length as the decoder read it, right or wrong; core.Unknown before
}

// New returns the figure of a file's stream, traced by the decoder it names.
func New(f *trace.File) (*Figure, error) {
	m, err := NewMachine(f)
	if err != nil {
		return nil, err
	}
	fig := newFigure(f, f.Run(m))
	fig.grow()
	return fig, nil
}

// Open returns the figure of a corpus file's text.
func Open(text string) (*Figure, error) {
	f, err := trace.ParseFile(text)
	if err != nil {
		return nil, err
	}
	return New(f)
}

// NewMachine returns the decoder that a file names, at the beginning of a stream.
func NewMachine(f *trace.File) (trace.Machine, error) {
	if f.Decoder == trace.Core {
		return f.NewDecoder(), nil
	}
	return contrast.New(f.Decoder, f.Layout, f.Limit)
}

// Feed adds a chunk of a live stream.
func (f *Figure) Feed(chunk []byte) {
	f.Trace.Feed(chunk)
	f.grow()
}

// Report adds what is known of a live stream besides its bytes: settings of a
// corpus file, "segments", "queued" and "sends", one a line. The first two are
// about the next chunk; sends are stream offsets at which the sender's writes
// ended, in addition to those known.
func (f *Figure) Report(text string) error {
	more, err := trace.ParseReport(text)
	if err != nil {
		return err
	}
	if chunk := len(f.Trace.Ends); chunk == len(f.File.Segments) {
		f.File.Segments = append(f.File.Segments, more.Segments...)
	}
	if chunk := len(f.Trace.Ends); chunk == len(f.File.Queued) {
		f.File.Queued = append(f.File.Queued, more.Queued...)
	}
	f.File.Sends = append(f.File.Sends, more.Sends...)
	return nil
}

// End adds the end of a live stream.
func (f *Figure) End(ending trace.Ending) {
	f.Trace.End(ending)
	f.grow()
}

// Live returns a figure of a stream that has yet to arrive.
func Live(f *trace.File) (*Figure, error) {
	m, err := NewMachine(f)
	if err != nil {
		return nil, err
	}
	return newFigure(f, trace.New(m)), nil
}

// newFigure returns a figure that has not looked at its trace.
func newFigure(f *trace.File, t *trace.Trace) *Figure {
	fig := &Figure{File: f, Trace: t}
	if d, ok := contrast.Find(f.Decoder); ok {
		fig.wrong, fig.sent = &d, contrast.NewSent(f)
	}
	return fig
}

// Record returns the figure's stream as a file that can be saved: what arrived,
// as it arrived.
func (f *Figure) Record() *trace.File {
	file := *f.File
	file.Stream, file.Ending = f.Trace.Stream, f.Trace.Ending
	file.Sends = sendsOf(f.File.Sends, len(file.Stream))
	file.Schedule = schedule.Ending(f.Trace.Ends...)
	file.Trace = f.Trace.Text()
	return &file
}

// sendsOf returns the sends of a stream of which only so many bytes have arrived.
func sendsOf(ends []int, arrived int) []int {
	var list []int
	for _, end := range ends {
		if end >= arrived {
			return append(list, arrived)
		}
		list = append(list, end)
	}
	return nil // the sender did not say how it wrote the last bytes
}

// grow notes what the trace's new steps mean.
func (f *Figure) grow() {
	if f.sent != nil {
		f.sent.Grow(f.Trace.Stream)
	}
	f.marks = slices.Grow(f.marks, len(f.Trace.Steps)-len(f.marks))
	for i := len(f.marks); i < len(f.Trace.Steps); i++ {
		s := &f.Trace.Steps[i]
		m := f.follow(i)
		switch s.Kind {
		case core.HeaderParsed:
			m.body, m.length, m.read = int(s.Taken), max(0, s.Want), s.Want
		case core.NeedMore:
			m = m.corrected(s)
		case core.Message, core.Skipped:
			if m.body < 0 { // no header: a delimiter
				m.body = m.start
			}
			if s.Row == core.PayloadComplete && m.body+len(s.Payload) != int(s.Taken) {
				m.body = int(s.Taken) - len(f.File.Layout.Trailer()) - len(s.Payload)
			}
			m.length = s.Want
			m.frames++
			if s.Kind == core.Message {
				m.messages++
				if f.wrong != nil {
					f.out = append(f.out, s.Payload)
				}
			}
			f.Frames = append(f.Frames, Frame{
				Start: m.start, Body: m.body, Close: f.trailerStart(m.body, int(s.Taken)), End: int(s.Taken), Step: i + 1,
				Payload: s.Payload, Skipped: s.Kind == core.Skipped,
			})
		}
		if m.start >= f.Trace.Past.Bytes {
			m.chunk = f.chunkOf(m.start)
		}
		f.marks = append(f.marks, m)
	}
}

// A live figure has so many bytes or steps before it is worth while to forget them.
const (
	forgetBytes = 64 << 10
	forgetSteps = 1 << 10
)

// Forget lets a live figure go on for ever: once there is a good part of it, it
// lets go of all that the steps to come will not speak of. Chunks, steps and
// frames are then counted from there (see [trace.Past]), messages and stream
// offsets as before, and what is said stays the same. The figure of a decoder that
// breaks forgets nothing: what it got wrong may lie far back.
func (f *Figure) Forget() {
	t := f.Trace
	if f.wrong != nil || len(f.marks) == 0 || len(t.Stream) < forgetBytes && len(t.Steps) < forgetSteps {
		return
	}
	last := f.marks[len(f.marks)-1]
	end := last.body
	if end == core.Unknown {
		end = t.Past.Bytes + len(t.Stream)
	}
	if f.File.Layout.HeaderSize() > 0 { // with a delimiter there is none
		f.header = slices.Clone(f.headerBytes(last.start, end))
	}
	last.chunk -= len(t.Ends)
	if n := len(f.Frames); n > 0 {
		f.Frames[0] = f.Frames[n-1]
		f.Frames[0].Payload = nil
		clear(f.Frames[1:])
		f.Frames = f.Frames[:1]
		last.frames = 1
	}
	f.marks = append(f.marks[:0], last)
	f.File.Segments = f.File.Segments[min(len(t.Ends), len(f.File.Segments)):]
	f.File.Queued = f.File.Queued[min(len(t.Ends), len(f.File.Queued)):]
	t.Forget()
}

// headerBytes returns the bytes from the start of the frame under way to the end
// of its header, or as much of that as has arrived.
func (f *Figure) headerBytes(start, end int) []byte {
	if start >= f.Trace.Past.Bytes {
		return f.Trace.Slice(start, end)
	}
	return slices.Concat(f.header, f.Trace.Slice(start, end))
}

// follow returns the mark of event i as far as the one before it tells.
func (f *Figure) follow(i int) mark {
	if i == 0 {
		return mark{body: core.Unknown, length: core.Unknown, read: core.Unknown}
	}
	m := f.marks[i-1]
	if ended(f.Trace.Steps[i-1].Kind) {
		m.start, m.body, m.length, m.read = f.Frames[m.frames-1].End, core.Unknown, core.Unknown, core.Unknown
	}
	return m
}

// trailerStart is where the trailer of a frame begins that ends at end: end itself
// where it has none, as with a decoder that breaks.
func (f *Figure) trailerStart(body, end int) int {
	trailer := f.File.Layout.Trailer()
	at := end - len(trailer)
	if here := f.Trace.Slice(at, end); at >= body && strings.HasSuffix(trailer, string(here)) {
		return at
	}
	return end
}

// ended reports whether an event ends a frame.
func ended(k core.Kind) bool { return k == core.Message || k == core.Skipped }

// Len returns the number of steps, the start among them.
func (f *Figure) Len() int { return len(f.Trace.Steps) + 1 }

// Chars returns the multi-byte characters of the complete messages from frame
// number from on, as offset and length: what is one thing to a reader and several
// bytes on the wire. A message that is no text has none.
func (f *Figure) Chars(from int) [][2]int {
	var chars [][2]int
	for _, frame := range f.Frames[from:] {
		body := f.Trace.Slice(frame.Body, frame.Close)
		if !isText(body) {
			continue
		}
		for at := 0; at < len(body); {
			_, n := utf8.DecodeRune(body[at:])
			if n > 1 {
				chars = append(chars, [2]int{frame.Body + at, n})
			}
			at += n
		}
	}
	return chars
}

// isText reports whether a person could read the bytes.
func isText(data []byte) bool {
	for at := 0; at < len(data); {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return false
		}
		at += n
	}
	return true
}
