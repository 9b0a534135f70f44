package workshop

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

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

// Hint says what had come when a program first met the cut that breaks it, and what its
// variables held when it had made of it what it could. It is empty where nobody knows.
func (r *Run) Hint(c judge.Case, moments []Moment, astray int) string {
	if r.Task.Sender || c.Part != judge.Chunking || astray < 0 || astray >= len(moments) {
		return ""
	}
	taken := moments[astray].Taken
	if len(c.Cuts) > 0 {
		taken = min(taken, c.Cuts[0])
	}
	at, from := -1, 0
	for i, m := range moments[:astray+1] {
		if m.Taken < taken {
			from = m.Taken
		} else if m.Taken == taken && (at < 0 || m.Recvs == moments[at].Recvs) {
			at = i
		}
	}
	if at < 0 || taken == 0 {
		return ""
	}
	return "Look at what has come here: " + judge.Preview(c.Stream[from:taken]) + ". " + r.come(from, taken) + held(moments[at])
}

// come says what part of the frames the bytes from one offset to another are.
func (r *Run) come(from, to int) string {
	i := 0
	for r.series.Frames[i].End < to {
		i++
	}
	f := r.series.Frames[i]
	message := "message " + words.Number(i+1)
	s := ""
	if from < f.Start {
		s = "There " + message + " begins, in the same chunk as what is before it. "
	}
	some := func(n, of int, what string) string {
		if to-from == n && s == "" {
			return "That is " + words.Number(n) + " of the " + words.Number(of) + " bytes of " + what + "."
		}
		return s + words.Number(n) + " of the " + words.Number(of) + " bytes of " + what + " have come."
	}
	switch part := r.character(f, to); {
	case part != "":
		return s + part
	case to < f.Body:
		return some(to-f.Start, f.Body-f.Start, "the header of "+message)
	case to == f.Body:
		return s + "The header of " + message + " is whole, and nothing behind it has come."
	case to < f.Close:
		return some(to-f.Body, f.Close-f.Body, message)
	case to < f.End:
		return s + words.Capital(message) + " has come, but not all that ends it."
	}
	return s + "With that, " + message + " is whole."
}

// character says what is missing of a character that the bytes of a frame up to an
// offset have begun.
func (r *Run) character(f judge.Frame, to int) string {
	for at := f.Body; at < f.Close && at < to; {
		c, n := utf8.DecodeRune(r.series.Stream[at:f.Close])
		if at+n > to {
			return "Its last character is not whole: “" + string(c) + "” is " + words.Of(n) + " bytes, and " + words.Of(to-at) + " " + words.Verb(to-at, "has", "have") + " come."
		}
		at += n
	}
	return ""
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
