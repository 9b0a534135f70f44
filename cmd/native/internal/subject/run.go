package subject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"time"

	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
)

// Trial is one run to make.
type Trial struct {
	Case     judge.Case
	Series   *judge.Series
	Messages []Message // those of the series
	// Expected are the messages to wait for; once all were seen, the run is over,
	// unless it is ToTheEnd.
	Expected []int
	ToTheEnd bool
	Late     bool // the program shows what it has only when the stream ends
	Slowly   bool // each piece waits until the program has shown one more message
	Patience Patience
	Isolated bool // this goroutine has a network of its own
}

// Result is what came of a run.
type Result struct {
	Seen   []int    // the messages that the program has shown, in its order
	Output []byte   // what it printed, or the beginning of it
	Others []string // lines in which there was no message
	After  int      // how many of these it had printed when the stream ended
	Late   bool     // it showed some only then
	End    judge.End
	Detail string

	Partly   bool  // it did not take all bytes
	Unforced error // why its boundaries are not certain; nil: they are
	Cannot   error // why there was no run
	Needs    Patience
	Found    netip.AddrPort // where it was seen to connect to
}

// Shown is the result as it is weighed.
func (res Result) Shown() judge.Shown {
	s := judge.Shown{
		Seen: res.Seen, Others: res.Others, After: res.After, Late: res.Late,
		End: res.End, Detail: res.Detail, Partly: res.Partly, Forced: res.Unforced == nil,
	}
	if res.Cannot != nil {
		s.Cannot = res.Cannot.Error()
	}
	return s
}

// run is a program under way.
type run struct {
	program *Program
	trial   Trial
	bounds  Bounds

	cmd    *exec.Cmd
	tree   tree
	out    *output
	copied chan struct{} // its output has been read to the end
	screen *os.File      // our end of where it prints

	listener *net.TCPListener
	conn     *net.TCPConn
	stdin    *os.File
	gate     *gate.Gate
	pulse    pulse
	gaps     gaps
	excess   string
	loose    error
	early    int  // how many messages it had shown when the stream ended
	gone     bool // it closed its end before all was sent
}

// Run makes a run. It returns when everything that was started has ended.
func (p *Program) Run(ctx context.Context, t Trial) (res Result) {
	runtime.LockOSThread() // which the program must not outlive
	defer runtime.UnlockOSThread()
	r := &run{program: p, trial: t, bounds: p.Bounds, out: newOutput(t.Messages, t.Series)}
	at, err := r.prepare()
	if err != nil {
		return Result{Cannot: err}
	}
	if r.listener != nil {
		defer r.listener.Close()
	}
	if err := r.start(at); err != nil {
		return Result{Cannot: err}
	}
	defer func() { r.finish(&res) }()
	if err := r.connect(ctx, at); err != nil {
		return Result{Cannot: err}
	}
	defer r.gate.Close()
	cause := r.feed(ctx)
	if cause == nil {
		cause = r.await(ctx, t.Expected, t.Patience)
	}
	_, res.After = r.out.printed()
	before, _ := r.out.state()
	r.early = len(before)
	// Some show what they have only when the stream ends.
	quiet := cause == nil || errors.Is(cause, errSettled) || errors.Is(cause, errStuck)
	if quiet && t.Case.Ending != trace.Open && (cause != nil && t.Late || t.ToTheEnd) {
		r.hangUp()
		patience, expected := t.Patience, t.Expected
		patience.Busy = min(patience.Busy, 2*atLeast.Busy) // a loop that asks for more, for ever
		if cause == nil {
			patience = atLeast
			patience.Busy /= 2
		}
		if t.ToTheEnd {
			expected = nil
		}
		if over := r.await(ctx, expected, patience); over == nil || !errors.Is(cause, errStuck) || !errors.Is(over, errSettled) {
			cause = over
		}
	}
	res.End, res.Detail = r.ending(cause)
	res.Partly = r.gone || r.gate.Unforced() == nil && r.gate.Taken() < int64(len(t.Case.Stream))
	res.Unforced = errors.Join(r.gate.Unforced(), r.loose)
	if ctx.Err() != nil {
		res.Cannot = context.Cause(ctx)
	}
	res.Needs = r.gaps.patience()
	return res
}

