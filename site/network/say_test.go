package network_test

import (
	"encoding/json"
	"strings"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"

	"github.com/google/go-cmp/cmp"
)

// A journey reads as a story: who did what, when, and what lies in the queue.
func TestStory(t *testing.T) {
	for _, test := range []struct{ settings, want string }{
		{"mss: 20\nlose: 2\nrecv: 16\nacks: 0\nsends: 47", `
Nothing has been sent yet. Time runs down. On the left is the program that sends, on the right the one that receives.
0 ms sender: Send 1 puts 47 bytes into the sender’s kernel. They are message 1 and message 2.
0 ms link: Segment 1 leaves with 20 bytes. They are the beginning of message 1. A segment is full with 20, so the send goes on in the next one.
0 ms link: Segment 2 leaves with 20 bytes. They are the end of message 1 and the beginning of message 2. A segment is full with 20, so the send goes on in the next one.
0 ms link: Segment 3 leaves with seven bytes. They are the end of message 2.
10 ms link: Segment 2 is lost on its way. Nobody tells anyone. The sender will find out because something is missing: an acknowledgement.
20 ms kernel: Segment 1 arrives: 20 bytes join the queue. The queue was empty. Now a recv can have them.
20 ms kernel: Segment 3 arrives too early. Its seven bytes wait behind a gap of 20: a stream has no holes, so no recv gets them before that is filled.
20 ms receiver: recv(16) returned 16 of the 20 bytes that were waiting. They are the beginning of message 1. The recv completes no message.
20 ms receiver: recv(16) returned the four bytes that were waiting. They are a piece of message 1. The recv completes no message.
240 ms sender: The sender’s TCP has waited long enough for an acknowledgement. It takes for lost whatever is not acknowledged, and sends it again. From now on it will be twice as patient.
240 ms link: Segment 4 carries 20 bytes once more. They were sent before, and nobody has acknowledged them.
240 ms link: Segment 5 carries seven bytes once more. They were sent before, and nobody has acknowledged them.
260 ms kernel: Segment 4 fills the gap. With its 20 bytes, the seven that waited behind it join the queue. No recv will see that they were ever out of order.
260 ms kernel: Segment 5 brings bytes that are here already. They are thrown away, so no recv returns them twice.
260 ms receiver: recv(16) returned 16 of the 27 bytes that were waiting. They are the end of message 1 and the beginning of message 2. Message 1 is complete.
260 ms receiver: recv(16) returned the eleven bytes that were waiting. They are the end of message 2. Message 2 is complete.
One send, five segments, four recvs, two messages, in 260 ms. Point at bytes, and their whole way is lit.
`},
		{"sends: header and payload\nnagle: yes\ndelay: 5\nstart: 100\nrecv: 47", `
Nothing has been sent yet. Time runs down. On the left is the program that sends, on the right the one that receives.
0 ms sender: Send 1 puts ten bytes into the sender’s kernel. They are the beginning of message 1.
0 ms link: Segment 1 leaves with ten bytes. They are the beginning of message 1.
0 ms sender: Send 2 puts 22 bytes into the sender’s kernel. They are the end of message 1. They wait there: Nagle’s algorithm holds a small segment back while another is unacknowledged.
0 ms sender: Send 3 puts ten bytes into the sender’s kernel. They are the beginning of message 2. They wait there: Nagle’s algorithm holds a small segment back while another is unacknowledged.
0 ms sender: Send 4 puts five bytes into the sender’s kernel. They are the end of message 2. They wait there: Nagle’s algorithm holds a small segment back while another is unacknowledged.
5 ms kernel: Segment 1 arrives: ten bytes join the queue. The queue was empty. Now a recv can have them.
50 ms sender: An acknowledgement reaches the sender. Nothing is under way any more, so what Nagle’s algorithm has held back may leave.
50 ms link: Segment 2 leaves with 37 bytes. They are the end of message 1 and message 2. They come from more than one send: TCP sees one stream.
55 ms kernel: Segment 2 arrives: 37 bytes join the queue. 47 are waiting in it now. Where one segment ended and the next one began is forgotten.
100 ms receiver: recv(47) returned 47 bytes: all that it asked for, and all that were waiting. They are message 1 and message 2. Messages 1 and 2 are complete.
Four sends, two segments, one recv, two messages, in 100 ms: one recv took it all. Point at bytes, and their whole way is lit.
`},
	} {
		f := figure.NewJourney(run(t, two+test.settings))
		var b strings.Builder
		for i, s := range f.Steps {
			if s.Where != "" {
				b.WriteString(f.At(i) + " " + s.Where + ": ")
			}
			b.WriteString(s.Lead + " " + s.Rest + "\n")
		}
		if diff := cmp.Diff(strings.TrimSpace(test.want), strings.TrimSpace(b.String())); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.settings, diff)
		}
	}
}

