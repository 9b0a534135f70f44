// Package judge tries where a receiver of messages breaks, and says so.
//
// A stream has no messages in it, and a receive loop that works where chunks and
// messages line up may fail where they do not. So a [Session] sends the same
// messages again and again, cut in other places each time, and looks at what
// comes out. It goes up a ladder: the decisive schedules first (in one chunk, one
// byte at a time, every 7, cuts inside each header, right after it, inside a
// character), then all schedules of a short stream; of a longer one, each single
// cut, all ways to cut it where it matters, and a sample. Once one breaks the subject, it looks for
// the smallest that does.
//
// How a subject takes the end of a stream, and what it makes of a header that must
// not be believed, are questions of their own, and findings of their own.
//
// The subject is the caller's: a decoder in the process, a function, a program
// behind a socket, code in a page. The session hands out cases and is told what
// came of them, as many at a time as the caller likes:
//
//	s := judge.NewSession(series, judge.Options{Ends: judge.All})
//	for c, ok := s.Next(); ok; c, ok = s.Next() {
//		s.Report(c.ID, try(c))
//	}
//	fmt.Println(s.Verdict().Chunking)
//
// It does nothing of itself, has no clock and starts nothing, so it can be shown
// while it runs, and given up at any time. The same series, options and outcomes
// always lead to the same cases.
package judge

import (
	"math"
	"slices"
)

// All, as a number of cases, is as many as there are.
const All = math.MaxInt

// Options says how much a session tries. The zero Options tries how the stream is
// cut, and nothing else.
type Options struct {
	Schedules int    // about how many; 0 means 10,000, negative none
	Search    int    // at most how many more to find the smallest that breaks; 0 means 4,096
	Count     bool   // go on after the first that breaks, to count those that do
	Again     int    // how often to try the smallest once more, to be sure
	Ends      int    // at most how many ends of the stream
	Hostile   int    // at most how many hostile headers
	Seed      uint64 // of the sample
}

// Session is a subject's trial. It is not safe for concurrent use: the cases may
// be tried at once, but are handed out and reported one by one.
type Session struct {
	series *Series
	opts   Options
	demand int // messages asked for, once the baseline is known
	ahead  *Case
	flying map[int]Case // handed out, and not yet reported
	lastID int
	parts  []part
	total  int
	done   int
	pieces [len(partNames)]Finding
}

// part hands out the cases of one part.
type part interface {
	next() (Case, bool)         // the next to try now
	tell(Case, Outcome, *Fault) // what came of one
	advance() bool              // all is reported: is there more?
}

// NewSession returns a session that has tried nothing yet.
func NewSession(series *Series, opts Options) *Session {
	if opts.Schedules == 0 {
		opts.Schedules = 10_000
	}
	if opts.Search == 0 {
		opts.Search = 4096
	}
	s := &Session{series: series, opts: opts, flying: make(map[int]Case), demand: len(series.Messages)}
	b := &baseline{s: s}
	s.parts = []part{b}
	s.total = 1
	return s
}

// Next returns the next case to try. It reports false when there is none now: what
// was handed out must be reported first, or the session is over.
func (s *Session) Next() (Case, bool) {
	s.fill()
	if s.ahead == nil {
		return Case{}, false
	}
	c := *s.ahead
	s.ahead = nil
	s.flying[c.ID] = c
	return c, true
}

// Over reports whether nothing is left to try, and nothing under way.
func (s *Session) Over() bool {
	s.fill()
	return s.ahead == nil && len(s.flying) == 0
}

// fill gets the next case ready, if there is one now.
func (s *Session) fill() {
	for s.ahead == nil && len(s.parts) > 0 {
		if c, ok := s.parts[0].next(); ok {
			s.lastID++
			c.ID, c.series = s.lastID, s.series
			s.ahead = &c
		} else if len(s.flying) > 0 {
			return
		} else if !s.parts[0].advance() {
			s.parts = s.parts[1:]
		}
	}
}

// Report tells what came of a case, and returns what was wrong with it, or nil. A
// case that was not handed out, or was reported before, changes nothing.
func (s *Session) Report(id int, o Outcome) *Fault {
	c, ok := s.flying[id]
	if !ok {
		return nil
	}
	delete(s.flying, id)
	s.done++
	var f *Fault
	if o.Cannot == "" {
		f = weigh(c, o, s.demand)
	}
	s.parts[0].tell(c, o, f)
	return f
}

// Progress returns how many cases were tried, and how many there will be as far as
// one can know: a search, or what its end leaves out, changes it.
func (s *Session) Progress() (done, total int) {
	return s.done, max(s.done+len(s.flying), s.total)
}

// Verdict returns what the session has come to so far.
func (s *Session) Verdict() Verdict {
	for i := range s.pieces {
		f := &s.pieces[i]
		f.settle()
		f.Demanded, f.Sent = s.demand, len(s.series.Messages)
	}
	v := Verdict{Over: s.Over(), Chunking: s.pieces[Chunking], Ends: s.pieces[Ends], Hostile: s.pieces[Hostile]}
	for _, f := range []*Finding{&v.Chunking, &v.Ends, &v.Hostile} {
		f.Broken = slices.Clone(f.Broken)
	}
	return v
}

// Run tries all cases of a session, one after another.
func (s *Session) Run(try func(Case) Outcome) Verdict {
	for c, ok := s.Next(); ok; c, ok = s.Next() {
		s.Report(c.ID, try(c))
	}
	return s.Verdict()
}
