// Package schedule cuts a stream into chunks.
//
// A schedule is where a stream is cut, and so what each recv returns. Its text
// form is what people say:
//
//	in one chunk
//	one byte at a time
//	every 16
//	3, 7, then the rest
//	3, 7, then every 5
//	random 1 to 63, seed 42
//
// The same text always cuts the same stream in the same places: a random
// schedule names its seed.
package schedule

import (
	"errors"
	"iter"
	"strconv"
	"strings"
)

// Schedule says how long each chunk is. The zero Schedule does not cut at all.
// Schedules are immutable.
type Schedule struct {
	sizes  []int // the first chunks
	every  int   // then chunks of this size; 0: the rest in one
	random Range // instead: chunks of random sizes
	seed   uint64
}

// Range is the sizes a random chunk may have, both included.
type Range struct{ Min, Max int }

// MaxSize is the largest chunk that a schedule names.
const MaxSize = 1 << 30

// Every cuts after every n bytes. It panics below 1.
func Every(n int) Schedule {
	if n < 1 {
		panic("schedule: chunks of less than 1 byte")
	}
	return Schedule{every: n}
}

// Sizes cuts off chunks of these sizes; what comes after them is the last chunk.
// It panics where a size is below 1.
func Sizes(sizes ...int) Schedule {
	for _, n := range sizes {
		if n < 1 {
			panic("schedule: a chunk of less than 1 byte")
		}
	}
	return Schedule{sizes: append([]int(nil), sizes...)}
}

// Ending cuts so that chunks end at these increasing stream offsets.
func Ending(ends ...int) Schedule {
	sizes := make([]int, len(ends))
	last := 0
	for i, end := range ends {
		sizes[i], last = end-last, end
	}
	return Sizes(sizes...)
}

// Random cuts chunks of sizes drawn from r. It panics on an empty range or one
// below 1.
func Random(r Range, seed uint64) Schedule {
	if r.Min < 1 || r.Max < r.Min {
		panic("schedule: no such range of sizes")
	}
	return Schedule{random: r, seed: seed}
}

// Ends returns the stream offset at which each chunk of a stream of n bytes
// ends. The last is n; a stream of no bytes has no chunks.
func (s Schedule) Ends(n int) (ends []int) {
	for end := range s.ends(n) {
		ends = append(ends, end)
	}
	return ends
}

// Chunks returns the chunks of stream, which are slices of it.
func (s Schedule) Chunks(stream []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		at := 0
		for end := range s.ends(len(stream)) {
			if !yield(stream[at:end]) {
				return
			}
			at = end
		}
	}
}

// ends yields what Ends returns: a server that cuts a long write for a peer that
// takes its time need not hold all of it.
func (s Schedule) ends(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		at := 0
		for size := range s.Each() {
			if at >= n {
				return
			}
			if size == 0 || size > n-at {
				size = n - at
			}
			at += size
			if !yield(at) {
				return
			}
		}
	}
}

// Each yields the size of each chunk, for ever, for a stream whose length nobody
// knows; 0 is all that is left.
func (s Schedule) Each() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, size := range s.sizes {
			if !yield(size) {
				return
			}
		}
		state := s.seed
		for {
			size := s.every
			if s.random.Max > 0 {
				size = s.random.Min + int(next(&state)%uint64(s.random.Max-s.random.Min+1))
			}
			if !yield(size) {
				return
			}
		}
	}
}

