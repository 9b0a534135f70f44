package core

import (
	"bytes"
	"strconv"
)

// maxBlock is the longest header, in bytes, that may be allowed for a layout whose
// header is lines of text.
const maxBlock = 64 << 10

// lineEnd returns where the first line of b ends, its line feed included, or 0.
func lineEnd(b []byte) int { return bytes.IndexByte(b, '\n') + 1 }

// blockEnd returns where a block of lines that begins at from ends, with its empty
// line, or 0.
func blockEnd(b []byte, from int) int {
	for {
		n := lineEnd(b[from:])
		if n == 0 {
			return 0
		}
		from += n
		if n == 1 || n == 2 && b[from-2] == '\r' {
			return from
		}
	}
}

// within is what measure returns for a header that ends at end, or at a byte yet to
// come where end is 0, and may have width bytes: beyond that it is malformed.
func within(end int, b []byte, width int) int {
	if end == 0 {
		end = len(b) + 1
	}
	return min(end, width)
}

// isLine reports whether a line ends in CRLF and has no CR before that.
func isLine(line []byte) bool {
	return bytes.IndexByte(line, '\r') == len(line)-len("\r\n") && bytes.HasSuffix(line, []byte("\r\n"))
}

// eachField calls visit with each line of a block, up to the empty line that must
// end it: the name before the colon, and the value without the white space around
// it. It reports whether all of them are in order.
func eachField(block []byte, visit func(name, value []byte)) bool {
	for len(block) > 0 {
		n := lineEnd(block)
		line := block[:n]
		block = block[n:]
		if !isLine(line) {
			return false
		}
		if len(line) == len("\r\n") {
			return len(block) == 0
		}
		name, value, colon := bytes.Cut(line, []byte(":"))
		if !colon || len(name) == 0 || bytes.ContainsAny(name, " \t") {
			return false
		}
		visit(name, bytes.Trim(value, " \t\r\n"))
	}
	return false
}

// blockFault is what is wrong with the settings of a layout whose header has from
// fewest to width bytes.
func blockFault(l *Layout, fewest int) string {
	if l.width < fewest || l.width > maxBlock {
		return "a header of at most " + strconv.Itoa(l.width) + " bytes; want " + strconv.Itoa(fewest) + " to " + strconv.Itoa(maxBlock)
	}
	return noRefinement(l)
}

// blockWhy is what is wrong with the lines of a header, or "".
func blockWhy(l *Layout, header []byte) string {
	for rest := header; len(rest) > 0; {
		n := lineEnd(rest)
		if n == 0 {
			return "it goes on beyond " + strconv.Itoa(l.width) + " bytes"
		}
		if !isLine(rest[:n]) {
			return "a line of it does not end in CRLF, or holds a CR"
		}
		rest = rest[n:]
	}
	return ""
}
