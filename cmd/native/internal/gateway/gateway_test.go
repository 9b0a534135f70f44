//lint:file-ignore SA1019 the client side of socket.go, which says why.

package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"nhooyr.io/websocket"

	"bufferbybuffer/cmd/native/internal/server"
)

// A page sees each chunk as the kernel gave it, its report first.
func TestOneMessagePerRecv(t *testing.T) {
	url := startGateway(t, func(conn *net.TCPConn) {
		conn.Write([]byte("0123456789"))
		conn.Close()
	})
	page := visit(t, url+"?buffer=4")

	if got := page.report(); got["type"] != "hello" || got["buffer"] != 4.0 || got["layout"] != "decimal 10" {
		t.Errorf("hello is %v", got)
	}
	var stream string
	for stream != "0123456789" {
		report := page.report()
		chunk := page.chunk()
		if report["offset"] != float64(len(stream)) || report["length"] != float64(len(chunk)) {
			t.Errorf("report %v is not about chunk %q at %d", report, chunk, len(stream))
		}
		if len(chunk) > 4 {
			t.Errorf("chunk %q is longer than the buffer", chunk)
		}
		stream += chunk
	}
	end := page.report()
	if end["how"] != "closed" || end["bytes"] != 10.0 {
		t.Errorf("end is %v", end)
	}
	page.wantClosed(websocket.StatusNormalClosure)
}

// A reset is no clean end.
func TestResetIsCutOff(t *testing.T) {
	url := startGateway(t, func(conn *net.TCPConn) {
		conn.Read(make([]byte, 1)) // until the session is under way
		conn.SetLinger(0)
		conn.Close()
	})
	page := visit(t, url)
	page.report()
	if err := page.conn.Write(page.ctx, websocket.MessageBinary, []byte("x")); err != nil {
		t.Fatal(err)
	}
	if end := page.report(); end["how"] != "cut off" || !strings.Contains(end["why"].(string), "reset") {
		t.Errorf("end is %v", end)
	}
}

// What the page sends reaches the server as it is.
func TestPageTalks(t *testing.T) {
	heard := make(chan string, 1)
	url := startGateway(t, func(conn *net.TCPConn) {
		buffer := make([]byte, 64)
		n, _ := conn.Read(buffer)
		heard <- string(buffer[:n])
		conn.Close()
	})
	page := visit(t, url)
	if err := page.conn.Write(page.ctx, websocket.MessageBinary, []byte("5         hello")); err != nil {
		t.Fatal(err)
	}
	if got := <-heard; got != "5         hello" {
		t.Errorf("the server heard %q", got)
	}
}

func TestBadChoicesAreRefused(t *testing.T) {
	url := startGateway(t, func(*net.TCPConn) { t.Error("it connected all the same") })
	tests := []struct{ query, why string }{
		{"buffer=0", `buffer is "0"; it must be a number of bytes from 1 to 65536`},
		{"buffer=65537", `buffer is "65537"; it must be a number of bytes from 1 to 65536`},
		{"buffer=ten", `buffer is "ten"; it must be a number of bytes from 1 to 65536`},
		{"buffer=1&buffer=2", `"buffer" is given 2 times; give it once`},
		{"bufer=1", `there is no parameter "bufer"; there is buffer, pace, mss, cut, pause, gather, every, words`},
		{"mss=87", `mss is "87"; it must be a number of bytes from 88 to 32767`},
		{"pace=11s", `pace is "11s"; it must be a time from 0s to 10s, such as 500ms`},
		{"pace=soon", `pace is "soon"; it must be a time from 0s to 10s, such as 500ms`},
		{"gather=65", `gather takes a number of frames from 1 to 64, not "65"`},
		{"buffer=%zz", `the parameters can't be read: invalid URL escape "%zz"`},
		{"buffer=16;cut=every+7", "the parameters can't be read: invalid semicolon separator in query"},
		{"every=1ms", `every takes a time from 10ms to 3600s, not "1ms"`},
	}
	for _, test := range tests {
		t.Run(test.query, func(t *testing.T) {
			page := visit(t, url+"?"+test.query)
			want := map[string]any{"type": "refused", "why": test.why}
			if diff := cmp.Diff(want, page.report()); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
			page.wantClosed(websocket.StatusPolicyViolation)
		})
	}
}

