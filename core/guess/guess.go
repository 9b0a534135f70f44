// Package guess finds out which layout a stream may be framed in, and how sure
// that is. It asks nobody: each layout that it knows is tried on the bytes, and
// what fits is weighed by how unlikely it is to fit by chance.
//
// Weights are in bits. A header of ten characters, of which all are digits or
// spaces and which promises no more than there is, is worth some thirty bits: one
// text in a billion begins like that without meaning it. Two frames of it, one
// after the other, are worth sixty. A length of one byte is worth next to nothing,
// however often it fits.
package guess

import (
	"math"
	"strconv"

	"bufferbybuffer/core"
)

// Stream is one direction of a connection, or the beginning of it.
type Stream struct {
	Bytes []byte
	Ends  []int // stream offset at which each chunk ends, in order, as far as is known; senders tend to send whole frames
}

// Guess is what the streams seem to be.
type Guess struct {
	Layout core.Layout // the zero Layout where none fits well
	Sure   float64     // how likely it is, 0 to 1, among what is known here
	Frames int         // how many whole frames of it there are
	Next   core.Layout // what else it might be; the zero Layout where nothing else comes near
}

// Found reports whether there is a layout to try.
func (g Guess) Found() bool { return g.Layout != core.Layout{} }

// String says it in words: "decimal 10, sure after 3 frames".
func (g Guess) String() string {
	if !g.Found() {
		return "no layout that is known here"
	}
	s := g.Layout.String() + ", "
	switch {
	case g.Sure >= sure:
		s += "sure"
	case g.Sure >= 0.95:
		s += "almost sure"
	default:
		s += "no more than a guess"
	}
	s += " after " + count(g.Frames)
	if g.Next != (core.Layout{}) {
		s += "; it might be " + g.Next.String() + " too"
	}
	return s
}

// sure is from where on nobody needs to see more.
const sure = 0.999

// Certain reports whether more of the streams would hardly change it.
func (g Guess) Certain() bool { return g.Sure >= sure && g.Frames > 0 && g.Next == core.Layout{} }

// nothing is what the streams' being framed in no layout known here weighs.
const nothing = 10

// most of a stream is looked at, in bytes and in frames.
const (
	mostBytes  = 64 << 10
	mostFrames = 64
)

// Layout guesses the layout of streams that are framed alike: the two directions of
// a connection, or one.
func Layout(streams ...Stream) Guess {
	type fit struct {
		layout core.Layout
		weight float64
		frames int
	}
	var fits []fit
	for _, c := range candidates() {
		f := fit{layout: c.layout, weight: -c.rare}
		for _, s := range streams {
			weight, frames := c.weigh(s)
			f.weight, f.frames = f.weight+weight, f.frames+frames
		}
		if f.weight > 0 {
			fits = append(fits, f)
		}
	}
	var best, next fit // of those that weigh the same, the one that is tried first
	for _, f := range fits {
		switch {
		case f.weight > best.weight:
			best, next = f, best
		case f.weight > next.weight:
			next = f
		}
	}
	if best.weight < nothing {
		return Guess{}
	}
	total := exp2(nothing - best.weight)
	for _, f := range fits {
		total += exp2(f.weight - best.weight)
	}
	g := Guess{Layout: best.layout, Frames: best.frames, Sure: 1 / total}
	const near = 7 // one in a hundred
	if next.weight > max(best.weight-near, nothing-near) {
		g.Next = next.layout
	}
	return g
}

// weigh runs core's decoder over a stream. A stream that does not fit weighs
// -Inf.
func (c candidate) weigh(s Stream) (weight float64, frames int) {
	stream := s.Bytes[:min(len(s.Bytes), mostBytes)]
	ends := s.Ends
	chance := min(6, log2(1+float64(len(stream))/float64(1+len(s.Ends)))) // that of a frame to end where a chunk does, in bits
	dec := core.NewDecoder(c.layout, core.Limit(plausible))
	dec.Feed(stream)
	start, body := 0, 0
	var headers, payloads, alike int // bytes; alike: payload's that could stand in a header
	for ev := range dec.Events() {
		taken := int(ev.Taken)
		switch ev.Kind {
		case core.HeaderParsed:
			body = taken
			weight += c.header(stream[start:body], ev.Want, len(stream)-body)
			headers += body - start
		case core.Message:
			frames++
			weight += c.frame(stream[start:taken], ev.Payload)
			payloads += len(ev.Payload)
			alike += within(c.alphabet, ev.Payload)
			for len(ends) > 0 && ends[0] < taken {
				ends = ends[1:]
			}
			if len(ends) > 0 && ends[0] == taken {
				weight += chance
			}
			start, body = taken, taken
		case core.Failed:
			return math.Inf(-1), 0
		}
		if frames == mostFrames || math.IsInf(weight, -1) {
			break
		}
	}
	if frames < mostFrames {
		weight += c.rest(stream[start:], body > start)
	}
	if c.alphabet != "" { // how surprising is a header in it, among bytes like those of the payloads?
		usual := log2(printable / float64(len(c.alphabet)))
		here := log2(float64(payloads+8) / float64(alike+1))
		weight += float64(headers) * min(usual, here)
	}
	return weight, frames
}

// plausible is the largest payload that is taken seriously.
const plausible = 64 << 20

func count(frames int) string {
	switch frames {
	case 0:
		return "the header of one frame"
	case 1:
		return "one frame"
	case mostFrames:
		return "many frames"
	}
	return strconv.Itoa(frames) + " frames"
}
