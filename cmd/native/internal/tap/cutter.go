package tap

import (
	"context"
	"fmt"
	"iter"
	"time"

	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/core/schedule"
)

// cutter cuts a stream into the pieces of a schedule and passes on each only when
// the receiver has read the one before.
type cutter struct {
	s    *stream
	gate *gate.Gate
	next func() (int, bool)
	stop func()
	size int // of the piece under way; 0: all that there is

	pending []byte // has come, and is no whole piece yet
	why     error  // why boundaries are not forced, as it was told
}

func newCutter(s *stream, cut schedule.Schedule) *cutter {
	c := &cutter{s: s, gate: gate.TCP(s.to)}
	c.next, c.stop = iter.Pull(cut.Each())
	c.size, _ = c.next() // a schedule has no last size
	return c
}

func (c *cutter) close() {
	c.gate.Close()
	c.stop()
}

// forward passes on pieces until the stream ends.
func (c *cutter) forward(ctx context.Context) error {
	c.certain(c.gate.Unforced())
	buffer := make([]byte, smallRead)
	var wait time.Time // for ever
	for {
		c.s.from.SetReadDeadline(wait)
		n, err := c.s.from.Read(buffer)
		c.pending = append(c.pending, buffer[:n]...)
		before := len(c.pending)
		if failed := c.flush(ctx, err != nil); failed != nil {
			return failed
		}
		if err != nil && !timedOut(err) {
			return err
		}
		switch {
		case len(c.pending) == 0:
			wait = time.Time{}
		case wait.IsZero() || len(c.pending) < before: // what waits has just come
			wait = time.Now().Add(c.s.faults.Hold)
		}
	}
}

// flush passes on the pieces that are whole, and also the last one where no more
// is waited for.
func (c *cutter) flush(ctx context.Context, all bool) error {
	rest := c.pending
	for len(rest) > 0 {
		size := c.size
		if size == 0 || size > gate.MaxPiece {
			size = gate.MaxPiece // a piece beyond that is no certain chunk
		}
		if len(rest) < size && !all {
			break
		}
		piece := rest[:min(size, len(rest))]
		rest = rest[len(piece):]
		if err := c.s.pass(piece, nil, func(piece []byte) error { return c.send(ctx, piece) }); err != nil {
			return err
		}
		if c.size > 0 {
			if c.size -= len(piece); c.size == 0 {
				c.size, _ = c.next()
			}
		}
	}
	c.pending = append(c.pending[:0], rest...)
	return nil
}

// certain tells whether boundaries are forced, or why not.
func (c *cutter) certain(why error) {
	c.why = why
	c.s.f.observer.tell(0, func() { c.s.f.show.forced(c.s.d, *c.s.faults.Cut, why) })
}

func (c *cutter) send(ctx context.Context, piece []byte) error {
	err := c.gate.Send(ctx, piece)
	if why := c.gate.Unforced(); why != nil && c.why == nil {
		c.certain(why)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errReceiver, err)
	}
	return nil
}
