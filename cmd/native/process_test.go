package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/core"
)

// These tests run the program as a process, because they are about signals,
// exit statuses and file descriptors.

// A process that is killed takes what it had not written with it; who was
// connected learns that, and what was missing.
func TestKillIsTruncation(t *testing.T) {
	t.Parallel()
	server := startNative(t, nil, "-interval", "1h")
	conn := connectTo(t, server.tcp)
	var frames []byte
	for _, message := range []string{"cut 20, then the rest", "pause 2s"} {
		var err error
		if frames, err = core.AppendFrame(frames, []byte(message)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := conn.Write(frames); err != nil {
		t.Fatal(err)
	}
	const got = "22        Welcome to the server!" + "24        ok cut 20, then the rest" + "11        ok pause 2"
	stream := make([]byte, len(got), 100)
	if _, err := io.ReadFull(conn, stream); err != nil || string(stream) != got {
		t.Fatalf("got %q, %v; want %q", stream, err, got)
	}
	server.cmd.Process.Kill()
	rest, err := io.ReadAll(conn)
	if err != nil {
		t.Fatal(err)
	}
	reader := core.NewReader(bytes.NewReader(append(stream, rest...)), core.Decimal(10))
	for err == nil {
		_, err = reader.ReadMessage()
	}
	if !errors.Is(err, core.ErrTruncated) || !strings.Contains(err.Error(), "after 10 of 11 bytes of the payload") {
		t.Errorf("the stream ended with %v, want it truncated in a payload", err)
	}
}

// recv says the same by its exit status.
func TestExitStatuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, send string
		reset      bool
		status     int
		stderr     string
	}{
		{"a clean end", "5         hello", false, 0, ""},
		{"nothing at all", "", false, 0, ""},
		{"a header cut short", "5         hello5  ", false, 3, "after 3 of 10 bytes of the header"},
		{"a payload cut short", "5         hel", false, 3, "after 3 of 5 bytes of the payload"},
		{"another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n", false, 4, `malformed header "HTTP/1.1 4"`},
		{"a promise too large", "9999999999", false, 4, "payload length 9999999999 exceeds limit 16777216\n"},
		{"a promise to be asked for", "1000000000", false, 4, "payload length 1000000000 exceeds limit 16777216; -limit 1000000000 accepts it\n"},
		{"a reset inside a payload", "5         hello5         he", true, 3, "connection reset"},
		{"a reset between two frames", "5         hello", true, 1, "connection reset"},
	}
	for _, test := range tests {
		for _, form := range []string{"", "-json", "-raw"} {
			t.Run(test.name+form, func(t *testing.T) {
				address := serveOnce(t, test.send, test.reset)
				args := []string{"recv", address}
				if form != "" {
					args = []string{"recv", form, address}
				}
				status, stdout, stderr := run(t, nil, args...)
				if status != test.status || !strings.Contains(stderr, test.stderr) || strings.Count(stderr, "\n") > 1 {
					t.Errorf("status %d, stderr %q; want %d, one line with %q", status, stderr, test.status, test.stderr)
				}
				if strings.Contains(test.send, "hello") && !strings.Contains(stdout, "hello") {
					t.Errorf("no hello in %q", stdout)
				}
				if strings.Contains(stdout, "\x1b") {
					t.Errorf("escape sequences in what is no terminal: %q", stdout)
				}
			})
		}
	}
}