// start starts the program at a terminal.
func (r *run) start(at netip.AddrPort) error {
	screen, theirs, err := openTerminal()
	terminal := 0
	if err != nil { // a pipe, then
		if screen, theirs, err = os.Pipe(); err != nil {
			return err
		}
		terminal = -1
	}
	r.screen = screen
	args := filledIn(r.program.Args, at)
	r.cmd = exec.Command(args[0], args[1:]...)
	r.cmd.Env, r.tree.mark = environment(at)
	r.cmd.Stdout, r.cmd.Stderr = theirs, theirs
	if terminal == 0 {
		r.cmd.Stdin = theirs
	}
	var stdin *os.File
	if r.program.Role == Filter {
		if stdin, r.stdin, err = os.Pipe(); err != nil {
			screen.Close()
			theirs.Close()
			return err
		}
		r.cmd.Stdin = stdin
		if terminal == 0 {
			terminal = 1
		}
	}
	r.cmd.SysProcAttr = ofItsOwn(terminal)
	err = r.cmd.Start()
	theirs.Close()
	if stdin != nil {
		stdin.Close()
	}
	if err != nil {
		screen.Close()
		if r.stdin != nil {
			r.stdin.Close()
		}
		return err
	}
	r.tree.root = r.cmd.Process.Pid
	r.copied = make(chan struct{})
	go func() {
		io.Copy(r.out, readable{screen})
		close(r.copied)
	}()
	if r.program.Input != "" && r.program.Role != Filter {
		go io.WriteString(screen, r.program.Input)
	}
	return nil
}

// readable hides what else a file can, so that io.Copy does nothing clever.
type readable struct{ io.Reader }

// finish ends what is left, and adds what the program printed.
func (r *run) finish(res *Result) {
	r.tree.end()
	r.cmd.Wait() // not earlier: its number may become somebody else's
	if r.conn != nil {
		r.conn.Close()
	}
	if r.stdin != nil {
		r.stdin.Close()
	}
	// What it had printed is read to the end, unless somebody got away with the
	// terminal.
	late := time.AfterFunc(2*time.Second, func() { r.screen.SetReadDeadline(time.Unix(1, 0)) })
	<-r.copied
	late.Stop()
	r.screen.Close()
	r.out.Close()

	res.Seen, _ = r.out.state()
	res.Late = len(res.Seen) > r.early
	r.out.mu.Lock()
	defer r.out.mu.Unlock()
	res.Output, res.Others = r.out.kept, r.out.read.Others
	if n := len(res.Others); n > 0 && res.Cannot != nil {
		asks := errors.Is(res.Cannot, errSettled)
		res.Cannot = fmt.Errorf("%w; its last words: %s", res.Cannot, res.Others[n-1])
		if asks {
			res.Cannot = fmt.Errorf("%w (if it asks for something, -type types it)", res.Cannot)
		}
	}
}

// feed sends the stream. It returns nil when the program has taken all of it, or
// will take no more since it is gone, and otherwise why it does not get on.
func (r *run) feed(ctx context.Context) error {
	watched, stop := r.watched(ctx, r.trial.Patience)
	defer func() { stop() }()
	next, done := iter.Pull(r.trial.Case.Chunks())
	defer done()
	slowly := r.trial.Slowly
	for shown := 0; ; shown++ {
		if slowly && shown > 0 {
			slowly = r.shows(watched, shown)
		}
		piece, ok := next()
		if !ok {
			return nil
		}
		err := r.gate.Send(watched, piece)
		if errors.Is(err, gate.ErrUnread) && errors.Is(context.Cause(watched), errSettled) {
			// On a busy machine the bytes themselves may be late.
			err = r.waitOnce(ctx)
			if errors.Is(err, errSettled) {
				return r.pour(ctx, next)
			}
			if err == nil {
				stop()
				watched, stop = r.watched(ctx, r.trial.Patience)
			}
		}
		switch {
		case err == nil:
			r.pulse.beat()
		case errors.Is(err, gate.ErrGone):
			r.gone = true
			return nil
		case errors.Is(err, gate.ErrUnread):
			return context.Cause(watched)
		default:
			return err
		}
	}
}

