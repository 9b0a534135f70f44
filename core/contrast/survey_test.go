package contrast_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// fileOf is a file of messages in the tutorial's layout, with an open end.
func fileOf(t *testing.T, decoder string, messages ...string) *trace.File {
	t.Helper()
	f := &trace.File{Layout: core.Decimal(10), Limit: core.DefaultLimit, Decoder: decoder}
	for _, m := range messages {
		var err error
		if f.Stream, err = core.AppendFrame(f.Stream, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	return f
}

// counts is what a survey came to.
type counts struct {
	Total, Survived uint64
	Breaker         string // "" where nothing breaks the decoder
}

func survey(t *testing.T, f *trace.File, most int) counts {
	t.Helper()
	s, err := contrast.NewSurvey(f, most)
	if err != nil {
		t.Fatal(err)
	}
	for s.Step(1000) {
	}
	if s.Tried != s.Total {
		t.Errorf("tried %d of %d", s.Tried, s.Total)
	}
	c := counts{Total: s.Total, Survived: s.Survived}
	if breaker, ok := s.Breaker(); ok {
		c.Breaker = breaker.String()
	}
	return c
}

// TestSurvey holds the figures that the lesson tells. The first is the famous
// one: two messages in 31 bytes, at most three cuts. The client survives where
// one cut falls between the two frames and the rest, up to two of the 29 other
// gaps, anywhere: 1 + 29 + 406. That takes two lengths of one digit each, which no
// cut can divide; with a digit more there is a cut more that breaks it.
func TestSurvey(t *testing.T) {
	hello := []string{"hello", "world!"}
	tests := []struct {
		decoder  string
		messages []string
		most     int
		want     counts
	}{
		{contrast.Tutorial, hello, 3, counts{4526, 436, "in one chunk"}},
		{contrast.Tutorial, []string{"hi", "see you !"}, 3, counts{4526, 436, "in one chunk"}},
		{contrast.Tutorial, []string{"?", "0123456789"}, 3, counts{4526, 407, "in one chunk"}},
		{contrast.Tutorial, []string{"hello"}, -1, counts{1 << 14, 1 << 14, ""}},
		{contrast.Tutorial, []string{"hello, world"}, 3, counts{1562, 1351, "1, then the rest"}}, // no cut between 1 and 2
		{contrast.Tutorial, []string{"é"}, -1, counts{1 << 11, 0, "in one chunk"}},
		{trace.Core, hello, 3, counts{4526, 4526, ""}},
		{"one-per-read", hello, 3, counts{4526, 1, "in one chunk"}},       // one cut, between the frames
		{"one-recv", hello, 3, counts{4526, 8, "1, then the rest"}},       // cuts beside a header only
		{"whole-header", hello, 3, counts{4526, 299, "1, then the rest"}}, // no cut in a header: 12 gaps are left
		{"no-carry-over", hello, 3, counts{4526, 436, "in one chunk"}},
		{"characters", hello, 3, counts{4526, 4526, ""}},
		{"trusted-length", hello, 3, counts{4526, 4526, ""}},
		{"ignored-end", hello, 3, counts{4526, 4526, ""}},
		{"short-header", hello, 3, counts{4526, 299, "1, then the rest"}}, // as whole-header: only what it does then differs
		{"exact-reads", hello, 3, counts{4526, 4526, ""}},
		{"sleep", hello, 3, counts{4526, 1, "in one chunk"}},      // three cuts: header, payload, header, payload
		{"short-read", hello, 3, counts{4526, 0, "in one chunk"}}, // the second frame is 16 bytes, so no recv of it is short
		{"stale-length", hello, 3, counts{4526, 0, "in one chunk"}},
		{"stale-length", []string{"hello", "world"}, 3, counts{4090, 4090, ""}},
	}
	for _, tt := range tests {
		got := survey(t, fileOf(t, tt.decoder, tt.messages...), tt.most)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s, %q, at most %d cuts (-want +got):\n%s", tt.decoder, tt.messages, tt.most, diff)
		}
	}
}

// TestSurveyEnd: once the stream ends, what ignores the end survives nothing.
func TestSurveyEnd(t *testing.T) {
	for decoder, want := range map[string]uint64{
		trace.Core: 1 << 14, contrast.Tutorial: 0, "ignored-end": 0, "whole-header": 1 << 5,
	} {
		f := fileOf(t, decoder, "hello")
		f.Ending = trace.Closed
		if got := survey(t, f, -1); got.Survived != want {
			t.Errorf("%s survives %d of %d, want %d", decoder, got.Survived, got.Total, want)
		}
	}
}

// TestSurveyAll: over random damaged streams, a survey counts what plain traces of
// all schedules give, and core survives every one.
func TestSurveyAll(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 8))
	decoders := []string{trace.Core}
	for _, d := range contrast.All() {
		decoders = append(decoders, d.Name)
	}
	for _, decoder := range decoders {
		for range 60 {
			f := randomFile(rnd, decoder)
			f.Stream = f.Stream[:min(len(f.Stream), 1+rnd.IntN(12))]
			right := f.Run(f.NewDecoder())
			if len(f.Stream) > 0 {
				right = trace.Run(f.NewDecoder(), f.Stream, []int{len(f.Stream)}, f.Ending)
			}
			want := counts{}
			best := math.MaxInt
			for ends := range schedule.All(len(f.Stream)) {
				want.Total++
				f.Schedule = schedule.Ending(ends...)
				if same(right, runFile(t, f)) {
					want.Survived++
				} else if len(ends) < best {
					best = len(ends)
				}
			}
			got := survey(t, f, -1)
			if got.Breaker != "" {
				breaker, err := schedule.Parse(got.Breaker)
				if err != nil {
					t.Fatal(err)
				}
				if n := len(breaker.Ends(len(f.Stream))); n != best && len(f.Stream) > 0 {
					t.Errorf("%s, %q: %q breaks it, but a schedule of %d chunks does too", decoder, f.Stream, breaker, best)
				}
				got.Breaker = ""
			} else if want.Survived != want.Total {
				t.Errorf("%s, %q: found nothing that breaks it", decoder, f.Stream)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %q (-want +got):\n%s", decoder, f.Stream, diff)
			}
			if decoder == trace.Core && got.Survived != got.Total {
				t.Errorf("core breaks on %q", f.Stream)
			}
		}
	}
}

