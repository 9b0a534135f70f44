package framingtest

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"sync"
	"time"

	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
)

// call is one call of the loop, and the stream that it reads.
type call struct {
	kase   judge.Case
	chunks [][]byte // those not read yet; the first may have been read in part

	mu       sync.Mutex
	messages [][]byte
	end      judge.End
	detail   string
	decided  bool // end is
	over     bool // nobody listens any more
	idle     int  // reads in a row that brought nothing
	offset   int  // bytes that were read
	diary    *diary
	stopped  chan struct{} // closed when a goroutine of the loop's has been ended
}

// restless is how many reads in a row may bring nothing before a loop is said to
// spin.
const restless = 100

// grace is how long a call is waited for whose Read was ended.
const grace = 100 * time.Millisecond

// try calls the loop with a case. A call that takes longer than patience is left
// behind.
func try(loop Loop, c judge.Case, patience time.Duration, d *diary) judge.Outcome {
	call := &call{kase: c, diary: d, stopped: make(chan struct{})}
	for chunk := range c.Chunks() {
		call.chunks = append(call.chunks, chunk)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			if r := recover(); r != nil {
				call.decide(judge.Died, fmt.Sprint("panic: ", r))
			}
			call.decide(judge.Died, "its goroutine was ended, as t.FailNow does")
		}()
		switch err := loop(call, call.message); err {
		case nil, io.EOF:
			call.decide(judge.Returned, "")
		default:
			call.decide(judge.Failed, err.Error())
		}
	}()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-done:
	case <-call.stopped:
		// It may have read in a goroutine of its own, and wait for that without end.
		select {
		case <-done:
		case <-time.After(grace):
		}
	case <-timer.C:
		call.decide(judge.Stuck, "it did not come back within "+patience.String())
	}
	return call.outcome()
}

func (c *call) outcome() judge.Outcome {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.over = true
	return judge.Outcome{
		Messages: c.messages, End: c.end, Detail: c.detail,
		Partly: c.offset < len(c.kase.Stream), Forced: true,
	}
}

// decide says what became of the call. It reports false where that is known.
func (c *call) decide(end judge.End, detail string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.decided {
		return false
	}
	c.decided, c.end, c.detail = true, end, detail
	if !c.over {
		c.diary.ended(end, detail)
	}
	return true
}

// message takes a message of the loop's.
func (c *call) message(m []byte) {
	if !c.take(m) {
		c.giveUp(judge.Died, "it gives messages without end")
	}
}

// take keeps a message. It reports false where there are more of them than the
// stream could hold, or nobody listens any more.
func (c *call) take(m []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over || len(c.messages) > len(c.kase.Stream)+restless {
		return false
	}
	c.messages = append(c.messages, bytes.Clone(m))
	c.diary.message(m)
	return true
}

// giveUp ends the goroutine that calls, and with it mostly the loop.
func (c *call) giveUp(end judge.End, detail string) {
	if c.decide(end, detail) {
		close(c.stopped)
	}
	runtime.Goexit()
}

// Read returns what is left of the chunk under way, or as much of it as there is
// room for, as a socket would.
func (c *call) Read(p []byte) (int, error) {
	n, end, err := c.read(p)
	if end != judge.Ended {
		c.giveUp(end, "")
	}
	return n, err
}

// read is Read, but says what has become of a loop that should not go on.
func (c *call) read(p []byte) (n int, end judge.End, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.over {
		return 0, judge.Spinning, io.EOF
	}
	if len(p) > 0 && len(c.chunks) > 0 {
		c.idle = 0
		n = copy(p, c.chunks[0])
		c.diary.read(p[:n])
		c.offset += n
		if c.chunks[0] = c.chunks[0][n:]; len(c.chunks[0]) == 0 {
			c.chunks = c.chunks[1:]
		}
		return n, judge.Ended, nil
	}
	if c.idle++; c.idle > restless {
		return 0, judge.Spinning, nil
	}
	switch {
	case len(p) == 0:
		if c.idle == 1 {
			c.diary.add("it reads into no room at all")
		}
		return 0, judge.Ended, nil
	case c.kase.Ending == trace.Open:
		return 0, judge.Waiting, nil
	}
	if c.idle == 1 {
		c.diary.read(nil)
	}
	return 0, judge.Ended, io.EOF
}
