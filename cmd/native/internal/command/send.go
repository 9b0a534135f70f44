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
	"syscall"
	"time"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

var send = subcommand{
	name:    "send",
	args:    "ADDRESS [MESSAGE ...]",
	summary: "Send messages in frames, cut by a schedule",
	more: `Without a MESSAGE each line of the standard input is one. All frames make one
stream, which the schedule cuts; each piece is one write, as soon as it is whole.
What a schedule leaves in one is written a MiB at a time where it is longer.

  native send 127.0.0.1:1243 "echo hello"
  native send -cut "3, 7, then the rest" -pause 200ms 127.0.0.1:1243 "echo hello" "echo again"
  native send -listen 500ms 127.0.0.1:1243 "every 100ms"
  printf 'echo one\necho two\n' | native send -cut "every 7" -listen 100ms 127.0.0.1:1243`,
	run: runSend,
}

type sendFlags struct {
	layout        core.Layout
	limit         int
	cut           schedule.Schedule
	pause, listen time.Duration
}

func parseSend(flags *flag.FlagSet, args []string) (sendFlags, error) {
	var f sendFlags
	layout := flags.String("layout", "decimal 10", "how a header spells a length, such as \"uint32\"")
	flags.IntVar(&f.limit, "limit", keptMessage, "largest message that may come back, in `bytes`")
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
	if f.pause < 0 || f.listen < 0 || f.limit < 0 {
		return f, usagef("-pause, -listen and -limit can't be negative")
	}
	return f, nil
}

func runSend(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseSend(flags, args)
	if err != nil {
		return err
	}
	encoder := core.NewEncoder(f.layout)
	messages := flags.Args()[1:]
	var stream []byte // of the messages given, which are checked before anything is sent
	for _, message := range messages {
		if stream, err = encoder.AppendFrame(stream, []byte(message)); err != nil {
			return err
		}
	}
	conn, err := dial(ctx, flags.Arg(0))
	if err != nil {
		return err
	}
	defer conn.Close()
	ctx, giveUp := context.WithCancelCause(ctx)
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()

	// It listens from the first write on: a server that answers and is not
	// listened to would stop reading.
	out := &lockedWriter{out: console.Out}
	answered := make(chan error, 1)
	go func() {
		err := printAnswers(conn, f, out)
		if errors.Is(err, core.ErrMalformedHeader) || errors.Is(err, core.ErrTooLarge) {
			io.Copy(io.Discard, conn) // what can't be read has still to be taken
		} else if err != nil {
			giveUp(err)
		}
		answered <- err
	}()

	sender := newSender(ctx, conn, f, out)
	defer sender.stop()
	if len(messages) > 0 {
		err = sender.add(stream)
	} else {
		err = sendLines(encoder, untilDone(ctx, console.In), sender.add)
	}
	if err == nil {
		err = sender.finish()
	}
	closeErr := conn.CloseWrite()
	// A server that takes no more may still have said why.
	conn.SetReadDeadline(time.Now().Add(f.listen))
	if ctx.Err() != nil {
		conn.SetReadDeadline(time.Unix(1, 0))
	}
	answerErr := <-answered
	if ctx.Err() != nil && err != nil && context.Cause(ctx) == answerErr {
		err = nil // it was told to stop
	}
	return outcome(err, closeErr, answerErr)
}

// outcome is what there is to say about a connection whose writes, whose end of
// writing and whose answers went like this. That the end could not be told, once
// the connection was gone, is the least of it.
func outcome(writeErr, closeErr, answerErr error) error {
	switch {
	case writeErr != nil:
		return alsoFailed(writeErr, "the answer", answerErr)
	case answerErr != nil:
		return fmt.Errorf("the answer: %w", answerErr)
	case errors.Is(closeErr, syscall.ENOTCONN):
		return fmt.Errorf("the server reset the connection, perhaps before it had read everything: %w", withoutAddresses(closeErr))
	}
	return closeErr
}

// longestLine is how long a line of the standard input may be, in bytes: its
// header comes first, so all of it has to be there.
const longestLine = 64 << 20

// sendLines sends each line of in as a message, as soon as it is there.
func sendLines(encoder *core.Encoder, in io.Reader, send func(frame []byte) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	var frame []byte
	for lines.Scan() {
		var err error
		if frame, err = encoder.AppendFrame(frame[:0], lines.Bytes()); err != nil {
			return err
		}
		if err := send(frame); err != nil {
			return err
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a line is longer than %d MiB", longestLine>>20)
	}
	return lines.Err()
}

// printAnswers prints the messages that come back, until the time to listen is
// over or the server ends its stream.
func printAnswers(conn net.Conn, f sendFlags, out io.Writer) error {
	for message, err := range core.NewReader(conn, f.layout, core.Limit(f.limit)).Messages() {
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return nil
		case err != nil:
			return err
		}
		if _, err := fmt.Fprintf(out, "  → %s\n", terminal.Printable(message)); err != nil {
			return err
		}
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
