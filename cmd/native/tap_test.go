package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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
