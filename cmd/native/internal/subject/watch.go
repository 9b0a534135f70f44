package subject

import (
	"context"
	"errors"
	"sync/atomic"
	"time"
)

// activity is what the processes of a run do at one moment.
type activity struct {
	processes int
	running   bool   // a thread runs, or would if it could
	switches  uint64 // how often threads were put to sleep or interrupted, so far
	cpu       time.Duration
	memory    int64 // bytes
}

// Why waiting for a program ends, besides that it did what was waited for.
var (
	errExited  = errors.New("it has ended")
	errSettled = errors.New("it waits")
	errSpins   = errors.New("it is busy with nothing")
	errTooMuch = errors.New("it takes too much")
	errTooLong = errors.New("it takes too long")
)

// Patience is how long nothing may happen before a program is taken to wait for
// more. It grows with what a program is seen to need.
type Patience struct {
	// Quiet is for a program that sleeps: nothing in it has run for so long.
	Quiet time.Duration
	// Dull is for one that wakes now and then, and does nothing of use.
	Dull time.Duration
	// Busy is the processor time of one that runs, and does nothing of use.
	Busy time.Duration
}

// Times is a patience so many times as long.
func (p Patience) Times(n time.Duration) Patience {
	return Patience{n * p.Quiet, n * p.Dull, n * p.Busy}
}

// Over is a patience so many times as short.
func (p Patience) Over(n time.Duration) Patience {
	return Patience{p.Quiet / n, p.Dull / n, p.Busy / n}
}

// AtFirst is the patience with a program that is not known yet, and atLeast the
// least there is.
var (
	AtFirst = Patience{Quiet: 3 * time.Second, Dull: 8 * time.Second, Busy: 10 * time.Second}
	atLeast = Patience{Quiet: 400 * time.Millisecond, Dull: 2 * time.Second, Busy: time.Second}
)

// longestWait bounds every wait, whatever a program does. A machine may be busy with
// other things, so it is generous.
const longestWait = 60 * time.Second

// tick is how often a program is looked at.
const tick = 50 * time.Millisecond

// pulse is what a run has got done so far: chunks taken, and output. Each change is
// a reason to be patient.
type pulse struct{ moves atomic.Int64 }

func (p *pulse) beat() { p.moves.Add(1) }

// gaps are the longest times that a program took between one thing of use and the
// next, while there was more to do.
type gaps struct {
	asleep, wall, cpu time.Duration
}

func (g *gaps) add(asleep, wall, cpu time.Duration) {
	g.asleep, g.wall, g.cpu = max(g.asleep, asleep), max(g.wall, wall), max(g.cpu, cpu)
}

// patience is what follows from them.
func (g gaps) patience() Patience {
	return Patience{
		Quiet: max(atLeast.Quiet, 2*g.asleep),
		Dull:  max(atLeast.Dull, 3*g.wall),
		Busy:  max(atLeast.Busy, 4*g.cpu),
	}
}

// watched returns a context that ends when the program does not get on any more,
// or goes beyond its bounds, with the reason as its cause.
func (r *run) watched(ctx context.Context, p Patience) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		cancel(r.watch(ctx, p))
	}()
	return ctx, func() { cancel(nil); <-finished }
}

func (r *run) watch(ctx context.Context, p Patience) error {
	ticker := time.NewTicker(tick)
	defer ticker.Stop()
	begun := time.Now()
	seen := begun
	var last activity
	moves, cpu := r.pulse.moves.Load(), time.Duration(-1)
	// How long it has been quiet, and of no use. On a busy machine this program is
	// kept waiting too, and what it did not look at does not count.
	var quiet, dull time.Duration
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticker.C:
		}
		a, now := r.tree.look(), time.Now()
		switch {
		case a.processes == 0:
			return errExited
		case a.memory > r.bounds.Memory:
			r.excess = "more than " + megabytes(r.bounds.Memory) + " of memory"
			return errTooMuch
		case a.processes > r.bounds.Processes:
			r.excess = "too many processes"
			return errTooMuch
		case r.flooded():
			r.excess = "more than " + megabytes(r.bounds.Output) + " of output"
			return errTooMuch
		case now.Sub(begun) > longestWait:
			return errTooLong
		}
		if cpu < 0 { // most that is waited for has come before the first look
			last, cpu = a, a.cpu
		}
		step := min(now.Sub(seen), 2*tick)
		seen = now
		if m := r.pulse.moves.Load(); m != moves {
			r.gaps.add(quiet, dull, a.cpu-cpu)
			moves, cpu, quiet, dull = m, a.cpu, 0, 0
		} else {
			quiet, dull = quiet+step, dull+step
		}
		if a.running || a.switches != last.switches || a.cpu != last.cpu {
			quiet = 0
		}
		last = a
		switch {
		case quiet >= p.Quiet:
			return errSettled
		case a.cpu-cpu >= p.Busy:
			return errSpins
		case dull >= p.Dull && !a.running && a.cpu-cpu < dull/5:
			return errSettled
		}
	}
}
