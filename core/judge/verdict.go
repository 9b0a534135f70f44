package judge

import (
	"slices"
	"strconv"
)

// Decision is what a finding comes to.
type Decision uint8

const (
	NotTried    Decision = iota
	Survives             // nothing that was tried breaks it
	Breaks               // something does
	CannotJudge          // nothing could be tried, or nothing could be seen
)

var decisions = [...]string{"not tried", "survives", "breaks", "cannot judge"}

func (d Decision) String() string { return decisions[d] }

// Verdict is what a session came to, or has come to so far: a finding for each
// part, and none of them says anything about the others.
type Verdict struct {
	Over                    bool // nothing is left to try
	Chunking, Ends, Hostile Finding
}

// Finding is what came of one part.
type Finding struct {
	Decision Decision
	Why      string // of CannotJudge

	Tried    int    // cases that a subject was put through; the search for the smallest is not among them
	Survived int    // how many of them it survived
	Which    string // what they were, in words
	All      bool   // they were all there are
	Loose    int    // how many of those tried were not forced
	Untried  int    // cases that could not be tried, and why the last of them could not
	WhyNot   string

	Demanded int // how many of the messages were asked for
	Sent     int // of how many

	// Broken is where it breaks: the smallest case found for each way of breaking, and
	// the smallest of these first.
	Broken []Broken
	Proven bool // all cases smaller than the smallest were tried, and it survives them
}

// Broken is a case that breaks a subject.
type Broken struct {
	Case   Case
	Fault  *Fault
	Forced bool // its cuts were made certain
	Count  int  // how many of the cases tried break it in this way
	Again  int  // how often it was tried once more, to be sure
	Held   int  // how often it broke again
}

// String says it in one line: "breaks 3 of 12 …".
func (f Finding) String() string {
	switch f.Decision {
	case NotTried:
		return "not tried"
	case CannotJudge:
		return "cannot judge: " + f.Why
	}
	s := f.Decision.String() + ": " + strconv.Itoa(f.Survived) + " of " + strconv.Itoa(f.Tried) + " right (" + f.Which + ")"
	switch {
	case f.Loose == f.Tried && f.Tried > 0:
		s += ", not forced"
	case f.Loose > 0:
		s += ", " + strconv.Itoa(f.Loose) + " not forced"
	}
	if f.Untried > 0 {
		s += ", " + strconv.Itoa(f.Untried) + " could not be tried: " + f.WhyNot
	}
	return s
}

// count counts a case that was tried, or could not be.
func (f *Finding) count(o Outcome, broke bool) {
	if o.Cannot != "" {
		f.Untried++
		f.WhyNot = o.Cannot
		return
	}
	f.Tried++
	if !broke {
		f.Survived++
	}
	if !o.Forced {
		f.Loose++
	}
}

// note keeps a case that broke the subject, if it is the smallest that breaks it so.
func (f *Finding) note(b Broken) {
	i := slices.IndexFunc(f.Broken, func(o Broken) bool { return o.Fault.How == b.Fault.How })
	switch {
	case i < 0:
		f.Broken = append(f.Broken, b)
	case b.Case.smaller(f.Broken[i].Case):
		b.Count += f.Broken[i].Count
		f.Broken[i] = b
	default:
		f.Broken[i].Count += b.Count
	}
	slices.SortFunc(f.Broken, func(a, b Broken) int {
		if a.Case.smaller(b.Case) {
			return -1
		}
		return 1
	})
}

// settle decides.
func (f *Finding) settle() {
	switch {
	case f.Decision == CannotJudge:
	case len(f.Broken) > 0:
		f.Decision = Breaks
	case f.Tried > 0:
		f.Decision = Survives
	case f.Untried > 0:
		f.Decision, f.Why = CannotJudge, f.WhyNot
	}
}
