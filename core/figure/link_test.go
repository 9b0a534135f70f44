package figure_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// TestLink: the address of any step of any corpus file names that step, and the
// decoder beside.
func TestLink(t *testing.T) {
	for _, name := range corpus.Names() {
		text, err := corpus.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := trace.ParseFile(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, beside := range []string{"", "core", "one-per-read"} {
			hash, err := figure.Place{File: file, Step: 7, Beside: beside}.Link()
			if err != nil {
				t.Fatal(name, err)
			}
			p, err := figure.ParseLink(hash)
			if err != nil {
				t.Fatal(name, err)
			}
			if diff := cmp.Diff([]any{file.Short(), 7, beside}, []any{p.File.Short(), p.Step, p.Beside}); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", name, hash, diff)
			}
		}
	}
}

func TestLinkTooLong(t *testing.T) {
	file, err := trace.ParseFile("-- stream --\nsend \"" + strings.Repeat("x", 20_000) + "\"\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (figure.Place{File: file}).Link(); !errors.Is(err, figure.ErrLinkTooLong) {
		t.Errorf("%v, want: %v", err, figure.ErrLinkTooLong)
	}
}

func TestParseLinkErrors(t *testing.T) {
	for hash, want := range map[string]string{
		"":                                     "a version that this page does not know",
		"2/s/0/":                               "a version that this page does not know",
		"1/s/x/":                               "names no step",
		"1/s/-1/":                              "names no step",
		"1/s/3":                                "names no step",
		"1/s/+tutorial/x":                      "names no step",
		"1/s/3/%4":                             "broken off",
		"1/s/3/%zz":                            `broken at "%zz"`,
		"1/s/3/layout:+none~":                  "this link is broken: ",
		"1/s/3/" + strings.Repeat("a", 20_000): "too long to be one of ours",
	} {
		_, err := figure.ParseLink(hash)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want something about: %s", hash, err, want)
		}
	}
}