// same is what it means to survive, said once more by traces.
func same(a, b *trace.Trace) bool {
	if len(a.Steps) == 0 || len(b.Steps) == 0 {
		return len(a.Steps) == len(b.Steps)
	}
	lastA, lastB := a.Steps[len(a.Steps)-1], b.Steps[len(b.Steps)-1]
	return slices.EqualFunc(a.Messages(), b.Messages(), func(x, y []byte) bool { return string(x) == string(y) }) &&
		lastA.Kind == lastB.Kind && pythonOf(a).End == pythonOf(b).End
}

func TestSurveyTotal(t *testing.T) {
	tests := []struct {
		bytes, most int
		want        uint64
	}{
		{0, -1, 1},
		{1, -1, 1},
		{1, 5, 1},
		{31, 0, 1},
		{31, 3, 4526},
		{31, -1, 1 << 30},
		{64, -1, 1 << 63},
		{65, -1, math.MaxUint64},
		{10_000, 9000, math.MaxUint64},
	}
	for _, tt := range tests {
		f := &trace.File{Layout: core.Decimal(10), Decoder: trace.Core, Stream: make([]byte, tt.bytes)}
		s, err := contrast.NewSurvey(f, tt.most)
		if err != nil {
			t.Fatal(err)
		}
		if s.Total != tt.want {
			t.Errorf("%d bytes, at most %d cuts: %d schedules, want %d", tt.bytes, tt.most, s.Total, tt.want)
		}
	}
	if _, err := contrast.NewSurvey(&trace.File{Layout: core.Uint(32), Decoder: contrast.Tutorial}, 1); err == nil {
		t.Error("a survey of a decoder that can't read the layout")
	}
}

// TestSurveySteps: a survey can be taken in steps of any size, and looked at
// between them.
func TestSurveySteps(t *testing.T) {
	s, err := contrast.NewSurvey(fileOf(t, contrast.Tutorial, "hello", "world!"), 3)
	if err != nil {
		t.Fatal(err)
	}
	if !s.Step(1) || s.Tried != 1 || s.Survived != 0 {
		t.Errorf("after one schedule: %d tried, %d survived", s.Tried, s.Survived)
	}
	if breaker, ok := s.Breaker(); !ok || breaker.String() != "in one chunk" {
		t.Errorf("the first schedule breaks it; got %v, %v", breaker, ok)
	}
	if s.Step(0); s.Tried != 1 {
		t.Errorf("a step of nothing tried %d", s.Tried)
	}
	if s.Step(4524); s.Tried != 4525 {
		t.Errorf("%d tried", s.Tried)
	}
	if s.Step(1000) || s.Tried != 4526 || s.Survived != 436 {
		t.Errorf("at the end: %d tried, %d survived", s.Tried, s.Survived)
	}
	if s.Step(1000) || s.Tried != 4526 {
		t.Errorf("after the end: %d tried", s.Tried)
	}
}
