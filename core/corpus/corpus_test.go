package corpus_test

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

var update = flag.Bool("update", false, "rewrite the traces of the corpus files")

// TestCorpus runs every corpus file. The same test runs natively and, compiled to
// js/wasm, under Node; a browser test does the same with the module in Chromium.
func TestCorpus(t *testing.T) {
	for _, name := range corpus.Names() {
		t.Run(name, func(t *testing.T) {
			text, err := corpus.Text(name)
			if err != nil {
				t.Fatal(err)
			}
			fig, err := figure.Open(text)
			if err != nil {
				t.Fatal(err)
			}
			if fig.File.Title == "" || fig.File.Story == "" {
				t.Error("a corpus file has a title and a story")
			}
			if err := fig.Trace.Err(); err != nil && fig.File.Decoder == trace.Core && !strings.HasPrefix(name, "failure-") {
				t.Fatalf("our decoder fails: %v; a stream that is meant to is named failure-…", err)
			}
			fig.File.Trace = fig.Trace.Text()
			got := fig.File.Text()
			if *update {
				if err := os.WriteFile(name+".txt", []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(text, got); diff != "" {
				t.Errorf("run go test ./core/corpus -update to accept this (-file +run):\n%s", diff)
			}
		})
	}
}

// The playground lists the corpus by what somebody may want to know.
func TestEveryFileAnswersAQuestion(t *testing.T) {
	var names []string
	for _, q := range corpus.Questions() {
		names = append(names, q.Names...)
	}
	slices.Sort(names)
	if diff := cmp.Diff(slices.Sorted(slices.Values(corpus.Names())), names); diff != "" {
		t.Errorf("questions.go has each file once (-there are +are in it):\n%s", diff)
	}
}
