package tap

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"bufferbybuffer/core"
)

// However a stream comes in, and however much of it is looked at, the same frames are
// counted and the same error is found: core's own.
func TestReadingIsTheDecoders(t *testing.T) {
	const limit = 200_000
	for _, text := range []string{"decimal 10", "uint32", "uvarint 5", "netstring", "lines", "chunked 64"} {
		layout, err := core.ParseLayout(text)
		if err != nil {
			t.Fatal(err)
		}
		encoder := core.NewEncoder(layout)
		random := rand.New(rand.NewPCG(1, 2))
		for round := range 12 {
			var stream []byte
			for range 1 + random.IntN(8) {
				size := []int{1, 7, 100, kept, kept + 1, 150_000}[random.IntN(6)]
				if stream, err = encoder.AppendFrame(stream, bytes.Repeat([]byte("x"), size)); err != nil {
					t.Fatal(err)
				}
			}
			if round%2 == 1 && layout.HeaderSize() > 0 { // one that is larger than is believed, or nonsense
				bad, err := encoder.AppendFrame(nil, make([]byte, limit+1))
				if err != nil {
					t.Fatal(err)
				}
				if round%4 == 1 {
					bad = []byte(strings.Repeat("\xff?", 50))
				}
				stream = append(stream, bad...)
			}
			plain := core.NewDecoder(layout, core.Limit(limit))
			plain.Feed(stream)
			want := 0
			for range plain.Messages() {
				want++
			}
			for _, most := range []int{0, 2, 1000} {
				r := newReading(layout, limit)
				for rest := stream; len(rest) > 0; {
					n := min(len(rest), 1+random.IntN([]int{3, 70_000}[random.IntN(2)]))
					r.read(rest[:n], most)
					rest = rest[n:]
				}
				failed := ""
				if r.err != nil {
					failed = r.err.Error()
				}
				wanted := ""
				if plain.Err() != nil {
					wanted = plain.Err().Error()
				}
				if r.frames != want || failed != wanted {
					t.Fatalf("%s, looking at %d: %d frames, %q; want %d, %q", text, most, r.frames, failed, want, wanted)
				}
			}
		}
	}
}
