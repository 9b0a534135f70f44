package core_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// TestDecimalGrammar is the grammar of the tutorial's header, by example. Python's
// column is what int() makes of the same bytes: where it differs, a sender could
// mean one length and two receivers read two.
func TestDecimalGrammar(t *testing.T) {
	const malformed = -1
	for _, test := range []struct {
		header string
		want   int
		python string
	}{
		{"22        ", 22, "22"},
		{"        22", 22, "22"},
		{"    22    ", 22, "22"},
		{"0000000022", 22, "22"},
		{"   0022   ", 22, "22"},
		{"0         ", 0, "0"},
		{"1000000000", 1_000_000_000, "1000000000"},
		{"          ", malformed, "ValueError"},
		{"2 2       ", malformed, "ValueError"},
		{"-5        ", malformed, "-5"},
		{"+5        ", malformed, "5"},
		{"1_0       ", malformed, "10"},
		{"5\t        ", malformed, "5"},
		{"5\n        ", malformed, "5"},
		{"5\x00        ", malformed, "ValueError"},
		{"५       ", malformed, "ValueError for bytes, 5 for str"},
		{"0x16      ", malformed, "ValueError"},
		{"5.0       ", malformed, "ValueError"},
		{"alive>12  ", malformed, "ValueError"},
		{"/:        ", malformed, "ValueError"}, // the characters beside '0' and '9'
	} {
		d := core.NewDecoder(core.Decimal(10))
		d.Feed([]byte(test.header))
		ev := d.Next()
		got := ev.Want
		if ev.Kind != core.HeaderParsed {
			got = malformed
			if !errors.Is(ev.Err, core.ErrMalformedHeader) {
				t.Errorf("%q: %v, want ErrMalformedHeader", test.header, ev.Err)
			}
		}
		if got != test.want {
			t.Errorf("%q: %d, want %d (Python: %s)", test.header, got, test.want, test.python)
		}
	}
}

// TestOverflow: a length that no integer holds is too large, not small again.
func TestOverflow(t *testing.T) {
	for layout, header := range map[string]string{
		"decimal 20": "18446744073709551616", // 2^64
		"decimal 40": strings.Repeat("9", 40),
		"hex 17":     "10000000000000000",
		"uint64":     "\xff\xff\xff\xff\xff\xff\xff\xff",
		"uvarint 10": "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
	} {
		for _, opts := range [][]core.Option{nil, {core.SkipOversized()}} {
			d := core.NewDecoder(mustLayout(layout), opts...)
			d.Feed([]byte(header))
			if ev := d.Next(); !errors.Is(ev.Err, core.ErrTooLarge) {
				t.Errorf("%s, %q: %v, want ErrTooLarge", layout, header, ev.Err)
			}
		}
	}
}

