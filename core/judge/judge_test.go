package judge_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// seriesOf is a series in the tutorial's layout, with a limit of 1,000.
func seriesOf(t *testing.T, messages ...string) *judge.Series {
	t.Helper()
	var payloads [][]byte
	for _, m := range messages {
		payloads = append(payloads, []byte(m))
	}
	s, err := judge.NewSeries(core.Decimal(10), 1000, payloads...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// decoder tries cases on a decoder of that name.
func decoder(name string) func(judge.Case) judge.Outcome {
	return func(c judge.Case) judge.Outcome {
		var m trace.Machine = core.NewDecoder(core.Decimal(10), core.Limit(1000))
		if name != trace.Core {
			m, _ = contrast.New(name, core.Decimal(10), 1000)
		}
		return judge.Decode(m, c)
	}
}

// said is a finding as a table holds it: how it ends, the smallest schedule or
// ending that breaks it, and what is wrong then.
func said(f judge.Finding) string {
	if f.Decision != judge.Breaks {
		return f.Decision.String()
	}
	b := f.Broken[0]
	what := b.Case.Name
	if b.Case.Part == judge.Chunking {
		what = b.Case.Schedule().String()
	}
	return what + ": " + b.Fault.How.String()
}

// TestVerdict: the decoders that break, each broken where it is known to, and
// core's own, which nothing breaks. What one part finds is no matter in another.
func TestVerdict(t *testing.T) {
	tests := []struct{ decoder, chunking, ends, hostile string }{
		{trace.Core, "survives", "survives", "survives"},
		{contrast.Tutorial, "in one chunk: hung", "the end before all messages: refused", "payload length 9999 exceeds limit 1000: trusts"},
		{"one-per-read", "in one chunk: wrong message", "the end inside a frame: torn message", "payload length 9999 exceeds limit 1000: invented"},
		{"one-recv", "1, then the rest: wrong message", "the end inside a frame: torn message", "payload length 9999 exceeds limit 1000: trusts"},
		{"whole-header", "1, then the rest: wrong message", "survives", "payload length 9999 exceeds limit 1000: trusts"},
		{"no-carry-over", "in one chunk: lost", "survives", "survives"},
		{"characters", "survives", "survives", "survives"},
		{"trusted-length", "survives", "survives", "payload length 9999 exceeds limit 1000: trusts"},
		{"ignored-end", "survives", "the end before all messages: spins", "survives"},
	}
	series := seriesOf(t, "hello", "world!")
	for _, tt := range tests {
		s := judge.NewSession(series, judge.Options{Schedules: 500, Ends: judge.All, Hostile: judge.All})
		v := s.Run(decoder(tt.decoder))
		if !v.Over {
			t.Errorf("%s: not over", tt.decoder)
		}
		got := []string{said(v.Chunking), said(v.Ends), said(v.Hostile)}
		if diff := cmp.Diff([]string{tt.chunking, tt.ends, tt.hostile}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.decoder, diff)
		}
		if v.Chunking.Decision == judge.Breaks && !v.Chunking.Proven {
			t.Errorf("%s: nobody knows whether something smaller breaks it", tt.decoder)
		}
	}
}

// TestCount: told to count, a session of a short stream comes to what a survey of
// all its schedules does, and says that these were all.
func TestCount(t *testing.T) {
	for _, name := range []string{trace.Core, "one-recv", "whole-header"} {
		series := seriesOf(t, "hi")
		v := judge.NewSession(series, judge.Options{Count: true}).Run(decoder(name))
		survey, err := contrast.NewSurvey(&trace.File{
			Layout: core.Decimal(10), Limit: 1000, Decoder: name, Stream: series.Stream, Ending: trace.Closed,
		}, -1)
		if err != nil {
			t.Fatal(err)
		}
		for survey.Step(1000) {
		}
		want := fmt.Sprint(survey.Survived, " of ", survey.Total)
		if got := fmt.Sprint(v.Chunking.Survived, " of ", v.Chunking.Tried); got != want || !v.Chunking.All {
			t.Errorf("%s survives %s, want %s, all: %t", name, got, want, v.Chunking.All)
		}
		broke := 0
		for _, b := range v.Chunking.Broken {
			broke += b.Count
		}
		if broke != v.Chunking.Tried-v.Chunking.Survived {
			t.Errorf("%s: %d schedules break it, and %v", name, broke, v.Chunking)
		}
		if v.Chunking.Which != "all 2048 schedules" {
			t.Errorf("%s: tried %s", name, v.Chunking.Which)
		}
	}
}

// TestSmallest: whatever set of cuts it takes to break a subject, the session finds
// the smallest, and knows that it is.
func TestSmallest(t *testing.T) {
	series := seriesOf(t, "hello", "world!")
	n := len(series.Stream)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 60 {
		// It breaks where all of these are cut; or of two such sets, one.
		var fatal [2][]int
		for i := range fatal {
			fatal[i] = rnd.Perm(n - 1)[:1+rnd.IntN(3)]
			slices.Sort(fatal[i])
			for j := range fatal[i] {
				fatal[i][j]++
			}
		}
		breaks := func(cuts []int) bool {
			return slices.ContainsFunc(fatal[:], func(set []int) bool {
				return !slices.ContainsFunc(set, func(at int) bool { return !slices.Contains(cuts, at) })
			})
		}
		if breaks([]int{series.Frames[0].End}) {
			continue // the baseline itself: with a subject like that, one can only hope
		}
		sweep := judge.NewSweep(n, 3)
		for cuts, ok := sweep.Next(); ok; cuts, ok = sweep.Next() {
			sweep.Report(!breaks(cuts))
		}
		want, _ := sweep.Breaker()
		v := judge.NewSession(series, judge.Options{Schedules: 300, Search: 6000}).Run(func(c judge.Case) judge.Outcome {
			o := judge.Outcome{Messages: c.Want, End: judge.Returned}
			if breaks(c.Cuts) {
				o.Messages = o.Messages[:1]
			}
			return o
		})
		if v.Chunking.Decision != judge.Breaks || !v.Chunking.Proven {
			t.Fatalf("broken by cuts at %v: %v, proven: %t", fatal, v.Chunking, v.Chunking.Proven)
		}
		if got := v.Chunking.Broken[0].Case.Schedule().String(); got != want.String() {
			t.Errorf("broken by cuts at %v: found %q, want %q", fatal, got, want)
		}
	}
}

// TestSearchEnds: a search that may not try much is content with what it has.
func TestSearchEnds(t *testing.T) {
	series := seriesOf(t, strings.Repeat("a long message ", 60), "another")
	tried := 0
	s := judge.NewSession(series, judge.Options{Schedules: 100, Search: 20})
	v := s.Run(func(c judge.Case) judge.Outcome {
		tried++
		o := judge.Outcome{Messages: c.Want}
		if len(c.Cuts) > 100 { // one byte at a time, every 7
			o.Messages = nil
		}
		return o
	})
	if v.Chunking.Decision != judge.Breaks || v.Chunking.Proven {
		t.Errorf("%v, proven: %t", v.Chunking, v.Chunking.Proven)
	}
	if n := len(v.Chunking.Broken[0].Case.Cuts); n <= 100 || n > 250 {
		t.Errorf("the smallest of the 20 tried has %d cuts", n)
	}
	if tried > 3+20 { // baseline, in one chunk, one byte at a time
		t.Errorf("%d cases tried", tried)
	}
}

// TestWays: every way to break has its words. The stream is that of "one", "two"
// and "three".
func TestWays(t *testing.T) {
	const one, two, three = "one", "two", "three"
	tests := []struct {
		messages []string
		end      judge.End
		detail   string
		want     string
	}{
		{[]string{one, two, three}, judge.Returned, "", ""},
		{[]string{one, two, three}, judge.Spinning, "", ""}, // which is about the end
		{[]string{one, three}, judge.Returned, "", `message 2 is lost, "two"`},
		{[]string{one}, judge.Returned, "", `message 2 is lost, "two"`},
		{[]string{one}, judge.Ended, "", `message 2 is lost, "two"`},
		{[]string{one}, judge.Waiting, "", `it hangs before message 2, "two"`},
		{[]string{one}, judge.Stuck, "", `it hangs before message 2, "two"`},
		{nil, judge.Failed, "unexpected EOF", `it gives up before message 1, "one": unexpected EOF`},
		{[]string{one, two}, judge.Died, "index out of range", `it crashes before message 3, "three": index out of range`},
		{[]string{one, "tw", "o"}, judge.Failed, "EOF", `message 2 is "tw", not "two"`},
		{[]string{one, two, three, three}, judge.Returned, "", `message 4 was never sent, "three"`},
		{[]string{one, "", two, three}, judge.Returned, "", `message 2 was never sent, ""`},
		{[]string{strings.Repeat("x", 30)}, judge.Returned, "", `message 1 is "xxxxxxxxxxxxxxxxxxxxxxxx"… (30 bytes), not "one"`},
	}
	for _, tt := range tests {
		s := judge.NewSession(seriesOf(t, one, two, three), judge.Options{})
		first, _ := s.Next()
		s.Report(first.ID, judge.Outcome{Messages: first.Want, End: judge.Returned})
		c, _ := s.Next()
		f := s.Report(c.ID, judge.Outcome{Messages: payloads(tt.messages), End: tt.end, Detail: tt.detail})
		got := ""
		if f != nil {
			got = f.String()
		}
		if got != tt.want {
			t.Errorf("%q, then it %s: %q, want %q", tt.messages, tt.end, got, tt.want)
		}
	}
}

func payloads(messages []string) [][]byte {
	var list [][]byte
	for _, m := range messages {
		list = append(list, []byte(m))
	}
	return list
}

// TestBaseline: what the simplest schedule decides before the others are tried.
func TestBaseline(t *testing.T) {
	tests := []struct {
		name     string
		outcome  judge.Outcome
		want     string // of the chunking, while nothing else was tried
		demanded int
	}{
		{"right", judge.Outcome{Messages: payloads([]string{"a", "b", "c"})}, "survives: 1 of 1 right", 3},
		{"it shows only numbers", judge.Outcome{Messages: payloads([]string{"1", "1", "1"})},
			`cannot judge: with one frame in each chunk it gives no message as it was sent (message 1 is "1", not "a")`, 3},
		{"it shows nothing", judge.Outcome{End: judge.Waiting},
			`cannot judge: with one frame in each chunk it gives no message as it was sent (it hangs before message 1, "a")`, 3},
		{"it could not run", judge.Outcome{Cannot: "no such program"}, "cannot judge: no such program", 3},
		{"it ends by itself after two", judge.Outcome{Messages: payloads([]string{"a", "b"}), End: judge.Ended, Partly: true}, "survives: 1 of 1 right", 2},
		{"it takes all and shows two", judge.Outcome{Messages: payloads([]string{"a", "b"}), End: judge.Waiting}, "breaks: 0 of 1 right", 3},
	}
	for _, tt := range tests {
		s := judge.NewSession(seriesOf(t, "a", "b", "c"), judge.Options{})
		c, _ := s.Next()
		if _, ok := s.Next(); ok {
			t.Fatalf("%s: another case before the baseline is known", tt.name)
		}
		s.Report(c.ID, tt.outcome)
		v := s.Verdict()
		if got := v.Chunking.String(); !strings.HasPrefix(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		if v.Chunking.Demanded != tt.demanded || v.Chunking.Sent != 3 {
			t.Errorf("%s: %d of %d messages are demanded", tt.name, v.Chunking.Demanded, v.Chunking.Sent)
		}
		if cannot := strings.HasPrefix(tt.want, "cannot"); v.Over != cannot {
			t.Errorf("%s: over: %t", tt.name, v.Over)
		}
	}
}

// TestMoreThanDemanded: who stopped early at the baseline may give more later, and
// what it gives must be right.
func TestMoreThanDemanded(t *testing.T) {
	s := judge.NewSession(seriesOf(t, "a", "b", "c"), judge.Options{Ends: judge.All})
	c, _ := s.Next()
	s.Report(c.ID, judge.Outcome{Messages: payloads([]string{"a", "b"}), Partly: true})
	for _, tt := range []struct {
		messages string
		right    bool
	}{{"a b", true}, {"a b c", true}, {"a b d", false}, {"a", false}, {"a b c c", false}} {
		c, _ := s.Next()
		f := s.Report(c.ID, judge.Outcome{Messages: payloads(strings.Fields(tt.messages)), Partly: true})
		if right := f == nil; right != tt.right {
			t.Errorf("%q: %v", tt.messages, f)
		}
	}
}

// TestAtOnce: cases can be tried several at a time and reported in any order; the
// verdict is the same, and a break stops the climb.
func TestAtOnce(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	try := decoder("whole-header")
	series := seriesOf(t, "hello", "world!", "and more")
	want := judge.NewSession(series, judge.Options{Schedules: 200, Ends: 10}).Run(try)
	for range 20 {
		s := judge.NewSession(series, judge.Options{Schedules: 200, Ends: 10})
		var flying []judge.Case
		handed := 0
		for !s.Over() {
			for len(flying) < 8 {
				c, ok := s.Next()
				if !ok {
					break
				}
				handed++
				flying = append(flying, c)
			}
			if len(flying) == 0 {
				t.Fatal("nothing is under way, nothing is handed out, and it is not over")
			}
			i := rnd.IntN(len(flying))
			s.Report(flying[i].ID, try(flying[i]))
			flying = slices.Delete(flying, i, i+1)
			done, total := s.Progress()
			if done > total || done+len(flying) != handed {
				t.Fatalf("%d of %d done; %d handed out, %d under way", done, total, handed, len(flying))
			}
		}
		got := s.Verdict()
		if diff := cmp.Diff([]string{said(want.Chunking), said(want.Ends)}, []string{said(got.Chunking), said(got.Ends)}); diff != "" {
			t.Errorf("(-one at a time +eight at once):\n%s", diff)
		}
	}
}

// TestGivenUp: a session tells at any time what it has come to.
func TestGivenUp(t *testing.T) {
	s := judge.NewSession(seriesOf(t, "hello"), judge.Options{})
	if v := s.Verdict(); v.Over || v.Chunking.Decision != judge.NotTried {
		t.Errorf("before anything was tried: %v", v.Chunking)
	}
	for range 5 {
		c, _ := s.Next()
		s.Report(c.ID, decoder(trace.Core)(c))
	}
	if v := s.Verdict(); v.Over || v.Chunking.Decision != judge.Survives || v.Chunking.Tried != 5 {
		t.Errorf("after five: %v", v.Chunking)
	}
	if f := s.Report(5, judge.Outcome{}); f != nil {
		t.Error("a case was reported twice")
	}
	if f := s.Report(99, judge.Outcome{}); f != nil {
		t.Error("a case that was not handed out was reported")
	}
}

// TestForced: a verdict says how much of it is certain.
func TestForced(t *testing.T) {
	for forced, want := range map[int]string{0: ", not forced", 1: ", 4 not forced", 5: ""} {
		s := judge.NewSession(seriesOf(t, "hello"), judge.Options{})
		for i := range 5 {
			c, _ := s.Next()
			s.Report(c.ID, judge.Outcome{Messages: c.Want, Forced: i < forced})
		}
		if got := s.Verdict().Chunking.String(); !strings.HasSuffix(got, ")"+want) {
			t.Errorf("%d of 5 forced: %q", forced, got)
		}
	}
}

// TestAgain: the smallest can be tried again, for a subject that does not always do
// the same.
func TestAgain(t *testing.T) {
	last := 0
	s := judge.NewSession(seriesOf(t, "hello", "world!"), judge.Options{Again: 6})
	v := s.Run(func(c judge.Case) judge.Outcome {
		o := judge.Outcome{Messages: c.Want}
		if len(c.Cuts) == 0 {
			if last++; last%2 == 1 {
				o.Messages = nil
			}
		}
		return o
	})
	if b := v.Chunking.Broken[0]; b.Again != 6 || b.Held != 3 {
		t.Errorf("it broke again %d of %d times", b.Held, b.Again)
	}
}

// TestUntried: what could not be tried is not counted, and is said.
func TestUntried(t *testing.T) {
	s := judge.NewSession(seriesOf(t, "hello"), judge.Options{Schedules: 12})
	v := s.Run(func(c judge.Case) judge.Outcome {
		if len(c.Cuts) > 1 {
			return judge.Outcome{Cannot: "the address is in use"}
		}
		return judge.Outcome{Messages: c.Want}
	})
	if v.Chunking.Decision != judge.Survives || !strings.HasSuffix(v.Chunking.String(), "could not be tried: the address is in use") {
		t.Errorf("%v", v.Chunking)
	}
}

// TestFile: a case is a corpus file, which says all of it.
func TestFile(t *testing.T) {
	s := judge.NewSession(seriesOf(t, "hello", "world!"), judge.Options{Ends: 3, Hostile: 3, Schedules: 20})
	for c, ok := s.Next(); ok; c, ok = s.Next() {
		f, err := trace.ParseFile(c.File().Text())
		if err != nil {
			t.Fatalf("%s: %v", c.Name, err)
		}
		var chunks []string
		for chunk := range c.Chunks() {
			chunks = append(chunks, string(chunk))
		}
		var again []string
		for chunk := range f.Schedule.Chunks(f.Stream) {
			again = append(again, string(chunk))
		}
		if diff := cmp.Diff(chunks, again); diff != "" {
			t.Errorf("%s, %s (-case +file):\n%s", c.Part, c.Name, diff)
		}
		tr := f.Run(f.NewDecoder())
		if !slices.EqualFunc(tr.Messages(), c.Want, bytes.Equal) || c.Part != judge.Chunking && c.Fault != (tr.Err() != nil) {
			t.Errorf("%s, %s: core comes to %q, %v", c.Part, c.Name, tr.Messages(), tr.Err())
		}
		s.Report(c.ID, decoder(trace.Core)(c))
	}
}

// TestLadder: what is tried, and in which order, for every kind of layout.
func TestLadder(t *testing.T) {
	for _, text := range []string{"decimal 10", "uint32", "uvarint 5", "netstring", `delimiter "\n"`, `delimiter "\r\n"`, `delimiter "\n" escaped "\\"`, "postgresql"} {
		layout, err := core.ParseLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		series, err := judge.NewSeries(layout, 1000, []byte("héllo, world"), []byte(strings.Repeat("x", 200)), nil)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		s := judge.NewSession(series, judge.Options{Schedules: 1500, Ends: judge.All, Hostile: judge.All})
		seen := make(map[string]bool)
		cases := make(map[judge.Part]int)
		v := s.Run(func(c judge.Case) judge.Outcome {
			cases[c.Part]++
			if c.Part == judge.Chunking {
				if key := fmt.Sprint(c.Cuts); seen[key] {
					t.Errorf("%s: %s was tried twice", text, c.Name)
				} else {
					seen[key] = true
				}
			}
			for i, at := range c.Cuts {
				if at <= 0 || at >= len(c.Stream) || i > 0 && at <= c.Cuts[i-1] {
					t.Fatalf("%s: %s: cuts at %v of %d bytes", text, c.Name, c.Cuts, len(c.Stream))
				}
			}
			return judge.Decode(core.NewDecoder(layout, core.Limit(1000)), c)
		})
		for _, f := range []judge.Finding{v.Chunking, v.Ends, v.Hostile} {
			if f.Decision == judge.Breaks {
				t.Errorf("%s: core breaks: %v: %s: %v", text, f, f.Broken[0].Case.Name, f.Broken[0].Fault)
			}
		}
		if cases[judge.Chunking] < 1000 || cases[judge.Ends] < 200 || v.Chunking.Decision != judge.Survives || v.Ends.Decision != judge.Survives {
			t.Errorf("%s: %v; %v", text, v.Chunking, v.Ends)
		}
		t.Logf("%s: %v; %v; %v", text, v.Chunking, v.Ends, v.Hostile)
	}
}

// TestLies: the smallest lie comes first, and who believes it is not told the
// largest, for which a program may want all the memory there is.
func TestLies(t *testing.T) {
	for name, want := range map[string]string{
		trace.Core:       "payload length 9999999999 exceeds limit 1000",
		"trusted-length": `malformed header "ffffffffff": want a decimal number, padded to 10 characters`,
	} {
		s := judge.NewSession(seriesOf(t, "hello"), judge.Options{Schedules: -1, Hostile: judge.All})
		var names []string
		s.Run(func(c judge.Case) judge.Outcome {
			if c.Part == judge.Hostile {
				names = append(names, c.Name)
			}
			return decoder(name)(c)
		})
		if len(names) < 10 || names[0] != "payload length 9999 exceeds limit 1000" || names[1] != "a message of 1001 bytes exceeds limit 1000" || names[len(names)-1] != want {
			t.Errorf("%s: %q", name, names)
		}
	}
}

// TestDecisive: what is tried first, after the baseline, by name.
func TestDecisive(t *testing.T) {
	want := []string{
		"one frame in each chunk: 13, then the rest",
		"in one chunk: in one chunk",
		"one byte at a time: one byte at a time",
		"every 7: 7, 7, 7, then the rest",
		"inside each header: 5, 13, then the rest",
		"after each header: 10, 13, then the rest",
		"inside each payload: 11, 14, then the rest",
		"inside a character: 12, then the rest",
		"before the last byte of each frame: 12, 14, then the rest",
		"1, then the rest: 1, then the rest",
	}
	s := judge.NewSession(seriesOf(t, "aé", "bcde"), judge.Options{Schedules: 5000})
	var got []string
	for range want {
		c, _ := s.Next()
		s.Report(c.ID, judge.Outcome{Messages: c.Want})
		got = append(got, c.Name+": "+c.Schedule().String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	// The sample's schedules are named by what makes them, and all of them differ.
	samples := make(map[string]bool)
	for c, ok := s.Next(); ok; c, ok = s.Next() {
		if strings.HasPrefix(c.Name, "random ") {
			named, err := schedule.Parse(c.Name)
			if err != nil {
				t.Fatal(err)
			}
			if ends := named.Ends(len(c.Stream)); !slices.Equal(ends[:len(ends)-1], c.Cuts) {
				t.Errorf("%s cuts at %v, not %v", c.Name, ends, c.Cuts)
			}
			samples[fmt.Sprint(c.Cuts)] = true
		}
		s.Report(c.ID, judge.Outcome{Messages: c.Want})
	}
	if len(samples) < 500 {
		t.Errorf("%d schedules drawn by chance", len(samples))
	}
}

// TestSeries: what can't be sent is said.
func TestSeries(t *testing.T) {
	tests := []struct {
		layout   core.Layout
		messages []string
		want     string
	}{
		{core.Decimal(10), nil, "judge: no messages to send"},
		{core.Decimal(1), []string{"a", "0123456789"}, "judge: message 2 can't be sent: payload length 10 exceeds limit 9"},
		{core.Delimiter("\n"), []string{"a\nb"}, `judge: message 1 can't be sent: payload holds the delimiter "\n" at byte 1`},
		{core.Layout{}, []string{"a"}, "core: layout: the zero Layout spells nothing; start with Decimal(10)"},
	}
	for _, tt := range tests {
		_, err := judge.NewSeries(tt.layout, 1000, payloads(tt.messages)...)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%v, %q: %v, want %q", tt.layout, tt.messages, err, tt.want)
		}
	}
}

// TestFramesOf: what a sender of another kind made can be judged too, with or
// without a layout to step through it.
func TestFramesOf(t *testing.T) {
	frames := payloads([]string{"<a>", "<bc>"})
	messages := payloads([]string{"a", "bc"})
	series, err := judge.FramesOf(core.Layout{}, 0, frames, messages)
	if err != nil {
		t.Fatal(err)
	}
	want := []judge.Frame{{Start: 0, Body: 1, Close: 2, End: 3}, {Start: 3, Body: 4, Close: 6, End: 7}}
	if diff := cmp.Diff(want, series.Frames); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	s := judge.NewSession(series, judge.Options{Ends: judge.All, Hostile: judge.All, Count: true})
	v := s.Run(func(c judge.Case) judge.Outcome {
		if c.File() != nil {
			t.Error("a corpus file of no layout")
		}
		return judge.Outcome{Messages: c.Want}
	})
	if v.Chunking.Tried != 1<<6 || v.Ends.Tried != 8 || v.Hostile.Decision != judge.NotTried {
		t.Errorf("%v; %v; %v", v.Chunking, v.Ends, v.Hostile)
	}
	for _, wrong := range [][][]byte{nil, frames[:1], {frames[0], nil}} {
		if _, err := judge.FramesOf(core.Layout{}, 0, wrong, messages); err == nil {
			t.Errorf("%d frames, as many as there are messages and none of them empty?", len(wrong))
		}
	}
}

// TestSweep: all schedules, each once, the smallest first.
func TestSweep(t *testing.T) {
	for n := range 8 {
		sweep := judge.NewSweep(n, -1)
		seen := make(map[string]bool)
		last := 0
		for cuts, ok := sweep.Next(); ok; cuts, ok = sweep.Next() {
			seen[schedule.Ending(cuts...).String()] = true
			if len(cuts) < last {
				t.Errorf("%d bytes: %v comes after %d cuts", n, cuts, last)
			}
			last = len(cuts)
			sweep.Report(true)
		}
		want := 0
		for range schedule.All(n) {
			want++
		}
		if len(seen) != want || sweep.Tried != sweep.Total || sweep.Total != uint64(want) {
			t.Errorf("%d bytes: %d schedules, %d tried of %d, want %d", n, len(seen), sweep.Tried, sweep.Total, want)
		}
	}
}

// A header whose number has a name is lied in and garbled as such headers are.
func TestHostileField(t *testing.T) {
	series, err := judge.NewSeries(core.ContentLength(256), 1_000_000, []byte("hello"))
	if err != nil {
		t.Fatal(err)
	}
	s := judge.NewSession(series, judge.Options{Schedules: -1, Hostile: judge.All})
	var whys []string
	s.Run(func(c judge.Case) judge.Outcome {
		if c.Part == judge.Hostile {
			why, _, _ := strings.Cut(c.Name, "; want")
			whys = append(whys, strings.TrimPrefix(why, "malformed header "))
		}
		return judge.Decode(core.NewDecoder(series.Layout, core.Limit(series.Limit)), c)
	})
	want := []string{
		"payload length 9999999 exceeds limit 1000000",
		`"Content-Length: -1\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: +1\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 1_0\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 1 0\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 1.5\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 1e1\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 0x1\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: \r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 5, 5\r\n\r\n": its Content-Length is no number`,
		`"Content-Length: 5\r\nContent-Length: 5\r\n\r\n": it has 2 lines Content-Length`,
		`"X-Content-Length: 5\r\n\r\n": no line of it is Content-Length`,
		"payload length 18446744073709551615 exceeds limit 1000000",
	}
	if diff := cmp.Diff(want, whys); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
