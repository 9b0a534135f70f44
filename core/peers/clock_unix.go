//go:build unix

package main

import (
	"syscall"
	"time"
)

// clock returns the processor time this process has used. It stands still while
// the machine does something else, as the time of day does not.
func clock() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
