// Package gate makes the boundaries between chunks certain.
//
// Two writes are two chunks only if the peer reads the first before the second
// arrives. Sleeping between them hopes for that, and on a busy machine it is
// often not so. A gate asks the kernel instead: after each piece it waits until
// the peer's socket has received all that was sent and nothing waits to be read
// in it. Then the peer has read exactly this piece, and the next one will be
// another chunk. Such a boundary is forced.
//
// The peer needs nothing for that: no library, no trace, any language. Its
// socket has to be in the same network namespace, on Linux; asking needs no
// privileges. A pipe's reader may be anywhere on the machine. Elsewhere a gate
// can only pause, and says that its boundaries are not forced.
package gate

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"
)

// MaxPiece is the largest piece, in bytes, that is certain to arrive as one
// chunk. A longer one is sent as several.
const MaxPiece = 60_000

// Pause is how long a gate waits after a piece where it can't ask.
const Pause = 20 * time.Millisecond

// The ways in which a piece fails to be read.
var (
	ErrGone   = errors.New("gate: the peer has closed the connection")
	ErrUnread = errors.New("gate: the peer does not read what was sent")
)

// Gate sends pieces through one connection or pipe, each only when the peer has
// read the one before. It is for one goroutine.
type Gate struct {
	out    interface{ Write([]byte) (int, error) }
	asker  asker // nil: it can only pause
	sent   int64
	taken  int64
	reason error
}

// asker asks the kernel about the reading end.
type asker interface {
	// unread returns how many of the sent bytes the peer has not read yet. ErrGone:
	// it never will. Another error: this asker can't tell.
	unread(sent int64) (int64, error)
	close() error
}

// TCP returns a gate to the peer of conn, to which nothing has been written yet.
// Where the calling thread is in a network namespace of its own, conn has to be
// of that. The connection remains the caller's to close.
func TCP(conn *net.TCPConn) *Gate {
	conn.SetNoDelay(true)
	g := &Gate{out: conn}
	g.asker, g.reason = askTCP(conn)
	return g
}

// Pipe returns a gate to the reader of a pipe. The writing end remains the
// caller's to close.
func Pipe(w *os.File) *Gate {
	g := &Gate{out: w}
	g.asker, g.reason = askPipe(w)
	return g
}

// Close frees what the gate asks with. It closes neither connection nor pipe.
func (g *Gate) Close() error {
	if g.asker == nil {
		return nil
	}
	return g.asker.close()
}

// Send writes a piece and waits until the peer has read it. Where ctx ends
// before that, the error is ErrUnread, and the piece may still be read; where
// the peer is gone, ErrGone.
func (g *Gate) Send(ctx context.Context, piece []byte) error {
	for len(piece) > 0 {
		n := min(len(piece), MaxPiece)
		if _, err := g.out.Write(piece[:n]); err != nil {
			return fmt.Errorf("%w: %w", ErrGone, err)
		}
		g.sent += int64(n)
		piece = piece[n:]
		if err := g.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Wait waits until the peer has read all that was sent, once more after an
// ErrUnread. Its errors are those of Send.
func (g *Gate) Wait(ctx context.Context) error { return g.wait(ctx) }

// Unforced returns nil where every boundary so far is certain, and otherwise
// why they are not.
func (g *Gate) Unforced() error { return g.reason }

// Sent is how many bytes have been sent.
func (g *Gate) Sent() int64 { return g.sent }

// Taken is how many bytes the peer has read, as far as is known; where the gate
// can only pause, it is 0.
func (g *Gate) Taken() int64 { return g.taken }

// The first questions follow each other closely, since most peers read at once;
// then it takes its time, so as not to keep a busy machine from reading.
const (
	eager    = 4
	shortest = 20 * time.Microsecond
	longest  = 2 * time.Millisecond
)

func (g *Gate) wait(ctx context.Context) error {
	delay := shortest
	for asked := 0; g.asker != nil; asked++ {
		late := ctx.Err() != nil // and if so, this is the last question
		unread, err := g.asker.unread(g.sent)
		switch {
		case errors.Is(err, ErrGone):
			return err
		case err != nil:
			g.asker.close()
			g.asker, g.reason = nil, err
			continue
		}
		g.taken = g.sent - unread
		if unread == 0 {
			return nil
		}
		if late {
			return ErrUnread
		}
		if asked >= eager {
			sleep(ctx, delay)
			delay = min(2*delay, longest)
		}
	}
	if !sleep(ctx, Pause) {
		return ErrUnread
	}
	return nil
}

// sleep reports false when ctx ends first.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