// Of a real connection no more is said than was told.
func TestRecordedStory(t *testing.T) {
	r := journey.NewRecord(core.Decimal(10), 16)
	r.Sent(15, 0)
	r.Sent(30, 1000)
	r.Received([]byte("5         hello5"), 2500, 14, 2)
	r.Sent(45, 3000)
	f := figure.NewJourney(r.Journey())
	var b strings.Builder
	for i, s := range f.Steps[1:] {
		b.WriteString(f.At(i+1) + " " + s.Lead + " " + s.Rest + "\n")
	}
	want := `0 ms Send 1 puts 15 bytes into the sender’s kernel. They are message 1.
1 ms Send 2 puts 15 bytes into the sender’s kernel. They are the beginning of message 2.
2.5 ms recv(16) returned 16 of the 30 bytes that were waiting. They are message 1 and the beginning of message 2. Message 1 is complete. Two segments have come since the recv before.
3 ms Send 3 puts 15 bytes into the sender’s kernel. Nothing of it has been received yet.
3 ms Three sends, two segments, one recv, one message, in 2.5 ms. Of the segments only their number is known: the kernel does not say where they were cut, nor when each came.
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The page draws what stands in the JSON, which is one whatever the settings.
func TestJourneyJSON(t *testing.T) {
	j := run(t, two+"mss: 8\nlose: 2\nqueue: 24\nlate: 4 by 7\nrate: 30000\nnagle: yes\nrecv: 5")
	var got struct {
		Text     string
		Total    int
		Texts    []string
		Form     map[string]string
		Segments []struct{ At, Arrives float64 }
		Log      []struct{ What string }
		Steps    []struct{ Entry int }
	}
	f := figure.NewJourney(j)
	if err := json.Unmarshal(f.AppendJSON(nil), &got); err != nil {
		t.Fatal(err)
	}
	if got.Text != string(j.Stream) || got.Total != len(j.Stream) || len(got.Log) != len(j.Log) || len(got.Steps) != len(f.Steps) {
		t.Errorf("the JSON holds %d bytes, %d entries and %d steps; want %d, %d and %d", got.Total, len(got.Log), len(got.Steps), len(j.Stream), len(j.Log), len(f.Steps))
	}
	if at, want := got.Segments[1].At, float64(j.Segments[1].At)/1000; at != want {
		t.Errorf("the second segment leaves at %v ms, want %v", at, want)
	}
	if diff := cmp.Diff([]string{"Welcome to the server!", "hello"}, got.Texts); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// What the form says is what was set.
	var text strings.Builder
	text.WriteString(two)
	for name, value := range got.Form {
		text.WriteString(name + ": " + value + "\n")
	}
	again, err := journey.Parse(text.String())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(j.Settings.String(), again.String()); diff != "" {
		t.Errorf("(-set +read):\n%s", diff)
	}
}

// A link brings back the settings, and one that somebody forged is refused in words.
func TestJourneyLink(t *testing.T) {
	s, err := journey.Parse("message: \"50 % – \\\"naïve\\\"\"\nmss: 9\nsends: 10 at 0, 17 at 5")
	if err != nil {
		t.Fatal(err)
	}
	again, err := figure.ParseJourneyLink(figure.JourneyLink(s))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(s.String(), again.String()); diff != "" {
		t.Errorf("(-linked +read):\n%s", diff)
	}
	for hash, want := range map[string]string{
		"1/mss:+8":                        "this link is broken: message: want 1 to 12 of them, not 0",
		"1/message:+'hello'~mss:+one":     `this link is broken: mss: "one" is no number`,
		"1/message:+%zz":                  `this link is broken at "%zz"`,
		"2/message:+'hello'":              "this link is of a version that this page does not know",
		"1/" + strings.Repeat("x", 1<<15): "this link is too long to be one of ours",
	} {
		if _, err := figure.ParseJourneyLink(hash); err == nil || err.Error() != want {
			t.Errorf("%.40q: %v, want %q", hash, err, want)
		}
	}
}

// Whoever points at a byte is told its whole way.
func TestWays(t *testing.T) {
	f := figure.NewJourney(run(t, two+"mss: 20\nlose: 2\nrecv: 16\nacks: 0\nsends: 47\nstart: 30"))
	var b strings.Builder
	for _, way := range f.Ways() {
		b.WriteString(string(f.Stream[way.Start:way.End]) + ": " + way.Say + "\n")
	}
	want := `
22        : Sent with send 1 after 0 ms, here with segment 1 after 20 ms, in the queue for 10 ms, returned by recv 1 after 30 ms, in the header of message 1.
Welcom: Sent with send 1 after 0 ms, here with segment 1 after 20 ms, in the queue for 10 ms, returned by recv 1 after 30 ms, in message 1.
e to: Sent with send 1 after 0 ms, here with segment 1 after 20 ms, in the queue for 10 ms, returned by recv 2 after 30 ms, in message 1.
 the server!: Sent with send 1 after 0 ms, lost with segment 2, here with segment 4 after 260 ms, returned by recv 3 after 260 ms, in message 1.
5   : Sent with send 1 after 0 ms, lost with segment 2, here with segment 4 after 260 ms, returned by recv 3 after 260 ms, in the header of message 2.
    : Sent with send 1 after 0 ms, lost with segment 2, here with segment 4 after 260 ms, returned by recv 4 after 260 ms, in the header of message 2.
  : Sent with send 1 after 0 ms, here too early with segment 3 after 20 ms, behind a gap until 260 ms, again, for nothing, with segment 5, returned by recv 4 after 260 ms, in the header of message 2.
hello: Sent with send 1 after 0 ms, here too early with segment 3 after 20 ms, behind a gap until 260 ms, again, for nothing, with segment 5, returned by recv 4 after 260 ms, in message 2.
`
	if diff := cmp.Diff(want, "\n"+b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
