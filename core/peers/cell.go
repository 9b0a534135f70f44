package main

import "bufferbybuffer/core"

// cell is a part of the table: a layout, a payload size and a way of cutting.
type cell struct {
	Layout, Payload, Chunks string
}

func (c cell) String() string {
	return c.Layout + ": " + c.Payload + " in chunks of " + c.Chunks
}

// cells are those of the table.
func cells() (list []cell) {
	for _, payload := range []string{"32 B", "64 KiB"} {
		for _, chunks := range []string{"16 B", "1 KiB", "64 KiB", "1-63 B"} {
			list = append(list, cell{"uint32", payload, chunks})
		}
	}
	return append(list,
		cell{"uint32", "0-64 B", "16 B"},
		cell{"uint32", "0-64 B", "64 KiB"},
		cell{"decimal 10", "32 B", "16 B"},
		cell{"decimal 10", "32 B", "64 KiB"},
	)
}

func (c cell) stream(size int) *stream {
	layout, err := core.ParseLayout(c.Layout)
	if err != nil {
		panic(err)
	}
	return newStream(layout, size, sizes(c.Payload), sizes(c.Chunks))
}

func sizes(text string) func() int {
	switch text {
	case "16 B":
		return fixed(16)
	case "32 B":
		return fixed(32)
	case "1 KiB":
		return fixed(1 << 10)
	case "64 KiB":
		return fixed(64 << 10)
	case "0-64 B":
		return between(0, 64)
	default:
		return between(1, 63)
	}
}

// target is a budget of the project, for one of ours in one cell.
type target struct {
	where, contender string
	cell             cell
	text             string
	met              func(result) bool
}

func targets() []target {
	const noise = 0.05 // what two runs of the same code may differ by
	atLeastPeer := func(n float64) func(result) bool { return func(r result) bool { return r.Peer >= n } }
	withinWalk := func(n float64) func(result) bool { return func(r result) bool { return r.Walk <= n } }
	coalesced, split, large := cell{"uint32", "32 B", "64 KiB"}, cell{"uint32", "32 B", "16 B"}, cell{"uint32", "64 KiB", "64 KiB"}
	return []target{
		{"native", "Decoder.Messages", coalesced, "3 times the best peer", atLeastPeer(3)},
		{"native", "Decoder.Messages", coalesced, "1.4 of the walk", withinWalk(1.4)},
		{"native", "Decoder.Messages", split, "2 times the best peer", atLeastPeer(2)},
		{"native", "Decoder.Messages", large, "0.9 of memcpy", func(r result) bool { return r.Memcpy >= 0.9 }},
		{"native", "Decoder.Events", coalesced, "no slower than the best peer", atLeastPeer(1 - noise)},
		{"native", "Decoder.Events", split, "no slower than the best peer", atLeastPeer(1 - noise)},
		{"native", "Decoder.Events", large, "no slower than the best peer", atLeastPeer(1 - noise)},
		{"js/wasm", "Decoder.Messages", coalesced, "1.5 of the walk", withinWalk(1.5)},
	}
}
