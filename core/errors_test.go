package core_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// TestErrorTexts: an error says which frame, where, what, and what that usually
// means.
func TestErrorTexts(t *testing.T) {
	for _, test := range []struct {
		layout, stream string
		want           string
	}{
		{"decimal 10", "2         hi5         hello70000     ",
			"core: frame 3 at byte 27: payload length 70000 exceeds limit 65536"},
		{"decimal 10", "alive>12  ",
			`core: frame 1 at byte 0: malformed header "alive>12  ": want a decimal number, padded to 10 characters; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"decimal 10", "\x00\x00\x00\x05hello\x00",
			`core: frame 1 at byte 0: malformed header "\x00\x00\x00\x05hello\x00": want a decimal number, padded to 10 characters; the bytes are not text: this is another protocol, or a binary length`},
		{"decimal 10", "2         hi10        echo grüße17        ",
			`core: frame 3 at byte 32: malformed header "\x9fe17      ": want a decimal number, padded to 10 characters; it begins in the middle of a character: the length before was probably in characters, not in bytes`},
		{"decimal 10", "\x9fe17      ",
			`core: frame 1 at byte 0: malformed header "\x9fe17      ": want a decimal number, padded to 10 characters; the bytes are not text: this is another protocol, or a binary length`},
		{"decimal 10", "GET / HTTP/1.1\r\n",
			`core: frame 1 at byte 0: malformed header "GET / HTTP": want a decimal number, padded to 10 characters; the bytes look like HTTP: this may be the wrong port, or the peer speaks another protocol`},
		{"decimal 10", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03",
			`core: frame 1 at byte 0: malformed header "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03": want a decimal number, padded to 10 characters; the bytes look like TLS: this may be the wrong port, or the peer speaks another protocol`},
		{"uint32", "GET / HTTP/1.1\r\n",
			"core: frame 1 at byte 0: payload length 1195725856 exceeds limit 65536; the bytes look like HTTP: this may be the wrong port, or the peer speaks another protocol"},
		{"uint32", "5         hello",
			"core: frame 1 at byte 0: payload length 891297824 exceeds limit 65536; the bytes are printable text: the stream is out of step, or this is another protocol"},
		{"uint32", "\x05\x00\x00\x00hello",
			"core: frame 1 at byte 0: payload length 83886080 exceeds limit 65536; in the other byte order it would be 5"},
		{"uint32 little-endian", "\x00\x00\x00\x05hello",
			"core: frame 1 at byte 0: payload length 83886080 exceeds limit 65536; in the other byte order it would be 5"},
		{"decimal 10", "22  ",
			"core: frame 1 at byte 0: truncated: the stream ended after 4 of 10 bytes of the header"},
		{"decimal 10", "22        ",
			"core: frame 1 at byte 0: truncated: the stream ended after 0 of 22 bytes of the payload"},
		{"decimal 10", "2         hi5         hel",
			"core: frame 2 at byte 12: truncated: the stream ended after 3 of 5 bytes of the payload"},
		{"netstring", "5:hello;",
			`core: frame 1 at byte 0: malformed header ";": want a netstring: digits, a colon, the payload, a comma; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"netstring", "05:hello,",
			`core: frame 1 at byte 0: malformed header "05:": a length must not have two spellings, and this one has a zero before it; want a netstring: digits, a colon, the payload, a comma; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"netstring", "5:hello",
			"core: frame 1 at byte 0: truncated: the stream ended after 0 of 1 bytes of the trailer"},
		{"decimal 10", "-5        ",
			`core: frame 1 at byte 0: malformed header "-5        ": a length has no sign; want a decimal number, padded to 10 characters; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"decimal 10", "          ",
			`core: frame 1 at byte 0: malformed header "          ": there is no digit in it; want a decimal number, padded to 10 characters; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"uvarint 5", "\x81\x00",
			`core: frame 1 at byte 0: malformed header "\x81\x00": it is longer than it need be, and a length must not have two spellings; want a uvarint of at most 5 bytes`},
		{"uvarint 2", "\x81\x81\x01",
			`core: frame 1 at byte 0: malformed header "\x81\x81": it goes on after its last byte; want a uvarint of at most 2 bytes`},
		{"content-length 64", "Content-Length: 1\r\ncontent-length: 1\r\n\r\n",
			`core: frame 1 at byte 0: malformed header "Content-Length: 1\r\ncontent-length: 1\r\n\r\n": it has 2 lines Content-Length; want header lines in at most 64 bytes, one of them Content-Length, and an empty line; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"chunked 16", "5\nhello",
			`core: frame 1 at byte 0: malformed header "5\n": a line of it does not end in CRLF, or holds a CR; want a size in hexadecimal digits and CRLF, in at most 16 bytes, and CRLF after the payload; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{"hex 4 counting 4 bare 3", "0003",
			`core: frame 1 at byte 0: malformed header "0003": it says 3; want 4 hexadecimal digits, no less than the 4 it counts itself; the bytes are printable text: the stream is out of step, or this is another protocol`},
		{`delimiter "\n"`, "no end",
			"core: frame 1 at byte 0: truncated: the stream ended after 6 bytes of the message"},
	} {
		d := core.NewDecoder(mustLayout(test.layout), core.Limit(65536))
		d.Feed([]byte(test.stream))
		for range d.Messages() {
		}
		err := d.Close()
		if err == nil {
			t.Errorf("%q: no error", test.stream)
			continue
		}
		if diff := cmp.Diff(test.want, err.Error()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", test.stream, diff)
		}
	}
}

// TestSticky: after a failure nothing changes any more, whatever is done.
func TestSticky(t *testing.T) {
	d := core.NewDecoder(core.Decimal(10))
	d.Feed([]byte("not a header"))
	first := d.Next().Err
	d.Feed([]byte("5         hello"))
	for range 3 {
		if ev := d.Next(); ev.Kind != core.Failed || ev.Err != first {
			t.Fatalf("got %v after %v", ev, first)
		}
	}
	if err := d.Close(); err != first {
		t.Errorf("Close: %v, want %v", err, first)
	}
	if d.Taken() != 10 {
		t.Errorf("taken %d bytes, want the 10 of the header", d.Taken())
	}
}

// TestMisuse: the caller's fault is told apart from the peer's, and is sticky.
func TestMisuse(t *testing.T) {
	frame := []byte("5         hello")
	for name, misuse := range map[string]func(d *core.Decoder){
		"fed twice":        func(d *core.Decoder) { d.Feed(frame); d.Feed(frame) },
		"fed after a part": func(d *core.Decoder) { d.Feed(frame); d.Next(); d.Feed(frame) },
		"ended early":      func(d *core.Decoder) { d.Feed(frame); d.End() },
		"fed after end":    func(d *core.Decoder) { d.End(); d.Feed(frame) },
	} {
		d := core.NewDecoder(core.Decimal(10))
		misuse(d)
		err := d.Next().Err
		var failed *core.FrameError
		if !errors.Is(err, core.ErrMisuse) || errors.As(err, &failed) {
			t.Errorf("%s: %v, want ErrMisuse and no FrameError", name, err)
		}
		if d.Close() != err {
			t.Errorf("%s: not sticky", name)
		}
	}
}

// TestTruncatedIsUnexpectedEOF: what io's own readers would say.
func TestTruncatedIsUnexpectedEOF(t *testing.T) {
	r := core.NewReader(strings.NewReader("22"), core.Decimal(10))
	_, err := r.ReadMessage()
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.Is(err, core.ErrTruncated) {
		t.Errorf("%v", err)
	}
}

// TestReaderErrors: an error of the source comes through, at a frame boundary as it
// is, inside a frame as the cause of the truncation, and every time again.
func TestReaderErrors(t *testing.T) {
	reset := errors.New("connection reset by peer")
	for _, test := range []struct {
		stream string
		source error
		is     []error
		text   string
	}{
		{"5         hello", io.EOF, []error{io.EOF}, "EOF"},
		{"5         hello", reset, []error{reset}, "connection reset by peer"},
		{"5         hel", reset, []error{reset, core.ErrTruncated, io.ErrUnexpectedEOF},
			"core: frame 1 at byte 0: truncated: the stream ended after 3 of 5 bytes of the payload: connection reset by peer"},
		{"5         hel", io.EOF, []error{core.ErrTruncated}, "core: frame 1 at byte 0: truncated: the stream ended after 3 of 5 bytes of the payload"},
	} {
		r := core.NewReader(io.MultiReader(strings.NewReader(test.stream), failing{test.source}), core.Decimal(10))
		var last error
		for range 4 {
			_, last = r.ReadMessage()
		}
		for _, target := range test.is {
			if !errors.Is(last, target) {
				t.Errorf("%q, then %v: %v is not %v", test.stream, test.source, last, target)
			}
		}
		if last.Error() != test.text {
			t.Errorf("%q, then %v: %v, want %s", test.stream, test.source, last, test.text)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// TestReaderPatience: a source that returns nothing, for ever, is given up.
func TestReaderPatience(t *testing.T) {
	r := core.NewReader(failing{nil}, core.Decimal(10))
	if _, err := r.ReadMessage(); !errors.Is(err, io.ErrNoProgress) {
		t.Errorf("%v, want io.ErrNoProgress", err)
	}
}

// TestZeroDecoder: a Decoder that was not made by NewDecoder says so, whatever is asked
// of it.
func TestZeroDecoder(t *testing.T) {
	for name, ask := range map[string]func(d *core.Decoder){
		"Feed":        func(d *core.Decoder) { d.Feed([]byte("5         hello")) },
		"Next":        func(d *core.Decoder) { d.Next() },
		"Events":      func(d *core.Decoder) { d.Events()(func(*core.Event) bool { return true }) },
		"NextMessage": func(d *core.Decoder) { d.NextMessage() },
		"Close":       func(d *core.Decoder) { d.Close() },
		"Reset":       func(d *core.Decoder) { d.Reset(); d.Header(); d.Rest(); d.Taken(); d.Next() },
	} {
		var d core.Decoder
		ask(&d)
		if err := d.Err(); !errors.Is(err, core.ErrMisuse) || !strings.Contains(err.Error(), "NewDecoder") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFeedAfterEnd is a misuse, and is told so.
func TestFeedAfterEnd(t *testing.T) {
	d := core.NewDecoder(core.Decimal(10))
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d.Feed([]byte("5         hello"))
	if ev := d.Next(); !errors.Is(ev.Err, core.ErrMisuse) {
		t.Errorf("%v, want ErrMisuse", ev.Err)
	}
}

// TestTrailerCounts: what closes a frame is no payload, in no event and no error.
func TestTrailerCounts(t *testing.T) {
	d := core.NewDecoder(core.Netstring())
	type count struct {
		Row       string
		Had, Want int
	}
	var got []count
	for _, chunk := range []string{"2:a", "b", ","} {
		d.Feed([]byte(chunk))
		for ev := range d.Events() {
			got = append(got, count{ev.Row.String(), ev.Had, ev.Want})
		}
	}
	want := []count{{"HeaderLength", 0, 2}, {"PayloadMore", 1, 2}, {"TrailerMore", 0, 1}, {"PayloadComplete", 2, 2}, {"HeaderMore", 0, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}
