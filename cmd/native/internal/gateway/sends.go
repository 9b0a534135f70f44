package gateway

import (
	"sync"
	"time"
)

// maxSends bounds the writes of one session that the page is told of.
const maxSends = 50_000

// sends are the writes that the server made on a session's connection and that
// the page has not been told of.
type sends struct {
	began time.Time // of the session
	full  func()    // called when there are too many, maybe more than once

	mu    sync.Mutex
	count int      // all that there ever were
	ends  []int64  // stream offset at which each write ends
	at    []millis // when each was made
}

// add is called by the server just before each write, so that a write is known
// before any of its bytes can be received.
func (s *sends) add(end int64, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.count == maxSends {
		s.full()
		return
	}
	s.count++
	s.ends = append(s.ends, end)
	s.at = append(s.at, sinceAt(s.began, at))
}

// take hands out what was added since it was last called.
func (s *sends) take() (ends []int64, at []millis) {
	s.mu.Lock()
	defer s.mu.Unlock()
	ends, at = s.ends, s.at
	s.ends, s.at = nil, nil
	return ends, at
}
