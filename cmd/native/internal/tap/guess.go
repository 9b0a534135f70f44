package tap

import (
	"fmt"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/guess"
)

// mostBegun is how much of each stream a layout is guessed from, in bytes.
const mostBegun = 64 << 10

// remember keeps the beginning of a stream.
func (s *shownStream) remember(chunk []byte) {
	if room := mostBegun - len(s.begun.Bytes); room > 0 {
		s.begun.Bytes = append(s.begun.Bytes, chunk[:min(len(chunk), room)]...)
		s.begun.Ends = append(s.begun.Ends, len(s.begun.Bytes))
	}
}

// guess guesses the layout from what has come so far; last: nothing more will come
// of one of the streams.
func (s *shown) guess(last bool) {
	up, down := &s.streams[ToServer], &s.streams[ToClient]
	have := len(up.begun.Bytes) + len(down.begun.Bytes)
	full := len(up.begun.Bytes) == mostBegun || len(down.begun.Bytes) == mostBegun
	if !last && !full && have-up.asked < up.asked/8 || have == up.asked && !last {
		return // too little is new
	}
	up.asked = have
	both := guess.Layout(up.begun, down.begun)
	if both.Sure >= enough && both.Frames > 1 || last && both.Found() {
		s.adopt([2]guess.Guess{both, both})
		return
	}
	// They may be framed differently, or one of them not at all.
	if !last && !full && have < mostAlike {
		return
	}
	each := [2]guess.Guess{guess.Layout(up.begun), guess.Layout(down.begun)}
	for _, g := range each {
		if g.Sure >= enough && g.Frames > 1 || last && g.Found() {
			s.adopt(each)
			return
		}
	}
	if full {
		s.adopt([2]guess.Guess{})
	}
}

// enough is how sure a guess has to be to be tried.
const enough = 0.95

// mostAlike is how much has to come before the streams are guessed one by one.
const mostAlike = 512

// adopt decodes the streams by guesses from here on, and says so.
func (s *shown) adopt(guesses [2]guess.Guess) {
	s.guessing = false
	begun := [2]guess.Stream{s.streams[ToServer].begun, s.streams[ToClient].begun}
	if guesses[0] == guesses[1] {
		s.sayGuess("", guesses[0])
	} else {
		s.sayGuess("to the server: ", guesses[ToServer])
		s.sayGuess("to the client: ", guesses[ToClient])
	}
	if guesses[0].Layout == guesses[1].Layout {
		s.d.settle(guesses[0])
	}
	for i := range s.streams {
		stream := &s.streams[i]
		stream.begun = guess.Stream{}
		if !guesses[i].Found() || int64(len(begun[i].Bytes)) < stream.bytes {
			continue
		}
		stream.reading = newReading(guesses[i].Layout, s.d.limit)
		s.replay(Direction(i), begun[i].Bytes)
	}
}

// replay decodes what has come before the layout was known.
func (s *shown) replay(d Direction, stream []byte) {
	if len(stream) == 0 {
		return
	}
	r := &s.streams[d]
	frames, failed := r.read(stream, s.d.frames)
	if s.d.quiet && !failed {
		return
	}
	s.begin(d, fmt.Sprintf("the %s so far:", count(len(stream), "byte")))
	s.decoded(d, frames, failed)
	s.end()
}

func (s *shown) sayGuess(what string, g guess.Guess) {
	if s.d.quiet {
		return
	}
	text := what + "the layout seems to be " + g.String()
	if g.Layout == (core.Layout{}) {
		text = what + "it is framed in no layout that is known here; -layout names one"
	}
	s.line("", s.d.style.Strong(terminal.Printable([]byte(text))))
}
