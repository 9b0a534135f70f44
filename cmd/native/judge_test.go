//go:build linux

package main

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// quickly are the flags of a judgement that tries little.
var quickly = []string{"judge", "-json", "-schedules", "10", "-ends", "1", "-search", "40"}

// TestJudgeWays: a program is judged as it is, whatever its way to its peer: told by
// its arguments or its environment, or found by watching; as a client, as a server
// and as a filter; whatever it takes for messages.
func TestJudgeWays(t *testing.T) {
	python := findPython(t)
	lines := `[l.strip() and print(l, end="", flush=True) for l in __import__("sys").stdin]`
	tests := []struct {
		name, env string
		args      []string
		kind      string
		address   string
		isolated  bool
	}{
		{name: "told by arguments", args: []string{"--", python, "-c", client("sys.argv[1]", "sys.argv[2]", "payload.decode()"), "{host}", "{port}"}, kind: "text"},
		{name: "told by the environment", env: "WHERE={addr}", kind: "text",
			args: []string{"--", python, "-c", client(`os.environ["WHERE"].split(":")[0]`, `os.environ["WHERE"].split(":")[1]`, "payload.decode()")}},
		{name: "watched", args: []string{"--", python, "-c", client(`"127.0.0.1"`, "1243", "payload.decode()")}, kind: "text", address: "127.0.0.1:1243", isolated: true},
		{name: "watched, for another machine", args: []string{"--", python, "-c", client(`"203.0.113.7"`, "5000", "payload.decode()")}, kind: "text", address: "203.0.113.7:5000", isolated: true},
		{name: "an address given", args: []string{"-address", "192.0.2.1:80", "--", python, "-c", client(`"192.0.2.1"`, "80", "payload.decode()")}, kind: "text", isolated: true},
		{name: "a pickled dict", args: []string{"--", python, "-c", client("sys.argv[1]", "sys.argv[2]", `pickle.loads(payload)["text"]`), "{host}", "{port}"}, kind: "a pickled dict"},
		{name: "JSON", args: []string{"--", python, "-c", client("sys.argv[1]", "sys.argv[2]", `json.loads(payload)["msg"]`), "{host}", "{port}"}, kind: "JSON"},
		{name: "ASCII", args: []string{"--", python, "-c", client("sys.argv[1]", "sys.argv[2]", `payload.decode("ascii")`), "{host}", "{port}"}, kind: "ASCII text"},
		{name: "a server, told", args: []string{"-server", "--", python, "-c", server("int(sys.argv[1])"), "{port}"}, kind: "text"},
		{name: "a server, watched", args: []string{"-server", "--", python, "-c", server("7000")}, kind: "text", isolated: true},
		{name: "a filter", args: []string{"-stdio", "-layout", `delimiter "\n"`, "--", python, "-c", lines}, kind: "text"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if name, value, ok := strings.Cut(test.env, "="); ok {
				t.Setenv(name, value)
			}
			report, text := judged(t, append(quickly[:len(quickly):len(quickly)], test.args...)...)
			if test.isolated && strings.Contains(report.Why+text, "network namespace") {
				t.Skip("network namespaces are not permitted here")
			}
			if report.Verdict != "survives" || !report.Forced || report.Kind != test.kind || report.Address != test.address {
				t.Errorf("%s, forced: %t, with %s at %q; want survives, with %s at %q\n%s",
					report.Verdict, report.Forced, report.Kind, report.Address, test.kind, test.address, text)
			}
		})
	}
}

// client is a right client in Python, which shows messages as it is told.
func client(host, port, show string) string {
	return `
import json, os, pickle, socket, sys
s = socket.create_connection((` + host + `, int(` + port + `)))
stream = s.makefile("rb")
while header := stream.read(10):
    payload = stream.read(int(header))
    print(` + show + `)
`
}

