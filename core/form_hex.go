package core

import "strconv"

// Hex is a number in width hexadecimal digits, zero-padded.
func Hex(width int) Layout { return Layout{form: hexadecimal{}, width: width} }

type hexadecimal struct {
	fixed
	trailing
	plain
	textual
}

func (hexadecimal) word(p *layoutParser, word string) (Layout, bool) {
	if word != "hex" {
		return Layout{}, false
	}
	return Hex(p.number("its width")), true
}

func (hexadecimal) text(l *Layout) string  { return "hex " + strconv.Itoa(l.width) }
func (hexadecimal) fault(l *Layout) string { return digitsFault(l.width) }

func (hexadecimal) describe(l *Layout) string {
	return strconv.Itoa(l.width) + " hexadecimal digits" + l.describeCount()
}

func (hexadecimal) number(l *Layout, field []byte) (n uint64, ok bool) {
	for _, c := range field {
		digit := hexDigit(c)
		if digit > 15 {
			return 0, false
		}
		n = times(n, 16, uint64(digit))
	}
	return n, true
}

// hexDigit is what a hexadecimal digit is worth, and more than 15 for another byte.
func hexDigit(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	}
	return 255
}

func (hexadecimal) most(l *Layout) uint64 { return power(16, l.width) }

func (hexadecimal) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	return appendDigits(dst, n, 16, l.width, Zero)
}