// waitOnce waits once more for a piece to be taken, with more patience.
func (r *run) waitOnce(ctx context.Context) error {
	watched, stop := r.watched(ctx, r.trial.Patience.Times(3))
	defer stop()
	err := r.gate.Wait(watched)
	if errors.Is(err, gate.ErrUnread) {
		return context.Cause(watched)
	}
	return err
}

// shows waits a little until the program has shown so many messages.
func (r *run) shows(ctx context.Context, many int) bool {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	for {
		seen, changed := r.out.state()
		if len(seen) >= many {
			return true
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return false
		}
	}
}

// pour sends the rest to a program that leaves a piece unread. Perhaps it waits for
// more, before it takes any: then it gets all, but not for certain in pieces.
func (r *run) pour(ctx context.Context, next func() ([]byte, bool)) error {
	before := r.gate.Taken()
	for left := 3 * time.Second; ; {
		piece, ok := next()
		if !ok {
			break
		}
		begun := time.Now()
		brief, cancel := context.WithTimeout(ctx, min(50*time.Millisecond, left))
		err := r.gate.Send(brief, piece)
		cancel()
		if errors.Is(err, gate.ErrGone) {
			r.gone = true
			break
		}
		left -= time.Since(begun)
	}
	if r.gate.Taken() == before {
		return errStuck
	}
	r.loose = errLoose
	return nil
}

var (
	errStuck = errors.New("it takes no more")
	errLoose = errors.New("the program does not take single pieces")
)

// await waits until the program has shown these messages; nil: until it is over.
// It returns nil when it has, and otherwise why it does not get on.
func (r *run) await(ctx context.Context, expected []int, p Patience) error {
	watched, stop := r.watched(ctx, p)
	defer stop()
	for {
		seen, changed := r.out.state()
		if expected != nil && containsAll(seen, expected) {
			return nil
		}
		select {
		case <-changed:
			r.pulse.beat()
		case <-watched.Done():
			return context.Cause(watched)
		}
	}
}

func containsAll(list, wanted []int) bool {
	for _, n := range wanted {
		if !slices.Contains(list, n) {
			return false
		}
	}
	return true
}

// hangUp ends the stream.
func (r *run) hangUp() {
	if r.conn != nil {
		r.conn.CloseWrite()
	}
	if r.stdin != nil {
		r.stdin.Close()
	}
}

// flooded reports whether the program has printed more than it may.
func (r *run) flooded() bool {
	size, _ := r.out.printed()
	return size > r.bounds.Output
}

// ending says what became of the program.
func (r *run) ending(cause error) (end judge.End, detail string) {
	switch {
	case errors.Is(cause, errExited):
		r.cmd.Wait()
		r.tree.root = 0
		switch state := r.cmd.ProcessState; {
		case state.Success():
			return judge.Returned, ""
		case state.Exited():
			return judge.Failed, "exit status " + strconv.Itoa(state.ExitCode())
		default:
			return judge.Died, state.String()
		}
	case errors.Is(cause, errSettled):
		return judge.Waiting, ""
	case errors.Is(cause, errSpins):
		return judge.Spinning, ""
	case errors.Is(cause, errTooMuch):
		return judge.Died, r.excess + ", and was ended"
	case cause != nil:
		return judge.Stuck, ""
	}
	return judge.Ended, ""
}
