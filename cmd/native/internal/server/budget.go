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
	burst     = 50 * time.Millisecond // of an address; half of it for one client, so that others find something left
	window    = 100 * time.Millisecond
)

// turns divides so many a second equally among the addresses that want more
// than their share, of which there are always taken to be two, and the share of
// an address equally among those of its clients that want more than theirs.
// An address that wants less does not notice the others. A client that does still
// waits with its address, where the others there take all that is left.
type turns struct {
	perSecond int

	mu        sync.Mutex // of all crowds and places, too
	addresses crowd
}

// crowd counts those that share and want more than their share: they had to
// wait in this window, or in the one before.
type crowd struct {
	window       int64 // the one that it is, counted from 1970
	busy, before int
	waiting      int // those who wait right now, which may take many windows
}

// place is where an address stands among the addresses, or a client among the
// clients of its address.
type place struct {
	next   time.Time // when its next turn is due, if all were taken
	waited int64     // the last window in which it had to wait
	calls  int       // that wait: of a client, who reads and who writes may
}

// take takes turns for a client, and says how long to wait for them; done is
// called after a wait. What was left unused for longer than a burst is gone.
func (t *turns) take(home *household, own *place, now time.Time, count int) (wait time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	wait = max(0, home.place.wait(now, burst), own.wait(now, burst/2))
	if wait > 0 {
		t.addresses.enter(&home.place, now)
		home.crowd.enter(own, now)
	}
	cost := time.Duration(count*max(2, t.addresses.size(now))) * time.Second / time.Duration(t.perSecond)
	home.place.next = home.place.next.Add(cost)
	own.next = own.next.Add(cost * time.Duration(max(1, home.crowd.size(now))))
	return wait
}

func (t *turns) done(home *household, own *place, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.addresses.leave(&home.place, now)
	home.crowd.leave(own, now)
}

func (p *place) wait(now time.Time, burst time.Duration) time.Duration {
	if earliest := now.Add(-burst); p.next.Before(earliest) {
		p.next = earliest
	}
	return p.next.Sub(now)
}

func (c *crowd) size(now time.Time) int {
	// Who was long in coming to the lock may be a window behind: that is still this one.
	// A clock that was set back is further behind, and starts anew.
	if w := now.UnixNano() / int64(window); w != c.window && w != c.window-1 {
		c.before = c.waiting
		if w == c.window+1 {
			c.before = c.busy
		}
		c.window, c.busy = w, c.waiting
	}
	return max(c.busy, c.before)
}

func (c *crowd) enter(p *place, now time.Time) {
	c.size(now)
	if p.calls++; p.calls == 1 {
		c.waiting++
		if p.waited != c.window {
			c.busy++
		}
	}
	p.waited = c.window
}

func (c *crowd) leave(p *place, now time.Time) {
	c.size(now)
	p.waited = c.window
	if p.calls--; p.calls == 0 {
		c.waiting--
	}
}

// await takes turns for so many bytes, and returns when they have come; at once
// if, unless nil, hurry is closed. It is false when the client is over.
func (c *client) await(bytes int, hurry <-chan struct{}) bool {
	if wait := c.server.turns.take(c.home, &c.place, time.Now(), 1+bytes/turnBytes); wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.over:
		case <-hurry:
		}
		c.server.turns.done(c.home, &c.place, time.Now())
	}
	select {
	case <-c.over:
		return false
	default:
		return true
	}
}
