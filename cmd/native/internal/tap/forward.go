package tap

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
)

// forwarding is one connection under way: two streams.
type forwarding struct {
	Connection
	recorder Recorder
	show     *shown
	observer *observer // calls those two
	streams  [2]*stream
}

// run forwards until both streams have ended, or ctx has.
func (f *forwarding) run(ctx context.Context) {
	ctx, over := context.WithCancel(ctx)
	defer over()
	wake := context.AfterFunc(ctx, func() {
		for _, s := range f.streams {
			reset(s.to)
		}
	})
	defer wake()
	var both sync.WaitGroup
	for _, s := range f.streams {
		both.Go(func() {
			defer close(s.done)
			defer s.close()
			s.run(ctx)
		})
	}
	both.Wait()
	ended := ctx.Err() != nil
	for _, s := range f.streams {
		s.to.Close()
	}
	f.observer.tell(0, func() {
		f.recorder.Over(f.Connection)
		f.show.over(ended)
	})
	f.observer.close()
}

// stream forwards one direction of a connection.
type stream struct {
	f        *forwarding
	d        Direction
	from, to *net.TCPConn
	faults   Faults  // those of this direction
	cutter   *cutter // nil: it is passed on as it comes
	passed   int64
	done     chan struct{}
}

func newStream(f *forwarding, d Direction, from, to *net.TCPConn, faults Faults) *stream {
	s := &stream{f: f, d: d, from: from, to: to, done: make(chan struct{})}
	if faults.toward(d) {
		s.faults = faults
	}
	if s.faults.Cut != nil {
		s.cutter = newCutter(s, *s.faults.Cut)
	}
	return s
}

func (s *stream) close() {
	if s.cutter != nil {
		s.cutter.close()
	}
}

func (s *stream) run(ctx context.Context) {
	err := s.forward(ctx)
	if ctx.Err() != nil {
		return // both ends are reset already, and neither is to blame
	}
	switch {
	case errors.Is(err, io.EOF):
		s.ended(Closed, nil)
		s.to.CloseWrite()
	case errors.Is(err, errCut):
		s.cut(ctx)
	case errors.Is(err, errStalled):
		s.stall(ctx)
	case errors.Is(err, net.ErrClosed), timedOut(err): // the other stream has ended both
	case errors.Is(err, errReceiver):
		s.ended(Refused, err)
		// What the receiver has still said is for the other stream to pass on.
		s.await(ctx, drainPatience)
		reset(s.from)
		reset(s.to)
	default:
		s.ended(Reset, err)
		// A reset throws away what has not arrived.
		drain(ctx, s.to)
		reset(s.to)
		reset(s.from)
	}
}

// errReceiver is that what was read could not be passed on.
var errReceiver = errors.New("the receiver is gone")

// forward passes on what comes until the stream ends: io.EOF where its sender
// closed it.
func (s *stream) forward(ctx context.Context) error {
	if s.cutter != nil {
		return s.cutter.forward(ctx)
	}
	pool := s.f.observer.backlog.small
	b := take(pool)
	defer func() { b.let() }()
	for {
		n, err := s.from.Read(b.bytes)
		if n > 0 {
			if err := s.pass(b.bytes[:n], b, s.write); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		if n == smallRead {
			pool = s.f.observer.backlog.large
		}
		if b.users.Load() > 1 || b.pool != pool {
			b.let()
			b = take(pool)
		}
	}
}

// pass passes on a chunk, as far as the stream is to go. It lies in a buffer, or else
// (nil) it is lent.
func (s *stream) pass(chunk []byte, in *buffer, write func([]byte) error) error {
	end := s.faults.end(s.passed + int64(len(chunk)))
	if end != nil {
		chunk = chunk[:s.faults.After-s.passed]
	}
	if len(chunk) > 0 {
		s.observe(chunk, in)
		if err := write(chunk); err != nil {
			return err
		}
		s.passed += int64(len(chunk))
	}
	return end
}

// observe leaves word of a chunk before it is passed on, so that no answer is seen
// before its question.
func (s *stream) observe(chunk []byte, in *buffer) {
	now := time.Now()
	size, over := len(chunk), func() {}
	if in == nil || size < len(in.bytes)/farLess {
		chunk = bytes.Clone(chunk)
	} else {
		in.users.Add(1)
		size, over = len(in.bytes), in.let
	}
	s.f.observer.tell(size+noteSize, func() {
		s.f.recorder.Chunk(s.f.Connection, s.d, chunk, now)
		s.f.show.chunk(s.d, chunk, now)
		over()
	})
}

func (s *stream) write(chunk []byte) error {
	if _, err := s.to.Write(chunk); err != nil {
		return fmt.Errorf("%w: %w", errReceiver, err)
	}
	return nil
}

// ended tells that the stream is over.
func (s *stream) ended(how How, err error) {
	now := time.Now()
	s.f.observer.tell(0, func() {
		s.f.recorder.Ended(s.f.Connection, s.d, how, now)
		s.f.show.ended(s.d, how, err, now)
	})
}

// await waits for the other stream to end.
func (s *stream) await(ctx context.Context, patience time.Duration) {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-ctx.Done():
	case <-late.C:
	case <-s.f.streams[s.d.Other()].done:
	}
}

// drainPatience is how long a peer may take to receive what was sent to it before
// a connection is ended.
const drainPatience = time.Second

// drain waits until the peer's system has received everything.
func drain(ctx context.Context, conn *net.TCPConn) {
	late := time.NewTimer(drainPatience)
	defer late.Stop()
	for {
		waiting, err := kernel.Unacknowledged(conn)
		if err != nil || waiting == 0 {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-late.C:
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// reset closes a connection so that its peer learns that this is no end of a
// stream.
func reset(conn *net.TCPConn) {
	conn.SetLinger(0)
	conn.Close()
}

// timedOut reports that nothing came in time.
func timedOut(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