func TestForeignPageIsRefused(t *testing.T) {
	url := startGateway(t, func(*net.TCPConn) { t.Error("it connected all the same") })
	foreign := http.Header{"Origin": {"https://elsewhere.example"}}
	_, response, err := websocket.Dial(t.Context(), url, &websocket.DialOptions{HTTPHeader: foreign})
	if err == nil || response.StatusCode != http.StatusForbidden {
		t.Errorf("got %v, %v; want status 403", response, err)
	}
}

// When the server shuts down, the page is told, and Wait returns.
func TestShutdownIsToldToThePage(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	url := startGatewayUntil(t, ctx, func(conn *net.TCPConn) { io.Copy(io.Discard, conn) })
	page := visit(t, url)
	page.report()
	stop()
	if end := page.report(); end["how"] != "cut off" || end["why"] != "the server is shutting down" {
		t.Errorf("end is %v", end)
	}
}

// A silent page, which answers nothing, not even a close, does not keep the
// server from closing; the library alone would wait five seconds for it.
func TestShutdownDoesNotWaitForSilentPages(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	gate, url := startGate(t, ctx, func(conn *net.TCPConn) { io.Copy(io.Discard, conn) })
	session, refused := visit(t, url), visit(t, url+"?buffer=0")
	session.report()
	refused.report()

	// Beside it, to be measured against, the library closes on a silent page.
	alone := make(chan struct{})
	library := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		<-ctx.Done()
		conn.Close(websocket.StatusNormalClosure, "")
		close(alone)
	}))
	defer library.Close()
	visit(t, "ws"+strings.TrimPrefix(library.URL, "http"))

	stop()
	ended := make(chan struct{})
	go func() { gate.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-alone:
		t.Error("sessions of silent pages stay open for as long as the library alone lets them")
	}
}

// A server that shuts down during a dial has nothing to warn of.
func TestShutdownDuringDialIsNoWarning(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	var log bytes.Buffer
	host := expect(func(server.Visit) { stop() })
	gate := New(Config{Host: host, Address: nobody, Log: slog.New(slog.NewTextHandler(&log, nil))})
	if got := visit(t, startWeb(t, ctx, gate)).report(); got["why"] != "the server is shutting down" {
		t.Errorf("got %v", got)
	}
	gate.Wait()
	if log.Len() > 0 {
		t.Errorf("the log says %s", &log)
	}
}

// nobody is an address at which nobody listens.
var nobody = netip.MustParseAddrPort("127.0.0.1:1")

// expect does something when a visit is announced, in the middle of its dial.
type expect func(server.Visit)

func (e expect) Expect(_ netip.AddrPort, visit server.Visit) (forget func()) {
	e(visit)
	return func() {}
}

// The time server is told whom a visit is for: what it does for pages of one
// address is that address's share.
func TestVisitIsForThePage(t *testing.T) {
	visits := make(chan server.Visit, 1)
	gate := New(Config{Host: expect(func(v server.Visit) { visits <- v }), Address: nobody})
	visitAs(t, startWeb(t, t.Context(), gate), http.Header{"X-Forwarded-For": {"192.0.2.7"}})
	if got, want := (<-visits).From, netip.MustParsePrefix("192.0.2.7/32"); got != want {
		t.Errorf("a visit for a page of %v is for %v", want, got)
	}
}

