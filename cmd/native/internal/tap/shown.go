package tap

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/guess"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/words"
)

// shown is how a connection is shown, by its observer.
type shown struct {
	Connection
	d *Display

	streams  [2]shownStream
	guessing bool
	text     bytes.Buffer // the paragraph under way
}

// shownStream is one direction of it.
type shownStream struct {
	reading
	chunks int
	forced string       // what is said of each chunk
	begun  guess.Stream // while the layout is being guessed
	asked  int          // bytes of both streams when it was guessed last
	wrong  bool
}

// chunk shows a chunk that has come.
func (s *shown) chunk(d Direction, chunk []byte, at time.Time) {
	stream := &s.streams[d]
	stream.chunks++
	room := 0
	if !s.d.quiet {
		room = s.d.printer.room(at)
	}
	if s.guessing {
		stream.remember(chunk)
	}
	frames, failed := stream.read(chunk, min(room, s.d.frames))
	if room == 0 && !failed {
		if !s.d.quiet {
			s.d.printer.skip(frames)
		}
	} else {
		s.paragraph(d, chunk, frames, failed, at)
	}
	if s.guessing {
		s.guess(false)
	}
}

// paragraph prints what a chunk was.
func (s *shown) paragraph(d Direction, chunk []byte, frames int, failed bool, at time.Time) {
	stream := &s.streams[d]
	s.begin(d, fmt.Sprintf("chunk %s, %s, at %s%s", words.Number(stream.chunks), count(len(chunk), "byte"), since(s.Began, at), stream.forced))
	s.raw(d, chunk)
	s.decoded(d, frames, failed)
	s.end()
}

// decoded writes what was read last: so many frames, of which those seen are shown,
// and how it goes on.
func (s *shown) decoded(d Direction, frames int, failed bool) {
	stream := &s.streams[d]
	for _, f := range stream.seen {
		s.more(d, fmt.Sprintf("frame %s, %s", words.Number(f.number), count(f.length, "byte")), f.payload, f.length)
	}
	if rest := frames - len(stream.seen); rest > 0 {
		s.more(d, fmt.Sprintf("… and %s more, up to frame %s", count(rest, "frame"), words.Number(stream.frames)), nil, 0)
	}
	switch {
	case failed:
		s.outOfStep(d)
	case stream.dec != nil && stream.err == nil && !stream.part.atStart():
		s.more(d, fmt.Sprintf("frame %s: %s", words.Number(stream.frames+1), stream.part), nil, 0)
	}
}

// atStart reports whether nothing of a frame has come.
func (p part) atStart() bool { return p.had == 0 && (p.header || p.want <= 0) }

// String says how much of a frame there is.
func (p part) String() string {
	switch {
	case p.want == core.Unknown:
		return count(p.had, "byte") + ", and not its end"
	case p.header:
		return fmt.Sprintf("%s of %s of the header", words.Number(p.had), count(p.want, "byte"))
	}
	return fmt.Sprintf("%s of %s", words.Number(p.had), count(p.want, "byte"))
}

// outOfStep says why a stream can't be decoded any more.
func (s *shown) outOfStep(d Direction) {
	stream := &s.streams[d]
	stream.wrong = true
	e := stream.err
	head := fmt.Sprintf("out of step at byte %s, in frame %s:", words.Number(int(e.Offset)), words.Number(e.Frame))
	s.indent(d)
	s.text.WriteString(s.d.style.Role(figure.Error, head) + " " + terminal.Printable([]byte(e.Err.Error())) + "\n")
	if len(e.Header) > 0 {
		s.indent(d)
		fmt.Fprintf(&s.text, "  its header: %s  (%s)\n", figure.Visible(e.Header[:min(len(e.Header), 64)]), hex(e.Header))
	}
	if e.Hint != "" {
		s.indent(d)
		s.text.WriteString("  " + e.Hint + "\n")
	}
	s.indent(d)
	s.text.WriteString("  from here on its chunks are shown as they are\n")
}

// hex is the first bytes of a header.
func hex(header []byte) string {
	shown := header[:min(len(header), 16)]
	text := fmt.Sprintf("% x", shown)
	if len(shown) < len(header) {
		text += " …"
	}
	return text
}

// ended shows that a stream is over.
func (s *shown) ended(d Direction, how How, err error, at time.Time) {
	if s.guessing {
		s.guess(true)
	}
	stream := &s.streams[d]
	var what string
	switch how {
	case Closed:
		what = "the " + d.from() + " ended its stream"
	case Reset:
		what = fmt.Sprintf("the %s reset the connection (%s)", d.from(), cause(err))
	case Refused:
		what = fmt.Sprintf("the %s takes no more (%s)", d.to(), cause(err))
	case Cut:
		what = "the tap ended the stream"
	case CutOff:
		what = "the tap reset the connection"
	}
	what += " after " + count(int(stream.bytes), "byte")
	if stream.frames > 0 {
		what += ", " + count(stream.frames, "frame")
	}
	truncated := stream.reading.end()
	if s.d.quiet && how != Reset && truncated == nil {
		return
	}
	s.begin(d, what+", at "+since(s.Began, at))
	if truncated != nil {
		stream.wrong = how == Closed || how == Reset // else it was asked for, or nobody's fault
		s.indent(d)
		s.text.WriteString(s.d.style.Role(figure.Error, "inside a frame:") + " " + strings.TrimPrefix(truncated.Error(), "core: ") + "\n")
	}
	s.end()
}

