package core

import (
	"bytes"
	"math"
	"strconv"
)

// Delimiter marks the end of each message with mark instead of counting. It is the
// alternative that the tutorial rejects: a payload that holds the mark can't be
// sent, unless escaped (see Escaped).
func Delimiter(mark string) Layout { return Layout{form: delimiter{}, trailer: mark} }

// Escaped is the delimiter layout with every delimiter or escape inside a payload
// preceded by escape. The delimiter must be a single byte.
func (l Layout) Escaped(escape byte) Layout {
	if l.form != (delimiter{}) {
		return l.wrongly("only a delimiter can be escaped")
	}
	if escape == 0 {
		return l.wrongly("NUL can't be an escape")
	}
	l.escape = escape
	return l
}

type delimiter struct{ silent }

func (delimiter) word(p *layoutParser, word string) (Layout, bool) {
	if word != "delimiter" {
		return Layout{}, false
	}
	l := Delimiter(p.quoted("delimiter"))
	if p.has("escaped") {
		escape := p.quoted("escape")
		if len(escape) != 1 || escape[0] == 0 {
			p.fail("want an escape of one byte, not NUL")
			return l, true
		}
		l = l.Escaped(escape[0])
	}
	return l, true
}

func (delimiter) text(l *Layout) string {
	text := "delimiter " + strconv.Quote(l.trailer)
	if l.escape != 0 {
		text += " escaped " + strconv.Quote(string([]byte{l.escape}))
	}
	return text
}

func (delimiter) fault(l *Layout) string {
	switch {
	case l.trailer == "" || len(l.trailer) > maxHeader:
		return "a delimiter of " + strconv.Itoa(len(l.trailer)) + " bytes; want 1 to " + strconv.Itoa(maxHeader)
	case l.escape != 0 && len(l.trailer) != 1:
		return "only a delimiter of one byte can be escaped"
	case l.escape != 0 && l.trailer[0] == l.escape:
		return "the escape and the delimiter are the same byte"
	}
	return noRefinement(l)
}

func (d delimiter) describe(l *Layout) string { return d.text(l) }

func (delimiter) ends() string { return "the delimiter" }

// reach: each byte of a message may have an escape before it.
func (delimiter) reach(l *Layout, limit int) int {
	if l.escape != 0 {
		limit = saturate(limit, limit)
	}
	return saturate(limit, len(l.trailer))
}

// saturate returns a+b, or the largest int where that is less.
func saturate(a, b int) int {
	if a > math.MaxInt-b {
		return math.MaxInt
	}
	return a + b
}

func (delimiter) scan(l *Layout, frame []byte, s *scan) (skip, end int) {
	if l.escape != 0 {
		return 0, scanEscaped(l, frame, s)
	}
	from := max(0, s.had-len(l.trailer)+1) // the mark may have begun in an earlier chunk
	if i := bytes.Index(frame[from:], []byte(l.trailer)); i >= 0 {
		return 0, from + i + len(l.trailer)
	}
	return 0, 0
}

// scanEscaped looks for a delimiter that no escape stands before.
func scanEscaped(l *Layout, frame []byte, s *scan) (end int) {
	for i := s.had; i < len(frame); i++ {
		switch b := frame[i]; {
		case s.after:
			s.after = false
		case b == l.escape:
			s.after = true
		case b == l.trailer[0]:
			return i + 1
		}
	}
	return 0
}

func (delimiter) message(l *Layout, frame []byte, buf *[]byte) []byte {
	end := len(frame) - len(l.trailer)
	if l.escape == 0 || bytes.IndexByte(frame[:end], l.escape) < 0 {
		return frame[:end:end]
	}
	message := (*buf)[:0]
	for i := 0; i < end; i++ {
		if frame[i] == l.escape {
			i++
		}
		message = append(message, frame[i])
	}
	*buf = message
	return message
}

func (delimiter) appendFrame(l *Layout, dst, payload []byte) ([]byte, error) {
	if l.escape != 0 {
		for _, b := range payload {
			if b == l.escape || b == l.trailer[0] {
				dst = append(dst, l.escape)
			}
			dst = append(dst, b)
		}
		return append(dst, l.trailer...), nil
	}
	// A receiver must not find the mark before the end of the payload: inside it, or
	// begun by its last bytes.
	for i := range payload {
		if overlap(payload[i:], l.trailer) {
			return dst, &DelimiterError{Delimiter: l.trailer, Offset: i}
		}
	}
	return append(append(dst, payload...), l.trailer...), nil
}

// overlap reports whether tail, with mark sent after it, begins with mark.
func overlap(tail []byte, mark string) bool {
	if len(tail) >= len(mark) {
		return string(tail[:len(mark)]) == mark
	}
	return string(tail) == mark[:len(tail)] && mark[len(tail):] == mark[:len(mark)-len(tail)]
}