// A client may run for days, and a message may be larger than what is worth
// keeping: what has been shown is let go of, nothing is lost, and everything is
// counted from the beginning.
func TestLongSession(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	if raced {
		t.Skip("the race detector takes more memory than the program")
	}
	const count, large = 40_000, 2 << 20
	for _, test := range []struct{ name, stream, buffer, last string }{
		{"many messages", strings.Repeat("5         hello", count), "5", "40,000"},
		{"many, out of step with their chunks", "5         hello" + strings.Repeat("6         hello!", count), "4", "40,001"},
		{"one of 2 MiB", "2097152   " + strings.Repeat("x", large), "32", "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			listener := listenOnce(t)
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
			defer cancel()
			cmd := exec.CommandContext(ctx, native(t), "recv", "-buffer", test.buffer, listener.Addr().String())
			cmd.Env = append(os.Environ(), "GOGC=20") // what is not needed any more does not count, however late it is collected
			stdout, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			conn := accept(t, listener)
			go io.WriteString(conn, test.stream)
			lines := bufio.NewScanner(stdout)
			last := fmt.Sprintf("  Message %s is complete: ", test.last)
			for !strings.HasPrefix(lines.Text(), last) {
				if !lines.Scan() {
					t.Fatalf("it ended before %q: %v", last, lines.Err())
				}
			}
			// Besides the program itself it holds the message, in a buffer that grew, and
			// its copy.
			if most := peakMemory(t, cmd.Process.Pid); most > 40<<20+4*large {
				t.Errorf("it took %d MiB", most>>20)
			}
			conn.Close()
			cmd.Process.Kill()
			cmd.Wait()
		})
	}
}

// The last part of a long session can be saved, and traced.
func TestSaveLongSession(t *testing.T) {
	t.Parallel()
	const count = 60_000
	for _, stream := range []string{
		strings.Repeat("5         hello", count),
		"5         hello" + strings.Repeat("6         hello!", count),
	} {
		address := serveOnce(t, stream, false)
		path := filepath.Join(t.TempDir(), "session.txt")
		status, stdout, stderr := run(t, nil, "recv", "-buffer", "5", "-save", path, address)
		if got := strings.Count(stdout, "→ hello"); status != 0 || got < count || stderr != "" {
			t.Errorf("status %d, %d messages; want %d or one more: %s", status, got, count, stderr)
		}
		status, stdout, stderr = run(t, nil, "trace", path)
		if got := strings.Count(stdout, "message "); status != 0 || got < 15_000 || strings.Contains(stdout, "failed") || !strings.HasSuffix(stdout, "closed\n  end\n") {
			t.Errorf("what it saved has a trace of %d messages that ends in %q: %s", got, stdout[max(0, len(stdout)-100):], stderr)
		}
	}
}

