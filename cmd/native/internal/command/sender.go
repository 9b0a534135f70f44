package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"time"

	"bufferbybuffer/cmd/native/internal/terminal"
)

// sender cuts a stream, as it comes, into pieces, and writes each once it is
// whole. It holds no more than the piece under way.
type sender struct {
	ctx   context.Context
	conn  net.Conn
	pause time.Duration
	out   io.Writer // told of each write

	next    func() (int, bool)
	stop    func()
	size    int // of the piece under way; 0: all that is left
	pending []byte
	writes  int
}

// mostHeld is the largest piece that is gathered where a schedule does not say how
// large it is.
const mostHeld = 1 << 20

// newSender returns a sender at the beginning of a stream. stop lets go of it.
func newSender(ctx context.Context, conn net.Conn, f sendFlags, out io.Writer) *sender {
	s := &sender{ctx: ctx, conn: conn, pause: f.pause, out: out}
	s.next, s.stop = iter.Pull(f.cut.Each())
	s.size, _ = s.next() // a schedule has no last size
	return s
}

// add adds a part of the stream, and writes the pieces that it completes.
func (s *sender) add(part []byte) error {
	s.pending = append(s.pending, part...)
	rest := s.pending
	for {
		size := s.size
		if size == 0 {
			size = mostHeld
		}
		if len(rest) < size {
			break
		}
		if err := s.write(rest[:size]); err != nil {
			return err
		}
		rest = rest[size:]
		if s.size > 0 {
			s.size, _ = s.next()
		}
	}
	if len(rest) < len(s.pending) {
		s.pending = append(s.pending[:0], rest...)
	}
	return nil
}

// finish writes what is left at the end of the stream.
func (s *sender) finish() error {
	if len(s.pending) == 0 {
		return nil
	}
	return s.write(s.pending)
}

func (s *sender) write(piece []byte) error {
	if s.writes > 0 && s.pause > 0 {
		select {
		case <-s.ctx.Done():
			return fmt.Errorf("interrupted after %s", terminal.Count(s.writes, "write"))
		case <-time.After(s.pause):
		}
	}
	s.writes++
	if _, err := s.conn.Write(piece); err != nil {
		if s.ctx.Err() != nil && errors.Is(err, os.ErrDeadlineExceeded) {
			err = errInterrupted
		}
		return fmt.Errorf("write %d: %w", s.writes, withoutAddresses(err))
	}
	_, err := fmt.Fprintf(s.out, "send %d, %s: %s\n", s.writes, terminal.Count(len(piece), "byte"), terminal.Visible(piece))
	return err
}
