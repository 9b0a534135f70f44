// Package command is the command line of native: a file for each subcommand.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
)

// Console is where a command reads and writes.
type Console struct {
	In       io.Reader
	Out, Err io.Writer // for text: Run has it in ASCII where the locale is one without UTF-8
	data     io.Writer // Out for what is no text for people: messages byte for byte, and JSON, which is UTF-8 in any locale
}

// The exit statuses, the same for every subcommand but judge.
const (
	exitOK        = 0
	exitFailed    = 1
	exitUsage     = 2
	exitTruncated = 3 // a stream ended inside a frame
	exitNoFrame   = 4 // a stream holds what is no frame
)

// subcommand is one verb of the command line.
type subcommand struct {
	name    string
	args    string // what follows the flags
	summary string // one line, without a full stop
	more    string // what else -help says: how it behaves, and examples
	run     func(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error
}

func subcommands() []subcommand {
	return []subcommand{serve, recv, send, traceFile, judgeProgram, tapping, schedules, export, version}
}

// statusError is an error with an exit status of its own. Where err is nil, all has
// been said.
type statusError struct {
	status int
	err    error
}

func (e statusError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e statusError) Unwrap() error { return e.err }

// errUsage marks what the user can put right by typing something else.
type errUsage struct{ error }

func usagef(format string, args ...any) error { return errUsage{fmt.Errorf(format, args...)} }

// Run runs the command line and returns the exit status. Whatever goes wrong
// is one line on console.Err.
func Run(ctx context.Context, args []string, console Console) int {
	console.data = console.Out
	console.Out, console.Err = terminal.Plain(console.Out), terminal.Plain(console.Err)
	chosen, rest, err := choose(args)
	if err == nil {
		flags := flag.NewFlagSet(chosen.name, flag.ContinueOnError)
		flags.SetOutput(io.Discard)
		err = chosen.run(ctx, flags, rest, console)
		if errors.Is(err, flag.ErrHelp) {
			err = help(console.Out, chosen, flags)
		}
	}
	if errors.Is(err, flag.ErrHelp) {
		err = overview(console.Out)
	}
	if err == nil {
		return exitOK
	}
	where := "native"
	if chosen.name != "" {
		where += " " + chosen.name
	}
	status, own := errors.AsType[statusError](err)
	if own && status.err == nil {
		return status.status
	}
	// An error may quote a file's name, a line of a file, or a peer.
	why := terminal.Printable([]byte(err.Error()))
	_, usage := errors.AsType[errUsage](err)
	if usage {
		fmt.Fprintf(console.Err, "%s: %s (%s -help tells more)\n", where, why, where)
	} else {
		fmt.Fprintf(console.Err, "%s: %s\n", where, why)
	}
	switch {
	case own:
		return status.status
	case usage:
		return exitUsage
	case errors.Is(err, core.ErrTruncated):
		return exitTruncated
	case errors.Is(err, core.ErrMalformedHeader), errors.Is(err, core.ErrTooLarge):
		return exitNoFrame
	}
	return exitFailed
}

// choose finds the subcommand; flags alone mean serve.
func choose(args []string) (subcommand, []string, error) {
	if len(args) == 0 {
		return serve, nil, nil
	}
	first := args[0]
	switch first {
	case "-h", "-help", "--help", "help":
		return subcommand{}, nil, flag.ErrHelp
	}
	if strings.HasPrefix(first, "-") {
		return serve, args, nil
	}
	var names []string
	for _, c := range subcommands() {
		if c.name == first {
			return c, args[1:], nil
		}
		names = append(names, c.name)
	}
	return subcommand{}, nil, usagef("there is no subcommand %q; there is %s", first, strings.Join(names, ", "))
}

// parse reads the flags of a subcommand, which takes exactly want arguments.
func parse(flags *flag.FlagSet, args []string, want int) error {
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage{err}
	}
	if flags.NArg() != want {
		return usagef("%s after the flags, %d wanted", terminal.Count(flags.NArg(), "argument"), want)
	}
	return nil
}

func overview(out io.Writer) error {
	var page strings.Builder
	page.WriteString("native is Buffer by Buffer outside the browser.\n\n")
	for _, c := range subcommands() {
		fmt.Fprintf(&page, "  native %-9s %s\n", c.name, c.summary)
	}
	page.WriteString("\nWithout a subcommand it serves. native SUBCOMMAND -help tells more.\n")
	_, err := io.WriteString(out, page.String())
	return err
}

func help(out io.Writer, c subcommand, flags *flag.FlagSet) error {
	var page strings.Builder
	fmt.Fprintf(&page, "native %s [flags] %s\n\n%s.\n", c.name, c.args, c.summary)
	if c.more != "" {
		fmt.Fprintf(&page, "%s\n", c.more)
	}
	page.WriteByte('\n')
	flags.SetOutput(&page)
	flags.PrintDefaults()
	_, err := io.WriteString(out, page.String())
	return err
}