// That a session can't be saved is said before it begins; what is saved
// replaces what was in the file.
func TestSave(t *testing.T) {
	dir := t.TempDir()
	status, stdout, stderr := run(t, nil, "recv", "-save", filepath.Join(dir, "no", "where"), serveOnce(t, "5         hello", false))
	if status != 1 || stdout != "" || !strings.Contains(stderr, "-save: open") {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
	path := filepath.Join(dir, "session.txt")
	if err := os.WriteFile(path, bytes.Repeat([]byte("old\n"), 10_000), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := run(t, nil, "recv", "-save", path, serveOnce(t, "5         hello", false)); status != 0 {
		t.Fatalf("status %d: %s", status, stderr)
	}
	saved, err := os.ReadFile(path)
	if err != nil || bytes.Contains(saved, []byte("old")) || !bytes.Contains(saved, []byte("hello")) {
		t.Errorf("it saved %q, %v", saved, err)
	}
}

// A server that hangs up on who sends has often said why.
func TestSendShowsTheRefusal(t *testing.T) {
	address := serveOnce(t, "16        refused for test", true)
	status, stdout, stderr := run(t, nil, "send", "-cut", "every 1", "-pause", "5ms", address, strings.Repeat("x", 200))
	if status != 1 || !strings.Contains(stdout, "→ refused for test\n") || strings.Count(stderr, "\n") != 1 {
		t.Errorf("status %d, stdout %q, stderr %q", status, stdout, stderr)
	}
}

// One Ctrl-C is enough, also for who waits for lines that nobody types.
func TestInterruptWhileReadingLines(t *testing.T) {
	for _, args := range [][]string{{"send", listenOnce(t).Addr().String()}, {"trace", "-"}} {
		cmd := exec.Command(native(t), args...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		in, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		defer in.Close()
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		in.Write(make([]byte, 1<<20)) // more than a pipe holds: when it has gone, it is being read
		cmd.Process.Signal(os.Interrupt)
		late := time.AfterFunc(patience, func() { cmd.Process.Kill() })
		cmd.Wait()
		if !late.Stop() || cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "interrupted") {
			t.Errorf("%v ended with %v: %q", args, cmd.ProcessState, &stderr)
		}
	}
}

// What a peer sends can't act on the terminal that shows it.
func TestRecvEscapes(t *testing.T) {
	address := serveOnce(t, "13        \x1b[2J\x07\u202ehi\xff\r\n", false)
	_, stdout, _ := run(t, nil, "recv", "-buffer", "64", address)
	if !strings.Contains(stdout, `→ \x1b[2J\a\u202ehi\xff\r\n`) || strings.ContainsAny(stdout, "\x1b\x07\r\u202e") {
		t.Errorf("it showed %q", stdout)
	}
}

func TestBadCommandLines(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	free := []string{"-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"}
	tests := []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"frobnicate"}, 2, `native: there is no subcommand "frobnicate"; there is serve, recv, send, trace, judge, tap, schedules, export, version`},
		{[]string{"-frobnicate"}, 2, "native serve: flag provided but not defined: -frobnicate"},
		{[]string{"serve", "now"}, 2, "native serve: 1 argument after the flags, 0 wanted"},
		{[]string{"-tcp", taken.Addr().String()}, 1, "native serve: -tcp " + taken.Addr().String() + " is in use by another program"},
		{[]string{"-tcp", "127.0.0.1:0", "-http", taken.Addr().String()}, 1, "-http " + taken.Addr().String() + " is in use"},
		{[]string{"-tcp", "1243"}, 2, `-tcp "1243": address 1243: missing port in address`},
		{[]string{"-tcp", "127.0.0.1:70000"}, 2, `-tcp "127.0.0.1:70000": address 70000: invalid port`},
		{[]string{"-interval", "3"}, 2, `invalid value "3" for flag -interval`},
		{append(free, "-interval", "-1s"), 2, "-interval is -1s; it must be from 1µs to 24h0m0s"},
		{append(free, "-clients", "0"), 2, "-clients is 0; it must be at least 1"},
		{append(free, "-log", "xml"), 2, `-log is "xml"; it must be text or json`},
		{append(free, "-host", "http://a"), 2, `"http://a" is not a host name`},
		{[]string{"-tcp", ""}, 2, "-tcp is empty; to listen everywhere, write 0.0.0.0 and a port"},
		{[]string{"export", ""}, 2, "DIR is empty"},
		{[]string{"recv"}, 2, "0 arguments after the flags, 1 wanted"},
		{[]string{"recv", "127.0.0.1:1"}, 1, `cannot connect to "127.0.0.1:1": connect: connection refused`},
		{[]string{"recv", "-layout", "decimal", "x"}, 2, "-layout: "},
		{[]string{"recv", "-buffer", "0", "x"}, 2, "-buffer is 0; it must be from 1 to 1048576"},
		{[]string{"recv", "-raw", "-json", "x"}, 2, "-raw goes with neither -json nor -save"},
		{[]string{"send"}, 2, "no ADDRESS"},
		{[]string{"send", "-cut", "every 0", "x"}, 2, "-cut: schedule"},
		{[]string{"tap"}, 2, "native tap: -to is missing: the address of the server"},
		{[]string{"tap", "-to", "x", "y"}, 2, "1 argument after the flags, 0 wanted"},
		{[]string{"tap", "-to", "x", "-layout", "decimal"}, 2, "-layout: "},
		{[]string{"tap", "-to", "x", "-rechunk", "every 0"}, 2, "-rechunk: schedule"},
		{[]string{"tap", "-to", "x", "-rechunk", ""}, 2, "-rechunk: schedule"},
		{[]string{"tap", "-to", "x", "-hold", "1s"}, 2, "-hold is about the pieces of -rechunk"},
		{[]string{"tap", "-to", "x", "-cut-after", "1", "-stall", "1"}, 2, "-cut-after goes not with -stall"},
		{[]string{"tap", "-to", "x", "-cut-after", "-2"}, 2, "-cut-after and -stall can't be negative"},
		{[]string{"tap", "-to", "x", "-cut-after", "9", "-cut-by", "axe"}, 2, `-cut-by is "axe"; it must be fin or reset`},
		{[]string{"tap", "-to", "x", "-toward", "server"}, 2, "-toward is about -rechunk, -cut-after or -stall"},
		{[]string{"tap", "-to", "x", "-stall", "1", "-toward", "me"}, 2, `-toward is "me"; it must be client, server or both`},
		{[]string{"tap", "-to", "x", "-record-most", "7"}, 2, "-record-most is about the file of -record"},
		{[]string{"tap", "-to", "x", "-record", "no/where"}, 1, "-record: open no/where: no such file"},
		{[]string{"tap", "-to", "x", "-listen", "127.0.0.1:0", "-http", taken.Addr().String()}, 1, "-http " + taken.Addr().String() + " is in use"},
		{[]string{"tap", "-to", "x", "-host", "http://a"}, 2, `"http://a" is not a host name`},
		{[]string{"tap", "-to", "x", "-connections", "0"}, 2, "-connections is 0; it must be from 1 to 100000"},
		{[]string{"tap", "-to", "x", "-listen", taken.Addr().String()}, 1, "is in use by another program"},
		{[]string{"trace", "no such file"}, 1, "no such file"},
		{[]string{"trace", "\x1b[2J\nx"}, 1, `open \x1b[2J\nx: no such file`},
		{[]string{"trace", "main.go"}, 1, "this is no corpus file"},
		{[]string{"trace", "../../core/capture/testdata/lo.pcapng"}, 1, "this is a capture: the page /tap/ of native serve opens it"},
		{[]string{"tap", "-to", "x", "-layout-back", "lines"}, 2, "-layout-back goes with -layout"},
		{[]string{"trace", "-end", "never", "../../core/corpus/coalesced-two.txt"}, 2, "-end: "},
	}
	for _, test := range tests {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			status, stdout, stderr := run(t, nil, test.args...)
			if status != test.status || !strings.Contains(stderr, test.want) || strings.Count(stderr, "\n") != 1 || stdout != "" {
				t.Errorf("status %d, stdout %q, stderr %q; want %d, one line with %q", status, stdout, stderr, test.status, test.want)
			}
		})
	}
}