// server is a right server in Python, which echoes what it gets and prints nothing.
func server(port string) string {
	return `
import socket, sys
listener = socket.create_server(("", ` + port + `))
s, _ = listener.accept()
stream = s.makefile("rb")
while header := stream.read(10):
    s.sendall(header + stream.read(int(header)))
`
}

// TestJudgeStatuses: the exit status, and what is said.
func TestJudgeStatuses(t *testing.T) {
	python := findPython(t)
	messages := filepath.Join(t.TempDir(), "messages")
	if err := os.WriteFile(messages, []byte("hello\nhello\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	jury := []string{python, "testdata/jury/jury.py"}
	quick := []string{"judge", "-schedules", "8", "-ends", "2", "-search", "20"}
	tests := []struct {
		name   string
		args   []string
		status int
		stdout []string
		stderr string
	}{
		{"survives", append(jury[:2:2], "exact", "{host}", "{port}"), 0, []string{"survives: ", "However the stream is cut", "(forced)"}, ""},
		{"breaks", append(jury[:2:2], "short_header", "{host}", "{port}"), 1, []string{
			"breaks: ", "Cut after byte 1, it crashes before message 1, ", "Every boundary was forced; it broke again 2 of 2 times",
			"    1│4········", "└header", "└message 1", "chunk 1, 1 byte: 1\n", "It printed:", "ValueError", "/playground/#1/s/"}, ""},
		{"shows numbers", []string{python, "-c", client("sys.argv[1]", "sys.argv[2]", "len(payload)"), "{host}", "{port}"}, 2, []string{
			"cannot judge: ", "It printed:"}, ""},
		{"shows nothing", []string{"sleep", "1000"}, 3, nil, "the program could not be run: it was not seen to connect to anything: it waits"},
		{"no such program", []string{"no-such-program", "{port}"}, 3, nil, `"no-such-program": executable file not found`},
		{"ends at once", []string{"sh", "-c", "echo Oops; exit 1", "{port}"}, 3, nil, "it did not connect to 127.0.0.1:"},
		{"no program", nil, 3, nil, "no COMMAND"},
		{"bad messages", []string{"-messages", messages, "--", "true"}, 3, nil, "can't be told from another one"},
		{"bad layout", []string{"-layout", "decimal", "--", "true"}, 3, nil, "-layout: "},
		{"two ways", []string{"-server", "-stdio", "--", "true"}, 3, nil, "-server goes not with -stdio"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := quick[:len(quick):len(quick)]
			if len(test.args) > 0 && !strings.HasPrefix(test.args[0], "-") {
				args = append(args, "--")
			}
			status, stdout, stderr := runLong(t, append(args, test.args...)...)
			if status != test.status || !strings.Contains(stderr, test.stderr) || strings.Count(stderr, "\n") > 1 {
				t.Errorf("status %d, stderr %q; want %d, one line with %q\n%s", status, stderr, test.status, test.stderr, stdout)
			}
			for _, want := range test.stdout {
				if !strings.Contains(stdout, want) {
					t.Errorf("no %q in\n%s", want, stdout)
				}
			}
			if strings.Contains(stdout, "\x1b") {
				t.Error("escape sequences in what is no terminal")
			}
		})
	}
}

// TestJudgeFiles: a case that breaks a program is a corpus file, which core's decoder
// reads as it should be, and a link that says the same; and the report is JUnit's.
func TestJudgeFiles(t *testing.T) {
	t.Parallel()
	python := findPython(t)
	dir := t.TempDir()
	corpus, junit := filepath.Join(dir, "case.txt"), filepath.Join(dir, "junit.xml")
	args := append(quickly[:len(quickly):len(quickly)], "-save", corpus, "-junit", junit, "--", python, "testdata/jury/jury.py", "short_header", "{host}", "{port}")
	report, text := judged(t, args...)
	if len(report.Chunking.Broken) == 0 {
		t.Fatal(text)
	}
	saved, err := os.ReadFile(corpus)
	if err != nil || string(saved) != report.Chunking.Broken[0].Corpus {
		t.Errorf("%v, saved:\n%s\nthe report has:\n%s", err, saved, report.Chunking.Broken[0].Corpus)
	}
	file, err := trace.ParseFile(string(saved))
	if err != nil {
		t.Fatal(err)
	}
	if tr := file.Run(file.NewDecoder()); tr.Err() != nil || len(tr.Messages()) != report.Messages {
		t.Errorf("core makes %d messages of it, and %v", len(tr.Messages()), tr.Err())
	}
	_, hash, _ := strings.Cut(report.Chunking.Broken[0].Link, "#")
	place, err := figure.ParseLink(hash)
	if err != nil || place.File.Short() != file.Short() {
		t.Errorf("the link: %v\n%s", err, hash)
	}
	if status, stdout, stderr := run(t, nil, "trace", "-explain", corpus); status != 0 || !strings.Contains(stdout, "recv 1, 1 byte") {
		t.Errorf("trace: status %d, %s%s", status, stdout, stderr)
	}
	content, err := os.ReadFile(junit)
	if err != nil {
		t.Fatal(err)
	}
	var suite struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Cases    []struct {
			Name    string `xml:"name,attr"`
			Failure struct {
				Message string `xml:"message,attr"`
			} `xml:"failure"`
		} `xml:"testcase"`
	}
	if err := xml.Unmarshal(content, &suite); err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	if suite.Tests != 3 || suite.Failures != 1 || suite.Cases[0].Name != "chunking" || !strings.HasPrefix(suite.Cases[0].Failure.Message, "1, then the rest: it crashes") {
		t.Errorf("%+v\n%s", suite, content)
	}
}

