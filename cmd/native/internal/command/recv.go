package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

var recv = subcommand{
	name:    "recv",
	args:    "ADDRESS",
	summary: "Show each chunk that a server sends, what it did to the decoder, and each message",
	more: `It is the tutorial's client done right. It ends when the server does, after
-count messages, or when it is interrupted. The exit status is 0 for a stream
that ended between two frames, 3 for one that ended inside a frame, 4 for bytes
that are no frames, and 1 when the connection failed.

  native recv 127.0.0.1:1243
  native recv -buffer 8 -count 2 127.0.0.1:1243
  native recv -raw -count 3 127.0.0.1:1243
  native recv -save session.txt -count 3 127.0.0.1:1243; native trace session.txt`,
	run: runRecv,
}

type recvFlags struct {
	buffer, limit, count int
	layout               core.Layout
	raw, json            bool
	save                 string
}

func parseRecv(flags *flag.FlagSet, args []string) (recvFlags, error) {
	var f recvFlags
	flags.IntVar(&f.buffer, "buffer", 16, "`bytes` that one recv takes at most")
	layout := flags.String("layout", "decimal 10", "how a header spells a length, such as \"uint32\"")
	flags.IntVar(&f.limit, "limit", keptMessage, "largest payload to accept, in `bytes`")
	flags.IntVar(&f.count, "count", 0, "end after so many `messages`; 0: never")
	flags.BoolVar(&f.raw, "raw", false, "write nothing but the messages, byte for byte, each with a newline after it")
	flags.BoolVar(&f.json, "json", false, "write a JSON object on a line for each recv and each event")
	flags.StringVar(&f.save, "save", "", "write the session, or the last part of a long one, to `file`, as a corpus file")
	if err := parse(flags, args, 1); err != nil {
		return f, err
	}
	var err error
	if f.layout, err = core.ParseLayout(*layout); err != nil {
		return f, usagef("-layout: %w", err)
	}
	switch {
	case f.buffer < 1 || f.buffer > 1<<20:
		return f, usagef("-buffer is %d; it must be from 1 to %d", f.buffer, 1<<20)
	case f.limit < 0 || f.count < 0:
		return f, usagef("-limit and -count can't be negative")
	case f.raw && f.json, f.raw && f.save != "":
		return f, usagef("-raw goes with neither -json nor -save")
	}
	return f, nil
}

// keptMessage is how large a message may be, in bytes, unless it is said
// otherwise: a peer that promises more is not believed, since whatever it then
// sends would have to be kept.
const keptMessage = 16 << 20

func runRecv(ctx context.Context, flags *flag.FlagSet, args []string, console Console) error {
	f, err := parseRecv(flags, args)
	if err != nil {
		return err
	}
	conn, err := dial(ctx, flags.Arg(0))
	if err != nil {
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.SetReadDeadline(time.Unix(1, 0)) })()

	if f.raw {
		return recvRaw(ctx, conn, f, console.data)
	}
	var view terminal.Viewer = terminal.Text{Out: console.Out, Style: terminal.StyleFor(console.Out)}
	if f.json {
		view = terminal.JSON{Out: console.data}
	}
	r, err := newReceiver(conn, f, view)
	if err != nil {
		return err
	}
	if f.save == "" {
		return r.run(ctx)
	}
	// Opened first: that it can't be written is to be known before a session is
	// lost. What is in it stays until there is something better.
	file, err := os.OpenFile(f.save, os.O_WRONLY|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("-save: %w", err)
	}
	r.recording = trace.NewRecording(r.fig.File, maxRecording, maxChunks)
	err = r.run(ctx)
	return alsoFailed(err, "-save", save(file, r.record("A session with "+flags.Arg(0))))
}

// save replaces what is in file, and closes it.
func save(file *os.File, recorded *trace.File) error {
	defer file.Close()
	if err := replace(file, recorded.Text()); err != nil {
		return err
	}
	return file.Close()
}

// replace makes text all that is in file.
func replace(file *os.File, text string) error {
	if _, err := file.WriteString(text); err != nil {
		return err
	}
	if info, err := file.Stat(); err == nil && info.Mode().IsRegular() {
		return file.Truncate(int64(len(text)))
	}
	return nil
}

// alsoFailed adds to err, on the same line, what else went wrong.
func alsoFailed(err error, what string, also error) error {
	switch {
	case also == nil:
		return err
	case err == nil:
		return fmt.Errorf("%s: %w", what, also)
	}
	return fmt.Errorf("%w; and %s: %w", err, what, also)
}

