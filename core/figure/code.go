//go:build !js

package figure

import (
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// Panel is code to show beside the steps of a decoder, with the line that each
// row of core's table is taken on.
type Panel struct {
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
		p := &Panel{Language: "Python", Lines: lines(d.Source()), Rows: map[core.Row]int{}}
		for row := range core.Table() {
			if line := d.Line(core.Row(row)); line > 0 {
				p.Rows[core.Row(row)] = line - 1
			}
		}
		return p
	}
	p := &Panel{Language: "Go", Rows: map[core.Row]int{}}
	for _, name := range []string{"nextHeader", "nextPayload", "end", "nextSkip", "nextScan"} {
		if p.Lines != nil {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, lines(function(core.Source(), name))...)
	}
	for i, line := range p.Lines {
		for row, name := range core.RowNames() {
			if strings.Contains(line, "("+name+",") {
				p.Rows[core.Row(row)] = i
			}
		}
	}
	return p
}

// function returns the declaration of a method of the decoder.
func function(source, name string) string {
	_, rest, _ := strings.Cut(source, "\nfunc (d *Decoder) "+name+"(")
	body, _, _ := strings.Cut(rest, "\n}\n")
	return "func (d *Decoder) " + name + "(" + body + "\n}"
}

func lines(source string) []string {
	return strings.Split(strings.ReplaceAll(strings.Trim(source, "\n"), "\t", "    "), "\n")
}