// SIGINT and SIGTERM end it cleanly, under load too; both addresses are said.
func TestSignals(t *testing.T) {
	for _, signal := range []os.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			server := startNative(t, nil, "-interval", "100us")
			var readers, underWay sync.WaitGroup
			underWay.Add(20)
			for range 20 {
				conn := connectTo(t, server.tcp)
				readers.Go(func() {
					reader := core.NewReader(conn, core.Decimal(10))
					seen := 0
					for _, err := range reader.Messages() {
						if err != nil {
							t.Errorf("a stream ended with %v, want a clean end", err)
						}
						if seen++; seen == 10 {
							underWay.Done()
						}
					}
				})
			}
			underWay.Wait()
			server.cmd.Process.Signal(signal)
			late := time.AfterFunc(patience, func() { server.cmd.Process.Kill() })
			if err := server.cmd.Wait(); err != nil || !late.Stop() {
				t.Errorf("it ended with %v: %s", err, server.stderr)
			}
			readers.Wait()
		})
	}
}

// Out of file descriptors it serves whom it has, says so in its log, and takes
// new clients as soon as old ones leave.
func TestOutOfDescriptors(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no ulimit here")
	}
	server := startNative(t, []string{"sh", "-c", `ulimit -n 40 && exec "$0" "$@"`}, "-interval", "20ms")
	first := core.NewReader(connectTo(t, server.tcp), core.Decimal(10))
	if _, err := first.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	var crowd []net.Conn
	for range 60 {
		crowd = append(crowd, connectTo(t, server.tcp)) // the kernel accepts all of them
	}
	for range 20 {
		if _, err := first.ReadMessage(); err != nil {
			t.Fatalf("who was connected lost its connection: %v", err)
		}
	}
	for _, conn := range crowd[:59] {
		conn.Close()
	}
	last := core.NewReader(crowd[59], core.Decimal(10))
	if message, err := last.ReadMessage(); err != nil || string(message) != "Welcome to the server!" {
		t.Errorf("a client that had to wait got %q, %v", message, err)
	}
	server.cmd.Process.Signal(syscall.SIGTERM)
	server.cmd.Wait()
	if log := server.stderr.String(); !strings.Contains(log, "too many open files") {
		t.Errorf("the log says %q", log)
	}
}

