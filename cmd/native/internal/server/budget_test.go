package server

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"bufferbybuffer/cmd/native/internal/await"
	"bufferbybuffer/core"
)

// most is what one address gets in a second, by default.
var most = Limits{}.withDefaults().Turns / 2

// Turns come at an even pace, after a burst; what nobody took is not saved up.
func TestTurns(t *testing.T) {
	all := turns{perSecond: 2000}
	var home household
	var own place
	now := time.Unix(1700000000, 0)
	take := func() time.Duration {
		wait := all.take(&home, &own, now, 1)
		if wait > 0 {
			all.done(&home, &own, now)
		}
		return wait
	}
	for _, idle := range []time.Duration{0, time.Hour} {
		now = now.Add(idle)
		free := 0
		for take() == 0 {
			free++
		}
		if want := int(burst/2/time.Millisecond) + 1; free != want {
			t.Errorf("after %v: %d turns at once, want %d", idle, free, want)
		}
		for i := range 5 {
			if got, want := take(), time.Duration(i+2)*time.Millisecond; got != want {
				t.Errorf("turn %d comes after %v, want %v", i, got, want)
			}
		}
	}
}

// A call that comes to the lock a window late forgets nobody; a clock that was set
// back does not stop the count.
func TestCrowdBesideLateCalls(t *testing.T) {
	var c crowd
	now := time.Unix(1700000000, 0)
	for range 3 {
		var p place
		c.enter(&p, now)
		c.leave(&p, now)
	}
	for _, step := range []struct {
		at   time.Duration
		want int
	}{{0, 3}, {-window, 3}, {0, 3}, {window, 3}, {0, 3}, {-time.Hour, 0}} {
		if got := c.size(now.Add(step.at)); got != step.want {
			t.Errorf("at %v there are %d, want %d", step.at, got, step.want)
		}
	}
}

// taker takes so many turns with each call, and calls again as soon as they
// have come.
type taker struct {
	home  *household
	own   *place
	count int

	due     time.Time
	waiting bool
	got     int
}

// takeAll lets the takers take all they can get for some seconds, in steps of a
// millisecond, and counts what they got after the first: then they know of
// each other. Each step ends with meanwhile.
func takeAll(all *turns, takers []*taker, seconds int, meanwhile func(now time.Time)) {
	start := time.Unix(1700000000, 0)
	for now := start; now.Before(start.Add(time.Duration(1+seconds) * time.Second)); now = now.Add(time.Millisecond) {
		for _, c := range takers {
			for !c.due.After(now) {
				if c.waiting {
					all.done(c.home, c.own, now)
				}
				wait := all.take(c.home, c.own, now, c.count)
				c.due, c.waiting = now.Add(wait), wait > 0
				if now.After(start.Add(time.Second)) {
					c.got += c.count
				}
			}
		}
		meanwhile(now)
	}
}

// Of many addresses that take all they can get, each gets the same, whatever a
// call of theirs takes, and one that wants little waits for nothing.
func TestTurnsAreShared(t *testing.T) {
	for _, test := range []struct{ addresses, count, want int }{{100, 1, 900}, {1000, 9, 90}} { // in 9 seconds
		all := turns{perSecond: 10_000}
		var greedy []*taker
		for range test.addresses {
			greedy = append(greedy, &taker{home: &household{}, own: &place{}, count: test.count})
		}
		var modest household
		var own place
		takeAll(&all, greedy, 9, func(now time.Time) {
			if now.UnixMilli()%100 == 0 {
				if wait := all.take(&modest, &own, now, 1); wait > 0 {
					t.Fatalf("who takes ten a second had to wait for %v", wait)
				}
			}
		})
		for i, c := range greedy {
			if slack := max(c.count, test.want/18); c.got < test.want-slack || c.got > test.want+slack {
				t.Errorf("address %d of %d got %d turns, want about %d", i, test.addresses, c.got, test.want)
			}
		}
	}
}

// So do the clients of one address, whatever a call of theirs takes; together
// they get no more than it may have, and one that wants little leaves what it
// does not use to the others.
func TestClientsOfOneAddressShare(t *testing.T) {
	const share, seconds = 5000, 9 // of one address, in a second
	tests := []struct {
		name    string
		counts  []int // with each call
		clients int   // of each kind
	}{
		{"one", []int{1}, 1},
		{"two alike", []int{3}, 2},
		{"long and short calls", []int{9, 1}, 1},
		{"a crowd", []int{9, 5, 1}, 80},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			all := turns{perSecond: 2 * share}
			var home household
			var greedy []*taker
			for _, count := range test.counts {
				for range test.clients {
					greedy = append(greedy, &taker{home: &home, own: &place{}, count: count})
				}
			}
			modest := 0
			var own place
			takeAll(&all, greedy, seconds, func(now time.Time) {
				if now.UnixMilli()%100 == 0 {
					if all.take(&home, &own, now, 1) > 0 {
						all.done(&home, &own, now)
					}
					modest++
				}
			})
			sum := modest
			for _, c := range greedy {
				sum += c.got
				if want := share * seconds / len(greedy); c.got < want*9/10-c.count || c.got > want*11/10+c.count {
					t.Errorf("who takes %d with a call got %d turns, want about %d", c.count, c.got, want)
				}
			}
			if limit := share*(seconds+1) + int(burst.Seconds()*share) + 9*len(greedy); sum > limit {
				t.Errorf("together they got %d turns, want at most %d", sum, limit)
			}
		})
	}
}

