package core

import (
	"errors"
	"strconv"
	"strings"
)

// String returns the layout's text form, which [ParseLayout] reads: a form and its
// settings ("decimal 10", "uint32", "delimiter \"\n\""), then what refines it.
func (l Layout) String() string {
	if l.form == nil {
		return "no layout"
	}
	s := l.form.text(&l)
	if l.offset != 0 || l.after != 0 {
		s += " at " + strconv.Itoa(l.offset)
		if l.form != (uvarint{}) {
			s += " of " + strconv.Itoa(l.offset+l.width+l.after)
		}
	}
	if l.counts != 0 {
		s += " counting " + strconv.Itoa(l.counts)
	}
	if l.bare != 0 {
		s += " bare " + strconv.Itoa(l.bare)
	}
	return s
}

// ParseLayout reads the text form of a layout, or the name of one of the
// [Presets]. The layout it returns is valid.
func ParseLayout(text string) (Layout, error) {
	for _, p := range Presets() {
		if text == p.Name {
			return p.Layout, nil
		}
	}
	p := layoutParser{rest: strings.TrimSpace(text)}
	l := p.layout()
	if p.err == nil && p.rest != "" {
		p.fail("unexpected " + strconv.Quote(p.rest))
	}
	if p.err == nil {
		p.err = l.Valid()
	}
	if p.err != nil {
		return Layout{}, &LayoutError{Text: text, Err: p.err}
	}
	return l, nil
}

// LayoutError reports a text that names no layout. It matches [ErrLayout].
type LayoutError struct {
	Text string
	Err  error
}

func (e *LayoutError) Error() string {
	return "layout " + strconv.Quote(e.Text) + ": " + strings.TrimPrefix(e.Err.Error(), "core: layout: ") +
		"; try \"decimal 10\", \"uint32\", \"uint16 little-endian\", \"hex 4 counting 4\", \"uvarint 5\", \"netstring\", \"lines\", \"delimiter \\\"\\\\n\\\"\" or a preset such as \"dns\""
}

func (e *LayoutError) Unwrap() []error { return []error{ErrLayout, e.Err} }

// layoutParser reads words off the front of a layout's text; the first error
// stays.
type layoutParser struct {
	rest string
	err  error
}

func (p *layoutParser) fail(text string) {
	if p.err == nil {
		p.err = errors.New(text)
	}
}

// word takes the next word.
func (p *layoutParser) word() string {
	word, rest, _ := strings.Cut(p.rest, " ")
	p.rest = strings.TrimSpace(rest)
	return word
}

// has takes the next word if it is the one asked for.
func (p *layoutParser) has(word string) bool {
	if next, _, _ := strings.Cut(p.rest, " "); next != word {
		return false
	}
	p.word()
	return true
}

func (p *layoutParser) number(what string) int {
	word := p.word()
	n, err := strconv.Atoi(word)
	if err != nil || n < 0 {
		p.fail("want a number as " + what + ", not " + strconv.Quote(word))
		return 0
	}
	return n
}

func (p *layoutParser) quoted(what string) string {
	quoted, err := strconv.QuotedPrefix(p.rest)
	if err != nil {
		p.fail("want a quoted " + what + ", not " + strconv.Quote(p.rest))
		return ""
	}
	p.rest = strings.TrimSpace(p.rest[len(quoted):])
	text, err := strconv.Unquote(quoted)
	if err != nil {
		p.fail("want a quoted " + what)
	}
	return text
}

func (p *layoutParser) layout() Layout {
	l := p.form()
	if p.has("at") {
		offset, size := p.number("an offset"), 0
		if l.form != (uvarint{}) {
			if !p.has("of") {
				p.fail("want \"of\" and the size of the header after the offset")
			}
			size = p.number("the header's size")
		}
		l = l.At(offset, size)
	}
	if p.has("counting") {
		if p.has("header") {
			l = l.Counting(l.HeaderSize())
		} else {
			l = l.Counting(p.number("what it counts"))
		}
	}
	if p.has("bare") {
		l = l.Bare(p.number("the first number that is a length"))
	}
	return l
}

func (p *layoutParser) form() Layout {
	word := p.word()
	for _, f := range forms {
		if l, ok := f.word(p, word); ok {
			return l
		}
	}
	p.fail("no form " + strconv.Quote(word))
	return Layout{}
}
