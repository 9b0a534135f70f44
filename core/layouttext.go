package core

import (
	"errors"
	"strconv"
	"strings"
)

// String returns the layout's text form, which [ParseLayout] reads: a form and
// its width ("decimal 10", "uint32", "delimiter \"\\n\""), then what refines it.
func (l Layout) String() string {
	var s string
	switch l.form {
	case formDecimal:
		s = "decimal " + strconv.Itoa(l.width)
		if l.align != Left {
			s += " " + l.align.String()
		}
	case formHex:
		s = "hex " + strconv.Itoa(l.width)
	case formBig:
		s = "uint" + strconv.Itoa(8*l.width)
	case formLittle:
		s = "uint" + strconv.Itoa(8*l.width) + " little-endian"
	case formUvarint:
		s = "uvarint " + strconv.Itoa(l.width)
	case formNetstring:
		return "netstring"
	case formDelimiter:
		s = "delimiter " + strconv.Quote(l.trailer)
		if l.escape != 0 {
			s += " escaped " + strconv.Quote(string([]byte{l.escape}))
		}
		return s
	default:
		return "no layout"
	}
	if l.offset != 0 || l.after != 0 {
		s += " at " + strconv.Itoa(l.offset)
		if l.form != formUvarint {
			s += " of " + strconv.Itoa(l.offset+l.width+l.after)
		}
	}
	if l.counts != 0 {
		s += " counting " + strconv.Itoa(l.counts)
	}
	if l.bare != 0 {
		s += " bare " + strconv.FormatUint(l.bare, 10)
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

// LayoutError reports a text that names no layout.
type LayoutError struct {
	Text string
	Err  error
}

func (e *LayoutError) Error() string {
	return "layout " + strconv.Quote(e.Text) + ": " + strings.TrimPrefix(e.Err.Error(), "core: layout: ") +
		"; try \"decimal 10\", \"uint32\", \"uint16 little-endian\", \"hex 4 counting 4\", \"uvarint 5\", \"netstring\", \"delimiter \\\"\\\\n\\\"\" or a preset such as \"dns\""
}

func (e *LayoutError) Unwrap() error { return e.Err }

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
	if err != nil || n < 0 || n > 1<<16 {
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
		if l.form != formUvarint {
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
	switch form := p.word(); form {
	case "decimal":
		l := Decimal(p.number("its width"))
		for a, name := range alignNames {
			if p.has(name) {
				return l.Aligned(Align(a))
			}
		}
		return l
	case "hex":
		return Hex(p.number("its width"))
	case "uint8", "uint16", "uint24", "uint32", "uint64":
		bits, _ := strconv.Atoi(form[len("uint"):])
		l := Uint(bits)
		if p.has("little-endian") {
			return l.LittleEndian()
		}
		p.has("big-endian")
		return l
	case "uvarint":
		return Uvarint(p.number("its width"))
	case "netstring":
		return Netstring()
	case "delimiter":
		l := Delimiter(p.quoted("delimiter"))
		if p.has("escaped") {
			if escape := p.quoted("escape"); len(escape) == 1 && escape[0] != 0 {
				return l.Escaped(escape[0])
			}
			p.fail("want an escape of one byte, not NUL")
		}
		return l
	default:
		p.fail("no form " + strconv.Quote(form))
		return Layout{}
	}
}

// describe says what a header in this layout looks like, for errors.
func (l Layout) describe() string {
	switch l.form {
	case formDecimal:
		return "a decimal number, padded to " + strconv.Itoa(l.width) + " characters"
	case formHex:
		return strconv.Itoa(l.width) + " hexadecimal digits" + l.describeCount()
	case formBig:
		return strconv.Itoa(8*l.width) + " bits, big-endian" + l.describeCount()
	case formLittle:
		return strconv.Itoa(8*l.width) + " bits, little-endian" + l.describeCount()
	case formUvarint:
		return "a uvarint of at most " + strconv.Itoa(l.width) + " bytes"
	case formNetstring:
		return "a netstring: digits, a colon, the payload, a comma"
	default:
		return l.String()
	}
}

func (l Layout) describeCount() string {
	if l.counts == 0 {
		return ""
	}
	return ", no less than the " + strconv.Itoa(l.counts) + " it counts itself"
}
