package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"sync"
	"time"

	"bufferbybuffer/cmd/native/internal/gateway"
	"bufferbybuffer/cmd/native/internal/tap"
	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/cmd/native/internal/web"
	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/site"
)

var tapping = subcommand{
	name:    "tap",
	args:    "",
	summary: "Forward TCP connections, and show the chunks and frames of both directions",
	more: `Let your client connect to -listen instead of to the server; whatever it sends
goes to the server at -to, and the answers back, byte for byte. Each chunk is
shown as it came, with the frames in it, and where a stream goes out of step. An
arrow says where it goes; the server's chunks stand further right. Without -layout
the layout is guessed; -layout-back names another one for the server's stream.
What can't be shown in time is counted.

-rechunk cuts what it passes on: the next piece is sent when the receiver has
read the one before, as the kernel tells where both are on this Linux machine
(forced), or else after a pause. -cut-after ends the connection early, -stall
stops passing on. All of them are done to the stream towards the client, or
-toward another.

-record writes all of it to a file that tcpdump and Wireshark read too, and that
can be dropped on the page. The page shows it while it passes, and the beginning
of what passed before.

-json tells a program: bytes are in base64, and messages are told where -layout
says what they are. Nothing is left out, so whoever reads it slowly keeps
connections waiting. What is said about the tap itself goes to standard error.

It ends when it is interrupted. Connections that are open then are reset.

  native tap -to 127.0.0.1:1243
  native tap -listen 127.0.0.1:2000 -to 127.0.0.1:1243 -layout "decimal 10"
  native tap -to 127.0.0.1:1243 -layout lines -layout-back "decimal 10"
  native tap -to 127.0.0.1:1243 -record session.pcapng -http ""
  native tap -to 127.0.0.1:1243 -json -layout "decimal 10" > session.jsonl
  native tap -to 127.0.0.1:1243 -rechunk "one byte at a time"
  native tap -to 127.0.0.1:1243 -cut-after 40 -cut-by reset
  native tap -to 127.0.0.1:1243 -stall 40 -toward both -q`,
	run: runTap,
}

type tapFlags struct {
	listen string
	http   string // "" for no page
	spare  bool   // the page can be done without
	hosts  []string
	json   bool
	record string // "" for no file
	most   int64  // bytes of it
	config tap.Config
	show   tap.DisplayConfig
}

func parseTap(flags *flag.FlagSet, args []string) (tapFlags, error) {
	var f tapFlags
	flags.StringVar(&f.listen, "listen", "127.0.0.1:1244", "`address` for clients to connect to; port 0 takes any")
	flags.StringVar(&f.config.To, "to", "", "`address` of the server")
	layout := flags.String("layout", "", "how a header spells a length, such as \"uint32\"; \"none\" shows chunks only; guessed when empty")
	back := flags.String("layout-back", "", "the `layout` of the stream to the client, where it is not that of -layout; also \"none\"")
	flags.IntVar(&f.show.Limit, "limit", keptMessage, "largest payload that is believed, in `bytes`")
	flags.BoolVar(&f.show.Quiet, "q", false, "show only what goes wrong")
	flags.BoolVar(&f.json, "json", false, "write a JSON object on each line instead, for programs: connected, chunk, message, out of step, ended, over")
	flags.StringVar(&f.record, "record", "", "write what passes to `file`, as a pcapng capture that has a packet for each chunk")
	most := flags.Int("record-most", 1024, "how large that file may become, in `MiB`")
	flags.StringVar(&f.http, "http", "127.0.0.1:8081", "`address` of the page that shows it too; port 0 takes any; none when empty")
	hosts := flags.String("host", "", "`names` that the page also answers to, separated by commas")
	flags.IntVar(&f.config.Connections, "connections", 256, "connections at once")
	cut := flags.String("rechunk", "", "cut what is passed on by this `schedule`, such as \"every 7\"")
	flags.DurationVar(&f.config.Faults.Hold, "hold", 50*time.Millisecond, "how long a piece of -rechunk waits for the rest of it")
	after := flags.Int64("cut-after", -1, "end the connection after so many `bytes`")
	by := flags.String("cut-by", "fin", "how -cut-after ends it: \"fin\", as if it had been closed, or \"reset\"")
	stall := flags.Int64("stall", -1, "pass on nothing more after so many `bytes`, and keep the connection open")
	toward := flags.String("toward", "client", "the stream that -rechunk, -cut-after and -stall are about: the one towards the \"client\", the \"server\", or \"both\"")
	if err := parse(flags, args, 0); err != nil {
		return f, err
	}
	given := make(map[string]bool)
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	if err := f.parseShow(*layout, *back); err != nil {
		return f, err
	}
	var err error
	if f.hosts, err = web.ParseHosts(*hosts); err != nil {
		return f, usagef("-host: %w", err)
	}
	switch {
	case *most < 1 || *most > 1<<20:
		return f, usagef("-record-most is %d; it must be from 1 to %d", *most, 1<<20)
	case given["record-most"] && f.record == "":
		return f, usagef("-record-most is about the file of -record, which is missing")
	}
	f.most, f.spare = int64(*most)<<20, !given["http"]
	return f, f.parseFaults(given, *cut, *after, *by, *stall, *toward)
}

