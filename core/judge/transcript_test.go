package judge

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// TestTranscript: which messages count as shown. The messages are "hello" and "world!".
func TestTranscript(t *testing.T) {
	tests := []struct {
		name, printed, layout string
		want                  []int
	}{
		{"a line each", "hello\nworld!\n", "", []int{0, 1}},
		{"with words around", "got <hello> (5 bytes)\r\n12:30 message: world!\n", "", []int{0, 1}},
		{"the last line without an end", "hello\nworld!", "", []int{0, 1}},
		{"out of order", "world!\nhello\n", "", []int{1, 0}},
		{"twice", "hello\nhello\nworld!\n", "", []int{0, 1}},
		{"two in a line", "helloworld!\n", "", nil},
		{"half of it", "hel\nlo\nworld!\n", "", []int{1}},
		{"the whole frame", "5         hello\n6         world!\n", "", nil},
		{"the next header behind it", "hello6         wo\nworld!\n", "", []int{1}},
		{"the next header's beginning behind it", "hello6\nworld!\n", "", []int{1}},
		{"a length of its own before it", "5 hello\n[6] world!\n", "", []int{0, 1}},
		{"a binary header", "\x00\x00\x00\x05hello\nworld!\n", "uint32", []int{1}},
		{"a binary header, escaped", `b'\x00\x00\x00\x05hello'` + "\nb'world!'\n", "uint32", []int{1}},
		{"the next header's first line behind it", "helloContent-Length: 6\r\n\r\nworld!\n", "content-length 256", []int{1}},
		{"a part of that line behind it", "helloConte\nworld!\n", "content-length 256", []int{1}},
		{"a header on lines of its own before it", "Content-Length: 5\r\n\r\nhello\nContent-Length: 6\r\n\r\nworld!\n", "content-length 256", []int{0, 1}},
		{"the next chunk's length behind it", "hello6\r\nworld!\n", "chunked 16", []int{1}},
		{"in colours", "\x1b[32mhello\x1b[0m\n\x1b[1;31mworld!\n", "", []int{0, 1}},
		{"a line written over", "working…\rhello\rworld!\n", "", []int{0, 1}},
	}
	for _, test := range tests {
		layout := core.Decimal(10)
		if test.layout != "" {
			var err error
			if layout, err = core.ParseLayout(test.layout); err != nil {
				t.Fatal(err)
			}
		}
		payloads := [][]byte{[]byte("hello"), []byte("world!")}
		series, err := NewSeries(layout, 1000, payloads...)
		if err != nil {
			t.Fatal(err)
		}
		// However the output itself is cut.
		for _, size := range []int{1, 3, len(test.printed)} {
			o := NewTranscript(MessagesOf(payloads), series)
			for rest := test.printed; rest != ""; {
				n := min(size, len(rest))
				o.Write([]byte(rest[:n]))
				rest = rest[n:]
			}
			o.Write([]byte("\n"))
			if diff := cmp.Diff(test.want, o.Seen); diff != "" {
				t.Errorf("%s, in pieces of %d (-want +got):\n%s", test.name, size, diff)
			}
		}
	}
}

// TestTranscriptIsBounded: whatever a program prints, little of it is kept.
func TestTranscriptIsBounded(t *testing.T) {
	payloads := [][]byte{[]byte("hello")}
	series, err := NewSeries(core.Decimal(10), 1000, payloads...)
	if err != nil {
		t.Fatal(err)
	}
	o := NewTranscript(MessagesOf(payloads), series)
	block := []byte(strings.Repeat("x", 1<<16))
	for range 100 {
		o.Write(block)
	}
	for range 10_000 {
		o.Write([]byte("a line\n"))
	}
	o.Write([]byte("hello\n"))
	if len(o.line) > maxLine || len(o.Others) > maxOthers {
		t.Errorf("it keeps a line of %d bytes and %d lines", len(o.line), len(o.Others))
	}
	if len(o.Seen) != 1 {
		t.Error("a message after much else was not seen")
	}
}
