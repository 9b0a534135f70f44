package command

import (
	"context"
	"flag"
	"fmt"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/site"
)

var export = subcommand{
	name:    "export",
	args:    "DIR",
	summary: "Write the whole lesson as static files, for any web host",
	more: `There is no time server behind static files: the live parts then run its words
in the page, and say so.

  native export /tmp/lesson`,
	run: runExport,
}

func runExport(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	if flags.Arg(0) == "" {
		return usagef("DIR is empty")
	}
	if err := site.Export(ctx, flags.Arg(0)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(console.Out, "the lesson is in %s\n", terminal.Printable([]byte(flags.Arg(0))))
	return err
}