// TestJudgeDoc: every command in docs/judge.md works, and what stands below it is
// what it prints. The reader's own programs are right ones here.
func TestJudgeDoc(t *testing.T) {
	if !*wholeJury {
		t.Skip("it takes its time: make jury")
	}
	python := findPython(t)
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("there is no node here")
	}
	text, err := os.ReadFile("../../docs/judge.md")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	told := client("sys.argv[1]", "sys.argv[2]", "payload.decode()")
	for name, content := range map[string]string{
		"client.py": told,
		"client": "#!" + python + client(`os.environ.get("SERVER", "192.0.2.9:4000").split(":")[0]`,
			`os.environ.get("SERVER", "192.0.2.9:4000").split(":")[1]`, "payload.decode()"),
		"server.js": `require("net").createServer((s) => s.pipe(s)).listen(7000);`,
		"tool":      "#!/bin/sh\nexec cat\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"bin/native": native(t), "cmd/native": here} {
		os.MkdirAll(filepath.Join(dir, filepath.Dir(link)), 0o755)
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	commands := 0
	for i, block := range strings.Split(string(text), "```console\n") {
		if i == 0 {
			continue
		}
		block, _, _ = strings.Cut(block, "```")
		for part := range strings.SplitSeq(block, "$ ") {
			command, lines, _ := strings.Cut(part, "\n")
			if command == "" {
				continue
			}
			commands++
			command = strings.ReplaceAll(command, "/tmp/", dir+"/")
			command = strings.Replace(command, "native judge", "native judge -schedules 8 -search 30", 1) // to be done today
			cmd := exec.CommandContext(t.Context(), "sh", "-c", command)
			cmd.Dir = dir
			out, _ := cmd.CombinedOutput()
			if status := cmd.ProcessState.ExitCode(); status > 1 {
				t.Errorf("%s\nstatus %d\n%s", command, status, out)
			}
			for line := range strings.Lines(lines) {
				if !strings.Contains(string(out), line) {
					t.Errorf("%s\nno line %q in\n%s", command, line, out)
				}
			}
		}
	}
	if commands < 10 {
		t.Errorf("%d commands were found", commands)
	}
}