// A client that talks while it is written to has one share for both.
func TestReaderAndWriterShare(t *testing.T) {
	all := turns{perSecond: 10_000}
	var home household
	var both, other place
	takers := []*taker{{home: &home, own: &both, count: 5}, {home: &home, own: &both, count: 1}, {home: &home, own: &other, count: 3}}
	takeAll(&all, takers, 9, func(time.Time) {})
	for _, got := range []int{takers[0].got + takers[1].got, takers[2].got} {
		if want := 5000 * 9 / 2; got < want*9/10 || got > want*11/10 {
			t.Errorf("a client got %d turns, want about %d", got, want)
		}
	}
}

// Clients that ask for far more than their address's share get the share, and
// not more; without it, 30 of them make 96,000 writes a second.
func TestOneAddressHasOneShare(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s, address := startServer(t, ctx, Config{Interval: 5 * time.Millisecond})
	witness := core.NewReader(connect(t, address), core.Decimal(10))
	for range 30 {
		conn := connect(t, address)
		say(t, conn, "cut one byte at a time", "every 10ms")
		go func() {
			buffer := make([]byte, 4096)
			for {
				if _, err := conn.Read(buffer); err != nil {
					return
				}
			}
		}()
	}
	began, ticks, writes := time.Now(), s.count.ticks.Get(), s.count.writes.Get()
	messages(t, witness, 200)
	got := int(s.count.writes.Get() - writes)
	took, rung := time.Since(began), s.count.ticks.Get()-ticks
	got -= 31 * int(rung+1) // the bell's, which all share at first
	if limit := int((took+burst).Seconds()*float64(most)) + 100; got > limit {
		t.Errorf("%d writes within %v, want at most %d", got, took, limit)
	}
}

// Who talks without end is heard at the pace of its share, and nothing is lost.
func TestTalkerHasOneShare(t *testing.T) {
	address, _ := setUp(t, Config{Interval: time.Hour})
	conn := connect(t, address)
	count := most / 4
	var frames []byte
	for range count {
		frames, _ = core.AppendFrame(frames, []byte("echo"))
	}
	began := time.Now()
	go conn.Write(frames)
	for _, message := range messages(t, core.NewReader(conn, core.Decimal(10)), 1+count)[1:] {
		if message != "" {
			t.Fatalf("it was answered %q", message)
		}
	}
	// A queue that is never too late has no upper bound to test; it has a lower one.
	if took, least := time.Since(began), time.Second/4-burst; took < least {
		t.Errorf("%d messages were heard within %v, want at least %v", count, took, least)
	}
}

// Of two clients of one address that talk without end, each is heard for half of
// the address's turns: as many long messages as take what the short ones do.
func TestTwoClientsOfOneAddress(t *testing.T) {
	address, _ := setUp(t, Config{Interval: time.Hour})
	long, short := talk(t, address, "echo "+strings.Repeat("x", 16_000)), talk(t, address, "echo")
	// The recvs of a message of 16,015 bytes, 8 KiB at most in each, take some 10 turns and
	// its answer 8; a short one takes hardly more than its answer does.
	const longTurns, count = 18, 100
	// Until both talk, one has the address to itself; and 250 turns are a burst.
	longBefore, shortBefore := int64(0), int64(0)
	answered := func(longs, shorts int64) func() bool {
		return func() bool { return long.Load() >= longBefore+longs && short.Load() >= shortBefore+shorts }
	}
	await.True(t, "both are answered", answered(1, 1))
	longBefore, shortBefore = long.Load(), short.Load()
	await.True(t, "both have had their burst", answered(20, 500))
	longBefore, shortBefore = long.Load(), short.Load()
	await.True(t, "the long messages are answered", answered(count, 0))
	longs, shorts := long.Load()-longBefore, short.Load()-shortBefore
	if want := longs * longTurns; shorts < want/2 || shorts > want*2 {
		t.Errorf("beside %d long messages, %d short ones were answered; want about %d", longs, shorts, want)
	}
}

// talk connects a client that says the same without end, and counts its answers.
func talk(t *testing.T, address, message string) (answers *atomic.Int64) {
	t.Helper()
	conn := connect(t, address)
	frame, err := core.AppendFrame(nil, []byte(message))
	if err != nil {
		t.Fatal(err)
	}
	frames := bytes.Repeat(frame, 1+(8<<10)/len(frame))
	var both sync.WaitGroup
	both.Go(func() {
		for {
			if _, err := conn.Write(frames); err != nil {
				return
			}
		}
	})
	answers = new(atomic.Int64)
	both.Go(func() {
		for _, err := range core.NewReader(conn, core.Decimal(10)).Messages() {
			if err != nil {
				return
			}
			answers.Add(1)
		}
	})
	t.Cleanup(func() { conn.Close(); both.Wait() })
	return answers
}
