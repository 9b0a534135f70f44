package workshop

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/words"
)

// Moment is a line of a program that is about to run.
type Moment struct {
	Line    int
	Taken   int      // bytes that recv has returned
	Recvs   int      // how often it was called
	Printed int      // lines
	Names   []string // those that have a value by now, each with it behind it
}

// Astray returns the first moment at which a program is wrong, and says what is: it
// asks for more although a message is whole that it has not printed, or it fails. -1
// is for never.
func (r *Run) Astray(c judge.Case, moments []Moment, t Tried) (at int, say string) {
	for i := 1; i < len(moments) && !r.Task.Sender; i++ {
		m := moments[i-1]
		if moments[i].Recvs == m.Recvs {
			continue // it has not called recv here
		}
		seen := r.seen(t, m.Printed)
		whole := 0
		for whole < len(c.Want) && r.series.Frames[whole].End <= m.Taken {
			whole++
		}
		if seen < whole {
			return i - 1, "Line " + strconv.Itoa(m.Line) + " goes on for more bytes. Message " + words.Number(seen+1) + " is whole by now, and was not printed." + held(m)
		}
	}
	last := len(moments) - 1
	if last < 0 {
		return -1, ""
	}
	m := moments[last]
	if r.Task.Sender && t.End != judge.Failed && t.End != judge.Died {
		return last, "The program is through. What arrived is not what it meant to send." + held(m)
	}
	switch t.End {
	case judge.Failed, judge.Died:
		return last, "Here it ends: " + t.Words() + "." + held(m)
	case judge.Spinning:
		for last > 0 && moments[last-1].Taken == m.Taken {
			last--
		}
		m = moments[last]
		return last, "The stream is over, and from here on the program asks for more again and again: recv returns no bytes, for ever." + held(m)
	case judge.Waiting:
		return last, "Line " + strconv.Itoa(m.Line) + " waits for bytes that nobody sends." + held(m)
	}
	if r.seen(t, m.Printed) < len(c.Want) {
		return last, "It ends here, and has not printed all messages." + held(m)
	}
	return -1, ""
}

// seen is how many messages there are in the first lines that a program printed.
func (r *Run) seen(t Tried, lines int) int {
	transcript := judge.NewTranscript(r.messages, r.series)
	for line := range bytes.Lines(slices.Concat(t.Before, t.After)) {
		if lines--; lines < 0 {
			break
		}
		transcript.Write(line)
	}
	return len(transcript.Seen)
}

// held is what a program's variables hold.
func held(m Moment) string {
	const most = 4
	s := ""
	n := 0
	for i := 0; i+1 < len(m.Names) && n < most; i += 2 {
		if strings.ToUpper(m.Names[i]) == m.Names[i] {
			continue // a constant
		}
		if n++; s != "" {
			s += ", "
		}
		s += m.Names[i] + " is " + m.Names[i+1]
	}
	if s == "" {
		return ""
	}
	return " Now " + s + "."
}
