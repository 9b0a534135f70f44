package command

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"strings"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/site"
)

var export = subcommand{
	name:    "export",
	args:    "DIR",
	summary: "Write the whole lesson as static files, for any web host",
	more: `These are static files, and there is no server behind them. So where one asks for
a live session, the time server's own code speaks in the page, over a TCP in the
page. It is no real connection, and the pages say so. All else works as it is
served, under any path.

  native export /tmp/lesson
  native export -base https://school.example/lesson/ /tmp/lesson`,
	run: runExport,
}

func runExport(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	base := flags.String("base", "", "`URL` at which the pages will be; with it they carry what a shared link shows")
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	root, err := parseBase(*base)
	if err != nil {
		return usagef("-base: %w", err)
	}
	if flags.Arg(0) == "" {
		return usagef("DIR is empty")
	}
	if err := site.Export(ctx, flags.Arg(0), root); err != nil {
		return err
	}
	_, err = fmt.Fprintf(console.Out, "the lesson is in %s\n", terminal.Printable([]byte(flags.Arg(0))))
	return err
}

// parseBase reads the address of a site's root, and gives it the slash at its
// end; "" stays "".
func parseBase(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", fmt.Errorf("%.200q is no address of a folder of pages, such as https://school.example/lesson/", text)
	}
	if !strings.HasSuffix(u.Path, "/") {
		u = u.JoinPath("/")
	}
	return u.String(), nil
}
