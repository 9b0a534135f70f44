package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
)

// result is one line of the table.
type result struct {
	Where     string // native or js/wasm
	Cell      cell
	Contender string
	Best      string // the best peer
	Ours      bool
	Ns        float64 // a message
	Peer      float64 // times as fast as the best peer
	Walk      float64 // times the header walk's time
	Memcpy    float64 // of memcpy's speed
	Allocs    float64 // a message, once buffers have their size
}

// measure lets all contenders run over the cell's stream in turn, round after
// round, each in another order. Times are processor time, and the least of many short
// runs: whatever else the machine does only adds to a run, by way of the caches and the
// clock rate, and never to all of them.
func measure(where string, c cell, rounds, size int) ([]result, error) {
	s, half := c.stream(size), c.stream(size/2)
	list := contenders(s.layout)
	ns := make([]float64, len(list))
	allocs := make([]float64, len(list))
	for i, contender := range list {
		whole, err := mallocs(contender, s)
		if err != nil {
			return nil, err
		}
		part, err := mallocs(contender, half)
		if err != nil {
			return nil, err
		}
		allocs[i] = max(0, float64(whole)-float64(part)) / float64(s.frames-half.frames)
	}
	random := rand.New(rand.NewPCG(1, 1))
	for range rounds {
		for _, i := range random.Perm(len(list)) {
			contender := list[i]
			start := clock()
			got, err := contender.run(s)
			took := clock() - start
			if want := (total{s.frames, s.sum}); err != nil || got != want {
				return nil, fmt.Errorf("%s: %+v of %+v, error %v", contender.name, got, want, err)
			}
			if each := float64(took.Nanoseconds()) / float64(s.frames); ns[i] == 0 || each < ns[i] {
				ns[i] = each
			}
			runtime.GC() // what one leaves behind is not the next one's to clean up
		}
	}
	var best, walk, memcpy int
	for i, contender := range list {
		switch {
		case contender.name == "header walk":
			walk = i
		case contender.name == "memcpy":
			memcpy = i
		case contender.kind == peer && (list[best].kind != peer || ns[i] < ns[best]):
			best = i
		}
	}
	results := make([]result, len(list))
	for i, contender := range list {
		results[i] = result{
			Where: where, Cell: c, Contender: contender.name, Best: list[best].name, Ours: contender.kind == ours,
			Ns: ns[i], Allocs: allocs[i],
			Peer: ns[best] / ns[i], Walk: ns[i] / ns[walk], Memcpy: ns[memcpy] / ns[i],
		}
	}
	return results, nil
}

// mallocs counts the allocations of one run.
func mallocs(c contender, s *stream) (uint64, error) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := c.run(s)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, err
}
