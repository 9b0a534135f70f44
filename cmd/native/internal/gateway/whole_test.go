//lint:file-ignore SA1019 the client side of socket.go, which says why.

package gateway

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/VictoriaMetrics/metrics"
	"github.com/google/go-cmp/cmp"
	"nhooyr.io/websocket"

	"bufferbybuffer/cmd/native/internal/await"
	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/cmd/native/internal/leak"
	"bufferbybuffer/cmd/native/internal/server"
	"bufferbybuffer/core"
)

// Three writes in a burst and a reader that takes its time: three segments,
// one recv.
func TestSendsAreNotRecvs(t *testing.T) {
	page := visit(t, startWhole(t, restUntil(32))+"?buffer=1000&pace=300ms&cut=5,+10,+then+the+rest")
	if hello := page.report(); hello["cut"] != "5, 10, then the rest" || hello["pace"] != "300ms" {
		t.Errorf("hello is %v", hello)
	}
	report := page.report()
	if diff := cmp.Diff([]any{5.0, 15.0, 32.0}, report["sends"]); diff != "" {
		t.Errorf("sends (-want +got)\n%s", diff)
	}
	if sent, ok := report["sent"].([]any); !ok || len(sent) != 3 {
		t.Errorf("sent is %v, want three times", report["sent"])
	}
	if got := page.chunk(); got != "22        Welcome to the server!" {
		t.Errorf("the chunk is %q", got)
	}
	if runtime.GOOS == "linux" {
		wantKnown(t, report, 0, 3)
	}
}

// restUntil lets the reader take its time until so many bytes are queued, recv
// by recv; after the last of them, and where the system does not say, it keeps
// its pace.
func restUntil(queued ...int) func(*Gateway) {
	return func(g *Gateway) {
		g.rest = func(s *session, ctx context.Context) error {
			if s.chunks >= len(queued) || kernel.Ask(s.conn).Queued == nil {
				return s.keepPace(ctx)
			}
			tick := time.NewTicker(time.Millisecond)
			defer tick.Stop()
			for {
				if *kernel.Ask(s.conn).Queued >= queued[s.chunks] {
					return nil
				}
				select {
				case <-tick.C:
				case <-ctx.Done():
					return context.Cause(ctx)
				}
			}
		}
	}
}

// A reader that keeps a pace waits before each recv.
func TestPace(t *testing.T) {
	page := visit(t, startWhole(t)+"?buffer=8&pace=50ms")
	page.report()
	for i := range 4 { // the greeting has 32 bytes
		if at, least := page.report()["at"].(float64), 50*float64(i+1); at < least {
			t.Errorf("recv %d was at %v ms, want at least %v", i, at, least)
		}
		page.chunk()
	}
}

// What one recv leaves is still queued, and came in the segment before.
func TestQueuedIsWhatRecvLeft(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux says what is queued")
	}
	page := visit(t, startWhole(t)+"?buffer=20")
	page.report()
	wantKnown(t, page.report(), 12, 1)
	page.chunk()
	wantKnown(t, page.report(), 0, 0)
}

// A small maximum segment size cuts the wire, and still not the recv.
func TestSegmentsAreNotRecvs(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux takes a maximum segment size")
	}
	page := visit(t, startWhole(t, restUntil(32, 710))+"?buffer=65536&mss=100")
	page.report()
	page.report()
	page.chunk() // the greeting
	echo, err := core.AppendFrame(nil, []byte("echo "+strings.Repeat("x", 700)))
	if err != nil {
		t.Fatal(err)
	}
	if err := page.conn.Write(page.ctx, websocket.MessageBinary, echo); err != nil {
		t.Fatal(err)
	}
	report := page.report()
	if segments := report["segments"].(float64); segments < 8 {
		t.Errorf("%v segments of at most 100 bytes for 710 bytes", segments)
	}
	if got := page.chunk(); len(got) != 710 {
		t.Errorf("%d bytes in one recv, want 710", len(got))
	}
}

// A session too many is told so, and one that ends makes room.
func TestSessionsAreBounded(t *testing.T) {
	url := startWhole(t)
	var pages []*page
	for i := range sessions {
		page := visitAs(t, url, http.Header{"X-Forwarded-For": {fmt.Sprintf("192.0.2.%d", i)}})
		page.report()
		pages = append(pages, page)
	}
	tooMany := visit(t, url)
	if got := tooMany.report(); got["why"] != fmt.Sprintf("too many sessions: %d are open; try again later", sessions) {
		t.Errorf("got %v", got)
	}
	pages[0].conn.CloseNow()
	await.True(t, "a session that ended makes room", func() bool { return visit(t, url).report()["type"] == "hello" })
}

// One address can't take all places: a page that opens session after session
// is told so, and others get theirs.
func TestSessionsOfOneAddressAreBounded(t *testing.T) {
	url := startWhole(t)
	from := func(address string) http.Header { return http.Header{"X-Forwarded-For": {address}} }
	for range sessions / 2 {
		if got := visitAs(t, url, from("192.0.2.1")).report(); got["type"] != "hello" {
			t.Fatalf("got %v", got)
		}
	}
	want := fmt.Sprintf("too many sessions from your address: %d are open; close one first", sessions/2)
	if got := visitAs(t, url, from("192.0.2.1")).report(); got["why"] != want {
		t.Errorf("got %v, want %q", got, want)
	}
	if got := visitAs(t, url, from("192.0.2.2")).report(); got["type"] != "hello" {
		t.Errorf("somebody else got %v", got)
	}
}

