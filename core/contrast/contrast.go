// Package contrast holds decoders that break, on purpose, each with the bug it is
// famous for. They are short and faithful: what they get wrong is what programs in
// use get wrong, and the rest they get right. Each also stands here as the few
// lines of Python that people write; the tests run those and compare.
//
// A [Survey] counts how many schedules a decoder survives and finds the smallest
// one that breaks it; [Compare] finds where two traces part.
package contrast

import (
	"errors"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// The names of the wrong decoders.
const (
	Tutorial      = "tutorial"
	OnePerRead    = "one-per-read"
	OneRecv       = "one-recv"
	WholeHeader   = "whole-header"
	NoCarryOver   = "no-carry-over"
	Characters    = "characters"
	TrustedLength = "trusted-length"
	IgnoredEnd    = "ignored-end"
	Delimiter     = "delimiter"
)

// Decoder describes a wrong decoder.
type Decoder struct {
	Name  string // as in a corpus file's "decoder:"
	Title string
	Bug   string // what is wrong with it, in a sentence
	Reads string // the layouts that New takes for it, in words

	// Source is the same decoder in Python. s is the socket; HEADERSIZE and
	// DELIMITER are the layout's; length_of reads a whole header as it should be read,
	// limit and all; recv_exactly gathers as many bytes, and is None at the end.
	Source string

	accepts func(core.Layout) bool
	start   func(core.Layout, int) trace.Machine
	marks   []mark
}

// mark ties a row of core's table to the line of Source that holds text.
type mark struct {
	row  core.Row
	text string
}

// All returns the wrong decoders, the tutorial's client first.
func All() []Decoder {
	return []Decoder{
		tutorialClient, onePerRead, oneRecv, wholeHeader, noCarryOver,
		characters, trustedLength, ignoredEnd, delimiter,
	}
}

// Find returns the decoder of that name.
func Find(name string) (Decoder, bool) {
	for _, d := range All() {
		if d.Name == name {
			return d, true
		}
	}
	return Decoder{}, false
}

// New returns the decoder of that name at the beginning of a stream. The error,
// for a name that nobody bears or a layout that this decoder can't read, says
// what to choose instead.
func New(name string, layout core.Layout, limit int) (trace.Machine, error) {
	d, ok := Find(name)
	if !ok {
		return nil, errors.New("no decoder " + strconv.Quote(name) + "; want " + names())
	}
	if !d.accepts(layout) {
		return nil, errors.New("decoder " + d.Name + " reads " + d.Reads + ", not " + layout.String())
	}
	return d.start(layout, limit), nil
}

func names() string {
	s := trace.Core
	for _, d := range All() {
		s += ", " + d.Name
	}
	return s
}

// Line returns the line of Source, from 1, that runs when a step takes row, or 0.
func (d Decoder) Line(row core.Row) int {
	for _, m := range d.marks {
		if m.row == row {
			before, _, _ := strings.Cut(d.Source, m.text)
			return 1 + strings.Count(before, "\n")
		}
	}
	return 0
}

const (
	readsDecimal   = `a plain decimal header such as "decimal 10"`
	readsDelimiter = `a delimiter such as "delimiter \"\\n\" escaped \"\\\\\""`
	readsAny       = "any layout"
)

func isDecimal(l core.Layout) bool {
	for align := core.Left; align <= core.Zero; align++ {
		if l == core.Decimal(l.HeaderSize()).Aligned(align) {
			return true
		}
	}
	return false
}

func isDelimiter(l core.Layout) bool { return l.HeaderSize() == 0 }

func isAny(core.Layout) bool { return true }
