package contrast

import (
	"bytes"
	"math"
	"math/bits"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// Survey tries a decoder with every schedule of a stream that has at most so many
// cuts, those with the fewest cuts first, then those that cut earliest. It counts
// the schedules that the decoder survives, and keeps the first that breaks it:
// the smallest there is.
//
// To survive is to come to the same as core's decoder does with the stream in one
// chunk: the same messages, the same kind of error or none, and the same end.
//
// A survey works only when it is told to, so that it can be shown while it runs,
// and given up.
type Survey struct {
	Total    uint64 // schedules to try; the largest number where there are even more
	Tried    uint64
	Survived uint64

	start   func() trace.Machine
	stream  []byte
	ending  trace.Ending
	want    outcome
	cuts    cuts
	over    bool
	broken  bool
	breaker schedule.Schedule
}

// NewSurvey returns a survey, of schedules with at most so many cuts, of the
// decoder that the file names, over its stream and with its ending. A negative
// number means all schedules.
func NewSurvey(f *trace.File, most int) (*Survey, error) {
	start := func() trace.Machine { return f.NewDecoder() }
	if f.Decoder != trace.Core {
		if _, err := New(f.Decoder, f.Layout, f.Limit); err != nil {
			return nil, err
		}
		start = func() trace.Machine {
			m, _ := New(f.Decoder, f.Layout, f.Limit) // the same again
			return m
		}
	}
	gaps := max(0, len(f.Stream)-1)
	if most < 0 || most > gaps {
		most = gaps
	}
	s := &Survey{
		Total:  schedules(gaps, most),
		start:  start,
		stream: f.Stream,
		ending: f.Ending,
		cuts:   cuts{gaps: gaps, most: most},
	}
	s.want.run(f.NewDecoder(), f.Stream, nil, f.Ending)
	return s, nil
}

// Step tries up to n more schedules. It reports false when there are no more.
func (s *Survey) Step(n int) bool {
	for range n {
		if s.over {
			break
		}
		s.Tried++
		if s.want.same(s.start(), s.stream, s.cuts.at, s.ending) {
			s.Survived++
		} else if !s.broken {
			s.broken, s.breaker = true, schedule.Ending(s.cuts.at...)
		}
		s.over = !s.cuts.next()
	}
	return !s.over
}

// Breaker returns the smallest schedule that breaks the decoder, if one of those
// tried so far did.
func (s *Survey) Breaker() (schedule.Schedule, bool) { return s.breaker, s.broken }

// outcome is what a decoder came to.
type outcome struct {
	messages [][]byte
	last     core.Kind // NeedMore, Failed or End
	err      error
}

// run notes what a machine comes to.
func (o *outcome) run(m trace.Machine, stream []byte, at []int, ending trace.Ending) {
	drive(m, stream, at, ending, func(ev core.Event) bool {
		if ev.Kind == core.Message {
			o.messages = append(o.messages, bytes.Clone(ev.Payload))
		}
		o.last, o.err = ev.Kind, ev.Err
		return true
	})
}

// same reports whether a machine comes to this. It gives up at the first message
// that it should not have.
func (o *outcome) same(m trace.Machine, stream []byte, at []int, ending trace.Ending) bool {
	n, last, right := 0, core.NeedMore, true
	var err error
	drive(m, stream, at, ending, func(ev core.Event) bool {
		if ev.Kind == core.Message {
			right = n < len(o.messages) && bytes.Equal(ev.Payload, o.messages[n])
			n++
		}
		last, err = ev.Kind, ev.Err
		return right
	})
	return right && n == len(o.messages) && last == o.last && sameClass(err, o.err)
}

// sameClass reports whether two errors are of one kind. An error that is none of
// core's is of a kind of its own.
func sameClass(a, b error) bool {
	if a == nil || b == nil {
		return a == b
	}
	class := classOf(a)
	return class != nil && class == classOf(b)
}

// classOf returns the sentinel that core's errors match. (errors.Is would find it
// too, and bring reflection into the module.)
func classOf(err error) error {
	for err != nil {
		switch err {
		case core.ErrMalformedHeader, core.ErrTooLarge:
			return err
		}
		if _, ok := err.(*core.TruncatedError); ok {
			return core.ErrTruncated
		}
		wrapper, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil
		}
		err = wrapper.Unwrap()
	}
	return nil
}

// drive runs a machine over the stream, cut at the given offsets, until yield
// returns false.
func drive(m trace.Machine, stream []byte, at []int, ending trace.Ending, yield func(core.Event) bool) {
	from := 0
	for i := 0; i <= len(at); i++ {
		to := len(stream)
		if i < len(at) {
			to = at[i]
		}
		if from == to {
			break // a stream of no bytes has no chunks
		}
		m.Feed(stream[from:to])
		from = to
		for {
			ev := m.Next()
			if !yield(ev) || ev.Kind == core.Failed || ev.Kind == core.End {
				return
			}
			if ev.Kind == core.NeedMore {
				break
			}
		}
	}
	if ending != trace.Open {
		yield(m.End())
	}
}

// cuts enumerates where to cut: no cut, each single cut, each pair, and so on.
// A cut at n divides the bytes before offset n from those after it; there is a
// gap before every offset from 1 to gaps.
type cuts struct {
	gaps, most int
	at         []int
}

// next moves on. It reports false when there are no more.
func (c *cuts) next() bool {
	// The last cut that has room to its right moves by one, and those after it
	// follow it closely.
	for i := len(c.at) - 1; i >= 0; i-- {
		if room := c.gaps - (len(c.at) - 1 - i); c.at[i] < room {
			for first := c.at[i] + 1; i < len(c.at); i++ {
				c.at[i] = first
				first++
			}
			return true
		}
	}
	if len(c.at) == c.most {
		return false
	}
	c.at = append(c.at, 0)
	for i := range c.at {
		c.at[i] = i + 1
	}
	return true
}

// schedules returns how many ways there are to choose at most so many cuts, or
// the largest number where there are more.
func schedules(gaps, most int) uint64 {
	var sum uint64
	choose := uint64(1) // gaps choose k
	for k := 0; k <= most; k++ {
		if sum > math.MaxUint64-choose {
			return math.MaxUint64
		}
		sum += choose
		if k < most {
			high, low := bits.Mul64(choose, uint64(gaps-k))
			if high > uint64(k) {
				return math.MaxUint64
			}
			choose, _ = bits.Div64(high, low, uint64(k+1))
		}
	}
	return sum
}
