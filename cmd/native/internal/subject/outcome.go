package subject

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"bufferbybuffer/core/judge"
)

// Habits is what is known of a program from its baseline, when each frame came
// alone: what it does not show then, and what it says anyway, is no fault later.
type Habits struct {
	Shown []int           // the messages that it shows
	Says  map[string]bool // lines without a message, digits apart
	Late  bool            // it shows what it has only when the stream ends
}

// NewHabits returns the habits that a baseline's run to the end tells.
func NewHabits(res Result) Habits {
	h := Habits{Shown: slices.Sorted(slices.Values(res.Seen)), Says: make(map[string]bool), Late: res.Late}
	for _, line := range res.Others {
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

// Outcome is what the engine is told of a run.
func (h Habits) Outcome(t Trial, res Result) judge.Outcome {
	o := judge.Outcome{End: res.End, Detail: res.Detail, Partly: res.Partly, Forced: res.Unforced == nil}
	if res.Cannot != nil {
		o.Cannot = res.Cannot.Error()
		return o
	}
	// What it never shows may have come when what follows has.
	next := 0
	if len(h.Shown) == 0 {
		next = len(t.Case.Want) // nothing is known of it
	}
	for _, i := range res.Seen {
		for ; next < i && !slices.Contains(h.Shown, next); next++ {
			o.Messages = append(o.Messages, t.Messages[next].Payload)
		}
		o.Messages = append(o.Messages, t.Messages[i].Payload)
		next = max(next, i+1)
	}
	for ; next < len(t.Case.Want) && !slices.Contains(h.Shown, next) && !(res.Partly && next >= len(h.Shown)); next++ {
		o.Messages = append(o.Messages, t.Messages[next].Payload)
	}

	switch new := h.news(res); {
	case t.Case.Part == judge.Chunking:
		if o.End == judge.Failed {
			o.End = judge.Died
		}
		if len(new) > 0 && o.End != judge.Ended {
			o.Detail = new[len(new)-1]
			if o.End != judge.Died {
				o.Detail = "it printed " + o.Detail
			}
		}
	case len(res.Seen) == len(t.Case.Want) && t.Case.Fault && res.After >= 0:
		if torn := t.torn(res); torn != nil {
			o.Messages = append(o.Messages, torn)
		}
		if o.End == judge.Returned && len(new) > 0 {
			o.End = judge.Failed // it has said something
		}
		fallthrough
	default:
		if o.End == judge.Waiting && t.Case.Part == judge.Ends {
			o.End = judge.Ended // nobody can wait for bytes after the end: for what, it alone knows
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

// news are the lines that the program does not print anyway.
func (h Habits) news(res Result) (lines []string) {
	for _, line := range res.Others {
		if !h.Says[withoutDigits(line)] {
			lines = append(lines, line)
		}
	}
	return lines
}

// torn returns the part of a frame cut short that the program showed as a message
// when the stream had ended, or nil.
func (t Trial) torn(res Result) []byte {
	i := len(t.Case.Want)
	if i >= len(t.Messages) || res.After >= len(res.Others) {
		return nil
	}
	const least = 4 // letters, below which it may be chance
	sent := t.Case.Stream[min(len(t.Case.Stream), t.Series.Frames[i].Body):]
	for _, mark := range t.Messages[i].Marks {
		for n := len(mark) - 1; n >= least; n-- {
			part := []byte(mark[:n])
			if !utf8.Valid(part) || !bytes.Contains(sent, part) {
				continue
			}
			for _, line := range res.Others[res.After:] {
				if strings.Contains(line, mark[:n]) {
					return part
				}
			}
			break
		}
	}
	return nil
}
