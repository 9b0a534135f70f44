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
	{"off by one: the limit itself is refused", "decoder.go", "length <= uint64(d.limit)", "length < uint64(d.limit)"},
	{"unchecked limit", "decoder.go", "case length <= uint64(d.limit):", "case true:"},
	{"unchecked limit on the fast path", "messages.go", "> uint64(d.limit)", "> 1<<40"},
	{"header assumed whole", "decoder.go", "if missing == 0 {", "if d.had > 0 || missing == 0 {"},
	{"lost carry-over: the chunk is dropped after a message", "decoder.go", "\td.frame++\n", "\td.frame++\n\td.base, d.chunk, d.pos = d.base+int64(len(d.chunk)), nil, 0\n"},
	{"lent slice aliased: the next append writes into the chunk", "decoder.go", "rest[:missing:missing]", "rest[:missing]"},
	{"lent slice aliased on the fast path", "messages.go", "return rest[size:end:end], true", "return rest[size:end], true"},
	{"a header that begins like the last one is taken for it", "repeat.go", "tail := max(size-8, 0)", "tail := 0"},
	{"the fast path takes a payload for a header", "messages.go", "if d.had > 0 || ", "if "},
	{"the buffer is as large as was promised", "decoder.go", "min(max(2*need, 64), max(d.want, keepBuffer))", "d.want"},
	{"events do not see that Next was called in between", "messages.go", "if d.state != StatePayload || d.pos != pos || d.base != base {", "if false {"},
	{"gathered bytes kept for the next message", "decoder.go", "d.gather = d.gather[:0]", "_ = d.gather"},
	{"what a large message needed is kept for ever", "decoder.go", "cap(d.gather) > keepBuffer", "cap(d.gather) < 0"},
	{"end inside a header taken for a clean end", "decoder.go", "if d.had == 0 {\n\t\t\treturn d.take(HeaderEnd", "if d.had <= 10 {\n\t\t\treturn d.take(HeaderEnd"},
	{"end right after a header taken for a clean end", "decoder.go", "case StatePayload:\n\t\treturn d.truncated(", "case StatePayload:\n\t\tif len(d.gather) == 0 {\n\t\t\td.state = StateHeader\n\t\t\treturn d.take(HeaderEnd, 0, 0)\n\t\t}\n\t\treturn d.truncated("},
	{"failure forgotten by the next Feed", "decoder.go", "if d.state == StateFailed {\n\t\treturn\n\t}", "if d.state == StateFailed {\n\t\td.state, d.had, d.err = StateHeader, 0, nil\n\t}"},
	{"the error's offset is where it was noticed", "decoder.go", "Offset: d.start,", "Offset: d.Taken(),"},
	{"int() accepts a sign", "layout.go", "for i < end && field[i] == ' ' {", "for i < end && (field[i] == ' ' || field[i] == '+') {"},
	{"a number too large wraps round", "layout.go", "if n > (most-digit)/base {", "if false {"},
	{"a uvarint's last byte is not needed", "layout.go", "if had[len(had)-1] < 0x80 || len(had) == l.offset+l.width {", "if had[len(had)-1] < 0x80 || len(had) == l.offset+3 {"},
	{"the counted header is not taken off", "layout.go", "return n - uint64(l.counts), true", "return n, true"},
	{"byte order swapped", "layout.go", "n = n<<8 | uint64(b)", "n = n>>8 | uint64(b)<<56"},
	{"a delimiter split across chunks is missed", "scan.go", "max(0, old-len(mark)+1)", "old"},
	{"an escape at the end of a chunk is forgotten", "scan.go", "d.escaped = true\n\t\t\tcontinue", "d.escaped = d.pos < len(d.chunk)\n\t\t\tcontinue"},
	{"the encoder truncates a length that does not fit", "encoder.go", "if most := l.most(); n > most {", "if most := l.most(); n > most && false {"},
	{"an error of the source is swallowed at a boundary", "reader.go", "return r.err", "return io.EOF"},
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
			out, err := exec.Command("go", "test", "-overlay", overlayFile, "-short", "-timeout", "60s", ".").CombinedOutput()
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
