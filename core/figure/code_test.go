//go:build !js

package figure

import (
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
)

var update = flag.Bool("update", false, "rewrite decoder.txt")

// TestCode: the code beside a figure is core's own, and each row of its table but
// those of a decoder that has ended is taken at one place in it.
func TestCode(t *testing.T) {
	source, err := os.ReadFile("../decoder.go")
	if err != nil {
		t.Skip("no source at hand: ", err)
	}
	var functions []string
	for _, name := range []string{"step", "odd", "nextSkip", "nextScan", "large", "end"} {
		_, rest, ok := strings.Cut(string(source), "\nfunc (d *Decoder) "+name+"(")
		body, _, _ := strings.Cut(rest, "\n}\n")
		if !ok {
			t.Fatalf("decoder.go has no %s", name)
		}
		functions = append(functions, "func (d *Decoder) "+name+"("+body+"\n}\n")
	}
	want := strings.Join(functions, "\n")
	if *update {
		if err := os.WriteFile("decoder.txt", []byte(want), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, decoderSource); diff != "" {
		t.Errorf("run go test ./core/figure -run TestCode -update (-decoder.go +decoder.txt):\n%s", diff)
	}
	panel := Code(trace.Core)
	for row := range core.Table() {
		name := core.Row(row).String()
		if _, ok := panel.Rows[core.Row(row)]; !ok && !strings.HasSuffix(name, "Again") {
			t.Errorf("no line takes row %s", name)
		}
	}
}

// TestStory: of the tutorial's client one sees at first the lines that do something, seven of twelve. A decoder that goes
// wrong after its last row is seen whole, and so is any that counts on the number it gives recv.
func TestStory(t *testing.T) {
	type code struct{ First, Last, Call string }
	got := map[string]code{}
	for _, name := range []string{"tutorial", "no-carry-over", "short-read", PythonHeader} {
		p := Code(name)
		story := p.Lines[p.Story[0]:p.Story[1]]
		got[name] = code{strings.TrimSpace(story[0]), strings.TrimSpace(story[len(story)-1]), p.Call}
	}
	want := map[string]code{
		"tutorial":      {"msg = s.recv(16)", "print(full_msg[HEADERSIZE:])", "recv(16)"},
		"no-carry-over": {"buf = b''", "buf = b''", "recv(1024)"},
		"short-read":    {"def recv_all():", "print(msg)", ""},
		PythonHeader:    {"buf = b''", "raise EOFError", "recv(16)"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p := Code("tutorial"); p.Story[1]-p.Story[0] != 7 {
		t.Errorf("the tutorial's client is told in %d lines", p.Story[1]-p.Story[0])
	}
}
