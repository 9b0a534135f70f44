package tap

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"time"

	"bufferbybuffer/core/schedule"
)

// Faults are what the tap does to a stream besides forwarding it. The zero Faults
// are none.
type Faults struct {
	Toward []Direction        // the streams that they are done to
	Cut    *schedule.Schedule // where they are cut into pieces; nil: as they come
	Hold   time.Duration      // how long a piece waits to be whole
	End    Ending             // how they end before they do
	After  int64              // after so many bytes
}

// Ending is a way for the tap to end a stream.
type Ending int

const (
	Never  Ending = iota
	Finish        // as if its sender had closed the connection
	Abort         // by a reset
	Stall         // it stops, and the connection stays open
)

// The ends that a stream is brought to.
var (
	errCut     = errors.New("cut")
	errStalled = errors.New("stalled")
)

func (f Faults) toward(d Direction) bool {
	return slices.Contains(f.Toward, d)
}

// end is the end that a stream comes to within its first n bytes, or nil.
func (f Faults) end(n int64) error {
	switch {
	case f.End == Never || n < f.After:
		return nil
	case f.End == Stall:
		return errStalled
	}
	return errCut
}

// cut ends the connection as if the sender's program had ended.
func (s *stream) cut(ctx context.Context) {
	if s.faults.End == Abort {
		s.ended(CutOff, nil)
		drain(ctx, s.to)
		reset(s.to)
		reset(s.from)
		return
	}
	s.ended(Cut, nil)
	s.to.CloseWrite()
	reset(s.from)
	// What the receiver has yet to say goes nowhere. Unread, it would turn the end
	// into a reset.
	s.await(ctx, drainPatience)
	s.to.SetReadDeadline(time.Now().Add(drainPatience))
	io.Copy(io.Discard, s.to)
	s.to.Close()
}

// stallPatience is how long a stalled stream outlives the other one.
const stallPatience = time.Minute

// stall passes on nothing more, and keeps the connection open until the receiver
// ends it.
func (s *stream) stall(ctx context.Context) {
	now := time.Now()
	s.f.observer.tell(0, func() { s.f.show.stalled(s.d, now) })
	select {
	case <-ctx.Done():
		return
	case <-s.f.streams[s.d.Other()].done:
	}
	if errors.Is(s.to.SetReadDeadline(time.Time{}), net.ErrClosed) {
		return // the receiver is gone
	}
	late := time.NewTimer(stallPatience)
	defer late.Stop()
	select {
	case <-ctx.Done():
	case <-late.C:
	}
	reset(s.to)
	reset(s.from)
}
