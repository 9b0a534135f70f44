package command

import (
	"cmp"
	"os"
	"strings"
	"testing"
)

// What is so without a server is said by the pages, by -help and by the docs alike.
func TestWhatStaticFilesAre(t *testing.T) {
	texts := map[string]string{"-help": export.more}
	for _, name := range []string{"site/src/static.ts", "docs/deploy.md"} {
		text, err := os.ReadFile("../../../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		_, section, _ := strings.Cut(string(text), "## As static files") // static.ts has nothing else
		texts[name] = cmp.Or(section, string(text))
	}
	for name, text := range texts {
		text = strings.ReplaceAll(strings.Join(strings.Fields(text), " "), "’", "'")
		for _, want := range []string{
			"static files", "there is no server behind them. So ", "the time server's own code speaks in", ", over a TCP in", ". It is no real connection",
		} {
			if !strings.Contains(text, want) {
				t.Errorf("%s does not say %q:\n%s", name, want, text)
			}
		}
	}
}

func TestParseBase(t *testing.T) {
	tests := []struct{ text, want string }{ // "" is refused
		{"https://school.example/lesson/", "https://school.example/lesson/"},
		{"https://school.example/lesson", "https://school.example/lesson/"},
		{"http://school.example:8080", "http://school.example:8080/"},
		{"https://school.example/a b", "https://school.example/a%20b/"},
		{"school.example", ""},
		{"ftp://school.example/", ""},
		{"https:///lesson/", ""},
		{"https://school.example/?page=1", ""},
		{"https://school.example/#top", ""},
		{"https://me:secret@school.example/", ""},
		{"javascript:alert(1)", ""},
		{"https://school.example/\"><b>", "https://school.example/%22%3E%3Cb%3E/"},
	}
	for _, test := range tests {
		got, err := parseBase(test.text)
		if got != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%q: %q, %v; want %q", test.text, got, err, test.want)
		}
	}
	if got, err := parseBase(""); got != "" || err != nil {
		t.Errorf("without -base: %q, %v", got, err)
	}
}