func (f *tapFlags) parseShow(layout, back string) (err error) {
	switch {
	case f.config.To == "":
		return usagef("-to is missing: the address of the server")
	case f.show.Limit < 0:
		return usagef("-limit can't be negative")
	case f.config.Connections < 1 || f.config.Connections > 100_000:
		return usagef("-connections is %d; it must be from 1 to 100000", f.config.Connections)
	case layout == "" && back != "":
		return usagef("-layout-back goes with -layout: both are guessed, or none")
	}
	f.show.Guess = layout == ""
	layouts := &f.show.Layouts
	if layouts[tap.ToServer], err = parseTapLayout("-layout", layout); err != nil {
		return err
	}
	if layouts[tap.ToClient] = layouts[tap.ToServer]; back != "" {
		layouts[tap.ToClient], err = parseTapLayout("-layout-back", back)
	}
	return err
}

// parseTapLayout is the zero Layout for none.
func parseTapLayout(name, text string) (core.Layout, error) {
	if text == "" || text == "none" {
		return core.Layout{}, nil
	}
	layout, err := core.ParseLayout(text)
	if err != nil {
		return layout, usagef("%s: %w", name, err)
	}
	return layout, nil
}

func (f *tapFlags) parseFaults(given map[string]bool, cut string, after int64, by string, stall int64, toward string) error {
	faults := &f.config.Faults
	if given["rechunk"] {
		schedule, err := schedule.Parse(cut)
		if err != nil {
			return usagef("-rechunk: %w", err)
		}
		faults.Cut = &schedule
	}
	switch {
	case given["hold"] && !given["rechunk"]:
		return usagef("-hold is about the pieces of -rechunk, which is missing")
	case faults.Hold < time.Millisecond || faults.Hold > time.Minute:
		return usagef("-hold is %v; it must be from 1ms to 1m0s", faults.Hold)
	case given["cut-after"] && given["stall"]:
		return usagef("-cut-after goes not with -stall: a stream ends one way or the other")
	case given["cut-by"] && !given["cut-after"]:
		return usagef("-cut-by says how -cut-after ends it, which is missing")
	case given["cut-after"] && after < 0, given["stall"] && stall < 0:
		return usagef("-cut-after and -stall can't be negative")
	case given["cut-after"]:
		faults.After = after
		switch by {
		case "fin":
			faults.End = tap.Finish
		case "reset":
			faults.End = tap.Abort
		default:
			return usagef("-cut-by is %q; it must be fin or reset", by)
		}
	case given["stall"]:
		faults.End, faults.After = tap.Stall, stall
	case given["toward"] && !given["rechunk"]:
		return usagef("-toward is about -rechunk, -cut-after or -stall, and none of them is there")
	}
	switch toward {
	case "client":
		faults.Toward = []tap.Direction{tap.ToClient}
	case "server":
		faults.Toward = []tap.Direction{tap.ToServer}
	case "both":
		faults.Toward = []tap.Direction{tap.ToServer, tap.ToClient}
	default:
		return usagef("-toward is %q; it must be client, server or both", toward)
	}
	return nil
}

