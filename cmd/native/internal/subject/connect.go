package subject

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"

	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/core"
)

// toStart is the patience with a program that has to start, and to find its peer.
var toStart = Patience{Quiet: 5 * time.Second, Dull: 15 * time.Second, Busy: 30 * time.Second}

// ErrNoAddress says that nobody knows where the program connects to or listens.
var ErrNoAddress = errors.New("it is not known which address the program uses: show it one with {host}, {port} or {addr} in its arguments or environment, or say which it uses with -address")

// prepare makes ready what the program will look for, and returns the address to
// tell it.
func (r *run) prepare() (at netip.AddrPort, err error) {
	at = r.program.Address
	switch {
	case r.program.Role == Filter:
		return at, nil
	case r.program.Role == Server && at.IsValid():
		return at, nil
	case r.program.Role == Server && !r.program.Told():
		return at, nil // it will be seen where it listens
	case !at.IsValid() && !r.program.Told():
		return at, ErrNoAddress
	case !at.IsValid():
		at = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), 0)
	}
	listenAt := net.TCPAddrFromAddrPort(at)
	if r.trial.Isolated {
		listenAt.IP = nil // whatever address it believes in
	}
	listener, err := net.ListenTCP("tcp", listenAt)
	// The run before may still have it: a program that is just being started, in
	// another run, has all our sockets for a moment.
	for begun := time.Now(); err != nil && time.Since(begun) < 3*time.Second; {
		time.Sleep(5 * time.Millisecond)
		listener, err = net.ListenTCP("tcp", listenAt)
	}
	if err != nil {
		return at, err
	}
	at = netip.AddrPortFrom(at.Addr(), listener.Addr().(*net.TCPAddr).AddrPort().Port())
	if r.program.Role == Server {
		listener.Close() // that was to find a free port
		return at, nil
	}
	r.listener = listener
	return at, nil
}

// connect waits until the program is connected, and opens the gate.
func (r *run) connect(ctx context.Context, at netip.AddrPort) error {
	if r.program.Role == Filter {
		r.gate = gate.Pipe(r.stdin)
		return nil
	}
	watched, stop := r.watched(ctx, toStart)
	defer stop()
	var err error
	if r.program.Role == Client {
		defer context.AfterFunc(watched, func() { r.listener.SetDeadline(time.Unix(1, 0)) })()
		if r.conn, err = r.listener.AcceptTCP(); err != nil {
			return fmt.Errorf("it did not connect to %s: %w", at, causeOr(watched, err))
		}
	} else if r.conn, err = r.dial(watched, at); err != nil {
		return err
	}
	r.gate = gate.TCP(r.conn)
	go r.listen(r.conn)
	return nil
}

func causeOr(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// dial connects to a program that listens, as soon as it does.
func (r *run) dial(ctx context.Context, at netip.AddrPort) (*net.TCPConn, error) {
	for {
		to, known := at, at.IsValid()
		if !known {
			to, known = r.tree.listening()
		}
		if known {
			if conn, err := net.DialTCP("tcp", nil, net.TCPAddrFromAddrPort(to)); err == nil {
				if conn.LocalAddr().String() != to.String() {
					return conn, nil
				}
				conn.Close() // nobody was there, and the kernel connected it to itself
			}
		}
		select {
		case <-ctx.Done():
			if at.IsValid() {
				return nil, fmt.Errorf("it does not listen on %s: %w", at, context.Cause(ctx))
			}
			return nil, fmt.Errorf("it was not seen to listen: %w", context.Cause(ctx))
		case <-time.After(tick / 5):
		}
	}
}

// listen takes what the program sends back: an echo shows messages too. It ends
// with the connection.
func (r *run) listen(conn *net.TCPConn) {
	dec := core.NewDecoder(r.trial.Series.Layout, core.Limit(1<<20))
	buffer := make([]byte, 64<<10)
	for left := r.bounds.Output; left > 0; {
		n, err := conn.Read(buffer)
		if err != nil {
			return
		}
		left -= int64(n)
		r.out.replied(buffer[:n])
		for dec.Feed(buffer[:n]); ; {
			ev := dec.Next()
			if ev.Kind == core.Message {
				r.out.answered(ev.Payload)
			}
			if ev.Kind == core.NeedMore || ev.Kind == core.Failed {
				break
			}
		}
	}
}

// Find runs a client until it tries to connect, and returns to where.
func (p *Program) Find(ctx context.Context) (at netip.AddrPort, err error) {
	w, err := watch()
	if err != nil {
		return at, err
	}
	defer w.close()
	r := &run{program: p, bounds: p.Bounds, out: &output{changed: make(chan struct{})}}
	if err := r.start(at); err != nil {
		return at, err
	}
	var res Result
	watched, stop := r.watched(ctx, toStart)
	for watched.Err() == nil {
		if at, ok := w.next(); ok {
			stop()
			r.finish(&res)
			return at, nil
		}
	}
	// It may have ended right after it tried.
	if found, ok := w.next(); ok {
		at = found
	} else {
		res.Cannot = fmt.Errorf("it was not seen to connect to anything: %w", context.Cause(watched))
	}
	stop()
	r.finish(&res)
	return at, res.Cannot
}
