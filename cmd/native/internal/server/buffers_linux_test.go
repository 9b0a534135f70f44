package server

import (
	"net"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"bufferbybuffer/cmd/native/internal/await"
	"bufferbybuffer/core"
)

// A client that asks and never reads fills its outbox, and the kernel holds no
// more for it than it was told to: left alone, it would hold megabytes.
func TestKernelHoldsLittle(t *testing.T) {
	address, witness := setUp(t, Config{Patience: time.Minute})
	conn := connect(t, address)
	conn.SetReadBuffer(4096)
	echo, err := core.AppendFrame(nil, append([]byte("echo "), make([]byte, 10_000)...))
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		for {
			if _, err := conn.Write(echo); err != nil {
				return
			}
		}
	}()
	victim := witness.server.clientOf(t, conn.LocalAddr())
	for full := false; !full; {
		witness.sees(t, 1)
		victim.out.mu.Lock()
		full = victim.out.size > crowded
		victim.out.mu.Unlock()
	}
	raw, err := victim.conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	held := 0
	raw.Control(func(fd uintptr) { held, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) })
	if most := 4 * sendBuffer; err != nil || held > most { // twice, and the last write may go over it
		t.Errorf("the kernel holds %d bytes for it, %v; want at most %d", held, err, most)
	}
	conn.Close()
	<-gone
}

// clientOf is the server's end of a connection from there, once it is admitted.
func (s *Server) clientOf(t *testing.T, from net.Addr) (found *client) {
	t.Helper()
	await.True(t, "it is admitted", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.clients {
			if c.conn.RemoteAddr().String() == from.String() {
				found = c
			}
		}
		return found != nil
	})
	return found
}
