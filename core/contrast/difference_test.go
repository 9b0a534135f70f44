package contrast_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// TestCompare: where the decoder of each corpus file parts from core's. Steps are
// counted from 0.
func TestCompare(t *testing.T) {
	tests := []struct {
		name        string
		core, wrong int // the steps
		chunk       int
		offset      int64
		say         string
	}{
		{"contrast-boswatch", 7, 6, 3, 38,
			`core hands out message 2, "<keep-alive>"; one-recv hands out message 2, "<keep-".`},
		{"contrast-characters", 1, 1, 0, 23,
			`core hands out message 1, "café au lait"; characters hands out message 1, "café au lait3".`},
		{"contrast-delimiter", 0, 0, 0, 12,
			`core hands out message 1, "first line\nsecond line"; delimiter hands out message 1, "first line\\".`},
		{"contrast-ignored-end", 4, 4, 1, 37,
			`core fails; ignored-end notices nothing.`},
		{"contrast-no-carry-over", 2, 3, 0, 25,
			`core expects a payload of 6 bytes; no-carry-over sees a clean end.`},
		{"contrast-one-per-read", 0, 0, 0, 10,
			`core expects a payload of 5 bytes; one-per-read expects a payload of 21 bytes.`},
		{"contrast-trusted-length", 0, 0, 0, 10,
			`core fails; trusted-length expects a payload of 9999999999 bytes.`},
		{"contrast-tutorial", 1, 1, 0, 15,
			`core hands out message 1, "hello"; tutorial hands out nothing.`},
		{"contrast-tutorial-split", 1, 0, 0, 1,
			`core expects a payload of 22 bytes; tutorial expects a payload of 2 bytes.`},
		{"contrast-tutorial-character", 2, 1, 0, 14,
			`core hands out message 1, "café au lait"; tutorial fails.`},
		{"contrast-tutorial-closed", 3, 3, 1, 15,
			`core sees a clean end; tutorial fails.`},
		{"contrast-whole-header", 1, 0, 0, 1,
			`core expects a payload of 22 bytes; whole-header expects a payload of 2 bytes.`},
	}
	for _, tt := range tests {
		f := open(t, tt.name)
		d, ok := contrast.Compare(f.Run(f.NewDecoder()), runFile(t, f))
		if !ok {
			t.Errorf("%s: no difference", tt.name)
			continue
		}
		if want := [2]int{tt.core, tt.wrong}; d.Steps != want || d.Chunk != tt.chunk || d.Offset != tt.offset {
			t.Errorf("%s: steps %v, chunk %d, offset %d; want steps %v, chunk %d, offset %d",
				tt.name, d.Steps, d.Chunk, d.Offset, want, tt.chunk, tt.offset)
		}
		if diff := cmp.Diff(tt.say, d.Say("core", f.Decoder)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
		turned, ok := contrast.Compare(runFile(t, f), f.Run(f.NewDecoder()))
		if !ok || turned.Chunk != d.Chunk || turned.Offset != d.Offset || turned.Steps != [2]int{tt.wrong, tt.core} {
			t.Errorf("%s, the other way round: %+v, %v", tt.name, turned, ok)
		}
	}
}

// TestCompareSame: a schedule makes no difference to core, nor a protocol that
// neither of two decoders can read.
func TestCompareSame(t *testing.T) {
	for _, name := range corpus.Names() {
		f := open(t, name)
		whole := trace.Run(f.NewDecoder(), f.Stream, schedule.Sizes().Ends(len(f.Stream)), f.Ending)
		bytes := trace.Run(f.NewDecoder(), f.Stream, schedule.Every(1).Ends(len(f.Stream)), f.Ending)
		for _, other := range []*trace.Trace{whole, bytes} {
			if d, differ := contrast.Compare(other, f.Run(f.NewDecoder())); differ {
				t.Errorf("%s: %s", name, d.Say("core", "core"))
			}
		}
	}
	f := open(t, "contrast-wrong-port")
	if d, differ := contrast.Compare(f.Run(f.NewDecoder()), runFile(t, f)); differ {
		t.Errorf("both refuse MySQL: %s", d.Say("core", f.Decoder))
	}
}