// TestEncode is how a payload of 5 bytes looks in every layout.
func TestEncode(t *testing.T) {
	for _, test := range []struct{ layout, want string }{
		{"decimal 10", "5         hello"},
		{"decimal 10 right", "         5hello"},
		{"decimal 10 center", "    5     hello"},
		{"decimal 10 zero", "0000000005hello"},
		{"decimal 1", "5hello"},
		{"hex 4", "0005hello"},
		{"hex 4 counting 4 bare 3", "0009hello"},
		{"uint8", "\x05hello"},
		{"uint16", "\x00\x05hello"},
		{"uint16 little-endian", "\x05\x00hello"},
		{"uint24", "\x00\x00\x05hello"},
		{"uint32 at 1 of 5 counting 4", "\x00\x00\x00\x00\x09hello"},
		{"uint64 little-endian", "\x05\x00\x00\x00\x00\x00\x00\x00hello"},
		{"uint24 at 0 of 9", "\x00\x00\x05\x00\x00\x00\x00\x00\x00hello"},
		{"uvarint 5", "\x05hello"},
		{"uvarint 4 at 1", "\x00\x05hello"},
		{"netstring", "5:hello,"},
		{"chunked 16", "5\r\nhello\r\n"},
		{"content-length 64", "Content-Length: 5\r\n\r\nhello"},
		{"lines", "hello\n"},
		{"event-stream", "data: hello\n\n"},
		{`delimiter "\n"`, "hello\n"},
		{`delimiter "l" escaped "\\"`, `he\l\lol`},
	} {
		enc := core.NewEncoder(mustLayout(test.layout))
		frame, err := enc.AppendFrame([]byte("before "), []byte("hello"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff("before "+test.want, string(frame)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.layout, diff)
		}
		buffers, err := enc.AppendBuffers(nil, nil, []byte("hello"))
		if err != nil {
			t.Fatal(err)
		}
		var joined []byte
		for _, b := range buffers {
			joined = append(joined, b...)
		}
		if diff := cmp.Diff(test.want, string(joined)); diff != "" {
			t.Errorf("%s, vectored (-want +got):\n%s", test.layout, diff)
		}
	}
}

// TestAppendBuffersCopiesNothing: the payload in the vector is the caller's own.
func TestAppendBuffersCopiesNothing(t *testing.T) {
	payload := []byte("hello")
	buffers, err := core.NewEncoder(core.Decimal(10)).AppendBuffers(nil, make([]byte, 0, 10), payload)
	if err != nil {
		t.Fatal(err)
	}
	if &buffers[1][0] != &payload[0] {
		t.Error("the payload was copied")
	}
}

// TestRefuse: the encoder refuses what no receiver could read back.
func TestRefuse(t *testing.T) {
	for _, test := range []struct {
		layout  string
		payload string
		want    string
	}{
		{"decimal 1", strings.Repeat("x", 10), "payload length 10 exceeds limit 9"},
		{"hex 1", strings.Repeat("x", 16), "payload length 16 exceeds limit 15"},
		{"uint8", strings.Repeat("x", 256), "payload length 256 exceeds limit 255"},
		{"uint8 at 0 of 2 counting 2", strings.Repeat("x", 254), "payload length 254 exceeds limit 253"},
		{"uvarint 1", strings.Repeat("x", 128), "payload length 128 exceeds limit 127"},
		{"uint32", strings.Repeat("x", 1001), "payload length 1001 exceeds limit 1000"},
		{`delimiter "\n"`, "two\nlines", `payload holds the delimiter "\n" at byte 3`},
		{"hex 4 bare 3", "ab", "payload length 2 can't be sent: a number below 3 stands for a header alone"},
		{"lines", "two\nlines", `payload holds the delimiter "\n" at byte 3`},
		{"lines", "a line\r", `payload holds the delimiter "\r\n" at byte 6`}, // whose end would be taken for a CRLF's
		{"event-stream", "a\rb", `payload holds the delimiter "\r" at byte 1`},
		{"content-length 21", strings.Repeat("x", 10), "payload length 10 exceeds limit 9"},
		{`delimiter "aa"`, "ba", `payload holds the delimiter "aa" at byte 1`}, // "baaa" would end a byte early
	} {
		dst := []byte("kept")
		got, err := core.NewEncoder(mustLayout(test.layout), core.Limit(1000)).AppendFrame(dst, []byte(test.payload))
		if err == nil || err.Error() != test.want {
			t.Errorf("%s: error %v, want %s", test.layout, err, test.want)
		}
		if string(got) != "kept" {
			t.Errorf("%s: refused, and yet appended: %q", test.layout, got)
		}
	}
}

// TestLayoutText: the text form reads back as the same layout.
func TestLayoutText(t *testing.T) {
	for _, text := range layoutTexts {
		if got := mustLayout(text).String(); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
	for _, p := range core.Presets() {
		byName, err := core.ParseLayout(p.Name)
		if err != nil || byName != p.Layout {
			t.Errorf("preset %s: %v, %v", p.Name, byName, err)
		}
		byText, err := core.ParseLayout(p.Layout.String())
		if err != nil || byText != p.Layout {
			t.Errorf("%s became %v, %v", p.Layout, byText, err)
		}
		if p.Spec == "" || p.Limit <= 0 || p.Limit > math.MaxInt32 {
			t.Errorf("preset %s: spec %q, limit %d", p.Name, p.Spec, p.Limit)
		}
	}
	if counting, _ := core.ParseLayout("uint16 at 1 of 4 counting header"); counting.String() != "uint16 at 1 of 4 counting 4" {
		t.Errorf("counting header: %v", counting)
	}
}

// TestParseLayoutErrors: a text that names no layout gets an answer that helps.
func TestParseLayoutErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                            `no form ""`,
		"decimal":                     `want a number as its width, not ""`,
		"decimal 0":                   "a number of 0 digits; want 1 to 64",
		"decimal 65":                  "a number of 65 digits; want 1 to 64",
		"decimal 10 upside-down":      `unexpected "upside-down"`,
		"hex 4 right":                 `unexpected "right"`,
		"uint17":                      `no form "uint17"`,
		"uint32 at 60 of 61":          "the field does not lie in a header",
		"uint32 at 61 of 65":          "the field does not lie in a header of at most 64 bytes",
		"uint32 at 1":                 `want "of"`,
		"uvarint 11":                  "a uvarint of 11 bytes; want 1 to 10",
		"netstring counting 2":        "this layout has no room for other header bytes",
		"delimiter":                   "want a quoted delimiter",
		`delimiter ""`:                "a delimiter of 0 bytes",
		`delimiter "ab" escaped "\\"`: "only a delimiter of one byte can be escaped",
		`delimiter "\\" escaped "\\"`: "the escape and the delimiter are the same byte",
		`delimiter "a" escaped "bc"`:  "want an escape of one byte",
	} {
		_, err := core.ParseLayout(text)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "try") {
			t.Errorf("%q: %v, want something about: %s", text, err, want)
		}
	}
}

