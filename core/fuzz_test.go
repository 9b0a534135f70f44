package core_test

import (
	"bytes"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// FuzzChunks: any bytes, in any layout, cut anywhere: all paths agree with the
// plain path in one chunk.
func FuzzChunks(f *testing.F) {
	for i, text := range layoutTexts {
		for _, s := range family(mustLayout(text), 24) {
			f.Add(s.stream, uint64(i), uint8(i), false)
		}
	}
	f.Fuzz(func(t *testing.T, stream []byte, seed uint64, layout uint8, skip bool) {
		s := sample{layout: mustLayout(layoutTexts[int(layout)%len(layoutTexts)]), stream: stream}
		s.options = []core.Option{core.Limit(int(seed % 1000))}
		if skip {
			s.options = append(s.options, core.SkipOversized())
		}
		if len(stream) == 0 {
			return
		}
		whole := paths[0].run(s, []int{len(stream)})
		for _, every := range []int{1, 2, 3, 10, 16, 64} {
			ends := schedule.Random(schedule.Range{Min: 1, Max: every}, seed).Ends(len(stream))
			for _, path := range paths {
				got := path.run(s, ends)
				if path.name == "reader" {
					got.taken = whole.taken
				}
				if !same(got, whole) {
					t.Fatalf("%s, %v, cut at %v: got %+v (%v), in one chunk %+v (%v)", path.name, s.layout, ends, got, got.err, whole, whole.err)
				}
			}
		}
	})
}

// FuzzRoundTrip: what the encoder takes, the decoder gives back.
func FuzzRoundTrip(f *testing.F) {
	for i := range layoutTexts {
		f.Add([]byte("hello"), []byte(""), uint8(i))
		f.Add([]byte("a\naab\\\r\n"), []byte("\\\n"), uint8(i))
	}
	f.Fuzz(func(t *testing.T, a, b []byte, layout uint8) {
		l := mustLayout(layoutTexts[int(layout)%len(layoutTexts)])
		enc := core.NewEncoder(l)
		var stream []byte
		var want [][]byte
		for _, payload := range [][]byte{a, b} {
			frame, err := enc.AppendFrame(stream, payload)
			if err != nil {
				if !bytes.Equal(frame, stream) {
					t.Fatalf("refused, and yet appended: %q", frame)
				}
				continue
			}
			buffers, err := enc.AppendBuffers(nil, nil, payload)
			if err != nil || !bytes.Equal(bytes.Join(buffers, nil), frame[len(stream):]) {
				t.Fatalf("vectored: %q, %v; want %q", buffers, err, frame[len(stream):])
			}
			stream, want = frame, append(want, payload)
		}
		dec := core.NewDecoder(l)
		dec.Feed(stream)
		i := 0
		for got := range dec.Messages() {
			if i == len(want) || !bytes.Equal(got, want[i]) {
				t.Fatalf("%v: message %d of %q is %q, want %q", l, i, stream, got, want)
			}
			i++
		}
		if err := dec.Close(); err != nil || i != len(want) {
			t.Fatalf("%v: %d messages of %d, %v", l, i, len(want), err)
		}
	})
}

// FuzzLayout: whatever text names a layout, its own text form names the same.
func FuzzLayout(f *testing.F) {
	for _, text := range layoutTexts {
		f.Add(text)
	}
	for _, p := range core.Presets() {
		f.Add(p.Name)
	}
	f.Fuzz(func(t *testing.T, text string) {
		l, err := core.ParseLayout(text)
		if err != nil {
			return
		}
		again, err := core.ParseLayout(l.String())
		if err != nil || again != l {
			t.Fatalf("%q became %q became %q, %v", text, l, again, err)
		}
		core.NewDecoder(l) // does not panic: a parsed layout is valid
	})
}
