package contrast

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

// Sent is what the sender meant, as far as it has arrived: core's decoder reads
// along with one that breaks. It is asked about any moment up to now, and answers
// as one would have at that moment: a live stream reads as it does when it is
// looked at again.
type Sent struct {
	dec    *core.Decoder
	stream []byte // all that has arrived; it belongs to the trace
	frames []Frame
	starts []int // characters that begin before each block of the stream
}

// Frame is a frame as the sender meant it. Offsets are stream offsets in bytes.
type Frame struct {
	Start   int
	Body    int    // where the payload begins; core.Unknown while the header is not whole
	Length  int    // of the payload, as the header says; core.Unknown while it doesn't
	End     int    // core.Unknown while the frame is not whole
	Payload []byte // the message, once the frame is whole; nil when it was skipped
	Err     error  // why core's decoder refuses it

	refused int // what it had taken then
}

// begin returns a frame of which nothing is known yet.
func begin(at int) Frame {
	return Frame{Start: at, Body: core.Unknown, Length: core.Unknown, End: core.Unknown}
}

// NewSent returns what was sent of a file's stream, before anything of it has
// arrived.
func NewSent(f *trace.File) *Sent {
	return &Sent{dec: f.NewDecoder(), frames: []Frame{begin(0)}, starts: []int{0}}
}

// Grow reads what the stream has gained. The stream is all that has arrived so far.
func (s *Sent) Grow(stream []byte) {
	s.dec.Feed(stream[len(s.stream):])
	s.stream = stream
	for ev := s.dec.Next(); ev.Kind != core.NeedMore; ev = s.dec.Next() {
		last := &s.frames[len(s.frames)-1]
		switch ev.Kind {
		case core.HeaderParsed:
			last.Body, last.Length = int(ev.Taken), ev.Want
		case core.Message, core.Skipped:
			if last.Length == core.Unknown { // a delimiter: the end says how long it was
				last.Body, last.Length = last.Start, ev.Want
			}
			last.End = int(ev.Taken)
			last.Payload = bytes.Clone(ev.Payload)
			if ev.Kind == core.Message && last.Payload == nil {
				last.Payload = []byte{}
			}
			s.frames = append(s.frames, begin(last.End))
		case core.Failed:
			if last.Err == nil {
				last.Err, last.refused = ev.Err, int(ev.Taken)
			}
			s.count()
			return
		}
	}
	s.count()
}

// At returns the frame that begins at a stream offset, as it was known when so much
// had arrived. It reports false where none begins.
func (s *Sent) At(offset, arrived int) (Frame, bool) {
	i, found := slices.BinarySearchFunc(s.frames, offset, func(f Frame, at int) int { return f.Start - at })
	if !found || offset > arrived {
		return begin(offset), false
	}
	return s.frames[i].known(arrived), true
}

// known is the frame as it was known when so much had arrived.
func (f Frame) known(arrived int) Frame {
	if f.End > arrived {
		f.End, f.Payload = core.Unknown, nil
		if f.Body == f.Start {
			f.Body, f.Length = core.Unknown, core.Unknown
		}
	}
	if f.Body > arrived {
		f.Body, f.Length = core.Unknown, core.Unknown
	}
	if f.refused > arrived {
		f.Err = nil
	}
	return f
}

// Messages returns the messages that were sent, and whether the stream ended, when
// it did, between two frames.
func (s *Sent) Messages() (messages [][]byte, whole bool) {
	for _, f := range s.frames {
		if f.Payload != nil {
			messages = append(messages, f.Payload)
		}
	}
	last := s.frames[len(s.frames)-1]
	return messages, last.Start == len(s.stream) && last.Err == nil
}

// block is how many bytes of a stream are counted as one.
const block = 1024

// count counts the characters that begin in each whole block.
func (s *Sent) count() {
	for at := (len(s.starts) - 1) * block; at+block <= len(s.stream); at += block {
		s.starts = append(s.starts, s.starts[len(s.starts)-1]+runeStarts(s.stream[at:at+block]))
	}
}

// Characters returns how many whole characters lie between two stream offsets.
func (s *Sent) Characters(from, to int) int {
	n := s.before(to) - s.before(from)
	for at := to - 1; at >= from && to-at < utf8.UTFMax; at-- {
		if utf8.RuneStart(s.stream[at]) {
			if !utf8.FullRune(s.stream[at:to]) {
				n-- // the last one is cut
			}
			break
		}
	}
	return n
}

// before returns how many characters begin before a stream offset.
func (s *Sent) before(offset int) int {
	at := offset / block
	return s.starts[at] + runeStarts(s.stream[at*block:offset])
}

func runeStarts(data []byte) int {
	n := 0
	for _, b := range data {
		if utf8.RuneStart(b) {
			n++
		}
	}
	return n
}
