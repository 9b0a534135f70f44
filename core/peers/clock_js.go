package main

import (
	"syscall/js"
	"time"
)

// clock returns the processor time this node process has used.
func clock() time.Duration {
	usage := js.Global().Get("process").Call("cpuUsage")
	return time.Duration(usage.Get("user").Int()+usage.Get("system").Int()) * time.Microsecond
}
