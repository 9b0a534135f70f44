package figure_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// recorded is a capture that one conversation is recorded into.
type recorded struct {
	*figure.Capture
	t      *testing.T
	reader *capture.Reader
	talk   *capture.Conversation
}

func newRecorded(t *testing.T) *recorded {
	var recording capture.Recording
	reader := capture.NewReader(capture.DefaultLimits())
	r := &recorded{figure.NewCapture(reader), t, reader, nil}
	client := capture.Addr{IP: [16]byte{15: 1}, Port: 5000}
	server := capture.Addr{IP: [16]byte{15: 1}, Port: 1243}
	var b []byte
	b, r.talk = recording.Open(recording.AppendHead(nil), 1, client, server)
	r.feed(b)
	return r
}

func (r *recorded) feed(b []byte) {
	r.t.Helper()
	if err := r.reader.Feed(b); err != nil {
		r.t.Fatal(err)
	}
}

func (r *recorded) chunks(from int, chunks ...string) {
	for _, chunk := range chunks {
		r.feed(r.talk.Chunk(nil, 2, from, []byte(chunk)))
	}
}

// captured is what the page is told.
type captured struct {
	Unit, Say   string
	More        bool
	Connections []struct {
		Layout, Guess string
		Chosen, Began bool
		Sides         [2]side
	}
}

type side struct {
	From          string
	Bytes, Pieces int
	End, Say      string
	Error         string
	At            int
}

func told(t *testing.T, c *figure.Capture) captured {
	t.Helper()
	var state captured
	if err := json.Unmarshal(c.AppendJSON(nil), &state); err != nil {
		t.Fatal(err)
	}
	return state
}

func frame(message string) string {
	b, err := core.AppendFrame(nil, []byte(message))
	if err != nil {
		panic(err)
	}
	return string(b)
}

// A connection grows: its layout is guessed, its messages are counted, and what goes
// out of step is said with the header that is none.
func TestCaptureIsToldAsItGrows(t *testing.T) {
	r := newRecorded(t)
	want := side{From: "[::1]:1243", Say: "nothing sent", End: "still open"}
	if got := told(t, r.Capture).Connections[0].Sides[1]; got != want {
		t.Errorf("at first %+v, want %+v", got, want)
	}
	r.chunks(1, frame("Welcome to the server!"), frame("hello")[:12], frame("hello")[12:]+frame("wor")[:4])
	want = side{From: "[::1]:1243", Bytes: 51, Pieces: 3, Say: "2 messages, in step, and four bytes of the next", End: "still open"}
	state := told(t, r.Capture)
	if got := state.Connections[0].Sides[1]; got != want {
		t.Errorf("then %+v, want %+v", got, want)
	}
	if c := state.Connections[0]; c.Layout != "decimal 10" || c.Chosen || state.Unit != "chunk" || state.Say != "One TCP connection." {
		t.Errorf("then %+v", state)
	}
	r.chunks(1, frame("wor")[4:], "alive>12345")
	got := told(t, r.Capture).Connections[0].Sides[1]
	if got.Say != "3 messages, then out of step at byte 60" || got.At != 60 || !strings.Contains(got.Error, `malformed header "alive>1234"`) {
		t.Errorf("out of step: %+v", got)
	}
	// A layout can be chosen, and left to be guessed again.
	if err := r.Choose(0, "uint32"); err != nil {
		t.Fatal(err)
	}
	if c := told(t, r.Capture).Connections[0]; c.Layout != "uint32" || !c.Chosen || c.Sides[1].At != 0 || c.Sides[1].Error == "" {
		t.Errorf("in another layout: %+v", c)
	}
	if err := r.Choose(0, "no such thing"); err == nil {
		t.Error("a layout that there is not was taken")
	}
	if err := r.Choose(0, ""); err != nil {
		t.Fatal(err)
	}
	if c := told(t, r.Capture).Connections[0]; c.Layout != "decimal 10" || c.Sides[1].At != 60 {
		t.Errorf("guessed again: %+v", c)
	}
}

