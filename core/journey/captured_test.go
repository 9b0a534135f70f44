package journey_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/journey"
)

// What passed at one place is told as it passed, and by it what is in order, what waits
// behind a gap, and which message is complete. A clock that goes backwards does not
// turn time.
func TestCaptured(t *testing.T) {
	c := journey.NewCaptured(core.Decimal(10), []byte("5         hello5         world"))
	c.Acknowledged(0, 100, 5) // before anything has passed
	c.Segment(-7, 0, 10)
	c.Segment(-7, 12, 10)
	c.Segment(15, 20, 30)
	c.Segment(22, 30, 20)
	c.Segment(16, 18, 40)
	c.Acknowledged(12, 0, 50)
	c.Segment(1_000_000, 1_000_010, 55)
	c.Segment(12, 25, 60)
	c.Acknowledged(30, 50, 70)
	c.Acknowledged(30, 50, 80) // a connection that is kept alive
	j := c.Whole()
	span := func(start, end int) journey.Span { return journey.Span{Start: start, End: end} }
	entry := func(what journey.What, of int, at journey.Micros, out, next int, ahead ...journey.Span) journey.Entry {
		return journey.Entry{What: what, Of: of, At: at, Sent: out, Out: out, Next: next, Taken: next, Ahead: ahead}
	}
	want := []journey.Entry{
		entry(journey.Came, 0, 10, 12, 12),
		entry(journey.Waits, 1, 30, 20, 12, span(15, 20)),
		entry(journey.Waits, 2, 30, 30, 12, span(15, 20), span(22, 30)),
		entry(journey.Twice, 3, 40, 30, 12, span(15, 20), span(22, 30)),
		entry(journey.Answered, 0, 50, 30, 12, span(15, 20), span(22, 30)),
		entry(journey.Refused, 4, 55, 30, 12, span(15, 20), span(22, 30)),
		entry(journey.Filled, 5, 60, 30, 30),
		entry(journey.Answered, 1, 70, 30, 30),
	}
	if diff := cmp.Diff(want, j.Log, cmp.Transformer("none", func(s []journey.Span) []journey.Span { return append([]journey.Span{}, s...) })); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	messages := []journey.Message{
		{Span: span(0, 15), Body: 10, Recv: 5, Text: []byte("hello")},
		{Span: span(15, 30), Body: 25, Recv: 5, Text: []byte("world")},
	}
	if diff := cmp.Diff(messages, j.Messages); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	var again []bool
	for _, s := range j.Segments {
		again = append(again, s.Again == journey.Passed)
	}
	if diff := cmp.Diff([]bool{false, false, false, true, false, true}, again); diff != "" {
		t.Errorf("passed before (-want +got):\n%s", diff)
	}
}

// One picture holds so much, whatever was captured; that there was more is said.
func TestCapturedBounds(t *testing.T) {
	many := []byte(strings.Repeat("0         ", 1<<16))
	for _, test := range []struct {
		name              string
		size, acks        int
		segments, entries int
	}{
		{"small segments", 1, 0, 100, 100},
		{"acknowledged without end", 1, 9, 30, 300},
		{"large segments", 60_000, 0, 1, 1}, // with so many messages that one is enough
	} {
		c := journey.NewCaptured(core.Decimal(10), many)
		for start := 0; start < len(many); start += test.size {
			if !c.Segment(start, start+test.size, journey.Micros(start)) {
				break
			}
			for i := range test.acks {
				c.Acknowledged(start, i, journey.Micros(start))
			}
		}
		j := c.Whole()
		if len(j.Segments) != test.segments || len(j.Log) != test.entries || !j.Cut {
			t.Errorf("%s: %d segments, %d entries, cut: %v; want %d, %d and cut", test.name, len(j.Segments), len(j.Log), j.Cut, test.segments, test.entries)
		}
	}
}

// Behind bytes that are no header there are no messages, and behind a gap nothing can be
// read: both are no part of one.
func TestCapturedAstray(t *testing.T) {
	c := journey.NewCaptured(core.Decimal(10), []byte("5         hello and no header"))
	c.Segment(0, 20, 0)
	c.Segment(20, 29, 1)
	c.Segment(40, 50, 2)
	j := c.Whole()
	if len(j.Messages) != 1 || j.Messages[0].End != 15 || len(j.Stream) != 29 || j.Log[2].What != journey.Waits {
		t.Errorf("%d bytes, %+v, %+v", len(j.Stream), j.Messages, j.Log[2])
	}
}
