// Package court judges a program: it tries the cases that core/judge hands out, on
// several runs of the program side by side, and reports the verdict.
package court

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"bufferbybuffer/cmd/native/internal/subject"
	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
)

// Docket is what to judge, and how.
type Docket struct {
	Program subject.Program
	Layout  core.Layout
	Kinds   []subject.Kind // to choose from
	Options judge.Options
	Time    time.Duration // for all of it
	AtOnce  int           // runs side by side
	Isolate bool          // each in a network of its own
	// Progress is told what is done, now and then; nil: nobody is.
	Progress func(Progress)
}

// Progress is how far a judgement is.
type Progress struct {
	Doing       string
	Done, Total int
	Left        time.Duration // as far as one can know; 0: nobody knows
}

// Report is a judgement.
type Report struct {
	Verdict  judge.Verdict
	Kind     string // what the messages were made of
	Messages []subject.Message
	Series   *judge.Series
	Shown    int    // of the messages, with one frame in each chunk
	Address  string // that the program was found to use; "" where it was told
	Unforced error  // why boundaries are not certain; nil: they are
	Runs     int
	Took     time.Duration
	InTime   bool // the time was enough

	Printed map[int]subject.Result // what came of the cases that break it, by their ID
	Base    subject.Result
}

// ErrNotRun says that the program could not be run at all.
var ErrNotRun = errors.New("the program could not be run")

// judgement is a docket at work.
type judgement struct {
	Docket
	begun  time.Time
	report *Report
	jobs   chan job
	habits judge.Habits
	kind   subject.Kind
	needs  subject.Patience
	runs   atomic.Int64
}

// job is a run to make, and where to send what came of it.
type job struct {
	ctx   context.Context
	trial subject.Trial
	twice bool // where nothing comes of it, try again with more patience
	done  chan<- finished
}

type finished struct {
	trial  subject.Trial
	result subject.Result
}

// Judge judges. What it can't find out in time it leaves out, and says so.
func (d Docket) Judge(ctx context.Context) (*Report, error) {
	subject.Adopt()
	j := &judgement{Docket: d, begun: time.Now(), report: &Report{InTime: true, Printed: make(map[int]subject.Result)}, jobs: make(chan job)}
	var workers sync.WaitGroup
	isolated := make(chan error, d.AtOnce)
	for range d.AtOnce {
		workers.Go(func() {
			if d.Isolate {
				err := subject.Isolate()
				isolated <- err
				if err != nil {
					return
				}
			}
			for job := range j.jobs {
				job.done <- finished{job.trial, j.run(job)}
			}
		})
	}
	defer workers.Wait()
	defer close(j.jobs)
	if d.Isolate {
		for range d.AtOnce {
			if err := <-isolated; err != nil {
				return nil, fmt.Errorf("%w: %w", ErrNotRun, err)
			}
		}
	}
	err := j.judge(ctx)
	j.report.Runs = int(j.runs.Load())
	j.report.Took = time.Since(j.begun)
	return j.report, err
}

func (j *judgement) judge(ctx context.Context) error {
	if err := j.findAddress(ctx); err != nil {
		return err
	}
	base, err := j.chooseKind(ctx)
	if err != nil {
		return err
	}
	session := judge.NewSession(j.report.Series, j.Options)
	first, _ := session.Next()
	outcome := j.habits.Outcome(base.trial.Case, base.result.Shown())
	if outcome.Partly {
		outcome.End = judge.Ended // of itself, and is not asked for more
	}
	session.Report(first.ID, outcome)
	j.try(ctx, session)
	j.report.Verdict = session.Verdict()
	doubt(&j.report.Verdict.Chunking)
	return ctx.Err()
}

// doubt takes a verdict back that did not hold at all when it was tried again.
func doubt(f *judge.Finding) {
	if f.Decision == judge.Breaks && f.Broken[0].Again > 0 && f.Broken[0].Held == 0 {
		f.Decision = judge.CannotJudge
		f.Why = fmt.Sprintf("it broke once (%s: %v), but not when the same was tried %d times more", f.Broken[0].Case.Name, f.Broken[0].Fault, f.Broken[0].Again)
	}
}

// findAddress watches a client for where it connects to.
func (j *judgement) findAddress(ctx context.Context) error {
	if j.Program.Role != subject.Client || j.Program.Address.IsValid() || j.Program.Told() {
		return nil
	}
	if !j.Isolate {
		return subject.ErrNoAddress
	}
	j.tell("looking where it connects to", 0, 0)
	f, err := j.one(ctx, subject.Trial{})
	if err != nil {
		return err
	}
	if f.result.Cannot != nil {
		return fmt.Errorf("%w: %w", ErrNotRun, f.result.Cannot)
	}
	j.Program.Address = f.result.Found
	j.report.Address = f.result.Found.String()
	return nil
}

