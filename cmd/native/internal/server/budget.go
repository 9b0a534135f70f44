package server

import (
	"sync"
	"time"
)

// What clients make the server do is bounded: a recv of what one sent, an
// answer to a message, and a write in a manner that it asked for are a turn
// each, and another one for every turnBytes. The clients of one address share a
// number of turns a second, and all clients twice as many; who has to wait
// stands in a queue, with one call at a time, so each gets its share. The bell
// costs nobody a turn.
const (
	turnBytes = 2 << 10
	burst     = 50 * time.Millisecond
)

// budget hands out turns at an even pace. What was left unused for longer than
// burst is gone.
type budget struct {
	mu   sync.Mutex
	turn time.Duration // from one turn to the next
	next time.Time     // when the next turn is due, if all were taken
}

func newBudget(perSecond int) budget { return budget{turn: time.Second / time.Duration(perSecond)} }

// take takes turns, and says how long to wait for them.
func (b *budget) take(now time.Time, turns int) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if earliest := now.Add(-burst); b.next.Before(earliest) {
		b.next = earliest
	}
	wait = b.next.Sub(now)
	b.next = b.next.Add(time.Duration(turns) * b.turn)
	return max(0, wait)
}

// await takes turns for so many bytes, and returns when they have come; at once
// when the client is over or, unless nil, hurry is closed.
func (c *client) await(bytes int, hurry <-chan struct{}) {
	for _, b := range []*budget{&c.home.turns, &c.server.turns} {
		wait := b.take(time.Now(), 1+bytes/turnBytes)
		if wait == 0 {
			continue
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-c.over:
		case <-hurry:
		}
		timer.Stop()
	}
}
