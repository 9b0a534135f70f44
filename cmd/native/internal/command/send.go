package command

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
)

var send = subcommand{
	name:    "send",
	args:    "ADDRESS [MESSAGE ...]",
	summary: "Send messages in frames, cut by a schedule",
	more: `Without a MESSAGE each line of the standard input is one. All frames make one
stream, which the schedule cuts; each piece is one write.

  native send 127.0.0.1:1243 "echo hello"
  native send -cut "3, 7, then the rest" -pause 200ms 127.0.0.1:1243 "echo hello" "echo again"
  native send -listen 500ms 127.0.0.1:1243 "every 100ms"`,
	run: runSend,
}

type sendFlags struct {
	layout        core.Layout
	cut           schedule.Schedule
	pause, listen time.Duration
}

func parseSend(flags *flag.FlagSet, args []string) (sendFlags, error) {
	var f sendFlags
	layout := flags.String("layout", "decimal 10", "how a header spells a length, such as \"uint32\"")
	cut := flags.String("cut", "in one chunk", "where to cut the stream: a schedule, such as \"every 7\"")
	flags.DurationVar(&f.pause, "pause", 0, "how long to wait between two writes")
	flags.DurationVar(&f.listen, "listen", time.Second, "how long to listen, after the last write, for messages that come back")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return f, err
		}
		return f, errUsage{err}
	}
	if flags.NArg() < 1 {
		return f, usagef("no ADDRESS")
	}
	var err error
	if f.layout, err = core.ParseLayout(*layout); err != nil {
		return f, usagef("-layout: %w", err)
	}
	if f.cut, err = schedule.Parse(*cut); err != nil {
		return f, usagef("-cut: %w", err)
	}
	if f.pause < 0 || f.listen < 0 {
		return f, usagef("-pause and -listen can't be negative")
	}
	return f, nil
}

func runSend(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseSend(flags, args)
	if err != nil {
		return err
	}
	stream, err := frames(core.NewEncoder(f.layout), flags.Args()[1:], untilDone(ctx, console.In))
	if err != nil {
		return err
	}
	conn, err := dial(ctx, flags.Arg(0))
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()

	// It listens from the first write on: a server that answers and is not
	// listened to would stop reading.
	out := &lockedWriter{out: console.Out}
	answered := make(chan error, 1)
	go func() { answered <- printAnswers(conn, f.layout, out) }()
	err = writePieces(ctx, conn, f, stream, out)
	if err == nil {
		err = conn.CloseWrite()
	}
	// A server that takes no more may still have said why.
	conn.SetReadDeadline(time.Now().Add(f.listen))
	if answerErr := <-answered; err == nil {
		err = answerErr
	}
	return err
}

// frames is the stream of all messages; without any they are read from in, one
// on a line.
func frames(encoder *core.Encoder, messages []string, in io.Reader) (stream []byte, err error) {
	if len(messages) > 0 {
		for _, message := range messages {
			if stream, err = encoder.AppendFrame(stream, []byte(message)); err != nil {
				return nil, err
			}
		}
		return stream, nil
	}
	const longest = 64 << 20
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longest)
	for lines.Scan() {
		if stream, err = encoder.AppendFrame(stream, lines.Bytes()); err != nil {
			return nil, err
		}
	}
	return stream, lines.Err()
}

func writePieces(ctx context.Context, conn net.Conn, f sendFlags, stream []byte, out io.Writer) error {
	n := 0
	for piece := range f.cut.Chunks(stream) {
		if n > 0 && f.pause > 0 {
			select {
			case <-ctx.Done():
				return fmt.Errorf("interrupted after %d writes", n)
			case <-time.After(f.pause):
			}
		}
		n++
		if _, err := conn.Write(piece); err != nil {
			return fmt.Errorf("write %d: %w", n, withoutAddresses(err))
		}
		fmt.Fprintf(out, "send %d, %s: %s\n", n, terminal.Count(len(piece), "byte"), figure.Visible(piece))
	}
	return nil
}

// printAnswers prints the messages that come back, until the time to listen is
// over or the server ends its stream.
func printAnswers(conn net.Conn, layout core.Layout, out io.Writer) error {
	for message, err := range core.NewReader(conn, layout).Messages() {
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return err
		}
		fmt.Fprintf(out, "  → %s\n", terminal.Printable(message))
	}
	return nil
}

// lockedWriter lets two goroutines write lines.
type lockedWriter struct {
	mu  sync.Mutex
	out io.Writer
}

func (w *lockedWriter) Write(line []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(line)
}
