// Package trace runs a decoder over the chunks of a stream and records every
// step it takes. One step is one event.
package trace

import (
	"bytes"
	"errors"
	"strconv"

	"bufferbybuffer/core"
)

// Machine is a decoder that can be traced: [core.Decoder], or one of package
// contrast. Its methods are those of [core.Decoder].
type Machine interface {
	Feed(chunk []byte)
	Next() core.Event
	End() core.Event
	State() core.State
}

// Ending is how the input ends.
type Ending uint8

// The ways a stream can end.
const (
	Open   Ending = iota // it doesn't: there may be more to come
	Closed               // the peer closed it: recv returns no bytes
	CutOff               // the connection broke: recv returns an error
)

var endingNames = [...]string{"open", "closed", "cut off"}

func (e Ending) String() string { return endingNames[e] }

// ParseEnding reads how a stream ends.
func ParseEnding(text string) (Ending, error) {
	for e, name := range endingNames {
		if text == name {
			return Ending(e), nil
		}
	}
	return Open, errors.New("end " + strconv.Quote(text) + `: want "open", "closed" or "cut off"`)
}

// Step is one event, and where the machine stood when it came.
type Step struct {
	core.Event     // its Payload belongs to the trace; it has no Header: the Stream has it
	Chunk      int // index of the chunk under way; the number of chunks once the input has ended
	From       core.State
	State      core.State // the state after the event
}

// Trace is what one machine did with one stream in one schedule. It grows by
// Feed and End, so that it can record a live connection, and may forget what is
// long past.
type Trace struct {
	Stream []byte // what has arrived
	Ends   []int  // stream offset at which each chunk ends
	Ending Ending
	Steps  []Step
	Past   Past // what came before all that

	machine Machine
	stopped bool
}

// Past is how much of a stream a trace has forgotten.
type Past struct{ Bytes, Chunks int }

// New returns an empty trace of a machine at the beginning of a stream.
func New(m Machine) *Trace { return &Trace{machine: m} }

// Run traces a machine over a whole stream whose chunks end at the given offsets.
func Run(m Machine, stream []byte, ends []int, ending Ending) *Trace {
	t := New(m)
	t.Stream = make([]byte, 0, len(stream))
	t.Ends = make([]int, 0, len(ends))
	t.Steps = make([]Step, 0, len(ends)+len(ends)/2+8) // a guess; there is a step for each chunk
	at := 0
	for _, end := range ends {
		t.Feed(stream[at:end])
		at = end
	}
	if ending != Open {
		t.End(ending)
	}
	return t
}

// Feed records a chunk and the steps it leads to. The chunk is copied. After a
// failure the machine takes nothing more: chunks still arrive, and are recorded,
// but lead to no step.
func (t *Trace) Feed(chunk []byte) {
	start := len(t.Stream)
	t.Stream = append(t.Stream, chunk...)
	t.Ends = append(t.Ends, t.Past.Bytes+len(t.Stream))
	if t.stopped {
		return
	}
	// What is lent stays as it is, even when a later chunk makes the stream move.
	t.machine.Feed(t.Stream[start:len(t.Stream):len(t.Stream)])
	for !t.stopped {
		if t.record(len(t.Ends)-1, t.machine.Next) == core.NeedMore {
			return
		}
	}
}

// End records how the input ended and the step that leads to. Nothing can be
// fed afterwards.
func (t *Trace) End(ending Ending) {
	t.Ending = ending
	if !t.stopped {
		t.record(len(t.Ends), t.machine.End)
		t.stopped = true
	}
}

func (t *Trace) record(chunk int, next func() core.Event) core.Kind {
	from := t.machine.State()
	ev := next()
	ev.Header, ev.Payload = nil, bytes.Clone(ev.Payload)
	t.Steps = append(t.Steps, Step{Event: ev, Chunk: chunk, From: from, State: t.machine.State()})
	t.stopped = ev.Kind == core.Failed || ev.Kind == core.End
	return ev.Kind
}

// Forget lets go of all chunks, and of all steps but the last; a machine that
// needs more holds none of them any longer. Chunks and steps are then counted from
// here, stream offsets as before.
func (t *Trace) Forget() {
	t.Past.Bytes += len(t.Stream)
	t.Past.Chunks += len(t.Ends)
	if last := len(t.Steps) - 1; last >= 0 {
		t.Steps[0] = t.Steps[last]
		t.Steps[0].Chunk -= len(t.Ends)
		clear(t.Steps[1:])
		t.Steps = t.Steps[:1]
	}
	t.Stream, t.Ends = t.Stream[:0], t.Ends[:0]
}

// Slice returns the bytes from one stream offset to another, as far as they are
// not forgotten.
func (t *Trace) Slice(start, end int) []byte {
	return t.Stream[max(0, start-t.Past.Bytes):max(0, end-t.Past.Bytes)]
}

// Messages returns the messages that came out, in order.
func (t *Trace) Messages() [][]byte {
	var messages [][]byte
	for _, s := range t.Steps {
		if s.Kind == core.Message {
			messages = append(messages, s.Payload)
		}
	}
	return messages
}

// Err returns the error of the last step, or nil.
func (t *Trace) Err() error {
	if len(t.Steps) == 0 {
		return nil
	}
	return t.Steps[len(t.Steps)-1].Err
}
