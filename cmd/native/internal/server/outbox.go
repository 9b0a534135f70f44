package server

import (
	"errors"
	"net"
	"sync"
	"time"
)

// outboxLimit bounds, in bytes, what may wait for one client beside what the
// kernel already holds for it.
const outboxLimit = 256 << 10

// crowded is how full an outbox may be for its client to be heard.
const crowded = outboxLimit / 2

// frameCost is what a frame that waits takes beside its bytes: without it the
// shortest answers would take several times the limit.
const frameCost = 64

var errBehind = errors.New("it stayed behind: its queue is full")

// outbox is what waits to be written to one client. It is filled by many and
// emptied by one writer at a time, which exists only while there is something
// to write, so that an idle client costs no second goroutine.
type outbox struct {
	mu      sync.Mutex
	roomy   *sync.Cond  // on mu: see room
	frames  net.Buffers // shared encodings: never written to
	size    int         // what frames take, in bytes
	writing bool        // a writer is at work and will come back for more
	last    bool        // finish was called: nothing is taken any more
	lost    error       // why the client can't be written to any more
	stage   *stage      // for a client with a manner of its own: see perform.go
}

func (o *outbox) init() { o.roomy = sync.NewCond(&o.mu) }

// put queues frames, which must not change any more. start tells the caller to
// start a writer. An error means that the client has to go.
func (o *outbox) put(frames []byte) (start bool, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.lost != nil:
		return false, o.lost
	case o.last:
		return false, nil
	case o.size+len(frames)+frameCost > outboxLimit:
		o.lost = errBehind
		return false, o.lost
	}
	o.frames = append(o.frames, frames)
	o.size += len(frames) + frameCost
	if o.stage != nil {
		o.stage.call()
	}
	return o.claim(), nil
}

// finish lets nothing in any more. start tells the caller to start a writer,
// whose take then answers that all is written.
func (o *outbox) finish() (start bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.last {
		return false
	}
	o.last = true
	if o.stage != nil {
		close(o.stage.hurry)
	}
	return o.claim()
}

// claim makes the caller the writer, unless there is one.
func (o *outbox) claim() bool {
	start := !o.writing
	o.writing = true
	return start
}

// task is what take gives a writer to do.
type task uint8

const (
	rest   task = iota // nothing: the writer ends
	write              // write the frames
	leave              // all is written and nothing will come: hang up
	follow             // follow the client's own manner from here on
)

// take hands everything that waits to the writer.
func (o *outbox) take() (frames net.Buffers, do task) {
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case o.stage != nil:
		return nil, follow
	case len(o.frames) > 0 && o.lost == nil:
		frames, o.frames, o.size = o.frames, nil, 0
		o.roomy.Signal()
		return frames, write
	}
	o.writing = false
	if o.last {
		return nil, leave
	}
	return nil, rest
}

// room makes the one goroutine that reads wait while the outbox is crowded, so that a client that talks faster than it listens is
// slowed down by TCP, not cut off.
func (o *outbox) room() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for o.size > crowded && o.lost == nil {
		o.roomy.Wait()
	}
}

// begin sets the deadline of a write, or says why there will be none: a client
// that was cut off must not get a new one.
func (o *outbox) begin(conn net.Conn, deadline time.Time) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost == nil {
		conn.SetWriteDeadline(deadline)
	}
	return o.lost
}

// fail stops all writing; the first reason given stays.
func (o *outbox) fail(err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.lost == nil {
		o.lost = err
	}
	o.roomy.Signal()
}
