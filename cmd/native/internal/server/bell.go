package server

import (
	"context"
	"time"

	"bufferbybuffer/core/timeserver"
)

const (
	// catchUp bounds how late a tick may be and still be rung. A bell that falls
	// behind for less (a busy machine) keeps its rate; one that slept for longer
	// (a suspended laptop) skips what it missed instead of flooding everybody.
	catchUp = 50 * time.Millisecond
	// beat is the least time between two rings: ticks that are closer leave
	// together, since a write for each would cost far more than it carries.
	beat = time.Millisecond
	// mostTicks bounds one ring to a part of what an outbox takes.
	mostTicks = 2048
)

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
		if late < 0 {
			late = 0 // a timer may be a little early by another clock
		}
		ticks := min(mostTicks, 1+int(min(late, catchUp)/s.interval))
		s.broadcast(s.encode(ticks))
		s.count.ticks.Add(ticks)
		due = due.Add(s.interval + late.Truncate(s.interval))
		wait := time.Until(due)
		if s.interval < beat {
			wait = max(wait, beat)
		}
		timer.Reset(wait)
	}
}

// encode makes the one encoding of these ticks that every client is sent.
func (s *Server) encode(ticks int) (frames []byte) {
	for range ticks {
		frames = timeserver.AppendTime(frames, s.now().Unix())
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
