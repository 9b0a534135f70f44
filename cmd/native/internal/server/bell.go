package server

import (
	"context"
	"time"

	"bufferbybuffer/core/timeserver"
)

// catchUp bounds how late a tick may be and still be rung. A bell that falls
// behind for less (a busy machine, a short interval) keeps its rate; one that
// slept for longer (a suspended laptop) skips what it missed instead of
// flooding everybody with it.
const catchUp = 50 * time.Millisecond

// ring sends the time to every client, once per interval, until ctx ends. When
// is decided by the monotonic clock, which never jumps; only what is said
// comes from the server's clock.
func (s *Server) ring(ctx context.Context) {
	due := time.Now().Add(s.interval)
	timer := time.NewTimer(s.interval)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		late := time.Since(due)
		ticks := 1 + int(min(late, catchUp)/s.interval)
		s.broadcast(s.encode(ticks))
		s.count.ticks.Add(ticks)
		due = due.Add(s.interval + late.Truncate(s.interval))
		timer.Reset(time.Until(due))
	}
}

// encode makes the one encoding of these ticks that every client is sent.
func (s *Server) encode(ticks int) []byte {
	now := s.now().Unix()
	frame := timeserver.AppendTime(nil, now)
	frames := make([]byte, 0, ticks*len(frame))
	for range ticks {
		frames = append(frames, frame...)
	}
	return frames
}

// broadcast sends frames to every client that shares the bell.
func (s *Server) broadcast(frames []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.clients {
		if !c.solo.Load() {
			c.send(frames)
		}
	}
}
