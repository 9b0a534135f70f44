package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"os/exec"
	"strings"
	"testing"

	"bufferbybuffer/cmd/native/internal/command"
	"bufferbybuffer/core/timeserver"
)

// The two programs of the tutorial are testdata/client.py and
// testdata/server.py; both also run by hand.

func TestTutorialClientReadsOurServer(t *testing.T) {
	t.Parallel()
	python := findPython(t)
	address := startServe(t, "-interval", "500ms")
	_, port, _ := net.SplitHostPort(address)

	out, err := exec.CommandContext(t.Context(), python, "testdata/client.py", port, "3").CombinedOutput()
	if err != nil {
		t.Fatalf("client.py: %v\n%s", err, out)
	}
	wantTimeMessages(t, strings.Split(strings.TrimSpace(string(out)), "\n"), 2)
}

func TestOurClientReadsTutorialServer(t *testing.T) {
	t.Parallel()
	python := findPython(t)
	program := exec.CommandContext(t.Context(), python, "testdata/server.py", "0", "0.2", "3")
	stdout, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	defer program.Wait()
	port, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("server.py did not say its port: %v", err)
	}

	var out, complaints bytes.Buffer
	status := command.Run(t.Context(), []string{"recv", "-raw", "127.0.0.1:" + strings.TrimSpace(port)},
		command.Console{Out: &out, Err: &complaints})
	if status != 0 {
		t.Fatalf("recv: status %d: %s", status, &complaints)
	}
	wantTimeMessages(t, strings.Split(strings.TrimSpace(out.String()), "\n"), 3)
}

// wantTimeMessages checks a greeting and then so many times.
func wantTimeMessages(t *testing.T, got []string, times int) {
	t.Helper()
	if len(got) != 1+times {
		t.Fatalf("got %d messages, want %d: %q", len(got), 1+times, got)
	}
	if got[0] != timeserver.Greeting {
		t.Errorf("first message %q, want %q", got[0], timeserver.Greeting)
	}
	for _, message := range got[1:] {
		if !strings.HasPrefix(message, "The time is ") {
			t.Errorf("message %q does not tell the time", message)
		}
	}
}

func findPython(t *testing.T) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here, and this test is about a Python program")
	}
	// What is on the path may be a script that looks for it, for a third of a second.
	out, err := exec.Command(python, "-c", "import sys; print(sys.executable)").Output()
	if err != nil {
		t.Fatalf("%s: %v", python, err)
	}
	return strings.TrimSpace(string(out))
}

// startServe runs "native serve" on free ports until the test ends, and
// returns the address of the time server.
func startServe(t *testing.T, flags ...string) string {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	var complaints bytes.Buffer
	status := make(chan int, 1)
	go func() {
		args := append([]string{"serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0"}, flags...)
		status <- command.Run(ctx, args, command.Console{Out: in, Err: &complaints})
		in.Close()
	}()
	t.Cleanup(func() {
		stop()
		if code := <-status; code != 0 {
			t.Errorf("serve ended with status %d: %s", code, &complaints)
		}
	})
	lines := bufio.NewScanner(out)
	var address string
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), "  ")
		if name == "time server" {
			address = strings.TrimSpace(value)
		}
		if name == "lesson" {
			go io.Copy(io.Discard, out)
			return address
		}
	}
	t.Fatalf("serve said no address")
	return ""
}
