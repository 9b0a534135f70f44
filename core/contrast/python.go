package contrast

import (
	"bytes"
	"math"
	"strconv"
	"unicode/utf8"

	"bufferbybuffer/core"
)

// pythonError is an exception that nobody catches, and so the program's end.
type pythonError struct {
	text  string
	class error // the core error that means the same; nil where there is none
}

func (e *pythonError) Error() string { return e.text }
func (e *pythonError) Unwrap() error { return e.class }

// readInt takes the row for what Python's int() makes of a header, whole or not.
func (m *machine) readInt(header []byte) (int, core.Event) {
	n, ok := parseInt(header)
	if !ok {
		return 0, m.fail(core.HeaderMalformed, &pythonError{
			"ValueError: invalid literal for int() with base 10: " + literal(header), core.ErrMalformedHeader,
		})
	}
	return n, m.emit(core.HeaderLength, 0, n)
}

// unicodeError is what bytes.decode("utf-8") raises for bytes that are no text, or
// only a part of it.
func unicodeError(b byte) error {
	return &pythonError{"UnicodeDecodeError: 'utf-8' codec can't decode byte 0x" + hexByte(b), nil}
}

// parseInt is Python's int() of bytes: white space around, a sign, and single
// underscores between digits are all fine with it. A number too large for us is
// the largest.
//
// Spec: https://docs.python.org/3/library/functions.html#int
func parseInt(text []byte) (n int, ok bool) {
	text = trimSpace(text)
	negative := false
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		negative = text[0] == '-'
		text = text[1:]
	}
	digit := false // the last byte was one
	for _, c := range text {
		switch {
		case '0' <= c && c <= '9':
			digit = true
			if n > (math.MaxInt/4-9)/10 {
				n = math.MaxInt / 4
				continue
			}
			n = 10*n + int(c-'0')
		case c == '_' && digit:
			digit = false
		default:
			return 0, false
		}
	}
	if !digit {
		return 0, false
	}
	if negative {
		n = -n
	}
	return n, true
}

func trimSpace(text []byte) []byte {
	space := func(c byte) bool { return c == ' ' || '\t' <= c && c <= '\r' }
	for len(text) > 0 && space(text[0]) {
		text = text[1:]
	}
	for len(text) > 0 && space(text[len(text)-1]) {
		text = text[:len(text)-1]
	}
	return text
}

// literal writes bytes as Python shows them: b'5    '.
func literal(data []byte) string {
	quote := byte('\'')
	single, double := false, false
	for _, c := range data {
		single = single || c == '\''
		double = double || c == '"'
	}
	if single && !double {
		quote = '"'
	}
	b := []byte{'b', quote}
	for _, c := range data {
		switch {
		case c == '\n':
			b = append(b, `\n`...)
		case c == '\r':
			b = append(b, `\r`...)
		case c == '\t':
			b = append(b, `\t`...)
		case c == '\\' || c == quote:
			b = append(b, '\\', c)
		case c < ' ' || c > '~':
			b = append(b, `\x`...)
			b = append(b, hexByte(c)...)
		default:
			b = append(b, c)
		}
	}
	return string(append(b, quote))
}

// literalText writes text as Python shows it: 'café'.
func literalText(text []byte) string {
	quote := '\''
	if bytes.ContainsRune(text, '\'') && !bytes.ContainsRune(text, '"') {
		quote = '"'
	}
	b := []byte{byte(quote)}
	for at := 0; at < len(text); {
		r, n := utf8.DecodeRune(text[at:])
		at += n
		switch {
		case r == '\n':
			b = append(b, `\n`...)
		case r == '\r':
			b = append(b, `\r`...)
		case r == '\t':
			b = append(b, `\t`...)
		case r == '\\' || r == quote:
			b = append(b, '\\', byte(r))
		case strconv.IsPrint(r):
			b = utf8.AppendRune(b, r)
		case r < 0x100:
			b = append(append(b, `\x`...), hexByte(byte(r))...)
		case r < 0x10000:
			b = append(append(append(b, `\u`...), hexByte(byte(r>>8))...), hexByte(byte(r))...)
		default:
			b = append(append(append(append(append(b, `\U`...), hexByte(0)...), hexByte(byte(r>>16))...), hexByte(byte(r>>8))...), hexByte(byte(r))...)
		}
	}
	return string(append(b, byte(quote)))
}

func hexByte(c byte) string {
	const digits = "0123456789abcdef"
	return string([]byte{digits[c>>4], digits[c&15]})
}
