package figure_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"bufferbybuffer/core"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

func open(t testing.TB, name string) *figure.Figure {
	t.Helper()
	text, err := corpus.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	fig, err := figure.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	return fig
}

// TestStory is one figure told from the first step to the last.
func TestStory(t *testing.T) {
	fig := open(t, "coalesced-carry-over")
	var got strings.Builder
	for n := range fig.Len() {
		s := fig.Step(n)
		fmt.Fprintf(&got, "%d %s | %s %s |", n, s.Event, s.Lead, s.Rest)
		for _, span := range s.Spans {
			fmt.Fprintf(&got, " %s %d-%d", span.Role, span.Start, span.End)
		}
		got.WriteByte('\n')
	}
	const want = `0 start | Nothing has arrived yet. The decoder waits for a header: ten bytes that spell a length. |
1 header parsed | The header is complete: it says 22. The next 22 bytes of the stream are the payload. Six of them are in this chunk already. | header 0-10 payload 10-16
2 needs more | Six of 22 bytes of payload are here, and the chunk is used up. 16 are missing. The decoder keeps what it has and asks for more. | header 0-10 payload 10-16
3 needs more | 16 of 22 bytes of payload are here, and the chunk is used up. Six are missing. The decoder keeps what it has and asks for more. | header 0-10 payload 10-26
4 message | Message 1 is complete: 22 bytes. It came in three chunks, and the decoder has put it together. Nine bytes of this chunk are left over. They belong to what comes next: carry-over. | carry 32-41
5 needs more | Nine bytes of this chunk are left over. They begin the next header: nine of its ten bytes. One is missing, so no length is known yet, and the decoder asks for more. | carry 32-41
6 header parsed | The rest of the header came with this chunk: it says 5. The next five bytes of the stream are the payload, and they lie whole in this chunk. | header 32-42 payload 42-47
7 message | Message 2 is complete: five bytes. Its bytes came with two recvs. Nothing is left over. |
8 needs more | This chunk is used up. It ended exactly where a message did, so nothing is left over. The next chunk will begin with a header. |
9 end | The stream ended between two frames. Nothing is lost: two messages came out, and no byte is left over. |
`
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSteps: what holds at every step of every corpus file.
func TestSteps(t *testing.T) {
	for _, name := range corpus.Names() {
		fig := open(t, name)
		honest := fig.File.Decoder == trace.Core
		for n := range fig.Len() {
			s := fig.Step(n)
			fail := func(format string, args ...any) {
				t.Errorf("%s, step %d (%s): %s", name, n, s.Event, fmt.Sprintf(format, args...))
			}
			for _, text := range []string{s.Lead, s.Rest} {
				if text != strings.TrimSpace(text) || strings.Contains(text, "  ") || text != "" && !strings.ContainsAny(text[len(text)-1:], ".!?") {
					fail("says %q", text)
				}
			}
			if s.Lead == "" {
				fail("says nothing")
			}
			at := 0
			if s.Frames > 0 {
				at = fig.Frames[s.Frames-1].End
			}
			carry := 0
			for _, span := range s.Spans {
				if span.Start < at || span.End <= span.Start || span.End > s.Arrived {
					fail("span %v after %d, with %d arrived", span, at, s.Arrived)
				}
				if honest && span.Start != at {
					fail("no role for bytes %d to %d", at, span.Start)
				}
				at = span.End
				if span.Role == figure.Carry {
					carry += span.End - span.Start
				}
			}
			if honest && s.Event != "failed" && n > 0 && at != s.Arrived {
				fail("no role for bytes %d to %d", at, s.Arrived)
			}
			if carry != s.Carry {
				fail("carry is %d, its spans have %d", s.Carry, carry)
			}
			if s.Taken > s.Arrived {
				fail("took %d of %d", s.Taken, s.Arrived)
			}
			if s.Header.Had < 0 || s.Payload.Had < 0 || honest && s.Payload.Want != core.Unknown && s.Payload.Had > s.Payload.Want {
				fail("registers %+v %+v", s.Header, s.Payload)
			}
		}
	}
}

// page is the JSON form as a page reads it.
type page struct {
	V                              int
	Title, Story, Layout, Schedule string
	Limit, Length                  int
	End, Hex                       string
	Sends                          []int
	Chars                          [][2]int
	Chunks                         []struct{ End, Segments, Queued int }
	Frames                         []struct {
		Start, Body, End, Step, Length int
		Text                           string
	}
	Machine struct {
		States []string
		Edges  []struct {
			Row                   int
			From, To, Label, When string
		}
	}
	Steps []pageStep
}

type pageStep struct {
	Chunk, Row, Arrived, Taken, Frames, Carry, Messages int
	Event, State, Error                                 string
	Spans                                               [][3]any
	Header                                              struct {
		Had, Want int
		Text      string
	}
	Length  *int
	Payload struct{ Had, Want *int }
	Say     [2]string
}

func parse(t *testing.T, text []byte) page {
	t.Helper()
	var p page
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return p
}

// TestJSON: the page reads what Go meant.
func TestJSON(t *testing.T) {
	for _, name := range corpus.Names() {
		fig := open(t, name)
		p := parse(t, fig.AppendJSON(nil, 0, fig.Len()))
		if p.V != figure.Version || p.Title != fig.File.Title || p.Length != fig.Len() || len(p.Steps) != fig.Len() {
			t.Errorf("%s: %+v", name, p)
		}
		if p.Hex != hex.EncodeToString(fig.Trace.Stream) {
			t.Errorf("%s: the stream changed", name)
		}
		for i, chunk := range p.Chunks {
			if chunk.End != fig.Trace.Ends[i] {
				t.Errorf("%s: chunk %d ends at %d", name, i, chunk.End)
			}
		}
		for n, got := range p.Steps {
			want := fig.Step(n)
			if got.Event != want.Event || got.Row != want.Row || got.Say != [2]string{want.Lead, want.Rest} ||
				got.Arrived != want.Arrived || got.Taken != want.Taken || len(got.Spans) != len(want.Spans) ||
				(got.Length == nil) != (want.Length == core.Unknown) || got.Error != want.Err && len(want.Err) < 60 {
				t.Errorf("%s, step %d: %+v, want %+v", name, n, got, want)
			}
		}
	}
}

// TestDelta: a stream that arrives chunk by chunk makes the same figure as one
// that is there from the start.
func TestDelta(t *testing.T) {
	for _, name := range corpus.Names() {
		whole := open(t, name)
		want := parse(t, whole.AppendJSON(nil, 0, whole.Len()))

		live, err := figure.Live(whole.File)
		if err != nil {
			t.Fatal(err)
		}
		var cursor figure.Cursor
		var got page
		collect := func() {
			d := parse(t, live.AppendDelta(nil, &cursor))
			got.Hex += d.Hex
			got.Chars = append(got.Chars, d.Chars...)
			got.Frames = append(got.Frames, d.Frames...)
			got.Steps = append(got.Steps, d.Steps...)
			got.End, got.Length = d.End, d.Length
		}
		for chunk := range whole.File.Schedule.Chunks(whole.File.Stream) {
			live.Feed(chunk)
			collect()
		}
		if whole.Trace.Ending != trace.Open {
			live.End(whole.Trace.Ending)
			collect()
		}
		for _, pair := range [][2]any{{want.Hex, got.Hex}, {want.Frames, got.Frames}, {want.End, got.End}, {want.Length, got.Length}, {len(want.Chars), len(got.Chars)}} {
			if diff := cmp.Diff(pair[0], pair[1], cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s (-whole +live):\n%s", name, diff)
			}
		}
		// What is said of a decoder that breaks may speak of bytes to come.
		if whole.File.Decoder == trace.Core && !slices.EqualFunc(want.Steps, got.Steps, func(a, b pageStep) bool { return cmp.Equal(a, b) }) {
			t.Errorf("%s: steps differ:\n%s", name, cmp.Diff(want.Steps, got.Steps))
		}
		// What was recorded is a corpus file of the same trace.
		again, err := figure.Open(live.Record().Text())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(whole.Trace.Text(), again.Trace.Text()); diff != "" {
			t.Errorf("%s, recorded (-whole +recorded):\n%s", name, diff)
		}
	}
}

// TestScript: a message may hold anything, and can't leave the script element that
// the JSON stands in.
func TestScript(t *testing.T) {
	const hostile = "</script>\u2028<!--é&"
	fig, err := figure.Open(hostile + "\n\n-- stream --\nsend \"19        </script>\\u2028<!--é&\"")
	if err != nil {
		t.Fatal(err)
	}
	text := fig.AppendJSON(nil, 0, fig.Len())
	if strings.ContainsAny(string(text), "<>&\x00\u2028") {
		t.Errorf("%s", text)
	}
	p := parse(t, text)
	if want := `</script>\u2028<!--é&`; p.Title != hostile || len(p.Frames) != 1 || p.Frames[0].Text != want {
		t.Errorf("%q and %+v, want %q and %q", p.Title, p.Frames, hostile, want)
	}
}

// TestMachine: the diagram has the rows that a layout can take.
func TestMachine(t *testing.T) {
	for text, want := range map[string][]string{
		"layout: decimal 10":                           {"header", "payload", "failed", "closed"},
		"layout: decimal 10\noversized: skip":          {"header", "payload", "skip", "failed", "closed"},
		"layout: delimiter \"\\n\"":                    {"scan", "failed", "closed"},
		"layout: netstring\ndecoder: core\nlimit: 100": {"header", "payload", "failed", "closed"},
	} {
		fig, err := figure.Open(text)
		if err != nil {
			t.Fatal(err)
		}
		states, edges := fig.Machine()
		var got []string
		for _, s := range states {
			got = append(got, s.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
		for _, e := range edges {
			if !slices.Contains(states, e.From) || !slices.Contains(states, e.To) {
				t.Errorf("%s: an edge to nowhere: %+v", text, e)
			}
		}
	}
}

// TestTrailers: what closes a frame is no payload.
func TestTrailers(t *testing.T) {
	for text, want := range map[string][]int{ // body, close and end of the first frame
		"layout: delimiter \"\\r\\n\"\n\n-- stream --\nsend \"hello\\r\\n\"\n": {0, 5, 7},
		"layout: netstring\n\n-- stream --\nsend \"5:hello,\"\n":               {2, 7, 8},
		"-- stream --\nsend \"5         hello\"\n":                             {10, 15, 15},
	} {
		fig, err := figure.Open(text)
		if err != nil {
			t.Error(text, err)
			continue
		}
		if len(fig.Frames) == 0 {
			t.Errorf("%s: no frame", text)
			continue
		}
		got := []int{fig.Frames[0].Body, fig.Frames[0].Close, fig.Frames[0].End}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// TestPreview: a message is shown as it is, and turns nothing around.
func TestPreview(t *testing.T) {
	for _, test := range []struct{ payload, want string }{
		{"hello", "hello"},
		{"two\nlines\tand a tab", `two\nlines\tand a tab`},
		{"grüße, שלום, 👩‍🔬, a\u00a0b", "grüße, שלום, 👩‍🔬, a\u00a0b"},
		{"user\u202egnp.exe", `user\u202egnp.exe`},
		{"\u2066a\u2069\u200f\ufeff\u2028", `\u2066a\u2069\u200f\ufeff\u2028`},
		{"\x00\x1b[31m", "00 1b 5b 33 31 6d"},
	} {
		if got := figure.Preview([]byte(test.payload)); got != test.want {
			t.Errorf("%q: %s, want %s", test.payload, got, test.want)
		}
	}
}
