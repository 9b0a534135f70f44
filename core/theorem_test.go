package core_test

import (
	"bytes"
	"flag"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// exhaustive is the longest stream of which every schedule is tried: 2^(n-1) of
// them for n bytes. `make theorem` sets 22.
var exhaustive = flag.Int("exhaustive", exhaustiveDefault, "try every schedule of streams up to this many bytes")

// TestTheorem: chunking never matters. Every sample comes to what it was made to
// come to, in every schedule there is, by every path through the decoder; samples too
// long for that, in every schedule of at most two cuts, and in chunks of every size.
func TestTheorem(t *testing.T) {
	limit := *exhaustive
	if testing.Short() {
		limit = min(limit, 12)
	}
	for _, text := range layoutTexts {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			samples := family(mustLayout(text), 48)
			count := 0
			for _, s := range thin(samples) {
				want := outcomes(t, s, []int{len(s.stream)})
				for ends := range schedules(len(s.stream), limit) {
					count++
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
			t.Logf("%d streams, %d schedules, %d paths", len(samples), count, len(paths))
		})
	}
}

// schedules are those that are tried of a stream of n bytes: all where it has at most
// limit.
func schedules(n, limit int) iter.Seq[[]int] {
	if n <= limit {
		return schedule.All(n)
	}
	return func(yield func([]int) bool) {
		for every := 1; every <= n; every++ {
			if !yield(schedule.Every(every).Ends(n)) {
				return
			}
		}
		for a := 1; a < n; a++ {
			for b := a + 1; b < n; b++ {
				if !yield([]int{a, b, n}) {
					return
				}
			}
		}
	}
}

// thin keeps every short stream, and all that one would not write; of the long ones that
// are cut short, whose schedules double with every byte, one of each length.
func thin(samples []sample) []sample {
	const long = 12
	seen := map[int]bool{}
	return slices.DeleteFunc(slices.Clone(samples), func(s sample) bool {
		n := len(s.stream)
		if n <= long || s.odd {
			return false
		}
		again := seen[n]
		seen[n] = true
		return again
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
						differ := func(stream []byte, ends []int) bool {
							small := sample{layout: s.layout, options: s.options, stream: stream}
							return !same(path.run(small, ends), path.run(small, []int{len(stream)}))
						}
						stream, ends := shrink(s.stream, ends, differ)
						t.Fatalf("%s, chunks of 1 to %d, seed %d: not the outcome of one chunk; smallest: %q cut at %v", path.name, top, seed, stream, ends)
					}
				}
			}
		})
	}
}

// shrink leaves out bytes of a stream for as long as it fails, and returns what is left
// with where it is cut.
func shrink(stream []byte, ends []int, fails func([]byte, []int) bool) ([]byte, []int) {
	for size := len(stream) / 2; size > 0; size /= 2 {
		for at := 0; at+size <= len(stream) && size < len(stream); {
			var fewer []int
			for _, end := range ends {
				if end > at {
					end = max(at, end-size)
				}
				if end > 0 && (len(fewer) == 0 || end > fewer[len(fewer)-1]) {
					fewer = append(fewer, end)
				}
			}
			less := slices.Concat(stream[:at], stream[at+size:])
			if !fails(less, fewer) {
				at += size
				continue
			}
			stream, ends = less, fewer
		}
	}
	return stream, ends
}

// TestShrink: of a long stream that fails only what makes it fail is left.
func TestShrink(t *testing.T) {
	long := []byte(strings.Repeat("harmless ", 1000) + "AB" + strings.Repeat(" harmless", 1000))
	cut := bytes.IndexByte(long, 'B')
	stream, ends := shrink(long, []int{100, cut, len(long)}, func(stream []byte, ends []int) bool {
		i := bytes.Index(stream, []byte("AB"))
		return i >= 0 && slices.Contains(ends, i+1) // a cut between A and B
	})
	if string(stream) != "AB" || !slices.Equal(ends, []int{1, 2}) {
		t.Errorf("%d bytes, %.20q, cut at %v", len(stream), stream, ends)
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
