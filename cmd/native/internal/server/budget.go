package server

import (
	"sync"
	"time"
)

// What clients make the server do is bounded: a recv of what one sent, an
// answer to a message, and a write in a manner that it asked for are a turn
// each, and another one for every turnBytes. The bell costs nobody a turn.
const (
	turnBytes = 2 << 10
	burst     = 50 * time.Millisecond
	window    = 100 * time.Millisecond
)

// turns divides so many a second equally among the addresses that want more
// than their share, of which there are always taken to be two. An address that
// wants less does not notice the others.
type turns struct {
	perSecond int

	mu           sync.Mutex
	window       int64 // the one that it is, counted from 1970
	busy, before int   // addresses that had to wait in it, and in the one before
}

// queue is where the clients of one address stand for their turns, each with
// one call at a time, so that they get the same. It is under the mu of turns.
type queue struct {
	next   time.Time // when the next turn is due, if all were taken
	waited int64     // the window in which somebody had to wait here
}

// take takes turns, and says how long to wait for them. What was left unused
// for longer than burst is gone.
func (t *turns) take(q *queue, now time.Time, count int) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if w := now.UnixNano() / int64(window); w != t.window {
		t.before = 0
		if w == t.window+1 {
			t.before = t.busy
		}
		t.window, t.busy = w, 0
	}
	if earliest := now.Add(-burst); q.next.Before(earliest) {
		q.next = earliest
	}
	wait = max(0, q.next.Sub(now))
	if wait > 0 && q.waited != t.window {
		q.waited = t.window
		t.busy++
	}
	share := max(2, t.busy, t.before)
	q.next = q.next.Add(time.Duration(count*share) * time.Second / time.Duration(t.perSecond))
	return wait
}

// await takes turns for so many bytes, and returns when they have come; at once
// if, unless nil, hurry is closed. It is false when the client is over.
func (c *client) await(bytes int, hurry <-chan struct{}) bool {
	if wait := c.server.turns.take(&c.home.queue, time.Now(), 1+bytes/turnBytes); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.over:
		case <-hurry:
		}
	}
	select {
	case <-c.over:
		return false
	default:
		return true
	}
}
