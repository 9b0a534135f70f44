package main

import (
	"math"
	"math/rand/v2"

	"bufferbybuffer/core"
)

// cell is a row of the table: a layout, payload sizes and a way of cutting.
type cell struct {
	Layout, Payload, Chunks string
}

func (c cell) String() string {
	return c.Layout + ": " + c.Payload + " in chunks of " + c.Chunks
}

// cells are those of the table. Lengths that vary, as real ones do, come beside those
// that do not, which flatter whoever lets the processor guess.
func cells() (list []cell) {
	for _, layout := range []string{"uint32", "decimal 10"} {
		for _, payload := range []string{"32 B", "0-64 B", "log-normal", "20 B or 16 KiB", "64 KiB"} {
			for _, chunks := range []string{"16 B", "1-63 B", "1 KiB", "1460 B", "64 KiB"} {
				list = append(list, cell{layout, payload, chunks})
			}
		}
	}
	return list
}

func (c cell) stream(size int) *stream {
	layout, err := core.ParseLayout(c.Layout)
	if err != nil {
		panic(err)
	}
	return newStream(layout, size, sizes(c.Payload), sizes(c.Chunks))
}

// sizes returns numbers of bytes of a kind, one after the other, the same in every run.
func sizes(text string) func() int {
	random := rand.New(rand.NewPCG(1, 63))
	switch text {
	case "16 B":
		return fixed(16)
	case "20 B or 16 KiB": // small answers, and now and then a large one
		return func() int {
			if random.IntN(10) == 0 {
				return 16 << 10
			}
			return 20
		}
	case "32 B":
		return fixed(32)
	case "1 KiB":
		return fixed(1 << 10)
	case "1460 B": // what a segment holds
		return fixed(1460)
	case "64 KiB":
		return fixed(64 << 10)
	case "log-normal": // median 200 B; one in a hundred is beyond 6 KiB
		return func() int { return min(int(200*math.Exp(1.5*random.NormFloat64())), 64<<10) }
	case "0-64 B":
		return func() int { return random.IntN(65) }
	case "1-63 B":
		return func() int { return 1 + random.IntN(63) }
	}
	panic("no sizes " + text)
}

// fixed returns n again and again.
func fixed(n int) func() int { return func() int { return n } }

// goals are the project's, for each of ours, in every cell: how many times as fast as
// the best peer it is at least.
var goals = map[string]float64{
	"Decoder.Messages":   1,
	"Reader.ReadMessage": 1,
	"Decoder.Events":     0.8,
}

// noise is what two runs of the same code may differ by.
const noise = 0.03
