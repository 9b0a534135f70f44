package judge

import (
	"bytes"
	"errors"
	"strconv"

	"bufferbybuffer/core"
)

// Series is what a subject is sent: messages, framed in one layout. It does not
// change once it is made, and any number of sessions may use it.
type Series struct {
	Layout   core.Layout
	Limit    int      // the largest payload that the subject should accept
	Messages [][]byte // what it should make of the stream; at least one
	Stream   []byte   // their frames, one after another
	Frames   []Frame  // where each message's frame lies in the stream
}

// Frame is where a frame lies in a stream: the offset at which its header begins,
// at which its payload begins, at which what closes it begins (a delimiter, a
// netstring's comma; mostly nothing), and its end.
type Frame struct{ Start, Body, Close, End int }

// NewSeries frames messages in a layout. It fails where that can't be done (a
// message beyond the limit, one that holds the delimiter) and where the layout
// itself does not give the messages back.
func NewSeries(layout core.Layout, limit int, messages ...[]byte) (*Series, error) {
	if err := layout.Valid(); err != nil {
		return nil, err
	}
	if len(messages) == 0 {
		return nil, errors.New("judge: no messages to send")
	}
	s := &Series{Layout: layout, Limit: limit}
	enc := core.NewEncoder(layout, core.Limit(limit))
	for i, m := range messages {
		var err error
		if s.Stream, err = enc.AppendFrame(s.Stream, m); err != nil {
			return nil, &MessageError{Message: i + 1, Err: err}
		}
		s.Messages = append(s.Messages, bytes.Clone(m))
	}
	if err := s.find(); err != nil {
		return nil, err
	}
	return s, nil
}

// Texts are messages worth sending, for who has none of their own. Their lengths
// have one digit, two and three, some of their characters several bytes, and none
// holds the end of a line. The first is one that every loop can read.
func Texts() []string {
	return []string{
		"hello",
		"Grüße, 世界",
		"x",
		"A stream has no messages in it. What recv returns is a chunk: some bytes, cut wherever the kernel liked, " +
			"and a message is what the two ends agree on.",
		"bye",
	}
}

// FramesOf returns a series of frames as their sender made them, in a framing that
// need not be one of core's: frames[i] holds message i. The layout only serves to
// step through what breaks; it may be the zero Layout.
func FramesOf(layout core.Layout, limit int, frames, messages [][]byte) (*Series, error) {
	if len(messages) == 0 {
		return nil, errors.New("judge: no messages to send")
	}
	if len(frames) != len(messages) {
		return nil, errors.New("judge: " + strconv.Itoa(len(frames)) + " frames for " + strconv.Itoa(len(messages)) + " messages")
	}
	s := &Series{Layout: layout, Limit: limit}
	for i, frame := range frames {
		if len(frame) == 0 {
			return nil, &MessageError{Message: i + 1, Err: errors.New("its frame is empty")}
		}
		start := len(s.Stream)
		s.Stream = append(s.Stream, frame...)
		s.Messages = append(s.Messages, bytes.Clone(messages[i]))
		s.Frames = append(s.Frames, s.guess(start, len(s.Stream), messages[i]))
	}
	return s, nil
}

// guess finds a message in its frame, where it stands there as it is.
func (s *Series) guess(start, end int, message []byte) Frame {
	f := Frame{Start: start, Body: start, Close: end, End: end}
	if i := bytes.Index(s.Stream[start:end], message); i >= 0 {
		f.Body, f.Close = start+i, start+i+len(message)
	}
	return f
}

// MessageError says which message can't be sent, and why.
type MessageError struct {
	Message int // from 1
	Err     error
}

func (e *MessageError) Error() string {
	return "judge: message " + strconv.Itoa(e.Message) + " can't be sent: " + e.Err.Error()
}

func (e *MessageError) Unwrap() error { return e.Err }

// find finds the frames, as core's decoder sees them.
func (s *Series) find() error {
	dec := core.NewDecoder(s.Layout, core.Limit(s.Limit))
	dec.Feed(s.Stream)
	f := Frame{}
	for {
		switch ev := dec.Next(); ev.Kind {
		case core.HeaderParsed:
			f.Body = int(ev.Taken)
		case core.Message:
			i := len(s.Frames)
			if i == len(s.Messages) || !bytes.Equal(ev.Payload, s.Messages[i]) {
				return &MessageError{Message: i + 1, Err: errors.New("what the layout makes of it is another message")}
			}
			f.End = int(ev.Taken)
			f.Close = f.End - len(s.Layout.Trailer())
			s.Frames = append(s.Frames, f)
			f = Frame{Start: f.End, Body: f.End}
		case core.NeedMore:
			if len(s.Frames) != len(s.Messages) {
				return &MessageError{Message: len(s.Frames) + 1, Err: errors.New("the layout does not see its end")}
			}
			return nil
		default:
			return &MessageError{Message: len(s.Frames) + 1, Err: ev.Err}
		}
	}
}

// sends returns the offset at which each frame that begins before offset n ends,
// as a corpus file has it.
func (s *Series) sends(n int) []int {
	var ends []int
	for _, f := range s.Frames {
		if f.Start < n {
			ends = append(ends, min(f.End, n))
		}
	}
	return ends
}
