package core_test

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// exhaustive is the longest stream of which every schedule is tried: 2^(n-1) of
// them for n bytes. `make theorem` sets 22.
var exhaustive = flag.Int("exhaustive", exhaustiveDefault, "try every schedule of streams up to this many bytes")

// TestTheorem: chunking never matters. Every sample comes to what it was made to
// come to, in every schedule there is, by every path through the decoder.
func TestTheorem(t *testing.T) {
	limit := *exhaustive
	if testing.Short() {
		limit = min(limit, 12)
	}
	for _, text := range layoutTexts {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			samples := family(mustLayout(text), limit)
			schedules := 0
			for _, s := range thin(samples) {
				want := outcomes(t, s, []int{len(s.stream)})
				for ends := range schedule.All(len(s.stream)) {
					schedules++
					for i, path := range paths {
						got := path.run(s, ends)
						if why := s.wrong(got); why != "" {
							t.Fatalf("%s, %s, %q cut at %v: %s", path.name, s.name, s.stream, ends, why)
						}
						if !same(got, want[i]) {
							t.Fatalf("%s, %s, %q cut at %v: got %+v, in one chunk %+v", path.name, s.name, s.stream, ends, got, want[i])
						}
					}
				}
			}
			t.Logf("%d streams, %d schedules, %d paths", len(samples), schedules, len(paths))
		})
	}
}

// thin keeps every short stream, and of the long ones, whose schedules double
// with every byte, a few of each kind.
func thin(samples []sample) []sample {
	const long = 12
	seen := map[int]int{}
	return slices.DeleteFunc(slices.Clone(samples), func(s sample) bool {
		n := len(s.stream)
		seen[n]++
		return n > long && seen[n] > 1
	})
}

// outcomes runs a sample down every path in one schedule.
func outcomes(t *testing.T, s sample, ends []int) []outcome {
	list := make([]outcome, len(paths))
	for i, path := range paths {
		list[i] = path.run(s, ends)
		if why := s.wrong(list[i]); why != "" {
			t.Fatalf("%s, %s, %q in one chunk: %s", path.name, s.name, s.stream, why)
		}
	}
	return list
}

// same reports whether two outcomes are equal to the last word of their errors.
func same(a, b outcome) bool {
	return slices.Equal(a.messages, b.messages) && a.taken == b.taken && errorText(a.err) == errorText(b.err)
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestTheoremLong tries random schedules of long streams.
func TestTheoremLong(t *testing.T) {
	for _, text := range layoutTexts {
		layout := mustLayout(text)
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(1, 2))
			s := sample{layout: layout, options: []core.Option{core.Limit(5000)}}
			enc := core.NewEncoder(layout, s.options...)
			for len(s.stream) < 100_000 && len(s.messages) < 2000 {
				size := rng.IntN(50)
				if rng.IntN(10) == 0 {
					size = rng.IntN(5000)
				}
				payload := make([]byte, size)
				for i := range payload {
					payload[i] = byte('a' + rng.IntN(26))
				}
				frame, err := enc.AppendFrame(s.stream, payload)
				if err != nil {
					continue // too long for a narrow header
				}
				s.stream, s.messages = frame, append(s.messages, string(payload))
			}
			want := outcomes(t, s, []int{len(s.stream)})
			for seed := range uint64(longSchedules) {
				top := 1 << (seed * 5 % 14)
				ends := schedule.Random(schedule.Range{Min: 1, Max: top}, seed).Ends(len(s.stream))
				for i, path := range paths {
					if got := path.run(s, ends); !same(got, want[i]) {
						t.Fatalf("%s, chunks of 1 to %d, seed %d: not the outcome of one chunk", path.name, top, seed)
					}
				}
			}
		})
	}
}

// TestTable: every event is a row of the table, taken from the row's state to the
// row's state, and no row is for show.
func TestTable(t *testing.T) {
	table := core.Table()
	taken := make([]int, len(table))
	check := func(t *testing.T, from core.State, ev core.Event, to core.State) {
		row := table[ev.Row]
		if row.From != from || row.To != to || row.Event != ev.Kind {
			t.Fatalf("event %v took %v to %v by row %+v", ev.Kind, from, to, row)
		}
		taken[ev.Row]++
	}
	for _, text := range layoutTexts {
		for _, s := range family(mustLayout(text), 40) {
			for _, every := range []int{1, 2, 3, 7, 40} {
				d := core.NewDecoder(s.layout, s.options...)
				next := func(f func() core.Event) core.Event {
					from := d.State()
					ev := f()
					check(t, from, ev, d.State())
					return ev
				}
				for chunk := range schedule.Every(every).Chunks(s.stream) {
					d.Feed(chunk)
					for ev := next(d.Next); ev.Kind == core.Message || ev.Kind == core.HeaderParsed || ev.Kind == core.Skipped; {
						ev = next(d.Next)
					}
				}
				next(d.End)
				next(d.Next)
				next(d.End)
			}
		}
	}
	for row, n := range taken {
		if n == 0 {
			t.Errorf("no sample takes row %d: %s, %s", row, table[row].From, table[row].When)
		}
	}
}

// TestStateAfterMessages: the fast path leaves the decoder where the plain path
// does, after every message.
func TestStateAfterMessages(t *testing.T) {
	type place struct {
		Message string
		State   core.State
		Taken   int64
	}
	for _, text := range layoutTexts {
		for _, s := range family(mustLayout(text), 60) {
			plain, fast := core.NewDecoder(s.layout, s.options...), core.NewDecoder(s.layout, s.options...)
			var want, got []place
			for chunk := range schedule.Random(schedule.Range{Min: 1, Max: 30}, 7).Chunks(s.stream) {
				plain.Feed(chunk)
				for ev := range plain.Events() {
					if ev.Kind == core.Message {
						want = append(want, place{string(ev.Payload), plain.State(), plain.Taken()})
					}
				}
				fast.Feed(chunk)
				for payload := range fast.Messages() {
					got = append(got, place{string(payload), fast.State(), fast.Taken()})
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s, %s, %q (-plain +fast):\n%s", text, s.name, s.stream, diff)
			}
		}
	}
}
