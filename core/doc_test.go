package core_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

var update = flag.Bool("update", false, "rewrite the table in doc.go")

// TestDoc: the machine in the package's documentation is the table.
func TestDoc(t *testing.T) {
	var drawn strings.Builder
	for _, row := range core.Table() {
		fmt.Fprintf(&drawn, "//\t%-8s %-56s → %s, %s\n", row.From, row.When, row.Event, row.To)
	}
	const before, after = "any state.\n//\n", "//\n// # Chunking never matters"
	source, err := os.ReadFile("doc.go")
	if err != nil {
		t.Skip("no source at hand: ", err)
	}
	head, rest, ok1 := strings.Cut(string(source), before)
	table, tail, ok2 := strings.Cut(rest, after)
	if !ok1 || !ok2 {
		t.Fatal("doc.go has no place for the table")
	}
	if *update {
		if err := os.WriteFile("doc.go", []byte(head+before+drawn.String()+after+tail), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(drawn.String(), table); diff != "" {
		t.Errorf("run go test ./core -run TestDoc -update (-table +doc.go):\n%s", diff)
	}
}

// TestRowsHaveOnePlace: each row is taken at one place of the plain path, which is
// the line that the page lights.
func TestRowsHaveOnePlace(t *testing.T) {
	source, err := os.ReadFile("decoder.go")
	if err != nil {
		t.Skip("no source at hand: ", err)
	}
	state, err := os.ReadFile("state.go")
	if err != nil {
		t.Fatal(err)
	}
	_, names, _ := strings.Cut(string(state), "HeaderMore Row = iota")
	names, _, _ = strings.Cut("HeaderMore"+names, "numRows")
	for name := range strings.FieldsSeq(names) {
		if strings.HasSuffix(name, "Again") {
			continue // what is asked of a decoder that has ended
		}
		if n := strings.Count(string(source), "("+name+",") + strings.Count(string(source), "("+name+")"); n != 1 {
			t.Errorf("row %s is taken at %d places, want 1", name, n)
		}
	}
}