// chooseKind tries the program with each kind of messages, one frame in each chunk,
// and keeps that of which it shows most.
func (j *judgement) chooseKind(ctx context.Context) (best finished, err error) {
	var last error
	patience := subject.AtFirst
	for i, kind := range j.Kinds {
		series, err := kind.Series(j.Layout)
		if err != nil {
			return best, err
		}
		j.tell("trying "+kind.Name, i, len(j.Kinds))
		trial := subject.Trial{
			Case: baseline(series), Series: series, Messages: kind.Messages,
			Expected: all(len(kind.Messages)), ToTheEnd: true, Slowly: true, Patience: patience,
		}
		f, err := j.one(ctx, trial)
		if err != nil {
			return best, err
		}
		patience = subject.AtFirst.Over(3) // it has shown once how long it takes to wake up
		if f.result.Cannot != nil {
			last = f.result.Cannot
			continue
		}
		if j.report.Series == nil || len(f.result.Seen) > len(best.result.Seen) {
			best, j.kind = f, kind
			j.report.Series, j.report.Kind, j.report.Messages = series, kind.Name, kind.Messages
		}
		if len(best.result.Seen) == len(kind.Messages) {
			break
		}
	}
	if j.report.Series == nil {
		return best, fmt.Errorf("%w: %w", ErrNotRun, last)
	}
	j.habits = judge.NewHabits(j.report.Messages, j.report.Series, best.result.Shown())
	j.needs = best.result.Needs
	j.report.Shown = len(best.result.Seen)
	j.report.Base = best.result
	j.report.Unforced = best.result.Unforced
	return best, nil
}

// baseline is the case that a session begins with.
func baseline(series *judge.Series) judge.Case {
	c, _ := judge.NewSession(series, judge.Options{}).Next()
	return c
}

// try tries what the session hands out, until it is over or the time is.
func (j *judgement) try(ctx context.Context, session *judge.Session) {
	ctx, cancel := context.WithDeadline(ctx, j.begun.Add(j.Time))
	defer cancel()
	done := make(chan finished)
	begun := time.Now()
	for flying := 0; ; {
		for flying < j.AtOnce && ctx.Err() == nil {
			c, ok := session.Next()
			if !ok {
				break
			}
			j.jobs <- job{ctx, j.trial(c), true, done}
			flying++
		}
		if flying == 0 {
			j.report.InTime = session.Over()
			return
		}
		f := <-done
		flying--
		outcome := j.habits.Outcome(f.trial.Case, f.result.Shown())
		if f.result.Unforced != nil && j.report.Unforced == nil {
			j.report.Unforced = f.result.Unforced
		}
		if ctx.Err() == nil || outcome.Cannot == "" {
			if fault := session.Report(f.trial.Case.ID, outcome); fault != nil {
				j.report.Printed[f.trial.Case.ID] = f.result
			}
		}
		n, total := session.Progress()
		left := time.Duration(0)
		if n > 1 {
			left = min(time.Since(begun)/time.Duration(n)*time.Duration(total-n), time.Until(j.begun.Add(j.Time)))
		}
		doing := "trying schedules"
		if v := session.Verdict(); v.Chunking.Decision == judge.Breaks {
			doing = "looking for the smallest that breaks it"
		}
		j.progress(Progress{doing, n, total, max(0, left)})
	}
}

// trial is the run that a case asks for.
func (j *judgement) trial(c judge.Case) subject.Trial {
	t := subject.Trial{Case: c, Series: j.report.Series, Messages: j.kind.Messages, Patience: j.needs, ToTheEnd: c.Part != judge.Chunking, Slowly: c.Part == judge.Ends, Late: j.habits.Late}
	for _, i := range j.habits.Shown {
		if i < len(c.Want) {
			t.Expected = append(t.Expected, i)
		}
	}
	if t.Expected == nil {
		t.Expected = []int{}
	}
	return t
}

// run makes a run. One in which nothing came, for as long as it takes the program
// at other times, is made again with more patience: the machine may be busy.
func (j *judgement) run(job job) (res subject.Result) {
	if job.trial.Series == nil {
		res.Found, res.Cannot = j.Program.Find(job.ctx)
		return res
	}
	job.trial.Isolated = j.Isolate
	res = j.Program.Run(job.ctx, job.trial)
	j.runs.Add(1)
	if job.twice && job.trial.Case.Part == judge.Chunking && impatient(job.trial, res) {
		job.trial.Patience = job.trial.Patience.Times(2)
		res = j.Program.Run(job.ctx, job.trial)
		j.runs.Add(1)
	}
	return res
}

// impatient reports whether a run may have been given up too early.
func impatient(t subject.Trial, res subject.Result) bool {
	return len(res.Seen) < len(t.Expected) && res.Cannot == nil && (res.End == judge.Waiting || res.End == judge.Stuck)
}

func (j *judgement) one(ctx context.Context, t subject.Trial) (finished, error) {
	done := make(chan finished)
	select {
	case j.jobs <- job{ctx: ctx, trial: t, done: done}:
		return <-done, ctx.Err()
	case <-ctx.Done():
		return finished{}, ctx.Err()
	}
}

func (j *judgement) tell(doing string, done, total int) {
	j.progress(Progress{Doing: doing, Done: done, Total: total})
}

func (j *judgement) progress(p Progress) {
	if j.Progress != nil {
		j.Progress(p)
	}
}

func all(n int) (list []int) {
	for i := range n {
		list = append(list, i)
	}
	return list
}
