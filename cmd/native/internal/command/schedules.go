package command

import (
	"bufio"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"flag"
	"io"
	"slices"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
)

var schedules = subcommand{
	name:    "schedules",
	args:    "",
	summary: "Write streams to test a receive loop with, and what should come of them",
	more: `Each line is a JSON object, a case: the chunks to hand to the loop one by one,
the messages that should come out, and whether an error should. Bytes are written
as hexadecimal digits. The smallest cases come first, so that the first that a
loop fails is the smallest. Worked examples, for Python and for Node, stand in
docs/framingtest.md.

  native schedules >cases.jsonl
  native schedules -layout uint32 -limit 65536 -hostile 20
  native schedules -layout 'delimiter "\n"' -messages lines.txt`,
	run: runSchedules,
}

// kase is a case as the lines have it.
type kase struct {
	Part     string   `json:"part"`
	Name     string   `json:"name"`
	Schedule string   `json:"schedule"`
	Chunks   []string `json:"chunks"`
	End      string   `json:"end"`
	Messages []string `json:"messages"`
	Error    bool     `json:"error"`
	Link     string   `json:"link,omitempty"`
}

func runSchedules(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	layoutText := flags.String("layout", "decimal 10", "how a header spells a length, such as \"uint32\"")
	messages := flags.String("messages", "", "send the lines of `file` instead of our own messages")
	limit := flags.Int("limit", core.DefaultLimit, "the largest payload that the loop accepts, in `bytes`")
	opts := judge.Options{}
	flags.IntVar(&opts.Schedules, "schedules", 1000, "about how many schedules")
	flags.IntVar(&opts.Ends, "ends", 1000, "at most how many ends of the stream")
	flags.IntVar(&opts.Hostile, "hostile", 0, "at most how many headers that must not be believed")
	flags.Uint64Var(&opts.Seed, "seed", 0, "of the schedules that are drawn by chance")
	if err := parse(flags, args, 0); err != nil {
		return err
	}
	switch {
	case opts.Schedules < 1 || opts.Schedules > 100_000:
		return usagef("-schedules is %d; it must be from 1 to 100000", opts.Schedules)
	case opts.Ends < 0 || opts.Hostile < 0 || *limit < 0:
		return usagef("-ends, -hostile and -limit can't be negative")
	}
	layout, err := core.ParseLayout(*layoutText)
	if err != nil {
		return usagef("-layout: %w", err)
	}
	texts := judge.Texts()
	if *messages != "" {
		content, err := readFile(*messages, untilDone(ctx, console.In))
		if err != nil {
			return err
		}
		texts = strings.FieldsFunc(string(content), func(r rune) bool { return r == '\n' || r == '\r' })
		if len(texts) == 0 {
			return usagef("-messages %s: it has no line", *messages)
		}
	}
	var payloads [][]byte
	for _, text := range texts {
		payloads = append(payloads, []byte(text))
	}
	series, err := judge.NewSeries(layout, *limit, payloads...)
	if err != nil {
		return usagef("%w", err)
	}
	return writeCases(console.data, cases(series, opts))
}

// cases are all that a session tries on a loop that breaks at none of them, the
// smallest of each part first.
func cases(series *judge.Series, opts judge.Options) []judge.Case {
	var list []judge.Case
	judge.NewSession(series, opts).Run(func(c judge.Case) judge.Outcome {
		list = append(list, c)
		end := judge.Returned
		if c.Fault {
			end = judge.Failed
		}
		return judge.Outcome{Messages: c.Want, End: end, Forced: true}
	})
	slices.SortStableFunc(list, func(a, b judge.Case) int {
		if a.Part != b.Part || a.Part == judge.Hostile {
			return cmp.Compare(a.Part, b.Part)
		}
		return cmp.Or(cmp.Compare(len(a.Stream), len(b.Stream)), cmp.Compare(len(a.Cuts), len(b.Cuts)), slices.Compare(a.Cuts, b.Cuts))
	})
	return list
}

func writeCases(out io.Writer, list []judge.Case) error {
	w := bufio.NewWriter(out)
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, c := range list {
		k := kase{
			Part: c.Part.String(), Name: c.Name, Schedule: c.Schedule().String(), End: c.Ending.String(), Error: c.Fault,
			Chunks: []string{}, Messages: []string{},
		}
		for chunk := range c.Chunks() {
			k.Chunks = append(k.Chunks, hex.EncodeToString(chunk))
		}
		for _, m := range c.Want {
			k.Messages = append(k.Messages, hex.EncodeToString(m))
		}
		if hash, err := (figure.Place{File: c.File()}).Link(); err == nil {
			k.Link = figure.Playground + "#" + hash
		}
		if err := lines.Encode(k); err != nil {
			return err
		}
	}
	return w.Flush()
}
