package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
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
// round, each in another order, so that what disturbs the machine disturbs all
// alike. Times are processor time, and medians; ratios are medians of
// the ratios within each round.
func measure(where string, c cell, rounds, size int) ([]result, error) {
	s, half := c.stream(size), c.stream(size/2)
	list := contenders(s.layout)
	ns := make([][]float64, len(list))
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
			ns[i] = append(ns[i], float64(took.Nanoseconds())/float64(s.frames))
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
		case contender.kind == peer && (list[best].kind != peer || median(ns[i]) < median(ns[best])):
			best = i
		}
	}
	results := make([]result, len(list))
	for i, contender := range list {
		results[i] = result{
			Where: where, Cell: c, Contender: contender.name, Best: list[best].name, Ours: contender.kind == ours,
			Ns: median(ns[i]), Allocs: allocs[i],
			Peer: ratio(ns[best], ns[i]), Walk: ratio(ns[i], ns[walk]), Memcpy: ratio(ns[memcpy], ns[i]),
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

func ratio(a, b []float64) float64 {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i] / b[i]
	}
	return median(ratios)
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[len(sorted)/2]
}
