package command

import (
	"context"
	"flag"
	"fmt"
	"runtime/debug"
)

var version = subcommand{
	name:    "version",
	summary: "Say which version this is",
	more:    "\n  native version",
	run:     runVersion,
}

func runVersion(_ context.Context, flags *flag.FlagSet, args []string, console Console) error {
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(console.Out, "native, built without module support")
		return err
	}
	_, err := fmt.Fprintf(console.Out, "native %s, %s\n", info.Main.Version, info.GoVersion)
	return err
}
