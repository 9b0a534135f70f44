package web

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"bufferbybuffer/cmd/native/internal/gateway"
)

// A request by a name that is not ours is refused, wherever it comes from:
// that is what a page sees that let its own name point here.
func TestHosts(t *testing.T) {
	address := start(t, Config{Hosts: []string{"lesson.example"}})
	_, port, _ := net.SplitHostPort(address)
	tests := []struct {
		host string
		want int
	}{
		{"127.0.0.1:" + port, 200},
		{"127.0.0.1", 200},
		{"localhost:" + port, 200},
		{"LOCALHOST", 200},
		{"lesson.example", 200},
		{"Lesson.Example.:443", 200},
		{"evil.example", 421},
		{"evil.example:" + port, 421},
		{"127.0.0.1.evil.example", 421},
		{"localhost.evil.example", 421},
		{"127.0.0.2", 421},
		{"[::1]:" + port, 421},
		{"10.0.0.1", 421},
		{"", 421},
		{"evil.example<script>", 400}, // refused by net/http already
	}
	for _, test := range tests {
		for _, path := range []string{"/", "/ws", "/metrics"} {
			if got := status(t, address, path, test.host); got != test.want {
				t.Errorf("Host %q, %s: status %d, want %d", test.host, path, got, test.want)
			}
		}
	}
}

// A server that listens on more than loopback answers to the address that a
// request came to, and not to localhost, which is then somebody else's name.
func TestHostsBeyondLoopback(t *testing.T) {
	tests := []struct {
		local, host string
		want        bool
	}{
		{"192.0.2.7:8080", "192.0.2.7:8080", true},
		{"192.0.2.7:8080", "192.0.2.8:8080", false},
		{"192.0.2.7:8080", "localhost:8080", false},
		{"192.0.2.7:8080", "lab7.example:8080", true},
		{"[2001:db8::7]:8080", "[2001:db8::7]:8080", true},
		{"[2001:db8::7]:8080", "[2001:0db8:0::7]", true},
		{"[::ffff:192.0.2.7]:8080", "192.0.2.7:8080", true},
		{"[::1]:8080", "localhost", true},
	}
	for _, test := range tests {
		local := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(test.local))
		request := httptest.NewRequest("GET", "/", nil)
		request.Host = test.host
		request = request.WithContext(context.WithValue(request.Context(), http.LocalAddrContextKey, local))
		if got := (hosts{"lab7.example"}).know(request); got != test.want {
			t.Errorf("at %s, Host %s: %t, want %t", test.local, test.host, got, test.want)
		}
	}
}

// Whatever is answered says what a page may do with it, errors and detours too;
// only what is no HTTP is answered by net/http alone.
func TestEveryAnswerIsSecure(t *testing.T) {
	address := start(t, Config{Gateway: gateway.New(gateway.Config{})})
	const upgrade = "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
	for _, test := range []struct {
		path, host string // host: and further lines
		status     int
	}{
		{"/", "localhost", 200},
		{"/metrics", "localhost", 200},
		{"//detour", "localhost", 307},
		{"/", "evil.example", 421},
		{"/ws", "localhost", 426},
		{"/ws", "localhost" + upgrade + "\r\nOrigin: https://evil.example", 403},
		{"/ws?buffer=0", "localhost" + upgrade, 101},
	} {
		response := answer(t, address, test.path, test.host)
		if response == nil {
			continue
		}
		if response.StatusCode != test.status {
			t.Errorf("%s at %q: %d, want %d", test.path, test.host, response.StatusCode, test.status)
		}
		for name, want := range headers {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s at %q: %d with %s %q, want %q", test.path, test.host, response.StatusCode, name, got, want)
			}
		}
	}
}

func TestParseHosts(t *testing.T) {
	tests := []struct{ text, want string }{
		{" Lesson.example, b.example ,", "lesson.example|b.example"},
		{"lesson.example.", "lesson.example"},
		{"192.0.2.7,[2001:0DB8::7],2001:db8::8", "192.0.2.7|2001:db8::7|2001:db8::8"},
		{"xn--mnchen-3ya.example,lab_7", "xn--mnchen-3ya.example|lab_7"},
		{" , .", ""},
	}
	for _, test := range tests {
		if got, err := ParseHosts(test.text); err != nil || strings.Join(got, "|") != test.want {
			t.Errorf("%q gave %q, %v; want %s", test.text, got, err, test.want)
		}
	}
	for _, bad := range []string{"https://lesson.example", "lesson.example:443", "*.example", "a b", "münchen.example", "fe80::1%eth0", "a\r\nb", `a"b`} {
		if got, err := ParseHosts(bad); err == nil {
			t.Errorf("%q gave %q, want an error", bad, got)
		}
	}
}