func runTap(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseTap(flags, args)
	if err != nil {
		return err
	}
	listener, err := listen("-listen", f.listen)
	if err != nil {
		return err
	}
	defer listener.Close()
	pages, err := f.listenForPages()
	if err != nil {
		return err
	}
	if pages != nil {
		defer pages.Close()
	}
	var file *os.File
	if f.record != "" {
		// Opening a FIFO waits for its reader.
		if err := orInterrupted(ctx, func() (err error) { file, err = os.Create(f.record); return err }); err != nil {
			return fmt.Errorf("-record: %w", err)
		}
		defer file.Close()
		// The reader of a FIFO must not keep it from ending.
		defer context.AfterFunc(ctx, func() { file.SetWriteDeadline(time.Now().Add(time.Second)) })()
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	log := slog.New(slog.NewTextHandler(console.Err, nil))
	warnIfOpen("-listen", listener.Addr(), log)
	out := console.Out
	f.show.Style, f.show.Failed = terminal.StyleFor(console.Out), fail
	if f.json {
		out, f.show.Style = console.Err, terminal.Style{}
	}
	f.show.Out = out
	fmt.Fprintf(out, "tap   %s → %s\n", reachable(listener.Addr()), f.config.To)
	servers := []func(context.Context) error{nil}
	var recording *tap.Recording
	var recorders tap.Recorders
	if f.json {
		f.show.Quiet, f.show.Guess = true, false
		recorders = append(recorders, tap.NewEvents(patient{ctx, console.data}, f.show.Layouts, f.show.Limit, fail))
		f.show.Layouts = [2]core.Layout{} // what is out of step is an event
	}
	show := tap.NewDisplay(f.show)
	if file != nil || pages != nil {
		var to io.Writer
		if file != nil {
			to = file
		}
		recording = tap.NewRecording(to, f.most, show.Trouble)
		recorders = append(recorders, recording)
	}
	if pages != nil {
		warnIfOpen("-http", pages.Addr(), log)
		fmt.Fprintf(out, "page  http://%s/tap/\n", reachable(pages.Addr()))
		live, wait := gateway.Follow(follow(recording))
		servers = append(servers, func(ctx context.Context) error {
			defer wait()
			return web.Serve(ctx, pages, web.Config{Site: f.site(pages.Addr()), Tap: live, Hosts: f.hosts, Log: log})
		})
	} else if f.http != "" {
		show.Note("there is no page: " + f.http + " is in use by another program; -http says another address")
	}
	f.config.Show, f.config.Recorder = show, recorders
	servers[0] = func(ctx context.Context) error { return tap.New(f.config).Serve(ctx, listener) }
	err = all(ctx, servers...)
	if cause := context.Cause(ctx); err == nil && !errors.Is(cause, context.Canceled) {
		err = cause
	}
	if recording != nil {
		err = alsoFailed(err, "-record", recording.Close())
	}
	show.Close()
	return err
}

// listenForPages opens the address of the page. Where nobody has asked for that one
// and it is taken, there is no page.
func (f *tapFlags) listenForPages() (net.Listener, error) {
	if f.http == "" {
		return nil, nil
	}
	listener, err := listen("-http", f.http)
	if err != nil && f.spare {
		return nil, nil
	}
	return listener, err
}

// site is the pages. Rendering them takes a while, and many a tap is never looked at
// there.
func (f *tapFlags) site(address net.Addr) http.Handler {
	render := sync.OnceValue(func() http.Handler { return site.Handler(site.Place{Base: publicAddress(f.hosts, address), Tap: true}) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { render().ServeHTTP(w, r) })
}

// follow lets pages follow a recording.
func follow(recording *tap.Recording) func() (func(context.Context) ([]byte, error), func(), error) {
	return func() (func(context.Context) ([]byte, error), func(), error) {
		follower, err := recording.Follow()
		if err != nil {
			return nil, nil, err
		}
		return follower.Next, follower.Stop, nil
	}
}
