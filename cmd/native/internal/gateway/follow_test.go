//lint:file-ignore SA1019 the client side of socket.go, which says why.

package gateway

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"nhooyr.io/websocket"
)

// A page gets the parts as they come, and is told why no more do.
func TestFollow(t *testing.T) {
	parts := make(chan string)
	stopped := make(chan struct{}, 10)
	enough := errors.New("that was all")
	url := startFollow(t, t.Context(), func() (func(context.Context) ([]byte, error), func(), error) {
		next := func(ctx context.Context) ([]byte, error) {
			select {
			case part, more := <-parts:
				if !more {
					return nil, enough
				}
				return []byte(part), nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		return next, func() { stopped <- struct{}{} }, nil
	})
	// One that leaves is let go of, without a part to send to it.
	visit(t, url).conn.CloseNow()
	<-stopped

	page := visit(t, url)
	for _, part := range []string{"one", "two"} {
		parts <- part
		if got := page.chunk(); got != part {
			t.Errorf("got %q, want %q", got, part)
		}
	}
	if err := page.conn.Write(page.ctx, websocket.MessageText, []byte("that a page says something does no harm")); err != nil {
		t.Error(err)
	}
	close(parts)
	wantTurnedAway(t, page, "that was all")
	<-stopped

	foreign := http.Header{"Origin": {"https://elsewhere.example"}}
	_, response, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPHeader: foreign})
	if err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign page got %v, %v; want status 403", response, err)
	}
}

func TestFollowRefused(t *testing.T) {
	url := startFollow(t, t.Context(), func() (func(context.Context) ([]byte, error), func(), error) {
		return nil, nil, errors.New("there are too many")
	})
	wantTurnedAway(t, visit(t, url), "there are too many")
}

func TestFollowShutdown(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	url := startFollow(t, ctx, func() (func(context.Context) ([]byte, error), func(), error) {
		return func(ctx context.Context) ([]byte, error) { <-ctx.Done(); return nil, ctx.Err() }, func() {}, nil
	})
	page := visit(t, url)
	stop()
	wantTurnedAway(t, page, "the tap has ended")
}

// Nothing follows the frame that closes, whatever the page answers: browsers complain
// of a second one.
func TestFollowClosesOnce(t *testing.T) {
	url := startFollow(t, t.Context(), func() (func(context.Context) ([]byte, error), func(), error) {
		return func(context.Context) ([]byte, error) { return nil, errors.New("over") }, func() {}, nil
	})
	conn, err := net.Dial("tcp", strings.TrimPrefix(url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
	from := bufio.NewReader(conn)
	if _, err := http.ReadResponse(from, nil); err != nil {
		t.Fatal(err)
	}
	frame := make([]byte, 2+2+len("over"))
	if _, err := io.ReadFull(from, frame); err != nil || string(frame) != "\x88\x06\x03\xf5over" {
		t.Fatalf("it closes with %q, %v", frame, err)
	}
	conn.Write([]byte("\x88\x82\x00\x00\x00\x00\x03\xf5")) // the answer, masked with nothing
	if rest, err := io.ReadAll(from); len(rest) > 0 {
		t.Errorf("then it says %q, %v", rest, err)
	}
}

func wantTurnedAway(t *testing.T, p *page, why string) {
	t.Helper()
	_, message, err := p.conn.Read(p.ctx)
	closed, ok := errors.AsType[websocket.CloseError](err)
	if !ok || closed.Code != websocket.StatusTryAgainLater || closed.Reason != why {
		t.Errorf("got %q, %v; want it closed: %s", message, err, why)
	}
}

func startFollow(t *testing.T, ctx context.Context, open func() (func(context.Context) ([]byte, error), func(), error)) (url string) {
	t.Helper()
	pages, wait := Follow(open)
	web := httptest.NewUnstartedServer(pages)
	web.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	web.Start()
	t.Cleanup(wait)
	t.Cleanup(web.Close)
	return "ws" + strings.TrimPrefix(web.URL, "http")
}