// Unless told otherwise, one address gets a quarter of the sessions.
func TestPlacesOfOneAddress(t *testing.T) {
	from, other := netip.MustParsePrefix("192.0.2.1/32"), netip.MustParsePrefix("192.0.2.2/32")
	for sessions, want := range map[int]int{0: 64, 256: 64, 10: 2, 1: 1} {
		gate := New(Config{Sessions: sessions})
		got := 0
		for gate.enter(from) == nil {
			got++
		}
		if got != want {
			t.Errorf("of %d sessions, one address gets %d, want %d", sessions, got, want)
		}
		if err := gate.enter(other); err != nil && sessions != 1 {
			t.Errorf("of %d sessions, another address gets none: %v", sessions, err)
		}
	}
}

// A message that is too long ends the session, in words.
func TestLongMessageIsToldToThePage(t *testing.T) {
	url := startGateway(t, func(conn *net.TCPConn) { io.Copy(io.Discard, conn) })
	for _, size := range []int{pageMessage + 1, 100 * pageMessage} {
		page := visit(t, url)
		page.report()
		go page.conn.Write(page.ctx, websocket.MessageBinary, make([]byte, size)) // it may not get rid of all of it
		end := page.report()
		if end["how"] != "cut off" || end["why"] != "the page sent a message of more than 65536 bytes" {
			t.Errorf("%d bytes: end is %v", size, end)
		}
		page.wantClosed(websocket.StatusMessageTooBig)
	}
}

func startGateway(t *testing.T, serve func(*net.TCPConn)) (url string) {
	t.Helper()
	return startGatewayUntil(t, t.Context(), serve)
}

// startGatewayUntil runs a gateway before a server of the test's own.
func startGatewayUntil(t *testing.T, ctx context.Context, serve func(*net.TCPConn)) (url string) {
	t.Helper()
	_, url = startGate(t, ctx, serve)
	return url
}

func startGate(t *testing.T, ctx context.Context, serve func(*net.TCPConn)) (gate *Gateway, url string) {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.AcceptTCP()
			if err != nil {
				return
			}
			go serve(conn)
		}
	}()

	gate = New(Config{Host: host{}, Address: listener.Addr().(*net.TCPAddr).AddrPort()})
	return gate, startWeb(t, ctx, gate)
}

// startWeb serves a gateway; the test waits for the end of its sessions.
func startWeb(t *testing.T, ctx context.Context, gate *Gateway) (url string) {
	t.Helper()
	web := httptest.NewUnstartedServer(gate)
	web.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	web.Start()
	t.Cleanup(gate.Wait)
	t.Cleanup(web.Close)
	return "ws" + strings.TrimPrefix(web.URL, "http")
}

// host stands for a time server that a test writes itself.
type host struct{}

func (host) Expect(netip.AddrPort, server.Visit) (forget func()) { return func() {} }

// page is a WebSocket client that knows what it waits for.
type page struct {
	t    *testing.T
	ctx  context.Context
	conn *websocket.Conn
}

func visit(t *testing.T, url string) *page {
	t.Helper()
	return visitAs(t, url, nil)
}

func visitAs(t *testing.T, url string, header http.Header) *page {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	conn, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: header})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.CloseNow() })
	return &page{t, ctx, conn}
}

func (p *page) report() map[string]any {
	p.t.Helper()
	kind, message, err := p.conn.Read(p.ctx)
	if err != nil || kind != websocket.MessageText {
		p.t.Fatalf("want a report, got %v %q %v", kind, message, err)
	}
	var report map[string]any
	if err := json.Unmarshal(message, &report); err != nil {
		p.t.Fatalf("report %s: %v", message, err)
	}
	return report
}

func (p *page) chunk() string {
	p.t.Helper()
	kind, message, err := p.conn.Read(p.ctx)
	if err != nil || kind != websocket.MessageBinary {
		p.t.Fatalf("want a chunk, got %v %q %v", kind, message, err)
	}
	return string(message)
}

func (p *page) wantClosed(want websocket.StatusCode) {
	p.t.Helper()
	if _, message, err := p.conn.Read(p.ctx); websocket.CloseStatus(err) != want {
		p.t.Errorf("want close status %v, got %q, %v", want, message, err)
	}
}
