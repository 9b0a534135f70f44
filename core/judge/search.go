package judge

import "slices"

// search looks for a smaller schedule than one that breaks the subject. First it
// takes cuts away, as many at once as it can, until none can be missed; then it
// tries all schedules that are smaller than what is left, the smallest first.
//
// The first half is delta debugging.
//
// Spec: https://doi.org/10.1109/32.988498
type search struct {
	length int   // of the stream
	best   []int // the smallest known
	left   int   // how many more may be tried

	divided  []int // the cuts that the round divides
	parts    int   // into how many parts
	round    [][]int
	at       int // how many of the round were handed out
	sweeping bool
	sweep    Sweep
	over     bool
	proven   bool // nothing smaller breaks it
}

func newSearch(length int, breaker []int, most int) *search {
	s := &search{length: length, best: breaker, left: most, parts: 1}
	s.divide()
	return s
}

// next returns cuts to try, which are the caller's. False means none now, or none
// any more: what is under way may decide.
func (s *search) next(known func([]int) bool) ([]int, bool) {
	for !s.over {
		cuts, ok := s.candidate()
		if !ok {
			return nil, false
		}
		if known(cuts) {
			continue // and found to be survived
		}
		if s.left == 0 {
			s.over = true
			break
		}
		s.left--
		return cuts, true
	}
	return nil, false
}

func (s *search) candidate() ([]int, bool) {
	if s.sweeping {
		at, ok := s.sweep.Next()
		if !ok || !smaller(at, s.best) {
			s.over, s.proven = true, true
			return nil, false
		}
		return slices.Clone(at), true
	}
	if s.at == len(s.round) {
		return nil, false
	}
	s.at++
	return s.round[s.at-1], true
}

// found tells of a smaller schedule that breaks the subject.
func (s *search) found(cuts []int) {
	if smaller(cuts, s.best) {
		s.best = cuts
		s.at = len(s.round) // what is left of this round is about the old one
		if s.sweeping {
			s.over, s.proven = true, true
		}
	}
}

// advance goes on when all that was handed out has come back. It reports false
// when the search is over.
func (s *search) advance() bool {
	switch {
	case s.over:
		return false
	case s.sweeping:
		return true
	case len(s.best) == 0:
		s.over, s.proven = true, true
		return false
	}
	s.divide()
	if len(s.round) == 0 {
		s.sweeping = true
		s.sweep = NewSweep(s.length, len(s.best))
	}
	return true
}

// divide makes the next round: each part of the cuts alone, and all but each part.
// No round is left when to take any single cut away was no use.
func (s *search) divide() {
	if len(s.best) < len(s.divided) || s.divided == nil {
		s.parts = max(2, s.parts-1)
		if len(s.best) <= len(s.divided)/2 {
			s.parts = 2
		}
	} else if s.parts >= len(s.best) {
		s.round, s.at = nil, 0
		return
	} else {
		s.parts *= 2
	}
	s.divided, s.round, s.at = s.best, nil, 0
	n := len(s.best)
	if s.parts = min(s.parts, n); s.parts < 2 {
		return
	}
	var all [][]int
	for i := range s.parts {
		from, to := n*i/s.parts, n*(i+1)/s.parts
		s.round = append(s.round, slices.Clone(s.best[from:to]))
		all = append(all, slices.Concat(s.best[:from], s.best[to:]))
	}
	if s.parts > 2 {
		s.round = append(s.round, all...)
	}
}
