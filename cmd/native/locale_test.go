package main

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A user without UTF-8 is shown ASCII, whatever the subcommand and the text, and
// nothing that a terminal would obey. What is for programs is what it is: messages
// alone, and JSON.
func TestLocale(t *testing.T) {
	t.Setenv("LC_ALL", "C")
	dir := t.TempDir()
	stream, lines := filepath.Join(dir, "stream"), filepath.Join(dir, "lines")
	for name, text := range map[string]string{stream: "3         hé", lines: "hé\nnaïve\n"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	listening := []string{"-listen", "127.0.0.1:0", "-http", "127.0.0.1:0"}
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"recv", serveOnce(t, "3         hé", false)}, `-> h\u00e9`},
		{[]string{"recv", "-raw", serveOnce(t, "3         hé", false)}, "hé\n"},
		{[]string{"recv", "-json", serveOnce(t, "3         hé", false)}, `"text":"hé"`},
		{[]string{"send", answerOnce(t, "3         hé"), "é"}, `-> h\u00e9`},
		{[]string{"trace", "-explain", "-bytes", stream}, `-> h\u00e9`},
		{[]string{"trace", "-bytes", stream}, `"h\u00e9"`},
		{[]string{"trace", "naïve"}, `open na\u00efve`},
		{[]string{"judge", "no-such-é", "{port}"}, `"no-such-\u00e9"`},
		{append([]string{"tap", "-to", serveOnce(t, "", false)}, listening...), " -> 127.0.0.1:"},
		{append([]string{"tap", "-json", "-to", serveOnce(t, "", false)}, listening...), " -> 127.0.0.1:"},
		{[]string{"schedules", "-schedules", "1", "-ends", "0", "-messages", lines}, `"messages":["68c3a9"`},
		{[]string{"export", filepath.Join(dir, "l\x1b[2Jé")}, `/l\x1b[2J\u00e9`},
		{[]string{"version"}, "native"},
		{[]string{"serve", "-host", "é"}, `"\u00e9" is not a host name`},
		{[]string{"serve", "-help"}, "-host names"},
	}
	covered := map[string]bool{}
	for _, test := range tests {
		covered[test.args[0]] = true
	}
	for _, name := range subcommands(t) {
		if !covered[name] {
			t.Errorf("native %s is not tested", name)
		}
	}
	check := func(t *testing.T, args []string, want ...string) {
		shown := show(t, args)
		for _, want := range want {
			if !strings.Contains(shown, want) {
				t.Errorf("%q: want %q in %q", args, want, shown)
			}
		}
		utf8 := strings.Contains(want[0], "é")
		if strings.ContainsFunc(shown, func(r rune) bool { return r > '~' && !utf8 || r < ' ' && r != '\n' && r != '\t' }) {
			t.Errorf("%q: %q", args, shown)
		}
	}
	for _, test := range tests {
		check(t, test.args, test.want)
	}
	t.Run("a drawing", func(t *testing.T) {
		check(t, []string{"judge", "-schedules", "8", "-ends", "0", "-search", "20", "-messages", lines, "--", findPython(t), "testdata/jury/jury.py", "short_header", "{host}", "{port}"},
			"    3|_________h<c3><a9>6_________na", "\n    +^         +message +header   +message 2\n", `before message 1, "h\u00e9"`)
	})
}

// show is all that a command says. One that would go on is ended when it has said
// something.
func show(t *testing.T, args []string) string {
	t.Helper()
	cmd := exec.Command(native(t), args...)
	out := startShown(t, cmd)
	defer time.AfterFunc(patience, func() { cmd.Process.Kill() }).Stop()
	var shown bytes.Buffer
	said := bufio.NewReader(io.TeeReader(out, &shown))
	if args[0] == "tap" {
		said.ReadByte()
		cmd.Process.Signal(syscall.SIGTERM)
	}
	io.Copy(io.Discard, said)
	cmd.Wait()
	return shown.String()
}
