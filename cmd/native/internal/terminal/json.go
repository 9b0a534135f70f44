package terminal

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
)

// JSON is a Viewer for programs: an object on a line for each recv, and one
// for each event that it led to.
type JSON struct{ Out io.Writer }

type (
	jsonRecv struct {
		Event    string `json:"event"` // "recv"
		Recv     int    `json:"recv"`  // 1 for the first
		Offset   int    `json:"offset"`
		Length   int    `json:"length"`
		Hex      string `json:"hex"`
		Segments *int   `json:"segments,omitempty"`
		Queued   *int   `json:"queued,omitempty"`
	}
	jsonEvent struct {
		Event   string `json:"event"`
		Recv    int    `json:"recv"` // the one under way; 0 before the first
		State   string `json:"state"`
		Taken   int    `json:"taken"` // bytes of the stream
		Length  *int   `json:"length,omitempty"`
		Message *int   `json:"message,omitempty"` // 1 for the first
		Text    string `json:"text,omitempty"`
		Hex     string `json:"hex,omitempty"`
		Error   string `json:"error,omitempty"`
		Say     string `json:"say"`
	}
)

// Show writes the objects. A message is given as text, and byte for byte in
// hexadecimal digits.
func (v JSON) Show(fig *figure.Figure, first int) error {
	out := &page{out: v.Out}
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	write := func(object any) error {
		line.Reset()
		if err := encoder.Encode(object); err != nil {
			return err
		}
		out.Write(escape(line.Bytes()))
		return out.turn(mostBuffered)
	}
	// A recv whose steps go on from those shown before has been shown.
	chunk := -1
	if first > 1 {
		chunk = fig.Trace.Steps[first-2].Chunk
	}
	for n := first; n < fig.Len(); n++ {
		step := fig.Step(n)
		if step.Chunk != chunk && step.Chunk >= 0 && step.Chunk < len(fig.Trace.Ends) {
			if err := write(recvObject(fig, step.Chunk)); err != nil {
				return err
			}
		}
		chunk = step.Chunk
		if err := write(eventObject(fig, step)); err != nil {
			return err
		}
	}
	return out.turn(0)
}

// escape escapes in JSON what a terminal would obey instead of show: JSON
// itself asks that only of the control characters of ASCII.
func escape(text []byte) []byte {
	var safe []byte
	for _, r := range string(text) {
		switch {
		case r == '\n' || unicode.IsPrint(r):
			safe = utf8.AppendRune(safe, r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			safe = fmt.Appendf(safe, `\u%04x\u%04x`, high, low)
		default:
			safe = fmt.Appendf(safe, `\u%04x`, r)
		}
	}
	return safe
}

func recvObject(fig *figure.Figure, chunk int) jsonRecv {
	past := fig.Trace.Past
	start, end := past.Bytes, fig.Trace.Ends[chunk]
	if chunk > 0 {
		start = fig.Trace.Ends[chunk-1]
	}
	return jsonRecv{
		Event: "recv", Recv: past.Chunks + chunk + 1, Offset: start, Length: end - start,
		Hex:      hex.EncodeToString(fig.Trace.Slice(start, end)),
		Segments: at(fig.File.Segments, chunk), Queued: at(fig.File.Queued, chunk),
	}
}

func eventObject(fig *figure.Figure, step figure.Step) jsonEvent {
	event := jsonEvent{
		Event: step.Event, Recv: fig.Trace.Past.Chunks + step.Chunk + 1, State: step.State.String(), Taken: step.Taken,
		Error: step.Err, Say: step.Lead + " " + step.Rest,
	}
	if step.Length != core.Unknown {
		event.Length = &step.Length
	}
	if step.Event == "message" {
		payload := fig.Frames[step.Frames-1].Payload
		event.Message = &step.Messages
		event.Text, event.Hex = string(payload), hex.EncodeToString(payload)
	}
	return event
}

func at(list []int, i int) *int {
	if i < len(list) {
		return &list[i]
	}
	return nil
}
