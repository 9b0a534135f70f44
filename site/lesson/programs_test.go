package lesson

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
	"bufferbybuffer/docs"
)

// blocks returns the fenced blocks of the lesson in a language, by page, with the
// name of the program where it has one.
func blocks(t *testing.T, language string) (list []Listing, pages []string) {
	t.Helper()
	b, err := read(docs.Lesson())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range b.Pages() {
		for _, m := range fence.FindAllStringSubmatch(p.source, -1) {
			if kind, name, _ := strings.Cut(m[1], " "); kind == language {
				list, pages = append(list, Listing{name, m[2]}), append(pages, p.Name)
			}
		}
	}
	return list, pages
}

// program writes a named program of the lesson to a folder of its own.
func program(t *testing.T, language, name string) string {
	t.Helper()
	list, _ := blocks(t, language)
	for _, l := range list {
		if l.Name == name {
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, []byte(l.Text), 0o666); err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	t.Fatalf("the lesson has no program %s", name)
	return ""
}

func python(t *testing.T) string {
	t.Helper()
	path, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not here: ", err)
	}
	return path
}

// TestSessions runs every Python session of the lesson and compares what it
// prints.
func TestSessions(t *testing.T) {
	python3 := python(t)
	list, pages := blocks(t, "pycon")
	if len(list) == 0 {
		t.Fatal("the lesson has no Python session")
	}
	for i, l := range list {
		path := filepath.Join(t.TempDir(), "session.txt")
		// doctest ends a session at a blank line; the fence ended this one.
		if err := os.WriteFile(path, []byte(l.Text+"\n"), 0o666); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(python3, "-m", "doctest", path).CombinedOutput(); err != nil {
			t.Errorf("%s.md: %v\n%s", pages[i], err, out)
		}
	}
}

// frames is a stream of messages that can be cut in interesting places.
func frames(t *testing.T, messages ...string) []byte {
	t.Helper()
	var stream []byte
	for _, m := range messages {
		var err error
		if stream, err = core.AppendFrame(stream, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	return stream
}

// serve accepts one connection, sends the chunks, and closes it.
func serve(t *testing.T, chunks [][]byte) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err == nil {
			defer conn.Close()
			for _, c := range chunks {
				if _, err = conn.Write(c); err != nil {
					break
				}
			}
		}
		done <- err
	}()
	t.Cleanup(func() {
		listener.Close()
		if err := <-done; err != nil {
			t.Error("the server: ", err)
		}
	})
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	return port
}

// TestMendedClient runs chapter 6's client against real sockets, however the
// stream is cut, and wherever it ends.
func TestMendedClient(t *testing.T) {
	python3, client := python(t), program(t, "python", "client.py")
	messages := []string{timeserver.Greeting, "", "café au lait", "The time is 1795453983", strings.Repeat("x", 1000)}
	stream := frames(t, messages...)
	var bytewise [][]byte
	for i := range stream {
		bytewise = append(bytewise, stream[i:i+1])
	}
	all := strings.Join(messages, "\n") + "\n"
	for _, test := range []struct {
		name    string
		chunks  [][]byte
		printed string
		fails   string // the last line of the error; "" for success
	}{
		{"in one chunk", [][]byte{stream}, all, ""},
		{"one byte at a time", bytewise, all, ""},
		{"ends in a payload", [][]byte{stream[:20]}, "", "EOFError: the stream ended inside a frame: b'22        Welcome to'"},
		{"ends in a header", [][]byte{stream[:36]}, messages[0] + "\n", "EOFError: the stream ended inside a frame: b'0   '"},
		{"no header", [][]byte{[]byte("GET / HTTP/1.1\r\n\r\n")}, "", "ValueError: this is no header: b'GET / HTTP'"},
		{"int() would take it", [][]byte{[]byte("1_0       0123456789")}, "", "ValueError: this is no header: b'1_0       '"},
		{"a promise", [][]byte{[]byte("9999999999")}, "", "ValueError: 9999999999 bytes; at most 1000000 are allowed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			cmd := exec.Command(python3, client, serve(t, test.chunks))
			var printed, failed strings.Builder
			cmd.Stdout, cmd.Stderr = &printed, &failed
			err := cmd.Run()
			if diff := cmp.Diff(test.printed, printed.String()); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			lines := strings.Split(strings.TrimSpace(failed.String()), "\n")
			if got := lines[len(lines)-1]; got != test.fails || (err != nil) != (test.fails != "") {
				t.Errorf("it ended with %v: %q, want %q", err, got, test.fails)
			}
		})
	}
}

// TestFramed compares chapter 3's encoder with core's.
func TestFramed(t *testing.T) {
	python3, path := python(t), program(t, "python", "framed.py")
	for _, text := range []string{"", "hello", "café au lait", "😀"} {
		cmd := exec.Command(python3, "-c", "import sys; from framed import framed; sys.stdout.buffer.write(framed(sys.argv[1]))", text)
		cmd.Dir = filepath.Dir(path)
		got, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(frames(t, text)), string(got)); diff != "" {
			t.Errorf("framed(%q) (-core +lesson):\n%s", text, diff)
		}
	}
}

// TestReceive runs chapter 9's four lines, one byte at a time.
func TestReceive(t *testing.T) {
	python3, path := python(t), program(t, "python", "receive.py")
	const driver = `
import asyncio, sys
from receive import receive
async def main():
    reader, writer = await asyncio.open_connection("127.0.0.1", int(sys.argv[1]))
    try:
        while True:
            print((await receive(reader)).decode())
    except asyncio.IncompleteReadError as end:
        print(len(end.partial), "bytes of", end.expected)
    writer.close()
asyncio.run(main())
`
	enc := core.NewEncoder(core.Uint(32))
	var stream []byte
	for _, m := range []string{"hello", "", "world"} {
		var err error
		if stream, err = enc.AppendFrame(stream, []byte(m)); err != nil {
			t.Fatal(err)
		}
	}
	stream = append(stream, 0, 0) // and half a header
	var chunks [][]byte
	for i := range stream {
		chunks = append(chunks, stream[i:i+1])
	}
	cmd := exec.Command(python3, "-c", driver, serve(t, chunks))
	cmd.Dir = filepath.Dir(path)
	got, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, got)
	}
	if diff := cmp.Diff("hello\n\nworld\n2 bytes of 4\n", string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestGo builds and runs the Go loop of chapter 4.
func TestGo(t *testing.T) {
	list, _ := blocks(t, "go")
	for i, l := range list {
		path := filepath.Join(t.TempDir(), "main.go")
		text := fmt.Sprintf(`package main

import (
	"fmt"
	"io"
	"strings"

	"bufferbybuffer/core"
)

func receive(server io.Reader, buffer []byte) error {
	decoder := core.NewDecoder(core.Decimal(10))
%s}

func main() {
	fmt.Println(receive(strings.NewReader(%q), make([]byte, 7)))
}
`, l.Text, frames(t, "hello", "world"))
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		got, err := exec.Command("go", "run", path).CombinedOutput()
		if err != nil {
			t.Fatalf("block %d: %v\n%s", i+1, err, got)
		}
		if diff := cmp.Diff("hello\nworld\n<nil>\n", string(got)); diff != "" {
			t.Error(diff)
		}
	}
}
