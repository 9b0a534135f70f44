// Package terminal shows a figure in a terminal, as it grows. What is said
// comes from core/figure, in the same sentences as on the page; this package
// only lays it out.
package terminal

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"bufferbybuffer/core/figure"
)

// Viewer shows figures.
type Viewer interface {
	// Show shows the steps of fig from step first on.
	Show(fig *figure.Figure, first int) error
}

// Text is a Viewer for people.
type Text struct {
	Out   io.Writer
	Style Style
}

// Show writes a paragraph for each recv: its bytes, what they did to the
// decoder, and the messages that came out.
func (v Text) Show(fig *figure.Figure, first int) error {
	out := &page{out: v.Out}
	chunk := -1
	for n := first; n < fig.Len(); n++ {
		step := fig.Step(n)
		if n == first || step.Chunk != chunk {
			chunk = step.Chunk
			v.heading(out, fig, chunk)
		}
		fmt.Fprintln(out, v.Style.sentence(step.Lead, step.Rest))
		if step.Event == "message" {
			fmt.Fprintf(out, "    %s\n", v.Style.message(Printable(fig.Frames[step.Frames-1].Payload)))
		}
		if step.Err != "" {
			fmt.Fprintf(out, "    %s\n", v.Style.Role(figure.Error, step.Err))
		}
		if err := out.turn(mostBuffered); err != nil {
			return err
		}
	}
	return out.turn(0)
}

// page gathers text, to be written in large parts of whole lines.
type page struct {
	bytes.Buffer
	out io.Writer
}

// mostBuffered is about how much is written at once, in bytes.
const mostBuffered = 64 << 10

// turn writes what there is, if it is more than that.
func (p *page) turn(most int) error {
	if p.Len() <= most {
		return nil
	}
	_, err := p.WriteTo(p.out)
	return err
}

// heading begins the paragraph of a recv.
func (v Text) heading(page *page, fig *figure.Figure, chunk int) {
	ends := fig.Trace.Ends
	switch {
	case chunk < 0:
		return
	case chunk >= len(ends):
		fmt.Fprintf(page, "\n%s\n", fig.Trace.Ending)
		return
	}
	past := fig.Trace.Past
	start := past.Bytes
	if chunk > 0 {
		start = ends[chunk-1]
	}
	fmt.Fprintf(page, "\nrecv %d, %s%s\n", past.Chunks+chunk+1, Count(ends[chunk]-start, "byte"), known(fig, chunk))
	page.WriteString("  ")
	v.bytes(page, fig, start, ends[chunk])
	page.WriteString("\n")
}

// known is what the kernel told about a recv.
func known(fig *figure.Figure, chunk int) string {
	var s string
	if chunk < len(fig.File.Segments) {
		s += ", " + Count(fig.File.Segments[chunk], "segment")
	}
	if chunk < len(fig.File.Queued) && fig.File.Queued[chunk] > 0 {
		s += ", " + strconv.Itoa(fig.File.Queued[chunk]) + " still queued"
	}
	return s
}

// mostBytes of a recv are shown, so that a large buffer does not flood the
// screen.
const mostBytes = 256

// bytes writes a part of the stream, each byte in the style of what it is once
// its recv has been decoded.
func (v Text) bytes(page *page, fig *figure.Figure, start, end int) {
	shown := min(end, start+mostBytes)
	for at := start; at < shown; {
		role, until := roleAt(fig, at)
		until = min(until, shown)
		page.WriteString(v.Style.Role(role, figure.Visible(fig.Trace.Slice(at, until))))
		at = until
	}
	page.WriteString(more(end - shown))
}

// Visible is bytes as one can read them, or the first of many.
func Visible(data []byte) string {
	shown := data[:min(len(data), mostBytes)]
	return figure.Visible(shown) + more(len(data)-len(shown))
}

// more says that so many bytes are not shown.
func more(n int) string {
	if n == 0 {
		return ""
	}
	return " … and " + Count(n, "byte") + " more"
}

// roleAt is what the byte at an offset is now, and where that ends.
func roleAt(fig *figure.Figure, at int) (role figure.Role, until int) {
	i, _ := slices.BinarySearchFunc(fig.Frames, at, func(f figure.Frame, at int) int { return f.End - at - 1 })
	if i < len(fig.Frames) {
		switch frame := fig.Frames[i]; {
		case at >= frame.Body:
			return figure.Payload, frame.End
		case at >= frame.Start:
			return figure.Header, frame.Body
		default:
			return figure.Error, frame.Start // lost, by a decoder that breaks
		}
	}
	for _, span := range fig.Step(fig.Len() - 1).Spans {
		if at >= span.Start && at < span.End {
			return span.Role, span.End
		}
	}
	return "", fig.Trace.Past.Bytes + len(fig.Trace.Stream)
}

// mostText of a message is shown, in bytes.
const mostText = 2000

// Printable is a message as one line that is safe to show: what a terminal
// would obey instead of show is escaped.
func Printable(message []byte) string {
	text := message[:min(len(message), mostText)]
	rest := len(message) - len(text)
	var b strings.Builder
	b.Grow(len(text))
	for len(text) > 0 {
		if plain := plainText(text); plain > 0 {
			b.Write(text[:plain])
			text = text[plain:]
			continue
		}
		r, n := utf8.DecodeRune(text)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, text[0])
		} else if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRuneToASCII(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
		text = text[n:]
	}
	b.WriteString(more(rest))
	return b.String()
}

// plainText is how many bytes at the beginning of a text are printable ASCII.
func plainText(text []byte) int {
	for i, c := range text {
		if c < ' ' || c > '~' {
			return i
		}
	}
	return len(text)
}

// Count is a number of things, in words that agree with it.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
