package journey_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/journey"
)

// What is recorded is told in the order in which it happened, and no more of it than
// was told: no segment, and no queue but at a recv.
func TestRecord(t *testing.T) {
	r := journey.NewRecord(core.Decimal(10), 16)
	stream := []byte("5         hello5         world")
	r.Sent(15, 100)
	r.Received(stream[:16], 4000, 14, 2)
	r.Sent(30, 3000) // reported later than it happened
	r.Sent(45, 5000) // nothing of it has come
	r.Received(stream[16:28], 5500, journey.Unknown, journey.Unknown)
	j := r.Journey()

	want := []journey.Entry{
		{What: journey.Sent, Of: 0, At: 100, Sent: 15, Out: 15},
		{What: journey.Sent, Of: 1, At: 3000, Sent: 30, Out: 30},
		{What: journey.Returned, Of: 0, At: 4000, Sent: 30, Out: 30, Next: 30, Taken: 16},
		{What: journey.Sent, Of: 2, At: 5000, Sent: 45, Out: 45, Next: 30, Taken: 16},
		{What: journey.Returned, Of: 1, At: 5500, Sent: 45, Out: 45, Next: 28, Taken: 28},
	}
	if diff := cmp.Diff(want, j.Log); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	messages := []journey.Message{
		{Span: journey.Span{Start: 0, End: 15}, Body: 10, Recv: 0, Text: []byte("hello")},
		{Span: journey.Span{Start: 15, End: 28}, Body: 25, Recv: journey.Unknown},
	}
	if diff := cmp.Diff(messages, j.Messages); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
	if len(j.Segments) != 0 {
		t.Errorf("%d segments of which nothing was told", len(j.Segments))
	}
}
