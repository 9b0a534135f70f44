package workshop

import (
	"bytes"
	"errors"
	"strconv"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// Challenge is a decoder that breaks, to be broken: the player is the network, and
// decides where the stream is cut.
type Challenge struct {
	Name    string
	Decoder string // of core/contrast
	Goal    string
	Par     int // the fewest cuts that do it

	reached func(f *judge.Fault, o judge.Outcome, want [][]byte) bool
}

// Challenges returns the gallery, the easiest first.
func Challenges() []Challenge {
	how := func(hows ...judge.How) func(*judge.Fault, judge.Outcome, [][]byte) bool {
		return func(f *judge.Fault, _ judge.Outcome, _ [][]byte) bool {
			return bytes.IndexByte(bytesOf(hows), byte(f.How)) >= 0
		}
	}
	return []Challenge{
		{"hang", contrast.Tutorial, "Hang it, without a cut.", 0, how(judge.Hung)},
		{"two-at-once", "one-per-read", "Make it give a message that nobody sent.", 0, how(judge.Wrong, judge.Invented)},
		{"lose-all", "no-carry-over", "Make it lose messages.", 0, how(judge.Lost, judge.Hung)},
		{"lose-one", "no-carry-over", "Make it lose exactly one, and give the others.", 1, loseOne},
		{"wrong", "one-recv", "Make it give a wrong message.", 1, how(judge.Wrong)},
		{"crash", "one-recv", "Crash it.", 1, crash},
		{"half-a-header", "whole-header", "Break it, whichever way.", 1, anyhow},
		{"short", "short-header", "Break it, whichever way.", 1, anyhow},
		{"run-together", "at-least", "Make it give a wrong message.", 0, how(judge.Wrong)},
		{"overrun", "at-least", "Crash it.", 1, crash},
		{"a-short-read", "short-read", "Make it give a wrong message.", 0, how(judge.Wrong)},
		{"late-sleeper", "sleep", "Make it give a wrong message.", 1, how(judge.Wrong)},
		{"never-parses", untilParsed, "Hang it, without a cut.", 0, how(judge.Hung)},
		{"half-a-number", untilParsed, "Make it give a wrong message.", 1, how(judge.Wrong)},
	}
}

// untilParsed is the one among them that reads lines of JSON.
const untilParsed = "until-parsed"

func bytesOf(hows []judge.How) (b []byte) {
	for _, h := range hows {
		b = append(b, byte(h))
	}
	return b
}

func anyhow(*judge.Fault, judge.Outcome, [][]byte) bool { return true }

func crash(_ *judge.Fault, o judge.Outcome, _ [][]byte) bool { return o.End == judge.Failed }

// loseOne is for all messages but one, in their order.
func loseOne(_ *judge.Fault, o judge.Outcome, want [][]byte) bool {
	got := o.Messages
	if len(got) != len(want)-1 {
		return false
	}
	i := 0
	for _, m := range want {
		if i < len(got) && bytes.Equal(m, got[i]) {
			i++
		}
	}
	return i == len(got)
}

// FindChallenge returns the challenge of that name.
func FindChallenge(name string) (Challenge, bool) {
	for _, c := range Challenges() {
		if c.Name == name {
			return c, true
		}
	}
	return Challenge{}, false
}

// Title is what the decoder is called, and what is wrong with it.
func (c Challenge) Title() string { return contrast.Title(c.Decoder) }

// Bug is what is wrong with the decoder.
func (c Challenge) Bug() string {
	d, _ := contrast.Find(c.Decoder)
	return d.Bug
}

// series is what is sent.
func (c Challenge) series() *judge.Series {
	layout, messages := core.Decimal(10), [][]byte{[]byte("hello"), []byte("how are you?"), []byte("bye")}
	if c.Decoder == untilParsed {
		layout, messages = core.Lines(), [][]byte{[]byte("12"), []byte(`"hello"`), []byte("[3, 4]")}
	}
	s, err := judge.NewSeries(layout, limit, messages...)
	if err != nil {
		panic(err) // there is nothing in it that could fail
	}
	return s
}

// File is the challenge before the player has done anything: each frame in a chunk
// of its own (and its header in one before it, where the sender sleeps between them), and
// nothing is wrong.
func (c Challenge) File() *trace.File {
	s := c.series()
	base, _ := judge.NewSession(s, judge.Options{}).Next()
	f := base.File()
	f.Title, f.Decoder, f.Ending = c.Title(), c.Decoder, trace.Open
	if c.Decoder == "sleep" {
		var cuts []int
		for _, frame := range s.Frames {
			cuts = append(cuts, frame.Body, frame.End)
		}
		f.Schedule = schedule.Ending(cuts[:len(cuts)-1]...)
	}
	return f
}

// Attempt is what the player's cuts have done.
type Attempt struct {
	Cuts int
	Done bool // the goal is reached
	Say  string
}

// Try cuts the stream there.
func (c Challenge) Try(cuts []int) (Attempt, error) {
	s := c.series()
	at := 0
	for _, cut := range cuts {
		if cut <= at || cut >= len(s.Stream) {
			return Attempt{}, errors.New("the stream of " + strconv.Itoa(len(s.Stream)) + " bytes can't be cut at " + strconv.Itoa(cut))
		}
		at = cut
	}
	m, err := contrast.New(c.Decoder, s.Layout, limit)
	if err != nil {
		return Attempt{}, err
	}
	kase := judge.Case{Part: judge.Chunking, Stream: s.Stream, Cuts: cuts, Ending: trace.Open, Want: s.Messages}
	o := judge.Decode(m, kase)
	a := Attempt{Cuts: len(cuts)}
	o.Detail = "" // which says how, and that is what the player looks for
	f := judge.Weigh(kase, o)
	with := "with " + words.Of(len(cuts)) + " " + words.Noun(len(cuts), "cut")
	switch {
	case f == nil:
		a.Say = "Nothing is wrong " + with + "."
	case !c.reached(f, o, s.Messages):
		a.Say = "Broken " + with + ", but not as asked: " + f.String() + "."
	case len(cuts) <= c.Par:
		a.Done = true
		a.Say = "Done " + with + ", and nothing less does it: " + f.String() + "."
	default:
		a.Done = true
		a.Say = "Done " + with + ": " + f.String() + ". It can be done with " + words.Of(c.Par) + "."
	}
	return a, nil
}
