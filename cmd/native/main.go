// Command native is Buffer by Buffer outside the browser: the time server
// with the lesson's site (serve, the default), and the lesson's tools in a
// terminal. See native -help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"bufferbybuffer/cmd/native/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(command.Run(ctx, os.Args[1:], command.Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
