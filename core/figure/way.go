package figure

import (
	"strconv"

	"bufferbybuffer/core/journey"
	"bufferbybuffer/core/words"
)

// Way is the way of bytes that stayed together: from the send to where they came out.
type Way struct {
	journey.Span
	Say string
}

// Ways are the ways of all bytes of a journey, in their order.
func (f *Journey) Ways() (ways []Way) {
	cut := make([]bool, len(f.Stream)+1)
	mark := func(offset int) {
		if offset < len(cut) {
			cut[offset] = true
		}
	}
	for _, calls := range [][]journey.Call{f.Sends, f.Recvs} {
		for _, c := range calls {
			mark(c.End)
		}
	}
	for _, s := range f.Segments {
		mark(s.Start)
		mark(s.End)
	}
	for _, m := range f.Messages {
		mark(m.Body)
		mark(m.End)
	}
	mark(len(f.Stream))
	say := f.way
	if f.seen != nil {
		say = f.seen.way
	}
	start := 0
	for end := 1; end < len(cut); end++ {
		if cut[end] {
			ways = append(ways, Way{journey.Span{Start: start, End: end}, say(start)})
			start = end
		}
	}
	return ways
}

// way says the way of a byte.
func (f *Journey) way(offset int) (text string) {
	// say adds what it met, by its number, and when, where that is not before the beginning.
	say := func(met string, i int, at journey.Micros) {
		if text != "" {
			text += ", "
		}
		text += met
		if i >= 0 {
			text += " " + strconv.Itoa(i+1)
		}
		if at >= 0 {
			text += " after " + Duration(at)
		}
	}
	in := func(s journey.Span) bool { return s.Start <= offset && offset < s.End }
	for i, send := range f.Sends {
		if in(send.Span) {
			say("sent with send", i, send.At)
		}
	}
	queued := journey.Micros(-1) // when it joined the queue
	for i := range f.Log {
		e := &f.Log[i]
		joins := queued < 0 && !f.Live && e.Next > offset
		if joins {
			queued = e.At
		}
		if e.What < journey.Gone || e.What > journey.Refused {
			continue
		}
		switch here := in(f.Segments[e.Of].Span); {
		case joins && !here:
			say("behind a gap until "+Duration(e.At), -1, -1)
		case !here:
		case e.What == journey.Gone:
			say("lost with segment", e.Of, -1)
		case e.What == journey.Waits:
			say("here too early with segment", e.Of, e.At)
		case e.What == journey.Refused:
			say("refused with segment", e.Of, -1)
		case joins:
			say("here with segment", e.Of, e.At)
		default:
			say("again, for nothing, with segment", e.Of, -1)
		}
	}
	for i, recv := range f.Recvs {
		if !in(recv.Span) {
			continue
		}
		if wait := recv.At - queued; queued >= 0 && wait > 0 {
			say("in the queue for "+Duration(wait), -1, -1)
		}
		say("returned by recv", i, recv.At)
	}
	for i, m := range f.Messages {
		switch {
		case !in(m.Span):
		case offset < m.Body:
			say("in the header of message", i, -1)
		default:
			say("in message", i, -1)
		}
	}
	return words.Capital(text) + "."
}
