package figure_test

import (
	"bytes"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// BenchmarkRecut is what the module does when a cut of a long stream moves: 100,000
// bytes, 20,000 steps.
func BenchmarkRecut(b *testing.B) {
	f := &trace.File{Layout: core.Decimal(10), Limit: core.DefaultLimit, Decoder: trace.Core, Schedule: schedule.Every(8), Ending: trace.Closed}
	for n := 0; len(f.Stream) < 100_000; n++ {
		var err error
		if f.Stream, err = core.AppendFrame(f.Stream, bytes.Repeat([]byte("x"), 9+n%7)); err != nil {
			b.Fatal(err)
		}
		f.Sends = append(f.Sends, len(f.Stream))
	}
	text := f.Short()
	b.ReportAllocs()
	for b.Loop() {
		fig, err := figure.Open(text)
		if err != nil {
			b.Fatal(err)
		}
		fig.AppendJSON(nil, 0, 512)
	}
}