// stalled shows that no more will be passed on.
func (s *shown) stalled(d Direction, at time.Time) {
	stream := &s.streams[d]
	what := fmt.Sprintf("the tap passes on no more after %s, at %s", count(int(stream.bytes), "byte"), since(s.Began, at))
	if !stream.part.atStart() {
		what += fmt.Sprintf(": frame %s has %s", words.Number(stream.frames+1), stream.part)
	}
	s.begin(d, what)
	s.end()
}

// forced says what is certain about the boundaries to come.
func (s *shown) forced(d Direction, cut schedule.Schedule, why error) {
	stream := &s.streams[d]
	stream.forced = ", forced"
	what := fmt.Sprintf("cut: %s; each boundary is forced", cut)
	if why != nil {
		stream.forced = ", not forced"
		what = fmt.Sprintf("cut: %s; boundaries are not forced, there is only a pause between them: %s", cut, strings.TrimPrefix(why.Error(), "gate: "))
	}
	if s.d.quiet {
		return
	}
	s.begin(d, what)
	s.end()
}

// over counts the connection when it is: because the tap ended, or by itself.
func (s *shown) over(ended bool) {
	if s.guessing && s.streams[ToServer].bytes+s.streams[ToClient].bytes > 0 {
		if s.guess(true); s.guessing {
			s.adopt([2]guess.Guess{})
		}
	}
	for i := range s.streams {
		stream := &s.streams[i]
		s.d.add(Direction(i), total{stream.bytes, stream.chunks, stream.frames}, stream.wrong)
	}
	how := "over"
	if ended {
		how = "reset, since the tap ends,"
	}
	if !s.d.quiet {
		s.line("", fmt.Sprintf("%s after %s: %s to the server, %s to the client", how, since(s.Began, time.Now()),
			count(int(s.streams[ToServer].bytes), "byte"), count(int(s.streams[ToClient].bytes), "byte")))
	}
}

// Paragraphs. Those of the client begin at the left, those of the server further
// on.
const (
	clientMargin = "       "
	serverMargin = "           "
)

func margin(d Direction) string {
	if d == ToServer {
		return clientMargin
	}
	return serverMargin
}

// begin begins a paragraph.
func (s *shown) begin(d Direction, what string) {
	s.text.Reset()
	arrow := "→ "
	if d == ToClient {
		arrow = "    ← "
	}
	fmt.Fprintf(&s.text, "%s%s%s\n", label(s.Number), s.d.style.Strong(arrow), what)
}

func (s *shown) indent(d Direction) { s.text.WriteString(margin(d)) }

// more adds a line about a frame.
func (s *shown) more(d Direction, what string, payload []byte, length int) {
	s.indent(d)
	s.text.WriteString(what)
	if length > 0 {
		s.text.WriteString(": ")
		used := len(margin(d)) + utf8.RuneCountInString(what) + 2
		s.text.WriteString(s.d.style.Message(s.fit(terminal.Printable(payload), used, length > len(payload))))
	}
	s.text.WriteByte('\n')
}

// fit shortens a text to what is left of a line.
func (s *shown) fit(text string, used int, cut bool) string {
	width := s.d.style.Width
	if width > 0 && used+utf8.RuneCountInString(text) >= width {
		keep := max(10, width-used-2)
		for i := range text {
			if keep == 0 {
				text, cut = text[:i], true
				break
			}
			keep--
		}
	}
	if cut {
		text += "…"
	}
	return text
}

// raw adds the bytes of a chunk, or the first of them.
func (s *shown) raw(d Direction, chunk []byte) {
	s.indent(d)
	room := 2_000
	if width := s.d.style.Width; width > 0 {
		room = max(20, width-len(margin(d))-2)
	}
	at, spans := 0, s.streams[d].spans
	for at < len(chunk) && at < mostFirst && room > 0 {
		end, role := len(chunk), figure.Role("")
		if len(spans) > 0 {
			end, role, spans = spans[0].end, spans[0].role, spans[1:]
		}
		from := at
		for at < end && at < mostFirst && room > 0 {
			room -= columns(chunk[at])
			at++
		}
		s.text.WriteString(s.d.style.Role(role, figure.Visible(chunk[from:at])))
	}
	if at < len(chunk) {
		s.text.WriteString("…")
	}
	s.text.WriteByte('\n')
}

// columns is how much room a byte takes.
func columns(b byte) int {
	if b < ' ' || b > '~' {
		return 4
	}
	return 1
}

// end prints the paragraph.
func (s *shown) end() { s.d.printer.print(s.text.Bytes(), bytes.Count(s.text.Bytes(), []byte("\n"))) }

// line prints a line about the connection.
func (s *shown) line(who, what string) {
	s.d.printer.print(fmt.Appendf(nil, "%s%s%s\n", label(s.Number), who, what), 1)
}

func count(n int, noun string) string { return words.Number(n) + " " + words.Noun(n, noun) }
