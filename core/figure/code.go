//go:build !js

package figure

import (
	_ "embed" // not in the module, which has no use for it
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// Panel is code to show beside the steps of a decoder, with the line that each
// row of core's table is taken on.
type Panel struct {
	Title    string // the decoder's
	Language string // "Go" or "Python"
	Lines    []string
	Rows     map[core.Row]int // index in Lines
}

// Code returns the code of a file's decoder: core's own source for core's decoder,
// the Python that people write for the others. It is nil for an unknown decoder.
func Code(decoder string) *Panel {
	if decoder != trace.Core {
		d, ok := contrast.Find(decoder)
		if !ok {
			return nil
		}
		p := &Panel{Title: d.Title, Language: "Python", Lines: lines(d.Source()), Rows: map[core.Row]int{}}
		for row := range core.Table() {
			if line := d.Line(core.Row(row)); line > 0 {
				p.Rows[core.Row(row)] = line - 1
			}
		}
		return p
	}
	p := &Panel{Title: contrast.Title(decoder), Language: "Go", Lines: lines(decoderSource), Rows: map[core.Row]int{}}
	for i, line := range p.Lines {
		for row := range core.Table() {
			name := core.Row(row).String()
			if strings.Contains(line, "("+name+",") || strings.Contains(line, "("+name+")") {
				p.Rows[core.Row(row)] = i
			}
		}
	}
	return p
}

// decoderSource is the part of core's decoder.go that takes the rows of its table, as
// it stands there: a test compares them.
//
//go:embed decoder.txt
var decoderSource string

func lines(source string) []string {
	return strings.Split(strings.ReplaceAll(strings.Trim(source, "\n"), "\t", "    "), "\n")
}
