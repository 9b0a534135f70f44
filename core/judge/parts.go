package judge

import (
	"bytes"
	"slices"

	"bufferbybuffer/core/trace"
)

// baseline is the first case: one frame in each chunk, where the worst of loops
// works by luck. Who gives no message even so can't be judged, and who gives fewer
// and ends of itself is not asked for more.
type baseline struct {
	s     *Session
	begun bool
}

func (b *baseline) next() (Case, bool) {
	if b.begun {
		return Case{}, false
	}
	b.begun = true
	c := b.s.chunking("one frame in each chunk", b.s.series.at(Frame.end))
	return c, true
}

func (b *baseline) advance() bool { return false }

func (b *baseline) tell(c Case, o Outcome, f *Fault) {
	s := b.s
	right := 0
	for right < min(len(o.Messages), len(c.Want)) && bytes.Equal(o.Messages[right], c.Want[right]) {
		right++
	}
	switch {
	case o.Cannot != "":
		s.giveUp(o.Cannot)
		return
	case right == 0:
		s.giveUp("with one frame in each chunk it gives no message as it was sent (" + f.String() + ")")
		return
	case f != nil && right == len(o.Messages) && o.Partly && o.End.gone():
		s.demand, f = right, nil
	}
	s.pieces[Chunking].count(o, f != nil)
	s.pieces[Chunking].Which = "one frame in each chunk"
	ladder := &climb{s: s, tried: make(map[string]bool)}
	ladder.note(c, o, f, 1)
	if s.opts.Schedules > 0 {
		ladder.ladder = newLadder(s.series, s.opts.Schedules, s.opts.Seed)
		s.total += ladder.ladder.size()
		s.pieces[Chunking].Which = ladder.ladder.which()
		s.pieces[Chunking].All = ladder.ladder.places == nil
		s.parts = append(s.parts, ladder)
	}
	s.list(Ends, "ends of the stream", s.opts.Ends, ends(s.series, s.demand, s.opts.Ends))
	s.list(Hostile, "hostile headers", s.opts.Hostile, hostile(s.series, s.opts.Hostile))
}

// giveUp says of every part that it can't be judged.
func (s *Session) giveUp(why string) {
	for i := range s.pieces {
		s.pieces[i].Decision, s.pieces[i].Why = CannotJudge, why
	}
}

// chunking is a case of the whole stream.
func (s *Session) chunking(name string, cuts []int) Case {
	return Case{
		Part: Chunking, Name: name, Stream: s.series.Stream, Cuts: cuts, Ending: trace.Closed,
		Want: s.series.Messages, series: s.series,
	}
}

// climb goes up the ladder, and then looks for the smallest case that breaks the
// subject.
type climb struct {
	s      *Session
	ladder *ladder
	tried  map[string]bool // schedules, by their cuts
	search *search
	again  int // how often the smallest was handed out once more
	stage  stage
}

type stage uint8

const (
	climbing stage = iota
	searching
	repeating
)

func (c *climb) finding() *Finding { return &c.s.pieces[Chunking] }

func (c *climb) next() (Case, bool) {
	f := c.finding()
	switch c.stage {
	case climbing:
		for len(f.Broken) == 0 || c.s.opts.Count {
			r, ok := c.ladder.next()
			if !ok {
				break
			}
			if c.first(r.cuts) {
				return c.s.chunking(r.name, r.cuts), true
			}
			c.s.total--
		}
	case searching:
		if cuts, ok := c.search.next(func(cuts []int) bool { return !c.first(cuts) }); ok {
			kase := c.s.chunking("", cuts)
			kase.Name = kase.Schedule().String()
			return kase, true
		}
	case repeating:
		if c.again < c.s.opts.Again {
			c.again++
			return f.Broken[0].Case, true
		}
	}
	return Case{}, false
}

// first reports whether these cuts have not been tried, and notes that they will be.
func (c *climb) first(cuts []int) bool {
	var key []byte
	at := 0
	for _, cut := range cuts {
		for size := cut - at; ; size >>= 7 {
			if size < 0x80 {
				key = append(key, byte(size))
				break
			}
			key = append(key, byte(size)|0x80)
		}
		at = cut
	}
	if c.tried[string(key)] {
		return false
	}
	c.tried[string(key)] = true
	return true
}

func (c *climb) tell(kase Case, o Outcome, f *Fault) {
	finding := c.finding()
	switch c.stage {
	case climbing:
		finding.count(o, f != nil)
		c.note(kase, o, f, 1)
	case searching:
		if f != nil {
			c.search.found(kase.Cuts)
		}
		c.note(kase, o, f, 0)
	case repeating:
		finding.Broken[0].Again++
		if f != nil {
			finding.Broken[0].Held++
		}
	}
}

// note keeps what broke the subject.
func (c *climb) note(kase Case, o Outcome, f *Fault, count int) {
	c.first(kase.Cuts)
	if f != nil {
		c.finding().note(Broken{Case: kase, Fault: f, Forced: o.Forced, Count: count})
	}
}

func (c *climb) advance() bool {
	f := c.finding()
	switch c.stage {
	case climbing:
		if len(f.Broken) == 0 {
			return false
		}
		c.stage = searching
		c.search = newSearch(len(c.s.series.Stream), f.Broken[0].Case.Cuts, c.s.opts.Search)
		return true
	case searching:
		if c.search.advance() {
			return true
		}
		f.Proven = c.search.proven
		c.stage = repeating
		return c.s.opts.Again > 0
	}
	return false
}

// list is a part whose cases are known from the start.
type list struct {
	s     *Session
	cases []Case
}

func (s *Session) list(part Part, which string, most int, cases []Case) {
	if len(cases) == 0 {
		return
	}
	s.total += len(cases)
	s.pieces[part].Which = which
	s.pieces[part].All = len(cases) < most
	s.parts = append(s.parts, &list{s, cases})
}

func (l *list) next() (Case, bool) {
	if len(l.cases) == 0 {
		return Case{}, false
	}
	c := l.cases[0]
	l.cases = l.cases[1:]
	return c, true
}

func (l *list) advance() bool { return false }

func (l *list) tell(c Case, o Outcome, f *Fault) {
	finding := &l.s.pieces[c.Part]
	finding.count(o, f != nil)
	if f != nil {
		finding.note(Broken{Case: c, Fault: f, Forced: o.Forced, Count: 1})
		if f.How == Trusts {
			l.cases = slices.DeleteFunc(l.cases, func(c Case) bool { return c.dear })
		}
	}
}
