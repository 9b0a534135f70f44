package gateway

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core"
)

// A recording is kept in the page, so a session is bounded in every direction.
const (
	maxChunks = 20_000
	maxBytes  = 1 << 20
	maxTime   = time.Hour
)

var (
	errPageGone = errors.New("the page went away")
	errFull     = errors.New("the recording is full: a session ends after 20,000 chunks, 1 MiB or an hour")
)

// session is one page's TCP connection.
type session struct {
	page    *socket
	conn    *net.TCPConn
	choices choices
	began   time.Time

	chunks   int
	bytes    int64
	segments int64 // that had arrived at the last chunk
}

func newSession(page *socket, conn *net.TCPConn, choices choices) *session {
	return &session{page: page, conn: conn, choices: choices, began: time.Now()}
}

// run relays until the stream ends, the page goes, the recording is full, or
// ctx ends; and says which it was.
func (s *session) run(ctx context.Context) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	full := time.AfterFunc(maxTime, func() { cancel(errFull) })
	defer full.Stop()

	// A blocked Read knows no context; a deadline in the past wakes it.
	defer context.AfterFunc(ctx, func() { s.conn.SetReadDeadline(time.Unix(1, 0)) })()

	var up sync.WaitGroup
	up.Go(func() { cancel(s.relayUp()) })
	defer up.Wait()
	defer s.page.drop()

	err := s.relayDown()
	if context.Cause(ctx) != nil {
		err = context.Cause(ctx)
	}
	if errors.Is(err, errPageGone) {
		return
	}
	end := closing{Type: "end", How: cutOff, Why: s.why(err), At: since(s.began), Chunks: s.chunks, Bytes: s.bytes}
	if errors.Is(err, io.EOF) {
		end.How = closed
	}
	if s.page.report(end) == nil {
		s.page.hangUp()
	}
}

// relayDown sends the page one message per Read, until an error ends the
// stream: io.EOF when the server closed it.
func (s *session) relayDown() error {
	if err := s.hello(); err != nil {
		return errPageGone
	}
	buffer := make([]byte, s.choices.Buffer)
	for {
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

func (s *session) hello() error {
	return s.page.report(hello{
		Type:     "hello",
		Protocol: protocol,
		Server:   s.conn.RemoteAddr().String(),
		Client:   s.conn.LocalAddr().String(),
		Layout:   core.Decimal(10).String(),
		Limit:    core.DefaultLimit,
		Buffer:   s.choices.Buffer,
		Began:    float64(s.began.UnixMilli()) / 1000,
	})
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
	if known.Segments != nil {
		fresh := *known.Segments - s.segments
		report.Segments = &fresh
		s.segments = *known.Segments
	}
	s.chunks++
	s.bytes += int64(len(chunk))
	if err := s.page.report(report); err != nil {
		return err
	}
	return s.page.chunk(chunk)
}

// relayUp writes what the page sends to the TCP connection, as it is. It
// returns when the page is gone or run drops it.
func (s *session) relayUp() error {
	for {
		message, isChunk, err := s.page.receive()
		if err != nil {
			return errPageGone
		}
		if !isChunk {
			continue
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
	case errors.Is(err, errFull):
		return errFull.Error()
	case errors.Is(err, context.Canceled):
		return "the server is shutting down"
	default:
		return "the connection broke: " + err.Error()
	}
}
