package lesson

import (
	"crypto/sha256"
	"slices"
	"strconv"
)

// places counts, for each number of options, how often the right one stands at each
// place.
type places map[int][]int

// put shuffles options, always the same ones in the same way, and returns the new place
// of the right one: one where few have been. Numbers stay in their order.
func (p places) put(options []Option, right int) int {
	n := len(options)
	if n == 0 {
		return right
	}
	if p[n] == nil {
		p[n] = make([]int, n)
	}
	if !slices.ContainsFunc(options, func(o Option) bool { return !number(o.Text) }) {
		p[n][right]++
		return right
	}
	by := func(o Option) string {
		sum := sha256.Sum256([]byte(o.Text))
		return string(sum[:])
	}
	answer := options[right]
	others := slices.Delete(slices.Clone(options), right, right+1)
	slices.SortFunc(others, func(a, b Option) int { return compare(by(a), by(b)) })
	place, first := 0, int(by(answer)[0])%n // among equals it is the answer's text that decides
	for i := range n {
		if at := (first + i) % n; i == 0 || p[n][at] < p[n][place] {
			place = at
		}
	}
	p[n][place]++
	copy(options, slices.Insert(others, place, answer))
	return place
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// number reports whether an option begins with one.
func number(text string) bool {
	_, err := strconv.Atoi(said(text))
	return err == nil
}
