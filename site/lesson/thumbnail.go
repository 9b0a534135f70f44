package lesson

import (
	"fmt"
	"html/template"
	"strings"

	"bufferbybuffer/core/figure"
)

// What a thumbnail measures, in pixels: it is drawn at its size, and cut off where
// there is no room for more.
const (
	thumbWidth = 640
	thumbCell  = 13 // a byte that can be shown as a letter
	thumbHex   = 20 // one that can't
	thumbGap   = 7  // between chunks
)

// Thumbnail draws a figure small, as it ends: its bytes, what each of them is and
// where recv cut them, and the messages that came out of it.
func (fig *Figure) Thumbnail() template.HTML {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="thumb" width="%d" height="56" aria-hidden="true">`, thumbWidth)
	roles := rolesOf(fig.Figure)
	stream := fig.Trace.Stream
	x := 1
	chunk := 0
	for i := 0; i < len(stream) && x < thumbWidth; {
		for chunk < len(fig.Trace.Ends) && fig.Trace.Ends[chunk] <= i {
			chunk++
		}
		left := x
		run := i
		var at, text strings.Builder
		for ; run < fig.Trace.Ends[chunk] && roles[run] == roles[i] && x < thumbWidth; run++ {
			c := stream[run]
			switch {
			case c == ' ':
				fmt.Fprintf(&at, "%d ", x+thumbCell/2)
				text.WriteRune('·')
				x += thumbCell
			case c > ' ' && c <= '~':
				fmt.Fprintf(&at, "%d ", x+thumbCell/2)
				text.WriteByte(c)
				x += thumbCell
			default: // two letters
				fmt.Fprintf(&at, "%d %d ", x+thumbHex/2-4, x+thumbHex/2+4)
				fmt.Fprintf(&text, "%02x", c)
				x += thumbHex
			}
		}
		fmt.Fprintf(&b, `<g class="%s"><rect x="%d" y="1" width="%d" height="22" rx="4"/><text x="%s" y="16">%s</text></g>`,
			roles[i], left, x-left-1, strings.TrimSpace(at.String()), template.HTMLEscapeString(text.String()))
		if run == fig.Trace.Ends[chunk] {
			x += thumbGap
		}
		i = run
	}
	x = 1
	for _, f := range fig.Frames {
		if f.Skipped || x > thumbWidth {
			continue
		}
		text := strings.ReplaceAll(figure.Visible(f.Payload), "·", " ")
		if r := []rune(text); len(r) > 24 {
			text = strings.TrimSpace(string(r[:23])) + "…"
		}
		class := "message"
		if fig.Unsent(f) {
			class = "message error"
		}
		width := 16 + 7*len([]rune(text))
		fmt.Fprintf(&b, `<g class="%s"><rect x="%d" y="31" width="%d" height="23" rx="6"/><text x="%d" y="47">%s</text></g>`,
			class, x, width, x+width/2, template.HTMLEscapeString(text))
		x += width + thumbGap
	}
	b.WriteString("</svg>")
	return template.HTML(b.String())
}

// rolesOf is what each byte of a figure's stream is in the end.
func rolesOf(fig *figure.Figure) []figure.Role {
	roles := make([]figure.Role, len(fig.Trace.Stream))
	set := func(start, end int, role figure.Role) {
		for i := start; i < end; i++ {
			roles[i] = role
		}
	}
	passed := 0
	for _, f := range fig.Frames {
		set(passed, f.Start, figure.Error)
		set(f.Start, f.Body, figure.Header)
		set(f.Body, f.Close, figure.Payload)
		set(f.Close, f.End, figure.Header)
		passed = f.End
	}
	for _, s := range fig.Step(fig.Len() - 1).Spans {
		set(s.Start, s.End, s.Role)
	}
	return roles
}
