package server

import (
	"context"
	"testing"
	"time"

	"bufferbybuffer/core"
)

// turns is the default.
var turns = Limits{}.withDefaults().Turns

// Turns come at an even pace, after a burst; what nobody took is not saved up.
func TestBudget(t *testing.T) {
	b := newBudget(1000)
	now := time.Unix(1700000000, 0)
	for _, idle := range []time.Duration{0, time.Hour} {
		now = now.Add(idle)
		free := 0
		for b.take(now, 1) == 0 {
			free++
		}
		if want := int(burst/time.Millisecond) + 1; free != want {
			t.Errorf("after %v: %d turns at once, want %d", idle, free, want)
		}
		for i := range 5 {
			if got, want := b.take(now, 1), time.Duration(i+2)*time.Millisecond; got != want {
				t.Errorf("turn %d comes after %v, want %v", i, got, want)
			}
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
	if most := int((took+burst).Seconds()*turns) + 100; got > most {
		t.Errorf("%d writes within %v, want at most %d", got, took, most)
	}
}

// Who talks without end is heard at the pace of its share, and nothing is lost.
func TestTalkerHasOneShare(t *testing.T) {
	address, _ := setUp(t, Config{Interval: time.Hour})
	conn := connect(t, address)
	count := turns / 4
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