// How streams end: each word once.
func TestCaptureEnds(t *testing.T) {
	for _, test := range []struct {
		name     string
		end      func(r *recorded)
		say, how string
		ending   trace.Ending
	}{
		{"open", func(*recorded) {}, "1 message, in step", "still open", trace.Open},
		{"closed", func(r *recorded) { r.feed(r.talk.Close(nil, 3, 0)) }, "1 message, in step", "closed", trace.Closed},
		{"cut off", func(r *recorded) { r.feed(r.talk.Reset(nil, 3, 1)) }, "1 message, in step", "cut off", trace.CutOff},
		{"closed inside a frame", func(r *recorded) {
			r.chunks(0, "22")
			r.feed(r.talk.Close(nil, 3, 0))
		}, "1 message, then cut short", "closed", trace.Closed},
		{"a chunk that was lost", func(r *recorded) {
			r.talk.Chunk(nil, 3, 0, []byte("lost!"))
			r.chunks(0, frame("x"))
		}, "1 message, in step", "five bytes are missing here in the capture; eleven bytes behind them can't be read without them", trace.Open},
	} {
		r := newRecorded(t)
		r.chunks(0, frame("hello"))
		told(t, r.Capture)
		test.end(r)
		got := told(t, r.Capture).Connections[0].Sides[0]
		if got.Say != test.say || got.End != test.how {
			t.Errorf("%s: %q, %q; want %q, %q", test.name, got.Say, got.End, test.say, test.how)
		}
		if f := r.File(0, 0, 0); f.Ending != test.ending {
			t.Errorf("%s: as a corpus file it ends %v, want %v", test.name, f.Ending, test.ending)
		}
	}
}

// A capture that only ever was out of step somewhere is guessed from what came before.
func TestCaptureGuessesFromTheBeginning(t *testing.T) {
	r := newRecorded(t)
	r.chunks(1, frame("hello")+frame("world"), "5         hel", frame("and so on"))
	c := told(t, r.Capture).Connections[0]
	if c.Layout != "decimal 10" || c.Sides[1].Say != "3 messages, then out of step at byte 45" {
		t.Errorf("%+v", c)
	}
}

// What tcpdump has captured becomes corpus files, with a cut where a segment ended.
func TestCaptureAsCorpusFile(t *testing.T) {
	b, err := os.ReadFile("../capture/testdata/lo.pcap")
	if err != nil {
		t.Fatal(err)
	}
	r := capture.NewReader(capture.DefaultLimits())
	if err := r.Feed(b); err != nil {
		t.Fatal(err)
	}
	c := figure.NewCapture(r)
	if state := told(t, c); state.Unit != "segment" || len(state.Connections) != 4 {
		t.Errorf("%+v", state)
	}
	f := c.File(2, 0, 0)
	again, err := trace.ParseFile(f.Text())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(frame("hello"), string(again.Stream)); diff != "" || again.Layout != core.Decimal(10) || again.Ending != trace.Closed {
		t.Errorf("%s (-want +got):\n%s", f.Text(), diff)
	}
	if f = c.File(0, 1, 0); len(f.Schedule.Ends(len(f.Stream))) != 7 {
		t.Errorf("cut %v", f.Schedule)
	}
}

// A long stream is shown in part: its beginning, or what is around an offset.
func TestCaptureShowsAPart(t *testing.T) {
	r := newRecorded(t)
	message := frame(strings.Repeat("x", 90))
	for range 3000 {
		r.chunks(0, message)
	}
	r.chunks(0, "not a header")
	at := told(t, r.Capture).Connections[0].Sides[0].At
	if at != 300_000 {
		t.Fatalf("out of step at %d", at)
	}
	begin, near := r.File(0, 0, 0), r.File(0, 0, at)
	if n := len(begin.Stream); n > 128<<10 || n < 100<<10 || n%100 != 0 {
		t.Errorf("the beginning has %d bytes", n)
	}
	if !strings.Contains(begin.Story, "of 300,012.") {
		t.Errorf("story %q", begin.Story)
	}
	fig, err := figure.New(near)
	if err != nil {
		t.Fatal(err)
	}
	if err := fig.Trace.Err(); err == nil || len(near.Stream) > 10<<10 || len(fig.Frames) < 10 {
		t.Errorf("near the end: %d bytes, %d frames, %v", len(near.Stream), len(fig.Frames), err)
	}
}

