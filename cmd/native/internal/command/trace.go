package command

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

var traceFile = subcommand{
	name:    "trace",
	args:    "FILE",
	summary: "Print the trace of a corpus file, or of raw bytes cut by a schedule",
	more: `FILE is a corpus file, such as recv -save writes, or with -bytes any file; "-"
is the standard input. The flags change what a corpus file says.

  native trace core/corpus/greeting-recv16.txt
  native trace -schedule "every 8" -explain core/corpus/greeting-recv16.txt
  native trace -decoder tutorial core/corpus/coalesced-two.txt
  printf '5         hello' | native trace -bytes -schedule "3, then the rest" -`,
	run: runTrace,
}

func runTrace(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	raw := flags.Bool("bytes", false, "FILE is a stream of bytes, not a corpus file")
	explain := flags.Bool("explain", false, "say at each step what happened, and why")
	settings := []struct {
		name, value, usage string
	}{
		{"schedule", "", "where to cut the stream into chunks, such as \"every 16\""},
		{"layout", "", "how a header spells a length, such as \"uint32\""},
		{"decoder", "", "which `decoder` to run: core, or one of those that break"},
		{"end", "", "how the stream ends: open, closed or \"cut off\""},
	}
	values := make(map[string]*string)
	for _, s := range settings {
		values[s.name] = flags.String(s.name, s.value, s.usage)
	}
	limit := flags.Int("limit", 0, "largest payload to accept, in `bytes`; 0: what the file says")
	if err := parse(flags, args, 1); err != nil {
		return err
	}
	return orInterrupted(ctx, func() error {
		content, err := readFile(flags.Arg(0), console.In)
		if err != nil {
			return err
		}
		file, err := openFile(content, *raw)
		if err != nil {
			return err
		}
		if len(file.Stream) > maxStream {
			return fmt.Errorf("the stream in %s is longer than %d MiB; trace a part of it", flags.Arg(0), maxStream>>20)
		}
		if err := override(file, values, *limit); err != nil {
			return err
		}
		return print(console.Out, file, *explain)
	})
}

// print prints the trace of a file chunk by chunk: it is some hundred times as long
// as its stream, and none of it is needed again.
func print(out io.Writer, file *trace.File, explain bool) error {
	fig, err := figure.Live(file)
	if err != nil {
		return usagef("-decoder: %w", err)
	}
	var page bytes.Buffer // written in large parts, each of whole lines
	turn := func(most int) error {
		if page.Len() <= most {
			return nil
		}
		_, err := page.WriteTo(out)
		return err
	}
	view := terminal.Text{Out: &page, Style: terminal.StyleFor(out)}
	var b []byte
	var step, chunk int // the first that has not been shown
	show := func() (err error) {
		if explain {
			err = view.Show(fig, step)
		} else {
			b = fig.Trace.AppendChunks(b[:0], chunk)
			page.Write(b)
		}
		fig.Forget()
		step, chunk = fig.Len(), len(fig.Trace.Ends)
		return cmp.Or(err, turn(64<<10))
	}
	if err := show(); err != nil {
		return err
	}
	for bytes := range file.Schedule.Chunks(file.Stream) {
		fig.Feed(bytes)
		if err := show(); err != nil {
			return err
		}
	}
	if file.Ending != trace.Open {
		fig.End(file.Ending)
		if err := show(); err != nil {
			return err
		}
	}
	if !explain {
		page.Write(fig.Trace.AppendEnd(nil))
	}
	return turn(0)
}

// The bounds of what is traced, in bytes. A corpus file may be larger than its
// stream, which it says up to three times, escaped.
const (
	maxStream = 4 << 20
	maxFile   = 64 << 20
)

func readFile(name string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	content, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB; trace a part of it", name, maxFile>>20)
	}
	return content, nil
}

func openFile(content []byte, raw bool) (*trace.File, error) {
	if raw {
		return &trace.File{
			Layout: core.Decimal(10), Limit: core.DefaultLimit, Decoder: trace.Core,
			Stream: content, Ending: trace.Closed,
		}, nil
	}
	file, err := trace.ParseFile(string(content))
	if err == nil && !bytes.Contains(content, []byte("\n-- stream --")) {
		err = errors.New("it has no stream")
	}
	switch {
	case err == nil:
		return file, nil
	case isCapture(content):
		return nil, errors.New("this is a capture: the page /tap/ of native serve opens it, and makes corpus files of its streams")
	}
	return nil, fmt.Errorf("this is no corpus file (%w); for a stream of bytes, add -bytes", err)
}

func isCapture(content []byte) bool {
	r := capture.NewReader(capture.DefaultLimits())
	return r.Feed(content) == nil && len(r.Connections()) > 0
}

// override changes what the flags that were given say.
func override(file *trace.File, values map[string]*string, limit int) (err error) {
	if text := *values["schedule"]; text != "" {
		if file.Schedule, err = schedule.Parse(text); err != nil {
			return usagef("-schedule: %w", err)
		}
		file.Segments, file.Queued = nil, nil // of other chunks
	}
	if text := *values["layout"]; text != "" {
		if file.Layout, err = core.ParseLayout(text); err != nil {
			return usagef("-layout: %w", err)
		}
	}
	if text := *values["end"]; text != "" {
		if file.Ending, err = trace.ParseEnding(text); err != nil {
			return usagef("-end: %w", err)
		}
	}
	if name := *values["decoder"]; name != "" {
		file.Decoder = name
	}
	if limit < 0 {
		return usagef("-limit can't be negative")
	}
	if limit > 0 {
		file.Limit = limit
	}
	return nil
}
