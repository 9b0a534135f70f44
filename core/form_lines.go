package core

import "bytes"

// Lines is a message a line, ended by LF or CRLF, which is no part of it: what
// programs write as newline-delimited JSON. The encoder ends lines in LF and refuses
// a payload that holds one, or ends in CR.
//
// Spec: https://github.com/ndjson/ndjson-spec
func Lines() Layout { return Layout{form: lines{}} }

type lines struct{ silent }

func (lines) word(p *layoutParser, word string) (Layout, bool) { return Lines(), word == "lines" }
func (lines) text(*Layout) string                              { return "lines" }
func (lines) fault(l *Layout) string                           { return noRefinement(l) }
func (lines) describe(*Layout) string                          { return "a line, ended by LF or CRLF" }

func (lines) ends() string { return "the line feed" }

func (lines) reach(l *Layout, limit int) int { return saturate(limit, len("\r\n")) }

func (lines) scan(l *Layout, frame []byte, s *scan) (skip, end int) {
	if i := bytes.IndexByte(frame[s.had:], '\n'); i >= 0 {
		return 0, s.had + i + 1
	}
	return 0, 0
}

func (lines) message(l *Layout, frame []byte, buf *[]byte) []byte {
	end := len(frame) - 1
	if end > 0 && frame[end-1] == '\r' {
		end--
	}
	return frame[:end:end]
}

func (lines) appendFrame(l *Layout, dst, payload []byte) ([]byte, error) {
	if i := bytes.IndexByte(payload, '\n'); i >= 0 {
		return dst, &DelimiterError{Delimiter: "\n", Offset: i}
	}
	if bytes.HasSuffix(payload, []byte("\r")) {
		return dst, &DelimiterError{Delimiter: "\r\n", Offset: len(payload) - 1}
	}
	return append(append(dst, payload...), '\n'), nil
}
