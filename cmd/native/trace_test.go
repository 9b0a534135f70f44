package main

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A trace is hundreds of times as long as its stream; printing it takes no memory
// to speak of, and no more time for its last part than for its first.
func TestLongTrace(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("memory is read from /proc")
	}
	if raced {
		t.Skip("the race detector takes more memory than the program")
	}
	const frames = 30_000
	stream := filepath.Join(t.TempDir(), "stream")
	if err := os.WriteFile(stream, bytes.Repeat([]byte("5         hello"), frames), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, flags := range []string{"", "-explain"} {
		args := append([]string{"trace", "-bytes", "-schedule", "every 2"}, strings.Fields(flags)...)
		cmd := exec.Command(native(t), append(args, stream)...)
		cmd.Env = append(os.Environ(), "GOGC=20") // what is not needed any more does not count, however late it is collected
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		printed, most := 0, 0
		var last []byte
		for buffer := make([]byte, 1<<20); err == nil; {
			var n int
			n, err = io.ReadFull(stdout, buffer)
			if n > 0 {
				most = max(most, peakMemory(t, cmd.Process.Pid))
				printed += n
				last = bytes.Clone(buffer[max(0, n-200):n])
			}
		}
		if err := cmd.Wait(); err != nil || !bytes.Contains(last, []byte("closed\n")) {
			t.Errorf("%v: %v, and at the end %q", args, err, last)
		}
		const bound = 40 << 20
		if flags != "" && printed < bound || most > bound {
			t.Errorf("%v took %d MiB for %d MiB of text", args, most>>20, printed>>20)
		}
	}
}

// One Ctrl-C ends a trace, whatever it is doing: waiting for the other end of a
// FIFO, computing, or writing to a pager that does not read.
func TestInterruptedTrace(t *testing.T) {
	dir := t.TempDir()
	fifo, stream := filepath.Join(dir, "fifo"), filepath.Join(dir, "stream")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Skip(err)
	}
	if err := os.WriteFile(stream, bytes.Repeat([]byte("5         hello"), 100_000), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{fifo, stream} {
		cmd := exec.Command(native(t), "trace", "-bytes", "-schedule", "one byte at a time", "-explain", file)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		stdout, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if file == fifo {
			writer, err := os.OpenFile(fifo, os.O_WRONLY, 0) // which waits until it is there
			if err != nil {
				t.Fatal(err)
			}
			defer writer.Close()
		} else if _, err := stdout.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
		cmd.Process.Signal(os.Interrupt)
		late := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
		// Not Wait: that would close the pipe.
		state, err := cmd.Process.Wait()
		if err != nil || !late.Stop() || state.ExitCode() != 1 {
			t.Errorf("%s: it ended with %v, %v", file, state, err)
		}
		cmd.Wait()
		if stderr.String() != "native trace: interrupted\n" {
			t.Errorf("%s: it says %q", file, &stderr)
		}
	}
}
