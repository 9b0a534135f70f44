package judge

import (
	"iter"
	"strconv"

	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// Part is what a case asks about. What a subject gets wrong in one part says
// nothing about the others.
type Part uint8

const (
	Chunking Part = iota // the same stream, cut in other places
	Ends                 // the stream ends at another place
	Hostile              // a header that must not be believed
)

var partNames = [...]string{"chunking", "ends", "hostile"}

func (p Part) String() string { return partNames[p] }

// Case is one thing to try: send Stream to the subject, cut at Cuts, and see what
// it makes of it. The slices are shared, and not to be changed.
type Case struct {
	ID   int // to report under
	Part Part
	Name string // what it is, in words: "every 7", "inside each header", …

	Stream []byte
	Cuts   []int        // increasing offsets inside the stream; none: it comes in one chunk
	Ending trace.Ending // what comes after the stream. Open: nothing, for ever

	Want  [][]byte // the messages that should come out
	Fault bool     // the stream breaks off or goes wrong after them, and that should be noticed

	series *Series
	dear   bool // may cost a subject all its memory
}

// Schedule is the case's cuts in the words of a corpus file.
func (c Case) Schedule() schedule.Schedule {
	if n := len(c.Stream); n > 2 && len(c.Cuts) == n-1 {
		return schedule.Every(1)
	}
	return schedule.Ending(c.Cuts...)
}

// InWords is the case's schedule as the beginning of a sentence.
func (c Case) InWords() string {
	switch len(c.Cuts) {
	case 0:
		return "All in one chunk"
	case 1:
		return "Cut after byte " + strconv.Itoa(c.Cuts[0])
	}
	return "Cut " + c.Schedule().String()
}

// smaller reports whether a case is smaller than another of its part: fewer cuts
// and earlier ones, a shorter stream, or what was asked first.
func (c Case) smaller(other Case) bool {
	switch c.Part {
	case Chunking:
		return smaller(c.Cuts, other.Cuts)
	case Ends:
		return len(c.Stream) < len(other.Stream)
	default:
		return c.ID < other.ID
	}
}

// Chunks returns the pieces of the stream, which are slices of it.
func (c Case) Chunks() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		at := 0
		for i := 0; i <= len(c.Cuts); i++ {
			end := len(c.Stream)
			if i < len(c.Cuts) {
				end = c.Cuts[i]
			}
			if end > at && !yield(c.Stream[at:end:end]) {
				return
			}
			at = end
		}
	}
}

// File is the case as a corpus file, with core's decoder to step through it. It is
// nil where the series has no layout.
func (c Case) File() *trace.File {
	if c.series.Layout.Valid() != nil {
		return nil
	}
	return &trace.File{
		Title:    c.Name,
		Layout:   c.series.Layout,
		Limit:    c.series.Limit,
		Decoder:  trace.Core,
		Schedule: c.Schedule(),
		Ending:   c.Ending,
		Stream:   c.Stream,
		Sends:    c.sends(),
	}
}

// sends is where the sender's writes end: one for each frame, and one for what is
// left.
func (c Case) sends() []int {
	ends := c.series.sends(len(c.Stream))
	if len(ends) == 0 || ends[len(ends)-1] < len(c.Stream) {
		ends = append(ends, len(c.Stream))
	}
	return ends
}
