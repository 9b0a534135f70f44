package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/VictoriaMetrics/metrics"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// A recording is kept in the page, so a session is bounded in every direction.
const (
	maxChunks = 20_000
	maxBytes  = 1 << 20
	maxTime   = time.Hour
)

var (
	errPageGone = errors.New("the page went away")
	errFull     = errors.New("the recording is full: a session ends after 20,000 chunks, 50,000 writes, 1 MiB or an hour")
)

// session is one page's TCP connection.
type session struct {
	page    *socket
	conn    *net.TCPConn
	dialled chan struct{} // closed when there is conn
	choices choices
	began   time.Time
	end     context.CancelCauseFunc               // ends the session, and says why
	count   *metrics.Counter                      // of chunks, of all sessions
	rest    func(*session, context.Context) error // before each recv
	sends   sends

	chunks   int
	bytes    int64
	segments int64 // that had arrived at the last chunk
}

// newSession makes a session that run runs until ctx ends. The caller calls end
// after it.
func (g *Gateway) newSession(ctx context.Context, page *socket, choices choices) (*session, context.Context) {
	ctx, end := context.WithCancelCause(ctx)
	s := &session{page: page, dialled: make(chan struct{}), choices: choices, began: time.Now(), end: end, count: g.count.chunks, rest: g.rest}
	s.sends.began, s.sends.full = s.began, func() { end(errFull) }
	return s, ctx
}

// run relays until the stream ends, the page goes, the recording is full, or
// ctx ends; and says which it was.
func (s *session) run(ctx context.Context) {
	full := time.AfterFunc(maxTime, func() { s.end(errFull) })
	defer full.Stop()

	// A blocked Read knows no context; a deadline in the past wakes it. When the
	// server shuts down, what is left to say to the page must be said soon.
	defer context.AfterFunc(ctx, func() {
		s.conn.SetReadDeadline(time.Unix(1, 0))
		if errors.Is(context.Cause(ctx), context.Canceled) {
			time.AfterFunc(closePatience, s.page.drop)
		}
	})()

	err := s.relayDown(ctx)
	if context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	if errors.Is(err, errPageGone) {
		return
	}
	ends, sent := s.sends.take()
	end := closing{Type: "end", How: cutOff, Why: s.why(err), At: since(s.began), Chunks: s.chunks, Bytes: s.bytes, Sends: ends, Sent: sent}
	if errors.Is(err, io.EOF) {
		end.How = closed
	}
	if s.page.report(end) == nil {
		s.page.hangUp(err)
	}
}

// relayDown sends the page one message per Read, until an error ends the
// stream: io.EOF when the server closed it.
func (s *session) relayDown(ctx context.Context) error {
	if err := s.hello(); err != nil {
		return errPageGone
	}
	buffer := make([]byte, s.choices.Buffer)
	for {
		if err := s.rest(s, ctx); err != nil {
			return err
		}
		n, err := s.conn.Read(buffer)
		if n > 0 {
			if s.relay(buffer[:n]) != nil {
				return errPageGone
			}
		}
		if err != nil {
			return err
		}
		if s.chunks == maxChunks || s.bytes >= maxBytes {
			return errFull
		}
	}
}

// keepPace is how a session rests. Meanwhile the kernel goes on collecting.
func (s *session) keepPace(ctx context.Context) error {
	if s.choices.Pace == 0 {
		return nil
	}
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-time.After(s.choices.Pace):
		return nil
	}
}

func (s *session) hello() error {
	manner := s.choices.Manner
	report := hello{
		Type:     "hello",
		Protocol: protocol,
		Server:   s.conn.RemoteAddr().String(),
		Client:   s.conn.LocalAddr().String(),
		Layout:   core.Decimal(10).String(),
		Limit:    core.DefaultLimit,
		Buffer:   s.choices.Buffer,
		Pace:     s.choices.Pace.String(),
		MSS:      s.choices.MSS,
		Cut:      manner.Cut.String(),
		Pause:    timeserver.Millis(manner.Pause),
		Gather:   max(1, manner.Gather),
		Began:    float64(s.began.UnixMilli()) / 1000,
	}
	if manner.Every != 0 {
		report.Every = timeserver.Millis(manner.Every)
	}
	if manner.Varied {
		report.Words = "varied"
	}
	return s.page.report(report)
}

// relay sends one chunk, after its report.
func (s *session) relay(chunk []byte) error {
	known := kernel.Ask(s.conn)
	report := chunkReport{
		Type:   "chunk",
		Chunk:  s.chunks,
		Offset: s.bytes,
		Length: len(chunk),
		At:     since(s.began),
		Queued: known.Queued,
	}
	report.Sends, report.Sent = s.sends.take()
	if known.Segments != nil {
		fresh := *known.Segments - s.segments
		report.Segments = &fresh
		s.segments = *known.Segments
	}
	s.count.Inc()
	s.chunks++
	s.bytes += int64(len(chunk))
	if err := s.page.report(report); err != nil {
		return err
	}
	return s.page.chunk(chunk)
}

// relayUp writes what the page sends to the TCP connection, as it is. It
// listens during the dial already, to learn of a page that leaves; but only until
// the first bytes: they wait for the connection, and what comes after them, too.
func (s *session) relayUp(ctx context.Context) error {
	for {
		message, isChunk, err := s.page.receive()
		if err != nil && !errors.Is(err, errTooLong) {
			return errPageGone
		}
		if err == nil && !isChunk {
			continue
		}
		select {
		case <-s.dialled:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		s.conn.SetWriteDeadline(time.Now().Add(pagePatience))
		if _, err := s.conn.Write(message); err != nil {
			return err
		}
	}
}

// why says in words what ended the stream.
func (s *session) why(err error) string {
	switch {
	case errors.Is(err, io.EOF):
		return "the server closed the connection"
	case errors.Is(err, errFull), errors.Is(err, errTooLong):
		return err.Error()
	case errors.Is(err, context.Canceled):
		return "the server is shutting down"
	default:
		return "the connection broke: " + err.Error()
	}
}
