package figure_test

import (
	"bytes"
	"strconv"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
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

// BenchmarkNarration says every step of a long stream, one chunk a frame. What a step
// costs must not depend on how many there are.
func BenchmarkNarration(b *testing.B) {
	decoders := []string{trace.Core}
	for _, d := range contrast.All() {
		decoders = append(decoders, d.Name)
	}
	for _, decoder := range decoders {
		for _, frames := range []int{2000, 20_000} {
			b.Run(decoder+"/"+strconv.Itoa(frames), func(b *testing.B) {
				f := &trace.File{Layout: core.Decimal(10), Limit: core.DefaultLimit, Decoder: decoder, Ending: trace.Closed}
				if _, err := contrast.New(decoder, f.Layout, 1); err != nil && decoder != trace.Core {
					f.Layout = core.Delimiter("\n")
				}
				enc := core.NewEncoder(f.Layout)
				for n := range frames {
					var err error
					if f.Stream, err = enc.AppendFrame(f.Stream, bytes.Repeat([]byte("7"), 9+n%7)); err != nil {
						b.Fatal(err)
					}
					f.Sends = append(f.Sends, len(f.Stream))
				}
				f.Schedule = schedule.Ending(f.Sends...)
				fig, err := figure.New(f)
				if err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					for n := range fig.Len() {
						fig.Step(n)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*fig.Len()), "ns/step")
			})
		}
	}
}
