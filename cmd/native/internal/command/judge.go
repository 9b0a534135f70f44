package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"time"

	"bufferbybuffer/cmd/native/internal/court"
	"bufferbybuffer/cmd/native/internal/subject"
	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
)

var judgeProgram = subcommand{
	name:    "judge",
	args:    "-- COMMAND...",
	summary: "Judge how a program of yours takes a stream, however it is cut",
	more: `It runs the program again and again and sends it the same messages, cut in other
places each time; a boundary is made certain by asking the kernel whether the
program has read what came before. Which messages it has understood is seen in
what it prints. So it should print each one, on a line.

Without -server and -stdio the program is a client, and connects to a server of
ours. Where to is told by {host}, {port} and {addr} in its arguments or in
environment variables; without them it runs in a network of its own, where it is
watched for the address it uses, and served there.

The exit status is 0 for a program that survives, 1 for one that breaks, 2 for one
that can't be judged, and 3 where it could not be run.

  native judge -- python3 client.py {host} {port}
  native judge -- python3 client.py
  PORT={port} native judge -server -- node server.js
  native judge -stdio -layout 'delimiter "\n"' -messages lines.txt -- ./tool`,
	run: runJudge,
}

// The exit statuses of judge.
const (
	judgeBreaks = 1
	judgeCannot = 2
	judgeNotRun = 3
)

type judgeFlags struct {
	docket      court.Docket
	json, here  bool
	strict      bool
	junit, save string
	name        string
}

func parseJudge(flags *flag.FlagSet, args []string, stdin io.Reader) (f judgeFlags, err error) {
	layoutText := flags.String("layout", "decimal 10", "how a header spells a length, such as \"uint32\"")
	messages := flags.String("messages", "", "send the lines of `file` instead of our own messages")
	server := flags.Bool("server", false, "the program listens, and is connected to")
	stdio := flags.Bool("stdio", false, "the program reads its standard input")
	address := flags.String("address", "", "where the program connects to or listens, as `host:port`, when it is not told")
	typed := flags.String("type", "", "`text` to type at the program's terminal when it has started; \\n ends a line")
	schedules := flags.Int("schedules", 100, "about how many schedules to try")
	ends := flags.Int("ends", 6, "at most how many ends of the stream to try")
	hostile := flags.Int("hostile", 0, "at most how many hostile headers to try")
	search := flags.Int("search", 150, "at most how many more schedules to try to find the smallest that breaks it")
	limit := flags.Duration("for", 2*time.Minute, "how long all of it may take")
	atOnce := flags.Int("at-once", 4, "how many runs side by side")
	memory := flags.Int("memory", 1024, "memory that a run may take, in `MiB`")
	flags.BoolVar(&f.here, "here", false, "run it in this network, not in one of its own")
	flags.BoolVar(&f.strict, "strict", false, "exit status 1 also for what it does at an end, or about a hostile header")
	flags.BoolVar(&f.json, "json", false, "write the report as a JSON object")
	flags.StringVar(&f.junit, "junit", "", "write the report to `file` too, as JUnit's XML")
	flags.StringVar(&f.save, "save", "", "write the case that breaks it to `file`, as a corpus file")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return f, err
		}
		return f, errUsage{err}
	}
	d := &f.docket
	if d.Program.Args = flags.Args(); len(d.Program.Args) == 0 {
		return f, usagef("no COMMAND")
	}
	f.name = strings.Join(d.Program.Args, " ")
	if d.Layout, err = core.ParseLayout(*layoutText); err != nil {
		return f, usagef("-layout: %w", err)
	}
	switch {
	case *server && *stdio:
		return f, usagef("-server goes not with -stdio")
	case *server:
		d.Program.Role = subject.Server
	case *stdio:
		d.Program.Role = subject.Filter
	}
	if *address != "" {
		if d.Program.Address, err = netip.ParseAddrPort(strings.Replace(*address, "localhost:", "127.0.0.1:", 1)); err != nil {
			return f, usagef("-address %q: an IP address and a port are wanted, such as 127.0.0.1:1243", *address)
		}
	}
	switch {
	case *schedules < 1 || *schedules > 1_000_000:
		return f, usagef("-schedules is %d; it must be from 1 to 1000000", *schedules)
	case *ends < 0 || *hostile < 0 || *search < 0:
		return f, usagef("-ends, -hostile and -search can't be negative")
	case *atOnce < 1 || *atOnce > 64:
		return f, usagef("-at-once is %d; it must be from 1 to 64", *atOnce)
	case *limit <= 0:
		return f, usagef("-for is %v; it must be positive", *limit)
	case *memory < 1 || *memory > 1<<20:
		return f, usagef("-memory is %d; it must be from 1 to %d", *memory, 1<<20)
	}
	d.Program.Input = strings.ReplaceAll(*typed, `\n`, "\n")
	d.Program.Bounds = subject.Bounds{Memory: int64(*memory) << 20, Output: 16 << 20, Processes: 200}
	d.Options = judge.Options{Schedules: *schedules, Search: max(1, *search), Again: 2, Ends: *ends, Hostile: *hostile}
	d.Time, d.AtOnce = *limit, *atOnce
	d.Kinds, err = kinds(*messages, d.Layout, stdin)
	return f, err
}