// TestNonsense: a layout that makes no sense says so, and is never taken for another.
func TestNonsense(t *testing.T) {
	for _, test := range []struct {
		layout core.Layout
		want   string
	}{
		{core.Layout{}, "the zero Layout spells nothing"},
		{core.Uint(33), "a binary number of 33 bits; want 8, 16, 24, 32 or 64"},
		{core.Uint(12), "a binary number of 12 bits"},
		{core.Uint(40), "a binary number of 40 bits"},
		{core.Uint(-8), "a binary number of -8 bits"},
		{core.Hex(4).Bare(-1), "a negative number of bytes"},
		{core.Hex(4).Counting(-1), "a negative number of bytes"},
		{core.Decimal(4).LittleEndian(), "only a binary number is little-endian"},
		{core.Uint(8).Counting(300), "the field can't spell 300"},
		{core.Decimal(2).Bare(100), "the field can't spell 100"},
		{core.Hex(4).Aligned(core.Right), "only decimal digits can be aligned"},
		{core.Decimal(4).Aligned(9), "a padding that is none"},
		{core.Delimiter("\n").At(1, 2), "no room for other header bytes"},
		{core.Delimiter("\n").Escaped(0), "NUL can't be an escape"},
		{core.Lines().Escaped('\\'), "only a delimiter can be escaped"},
		{core.Lines().Counting(1), "no room for other header bytes"},
		{core.EventStream().Bare(1), "no room for other header bytes"},
		{core.Chunked(64).At(1, 65), "no room for other header bytes"},
		{core.Chunked(4), "a header of at most 4 bytes"},
		{core.ContentLength(1 << 20), "a header of at most 1048576 bytes"},
		{core.Uint(32).At(math.MaxInt, math.MaxInt), "the field does not lie in a header"},
		{core.Uvarint(4).At(-1, 0), "the field does not lie in a header"},
	} {
		err := test.layout.Valid()
		if err == nil || !strings.Contains(err.Error(), test.want) || !errors.Is(err, core.ErrLayout) {
			t.Errorf("%v: %v, want %s", test.layout, err, test.want)
		}
	}
}

// TestRefinementText: refinements survive their text form, however large.
func TestRefinementText(t *testing.T) {
	for _, layout := range []core.Layout{
		core.Uint(64).Counting(1 << 20), core.Uint(32).Bare(1 << 30), core.Decimal(10).Counting(100_000).Bare(70_000),
		core.Uint(8).At(63, 64), core.Uvarint(10).At(54, 0),
	} {
		if again, err := core.ParseLayout(layout.String()); err != nil || again != layout {
			t.Errorf("%v became %v, %v", layout, again, err)
		}
	}
}

// TestHugeLimits: no limit is too large for any layout, and none panics.
func TestHugeLimits(t *testing.T) {
	for _, text := range layoutTexts {
		for _, limit := range []int{math.MaxInt, math.MaxInt - 1, math.MaxInt / 2, math.MaxInt / 8} {
			d := core.NewDecoder(mustLayout(text), core.Limit(limit))
			for _, b := range []byte("2         hi\r\n\r\n") {
				d.Feed([]byte{b})
				for range d.Messages() {
				}
			}
			d.Close()
		}
	}
}

// TestSkipsNoPayload: what is skipped is never read as frames, however long it is
// said to be: also where an int has 32 bits.
func TestSkipsNoPayload(t *testing.T) {
	for layout, header := range map[string]string{
		"uint64": "\x00\x00\x00\x01\x00\x00\x00\x02", // 2^32 + 2
		"uint32": "\x80\x00\x00\x00",                 // 2^31
	} {
		d := core.NewDecoder(mustLayout(layout), core.Limit(1000), core.SkipOversized())
		d.Feed([]byte(header + "ab\x00\x00\x00\x00\x00\x00\x00\x00"))
		for message := range d.Messages() {
			t.Errorf("%s: %q, of a payload that is skipped", layout, message)
		}
		if d.State() != core.StateSkip && !errors.Is(d.Err(), core.ErrTooLarge) {
			t.Errorf("%s: %v, %v", layout, d.State(), d.Err())
		}
	}
}

// TestForms: every form that is listed is in the family of the theorem, and can be
// spoken of.
func TestForms(t *testing.T) {
	for _, form := range core.Forms() {
		found := false
		for _, text := range layoutTexts {
			layout := mustLayout(text)
			if core.FormOf(layout) != form {
				continue
			}
			found = true
			if (layout.HeaderSize() == 0) != (layout.Ends() != "") {
				t.Errorf("%v: a header of %d bytes, and ends with %q", layout, layout.HeaderSize(), layout.Ends())
			}
			d := core.NewDecoder(layout)
			d.Feed([]byte("\xff"))
			for range d.Messages() {
			}
			var odd *core.HeaderError
			if err := d.Close(); errors.As(err, &odd) && odd.Want == "" {
				t.Errorf("%v does not say what it wants: %v", layout, err)
			}
		}
		if !found {
			t.Errorf("no layout of form %T is in layoutTexts of family_test.go: the theorem does not cover it", form)
		}
	}
}
