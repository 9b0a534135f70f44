package judge

import (
	"math/bits"
	"slices"
	"strconv"
	"unicode/utf8"

	"bufferbybuffer/core/schedule"
)

// ladder is the schedules to try, the decisive ones first: what breaks most
// programs, and says why. Then all schedules of a short stream; of a longer one, a
// cut at each place, all ways to cut it where it matters, and a sample.
type ladder struct {
	series *Series
	named  []rung
	single int // the next place for a cut alone; 0: that is none of the plan
	family Sweep
	places []int // the offsets that the family chooses from; nil: every gap
	seed   uint64
	sample int // how many more to draw
	drawn  int
}

// rung is a schedule that has a name.
type rung struct {
	name string
	cuts []int
}

// maxPlaces is how many places are combined in all ways. Twelve make 4,096.
const maxPlaces = 12

// newLadder returns a ladder of about so many schedules.
func newLadder(s *Series, most int, seed uint64) *ladder {
	l := &ladder{series: s, named: decisive(s), seed: seed}
	n := len(s.Stream)
	room := max(0, most-len(l.named))
	if gaps := max(0, n-1); gaps < bits.Len(uint(room)) {
		l.family = NewSweep(n, -1)
		return l
	}
	if n-1 <= room/4 {
		l.single, room = 1, room-(n-1)
	}
	l.places = matter(s)
	// Half of the room is for the sample.
	l.places = l.places[:min(len(l.places), max(0, bits.Len(uint(room/2))-1))]
	slices.Sort(l.places)
	l.family = NewSweep(len(l.places)+1, -1)
	l.sample = max(0, room-int(l.family.Total))
	return l
}

// which says what the ladder consists of.
func (l *ladder) which() string {
	if l.places == nil {
		return "all " + strconv.FormatUint(l.family.Total, 10) + " schedules"
	}
	s := strconv.Itoa(len(l.named)) + " decisive schedules"
	if l.single > 0 {
		s += ", a cut at each of " + strconv.Itoa(len(l.series.Stream)-1) + " places"
	}
	if len(l.places) > 0 {
		s += ", all " + strconv.FormatUint(l.family.Total, 10) + " ways to cut at " + strconv.Itoa(len(l.places)) + " places that matter"
	}
	if l.sample > 0 {
		s += ", a sample of " + strconv.Itoa(l.sample) + " with seed " + strconv.FormatUint(l.seed, 10)
	}
	return s
}

// size is how many schedules there are on the ladder, some of them twice.
func (l *ladder) size() int {
	size := len(l.named) + int(l.family.Total) + l.sample
	if l.single > 0 {
		size += len(l.series.Stream) - 1
	}
	return size
}

// next returns the next rung, whose cuts are the caller's.
func (l *ladder) next() (rung, bool) {
	if len(l.named) > 0 {
		r := l.named[0]
		l.named = l.named[1:]
		return r, true
	}
	if l.single > 0 && l.single < len(l.series.Stream) {
		r := rung{cuts: []int{l.single}}
		r.name = schedule.Ending(l.single).String()
		l.single++
		return r, true
	}
	if at, ok := l.family.Next(); ok {
		r := rung{cuts: slices.Clone(at)}
		for i := range at {
			if l.places != nil {
				r.cuts[i] = l.places[at[i]-1]
			}
		}
		r.name = schedule.Ending(r.cuts...).String()
		return r, true
	}
	if l.drawn == l.sample {
		return rung{}, false
	}
	// Every size of chunk comes up as often: at most 2, at most 4, and so on.
	n := len(l.series.Stream)
	sizes := max(1, bits.Len(uint(n)))
	random := schedule.Random(schedule.Range{Min: 1, Max: 2 << (l.drawn % sizes)}, l.seed+uint64(l.drawn))
	l.drawn++
	return rung{random.String(), inner(random, n)}, true
}

// inner is where a schedule cuts a stream of n bytes.
func inner(s schedule.Schedule, n int) []int {
	ends := s.Ends(n)
	return ends[:max(0, len(ends)-1)]
}

// decisive are schedules that tell most of the faults apart.
func decisive(s *Series) []rung {
	n := len(s.Stream)
	rungs := []rung{
		{"in one chunk", nil},
		{"one byte at a time", inner(schedule.Every(1), n)},
		{"every 7", inner(schedule.Every(7), n)},
	}
	for _, r := range []rung{
		{"inside each header", s.at(Frame.insideHeader)},
		{"after each header", s.at(Frame.afterHeader)},
		{"inside each payload", s.at(Frame.insidePayload)},
		{"inside a character", s.characters()},
		{"before the last byte of each frame", s.at(Frame.beforeEnd)},
	} {
		if len(r.cuts) > 0 {
			rungs = append(rungs, r)
		}
	}
	return rungs
}

// matter returns the places where a cut matters, most first, at most maxPlaces.
func matter(s *Series) []int {
	var list []int
	add := func(places []int) {
		for _, p := range places {
			if len(list) < maxPlaces && !slices.Contains(list, p) {
				list = append(list, p)
			}
		}
	}
	// The first frames are as good as the others, and a small case cuts early.
	few := Series{Layout: s.Layout, Stream: s.Stream, Frames: s.Frames[:min(3, len(s.Frames))]}
	add(few.at(Frame.end))
	add(few.at(Frame.afterHeader))
	add(few.at(Frame.insideHeader))
	add(few.at(Frame.insidePayload))
	add(few.characters())
	add(few.at(Frame.afterFirst))
	add(few.at(Frame.beforeEnd))
	return list
}

// at returns the offsets that place finds in the frames, where they lie inside the
// stream. 0 stands for no such place.
func (s *Series) at(place func(Frame) int) []int {
	var list []int
	for _, f := range s.Frames {
		if p := place(f); p > 0 && p < len(s.Stream) && (len(list) == 0 || p > list[len(list)-1]) {
			list = append(list, p)
		}
	}
	return list
}

func (f Frame) end() int { return f.End }

func (f Frame) afterHeader() int {
	if f.Body == f.Start {
		return 0
	}
	return f.Body
}

func (f Frame) afterFirst() int { return f.Start + 1 }

func (f Frame) beforeEnd() int { return f.End - 1 }

func (f Frame) insideHeader() int {
	if f.Body-f.Start < 2 {
		return 0
	}
	return f.Start + (f.Body-f.Start)/2
}

func (f Frame) insidePayload() int {
	if f.End-f.Body < 2 {
		return 0
	}
	return f.Body + (f.End-f.Body)/2
}

// characters returns every offset inside a character of several bytes.
func (s *Series) characters() []int {
	var list []int
	for _, f := range s.Frames {
		payload := s.Stream[f.Body:f.Close]
		if !utf8.Valid(payload) {
			continue
		}
		for i := range payload {
			if !utf8.RuneStart(payload[i]) {
				list = append(list, f.Body+i)
			}
		}
	}
	return list
}