// Nothing that a client sends reaches the log as it is.
func TestLogInjection(t *testing.T) {
	for _, form := range []string{"text", "json"} {
		server := startNative(t, nil, "-interval", "10ms", "-v", "-log", form)
		evil := "evil\r\nlevel=ERROR msg=forged\x1b[2J"
		for _, address := range []string{server.tcp, server.http} {
			conn := connectTo(t, address)
			sendRead(t, conn, fmt.Sprintf("GET /%s HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\n\r\n", evil, evil, evil))
			conn.SetLinger(0)
			conn.Close()
		}
		server.cmd.Process.Signal(syscall.SIGTERM)
		server.cmd.Wait()
		for line := range strings.Lines(server.stderr.String()) {
			if strings.HasPrefix(line, "level=") || strings.ContainsAny(line, "\x1b\r") {
				t.Errorf("a line of the log is the client's: %q", line)
			}
		}
	}
}

// What a browser is made to ask for by a page of somebody else gets nothing,
// no path leads out of the site, and every page says what it may load.
func TestForeignRequests(t *testing.T) {
	server := startNative(t, nil)
	upgrade := "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
	here := "Host: " + server.http + "\r\n"
	tests := []struct {
		name, path, headers string
		status              int
	}{
		{"our page", "/", here, 200},
		{"our page's session", "/ws", here + upgrade + "Origin: http://" + server.http + "\r\n", 101},
		{"a foreign page's session", "/ws", here + upgrade + "Origin: http://evil.example\r\n", 403},
		{"a sandboxed page's session", "/ws", here + upgrade + "Origin: null\r\n", 403},
		{"a rebound page", "/", "Host: evil.example\r\n", 421},
		{"a rebound page's session", "/ws", "Host: evil.example\r\n" + upgrade + "Origin: http://evil.example\r\n", 421},
		{"no upgrade", "/ws", here, 426},
		{"dots", "/../../../../etc/passwd", here, 404},
		{"escaped dots", "/%2e%2e/%2e%2e/%2e%2e/etc/passwd", here, 404},
		{"escaped slashes", "/..%2f..%2f..%2fetc%2fpasswd", here, 404},
		{"backslashes", `/..\..\..\etc\passwd`, here, 404},
		{"a path in the path", "//etc/passwd", here, 404},
		{"an address of its own", "http://evil.example/", here, 421},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			response := get(t, server.http, test.path, test.headers)
			// The mux tidies a path by sending the browser to the tidy one.
			if test.status == 404 && response.StatusCode/100 == 3 {
				response = get(t, server.http, response.Header.Get("Location"), test.headers)
			}
			if response.StatusCode != test.status {
				t.Errorf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.path == "/" && test.status == 200 && response.Header.Get("Content-Security-Policy") == "" {
				t.Error("the page has no Content-Security-Policy")
			}
		})
	}
}

