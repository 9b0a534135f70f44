package lesson

import (
	"html/template"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func openJourney(block string) (*Page, error) {
	files := fstest.MapFS{"1-t.md": {Data: []byte("# T\n\n```journey late\n" + block + "\n```\n")}}
	book, err := Open(files, func(*Figure) (template.HTML, error) { return "", nil })
	if err != nil {
		return nil, err
	}
	return book.Chapters[0], nil
}

// A journey in a page is run, drawn, told in words, and laid ready to be stepped through.
func TestJourney(t *testing.T) {
	page, err := openJourney("Two sends, one recv\n\nIt was late.\n\nmessage: \"hello\"\nmessage: \"you\"\nstart: 60\nrecv: 64")
	if err != nil {
		t.Fatal(err)
	}
	body := string(page.Body)
	got := map[string]int{}
	for _, part := range []string{">send ", ">recv ", `<g class="message `, "28 bytes that were waiting", `href="../journey/#1/message`, `data-journey="late.json"`} {
		got[part] = strings.Count(body, part)
	}
	want := map[string]int{">send ": 2, ">recv ": 1, `<g class="message `: 2, "28 bytes that were waiting": 1, `href="../journey/#1/message`: 1, `data-journey="late.json"`: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(page.Listings) != 1 || page.Listings[0].Name != "late.json" {
		t.Errorf("laid ready: %v", page.Listings)
	}
	for _, wrong := range []string{"A title", "A title\n\nA sentence.\n\nmessage: hello", "A title\n\nA sentence.\n\nmss: 8"} {
		if _, err := openJourney(wrong); err == nil {
			t.Errorf("%q is drawn", wrong)
		}
	}
}
