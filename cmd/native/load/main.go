// Command load measures the time server on loopback, beside two others: a plain
// Go loop with one Write per message, and a threaded Python server written as
// the tutorial describes. Each runs as a process of its own; this program is
// all the clients. It is bounded: in clients, in time, and to loopback.
//
//	make load
//
// With -siege it measures what good clients, visitors and live sessions get while
// thousands of hostile ones are there, beside as many silent ones, and what the
// server has of memory and descriptors.
//
//	make siege
//
// With -tap it measures how fast a stream passes through native tap, beside io.Copy.
//
//	make tap-speed
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func main() {
	native := flag.String("native", "bin/native", "the native `program`")
	python := flag.String("python", "cmd/native/testdata/threaded.py", "the threaded Python `server`")
	span := flag.Duration("span", 2*time.Second, "how long to measure each throughput")
	plain := flag.Duration("plain", -1, "be the plain loop, telling the time so often (used by the program itself)")
	besieged := flag.Bool("siege", false, "measure good clients beside hostile ones")
	scale := flag.Float64("scale", 1, "the `part` of the full size that a siege has")
	timed := flag.Bool("timed", true, "hold a siege to its goals of time and of the kernel's memory, too: not beside other work")
	tap := flag.Bool("tap", false, "measure native tap beside io.Copy")
	copied := flag.String("copy", "", "be io.Copy, to this `server` (used by the program itself)")
	forced := flag.String("force", "", "be the hostile `clients` (used by the program itself)")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var err error
	switch {
	case *plain >= 0:
		err = servePlain(*plain)
	case *copied != "":
		err = serveCopy(ctx, *copied)
	case *tap:
		err = tapped(ctx, os.Stdout, *native)
	case *forced != "":
		err = serveForce(ctx, *forced)
	case *besieged:
		err = siege(ctx, os.Stdout, *native, *scale, *timed)
	default:
		err = measure(ctx, *native, *python, *span)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func measure(ctx context.Context, native, python string, span time.Duration) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	servers := []server{
		{name: "native", shared: true, command: func(every time.Duration) []string {
			return []string{native, "serve", "-tcp", "127.0.0.1:0", "-http", "127.0.0.1:0", "-interval", every.String(),
				"-clients", "20000", "-per-address", "20000"}
		}},
		{name: "plain Go loop", alone: true, command: func(every time.Duration) []string {
			return []string{self, "-plain", every.String()}
		}},
	}
	if path, err := exec.LookPath("python3"); err == nil {
		servers = append(servers, server{name: "threaded Python", alone: true, command: func(every time.Duration) []string {
			return []string{path, python, fmt.Sprint(every.Seconds())}
		}})
	} else {
		fmt.Println("There is no python3 here: the threaded Python server is left out.")
	}
	return report(ctx, os.Stdout, servers, span)
}
