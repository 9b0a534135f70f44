// Package tap forwards TCP connections, unchanged, and shows what passes: the
// chunks of both directions as they came, and the frames in them.
//
// A chunk is what one Read of the tap returned. Forwarding is nothing but copying: an
// observer decodes, shows and records what passes, beside it and in its order. Nobody
// waits for who reads what is shown: where more passes than can be shown, the rest is
// counted. Decoding and the file have no gaps. Where they are too far behind, streams
// wait for them, and that is said.
package tap

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"

	"bufferbybuffer/cmd/native/internal/gate"
)

// Direction is one of the two streams of a connection.
type Direction int

// The directions, by where they lead.
const (
	ToServer Direction = iota
	ToClient
)

// Other is the way back.
func (d Direction) Other() Direction { return 1 - d }

// from is who sends in a direction, to who receives.
func (d Direction) from() string { return [...]string{"client", "server"}[d] }
func (d Direction) to() string   { return d.Other().from() }

// Connection is one that is forwarded.
type Connection struct {
	Number         int            // 1 for the first
	Client, Server netip.AddrPort // its two ends
	Began          time.Time
}

// How a direction of a connection ended.
type How int

const (
	Closed  How = iota // its sender closed it
	Reset              // its sender reset the connection, or is gone
	Refused            // its receiver is gone
	Cut                // the tap closed it, as it was told to
	CutOff             // the tap reset the connection, as it was told to
)

// Recorder is told what passes. Its methods are called by many goroutines, for one
// connection by one.
type Recorder interface {
	Connected(Connection)
	// Chunk is lent.
	Chunk(c Connection, d Direction, chunk []byte, at time.Time)
	Ended(c Connection, d Direction, how How, at time.Time)
	Over(Connection)
}

// Config is what a Tap is made of.
type Config struct {
	To          string // the server's address
	Faults      Faults
	Connections int      // at most so many at once; 256 when 0
	Show        *Display // what shows it
	Recorder    Recorder // nil for none
}

// Tap forwards connections.
type Tap struct {
	config  Config
	dialer  net.Dialer
	running sync.WaitGroup
	backlog backlog
}

// New makes a tap.
func New(config Config) *Tap {
	if config.Connections == 0 {
		config.Connections = 256
	}
	if config.Recorder == nil {
		config.Recorder = Recorders{}
	}
	t := &Tap{config: config, dialer: net.Dialer{Timeout: dialPatience}}
	t.backlog.small, t.backlog.large = bufferPool(smallRead), bufferPool(largeRead)
	t.backlog.late = func() {
		config.Show.Trouble("what passes can't be decoded and recorded as fast as it comes: forwarding waits for that at times")
	}
	return t
}

// dialPatience is how long a server may take to accept.
const dialPatience = 10 * time.Second

// Serve forwards the connections that come in until ctx ends. Those that are open
// then are reset: nobody is to take that for the end of a stream.
func (t *Tap) Serve(ctx context.Context, listener net.Listener) error {
	ctx, stop := context.WithCancel(ctx)
	defer t.running.Wait()
	defer stop()
	defer context.AfterFunc(ctx, func() { listener.Close() })()
	places := make(chan struct{}, t.config.Connections)
	for number := 1; ; number++ {
		conn, err := listener.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				conn.Close()
			}
			return nil
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil: // too many files are open, for one
			t.config.Show.Trouble("a connection can't be accepted: " + cause(err).Error())
			select {
			case <-ctx.Done():
			case <-time.After(acceptPause):
			}
			continue
		}
		client := conn.(*net.TCPConn)
		select {
		case places <- struct{}{}:
		default:
			t.config.Show.Refused(number, address(client.RemoteAddr()), t.config.Connections)
			reset(client)
			continue
		}
		t.running.Go(func() {
			defer func() { <-places }()
			t.connect(ctx, number, client)
		})
	}
}

// acceptPause is how long to wait where a connection can't be accepted.
const acceptPause = 100 * time.Millisecond

// connect opens the way to the server for a client, and forwards.
func (t *Tap) connect(ctx context.Context, number int, client *net.TCPConn) {
	from := address(client.RemoteAddr())
	dialer := t.dialer
	dialer.Control = func(_, to string, _ syscall.RawConn) error {
		return notItself(to, address(client.LocalAddr()))
	}
	conn, err := dialer.DialContext(ctx, "tcp", t.config.To)
	if err != nil {
		reset(client) // as the server would have
		if ctx.Err() == nil {
			t.config.Show.Unreached(number, from, t.config.To, cause(err))
		}
		return
	}
	server := conn.(*net.TCPConn)
	c := Connection{Number: number, Client: from, Server: address(server.RemoteAddr()), Began: time.Now()}
	f := &forwarding{Connection: c, recorder: t.config.Recorder, show: t.config.Show.connected(c), observer: newObserver(&t.backlog)}
	f.recorder.Connected(c)
	f.streams[ToServer] = newStream(f, ToServer, client, server, t.config.Faults)
	f.streams[ToClient] = newStream(f, ToClient, server, client, t.config.Faults)
	f.run(ctx)
}

func address(a net.Addr) netip.AddrPort {
	p := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
}

// cause is what went wrong with a connection, as the system says it: without the
// addresses.
func cause(err error) error {
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		return call.Err
	}
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	if errors.Is(err, gate.ErrGone) {
		return errClosed
	}
	return err
}

var errClosed = errors.New("it has closed the connection")

var errItself = errors.New("that is the tap itself")

// notItself refuses to connect to where the client has found the tap: that would go
// round and round.
func notItself(to string, here netip.AddrPort) error {
	at, err := netip.ParseAddrPort(to)
	if err == nil && at.Port() == here.Port() && (at.Addr().Unmap() == here.Addr() || at.Addr().IsUnspecified()) {
		return errItself
	}
	return nil
}
