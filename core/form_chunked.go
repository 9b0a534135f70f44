package core

import (
	"bytes"
	"strconv"
)

// Chunked is the body of an HTTP/1.1 message in chunked transfer coding: a size in
// hexadecimal digits, extensions behind a semicolon, CRLF, the payload, CRLF. All
// that stands before the payload is the header, of at most width bytes. The last
// chunk has no payload: it comes out as an empty message, and the trailer fields
// that may follow it belong to its header. The encoder makes one of an empty
// payload.
//
// HTTP calls chunk what is a frame here; where the stream is cut is another matter.
//
// Spec: https://www.rfc-editor.org/rfc/rfc9112#section-7.1
func Chunked(width int) Layout {
	return Layout{form: chunked{}, width: width, trailer: "\r\n"}
}

// chunked refuses what has been used to make two receivers read two bodies: a bare
// LF, a sign or 0x before the size, white space after it other than before an
// extension.
type chunked struct{ textual }

func (chunked) word(p *layoutParser, word string) (Layout, bool) {
	if word != "chunked" {
		return Layout{}, false
	}
	return Chunked(p.number("the most bytes of its header")), true
}

func (chunked) text(l *Layout) string { return "chunked " + strconv.Itoa(l.width) }

func (chunked) fault(l *Layout) string { return blockFault(l, len("0\r\n\r\n")) }

func (chunked) describe(l *Layout) string {
	return "a size in hexadecimal digits and CRLF, in at most " + strconv.Itoa(l.width) + " bytes, and CRLF after the payload"
}

func (chunked) size(*Layout) (int, bool) { return len("0\r\n"), false }

// measure finds the end of the line, or, after a size of zero, that of the empty
// line.
func (chunked) measure(l *Layout, b []byte) int {
	end := lineEnd(b)
	if end > 0 && isLastChunk(b[:end]) {
		end = blockEnd(b, end)
	}
	return within(end, b, l.width)
}

func (chunked) number(l *Layout, field []byte) (uint64, bool) {
	end := lineEnd(field)
	n, ok := chunkSize(field[:end])
	if isLastChunk(field[:end]) {
		ok = eachField(field[end:], func(name, value []byte) {})
	}
	return n, ok
}

// chunkSize reads the line that holds the size.
func chunkSize(line []byte) (n uint64, ok bool) {
	digits := 0
	for digits < len(line) && hexDigit(line[digits]) <= 15 {
		n = times(n, 16, uint64(hexDigit(line[digits])))
		digits++
	}
	extension := bytes.TrimLeft(line[digits:], " \t")
	plain := len(line)-digits == len("\r\n")
	return n, digits > 0 && isLine(line) && (plain || len(extension) > 0 && extension[0] == ';')
}

func isLastChunk(line []byte) bool {
	n, ok := chunkSize(line)
	return ok && n == 0
}

func (chunked) why(l *Layout, field []byte) string { return blockWhy(l, field) }

func (chunked) most(l *Layout) uint64 { return power(16, l.width-len("\r\n")) }

func (chunked) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	dst = append(strconv.AppendUint(dst, n, 16), "\r\n"...)
	if n == 0 {
		dst = append(dst, "\r\n"...)
	}
	return dst
}

func (chunked) closes(l *Layout, header []byte) bool {
	return !isLastChunk(header[:lineEnd(header)])
}
