package trace

import (
	"slices"
	"strconv"
	"strings"

	"bufferbybuffer/core"
)

// quoteLimit is how many bytes of a chunk or message the text form shows.
const quoteLimit = 64

// Text returns the trace as readable text: a line for each recv, and below it a
// line for each event that it led to.
//
//	recv 1, 16 bytes: "22        Welcom"
//	  header parsed: length 22
//	  needs more: payload 6 of 22
func (t *Trace) Text() string { return string(t.AppendEnd(t.AppendChunks(nil, 0))) }

// AppendChunks appends the text of the chunks from that one on.
func (t *Trace) AppendChunks(b []byte, from int) []byte {
	step, _ := slices.BinarySearchFunc(t.Steps, from, func(s Step, chunk int) int { return s.Chunk - chunk })
	at := t.Past.Bytes
	if from > 0 {
		at = t.Ends[from-1]
	}
	for i := from; i < len(t.Ends); i++ {
		b = append(b, "recv "...)
		b = strconv.AppendInt(b, int64(t.Past.Chunks+i+1), 10)
		b = appendBytes(b, t.Slice(at, t.Ends[i]))
		b = append(b, '\n')
		for ; step < len(t.Steps) && t.Steps[step].Chunk == i; step++ {
			b = appendStep(b, t.Steps[step])
		}
		at = t.Ends[i]
	}
	return b
}

// AppendEnd appends the text of the stream's end.
func (t *Trace) AppendEnd(b []byte) []byte {
	b = append(b, t.Ending.String()...)
	b = append(b, '\n')
	if n := len(t.Steps); n > 0 && t.Steps[n-1].Chunk == len(t.Ends) {
		b = appendStep(b, t.Steps[n-1])
	}
	return b
}

func appendStep(b []byte, s Step) []byte {
	b = append(b, "  "...)
	switch s.Kind {
	case core.NeedMore:
		b = append(b, "needs more: "...)
		b = append(b, part(s)...)
		b = append(b, ' ')
		b = strconv.AppendInt(b, int64(s.Had), 10)
		if s.Want != core.Unknown {
			b = append(b, " of "...)
			b = strconv.AppendInt(b, int64(s.Want), 10)
		}
	case core.HeaderParsed:
		b = append(b, "header parsed: length "...)
		b = strconv.AppendInt(b, int64(s.Want), 10)
	case core.Message:
		b = append(b, "message "...)
		b = strconv.AppendInt(b, int64(s.Frame), 10)
		b = appendBytes(b, s.Payload)
	case core.Skipped:
		b = append(b, "skipped: "...)
		b = append(b, count(s.Had, "byte")...)
	case core.Failed:
		b = append(b, "failed: "...)
		b = append(b, strings.TrimPrefix(s.Err.Error(), "core: ")...)
	case core.End:
		b = append(b, "end"...)
	}
	return append(b, '\n')
}

// part names what the decoder is gathering.
func part(s Step) string {
	switch {
	case s.Row == core.TrailerMore:
		return "trailer"
	case s.State == core.StateScan:
		return "message"
	}
	return s.State.String()
}

func appendBytes(b, data []byte) []byte {
	b = append(b, ", "...)
	b = append(b, count(len(data), "byte")...)
	b = append(b, ": "...)
	quote := strconv.AppendQuote
	if mostlyBinary(data) { // letters there are an accident
		quote = strconv.AppendQuoteToASCII
	}
	if len(data) > quoteLimit {
		return append(quote(b, string(data[:quoteLimit])), "…"...)
	}
	return quote(b, string(data))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
