package trace_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/trace"
)

// TestFileDefaults: a file that says nothing means the tutorial's layout, one
// chunk, a stream that stays open.
func TestFileDefaults(t *testing.T) {
	f, err := trace.ParseFile("A title\n\n-- stream --\nsend \"2         hi\"\n")
	if err != nil {
		t.Fatal(err)
	}
	f.Trace = f.Run(f.NewDecoder()).Text()
	want := `A title

layout: decimal 10
limit: 1000000000
decoder: core
schedule: in one chunk
end: open

-- stream --
send "2         hi"

-- trace --
recv 1, 12 bytes: "2         hi"
  header parsed: length 2
  message 1, 2 bytes: "hi"
  needs more: header 0 of 10
open
`
	if diff := cmp.Diff(want, f.Text()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFileBytes: the ways to write a stream down.
func TestFileBytes(t *testing.T) {
	for _, test := range []struct {
		stream, want string
		sends        []int
	}{
		{`send "a\x00é"`, "a\x00é", []int{4}},
		{"send 00 ff10", "\x00\xff\x10", []int{3}},
		{"send \"one \"\n     \"send\"\nsend \"two\"", "one sendtwo", []int{8, 11}},
		{"send \"text \"\n     00", "text \x00", []int{6}},
		{`bytes "nobody knows"`, "nobody knows", nil},
		{"send", "", []int{0}},
	} {
		f, err := trace.ParseFile("-- stream --\n" + test.stream)
		if err != nil {
			t.Errorf("%s: %v", test.stream, err)
			continue
		}
		if diff := cmp.Diff(test.want, string(f.Stream)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.stream, diff)
		}
		if diff := cmp.Diff(test.sends, f.Sends); diff != "" {
			t.Errorf("%s: sends (-want +got):\n%s", test.stream, diff)
		}
	}
}

// TestFileErrors: a broken file gets its line and what is wrong with it.
func TestFileErrors(t *testing.T) {
	for text, want := range map[string]string{
		"layout: decimal":                       `line 1: layout "decimal": want a number as its width`,
		"Title\n\nlimit: x":                     `line 3: limit "x": want a number of bytes`,
		"limit: -1":                             "line 1: limit",
		"end: maybe":                            `line 1: end "maybe": want "open", "closed" or "cut off"`,
		"schedule: sometimes":                   `line 1: schedule "sometimes"`,
		"oversized: maybe":                      `line 1: oversized "maybe": want "fail" or "skip"`,
		"queued: 1, x":                          `line 1: " x" is not a number`,
		"end: open\ncolour: red":                `line 2: unknown setting "colour: red"`,
		"T\n\n-- stream --\nsend \"a":           `line 4: "a is not a quoted string`,
		"T\n\n-- stream --\nsend 0g":            `line 4: "0g" is neither quoted nor hexadecimal`,
		"T\n\n-- stream --\nsend 123":           `line 4: "123" is neither`,
		"T\n\n-- stream --\n  \"a\"":            `line 4: a line that goes on from nothing`,
		"T\n\n-- stream --\nsend \"a\"\nrecv 5": `line 5: want a line that begins with "send"`,
	} {
		_, err := trace.ParseFile(text)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want something about: %s", text, err, want)
		}
	}
	huge := "-- stream --\n" + strings.Repeat("send \""+strings.Repeat("x", 1<<20)+"\"\n", 5)
	if _, err := trace.ParseFile(huge); err == nil || !strings.Contains(err.Error(), "more than 4194304 bytes") {
		t.Errorf("5 MiB: %v", err)
	}
}

// FuzzFile: whatever is a corpus file reads back as itself.
func FuzzFile(f *testing.F) {
	for _, name := range corpus.Names() {
		text, err := corpus.Text(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := trace.ParseFile(text)
		if err != nil {
			return
		}
		once := file.Text()
		again, err := trace.ParseFile(once)
		if err != nil {
			t.Fatalf("%q became %q: %v", text, once, err)
		}
		if diff := cmp.Diff(once, again.Text()); diff != "" {
			t.Fatalf("%q (-once +twice):\n%s", text, diff)
		}
		if string(again.Stream) != string(file.Stream) {
			t.Fatalf("%q: the stream changed", text)
		}
	})
}

// TestReport: what a gateway says of a chunk.
func TestReport(t *testing.T) {
	got, err := trace.ParseReport("segments: 1\nqueued: 16\nsends: 32, 47\n")
	if diff := cmp.Diff(trace.Report{Segments: []int{1}, Queued: []int{16}, Sends: []int{32, 47}}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if got, err := trace.ParseReport(""); err != nil || !cmp.Equal(got, trace.Report{}) {
		t.Errorf("nothing known: %+v, %v", got, err)
	}
	if got, err := trace.ParseReport("sends: 1\nsends: 2, 3"); err != nil || !cmp.Equal(got.Sends, []int{1, 2, 3}) {
		t.Errorf("sends in two lines: %+v, %v", got, err)
	}
	for _, text := range []string{"segments:", "segments: x", "colour: 5", "queued: -1", "segments: 1, 2", "queued: 1\nqueued: 2"} {
		if _, err := trace.ParseReport(text); err == nil {
			t.Errorf("%q is taken for a report", text)
		}
	}
}
