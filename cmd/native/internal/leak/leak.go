// Package leak checks, for tests, that nothing is left behind.
package leak

import (
	"os"
	"runtime"
	"runtime/pprof"
	"strings"
	"testing"
	"time"
)

// Check fails the test if, when all of it has been cleaned up, more goroutines
// run or more file descriptors are open than now. Call it first in a test.
func Check(t testing.TB) {
	t.Helper()
	goroutines, descriptors := runtime.NumGoroutine(), open()
	t.Cleanup(func() {
		deadline := time.Now().Add(time.Minute)
		for runtime.NumGoroutine() > goroutines || open() > descriptors {
			if time.Now().After(deadline) {
				var stacks strings.Builder
				pprof.Lookup("goroutine").WriteTo(&stacks, 1)
				t.Errorf("left behind: %d goroutines, were %d; %d file descriptors, were %d\n%s",
					runtime.NumGoroutine(), goroutines, open(), descriptors, &stacks)
				return
			}
			time.Sleep(10 * time.Millisecond)
		}
	})
}

// open is how many file descriptors this process has; 0 where the system does
// not list them.
func open() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(entries)
}
