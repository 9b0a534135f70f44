package subject

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// TestKinds: the frames of our messages have different sizes, none a multiple of 16,
// in every layout that can carry them.
func TestKinds(t *testing.T) {
	tests := []struct {
		layout string
		want   int // kinds
	}{
		{"decimal 10", 6}, {"uint32", 6}, {"netstring", 6}, {`delimiter "\n"`, 6}, {"uint8", 6}, {"decimal 1", 0},
	}
	for _, test := range tests {
		layout, err := core.ParseLayout(test.layout)
		if err != nil {
			t.Fatal(err)
		}
		kinds := Kinds(layout)
		if len(kinds) != test.want {
			t.Errorf("%s: %d kinds, want %d", test.layout, len(kinds), test.want)
		}
		for _, kind := range kinds {
			series, err := kind.Series(layout)
			if err != nil {
				t.Fatalf("%s, %s: %v", test.layout, kind.Name, err)
			}
			sizes := make(map[int]bool)
			for _, f := range series.Frames {
				if n := f.End - f.Start; n%16 == 0 || sizes[n] {
					t.Errorf("%s, %s: a frame of %d bytes", test.layout, kind.Name, n)
				} else {
					sizes[n] = true
				}
			}
		}
	}
}

// TestPickled: Python agrees on what is pickled. Its own words, for "hi" and
// {"message": "hi"}: pickletools.optimize(pickle.dumps(x, 2)), where the strings of
// the dict are ours.
func TestPickled(t *testing.T) {
	if got, want := string(pickled(nil, "hi"))+".", "\x80\x02X\x02\x00\x00\x00hi."; got != want {
		t.Errorf("a str is %q, want %q", got, want)
	}
}

// TestFromLines: a user's messages, and what is looked for.
func TestFromLines(t *testing.T) {
	tests := []struct {
		text  string
		marks [][]string
		err   string
	}{
		{"hello\nworld!\n", [][]string{{"hello"}, {"world!"}}, ""},
		{"hello\r\n\nworld!", [][]string{{"hello"}, {"world!"}}, ""},
		{`{"user":"anna","text":"good morning"}` + "\n" + `{"user":"anna","text":"bye now"}`,
			[][]string{{`{"user":"anna","text":"good morning"}`, "good morning"}, {`{"user":"anna","text":"bye now"}`, "bye now"}}, ""},
		{"", nil, "there is no message in it"},
		{"hello\nhello\n", nil, `message 1, "hello", can't be told from another one`},
		{"hell\nhello\n", nil, `message 1, "hell", can't be told from another one`},
	}
	for _, test := range tests {
		kind, err := FromLines(test.text)
		if test.err != "" {
			if err == nil || !strings.HasPrefix(err.Error(), test.err) {
				t.Errorf("%q: %v, want %q", test.text, err, test.err)
			}
			continue
		}
		var marks [][]string
		for _, m := range kind.Messages {
			marks = append(marks, m.Marks)
		}
		if diff := cmp.Diff(test.marks, marks); err != nil || diff != "" {
			t.Errorf("%q: %v (-want +got):\n%s", test.text, err, diff)
		}
	}
}

// TestOutputIsBounded: whatever a program prints, little of it is kept.
func TestOutputIsBounded(t *testing.T) {
	kind, _ := FromLines("hello\n")
	series, err := kind.Series(core.Decimal(10))
	if err != nil {
		t.Fatal(err)
	}
	o := newOutput(kind.Messages, series)
	for range 100 {
		o.Write(make([]byte, 1<<16))
	}
	if len(o.kept) > maxKept {
		t.Errorf("it keeps %d bytes", len(o.kept))
	}
}