// A watch shows what has come since, goes on to the last part when there is too much,
// and begins anew in another layout. However often it is asked, the page has the same.
func TestWatch(t *testing.T) {
	type next struct {
		Figure, Delta *struct {
			Hex    string
			Chunks []struct{ End int }
			End    string
		}
		From int
		Full bool
	}
	for _, often := range []int{1, 700} {
		r := newRecorded(t)
		message := frame(strings.Repeat("x", 90))
		told(t, r.Capture)
		w := r.Watch(0, 0)
		hex, from, begun := "", 0, 0
		ask := func() next {
			b, err := w.AppendNext(nil)
			var n next
			if err == nil {
				err = json.Unmarshal(b, &n)
			}
			if err != nil {
				t.Fatalf("%v: %s", err, b)
			}
			if n.Figure != nil {
				begun++
				hex, from = "", n.From
				n.Delta = n.Figure
			}
			hex += n.Delta.Hex
			return n
		}
		for i := range 2100 {
			r.chunks(0, message)
			if i%often == 0 {
				if ask(); len(hex)/2 > 130<<10 || from+len(hex)/2 != 100*(i+1) {
					t.Fatalf("after %d chunks: %d bytes from %d", i+1, len(hex)/2, from)
				}
			}
		}
		r.feed(r.talk.Close(nil, 3, 0))
		if n := ask(); n.Delta.End != "closed" || n.Full || from+len(hex)/2 != 210_000 {
			t.Errorf("asked after %d chunks each: ends %q at %d, full %v", often, n.Delta.End, from+len(hex)/2, n.Full)
		}
		if begun < 2 {
			t.Errorf("asked after %d chunks each: it never began anew", often)
		}
		if text := w.Text(); !strings.Contains(text, "end: closed") {
			t.Errorf("as a corpus file: %.200s", text)
		}
		before := begun
		if err := r.Choose(0, "uint16"); err != nil {
			t.Fatal(err)
		}
		ask()
		if begun != before+1 {
			t.Error("in another layout it did not begin anew")
		}
	}
}

// Many messages are not named one by one.
func TestManyInTime(t *testing.T) {
	r := newRecorded(t)
	r.chunks(0, strings.Repeat("0         ", 1500)+"1")
	f := figure.NewCaptured(r.reader, 0, 0, core.Layout{})
	want := "They are of messages 1 to 1,501. Messages 1 to 1,500 are complete."
	if got := f.Steps[1].Rest; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// A recording of native tap is drawn in time as what it is: chunks, and where they go out
// of step.
func TestRecordedInTime(t *testing.T) {
	r := newRecorded(t)
	for i, chunk := range []string{"5         hel", "lo5         worldand no ", "header"} {
		r.feed(r.talk.Chunk(nil, 1+int64(i)*40_000_000_000, 0, []byte(chunk)))
	}
	f := figure.NewCaptured(r.reader, 0, 0, core.Layout{})
	var b strings.Builder
	for i, s := range f.Steps {
		b.WriteString(strings.TrimSpace(f.At(i)+" "+s.Lead+" "+s.Rest) + "\n")
	}
	var told struct{ Seen struct{ Unit, Say string } }
	if err := json.Unmarshal(f.AppendJSON(nil), &told); err != nil {
		t.Fatal(err)
	}
	b.WriteString(told.Seen.Unit + ": " + told.Seen.Say + "\n" + f.Ways()[4].Say + "\n")
	want := `Nothing has passed yet. Time runs down, from the first packet of the connection on.
0 ms Chunk 1 passes with 13 bytes. They are the beginning of message 1. The chunk completes no message.
40,000 ms Chunk 2 passes with 24 bytes. 17 of them are the end of message 1 and message 2; the last seven belong to no message: from byte 30 on the stream is out of step. Messages 1 and 2 are complete.
80,000 ms Chunk 3 passes with six bytes. They belong to no message.
80,000 ms Three chunks, 43 bytes in order, two messages, and out of step from byte 30 on, in 80 s. Point at bytes, and their whole way is lit.
chunk: Seen at one place: in native tap, between the two programs. A chunk is what one recv of the tap returned; in which segments it came, and when the programs called send and recv, a recording does not tell.
Passed with chunk 2 after 40 s, in message 2.
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