// Slow and greedy requests are ended; nobody else notices.
func TestRequestsAreBounded(t *testing.T) {
	address := start(t, Config{})
	tests := []struct{ name, send, want string }{
		{"a header too large", "GET / HTTP/1.1\r\nHost: localhost\r\nX: " + strings.Repeat("x", 2*maxHeader+8192) + "\r\n\r\n", "431"},
		{"a body too large", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10000\r\n\r\n" + strings.Repeat("x", 10000), "413"},
		{"no HTTP", "22        Welcome to the server!\r\n\r\n", "400"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn, err := net.Dial("tcp", address)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			conn.SetDeadline(time.Now().Add(2 * time.Minute))
			go io.WriteString(conn, test.send)
			line, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.Contains(line, test.want) {
				t.Errorf("answer %q, %v; want status %s", line, err, test.want)
			}
		})
	}
}

// Who takes too long over a header is hung up on.
func TestSlowHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		conn := serveApart(t, Config{}, func(http.ResponseWriter, *http.Request) {})()
		began := time.Now()
		var talking sync.WaitGroup
		talking.Go(func() {
			for _, b := range []byte("GET / HTTP/1.1\r\nHost: localhost\r\n" + strings.Repeat("X: y\r\n", 1000)) {
				time.Sleep(50 * time.Millisecond)
				if _, err := conn.Write([]byte{b}); err != nil { // it was hung up on
					return
				}
			}
		})
		io.Copy(io.Discard, conn)
		if took := time.Since(began); took != headerTimeout {
			t.Errorf("it was hung up on after %v, want %v", took, headerTimeout)
		}
		talking.Wait()
	})
}

// Where all places are being answered on, one more waits, and is served when
// one ends.
func TestConnectionsAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began, end := make(chan bool), make(chan bool)
		dial := serveApart(t, Config{Conns: 2}, func(_ http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/long" {
				began <- true
				<-end
			}
		})
		var long sync.WaitGroup
		for range 2 {
			long.Go(func() { ask(t, dial(), "/long", "localhost") })
			<-began
		}
		served := make(chan *http.Response, 1)
		go func() { served <- ask(t, dial(), "/", "localhost") }()
		synctest.Wait() // until nothing happens any more
		select {
		case got := <-served:
			t.Fatalf("served with %v over the limit", got)
		default:
		}
		end <- true
		if got := <-served; got == nil || got.StatusCode != 200 {
			t.Errorf("got %v, want status 200", got)
		}
		end <- true
		long.Wait()
	})
}

// serveApart runs a server apart from the kernel, in a bubble of synctest: there,
// time passes when nothing else is left to happen. dial connects to it.
func serveApart(t *testing.T, config Config, site http.HandlerFunc) (dial func() net.Conn) {
	t.Helper()
	config.Log = slog.New(slog.DiscardHandler)
	config.Site = site
	listener := make(queue, 10)
	serveOn(t, listener, config)
	here := net.TCPAddrFromAddrPort(netip.MustParseAddrPort("127.0.0.1:80"))
	return func() net.Conn {
		near, far := net.Pipe()
		t.Cleanup(func() { far.Close() })
		listener <- pretended{near, here, here}
		return far
	}
}

// Who is between two requests, or takes its time over one, gives way when
// places run short: the longest idle first.
func TestIdleGivesWay(t *testing.T) {
	tests := []struct {
		name, send string
		order      bool // it is certain which is idle longest
	}{
		{"nothing said", "", true},
		{"half a header", "GET / HTTP/1.1\r\nHost: local", true},
		{"between two requests", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", false},
		{"a body that does not come", "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address := startSite(t, Config{Conns: 3}, func(http.ResponseWriter, *http.Request) {})
			var idle []net.Conn
			for range 3 {
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Fatal(err)
				}
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(2 * time.Minute))
				io.WriteString(conn, test.send)
				if strings.HasSuffix(test.send, "localhost\r\n\r\n") { // until it is answered
					if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
						t.Fatal(err)
					}
				}
				idle = append(idle, conn)
			}
			if got := status(t, address, "/", "localhost"); got != 200 {
				t.Errorf("status %d, want 200", got)
			}
			if !test.order {
				return
			}
			// The first gave way: its stream has ended, in whatever way.
			if _, err := io.Copy(io.Discard, idle[0]); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Error("the longest idle is still connected")
			}
		})
	}
}

