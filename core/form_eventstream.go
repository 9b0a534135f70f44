package core

import (
	"bytes"
	"math"
)

// EventStream is a stream of server-sent events: lines ended by LF, CR or CRLF, and
// an empty line after each event. A message is the event's data, its data lines
// joined by LF. Comments, other fields and events without data are passed over; a
// byte order mark may begin the stream.
//
// An event is complete with the first byte of its last line end: a LF that may
// follow a CR says nothing, and need not be waited for.
//
// The encoder writes a data line for each line of a payload, and refuses one that
// holds a CR, which would come out as a line end.
//
// Spec: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
func EventStream() Layout { return Layout{form: eventStream{}} }

type eventStream struct{ silent }

func (eventStream) word(p *layoutParser, word string) (Layout, bool) {
	return EventStream(), word == "event-stream"
}
func (eventStream) text(*Layout) string     { return "event-stream" }
func (eventStream) fault(l *Layout) string  { return noRefinement(l) }
func (eventStream) describe(*Layout) string { return "lines of an event, and an empty line" }

func (eventStream) ends() string { return "the empty line" }

// reach: at worst every byte of a message is an empty line, sent as "data: " and a
// line end. What an event has beside its data is bounded too.
func (eventStream) reach(l *Layout, limit int) int {
	const beside = 4 << 10
	if limit > math.MaxInt/16 {
		return math.MaxInt
	}
	return 8*limit + beside
}

// scan goes from line end to line end. What belongs to no event it skips at once, so
// that it need not be kept.
func (eventStream) scan(l *Layout, frame []byte, s *scan) (skip, end int) {
	const mark = "\xef\xbb\xbf"
	if !s.begun {
		if n := min(len(frame), len(mark)); string(frame[:n]) != mark[:n] {
			s.begun = true
		} else if n == len(mark) {
			s.begun = true
			return n, 0
		} else {
			return 0, 0
		}
	}
	for i := s.had; i < len(frame); i = s.line {
		if s.after && frame[i] == '\n' { // the rest of a CRLF
			s.after = false
			if s.line = i + 1; i == 0 {
				return 1, 0
			}
			continue
		}
		s.after = false
		n := bytes.IndexAny(frame[i:], "\r\n")
		if n < 0 {
			break
		}
		i += n
		s.after = frame[i] == '\r'
		switch line := frame[s.line:i]; {
		case len(line) == 0 && s.data:
			return 0, i + 1
		case len(line) == 0, s.line == 0 && line[0] == ':':
			return i + 1, 0
		default:
			_, data := dataLine(line)
			s.data = s.data || data
		}
		s.line = i + 1
	}
	return 0, 0
}

// dataLine returns the value of a data line, and reports false for another line.
func dataLine(line []byte) (value []byte, ok bool) {
	value, ok = bytes.CutPrefix(line, []byte("data"))
	if !ok || len(value) == 0 {
		return value, ok
	}
	if value[0] != ':' {
		return nil, false // a field whose name goes on
	}
	return bytes.TrimPrefix(value[1:], []byte(" ")), true
}

func (eventStream) message(l *Layout, frame []byte, buf *[]byte) (message []byte) {
	lines := 0
	for rest := frame; len(rest) > 0; {
		n := bytes.IndexAny(rest, "\r\n")
		value, data := dataLine(rest[:n])
		rest = rest[n+1:]
		if !data {
			continue
		}
		switch lines++; lines {
		case 1:
			message = value[:len(value):len(value)]
		case 2:
			*buf = append((*buf)[:0], message...)
			fallthrough
		default:
			*buf = append(append(*buf, '\n'), value...)
			message = *buf
		}
	}
	return message
}

func (eventStream) appendFrame(l *Layout, dst, payload []byte) ([]byte, error) {
	if i := bytes.IndexByte(payload, '\r'); i >= 0 {
		return dst, &DelimiterError{Delimiter: "\r", Offset: i}
	}
	for line := range bytes.SplitSeq(payload, []byte("\n")) {
		dst = append(append(append(dst, "data: "...), line...), '\n')
	}
	return append(dst, '\n'), nil
}
