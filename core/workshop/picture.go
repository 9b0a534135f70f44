package workshop

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/words"
)

// The size of a picture, which is what pages that show links ask for.
const (
	PictureWidth  = 1200
	PictureHeight = 630
)

// Picture draws what a run has come to, as SVG, to be posted: the number that one
// remembers, and the stream around the first cut that breaks the program. It is empty
// where there is no such number.
func (r *Run) Picture(language string) string {
	state := r.State()
	if state.Score == "" || !state.Over {
		return ""
	}
	d := &drawing{}
	d.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">`)
	d.rect(0, 0, PictureWidth, PictureHeight, "#fbfaf7")
	d.rect(0, 0, 16, PictureHeight, "#00648a")
	d.text(64, 76, 28, "#5d6068", "", "A receive loop in "+language+", and a stream that is cut anywhere")
	d.text(64, 172, 84, "#1d1f23", "bold", state.Score)
	d.text(64, 220, 32, "#1d1f23", "", "ways to cut it are survived")
	const left, wide = 64, PictureWidth - 128
	d.rect(left, 252, wide, 28, "#dcd9d0")
	share := wide * state.Survived / max(1, state.Tried)
	d.rect(left, 252, share, 28, "#00648a")
	d.rect(left+share, 252, wide-share, 28, "#b3261e")
	say, from := "However the stream is cut, it does what is asked.", 0
	stream, cuts := r.series.Stream, []int(nil)
	if b := state.Breaker; b != nil {
		say, stream, cuts = b.Say, b.Case.Stream, b.Case.Cuts
		if len(cuts) > 0 {
			from = max(0, min(cuts[0]-cells/2, len(stream)-cells))
		}
	}
	if !r.Task.Sender {
		d.cells(r.series.Frames, stream, cuts, from, left, 336)
	}
	for i, line := range lines(say, 62, 3) {
		d.text(64, 466+i*42, 32, "#1d1f23", "", line)
	}
	d.text(64, 598, 26, "#5d6068", "", "Buffer by Buffer, the workshop: write your own loop, and every chunking judges it")
	d.WriteString(`</svg>`)
	return d.String()
}

// cells is how many bytes there is room for.
const cells = 26

// drawing is SVG that grows.
type drawing struct{ bytes.Buffer }

func (d *drawing) rect(x, y, width, height int, fill string) {
	d.WriteString(`<rect x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `" width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) + `" fill="` + fill + `"/>`)
}

func (d *drawing) text(x, y, size int, fill, weight, text string) {
	d.letters(x, y, size, fill, weight, `system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif`, "start", text)
}

var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func (d *drawing) letters(x, y, size int, fill, weight, family, anchor, text string) {
	d.WriteString(`<text x="` + strconv.Itoa(x) + `" y="` + strconv.Itoa(y) + `" font-family="` + family + `" font-size="` + strconv.Itoa(size) + `" fill="` + fill + `" text-anchor="` + anchor + `"`)
	if weight != "" {
		d.WriteString(` font-weight="` + weight + `"`)
	}
	d.WriteString(`>` + escape.Replace(text) + `</text>`)
}

// cells draws the bytes of a stream, each in a box, with a line at each cut.
func (d *drawing) cells(frames []judge.Frame, stream []byte, cuts []int, from, x, y int) {
	const size, height = 41, 56
	to := min(len(stream), from+cells)
	for i, c := range stream[from:to] {
		at := from + i
		ink, fill := "#00648a", "#e2f3fb"
		for _, f := range frames {
			if f.Start <= at && at < f.Body || f.Close <= at && at < f.End {
				ink, fill = "#a34a00", "#fff0dc"
			}
		}
		left := x + i*size
		d.rect(left+1, y, size-2, height, fill)
		glyph, letters := string(rune(c)), 28
		switch {
		case c == ' ':
			glyph = "·"
		case c < ' ' || c > '~':
			const digits = "0123456789abcdef"
			glyph, letters = string([]byte{digits[c>>4], digits[c&15]}), 20
		}
		d.letters(left+size/2, y+38, letters, ink, "", `ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace`, "middle", glyph)
		if slices.Contains(cuts, at) {
			d.rect(left-3, y-20, 6, height+40, "#b3261e")
		}
	}
	if to < len(stream) {
		d.letters(x+(to-from)*size, y+height+28, 24, "#5d6068", "", "sans-serif", "end", "and "+words.Bytes(len(stream)-to)+" more")
	}
}

// lines breaks a text into lines, at most so many.
func lines(text string, width, most int) (list []string) {
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) <= width:
			line += " " + word
		case len(list) == most-1:
			return append(list, line+" …")
		default:
			list, line = append(list, line), word
		}
	}
	return append(list, line)
}
