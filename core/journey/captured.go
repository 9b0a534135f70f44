package journey

import (
	"slices"

	"bufferbybuffer/core"
)

// Captured is a journey that was seen at one place of its way: which segments passed
// there, and which acknowledgements went the other way. Nothing is known of its ends.
// It grows.
type Captured struct {
	Journey
	stream []byte // as far as it is known
	reader reader
}

// How much one picture holds: it is drawn whole. The first segment is always drawn.
const (
	mostSeen    = 100       // segments
	mostPassed  = 300       // of what happened
	mostBytes   = 256 << 10 // of the stream
	mostRead    = 200       // messages
	mostAhead   = 64 << 10  // bytes of a gap: what is further away is no part of the picture
	mostPayload = 16 << 20  // that is believed: a larger one is a header out of step
)

// NewCaptured returns the journey of a stream of which nothing has passed yet. The
// stream is what was captured of it in order.
func NewCaptured(layout core.Layout, stream []byte) *Captured {
	c := &Captured{stream: stream, reader: reader{dec: core.NewDecoder(layout, core.Limit(mostPayload))}}
	c.Settings = Default()
	c.Settings.Layout = layout
	return c
}

// Segment adds a segment or a chunk by its place in the stream. Bytes before the
// stream's beginning were not captured, and are no part of it. It reports whether there
// was room for it; what comes then has none, either.
func (c *Captured) Segment(start, end int, at Micros) bool {
	if start = max(0, start); start >= end {
		return true
	}
	if n := len(c.Segments); c.Cut || n > 0 && (n >= mostSeen || len(c.Log) >= mostPassed || len(c.reader.messages) >= mostRead || end > mostBytes && start <= c.next()+mostAhead) {
		c.Cut = true
		return false
	}
	e := c.entry(at)
	s := Segment{Span: Span{start, end}, At: e.At, Arrives: e.At}
	for _, seen := range append([]Span{{0, e.Next}}, e.Ahead...) {
		if start < seen.End && seen.Start < end {
			s.Again = Passed
		}
	}
	covered := func(seen Span) bool { return seen.Start <= start && end <= seen.End }
	switch {
	case covered(Span{0, e.Next}) || slices.ContainsFunc(e.Ahead, covered):
		e.What = Twice
	case start > e.Next+mostAhead:
		e.What, s.Again = Refused, First
	case start > e.Next:
		e.What, e.Ahead = Waits, join(e.Ahead, s.Span)
	default:
		e.What = Came
		from := e.Next
		e.Next = max(e.Next, end)
		for len(e.Ahead) > 0 && e.Ahead[0].Start <= e.Next {
			e.What, e.Next, e.Ahead = Filled, max(e.Next, e.Ahead[0].End), e.Ahead[1:]
		}
		c.read(from, e.Next)
	}
	if e.What != Refused {
		e.Out = max(e.Out, end)
	}
	// What passes is the program's for all that is known: nobody saw a queue.
	e.Of, e.Sent, e.Taken = len(c.Segments), e.Out, e.Next
	c.Segments = append(c.Segments, s)
	c.Log = append(c.Log, e)
	return true
}

// Acknowledged adds an acknowledgement: every byte before next has arrived, and there is
// room for window more, which may be Unknown. One that says nothing new while nothing is
// under way is none.
func (c *Captured) Acknowledged(next, window int, at Micros) {
	if len(c.Log) == 0 || len(c.Log) >= mostPassed || c.Cut {
		return
	}
	e := c.entry(at)
	if n := len(c.Acks); n > 0 && next >= e.Out {
		if before := c.Acks[n-1]; before.Next == next && (window == before.Window || 0 < window && window < before.Window) {
			return
		}
	}
	e.What, e.Of = Answered, len(c.Acks)
	c.Acks = append(c.Acks, Ack{Next: next, Window: window, At: e.At, Arrives: e.At})
	c.Log = append(c.Log, e)
}

// Whole is the journey as it is. What of its stream is not complete is a message's
// beginning, as long as it is in step.
func (c *Captured) Whole() *Journey {
	j := c.Journey
	j.Stream = c.stream[:min(c.next(), len(c.stream))]
	r := c.reader
	j.Messages = slices.Clone(r.rest(len(j.Stream), c.Settings.Layout.HeaderSize()))
	return &j
}

// entry is what comes after what is there. A clock may go backwards; time does not.
func (c *Captured) entry(at Micros) Entry {
	n := len(c.Log)
	if n == 0 {
		return Entry{At: max(0, at)}
	}
	e := c.Log[n-1]
	e.At = max(e.At, at)
	e.Ahead = slices.Clone(e.Ahead)
	return e
}

func (c *Captured) next() int { return c.entry(0).Next }

// read decodes what is in order now, as far as it is known.
func (c *Captured) read(from, to int) {
	if to = min(to, len(c.stream)); from < to && c.reader.err == nil {
		c.reader.take(c.stream[from:to], len(c.Segments))
	}
}

// join adds a span to others, which neither touch each other nor are out of order.
func join(spans []Span, s Span) []Span {
	at := 0
	for at < len(spans) && spans[at].End < s.Start {
		at++
	}
	to := at
	for to < len(spans) && spans[to].Start <= s.End {
		s = Span{min(s.Start, spans[to].Start), max(s.End, spans[to].End)}
		to++
	}
	return slices.Replace(spans, at, to, s)
}
