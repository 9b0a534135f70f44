//go:build mutants

package core_test

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// mutants are plausible bugs, each a small change of one file of core.
var mutants = []struct {
	bug      string
	file     string
	old, new string
}{
	{"off by one: the limit itself is refused", "decoder.go", "if length > uint64(d.limit) {", "if length >= uint64(d.limit) {"},
	{"unchecked limit", "decoder.go", "if length > uint64(d.limit) {", "if length > 1<<40 {"},
	{"header assumed whole", "decoder.go", "if len(frame) < d.need {", "if len(frame) == 0 {"},
	{"lost carry-over: the chunk is dropped after a message", "decoder.go", "d.at += whole\n", "d.at = len(d.win)\n"},
	{"lent slice aliased: the next append writes into the chunk", "decoder.go", "frame[:end:end]", "frame[:end]"},
	{"the buffer is as large as was promised", "window.go", "size := max(2*(end+n), smallBuffer)", "size := max(w.need, smallBuffer)"},
	{"bytes of a chunk are added twice", "window.go", "w.add(chunk[len(chunk)-rest:])", "w.add(chunk[len(chunk)-rest-1:])"},
	{"a frame that begins in a chunk is looked for in the wrong place", "window.go", "w.lend(chunk[from:])", "w.lend(chunk[len(chunk)-rest:])"},
	{"what a chunk holds of a frame is not kept", "window.go", "case have > 0 && (w.lent || w.at > walk):", "case have > 1 && (w.lent || w.at > walk):"},
	{"what is moved to the front of the buffer is looked for where it was", "window.go", "append(own, frame...), 0, false, nil", "append(own, frame...), w.at, false, nil"},
	{"what a large message needed is kept for ever", "window.go", "cap(w.win) > w.keep", "cap(w.win) < 0"},
	{"end inside a header taken for a clean end", "decoder.go", "if have == 0 {\n\t\t\treturn d.take(HeaderEnd", "if have <= 10 {\n\t\t\treturn d.take(HeaderEnd"},
	{"end right after a header taken for a clean end", "decoder.go", "case StatePayload:\n\t\tif had", "case StatePayload:\n\t\tif have == d.size {\n\t\t\td.state = StateHeader\n\t\t\treturn d.take(HeaderEnd, 0, 0)\n\t\t}\n\t\tif had"},
	{"failure forgotten by the next Feed", "decoder.go", "if d.state != StateFailed {\n\t\td.fail(", "if d.state == StateFailed {\n\t\td.state, d.err = StateHeader, nil\n\t} else {\n\t\td.fail("},
	{"the error's offset is where it was noticed", "decoder.go", "Offset: d.here() - d.gone,", "Offset: d.Taken(),"},
	{"the header of the last message is that of the next", "decoder.go", "start := d.at - d.size - d.want - d.trailer", "start := d.at - d.size - d.trailer"},
	{"what closes a skipped frame is not looked at", "decoder.go", "d.trailer > 0 && string(closing) != d.layout.trailer", "false"},
	{"what closes a frame is not looked at", "decoder.go", "d.trailer > 0 && string(frame[end:whole]) != d.layout.trailer", "false"},
	{"int() accepts a sign", "form_decimal.go", "for i < len(field) && field[i] == ' ' {", "for i < len(field) && (field[i] == ' ' || field[i] == '+') {"},
	{"a number too large wraps round", "form_decimal.go", "if n >= most/base && n > (most-digit)/base {", "if false {"},
	{"a uvarint's last byte is not needed", "form_uvarint.go", "i+1 == l.width", "i+1 == 3"},
	{"a uvarint longer than it need be", "form_uvarint.go", "(last != 0 || len(field) == 1)", "true"},
	{"the counted header is not taken off", "layout.go", "return n - uint64(l.counts), ok", "return n, ok"},
	{"byte order swapped", "form_binary.go", "n = n<<8 | uint64(b)", "n = n>>8 | uint64(b)<<56"},
	{"byte order swapped in one look", "form_binary.go", "if p.little {", "if !p.little {"},
	{"a bare LF ends a chunk's size", "block.go", "&& bytes.HasSuffix(line, []byte(\"\\r\\n\"))", "|| true"},
	{"the last chunk is closed like the others", "form_chunked.go", "return !isLastChunk(header[:lineEnd(header)])", "return true"},
	{"the second Content-Length counts", "form_contentlength.go", "found == 1", "found >= 1"},
	{"a header block without end", "block.go", "return min(end, width)", "return end"},
	{"a delimiter split across chunks is missed", "form_delimiter.go", "max(0, s.had-len(l.trailer)+1)", "s.had"},
	{"an escape at the end of a chunk is forgotten", "form_delimiter.go", "s.after = true", "s.after = i+1 < len(frame)"},
	{"a CR in front of the LF is part of the line", "form_lines.go", "end > 0 && frame[end-1] == '\\r'", "false"},
	{"a LF after a CR in another chunk is an empty line", "form_eventstream.go", "s.after = frame[i] == '\\r'", "s.after = frame[i] == '\\r' && i+1 < len(frame)"},
	{"a byte order mark in pieces is missed", "form_eventstream.go", "if n := min(len(frame), len(mark)); string(frame[:n]) != mark[:n] {", "if n := min(len(frame), len(mark)); string(frame[:n]) != mark {"},
	{"the encoder truncates a length that does not fit", "encoder.go", "if uint64(len(payload)) > most {", "if uint64(len(payload)) > uint64(e.limit) {"},
	{"an error of the source is swallowed at a boundary", "reader.go", "return r.err\n", "return io.EOF\n"},
	{"a deadline that strikes ends the stream", "reader.go", "ok && timeout.Timeout()", "ok && !timeout.Timeout()"},
}

// TestMutants injects one bug at a time, by an overlay, and runs core's tests.
// Each bug must be caught; the log says by which tests.
func TestMutants(t *testing.T) {
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	failed := regexp.MustCompile(`(?m)^--- FAIL: (\w+)`)
	for _, m := range mutants {
		t.Run(m.bug, func(t *testing.T) {
			source, err := os.ReadFile(m.file)
			if err != nil {
				t.Fatal(err)
			}
			if n := strings.Count(string(source), m.old); n != 1 {
				t.Fatalf("%s has %d places like %q: bring the mutant up to date", m.file, n, m.old)
			}
			temp := t.TempDir()
			mutant := filepath.Join(temp, m.file)
			if err := os.WriteFile(mutant, []byte(strings.Replace(string(source), m.old, m.new, 1)), 0o666); err != nil {
				t.Fatal(err)
			}
			overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(dir, m.file): mutant}})
			if err != nil {
				t.Fatal(err)
			}
			overlayFile := filepath.Join(temp, "overlay.json")
			if err := os.WriteFile(overlayFile, overlay, 0o666); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("go", "test", "-vet=off", "-overlay", overlayFile, "-short", "-timeout", "60s", ".").CombinedOutput()
			var exit *exec.ExitError
			if err == nil {
				t.Fatal("not caught")
			} else if !errors.As(err, &exit) {
				t.Fatal(err)
			}
			var by []string
			for _, match := range failed.FindAllStringSubmatch(string(out), -1) {
				by = append(by, match[1])
			}
			slices.Sort(by)
			switch {
			case strings.Contains(string(out), "[build failed]"):
				t.Fatalf("the mutant does not compile:\n%s", out)
			case len(by) == 0:
				t.Logf("caught by a panic or the time limit")
			default:
				t.Logf("caught by %s", strings.Join(slices.Compact(by), ", "))
			}
		})
	}
}
