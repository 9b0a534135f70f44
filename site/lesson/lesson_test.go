package lesson

import (
	"flag"
	"html/template"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/docs"
)

var update = flag.Bool("update", false, "rewrite the numbers and tables in docs/lesson")

const folder = "../../docs/lesson/"

// book is the lesson, with its figures left out of the HTML.
func book(t *testing.T) *Book {
	t.Helper()
	b, err := Open(docs.Lesson(), func(f *Figure) (template.HTML, error) {
		return template.HTML("<p>" + template.HTMLEscapeString(f.File.Title) + "</p>"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNumbers computes every marked number of the lesson.
func TestNumbers(t *testing.T) {
	pages, err := read(docs.Lesson())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages.Pages() {
		got, err := p.Refresh()
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if *update && got != p.source {
			if err := os.WriteFile(folder+p.Name+".md", []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(p.source, got); diff != "" {
			t.Errorf("%s.md: run go test ./site/lesson -update to accept this (-text +core):\n%s", p.Name, diff)
		}
		for _, n := range p.Unmarked() {
			t.Errorf("%s.md: nothing checks the number in: %s", p.Name, n)
		}
	}
}

// TestLesson opens every page: each figure runs, each prediction has exactly one
// right answer, each link leads somewhere.
func TestLesson(t *testing.T) {
	b := book(t)
	if len(b.Chapters) != 9 {
		t.Errorf("%d chapters, want 9", len(b.Chapters))
	}
	for i, p := range b.Chapters {
		if p.Chapter != i+1 {
			t.Errorf("chapter %d is %s", i+1, p.Name)
		}
		if len(p.Predictions) == 0 {
			t.Errorf("%s asks for no prediction", p.Name)
		}
	}
}
