package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/capture"
)

// tapProcess is native tap, as a process.
type tapProcess struct {
	cmd        *exec.Cmd
	tcp, http  string
	out        *bufio.Reader
	shown      bytes.Buffer // all of what it has shown and was read
	complaints bytes.Buffer
}

func startTap(t *testing.T, flags ...string) *tapProcess {
	t.Helper()
	p := &tapProcess{cmd: exec.Command(native(t), append([]string{"tap", "-listen", "127.0.0.1:0", "-http", "127.0.0.1:0"}, flags...)...)}
	p.cmd.Stderr = &p.complaints
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.cmd.Process.Kill(); p.cmd.Wait() })
	p.out = bufio.NewReader(io.TeeReader(stdout, &p.shown))
	line := p.until(t, "tap   ")
	p.tcp, _, _ = strings.Cut(strings.TrimPrefix(line, "tap   "), " ")
	line = p.until(t, "page  http://")
	p.http, _, _ = strings.Cut(strings.TrimPrefix(line, "page  http://"), "/")
	return p
}

// until reads to the next line with a text in it.
func (p *tapProcess) until(t *testing.T, text string) string {
	t.Helper()
	for {
		line, err := p.out.ReadString('\n')
		if strings.Contains(line, text) {
			return line
		}
		if err != nil {
			t.Fatalf("no line with %q: %v\n%s%s", text, err, &p.shown, &p.complaints)
		}
	}
}

// A session: it is shown, ends with one Ctrl-C though a connection is open, and
// leaves a whole recording.
func TestTapSession(t *testing.T) {
	t.Parallel()
	server := startNative(t, nil, "-interval", "1h")
	file := filepath.Join(t.TempDir(), "session.pcapng")
	tap := startTap(t, "-to", server.tcp, "-record", file)
	conn := connectTo(t, tap.tcp)
	io.WriteString(conn, "8         echo one")
	tap.until(t, "22········Welcome·to·the·server!")
	tap.until(t, "the layout seems to be decimal 10")
	tap.until(t, "frame 2, 3 bytes: one")

	for path, want := range map[string]int{"/": http.StatusOK, "/tap/live": http.StatusUpgradeRequired, "/ws": http.StatusNotFound} {
		if response := get(t, tap.http, path, "Host: "+tap.http+"\r\n"); response.StatusCode != want || response.Header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: %s, %v; want %d", path, response.Status, response.Header, want)
		}
	}
	if response := get(t, tap.http, "/tap/live", "Host: elsewhere.example\r\n"); response.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("under another name: %s", response.Status)
	}

	tap.cmd.Process.Signal(syscall.SIGINT)
	late := time.AfterFunc(patience, func() { tap.cmd.Process.Kill() })
	tap.until(t, "1 connection; to the server 18 bytes in 1 chunk")
	if err := tap.cmd.Wait(); err != nil || !late.Stop() || tap.complaints.Len() > 0 {
		t.Errorf("it ended with %v: %s", err, &tap.complaints)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	r := capture.NewReader(capture.DefaultLimits())
	r.Feed(content)
	if err := r.Close(); err != nil || len(r.Connections()) != 1 {
		t.Fatalf("the recording has %d connections, %v", len(r.Connections()), err)
	}
	c := r.Connections()[0]
	got := []string{string(c.Streams[0].Bytes), string(c.Streams[1].Bytes)}
	want := []string{"8         echo one", "22        Welcome to the server!3         one"}
	if diff := cmp.Diff(want, got); diff != "" || c.Streams[1].Closed {
		t.Errorf("closed: %t (-want +got)\n%s", c.Streams[1].Closed, diff)
	}
}

// TestTapDoc: every command in docs/tap.md works, and what stands below it is what is
// shown, but for times, ports, and when the layout is known.
func TestTapDoc(t *testing.T) {
	t.Parallel()
	python := findPython(t)
	text, err := os.ReadFile("../../docs/tap.md")
	if err != nil {
		t.Fatal(err)
	}
	server := startNative(t, nil, "-interval", "1h")
	dir := t.TempDir()
	changing := regexp.MustCompile(`\d+\.\d{3} s|"seconds":[0-9.e-]+|127\.0\.0\.1:\d+|sure after \d+`)
	blocks := strings.Split(string(text), "```console\n$ ")[1:]
	if len(blocks) < 6 {
		t.Errorf("%d blocks were found", len(blocks))
	}
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		command, rest, _ := strings.Cut(block, "\n$ ")
		client, lines, _ := strings.Cut(rest, "\n")
		t.Run(command+", "+client, func(t *testing.T) {
			var shown sharedBuffer
			command = "exec " + strings.NewReplacer("bin/native", native(t), "127.0.0.1:1243", server.tcp, "/tmp/", dir+"/").Replace(command)
			tap := exec.Command("sh", "-c", command+" -listen 127.0.0.1:0 -http 127.0.0.1:0")
			tap.Stdout, tap.Stderr = &shown, &shown
			if err := tap.Start(); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { tap.Process.Kill(); tap.Wait() })
			shown.wait(t, "page  ")
			address, _, _ := strings.Cut(strings.TrimPrefix(shown.String(), "tap   "), " ")
			host, port, _ := strings.Cut(address, ":")
			client = strings.NewReplacer("bin/native", native(t), "127.0.0.1:1244", address, "127.0.0.1 1244", host+" "+port, "python3", python, "cmd/native/", "").Replace(client)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			cmd := exec.CommandContext(ctx, "sh", "-c", client)
			cmd.Stdout, cmd.Stderr = &shown, &shown
			cmd.Run() // many fail: they are there for that
			for line := range strings.Lines(lines) {
				shown.waitFor(t, changing.ReplaceAllString(line, "?"), func(s string) string { return changing.ReplaceAllString(s, "?") })
			}
			tap.Process.Signal(syscall.SIGINT)
			if err := tap.Wait(); err != nil {
				t.Errorf("%v\n%s", err, &shown)
			}
		})
	}
}

// sharedBuffer is written by processes while it is read.
type sharedBuffer struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (b *sharedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.more != nil {
		close(b.more)
		b.more = nil
	}
	return b.text.Write(p)
}

func (b *sharedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func (b *sharedBuffer) wait(t *testing.T, text string) {
	t.Helper()
	b.waitFor(t, text, func(s string) string { return s })
}

// waitFor waits until a text is there, in what has been written as it reads.
func (b *sharedBuffer) waitFor(t *testing.T, text string, as func(string) string) {
	t.Helper()
	late := time.After(patience)
	for {
		b.mu.Lock()
		now := as(b.text.String())
		if b.more == nil {
			b.more = make(chan struct{})
		}
		more := b.more
		b.mu.Unlock()
		if strings.Contains(now, text) {
			return
		}
		select {
		case <-more:
		case <-late:
			t.Fatalf("no %q in\n%s", text, now)
		}
	}
}
