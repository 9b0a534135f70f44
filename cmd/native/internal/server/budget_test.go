package server

import (
	"context"
	"testing"
	"time"

	"bufferbybuffer/core"
)

// most is what one address gets in a second, by default.
var most = Limits{}.withDefaults().Turns / 2

// Turns come at an even pace, after a burst; what nobody took is not saved up.
func TestTurns(t *testing.T) {
	all := turns{perSecond: 2000}
	var q queue
	now := time.Unix(1700000000, 0)
	for _, idle := range []time.Duration{0, time.Hour} {
		now = now.Add(idle)
		free := 0
		for all.take(&q, now, 1) == 0 {
			free++
		}
		if want := int(burst/time.Millisecond) + 1; free != want {
			t.Errorf("after %v: %d turns at once, want %d", idle, free, want)
		}
		for i := range 5 {
			if got, want := all.take(&q, now, 1), time.Duration(i+2)*time.Millisecond; got != want {
				t.Errorf("turn %d comes after %v, want %v", i, got, want)
			}
		}
	}
}

// Of a hundred addresses that take all they can get, each gets a hundredth, and
// one that wants little waits for nothing.
func TestTurnsAreShared(t *testing.T) {
	all := turns{perSecond: 10_000}
	var greedy [100]queue
	var due [100]time.Time
	var got [100]int
	var modest queue
	start := time.Unix(1700000000, 0)
	for now := start; now.Before(start.Add(10 * time.Second)); now = now.Add(time.Millisecond) {
		for i := range greedy {
			for !due[i].After(now) {
				due[i] = now.Add(all.take(&greedy[i], now, 1))
				if now.After(start.Add(time.Second)) { // they have come to know of each other
					got[i]++
				}
				if due[i].Equal(now) {
					due[i] = now // and again
				}
			}
		}
		if now.UnixMilli()%100 == 0 {
			if wait := all.take(&modest, now, 1); wait > 0 {
				t.Fatalf("who takes ten a second had to wait for %v", wait)
			}
		}
	}
	for i, n := range got {
		if n < 850 || n > 950 { // 9 seconds
			t.Errorf("address %d got %d turns, want about 900", i, n)
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
