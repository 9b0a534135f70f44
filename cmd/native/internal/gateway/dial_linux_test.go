//lint:file-ignore SA1019 the client side of socket.go, which says why.

package gateway

import (
	"bytes"
	"log/slog"
	"net"
	"net/netip"
	"testing"

	"golang.org/x/sys/unix"
	"nhooyr.io/websocket"

	"bufferbybuffer/cmd/native/internal/server"
)

// A page that leaves ends a dial that nobody answers, and that is nothing to
// warn of.
func TestPageLeavesDuringDial(t *testing.T) {
	var log bytes.Buffer
	dialling := make(chan bool)
	gate := New(Config{
		Host:    expect(func(server.Visit) { dialling <- true }),
		Address: startDeaf(t),
		Log:     slog.New(slog.NewTextHandler(&log, nil)),
	})
	page := visit(t, startWeb(t, t.Context(), gate))
	<-dialling
	if err := page.conn.Write(page.ctx, websocket.MessageText, []byte("what a page says is no reason to stop listening")); err != nil {
		t.Fatal(err)
	}
	page.conn.CloseNow()
	gate.Wait()
	if log.Len() > 0 {
		t.Errorf("the log says %s", &log)
	}
}

// startDeaf listens with a queue of one, which is full: whoever connects is not
// answered.
func startDeaf(t *testing.T) netip.AddrPort {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	raw, err := listener.(*net.TCPListener).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) { err = unix.Listen(int(fd), 0) })
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return listener.Addr().(*net.TCPAddr).AddrPort()
}

// The kernel holds no more of a session than it was told to: docs/deploy.md
// counts with that.
func TestSessionHasItsBuffers(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	gate := New(Config{Host: host{}, Address: listener.Addr().(*net.TCPAddr).AddrPort()})
	s, ctx := gate.newSession(t.Context(), nil, choices{})
	defer s.end(nil)
	if _, err := gate.dial(ctx, s, netip.Prefix{}); err != nil {
		t.Fatal(err)
	}
	defer s.conn.Close()
	raw, err := s.conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	for name, option := range map[string]struct{ which, want int }{
		"receives": {unix.SO_RCVBUF, 2 * maxBuffer}, // twice: see kernel.SetBuffers
		"sends":    {unix.SO_SNDBUF, 2 * sendBuffer},
	} {
		got := 0
		raw.Control(func(fd uintptr) { got, err = unix.GetsockoptInt(int(fd), unix.SOL_SOCKET, option.which) })
		if err != nil || got != option.want {
			t.Errorf("of what it %s, the kernel holds up to %d bytes, %v; want %d", name, got, err, option.want)
		}
	}
}
