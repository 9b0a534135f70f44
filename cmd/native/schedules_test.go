package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bufferbybuffer/cmd/native/internal/command"
)

// examples are the programs in testdata/schedules: a receive loop, and a test of it
// with the cases that native schedules writes.
var examples = []struct {
	language string
	run      []string // the test
	receiver string   // the file of the loop
	wrong    string   // another loop
	want     string   // what the test then says
}{
	{
		"python3", []string{"python3", "-m", "unittest"}, "receiver.py",
		`def messages(sock):
    while True:
        header = sock.recv(10)
        if not header:
            return
        yield sock.recv(int(header))
`,
		"1, then the rest: ",
	},
	{
		"node", []string{"node", "--test"}, "receiver.mjs",
		`export class Receiver {
  constructor(onMessage) { this.push = (chunk) => onMessage(chunk.subarray(10)); }
  end() {}
}
`,
		"in one chunk: ",
	},
}

// TestScheduleExamples runs them, as they stand in the documentation, and again with
// a loop that breaks: then the test must fail, and name the smallest case.
func TestScheduleExamples(t *testing.T) {
	t.Parallel()
	var cases bytes.Buffer
	if status := command.Run(t.Context(), []string{"schedules"}, command.Console{Out: &cases, Err: &cases}); status != 0 {
		t.Fatalf("status %d: %s", status, &cases)
	}
	for _, e := range examples {
		t.Run(e.language, func(t *testing.T) {
			if _, err := exec.LookPath(e.language); err != nil {
				t.Skipf("there is no %s here, and this test is about a program in it", e.language)
			}
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS("testdata/schedules")); err != nil {
				t.Fatal(err)
			}
			write(t, dir, "cases.jsonl", cases.String())
			run := e.run
			if e.language == "python3" && exec.Command("python3", "-c", "import pytest").Run() == nil {
				run = []string{"python3", "-m", "pytest", "-q"}
			}
			if out, err := test(t, dir, run); err != nil {
				t.Errorf("the right loop: %v\n%s", err, out)
			}
			write(t, dir, e.receiver, e.wrong)
			if out, err := test(t, dir, run); err == nil || !strings.Contains(out, e.want) || !strings.Contains(out, "/playground/#1/s/0/") {
				t.Errorf("the wrong loop: %v\n%s", err, out)
			}
		})
	}
}

func test(t *testing.T, dir string, run []string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), run[0], run[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestSchedules: every line is a case, the smallest of each part first, and the
// flags say how many of which.
func TestSchedules(t *testing.T) {
	var out, complaints bytes.Buffer
	args := []string{"schedules", "-layout", "uint16", "-schedules", "100", "-ends", "7", "-hostile", "2", "-limit", "1000", "-messages", "-"}
	console := command.Console{In: strings.NewReader("hello\r\nworld\n"), Out: &out, Err: &complaints}
	if status := command.Run(t.Context(), args, console); status != 0 {
		t.Fatalf("status %d: %s", status, &complaints)
	}
	counts := make(map[string]int)
	last := 0
	for line := range strings.Lines(out.String()) {
		var c struct {
			Part     string
			Chunks   []string
			Messages []string
			Error    bool
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			t.Fatal(err)
		}
		if counts[c.Part]++; c.Part == "chunking" {
			if len(c.Chunks) < last {
				t.Errorf("%d chunks come after %d", len(c.Chunks), last)
			}
			last = len(c.Chunks)
			if strings.Join(c.Chunks, "") != "000568656c6c6f0005776f726c64" || strings.Join(c.Messages, " ") != "68656c6c6f 776f726c64" || c.Error {
				t.Errorf("%s", line)
			}
		}
		if c.Part == "hostile" && !c.Error {
			t.Errorf("%s", line)
		}
	}
	if counts["chunking"] < 50 || counts["ends"] != 7 || counts["hostile"] != 2 {
		t.Errorf("%v", counts)
	}
}

// TestSchedulesRefuses: what can't be written is refused in one line.
func TestSchedulesRefuses(t *testing.T) {
	for _, args := range [][]string{
		{"-layout", "nonsense"},
		{"-schedules", "0"},
		{"-ends", "-1"},
		{"-limit", "3"},
		{"-messages", "testdata/no-such-file"},
		{"-messages", "-"},
		{"unwanted"},
	} {
		var out, complaints bytes.Buffer
		status := command.Run(t.Context(), append([]string{"schedules"}, args...), command.Console{In: strings.NewReader("\n"), Out: &out, Err: &complaints})
		if status == 0 || out.Len() > 0 || strings.Count(complaints.String(), "\n") != 1 {
			t.Errorf("%q: status %d: %s%s", args, status, &complaints, &out)
		}
	}
}
