package terminal

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

var update = flag.Bool("update", false, "rewrite testdata")

// Each file of testdata is what one corpus file looks like in one form. In the
// styled form, escape sequences are written as <looks>.
func TestShow(t *testing.T) {
	forms := map[string]func(*bytes.Buffer) Viewer{
		"plain":  func(out *bytes.Buffer) Viewer { return Text{Out: out} },
		"styled": func(out *bytes.Buffer) Viewer { return Text{Out: out, Style: Style{Colour: true}} },
		"json":   func(out *bytes.Buffer) Viewer { return JSON{Out: out} },
	}
	for _, name := range []string{"greeting-recv16", "coalesced-carry-over", "failure-malformed-header", "failure-truncated-payload"} {
		for form, viewer := range forms {
			t.Run(name+" "+form, func(t *testing.T) {
				var out bytes.Buffer
				if err := viewer(&out).Show(open(t, name), 0); err != nil {
					t.Fatal(err)
				}
				looks := regexp.MustCompile(`\x1b\[([0-9;]*)m`).ReplaceAllString(out.String(), "<$1>")
				golden(t, name+"."+form+".txt", looks)
			})
		}
	}
}

// Shown chunk by chunk, as it arrives, a stream looks as it does shown whole.
func TestShowGrowing(t *testing.T) {
	whole := open(t, "greeting-recv16")
	var want, got bytes.Buffer
	if err := (Text{Out: &want}).Show(whole, 0); err != nil {
		t.Fatal(err)
	}
	file := *whole.File
	live, err := figure.Live(&file)
	if err != nil {
		t.Fatal(err)
	}
	view := Text{Out: &got}
	if err := view.Show(live, 0); err != nil {
		t.Fatal(err)
	}
	for chunk := range whole.File.Schedule.Chunks(whole.File.Stream) {
		first := live.Len()
		live.Feed(chunk)
		if err := view.Show(live, first); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want.String(), got.String()); diff != "" {
		t.Errorf("(-whole +growing)\n%s", diff)
	}
}

// On a terminal a sentence is broken between words; one that is narrower than a
// word changes nothing about the words.
func TestSentence(t *testing.T) {
	const lead, rest = "The header is complete: it says 22.", "The next 22 bytes are the payload."
	tests := []struct {
		style Style
		want  string
	}{
		{Style{}, "  The header is complete: it says 22. The next 22 bytes are the payload."},
		{Style{Width: 80}, "  The header is complete: it says 22. The next 22 bytes are the payload."},
		{Style{Width: 72}, "  The header is complete: it says 22. The next 22 bytes are the payload."},
		{Style{Width: 71}, "  The header is complete: it says 22. The next 22 bytes are the\n    payload."},
		{Style{Width: 38}, "  The header is complete: it says 22.\n    The next 22 bytes are the payload."},
		{Style{Width: 30, Colour: true}, "  \x1b[1mThe header is complete: it\n    says 22.\x1b[0m The next 22 bytes\n    are the payload."},
		{Style{Width: 1}, "  The\n    header\n    is\n    complete:\n    it\n    says\n    22.\n    The\n    next\n    22\n    bytes\n    are\n    the\n    payload."},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.style.sentence(lead, rest)); diff != "" {
			t.Errorf("%+v (-want +got)\n%s", test.style, diff)
		}
	}
}

func TestPrintable(t *testing.T) {
	tests := []struct{ message, want string }{
		{"The time is 1700000000", "The time is 1700000000"},
		{"naïve 😀 text", "naïve 😀 text"},
		{"", ""},
		{"a\nb\tc\x00", `a\nb\tc\x00`},
		{"\x1b]0;title\a", `\x1b]0;title\a`},
		{"\u202egnp.exe", `\u202egnp.exe`},
		{"\xff\xfe", `\xff\xfe`},
		{strings.Repeat("x", 2001), strings.Repeat("x", 2000) + " … and 1 byte more"},
	}
	for _, test := range tests {
		if got := Printable([]byte(test.message)); got != test.want {
			t.Errorf("%q is shown as %q, want %q", test.message, got, test.want)
		}
	}
}

// JSON goes to terminals too, and is still JSON for programs.
func TestJSONIsSafeToShow(t *testing.T) {
	const payload = "\u009b2J\u202e\x7f\U000e0001é"
	stream, err := core.AppendFrame(nil, []byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	fig, err := figure.New(&trace.File{Layout: core.Decimal(10), Limit: 100, Decoder: trace.Core, Stream: stream, Ending: trace.Closed})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := (JSON{Out: &out}).Show(fig, 0); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(out.String(), "\u009b\u202e\x7f\U000e0001") || !strings.Contains(out.String(), `"\u009b2J\u202e\u007f\udb40\udc01é"`) {
		t.Errorf("it wrote %q", &out)
	}
	for line := range strings.Lines(out.String()) {
		var event struct{ Text string }
		if err := json.Unmarshal([]byte(line), &event); err != nil || event.Text != "" && event.Text != payload {
			t.Errorf("%s is read as %q, %v", line, event.Text, err)
		}
	}
}

func TestStyleFor(t *testing.T) {
	if StyleFor(new(bytes.Buffer)).Colour {
		t.Error("colours in what is no terminal")
	}
	terminal, err := os.OpenFile("/dev/tty", os.O_WRONLY, 0)
	if err != nil {
		if terminal, err = os.OpenFile("/dev/null", os.O_WRONLY, 0); err != nil {
			t.Skip("no character device here")
		}
	}
	defer terminal.Close()
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	if !StyleFor(terminal).Colour {
		t.Error("no colours in a terminal")
	}
	t.Setenv("NO_COLOR", "1")
	if StyleFor(terminal).Colour {
		t.Error("colours in spite of NO_COLOR")
	}
}

func open(t *testing.T, name string) *figure.Figure {
	t.Helper()
	text, err := corpus.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	fig, err := figure.Open(text)
	if err != nil {
		t.Fatal(err)
	}
	return fig
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got; -update rewrites)\n%s", diff)
	}
}
