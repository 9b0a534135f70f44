package framingtest

import (
	"bytes"
	"slices"
	"strings"
	"time"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
)

// result is what came of a loop, over all series.
type result struct {
	loop     Loop
	patience time.Duration
	parts    [3]judge.Finding // by judge.Part
	stuck    *diary           // of the call that did not come back; nil where all did
	stuckAt  judge.Case
}

// test puts a loop through short series, every schedule of each, and then through a
// longer one.
func test(loop Loop, s Stream) (*result, error) {
	list, err := s.series()
	if err != nil {
		return nil, err
	}
	r := &result{loop: loop, patience: s.Patience}
	if r.patience <= 0 {
		r.patience = 10 * time.Second
	}
	if s.Schedules == 0 {
		s.Schedules = 5000
	}
	for i, series := range list {
		opts := judge.Options{Schedules: s.Schedules, Seed: s.Seed, Count: true}
		if r.parts[judge.Chunking].Decision == judge.Breaks {
			opts.Schedules = -1 // a shorter series has shown it
		}
		if i == len(list)-1 {
			opts.Ends = judge.All
			if s.AnyEnd {
				opts.Ends = 0
			}
			if s.Limit > 0 {
				opts.Hostile = judge.All
			}
		}
		v := r.run(series, opts)
		r.parts[judge.Ends], r.parts[judge.Hostile] = v.Ends, v.Hostile
		r.parts[judge.Chunking] = join(r.parts[judge.Chunking], v.Chunking)
		if r.stuck != nil {
			r.blame()
		}
		if r.stuck != nil || v.Chunking.Decision == judge.CannotJudge {
			break
		}
	}
	return r, nil
}

// run puts the loop through one series. It stops where a call does not come back:
// there is no way to end one, and one is enough.
func (r *result) run(series *judge.Series, opts judge.Options) judge.Verdict {
	s := judge.NewSession(series, opts)
	for c, ok := s.Next(); ok; c, ok = s.Next() {
		o := try(r.loop, c, r.patience, nil)
		if o.End == judge.Stuck {
			r.stuck, r.stuckAt = new(diary), c
			o = try(r.loop, c, r.patience, r.stuck) // it may have been the machine that was slow
			if o.End != judge.Stuck {
				r.stuck = nil
			}
		}
		if s.Report(c.ID, o); r.stuck != nil {
			break
		}
	}
	return s.Verdict()
}

// blame makes a call that did not come back a failure, where its messages were
// right and so nothing else is.
func (r *result) blame() {
	for _, f := range r.parts {
		if f.Decision == judge.Breaks || f.Decision == judge.CannotJudge {
			return
		}
	}
	hung := &judge.Fault{How: judge.Hung, Message: len(r.stuckAt.Want) + 1, Detail: r.late()}
	r.parts[judge.Ends] = judge.Finding{
		Decision: judge.Breaks, Tried: 1, Which: "the first", Broken: []judge.Broken{{Case: r.stuckAt, Fault: hung}},
	}
}

// late is what is said of a call that does not come back.
func (r *result) late() string { return "it did not come back within " + r.patience.String() }

// join is a finding over two series: the first that breaks the loop, or their sum.
func join(a, b judge.Finding) judge.Finding {
	switch {
	case a.Decision == judge.NotTried, a.Decision == judge.Survives && b.Decision != judge.Survives:
		return b
	case a.Decision != judge.Survives:
		return a
	}
	b.Tried += a.Tried
	b.Survived += a.Survived
	if b.Which = "all schedules of short streams; of a longer one " + b.Which; b.All {
		b.Which = "all schedules of short streams"
	}
	return b
}

// failure is the report of a part, or nil.
func (r *result) failure(part judge.Part) *Failure {
	f := &Failure{Part: part, Finding: r.parts[part]}
	switch {
	case f.Finding.Decision == judge.CannotJudge && part == judge.Chunking:
	case f.Finding.Decision == judge.Breaks:
		c := f.Finding.Broken[0].Case
		d := r.stuck
		if d == nil || !same(c, r.stuckAt) {
			d = new(diary)
			try(r.loop, c, r.patience, d)
		}
		f.Trace = "sent " + quoteAll(c.Want)
		if c.Fault {
			f.Trace += ", and what is no frame"
			if c.Part == judge.Ends {
				f.Trace += " yet"
			}
		}
		f.Trace += "\n" + d.String()
		f.Link = link(c)
	default:
		return nil
	}
	return f
}

// same reports whether two cases try the same.
func same(a, b judge.Case) bool {
	return a.Part == b.Part && slices.Equal(a.Cuts, b.Cuts) && bytes.Equal(a.Stream, b.Stream)
}

// why says why a part was not tried.
func (r *result) why(part judge.Part) string {
	switch {
	case r.stuck != nil:
		return "a call of the loop did not come back"
	case r.parts[judge.Chunking].Decision == judge.CannotJudge:
		return "the loop can't be judged"
	case part == judge.Hostile:
		return "there is no Limit"
	default:
		return "AnyEnd is set"
	}
}

// link is where a case can be stepped through; "" where it has no layout, or is too
// much for a link.
func link(c judge.Case) string {
	f := c.File()
	if f == nil {
		return ""
	}
	hash, err := figure.Place{File: f}.Link()
	if err != nil {
		return ""
	}
	return figure.Playground + "#" + hash
}

func quoteAll(messages [][]byte) string {
	if len(messages) == 0 {
		return "nothing"
	}
	const most = 6
	var list []string
	for i, m := range messages {
		if i == most {
			list = append(list, "…")
			break
		}
		list = append(list, judge.Preview(m))
	}
	return strings.Join(list, ", ")
}

// short are messages for streams so short that all their schedules can be tried.
var short = [][]string{{"a"}, {"é"}, {"a", "bc"}, {"é", "b"}}

// manyCuts is the length of a stream, in bytes, that has as many schedules as one
// has time for.
const manyCuts = 14

// series are what the loop is sent, one after another, the longest last.
func (s Stream) series() ([]*judge.Series, error) {
	limit := s.Limit
	if limit <= 0 {
		limit = core.DefaultLimit
	}
	if s.Frames != nil {
		one, err := judge.FramesOf(s.Layout, limit, s.Frames, s.Messages)
		return []*judge.Series{one}, err
	}
	layout := s.Layout
	if layout == (core.Layout{}) {
		layout = core.Decimal(10)
	}
	if s.Messages != nil {
		one, err := judge.NewSeries(layout, limit, s.Messages...)
		return []*judge.Series{one}, err
	}
	var list []*judge.Series
	for _, texts := range short {
		one, err := judge.NewSeries(layout, limit, payloads(texts, limit)...)
		if err == nil && len(one.Stream) <= manyCuts {
			list = append(list, one)
		}
	}
	last, err := judge.NewSeries(layout, limit, payloads(judge.Texts(), limit)...)
	return append(list, last), err
}

// payloads are texts as messages, none of them longer than the limit.
func payloads(texts []string, limit int) [][]byte {
	var list [][]byte
	for _, text := range texts {
		list = append(list, []byte(text[:min(len(text), limit)]))
	}
	return list
}