// Pages say where they are as the server was told.
func TestPagesSayTheirHost(t *testing.T) {
	server := startNative(t, nil, "-host", "lab7.school.example,other.example")
	conn := connectTo(t, server.http)
	io.WriteString(conn, "GET /glossary/ HTTP/1.0\r\nHost: other.example\r\n\r\n")
	page, err := io.ReadAll(conn)
	if want := `<link rel="canonical" href="https://lab7.school.example/glossary/">`; err != nil || !bytes.Contains(page, []byte(want)) {
		t.Errorf("no %s in %.2000s, %v", want, page, err)
	}
}

// With an address of their own, the numbers are there and nowhere else.
func TestMetricsApart(t *testing.T) {
	together, apart := startNative(t, nil), startNative(t, nil, "-metrics", "127.0.0.1:0")
	tests := []struct {
		address, path string
		status        int
	}{
		{together.http, "/metrics", 200},
		{apart.http, "/metrics", 404},
		{apart.http, "/", 200},
		{apart.metrics, "/metrics", 200},
		{apart.metrics, "/", 404},
		{apart.metrics, "/ws", 404},
	}
	for _, test := range tests {
		if got := get(t, test.address, test.path, "Host: "+test.address+"\r\n"); got.StatusCode != test.status {
			t.Errorf("http://%s%s: %d, want %d", test.address, test.path, got.StatusCode, test.status)
		}
	}
}

// get sends a request exactly as it is written.
func get(t *testing.T, address, path, headers string) *http.Response {
	t.Helper()
	conn := connectTo(t, address)
	fmt.Fprintf(conn, "GET %s HTTP/1.1\r\n%s\r\n", path, headers)
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	conn.Close()
	return response
}

// The examples in -help are run, all of them, with only the address changed.
func TestHelpExamples(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("the examples are for a POSIX shell")
	}
	server := startNative(t, nil, "-interval", "50ms")
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "lines.txt"), []byte("a line\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, name := range subcommands(t) {
		status, help, stderr := run(t, nil, name, "-help")
		if status != 0 || stderr != "" || !strings.HasPrefix(help, "native "+name+" ") {
			t.Errorf("%s -help: status %d, %q", name, status, stderr)
		}
		for line := range strings.Lines(help) {
			if !strings.HasPrefix(line, "  ") || !strings.Contains(line, "native "+name) || name == "judge" {
				continue // judge's are about programs that are not here
			}
			examples++
			t.Run(strings.TrimSpace(line), func(t *testing.T) {
				line := strings.NewReplacer(
					"native serve", "native serve -tcp 127.0.0.1:0 -http 127.0.0.1:0",
					"-listen 127.0.0.1:2000", "", "native tap", "native tap -listen 127.0.0.1:0",
					"0.0.0.0:1243", "127.0.0.1:0", "0.0.0.0:8080", "127.0.0.1:0",
					"127.0.0.1:1243", server.tcp, "session.txt", filepath.Join(dir, "session.txt"), "session.pcapng", filepath.Join(dir, "session.pcapng"), "session.jsonl", filepath.Join(dir, "session.jsonl"), "/tmp/", dir+"/",
					"cases.jsonl", filepath.Join(dir, "cases.jsonl"), "lines.txt", filepath.Join(dir, "lines.txt"),
				).Replace(strings.TrimSpace(line))
				if !strings.ContainsAny(line, ";|") {
					line = "exec " + line // so that a signal reaches it
				}
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				cmd := exec.CommandContext(ctx, "sh", "-c", line)
				cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
				cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) } // what sh started holds the pipe, too
				cmd.Dir = "../.."
				cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(native(t))+":"+os.Getenv("PATH"))
				shown := bufio.NewReader(startShown(t, cmd))
				_, err := shown.ReadByte()
				if strings.Contains(line, ">") {
					err = nil // what it shows goes elsewhere
				}
				if name == "serve" || name == "tap" || name == "recv" && !strings.Contains(line, "-count") {
					cmd.Process.Signal(syscall.SIGTERM) // it would go on for ever
				}
				rest, _ := io.ReadAll(shown)
				if failed := cmd.Wait(); failed != nil || err != nil {
					t.Errorf("%v, %v: %s", failed, err, rest)
				}
			})
		}
	}
	if examples < 10 {
		t.Errorf("only %d examples were found", examples)
	}
}

