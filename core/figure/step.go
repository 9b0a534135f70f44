package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// Role is what a byte that has arrived is, at one step.
type Role string

// The roles.
const (
	Header  Role = "header"
	Payload Role = "payload"
	Carry   Role = "carry" // after a complete frame of the same chunk; it wins until the next step takes it up
	Error   Role = "error"
)

// Span is a run of bytes of one role, by stream offsets.
type Span struct {
	Start, End int
	Role       Role
}

// Gauge is a register that fills up. Want is [core.Unknown] while nobody knows.
type Gauge struct{ Had, Want int }

// Step is what to show and say once an event has happened.
type Step struct {
	Chunk  int    // index of the recv under way; -1 at the start; the number of chunks after the end
	Event  string // "start", or the name of a [core.Kind]
	Row    int    // the row of core's table just taken; -1 at the start
	State  core.State
	Frames int // how many of the figure's Frames are complete

	Arrived int    // bytes that recv has returned
	Taken   int    // bytes that the decoder has taken
	Spans   []Span // roles of the bytes that arrived after the last complete frame

	Header     Gauge
	HeaderText string // the header bytes gathered, made visible
	Length     int    // what the header says; [core.Unknown] before
	Payload    Gauge
	Carry      int // bytes of this chunk that belong to the next frame
	Messages   int

	Stage Stage

	Variables []contrast.Variable // of the Python of a decoder that breaks

	Lead, Rest string // what happened, and why
	Err        string
}

// Step returns step n, 0 to Len()-1.
func (f *Figure) Step(n int) Step {
	s := Step{Chunk: -1, Event: "start", Row: -1, Length: core.Unknown}
	s.Header.Want = f.File.Layout.HeaderSize()
	s.Payload.Want = core.Unknown
	if n == 0 {
		s.State = core.StateHeader
		if s.Header.Want == 0 {
			s.State = core.StateScan
		}
		s.Stage = f.stageStart()
		s.Variables = f.variables(f.atStart())
		s.Lead, s.Rest = f.sayStart()
		return s
	}
	ev, m := &f.Trace.Steps[n-1], f.marks[n-1]
	s.Chunk, s.Event, s.Row, s.State = ev.Chunk, ev.Kind.String(), int(ev.Row), ev.State
	s.Frames, s.Messages = m.frames, m.messages
	s.Arrived, s.Taken = f.arrived(ev.Chunk), int(ev.Taken)
	if ev.Err != nil {
		s.Err = ev.Err.Error()
	}
	f.setRegisters(&s, ev, m)
	f.setSpans(&s, ev, m)
	for _, span := range s.Spans {
		if span.Role == Carry {
			s.Carry += span.End - span.Start
		}
	}
	s.Stage = f.stage(ev, m, &s)
	s.Variables = f.variables(ev, m)
	s.Lead, s.Rest = f.say(ev, m, &s)
	return s
}

// setRegisters fills in what the decoder holds after the event. A message's
// event still shows the frame that it completed.
func (f *Figure) setRegisters(s *Step, ev *trace.Step, m mark) {
	body := m.body
	if body < 0 {
		body = s.Taken
	}
	if s.Header.Want > 0 {
		s.Header.Had = body - m.start
		s.HeaderText = Visible(f.headerBytes(m.start, body))
		if m.body >= 0 {
			s.Header.Want = s.Header.Had
		} else if ev.Row == core.HeaderMore {
			s.Header.Want = ev.Want
		}
		s.Header.Want = max(s.Header.Want, s.Header.Had) // ten characters can be more bytes
	}
	s.Length = m.length
	switch {
	case ended(ev.Kind):
		s.Payload = Gauge{m.length, m.length}
	case m.body >= 0 && m.length == core.Unknown:
		s.Payload.Had = s.Taken - m.body
	case m.body >= 0:
		s.Payload = Gauge{min(s.Taken-m.body, m.length), m.length}
	case ev.State == core.StateScan:
		s.Payload.Had = s.Taken - m.start
	}
}

// setSpans says what the bytes after the last complete frame are.
func (f *Figure) setSpans(s *Step, ev *trace.Step, m mark) {
	add := func(start, end int, role Role) {
		if start < end {
			s.Spans = append(s.Spans, Span{start, end, role})
		}
	}
	if before := f.before(m); !ended(ev.Kind) && before < m.start {
		role := Error // lost, by a decoder that breaks
		if f.wrong == nil {
			role = Header // passed over: around messages, and no part of one
		}
		add(before, m.start, role)
	}
	switch {
	case ended(ev.Kind):
		add(s.Taken, s.Arrived, Carry)
	case ev.Kind == core.Failed && m.body < 0:
		add(m.start, s.Taken, Error)
	case ev.Kind == core.Failed:
		add(m.start, m.body, Header)
		add(m.body, s.Taken, Error)
	case m.body >= 0:
		end := s.Arrived
		if m.length != core.Unknown {
			end = min(end, m.body+m.length+len(f.File.Layout.Trailer()))
		}
		add(m.start, m.body, Header)
		add(m.body, end, Payload)
		if ev.Kind == core.NeedMore {
			add(end, s.Arrived, Error) // swallowed, by a decoder that breaks
		} else {
			add(end, s.Arrived, Carry)
		}
	case f.File.Layout.Ends() != "":
		add(m.start, s.Arrived, Payload)
	case m.frames > 0 && ev.Chunk < len(f.Trace.Ends) && m.start > f.chunkStart(ev.Chunk):
		add(m.start, s.Arrived, Carry)
	default:
		add(m.start, s.Arrived, Header)
	}
}

// before is where the last complete frame before a mark ends.
func (f *Figure) before(m mark) int {
	if m.frames == 0 {
		return 0
	}
	return f.Frames[m.frames-1].End
}

// arrived is how much of the stream had arrived with a chunk.
func (f *Figure) arrived(chunk int) int {
	if chunk < len(f.Trace.Ends) {
		return f.Trace.Ends[chunk]
	}
	return f.Trace.Past.Bytes + len(f.Trace.Stream)
}

// chunkStart is where a chunk begins in the stream.
func (f *Figure) chunkStart(chunk int) int {
	if chunk == 0 {
		return f.Trace.Past.Bytes
	}
	return f.Trace.Ends[chunk-1]
}

// Visible returns bytes as one can read them: a space as a middle dot, what can't
// be printed as two hexadecimal digits between angle brackets.
func Visible(data []byte) string {
	const digits = "0123456789abcdef"
	var b []byte
	for _, c := range data {
		switch {
		case c == ' ':
			b = append(b, "·"...)
		case c > ' ' && c <= '~':
			b = append(b, c)
		default:
			b = append(b, '<', digits[c>>4], digits[c&15], '>')
		}
	}
	return string(b)
}