// kinds are the messages to send: a user's, or ours.
func kinds(file string, layout core.Layout, stdin io.Reader) ([]subject.Kind, error) {
	if file == "" {
		list := subject.Kinds(layout)
		if len(list) == 0 {
			return nil, usagef("our messages do not fit in the layout %s; send your own with -messages", layout)
		}
		return list, nil
	}
	content, err := readFile(file, stdin)
	if err != nil {
		return nil, fmt.Errorf("-messages: %w", err)
	}
	kind, err := subject.FromLines(string(content))
	if err == nil {
		_, err = kind.Series(layout)
	}
	if err != nil {
		return nil, usagef("-messages %s: %w", file, err)
	}
	return []subject.Kind{kind}, nil
}

func runJudge(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseJudge(flags, args, untilDone(ctx, console.In))
	if err == nil {
		if _, lookErr := exec.LookPath(f.docket.Program.Args[0]); lookErr != nil {
			err = lookErr
		}
	}
	if err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return statusError{judgeNotRun, err}
	}
	// Opened first: that it can't be written is to be known before anything is run.
	outputs, err := openOutputs(f)
	if err != nil {
		return statusError{judgeNotRun, err}
	}
	defer outputs.close()

	fixed := f.docket.Program.Role != subject.Filter && !f.docket.Program.Told()
	if fixed && !f.here {
		switch status, err := subject.Namespaced(ctx); {
		case err == nil && status >= 0:
			return statusError{status: status} // it was done there
		case err == nil:
			f.docket.Isolate = true
		default:
			fmt.Fprintf(console.Err, "native judge: the program runs in this network, since it can't have one of its own: %v\n", err)
		}
	}
	if fixed && !f.docket.Isolate {
		f.docket.AtOnce = 1 // they would use the same port
	}

	bar := newBar(console.Err)
	f.docket.Progress = bar.show
	report, err := f.docket.Judge(ctx)
	bar.clear()
	if ctx.Err() != nil {
		err = errInterrupted
	}
	if err != nil {
		return statusError{judgeNotRun, err}
	}
	return f.deliver(report, outputs, console)
}

// outputs are the files that a report goes to.
type outputs struct{ junit, save *os.File }

func openOutputs(f judgeFlags) (o outputs, err error) {
	open := func(name, path string) *os.File {
		if path == "" || err != nil {
			return nil
		}
		file, openErr := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644)
		if openErr != nil {
			err = fmt.Errorf("%s: %w", name, openErr)
		}
		return file
	}
	o.junit, o.save = open("-junit", f.junit), open("-save", f.save)
	return o, err
}

func (o outputs) close() {
	for _, file := range []*os.File{o.junit, o.save} {
		if file != nil {
			file.Close()
		}
	}
}

// deliver writes the report, and returns its exit status as an error.
func (f judgeFlags) deliver(r *court.Report, o outputs, console Console) error {
	broken := r.Breaker()
	if o.save != nil && broken != nil {
		if err := replace(o.save, broken.Case.File().Text()); err != nil {
			return statusError{judgeNotRun, fmt.Errorf("-save: %w", err)}
		}
	}
	if o.junit != nil {
		var b strings.Builder
		if err := r.JUnit(&b, f.name, f.strict); err != nil {
			return statusError{judgeNotRun, err}
		}
		if err := replace(o.junit, b.String()); err != nil {
			return statusError{judgeNotRun, fmt.Errorf("-junit: %w", err)}
		}
	}
	status := 0
	switch {
	case broken != nil, f.strict && r.Faults():
		status = judgeBreaks
	case r.Verdict.Chunking.Decision != judge.Survives:
		status = judgeCannot
	}
	var err error
	if f.json {
		err = r.JSON(console.data, f.docket.Program.Args, status, figure.Playground)
	} else {
		err = court.Text{Out: console.Out, Style: terminal.StyleFor(console.Out), Name: f.name, Page: figure.Playground, Saved: f.savedAs(broken)}.Write(r)
	}
	if err != nil {
		return statusError{judgeNotRun, err}
	}
	if status != 0 {
		return statusError{status: status}
	}
	return nil
}

func (f judgeFlags) savedAs(broken *judge.Broken) string {
	if broken == nil {
		return ""
	}
	return f.save
}