// startShown starts a command and returns what it shows. That is one pipe for both
// outputs, for what is ready says so on either.
func startShown(t *testing.T, cmd *exec.Cmd) io.Reader {
	t.Helper()
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	cmd.Stdout, cmd.Stderr = in, in
	err = cmd.Start()
	in.Close()
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// subcommands are the names of all that there are.
func subcommands(t *testing.T) []string {
	t.Helper()
	_, _, list := run(t, nil, "frobnicate")
	_, list, _ = strings.Cut(list, "; there is ")
	list, _, _ = strings.Cut(list, " (")
	return strings.Split(list, ", ")
}

// process is the program, serving.
type process struct {
	cmd                *exec.Cmd
	tcp, http, metrics string
	stderr             *bytes.Buffer
}

// startNative runs "native serve" on free ports, behind a command where one is
// given. It is killed at the end of the test, if it is still there.
func startNative(t *testing.T, behind []string, flags ...string) *process {
	t.Helper()
	args := append(behind, native(t), "serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0")
	args = append(args, flags...)
	p := &process{cmd: exec.Command(args[0], args[1:]...), stderr: new(bytes.Buffer)}
	p.cmd.Stderr = p.stderr
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.cmd.Process.Kill()
		p.cmd.Wait()
	})
	lines := bufio.NewScanner(stdout)
	for p.http == "" && lines.Scan() {
		if address, ok := strings.CutPrefix(lines.Text(), "time server  "); ok {
			p.tcp = address
		}
		if address, ok := strings.CutPrefix(lines.Text(), "metrics      http://"); ok {
			p.metrics = strings.TrimSuffix(address, "/metrics")
		}
		if address, ok := strings.CutPrefix(lines.Text(), "lesson       http://"); ok {
			p.http = strings.TrimSuffix(address, "/")
		}
	}
	if p.tcp == "" || p.http == "" {
		p.cmd.Wait()
		t.Fatalf("it did not say its addresses: %s", p.stderr)
	}
	return p
}

// patience is how long a test waits for what should be there at once: a
// machine may be busy with many other things.
const patience = 2 * time.Minute

// run runs the program to its end.
func run(t *testing.T, stdin io.Reader, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, native(t), args...)
	var out, err bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &out, &err
	if e := cmd.Run(); e != nil && cmd.ProcessState == nil {
		t.Fatal(e)
	}
	return cmd.ProcessState.ExitCode(), out.String(), err.String()
}

// serveOnce is a server of one connection, which gets these bytes.
func serveOnce(t *testing.T, stream string, reset bool) (address string) {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		conn, err := listener.AcceptTCP()
		if err != nil {
			return
		}
		defer conn.Close()
		if !reset {
			io.WriteString(conn, stream)
			return
		}
		sendRead(t, conn, stream)
		conn.SetLinger(0)
	}()
	return listener.Addr().String()
}

// sendRead writes, and returns once it has been read: a reset throws away what has not.
func sendRead(t *testing.T, conn *net.TCPConn, text string) {
	g := gate.TCP(conn)
	defer g.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := g.Send(ctx, []byte(text)); err != nil {
		t.Error(err)
	}
}

func connectTo(t *testing.T, address string) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn.(*net.TCPConn)
}

// native is the program: these tests themselves, which under the name of native are
// nothing else. So there is no second place that builds it. Under the race detector
// it is ten times slower and larger, which is why make runs these tests without.
func native(t *testing.T) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "native")
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "native" {
		main()
	}
	os.Exit(m.Run())
}
