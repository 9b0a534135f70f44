package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core"
)

// Everybody is greeted and told the same time.
func TestEveryClientIsServedAtOnce(t *testing.T) {
	address := start(t, Config{Interval: 20 * time.Millisecond, Now: stopped(1700000000)})
	want := []string{"Welcome to the server!", "The time is 1700000000", "The time is 1700000000"}
	var readers []*core.Reader
	for range 3 {
		readers = append(readers, core.NewReader(connect(t, address), core.Decimal(10)))
	}
	for _, reader := range readers {
		if diff := cmp.Diff(want, messages(t, reader, 3)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
}

// A client that ended only its own side is still told the time.
func TestHalfClosedClientIsServed(t *testing.T) {
	address := start(t, Config{Interval: 20 * time.Millisecond})
	conn := connect(t, address)
	if err := conn.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	messages(t, core.NewReader(conn, core.Decimal(10)), 5)
}

// A closing server ends each stream between two frames.
func TestShutdownEndsCleanly(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	address := startUntil(t, ctx, Config{Interval: time.Millisecond})
	reader := core.NewReader(connect(t, address), core.Decimal(10))
	messages(t, reader, 3)
	stop()
	for {
		_, err := reader.ReadMessage()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("the stream ended with %v, want a clean end", err)
		}
	}
}

// stopped is a clock that always says the same.
func stopped(unix int64) func() time.Time {
	return func() time.Time { return time.Unix(unix, 0) }
}

func start(t *testing.T, config Config) (address string) {
	t.Helper()
	return startUntil(t, t.Context(), config)
}

// startUntil runs a server until ctx ends; the test waits for its end.
func startUntil(t *testing.T, ctx context.Context, config Config) (address string) {
	t.Helper()
	_, address = startServer(t, ctx, config)
	return address
}

func startServer(t *testing.T, ctx context.Context, config Config) (s *Server, address string) {
	t.Helper()
	s = New(config)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	t.Cleanup(func() {
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(2 * time.Minute):
			t.Error("Serve did not end")
		}
	})
	return s, listener.Addr().String()
}

func connect(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(2 * time.Minute))
	return conn.(*net.TCPConn)
}

// connectAsVisit connects as the gateway does.
func connectAsVisit(t *testing.T, s *Server, address string, visit Visit) *net.TCPConn {
	t.Helper()
	conn, err := kernel.Dial(t.Context(), net.Dialer{}, netip.MustParseAddrPort(address), func(local netip.AddrPort) {
		t.Cleanup(s.Expect(local, visit))
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(2 * time.Minute))
	return conn
}

// messages reads so many, or fails the test.
func messages(t *testing.T, reader *core.Reader, count int) []string {
	t.Helper()
	var got []string
	for range count {
		message, err := reader.ReadMessage()
		if err != nil {
			t.Fatalf("after %q: %v", got, err)
		}
		got = append(got, string(message))
	}
	return got
}
