// Package contrast holds decoders that break, on purpose, each with the bug it is
// famous for. They are short and faithful: what they get wrong is what programs in
// use get wrong, and the rest they get right. Each has a room, a file of its own, in
// which it also stands as the few lines of Python that people write (the tests run
// those and compare, variables included), with the words for the steps at which it goes wrong: what it
// did is set against what was [Sent].
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
	"bufferbybuffer/core/words"
)

// The names that others than their rooms need.
const (
	Tutorial  = "tutorial"
	Delimiter = "delimiter"
)

// Decoder describes a wrong decoder. What it does, says and looks like in Python
// stands in its room, a file of its own.
type Decoder struct {
	Name   string // as in a corpus file's "decoder:"
	Title  string
	Bug    string // what is wrong with it, in a sentence
	Belief string // what it is about to do, before anything has arrived

	called string // what a sentence calls it; "" for its title
	reads  *layouts
	room   room

	again bool // the lines around those that take rows only begin, and begin anew: they tell nothing of what it does
}

// room is where all of a decoder is that is code.
type room interface {
	// start returns the decoder at the beginning of a stream.
	start(layout core.Layout, limit int) trace.Machine

	// say is the sentence for a step at which the decoder does, or believes, something
	// of its own. It is the zero Sentence where what [Astray] says, or what would be
	// said of core's decoder, is true of it too.
	say(v *View) Sentence

	// variables are those of its Python, once the line of a step has run.
	variables(v *View) []Variable

	// python is the same decoder in Python, and the line of it for each row of core's
	// table that it can take. s is the socket; HEADERSIZE and DELIMITER are the
	// layout's; length_of reads a whole header as it should be read, limit and all;
	// recv_exactly gathers as many bytes, and is None at the end.
	//
	// It is a method, and nothing else, so that a program that never shows Python does
	// not link it: the module doesn't.
	python() (source string, marks []mark)
}

// mark ties a row of core's table to the line of a source that holds text.
type mark struct {
	row  core.Row
	text string
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
	if !d.reads.has(layout) {
		return nil, errors.New("decoder " + d.Name + " reads " + d.reads.words + ", not " + layout.String())
	}
	return d.room.start(layout, limit), nil
}

func names() string {
	s := trace.Core
	for _, d := range All() {
		s += ", " + d.Name
	}
	return s
}

const ours = "our decoder"

// Title returns what a heading or a list calls the decoder of that name, core's
// included.
func Title(name string) string {
	if name == trace.Core {
		return words.Capital(ours)
	}
	d, _ := Find(name)
	return d.Title
}

// Called returns what a sentence calls the decoder of that name, core's included.
func Called(name string) string {
	if name == trace.Core {
		return ours
	}
	d, _ := Find(name)
	if d.called != "" {
		return d.called
	}
	return "“" + d.Title + "”"
}

// Say is the sentence that the decoder earns at a step; the zero Sentence where what
// would be said of core's decoder is true of it too.
func (d Decoder) Say(v *View) Sentence {
	if said := d.Own(v); said != (Sentence{}) {
		return said
	}
	return Astray(v)
}

// Own is what the decoder's own room has to say of a step.
func (d Decoder) Own(v *View) Sentence { return d.room.say(v) }

// Source returns the decoder in Python.
func (d Decoder) Source() string {
	source, _ := d.room.python()
	return source
}

// Line returns the line of Source, from 1, that runs when a step takes row, or 0.
func (d Decoder) Line(row core.Row) int {
	source, marks := d.room.python()
	for _, m := range marks {
		if m.row == row {
			before, _, _ := strings.Cut(source, m.text)
			return 1 + strings.Count(before, "\n")
		}
	}
	return 0
}

// Story returns the lines of Source, from 1, that tell what the decoder does: the first of them and the last.
func (d Decoder) Story() (first, last int) {
	source, marks := d.room.python()
	if !d.again {
		return 1, strings.Count(source, "\n")
	}
	first = d.Line(marks[0].row)
	for _, m := range marks {
		first, last = min(first, d.Line(m.row)), max(last, d.Line(m.row))
	}
	return first, last
}

// layouts are those that a decoder reads, and how an error calls them. They are told in
// constants, and decoders point to them, so that nothing here is computed at the start: a
// module that has no use for the decoders is linked without them.
type layouts struct {
	words string
	has   func(core.Layout) bool
}

const decimalWords = `a plain decimal header such as "decimal 10"`

var (
	plainDecimal = layouts{decimalWords, isDecimal}
	anyDelimiter = layouts{`a delimiter such as "delimiter \"\\n\" escaped \"\\\\\""`, isDelimiter}
	allLayouts   = layouts{"any layout", func(core.Layout) bool { return true }}
	fixedHeader  = layouts{decimalWords + `, or a binary one such as "uint32"`, func(l core.Layout) bool { return isDecimal(l) || isBinary(l) }}
)

func isDecimal(l core.Layout) bool {
	for align := core.Left; align <= core.Zero; align++ {
		if l == core.Decimal(l.HeaderSize()).Aligned(align) {
			return true
		}
	}
	return false
}

func isBinary(l core.Layout) bool {
	for _, bits := range []int{8, 16, 24, 32, 64} {
		if l == core.Uint(bits) || l == core.Uint(bits).LittleEndian() {
			return true
		}
	}
	return false
}

// isDelimiter is for a mark that is always the same bytes.
func isDelimiter(l core.Layout) bool { return !hasHeader(l) && l.Trailer() != "" }

func hasHeader(l core.Layout) bool { return l.HeaderSize() > 0 }
