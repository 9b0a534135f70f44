package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is sent need not end: each piece goes once it is whole.
func TestSendWithoutEnd(t *testing.T) {
	listener := listenOnce(t)
	cmd := exec.Command(native(t), "send", "-cut", "5, then every 7", listener.Addr().String())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	conn := accept(t, listener)
	expect := func(want string) {
		t.Helper()
		got := make([]byte, len(want))
		if _, err := io.ReadFull(conn, got); err != nil || string(got) != want {
			t.Fatalf("it wrote %q, %v; want %q", got, err, want)
		}
	}
	io.WriteString(in, "a line of twenty-four...\n")
	expect("24        a line of twenty-four..") // 5 and four times 7; the last byte waits
	io.WriteString(in, "and the last\n")
	expect(".12        and the la")
	in.Close()
	expect("st")
	conn.Close()
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, &stderr)
	}
	if got := stdout.String(); !strings.HasPrefix(got, "send 1, 5 bytes: 24···\nsend 2, 7 bytes: ·····a·\n") || !strings.HasSuffix(got, "send 9, 2 bytes: st\n") {
		t.Errorf("it says %q", got)
	}
}

// The same with no pause between lines, as from yes(1): memory stays as it is.
func TestSendFlood(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	listener := listenOnce(t)
	cmd := exec.Command(native(t), "send", listener.Addr().String())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		lines := bytes.Repeat([]byte("y\n"), 1<<15)
		for {
			if _, err := in.Write(lines); err != nil {
				return
			}
		}
	}()
	conn := accept(t, listener)
	const flood = 256 << 20 // memory of its own is a fraction of that, even with the race detector's shadows
	if n, err := io.CopyN(io.Discard, conn, flood); err != nil {
		t.Fatalf("%d bytes came: %v", n, err)
	}
	if most := peakMemory(t, cmd.Process.Pid); most > flood {
		t.Errorf("to send %d MiB it took %d MiB", flood>>20, most>>20)
	}
	conn.SetLinger(0)
	conn.Close()
	cmd.Wait()
	if cmd.ProcessState.ExitCode() != 1 || strings.Count(stderr.String(), "\n") != 1 {
		t.Errorf("it ended with %v: %q", cmd.ProcessState, &stderr)
	}
}

// Output that can't be written is an error, as for any program.
func TestFullDevice(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("there is no /dev/full here")
	}
	defer full.Close()
	for _, args := range [][]string{
		{"send", serveOnce(t, "5         hello", false), "hello"},
		{"send", "-listen", "10s", serveOnce(t, "5         hello", false)},
		{"recv", serveOnce(t, "5         hello", false)},
		{"recv", "-raw", serveOnce(t, "5         hello", false)},
		{"trace", "../../core/corpus/coalesced-two.txt"},
		{"trace", "-explain", "../../core/corpus/coalesced-two.txt"},
		{"export", t.TempDir()},
		{"version"},
		{"help"},
		{"send", "-help"},
	} {
		cmd := exec.Command(native(t), args...)
		var stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = full, &stderr
		cmd.Run()
		if cmd.ProcessState.ExitCode() != 1 || !strings.Contains(stderr.String(), "no space left") || strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("%q: %v, %q", args, cmd.ProcessState, &stderr)
		}
	}
}

// Why a server hung up is what it said, not that one could no longer tell it of
// the end.
func TestSendKeepsTheAnswersError(t *testing.T) {
	listener := listenOnce(t)
	cmd := exec.Command(native(t), "send", "-cut", "every 1", listener.Addr().String())
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	conn := accept(t, listener)
	io.WriteString(in, "hello\n")
	if _, err := io.ReadFull(conn, make([]byte, len("5         hello"))); err != nil {
		t.Fatal(err)
	}
	io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n")
	conn.SetLinger(0)
	conn.Close()
	in.Close()
	cmd.Wait()
	if status := cmd.ProcessState.ExitCode(); status != 4 || !strings.Contains(stderr.String(), `the answer: core: frame 1 at byte 0: malformed header "HTTP/1.1 4"`) {
		t.Errorf("status %d: %q", status, &stderr)
	}
}

// What comes back is bounded as it is for recv.
func TestSendBoundsTheAnswer(t *testing.T) {
	status, _, stderr := run(t, nil, "send", answerOnce(t, "1000000000"), "hello")
	if want := "the answer: core: frame 1 at byte 0: payload length 1000000000 exceeds limit 16777216\n"; status != 4 || !strings.HasSuffix(stderr, want) {
		t.Errorf("status %d, %q; want 4, %q", status, stderr, want)
	}
}

// answerOnce is a server of one connection, which gets these bytes and is read to
// its end.
func answerOnce(t *testing.T, stream string) (address string) {
	t.Helper()
	listener := listenOnce(t)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.WriteString(conn, stream)
		io.Copy(io.Discard, conn)
	}()
	return listener.Addr().String()
}

// listenOnce listens on loopback until the test ends.
func listenOnce(t *testing.T) *net.TCPListener {
	t.Helper()
	listener, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	return listener
}

// accept is the next connection, good for a minute.
func accept(t *testing.T, listener *net.TCPListener) *net.TCPConn {
	t.Helper()
	listener.SetDeadline(time.Now().Add(time.Minute))
	conn, err := listener.AcceptTCP()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

// peakMemory is the most memory, in bytes, that a process has had; 0 once it has
// ended.
func peakMemory(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, line, running := strings.Cut(string(status), "\nVmHWM:")
	if !running {
		return 0
	}
	var kib int
	if _, err := fmt.Sscanf(line, "%d kB", &kib); err != nil {
		t.Fatal(err)
	}
	return kib << 10
}
