package core

import "strconv"

// Decimal is a number in width decimal digits, padded with spaces or zeros.
// Decimal(10) is the tutorial's: ten characters, padded on the right with spaces.
func Decimal(width int) Layout { return Layout{form: decimal{}, width: width} }

// decimal is digits with spaces on either side. A sign, an underscore, a tab, a NUL
// or an inner space is none of the header's business, whatever Python's int() makes
// of it: two readers that disagree about a length disagree about everything after
// it.
type decimal struct {
	fixed
	trailing
	textual
}

func (decimal) word(p *layoutParser, word string) (Layout, bool) {
	if word != "decimal" {
		return Layout{}, false
	}
	l := Decimal(p.number("its width"))
	for a, name := range alignNames {
		if p.has(name) {
			return l.Aligned(Align(a)), true
		}
	}
	return l, true
}

func (decimal) text(l *Layout) string {
	text := "decimal " + strconv.Itoa(l.width)
	if l.align != Left {
		text += " " + l.align.String()
	}
	return text
}

func (decimal) fault(l *Layout) string {
	if l.align > Zero {
		return "a padding that is none"
	}
	return digitsFault(l.width)
}

func digitsFault(width int) string {
	if width < 1 || width > maxHeader {
		return "a number of " + strconv.Itoa(width) + " digits; want 1 to " + strconv.Itoa(maxHeader)
	}
	return ""
}

func (decimal) describe(l *Layout) string {
	return "a decimal number, padded to " + strconv.Itoa(l.width) + " characters" + l.describeCount()
}

func (decimal) number(l *Layout, field []byte) (n uint64, ok bool) {
	i := 0
	for i < len(field) && field[i] == ' ' {
		i++
	}
	for ; i < len(field) && field[i]-'0' <= 9; i++ {
		n, ok = times(n, 10, uint64(field[i]-'0')), true
	}
	for ; i < len(field); i++ {
		ok = ok && field[i] == ' '
	}
	return n, ok
}

// why names what Python's int() would have taken and we don't, in a field that is a
// number but for that. Of other text there is nothing to explain.
func (decimal) why(l *Layout, field []byte) string {
	digits, reason := false, ""
	for _, c := range field {
		switch {
		case '0' <= c && c <= '9':
			digits = true
		case c == ' ':
		case c == '+' || c == '-':
			reason = "a length has no sign"
		case c == '_':
			reason = "an underscore is no digit"
		case '\t' <= c && c <= '\r':
			reason = "only spaces may pad a number"
		default:
			return ""
		}
	}
	switch {
	case !digits:
		return "there is no digit in it"
	case reason == "":
		return "there is a space inside the number"
	}
	return reason
}

func (decimal) most(l *Layout) uint64 { return power(10, l.width) }

func (decimal) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	return appendDigits(dst, n, 10, l.width, l.align)
}

// times returns n*base + digit, or the largest uint64 where that overflows.
func times(n, base, digit uint64) uint64 {
	const most = 1<<64 - 1
	if n >= most/base && n > (most-digit)/base { // the first is quicker, and mostly false
		return most
	}
	return n*base + digit
}

// power returns base to the n, less one, or the largest int64 where that is less.
func power(base uint64, n int) uint64 {
	const most = 1<<63 - 1
	p := uint64(1)
	for range n {
		if p > most/base {
			return most
		}
		p *= base
	}
	return p - 1
}

// appendDigits appends n in exactly width digits of the base, padded.
func appendDigits(dst []byte, n uint64, base, width int, align Align) []byte {
	var digits [64]byte
	spelled := strconv.AppendUint(digits[:0], n, base)
	pad := width - len(spelled)
	before, with := 0, byte(' ')
	switch align {
	case Right:
		before = pad
	case Center:
		before = pad / 2
	case Zero:
		before, with = pad, '0'
	}
	for range before {
		dst = append(dst, with)
	}
	dst = append(dst, spelled...)
	for range pad - before {
		dst = append(dst, ' ')
	}
	return dst
}
