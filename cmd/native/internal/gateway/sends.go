package gateway

import (
	"sync"
	"time"
)

// sends are the writes that the server made on a session's connection and that
// the page has not been told of.
type sends struct {
	mu   sync.Mutex
	ends []int64 // stream offset at which each write ends
	at   []time.Time
}

// add is called by the server just before each write, so that a write is known
// before any of its bytes can be received.
func (s *sends) add(end int64, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ends = append(s.ends, end)
	s.at = append(s.at, at)
}

// take hands out what was added since it was last called.
func (s *sends) take(began time.Time) (ends []int64, at []millis) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ends, s.ends = s.ends, nil
	for _, t := range s.at {
		at = append(at, sinceAt(began, t))
	}
	s.at = s.at[:0]
	return ends, at
}
