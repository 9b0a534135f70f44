package core

import (
	"bytes"
	"strconv"
)

// ContentLength is a block of header lines, one of which is Content-Length, and an
// empty line: what language servers speak, and HTTP without its first line. The
// lines may come in any order and end in CRLF; the block has at most width bytes.
// The encoder writes no other line.
//
// Spec: https://microsoft.github.io/language-server-protocol/specifications/lsp/3.17/specification/#baseProtocol
func ContentLength(width int) Layout { return Layout{form: contentLength{}, width: width} }

// contentLength refuses a block with two lengths, even if they are equal: receivers
// differ about which one counts.
type contentLength struct {
	trailing
	textual
}

const lengthField = "Content-Length"

func (contentLength) word(p *layoutParser, word string) (Layout, bool) {
	if word != "content-length" {
		return Layout{}, false
	}
	return ContentLength(p.number("the most bytes of its header")), true
}

func (contentLength) text(l *Layout) string { return "content-length " + strconv.Itoa(l.width) }

func (contentLength) fault(l *Layout) string { return blockFault(l, len(lengthField+": 0\r\n\r\n")) }

func (contentLength) describe(l *Layout) string {
	return "header lines in at most " + strconv.Itoa(l.width) + " bytes, one of them " + lengthField + ", and an empty line"
}

func (contentLength) size(*Layout) (int, bool) { return len(lengthField + ":0\r\n\r\n"), false }

func (contentLength) measure(l *Layout, b []byte) int { return within(blockEnd(b, 0), b, l.width) }

func (contentLength) number(l *Layout, field []byte) (n uint64, ok bool) {
	found, whole := 0, true
	isBlock := eachField(field, func(name, value []byte) {
		if bytes.EqualFold(name, []byte(lengthField)) {
			found++
			n, whole = parseDigits(value)
		}
	})
	return n, isBlock && found == 1 && whole
}

// parseDigits reads decimal digits and nothing else.
func parseDigits(b []byte) (n uint64, ok bool) {
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = times(n, 10, uint64(c-'0'))
	}
	return n, len(b) > 0
}

func (contentLength) why(l *Layout, field []byte) string {
	if why := blockWhy(l, field); why != "" {
		return why
	}
	found := 0
	eachField(field, func(name, value []byte) {
		if bytes.EqualFold(name, []byte(lengthField)) {
			found++
		}
	})
	switch found {
	case 0:
		return "no line of it is " + lengthField
	case 1:
		return "its " + lengthField + " is no number"
	}
	return "it has " + strconv.Itoa(found) + " lines " + lengthField
}

func (contentLength) most(l *Layout) uint64 {
	return power(10, l.width-len(lengthField+": \r\n\r\n"))
}

func (contentLength) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	return append(strconv.AppendUint(append(dst, lengthField+": "...), n, 10), "\r\n\r\n"...)
}
