package server

import (
	"sync"
	"time"
)

// What clients make the server do is bounded: a recv of what one sent, an
// answer to a message, and a write in a manner that it asked for are a turn
// each. The clients of one address share turnsPerAddress a second, and all
// clients turnsInAll; who has to wait stands in a queue, with one turn at a
// time, so each gets the same share. The bell costs nobody a turn.
const (
	turnsPerAddress = 10_000 // one page that wants a write per byte a hundred times a second takes a third
	turnsInAll      = 20_000 // at some 5 µs each, a tenth of a core
	burst           = 50 * time.Millisecond
)

// budget hands out turns at an even pace. What was left unused for longer than
// burst is gone.
type budget struct {
	mu   sync.Mutex
	turn time.Duration // from one turn to the next
	next time.Time     // when the next turn is due, if all were taken
}

func newBudget(perSecond int) budget { return budget{turn: time.Second / time.Duration(perSecond)} }

// take takes one turn, and says how long to wait for it.
func (b *budget) take(now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if earliest := now.Add(-burst); b.next.Before(earliest) {
		b.next = earliest
	}
	wait = b.next.Sub(now)
	b.next = b.next.Add(b.turn)
	return max(0, wait)
}

// await takes a turn for the client, and returns when it has come; at once when
// the client is over or, unless nil, hurry is closed.
func (c *client) await(hurry <-chan struct{}) {
	for _, b := range []*budget{&c.home.turns, &c.server.turns} {
		wait := b.take(time.Now())
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
