package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
)

// result is what one contender takes in one cell.
type result struct {
	Where     string // native or js/wasm
	Cell      cell
	Contender string
	Kind      kind
	Ns        float64 // a message
	Allocs    float64 // a message, once buffers have their size
}

// measure lets all contenders run over the cell's stream in turn, round after
// round, each in another order. Times are processor time, and the least of many short
// runs: whatever else the machine does only adds to a run, by way of the caches and the
// clock rate, and never to all of them.
func measure(where string, c cell, rounds, size int) ([]result, error) {
	s, half := c.stream(size), c.stream(size/2)
	list := contenders(s.layout)
	results := make([]result, len(list))
	for i, contender := range list {
		whole, err := mallocs(contender, s)
		if err != nil {
			return nil, err
		}
		part, err := mallocs(contender, half)
		if err != nil {
			return nil, err
		}
		allocs := max(0, float64(whole)-float64(part)) / float64(s.frames-half.frames)
		results[i] = result{Where: where, Cell: c, Contender: contender.name, Kind: contender.kind, Allocs: allocs}
	}
	random := rand.New(rand.NewPCG(1, 1))
	for round := range rounds {
		for _, i := range random.Perm(len(list)) {
			contender := list[i]
			start := clock()
			got, err := contender.run(s)
			took := clock() - start
			if want := (total{s.frames, s.sum}); err != nil || got != want {
				return nil, fmt.Errorf("%s: %+v of %+v, error %v", contender.name, got, want, err)
			}
			ns := float64(took.Nanoseconds()) / float64(s.frames)
			if round == 0 {
				results[i].Ns = ns
			}
			results[i].Ns = min(results[i].Ns, ns)
			runtime.GC() // what one leaves behind is not the next one's to clean up
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
