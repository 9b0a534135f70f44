package judge

import (
	"bytes"
	"strconv"
)

// How says how a subject breaks.
type How uint8

const (
	Lost     How = iota // a message never came out
	Wrong               // a message is not what was sent
	Invented            // a message came out that nobody sent
	Hung                // it waits, or goes round, though all was there
	Crashed             // it ended because it could not help it
	Refused             // it said that something is wrong with what is right
	Silent              // it took a frame cut short, or no frame at all, for a clean end
	Torn                // it gave what it had of a frame cut short for a message
	Spins               // after the end it asks for more, for ever
	Trusts              // it waits for what a header promises that must not be believed
)

var hows = [...]string{
	"lost", "wrong message", "invented", "hung", "crashed", "refused", "silent", "torn message", "spins", "trusts",
}

func (h How) String() string { return hows[h] }

// Fault is the first thing that a subject got wrong in a case.
type Fault struct {
	How     How
	Message int    // number of the message it is about, from 1
	Want    []byte // the message that was due; nil where none was
	Got     []byte // what came instead; nil where nothing did
	Detail  string // the subject's own words, where there are any
}

// String says it in a sentence without its full stop.
func (f *Fault) String() string {
	s := f.what()
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

func (f *Fault) what() string {
	number := strconv.Itoa(f.Message)
	switch f.How {
	case Lost:
		return "message " + number + " is lost, " + Preview(f.Want)
	case Wrong:
		return "message " + number + " is " + Preview(f.Got) + ", not " + Preview(f.Want)
	case Invented:
		return "message " + number + " was never sent, " + Preview(f.Got)
	case Hung:
		if f.Want == nil {
			return "it does not notice the end"
		}
		return "it hangs before message " + number + ", " + Preview(f.Want)
	case Crashed:
		if f.Want == nil {
			return "it crashes"
		}
		return "it crashes before message " + number + ", " + Preview(f.Want)
	case Refused:
		if f.Want == nil {
			return "it takes a clean end for an error"
		}
		return "it gives up before message " + number + ", " + Preview(f.Want)
	case Silent:
		return "it takes this for a clean end"
	case Torn:
		return "message " + number + " is a part of one that was cut short, " + Preview(f.Got)
	case Spins:
		return "after the end it asks for more, for ever"
	default:
		return "it waits for what the header promises"
	}
}

// Preview is a message as a sentence can hold it.
func Preview(payload []byte) string {
	const most = 24
	if len(payload) <= most {
		return strconv.Quote(string(payload))
	}
	return strconv.Quote(string(payload[:most])) + "… (" + strconv.Itoa(len(payload)) + " bytes)"
}

// Weigh returns what is wrong with an outcome of which all messages are asked, or nil.
func Weigh(c Case, o Outcome) *Fault { return weigh(c, o, len(c.Want)) }

// weigh returns what is wrong with an outcome, or nil. Of the messages that should
// come out, the first so many are demanded: a subject that ends of itself, or that
// shows no more even at its best, is not asked for the rest.
func weigh(c Case, o Outcome, demand int) *Fault {
	f := compare(c.Want, o.Messages, min(demand, len(c.Want)))
	if f == nil && c.Part != Chunking { // which is about messages alone
		f = o.atEnd(c)
	}
	if f == nil {
		return nil
	}
	switch {
	case f.How == Lost && f.Got == nil:
		f.How = o.without()
	case f.How == Invented && c.Part == Ends && c.Fault && c.tears(f.Got):
		f.How = Torn
	}
	if f.How != Wrong && f.How != Invented && f.How != Torn {
		f.Detail = o.Detail
	}
	return f
}

// compare returns the first difference between the messages that were sent and
// those that came out.
func compare(want, got [][]byte, demand int) *Fault {
	for i, m := range got {
		f := &Fault{How: Wrong, Message: i + 1, Got: m}
		if i == len(want) {
			f.How = Invented
			return f
		}
		f.Want = want[i]
		switch {
		case bytes.Equal(m, want[i]):
			continue
		case contains(want[i+1:], m):
			f.How = Lost
		case i+1 < len(got) && bytes.Equal(got[i+1], want[i]):
			f.How = Invented
		}
		return f
	}
	if n := len(got); n < demand {
		return &Fault{How: Lost, Message: n + 1, Want: want[n]}
	}
	return nil
}

func contains(messages [][]byte, m []byte) bool {
	for _, other := range messages {
		if bytes.Equal(other, m) {
			return true
		}
	}
	return false
}

// without is how a subject came to give no more messages.
func (o Outcome) without() How {
	switch o.End {
	case Died:
		return Crashed
	case Failed:
		return Refused
	case Waiting, Spinning, Stuck:
		return Hung
	default:
		return Lost
	}
}

// atEnd returns what a subject that gave the right messages made of the end.
func (o Outcome) atEnd(c Case) *Fault {
	f := &Fault{Message: len(c.Want) + 1}
	switch o.End {
	case Died:
		f.How = Crashed
	case Waiting, Stuck:
		f.How = Hung
		if c.Part == Hostile {
			f.How = Trusts
		}
	case Spinning:
		f.How = Spins
	case Returned:
		if !c.Fault {
			return nil
		}
		f.How = Silent
	case Failed:
		if c.Fault {
			return nil
		}
		f.How = Refused
	default:
		return nil
	}
	return f
}

// tears reports whether a message is a part of the frame that the stream breaks
// off in.
func (c Case) tears(m []byte) bool {
	frame := c.series.Frames[len(c.Want)]
	return bytes.Contains(c.Stream[frame.Start:], m)
}