func dial(ctx context.Context, address string) (*net.TCPConn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	conn, err := dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("cannot connect to %q: %w", address, withoutAddresses(err))
	}
	return conn.(*net.TCPConn), nil
}

// withoutAddresses is what went wrong with a connection, as the system said it.
func withoutAddresses(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return op.Err
	}
	return err
}

func recvRaw(ctx context.Context, conn net.Conn, f recvFlags, out io.Writer) error {
	reader := core.NewReader(conn, f.layout, core.Limit(f.limit), core.Buffer(f.buffer))
	messages := 0
	for message, err := range reader.Messages() {
		if err != nil {
			if ctx.Err() != nil {
				return nil // interrupted: the stream has not ended
			}
			return acceptable(err)
		}
		if _, err := fmt.Fprintf(out, "%s\n", message); err != nil {
			return err
		}
		if messages++; messages == f.count {
			return nil
		}
	}
	return nil
}

// receiver shows one connection.
type receiver struct {
	conn      *net.TCPConn
	flags     recvFlags
	view      terminal.Viewer
	fig       *figure.Figure
	recording *trace.Recording // nil where none is asked for
	messages  int
	segments  int64
}

// A recording is held in memory. What has been saved can then be traced.
const (
	maxRecording = maxStream / 2
	maxChunks    = 100_000
)

func newReceiver(conn *net.TCPConn, f recvFlags, view terminal.Viewer) (*receiver, error) {
	fig, err := figure.Live(&trace.File{Layout: f.layout, Limit: f.limit, Decoder: trace.Core})
	if err != nil {
		return nil, err
	}
	return &receiver{conn: conn, flags: f, view: view, fig: fig}, nil
}

func (r *receiver) run(ctx context.Context) error {
	if err := r.view.Show(r.fig, 0); err != nil {
		return err
	}
	buffer := make([]byte, r.flags.buffer)
	for {
		n, err := r.conn.Read(buffer)
		if n > 0 {
			if err := r.feed(buffer[:n]); err != nil {
				return err
			}
			if r.flags.count > 0 && r.messages >= r.flags.count {
				return nil
			}
			if r.fig.Trace.Err() != nil {
				return acceptable(r.fig.Trace.Err())
			}
		}
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil // interrupted: the stream has not ended
		default:
			return r.end(err)
		}
	}
}

// feed shows a chunk. A client may run for days: what has been shown is let go of.
func (r *receiver) feed(chunk []byte) error {
	file := r.fig.File
	var report trace.Report
	known := kernel.Ask(r.conn)
	if known.Queued != nil && known.Segments != nil {
		report = trace.Report{Queued: []int{*known.Queued}, Segments: []int{int(*known.Segments - r.segments)}}
		r.segments = *known.Segments
	}
	file.Queued = append(file.Queued, report.Queued...)
	file.Segments = append(file.Segments, report.Segments...)
	first, frames := r.fig.Len(), len(r.fig.Frames)
	r.fig.Feed(chunk)
	r.messages += len(r.fig.Frames) - frames
	if r.recording != nil {
		end := 0
		if done := r.fig.Frames; len(done) > 0 {
			end = done[len(done)-1].End
		}
		r.recording.Add(chunk, report, end)
	}
	err := r.view.Show(r.fig, first)
	r.fig.Forget()
	return err
}

// record is the session as it can be saved.
func (r *receiver) record(title string) *trace.File {
	file := r.recording.File(r.fig.Trace.Ending)
	file.Title = terminal.Printable([]byte(title))
	if start := r.recording.Start(); start > 0 {
		file.Story = fmt.Sprintf("It had gone on for %s before this.", terminal.Count(start, "byte"))
	}
	return file
}

// acceptable adds to the error of a payload that is larger than the limit, and that
// other users of the protocol would take, how to take it.
func acceptable(err error) error {
	if tooLarge, ok := errors.AsType[*core.LengthError](err); ok && tooLarge.Length <= core.DefaultLimit {
		return fmt.Errorf("%w; -limit %d accepts it", err, tooLarge.Length)
	}
	return err
}

// end shows how the stream ended, and returns an error unless it ended well.
func (r *receiver) end(cause error) error {
	ending := trace.CutOff
	if errors.Is(cause, io.EOF) {
		ending, cause = trace.Closed, nil
	}
	first := r.fig.Len()
	r.fig.End(ending)
	if err := r.view.Show(r.fig, first); err != nil {
		return err
	}
	err := r.fig.Trace.Err()
	switch {
	case cause == nil:
		return err
	case err == nil:
		return fmt.Errorf("the connection broke: %w", withoutAddresses(cause))
	}
	return fmt.Errorf("%w; the connection broke: %w", err, withoutAddresses(cause))
}
