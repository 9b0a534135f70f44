package judge

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Shown is what came of a case, of a subject that shows its messages by printing
// them.
type Shown struct {
	Seen   []int    // the messages seen, in the subject's order
	Others []string // lines with no message
	After  int      // how many of these it had printed when the stream ended
	Late   bool     // it showed some messages only then

	End    End
	Detail string
	Partly bool // it did not take all bytes
	Forced bool
	Cannot string
}

// Habits is what is known of such a subject from its baseline, when each frame came
// alone: what it does not show then, and what it says anyway, is no fault later.
type Habits struct {
	Shown []int           // the messages that it shows
	Says  map[string]bool // lines without a message, digits apart
	Late  bool            // it shows what it has only when the stream ends

	messages []Message
	series   *Series
}

// NewHabits returns the habits that a baseline tells.
func NewHabits(messages []Message, series *Series, s Shown) Habits {
	h := Habits{Shown: slices.Sorted(slices.Values(s.Seen)), Says: make(map[string]bool), Late: s.Late, messages: messages, series: series}
	for _, line := range s.Others {
		h.Says[withoutDigits(line)] = true
	}
	return h
}

// withoutDigits makes lines alike that differ in a time or an address.
func withoutDigits(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, line)
}

// Outcome is what a session is told.
func (h Habits) Outcome(c Case, s Shown) Outcome {
	o := Outcome{End: s.End, Detail: s.Detail, Partly: s.Partly, Forced: s.Forced, Cannot: s.Cannot}
	if s.Cannot != "" {
		return o
	}
	if n := len(s.Seen); c.Part == Ends && c.Fault && s.End == Failed && n > 0 && s.Seen[n-1] == len(c.Want) {
		s.Seen = s.Seen[:n-1] // it complains of a frame cut short, and quotes what it has of it
	}
	// What it never shows may have come when what follows has.
	next := 0
	if len(h.Shown) == 0 {
		next = len(c.Want) // nothing is known of it
	}
	for _, i := range s.Seen {
		for ; next < i && !slices.Contains(h.Shown, next); next++ {
			o.Messages = append(o.Messages, h.messages[next].Payload)
		}
		o.Messages = append(o.Messages, h.messages[i].Payload)
		next = max(next, i+1)
	}
	for ; next < len(c.Want) && !slices.Contains(h.Shown, next) && !(s.Partly && next >= len(h.Shown)); next++ {
		o.Messages = append(o.Messages, h.messages[next].Payload)
	}

	switch new := h.news(s); {
	case c.Part == Chunking:
		if o.End == Failed {
			o.End = Died
		}
		if len(new) > 0 && o.End != Ended {
			o.Detail = new[len(new)-1]
			if o.End != Died {
				o.Detail = "it printed " + o.Detail
			}
		}
	case len(s.Seen) == len(c.Want) && c.Fault && s.After >= 0:
		if torn := h.torn(c, s); torn != nil {
			o.Messages = append(o.Messages, torn)
		}
		if o.End == Returned && len(new) > 0 {
			o.End = Failed // it has said something
		}
		fallthrough
	default:
		if o.End == Waiting && c.Part == Ends {
			o.End = Ended // nobody can wait for bytes after the end: for what, it alone knows
		}
		if len(new) > 0 {
			o.Detail = new[len(new)-1]
		}
	}
	o.Detail = brief(o.Detail)
	return o
}

// brief is the beginning of a line that may be long.
func brief(line string) string {
	const most = 120 // characters
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}

// news are the lines that the subject does not print anyway.
func (h Habits) news(s Shown) (lines []string) {
	for _, line := range s.Others {
		if !h.Says[withoutDigits(line)] {
			lines = append(lines, line)
		}
	}
	return lines
}

// torn returns the part of a frame cut short that the subject showed as a message
// when the stream had ended, or nil.
func (h Habits) torn(c Case, s Shown) []byte {
	i := len(c.Want)
	if i >= len(h.messages) || s.After >= len(s.Others) {
		return nil
	}
	const least = 4 // letters, below which it may be chance
	sent := c.Stream[min(len(c.Stream), h.series.Frames[i].Body):]
	for _, mark := range h.messages[i].Marks {
		for n := len(mark) - 1; n >= least; n-- {
			part := []byte(mark[:n])
			if !utf8.Valid(part) || !bytes.Contains(sent, part) {
				continue
			}
			for _, line := range s.Others[s.After:] {
				if strings.Contains(line, mark[:n]) {
					return part
				}
			}
			break
		}
	}
	return nil
}
