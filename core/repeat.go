package core

import "math"

// repeat remembers a header and the length it spells. In most streams many
// headers are those of the frame before, and to see that is cheaper than to read
// one; above all, the processor then need not wait for one length to know where
// the next header is. What is remembered stays true for as long as the layout and
// the limit do: the decoder's life.
type repeat struct {
	size int // bytes of the header
	want int // payload bytes it spells

	// The header's first eight bytes, or all of a shorter one, under a mask; and the
	// last eight of a longer one, which may overlap.
	first, last uint64
	mask        uint64
	tail        int // where the last eight begin; 0 when the first are all
	room        int // bytes that must be there to be compared
}

// newRepeat is the repeat of nothing yet.
func newRepeat() repeat { return repeat{room: math.MaxInt} }

// remember notes the header of size bytes at the start of rest. One that can't
// be compared in two words leaves what was known before.
func (r *repeat) remember(rest []byte, size, want int) {
	if size != r.size || r.room > len(rest) {
		tail := max(size-8, 0)
		if size > 16 || len(rest) < tail+8 {
			return
		}
		r.size, r.tail, r.room = size, tail, tail+8
		r.mask = ^uint64(0) >> (8 * max(8-size, 0))
	}
	r.want = want
	r.first, r.last = word(rest)&r.mask, word(rest[r.tail:])&r.mask
}

// word is eight bytes as a number.
func word(b []byte) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}
