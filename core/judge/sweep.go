package judge

import (
	"math"
	"math/bits"
	"slices"

	"bufferbybuffer/core/schedule"
)

// Sweep goes through every schedule of a stream that has at most so many cuts:
// those with the fewest cuts first, then those that cut earliest. So the first that
// breaks a subject is the smallest there is. It is told of each what came of it,
// and counts.
//
//	for cuts, ok := s.Next(); ok; cuts, ok = s.Next() {
//		s.Report(try(cuts))
//	}
type Sweep struct {
	Total    uint64 // schedules to try; the largest number where there are even more
	Tried    uint64
	Survived uint64

	cuts    cuts
	begun   bool
	broken  bool
	breaker []int
}

// NewSweep returns a sweep over a stream of n bytes. A negative number of cuts
// means all schedules.
func NewSweep(n, most int) Sweep {
	gaps := max(0, n-1)
	if most < 0 || most > gaps {
		most = gaps
	}
	return Sweep{Total: schedules(gaps, most), cuts: cuts{gaps: gaps, most: most}}
}

// Next returns the next schedule's cuts: increasing offsets, lent until the next
// call. It reports false when there are no more.
func (s *Sweep) Next() (at []int, ok bool) {
	if s.begun && !s.cuts.next() {
		return nil, false
	}
	s.begun = true
	return s.cuts.at, true
}

// Report says whether the subject survived the schedule that Next returned last.
func (s *Sweep) Report(survived bool) {
	s.Tried++
	if survived {
		s.Survived++
	} else if !s.broken {
		s.broken, s.breaker = true, slices.Clone(s.cuts.at)
	}
}

// Breaker returns the smallest schedule that breaks the subject, if one of those
// reported so far did.
func (s *Sweep) Breaker() (schedule.Schedule, bool) {
	return schedule.Ending(s.breaker...), s.broken
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

// smaller reports whether a sweep comes to a before b.
func smaller(a, b []int) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return slices.Compare(a, b) < 0
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
