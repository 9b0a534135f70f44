package workshop

import (
	"bufferbybuffer/core"
	"bytes"
	"errors"
	"strconv"

	"bufferbybuffer/core/judge"
)

// Run judges a program in a task.
type Run struct {
	Task     Task
	series   *judge.Series
	messages []judge.Message
	session  *judge.Session
	habits   *judge.Habits // once the first case is known
	flying   map[int]judge.Case
	broken   map[int]Tried // what came of the cases that break it
	base     judge.Case    // the first case, one frame in each chunk
	first    Tried         // and what came of it
	stopped  string        // why nothing more is tried
}

// Tried is what came of a case.
type Tried struct {
	ID      int
	Before  []byte // what the program printed until the stream ended, or its beginning
	After   []byte // what it printed then
	End     judge.End
	Detail  string // why it ended so: an exception, in its own words
	Line    int    // of the program; 0: nobody knows
	Sent    []byte // to the other end, where that is the task
	TooLong bool   // it was stopped from outside: the next case may cost as much
}

// NewRun returns a run that has tried nothing yet.
func NewRun(name string) (*Run, error) {
	task, ok := Find(name)
	if !ok {
		return nil, errors.New("no task " + strconv.Quote(name))
	}
	series, messages, err := task.Series()
	if err != nil {
		return nil, err
	}
	return &Run{
		Task: task, series: series, messages: messages, session: judge.NewSession(series, task.options()),
		flying: make(map[int]judge.Case), broken: make(map[int]Tried),
	}, nil
}

// Next returns up to n cases to try. None are left to try now, or at all, where it
// returns none.
func (r *Run) Next(n int) (cases []judge.Case) {
	for len(cases) < n && r.stopped == "" {
		c, ok := r.session.Next()
		if !ok {
			break
		}
		r.flying[c.ID] = c
		cases = append(cases, c)
	}
	return cases
}

// Report tells what came of a case.
func (r *Run) Report(t Tried) {
	c, ok := r.flying[t.ID]
	if !ok {
		return
	}
	delete(r.flying, t.ID)
	shown := r.read(t)
	if r.habits == nil {
		habits := judge.NewHabits(r.messages, r.series, shown)
		habits.Shown = nil
		for i := range r.messages { // all of them are asked for, from the start
			habits.Shown = append(habits.Shown, i)
		}
		r.habits, r.base, r.first = &habits, c, t
	}
	if r.session.Report(t.ID, r.habits.Outcome(c, shown)) != nil {
		r.broken[t.ID] = t
	}
	if t.TooLong {
		r.stopped = "A program that has to be stopped costs a second each time, so nothing more was tried."
	}
}

// read looks for messages in what a program printed; or in what it sent, where that is
// its task.
func (r *Run) read(t Tried) judge.Shown {
	if r.Task.Sender {
		t.Before, t.After = r.arrived(t.Sent), nil
		if t.End == judge.Waiting || t.End == judge.Spinning { // for an answer, which nobody asks of it
			t.End = judge.Returned
		}
	}
	transcript := judge.NewTranscript(r.messages, r.series)
	transcript.Write(t.Before)
	s := judge.Shown{After: len(transcript.Others), End: t.End, Forced: true}
	seen := len(transcript.Seen)
	transcript.Write(t.After)
	transcript.Write([]byte("\n"))
	s.Detail = t.Words()
	if s.Detail != "" { // a terminal would have shown it
		transcript.Others = append(transcript.Others, s.Detail)
	}
	s.Seen, s.Others, s.Late = transcript.Seen, transcript.Others, len(transcript.Seen) > seen
	return s
}

// arrived is what the other end makes of what a program sent: each message on a line,
// and where it goes wrong.
func (r *Run) arrived(sent []byte) (lines []byte) {
	dec := core.NewDecoder(r.Task.Layout, core.Limit(limit))
	dec.Feed(sent)
	at := 0 // where the last frame ended
	for {
		switch ev := dec.Next(); ev.Kind {
		case core.Message:
			lines = append(append(lines, ev.Payload...), '\n')
			at = int(ev.Taken)
		case core.Failed:
			return append(lines, "out of step at byte "+strconv.Itoa(at)+"\n"...)
		case core.NeedMore:
			if dec.Close() != nil {
				lines = append(lines, "cut short at byte "+strconv.Itoa(len(sent))+"\n"...)
			}
			return lines
		}
	}
}

// Words is why a program ended as it did, with its line.
func (t Tried) Words() string {
	if t.Line > 0 && t.Detail != "" {
		return "line " + strconv.Itoa(t.Line) + ": " + t.Detail
	}
	return t.Detail
}

// Over reports whether nothing is left to try.
func (r *Run) Over() bool { return r.stopped != "" || r.session.Over() }

// Passed reports whether the program does what the task asks for.
func (r *Run) Passed() bool {
	v := r.session.Verdict()
	if !r.Over() || r.stopped != "" {
		return false
	}
	for _, part := range r.Task.Asks {
		if finding(v, part).Decision != judge.Survives {
			return false
		}
	}
	return true
}

func finding(v judge.Verdict, part judge.Part) judge.Finding {
	return [...]judge.Finding{v.Chunking, v.Ends, v.Hostile}[part]
}

// printedLines is what a program printed, line by line.
func (t Tried) printedLines() (lines []string, more int) {
	const most = 12
	for line := range bytes.Lines(append(bytes.Clone(t.Before), t.After...)) {
		if len(lines) == most {
			more++
			continue
		}
		lines = append(lines, judge.Preview(bytes.TrimRight(line, "\r\n")))
	}
	return lines, more
}