// One address can't take all the places; while all of its own are being
// answered on, one more is closed at once. A proxy on this machine may bring
// everybody.
func TestConnectionsFromOneAddress(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	from := func(address string) net.Conn {
		return pretended{near, nil, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(address))}
	}
	inner := make(queue, 10)
	listener := limit(inner, 100, 2)
	for _, address := range []string{
		"192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3", // one too many
		"[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1", // one network
		"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3",
		"192.0.2.2:1",
	} {
		inner <- from(address)
	}
	var got []string
	var accepted []net.Conn
	for range 8 {
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		listener.mu.Lock()
		listener.busy(conn.(*slotted))
		listener.mu.Unlock()
		accepted = append(accepted, conn)
		got = append(got, conn.RemoteAddr().String())
	}
	want := "192.0.2.1:1 192.0.2.1:2 [2001:db8::1]:1 [2001:db8::2]:1 127.0.0.1:1 127.0.0.1:2 127.0.0.1:3 192.0.2.2:1"
	if strings.Join(got, " ") != want {
		t.Errorf("accepted %s, want %s", strings.Join(got, " "), want)
	}
	accepted[0].Close()
	inner <- from("192.0.2.1:4")
	if conn, err := listener.Accept(); err != nil || conn.RemoteAddr().String() != "192.0.2.1:4" {
		t.Errorf("a connection that ended made no room: %v", err)
	}
}

// queue is a listener whose connections are put into it.
type queue chan net.Conn

func (q queue) Accept() (net.Conn, error) {
	if conn, open := <-q; open {
		return conn, nil
	}
	return nil, net.ErrClosed
}
func (q queue) Close() error   { close(q); return nil }
func (q queue) Addr() net.Addr { return nil }

// pretended is a connection from and to somewhere else.
type pretended struct {
	net.Conn
	to, from net.Addr
}

func (p pretended) LocalAddr() net.Addr  { return p.to }
func (p pretended) RemoteAddr() net.Addr { return p.from }

func TestMetrics(t *testing.T) {
	set := metrics.NewSet()
	set.NewCounter("timeserver_ticks_total").Add(7)
	address := start(t, Config{Metrics: set})
	response, err := http.Get("http://" + address + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	for _, want := range []string{"timeserver_ticks_total 7\n", "process_resident_memory_bytes "} {
		if !strings.Contains(string(body), want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
}

// start runs a server with a site of one page until the test ends.
func start(t *testing.T, config Config) (address string) {
	t.Helper()
	return startSite(t, config, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		}
	})
}

func startSite(t *testing.T, config Config, site http.HandlerFunc) (address string) {
	t.Helper()
	if config.Metrics == nil {
		config.Metrics = metrics.NewSet()
	}
	config.Log = slog.New(slog.DiscardHandler)
	config.Site = site
	if config.Gateway == nil {
		config.Gateway = config.Site
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serveOn(t, listener, config)
	return listener.Addr().String()
}

// serveOn serves until the test ends.
func serveOn(t *testing.T, listener net.Listener, config Config) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, listener, config) }()
	t.Cleanup(func() {
		stop()
		if err := <-served; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

func status(t *testing.T, address, path, host string) int {
	t.Helper()
	if response := answer(t, address, path, host); response != nil {
		return response.StatusCode
	}
	return 0
}

// answer is nil where there was none, which is an error.
func answer(t *testing.T, address, path, host string) *http.Response {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Error(err)
		return nil
	}
	return ask(t, conn, path, host)
}

// ask is answer on a connection, which it closes.
func ask(t *testing.T, conn net.Conn, path, host string) *http.Response {
	t.Helper()
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(2 * time.Minute))
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\nConnection: close\r\nHost: %s\r\n\r\n", path, host)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Error(err)
		return nil
	}
	response.Body.Close()
	return response
}

// A page that never reads its answer makes the kernel hold little of it.
func TestKernelHoldsLittle(t *testing.T) {
	wrote := make(chan int, 1)
	address := startSite(t, Config{}, func(w http.ResponseWriter, _ *http.Request) {
		http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Second))
		total := 0
		for part := make([]byte, 16<<10); ; {
			n, err := w.Write(part)
			total += n
			if err != nil {
				wrote <- total
				return
			}
		}
	})
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.(*net.TCPConn).SetReadBuffer(4096)
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if total := <-wrote; total > 4*sendBuffer { // what its own kernel took at first counts too
		t.Errorf("it was written %d bytes", total)
	}
}
