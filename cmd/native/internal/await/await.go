// Package await lets tests wait for a state that nothing announces.
package await

import (
	"testing"
	"time"
)

// bound is generous: it ends a test that would never pass, on a busy machine too.
const bound = 2 * time.Minute

// True returns when ready does; a test that waits in vain fails, naming what.
func True(t testing.TB, what string, ready func() bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for end := time.After(bound); !ready(); {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("waited %v in vain: %s", bound, what)
		}
	}
}
