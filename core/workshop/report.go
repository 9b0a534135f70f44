package workshop

import (
	"bytes"
	"strconv"

	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// Report is what a run has come to so far.
type Report struct {
	Over        bool
	Passed      bool
	Done, Total int    // cases, as far as one can know
	Survived    int    // of the schedules
	Tried       int    // schedules
	Score       string // the number that one remembers; "" while there is none
	Say         string // what it has come to, in a sentence
	Which       string // which schedules are tried
	Parts       []Part
	Breaker     *Breaker // in the part that the task asks for and that breaks first
}

// Part is what came of one of the parts.
type Part struct {
	Part  judge.Part
	Name  string
	Asked bool // by the task
	Right bool // nothing breaks it
	Say   string
	List  []string // each way of breaking, in a sentence
}

// Breaker is the smallest case that breaks the program.
type Breaker struct {
	Case    judge.Case
	Say     string      // where it is cut, and what is wrong then
	Sure    string      // whether anything smaller breaks it
	File    *trace.File // to step through it
	Step    int         // what happened last in the first chunk
	Want    []string    // the messages that should come out, as they are looked for
	Printed []string    // the lines that it printed; of a sender, what has arrived
	More    int         // lines that are not among them
	Line    int         // of the program, where that is known
}

var partTitles = [...]string{"Where the stream is cut", "Where it ends", "Headers that lie"}

// State returns what the run has come to so far.
func (r *Run) State() Report {
	v := r.session.Verdict()
	done, total := r.session.Progress()
	p := Report{Over: r.Over(), Passed: r.Passed(), Done: done, Total: total, Survived: v.Chunking.Survived, Tried: v.Chunking.Tried, Which: which(v.Chunking)}
	if v.Chunking.Decision == judge.CannotJudge {
		p.Say = "It can't be judged yet: " + v.Chunking.Why + "."
		if r.Task.Sender {
			p.Say = "It can't be judged yet: not one message has arrived as it should."
		} else if len(bytes.TrimSpace(r.first.Before)) == 0 && len(bytes.TrimSpace(r.first.After)) == 0 && r.first.Detail == "" {
			p.Say += " What a program has understood is seen in what it prints: let it print each message."
		}
		p.Breaker = r.unjudged()
		return p
	}
	for part, title := range partTitles {
		f := finding(v, judge.Part(part))
		if f.Decision == judge.NotTried {
			continue
		}
		p.Parts = append(p.Parts, r.part(judge.Part(part), title, f))
		if f.Decision == judge.Breaks && p.Breaker == nil && (r.Task.asks(judge.Part(part))) {
			p.Breaker = r.breaker(f)
		}
	}
	if v.Chunking.Tried > 0 {
		p.Score = words.Number(v.Chunking.Survived) + " of " + words.Number(v.Chunking.Tried)
	}
	switch {
	case r.stopped != "":
		p.Say = r.stopped
	case !p.Over:
		p.Say = ""
	case p.Passed:
		p.Say = "However the stream is cut, it does what is asked."
	case v.Chunking.Decision == judge.Breaks:
		p.Say = "Not yet: " + words.Number(v.Chunking.Tried-v.Chunking.Survived) + " of the schedules that were tried break it."
	default:
		p.Say = "It survives every schedule that was tried. The task asks for more: see below."
	}
	return p
}

// which says which schedules are tried.
func which(f judge.Finding) string {
	if f.Which == "" {
		return ""
	}
	if f.All {
		return "These are all schedules that there are: every way to cut this stream."
	}
	return "Tried are " + f.Which + ". One that comes up twice counts once."
}

func (r *Run) part(part judge.Part, title string, f judge.Finding) Part {
	p := Part{Part: part, Name: title, Asked: r.Task.asks(part), Right: f.Decision == judge.Survives}
	p.Say = "right in " + words.Number(f.Survived) + " of " + words.Number(f.Tried)
	for _, b := range f.Broken {
		what := b.Case.Name
		if part == judge.Chunking {
			what = b.Case.InWords()
		}
		p.List = append(p.List, words.Capital(what)+": "+b.Fault.String()+" ("+times(b.Count)+").")
	}
	return p
}

func times(n int) string {
	switch n {
	case 0, 1:
		return "once"
	case 2:
		return "twice"
	}
	return words.Number(n) + " times"
}

// breaker is the smallest case that breaks a part.
func (r *Run) breaker(f judge.Finding) *Breaker {
	b := f.Broken[0]
	say := words.Capital(b.Case.Name)
	switch {
	case r.Task.Sender && len(b.Case.Cuts) == 0:
		say = "Where the kernel takes all at once"
	case r.Task.Sender:
		say = "Where the kernel takes up to byte " + strconv.Itoa(b.Case.Cuts[0]) + " at first"
	case b.Case.Part == judge.Chunking:
		say = b.Case.InWords()
	}
	p := r.shown(b.Case, r.broken[b.Case.ID])
	p.Say = say + ", " + b.Fault.String() + "."
	if f.Proven {
		p.Sure = "Nothing smaller breaks it."
	}
	return p
}

// unjudged is the first case, of which nothing could be made.
func (r *Run) unjudged() *Breaker {
	if r.first.ID == 0 {
		return nil
	}
	p := r.shown(r.base, r.first)
	p.Say = "One frame in each chunk: the easiest there is."
	return p
}

// shown is a case, and what came of it.
func (r *Run) shown(c judge.Case, t Tried) *Breaker {
	p := &Breaker{Case: c, File: c.File(), Line: t.Line}
	if r.Task.Sender {
		p.File.Stream, p.File.Sends = t.Sent, nil
		t.Before, t.After = r.arrived(t.Sent), nil
	}
	p.Step = firstChunk(p.File)
	p.Printed, p.More = t.printedLines()
	for i := range c.Want {
		p.Want = append(p.Want, strconv.Quote(r.messages[i].Marks[0]))
	}
	return p
}

// firstChunk is the last step of the first chunk: what its cut has left.
func firstChunk(f *trace.File) int {
	n := 0
	for _, step := range f.Run(f.NewDecoder()).Steps {
		if step.Chunk > 0 {
			break
		}
		n++
	}
	return max(1, n)
}

// Since says how many schedules a program survives beside one that was judged before it
// in the same task.
func (r Report) Since(survived, tried int) string {
	if tried != r.Tried || !r.Over || tried == 0 {
		return "" // they were not put through the same
	}
	switch more := r.Survived - survived; {
	case more > 0:
		return words.Number(more) + " " + words.Noun(more, "schedule") + " more than before."
	case more < 0:
		return words.Number(-more) + " " + words.Noun(-more, "schedule") + " fewer than before."
	}
	return "As many schedules as before."
}