// A recording is bounded; the page is told that it is full.
func TestRecordingIsBounded(t *testing.T) {
	leak.Check(t)
	page := visit(t, startWhole(t)+"?buffer=1")
	page.report()
	echo, err := core.AppendFrame(nil, []byte("echo "+strings.Repeat("x", 15_000)))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := page.conn.Write(page.ctx, websocket.MessageBinary, echo); err != nil {
			t.Fatal(err)
		}
	}
	for range maxChunks {
		page.report()
		page.chunk()
	}
	end := page.report()
	if end["how"] != "cut off" || end["chunks"] != float64(maxChunks) || !strings.HasPrefix(end["why"].(string), "the recording is full") {
		t.Errorf("end is %v", end)
	}
	page.wantClosed(websocket.StatusNormalClosure)
}

// So are the server's writes, which may be far ahead of a reader that takes
// its time.
func TestSendsAreBounded(t *testing.T) {
	leak.Check(t)
	page := visit(t, startWhole(t)+"?pace=10s&cut=one+byte+at+a+time")
	page.conn.SetReadLimit(4 << 20) // the last report names all writes
	page.report()
	echo, err := core.AppendFrame(nil, []byte("echo "+strings.Repeat("x", 15_000)))
	if err != nil {
		t.Fatal(err)
	}
	for range 1 + maxSends/15_000 {
		if err := page.conn.Write(page.ctx, websocket.MessageBinary, echo); err != nil {
			t.Fatal(err)
		}
	}
	end := page.report()
	sends := len(end["sends"].([]any))
	for end["how"] == nil { // the reader has taken its time, and then a byte
		page.chunk()
		end = page.report()
		sends += len(end["sends"].([]any))
	}
	if end["how"] != "cut off" || !strings.HasPrefix(end["why"].(string), "the recording is full") || sends != maxSends {
		t.Errorf("end is %v, %v, after %d writes, want %d", end["how"], end["why"], sends, maxSends)
	}
}

// A page that goes, in whatever way, leaves nothing behind.
func TestPageGone(t *testing.T) {
	tests := []struct {
		name, query string
		leave       func(p *page, url string)
	}{
		{"it closes", "?every=10ms", func(p *page, _ string) { p.conn.Close(websocket.StatusGoingAway, "") }},
		{"it vanishes", "?every=10ms", func(p *page, _ string) { p.conn.CloseNow() }},
		{"it never reads and vanishes", "?every=10ms&buffer=1", func(p *page, url string) {
			other := visit(p.t, url+"?every=10ms")
			for range 60 { // meanwhile nobody reads what the first is sent
				other.conn.Read(other.ctx)
			}
			other.conn.CloseNow()
			p.conn.CloseNow()
		}},
		{"it vanishes while the reader waits", "?pace=10s", func(p *page, _ string) { p.conn.CloseNow() }},
		{"it vanishes while the writer pauses", "?pause=5s&cut=every+1", func(p *page, _ string) { p.conn.CloseNow() }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			leak.Check(t)
			url, times := startBoth(t)
			page := visit(t, url+test.query)
			page.report()
			test.leave(page, url)
			await.True(t, "its TCP connection is not served any more", func() bool { return clients(t, times) == 0 })
		})
	}
}

// clients is what the time server's counter says.
func clients(t *testing.T, set *metrics.Set) float64 {
	t.Helper()
	var text bytes.Buffer
	set.WritePrometheus(&text)
	for line := range strings.Lines(text.String()) {
		if value, ok := strings.CutPrefix(line, "timeserver_clients "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no timeserver_clients in %s", &text)
	return 0
}

func wantKnown(t *testing.T, report map[string]any, queued, segments float64) {
	t.Helper()
	if report["queued"] != queued || report["segments"] != segments {
		t.Errorf("queued %v, segments %v; want %v, %v", report["queued"], report["segments"], queued, segments)
	}
}

const sessions = 4

// startWhole runs a gateway before the real time server.
func startWhole(t *testing.T, change ...func(*Gateway)) (url string) {
	t.Helper()
	url, _ = startBoth(t, change...)
	return url
}

func startBoth(t *testing.T, change ...func(*Gateway)) (url string, set *metrics.Set) {
	t.Helper()
	set = metrics.NewSet()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	times := server.New(server.Config{Interval: time.Minute, Metrics: set, Limits: server.Limits{Turns: 1 << 20}})
	served := make(chan error, 1)
	go func() { served <- times.Serve(ctx, listener) }()

	gate := New(Config{Host: times, Address: listener.Addr().(*net.TCPAddr).AddrPort(), Sessions: sessions, PerAddress: sessions / 2})
	for _, change := range change {
		change(gate)
	}
	web := httptest.NewUnstartedServer(gate)
	web.Config.BaseContext = func(net.Listener) context.Context { return ctx }
	web.Start()
	t.Cleanup(func() {
		stop()
		gate.Wait()
		web.Close()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return "ws" + strings.TrimPrefix(web.URL, "http"), set
}
