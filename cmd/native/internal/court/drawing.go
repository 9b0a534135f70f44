package court

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
)

// drawn is how many columns a drawing takes at most.
const drawn = 72

// draw shows a case's stream around its first cut: the bytes, with a line at each
// cut, and below them what they are.
func draw(b *bytes.Buffer, style terminal.Style, series *judge.Series, c judge.Case) {
	first := 0
	if len(c.Cuts) > 0 {
		first = c.Cuts[0]
	}
	start, from := 0, 0 // the frame with the first cut, and where to begin
	for i, f := range series.Frames {
		if f.Start < first && first <= f.End {
			start, from = i, f.Start
		}
	}
	from = max(from, first-drawn/2)
	var top, bottom strings.Builder
	columns := 0
	put := func(look figure.Role, bytesText, name string) bool {
		width := utf8.RuneCountInString(bytesText)
		cut := false
		if columns+width > drawn {
			bytesText, width, cut = string([]rune(bytesText)[:max(0, drawn-columns)]), drawn-columns, true
		}
		columns += width
		top.WriteString(style.Role(look, bytesText))
		if len(name) > 0 {
			name = "└" + name
		}
		if n := utf8.RuneCountInString(name); n > width {
			name = string([]rune(name)[:width])
		}
		bottom.WriteString(name + strings.Repeat(" ", width-utf8.RuneCountInString(name)))
		return !cut
	}
	mark := func() bool {
		columns++
		top.WriteString(style.Strong("│"))
		bottom.WriteString("▲")
		return columns < drawn
	}
	region := func(look figure.Role, from, to int, name string) bool {
		for at := from; at < to; {
			if slices.Contains(c.Cuts, at) && !mark() {
				return false
			}
			next := to
			for _, cut := range c.Cuts {
				if cut > at {
					next = min(next, cut)
					break
				}
			}
			if !put(look, figure.Visible(c.Stream[at:next]), name) {
				return false
			}
			name, at = "", next
		}
		return true
	}
	for i := start; i < len(series.Frames); i++ {
		f := series.Frames[i]
		if !region(figure.Header, max(from, f.Start), min(f.Body, len(c.Stream)), "header") ||
			!region(figure.Payload, max(from, f.Body), min(f.End, len(c.Stream)), fmt.Sprint("message ", i+1)) {
			break
		}
	}
	more := " "
	if columns >= drawn {
		more = "…"
	}
	lead := "  "
	if from > 0 {
		lead = "… " // before both lines: a locale without UTF-8 has it wider
	}
	fmt.Fprintf(b, "  %s%s%s\n  %s%s\n", lead, top.String(), strings.TrimRight(more, " "), lead, strings.TrimRight(bottom.String(), " "))
}
