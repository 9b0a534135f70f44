package framingtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocument: the code in the documentation is that of the tests, and so is what
// it says they print.
func TestDocument(t *testing.T) {
	page, err := os.ReadFile("../../docs/framingtest.md")
	if err != nil {
		t.Fatal(err)
	}
	var sources string
	for _, pattern := range []string{"*_test.go", "../../cmd/native/testdata/schedules/*"} {
		names, _ := filepath.Glob(pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			// What an example prints stands in comments.
			sources += string(text) + regexp.MustCompile(`(?m)^\t// ?`).ReplaceAllString(string(text), "")
		}
	}
	blocks := regexp.MustCompile("(?s)```[a-z]+\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(blocks) != 4 {
		t.Errorf("%d blocks of code", len(blocks))
	}
	for _, block := range blocks {
		if !strings.Contains(sources, block[1]) {
			t.Errorf("this stands in no test:\n%s", block[1])
		}
	}
	for _, link := range regexp.MustCompile(`\]\(\.\./([^)]*)\)`).FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat("../../" + link[1]); err != nil {
			t.Errorf("a link leads nowhere: %v", err)
		}
	}
}
