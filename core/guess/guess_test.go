package guess_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/guess"
	"bufferbybuffer/core/trace"
)

// TestCorpus: every stream of the corpus is seen for what it is, if it holds two
// frames and its layout is one to be met.
func TestCorpus(t *testing.T) {
	seen := make(map[core.Layout]bool)
	for _, name := range corpus.Names() {
		text, err := corpus.Text(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := trace.ParseFile(text)
		if err != nil {
			t.Fatal(err)
		}
		run := f.Run(f.NewDecoder())
		known := f.Layout != core.Delimiter("\n").Escaped('\\')
		g := guess.Layout(guess.Stream{Bytes: f.Stream, Ends: f.Sends})
		if known && run.Err() == nil && len(run.Messages()) >= 2 {
			seen[f.Layout] = true
			if g.Layout != f.Layout || g.Sure < 0.95 {
				t.Errorf("%s: it is said to be %v (%.3f), and is %v", name, g, g.Sure, f.Layout)
			}
		} else if g.Layout != f.Layout && g.Certain() {
			t.Errorf("%s: it is said to be %v, and is %v", name, g, f.Layout)
		}
	}
	if len(seen) < 10 {
		t.Errorf("only %d layouts were seen", len(seen))
	}
}

// TestLayouts: a layout that programs use is recognised by
// messages of different lengths.
func TestLayouts(t *testing.T) {
	text := []string{"hello", `{"id": 1}`, strings.Repeat("a longer one, of several lines\n", 20), "naïve", "x"}
	binary := []string{"\x00\x01\x02", strings.Repeat("\xff\x00payload", 50), "\x80\x81", "seven..", "\x01"}
	for layout, messages := range map[string][]string{
		"decimal 10": text, "decimal 8": text, "decimal 4": text, "decimal 20": binary,
		"uint32": binary, "uint32 little-endian": binary, "uint16": text, "uint16 little-endian": binary,
		"uint64": text, "uint32 counting 4": binary, "uvarint 5": binary, "hex 8": text, "netstring": text,
		"lines":               {`{"id": 1}`, `{"id": 2, "name": "x"}`, `[3]`},
		"delimiter \"\\x00\"": {"one", "two and more", "three", "four"},
	} {
		l, err := core.ParseLayout(layout)
		if err != nil {
			t.Fatal(err)
		}
		var s guess.Stream
		for range 3 {
			for _, message := range messages {
				if s.Bytes, err = core.NewEncoder(l).AppendFrame(s.Bytes, []byte(message)); err != nil {
					t.Fatal(err)
				}
				s.Ends = append(s.Ends, len(s.Bytes))
			}
		}
		if g := guess.Layout(s); g.Layout != l || g.Sure < 0.95 {
			t.Errorf("%s: it is said to be %v (%.3f)", layout, g, g.Sure)
		}
		// The other direction may have said little.
		if g := guess.Layout(guess.Stream{}, s); g.Layout != l {
			t.Errorf("%s, beside silence: it is said to be %v", layout, g)
		}
	}
}

// TestNoLayout: what is framed in no way is not said to be.
func TestNoLayout(t *testing.T) {
	random := rand.New(rand.NewChaCha8([32]byte{7}))
	noise := make([]byte, 5000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for name, stream := range map[string]string{
		"nothing": "",
		"one":     "5",
		"noise":   string(noise),
		"zeros":   string(make([]byte, 1000)),
		"prose":   strings.Repeat("It was a bright cold day in April, and the clocks were striking thirteen. ", 20),
		"digits":  strings.Repeat("31415926535897932384626433832795", 20),
		"ones":    strings.Repeat("\xff", 1000),
		"HTTP":    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /a HTTP/1.1\r\nHost: localhost\r\n\r\n",
		"HTTP's":  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello",
		"a photo": "\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + string(noise),
	} {
		if g := guess.Layout(guess.Stream{Bytes: []byte(stream), Ends: []int{len(stream)}}); g.Sure >= 0.95 {
			t.Errorf("%s is said to be %v (%.3f)", name, g, g.Sure)
		}
	}
}

// TestSurer: the more has come, the surer it is; a certain guess stays.
func TestSurer(t *testing.T) {
	var stream []byte
	for _, message := range []string{"Welcome to the server!", "The time is 1", "The time is 10"} {
		stream, _ = core.AppendFrame(stream, []byte(message))
	}
	certain := false
	for n := range len(stream) + 1 {
		g := guess.Layout(guess.Stream{Bytes: stream[:n], Ends: []int{n}})
		if certain && (!g.Certain() || g.Layout != core.Decimal(10)) {
			t.Fatalf("after %d bytes it is certain no longer, but %v", n, g)
		}
		certain = certain || g.Certain() && g.Layout == core.Decimal(10)
		if g.Certain() && g.Layout != core.Decimal(10) {
			t.Fatalf("after %d bytes it is said to be %v", n, g)
		}
	}
	if !certain {
		t.Error("it is never certain")
	}
}

// FuzzLayout: whatever comes, a guess decodes without a fault what it was made
// from, but for an end that is missing.
func FuzzLayout(f *testing.F) {
	f.Add([]byte("5         hello3         you"))
	f.Add([]byte("\x00\x00\x00\x05hello\x00\x00\x00\x01x"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		g := guess.Layout(guess.Stream{Bytes: stream})
		if !g.Found() || len(stream) > 1<<16 {
			return
		}
		dec := core.NewDecoder(g.Layout)
		dec.Feed(bytes.Clone(stream))
		frames := 0
		for range dec.Messages() {
			frames++
		}
		if frames < g.Frames || frames == g.Frames && dec.Err() != nil {
			t.Errorf("%v: %d frames, %v", g, frames, dec.Err())
		}
	})
}