// next is splitmix64: small, and the same on every machine for ever, which a
// library's generator does not promise.
//
// Spec: https://doi.org/10.1145/2714064.2660195
func next(state *uint64) uint64 {
	*state += 0x9e3779b97f4a7c15
	z := *state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// All returns every schedule of a stream of n bytes, as Ends has them: all
// 2^(n-1) of them, in order of their cuts read as a binary number. The slice is
// lent until the next one. It panics beyond n = 62, which nobody would see the
// end of.
func All(n int) iter.Seq[[]int] {
	if n > 62 {
		panic("schedule: too many schedules")
	}
	return func(yield func([]int) bool) {
		ends := make([]int, 0, n)
		if n == 0 {
			yield(ends)
			return
		}
		for cuts := range uint64(1) << (n - 1) {
			ends = ends[:0]
			for at := 1; at < n; at++ {
				if cuts>>(at-1)&1 == 1 {
					ends = append(ends, at)
				}
			}
			if !yield(append(ends, n)) {
				return
			}
		}
	}
}

// Size returns the size that all chunks have but for the last, where the schedule
// says so: what a recv could return at most. Otherwise it is 0.
func (s Schedule) Size() int {
	if len(s.sizes) > 0 {
		return 0
	}
	return s.every
}

// String returns the text form, which Parse reads.
func (s Schedule) String() string {
	switch {
	case s.random.Max > 0:
		return "random " + strconv.Itoa(s.random.Min) + " to " + strconv.Itoa(s.random.Max) +
			", seed " + strconv.FormatUint(s.seed, 10)
	case len(s.sizes) == 0 && s.every == 0:
		return "in one chunk"
	case len(s.sizes) == 0 && s.every == 1:
		return "one byte at a time"
	}
	var parts []string
	for _, size := range s.sizes {
		parts = append(parts, strconv.Itoa(size))
	}
	switch {
	case len(s.sizes) == 0:
		return "every " + strconv.Itoa(s.every)
	case s.every == 0:
		parts = append(parts, "then the rest")
	default:
		parts = append(parts, "then every "+strconv.Itoa(s.every))
	}
	return strings.Join(parts, ", ")
}

// ParseError reports a text that is no schedule.
type ParseError struct {
	Text string
	Err  error
}

func (e *ParseError) Error() string {
	return "schedule " + strconv.Quote(e.Text) + ": " + e.Err.Error() +
		`; try "every 16", "3, 7, then the rest", "one byte at a time", "in one chunk" or "random 1 to 63, seed 42"`
}

func (e *ParseError) Unwrap() error { return e.Err }

// Parse reads the text form of a schedule.
func Parse(text string) (Schedule, error) {
	s, err := parse(strings.TrimSpace(text))
	if err != nil {
		return Schedule{}, &ParseError{Text: text, Err: err}
	}
	return s, nil
}

func parse(text string) (Schedule, error) {
	switch text {
	case "in one chunk":
		return Schedule{}, nil
	case "one byte at a time":
		return Every(1), nil
	case "":
		return Schedule{}, errors.New("it is empty")
	}
	if rest, ok := strings.CutPrefix(text, "random "); ok {
		return parseRandom(rest)
	}
	var s Schedule
	parts := strings.Split(text, ",")
	for i, part := range parts {
		part = strings.TrimSpace(part)
		last := i == len(parts)-1
		if rest, ok := strings.CutPrefix(part, "then "); ok && last && i > 0 {
			part = strings.TrimSpace(rest)
			if part == "the rest" {
				return s, nil
			}
		}
		if rest, ok := strings.CutPrefix(part, "every "); ok && last {
			n, err := size(rest)
			s.every = n
			return s, err
		}
		n, err := size(part)
		if err != nil {
			return s, err
		}
		s.sizes = append(s.sizes, n)
	}
	return s, nil
}

func parseRandom(text string) (Schedule, error) {
	sizes, seed, found := strings.Cut(text, ", seed ")
	low, high, ranged := strings.Cut(sizes, " to ")
	if !found || !ranged {
		return Schedule{}, errors.New("a random schedule names its sizes and its seed")
	}
	from, err := size(low)
	if err != nil {
		return Schedule{}, err
	}
	to, err := size(high)
	if err != nil {
		return Schedule{}, err
	}
	if to < from {
		return Schedule{}, errors.New("the sizes run from the smaller to the larger")
	}
	n, err := strconv.ParseUint(strings.TrimSpace(seed), 10, 64)
	if err != nil {
		return Schedule{}, errors.New("the seed is a whole number")
	}
	return Random(Range{from, to}, n), nil
}

func size(text string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return 0, errors.New(strconv.Quote(strings.TrimSpace(text)) + " is not a number of bytes")
	}
	if n < 1 || n > MaxSize {
		return 0, errors.New("a chunk has 1 to " + strconv.Itoa(MaxSize) + " bytes, not " + strconv.Itoa(n))
	}
	return n, nil
}
