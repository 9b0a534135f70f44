//lint:file-ignore SA1019 nhooyr.io/websocket only moved to another import path; the project names this one, and this is the one file that uses it.

package gateway

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"nhooyr.io/websocket"
)

const (
	// pagePatience is how long the page may take to accept one message.
	pagePatience = 10 * time.Second
	// closePatience is how long it may take to accept the last one, and to close.
	closePatience = time.Second
	// pageMessage bounds, in bytes, one message from the page.
	pageMessage = 64 << 10
	// slowLine is how many bytes a second a page takes at least.
	slowLine = 32 << 10
)

// socket is the WebSocket to one page.
type socket struct {
	conn *websocket.Conn
	raw  *lastWord // under it
}

// accept answers the upgrade. A page of another origin is refused, with 403.
func accept(w http.ResponseWriter, r *http.Request) (*socket, error) {
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		return nil, errors.New("the connection can't be taken over")
	}
	keep := &keeper{ResponseWriter: w, hijacker: hijacker}
	conn, err := websocket.Accept(keep, r, &websocket.AcceptOptions{
		CompressionMode: websocket.CompressionDisabled, // a chunk is its own message: there is nothing to gain
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(-1) // receive has its own, and says so
	return &socket{conn, keep.raw}, nil
}

// keeper keeps the connection that is taken over. The library's own ways to
// close wait for the page, or for each other.
type keeper struct {
	http.ResponseWriter
	hijacker http.Hijacker
	raw      *lastWord
}

func (k *keeper) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := k.hijacker.Hijack()
	if err != nil {
		return nil, nil, err
	}
	k.raw = &lastWord{Conn: conn}
	rw.Writer.Reset(k.raw)
	return k.raw, rw, nil
}

// lastWord is a connection that lets one more write through once it is closing: the
// frame that closes. To the page's answer the library says the same again, and browsers
// complain of that.
type lastWord struct {
	net.Conn
	closing, said atomic.Bool
}

func (w *lastWord) Write(p []byte) (int, error) {
	if w.closing.Load() && w.said.Swap(true) {
		return len(p), nil
	}
	return w.Conn.Write(p)
}

// chunk sends bytes as one binary message.
func (s *socket) chunk(bytes []byte) error {
	return s.write(websocket.MessageBinary, bytes)
}

// report sends a report as one text message.
func (s *socket) report(report any) error {
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return s.write(websocket.MessageText, text)
}

// write does not end with the session's context: the library closes the whole
// connection when a context ends during a read or a write, and the closing
// report must still get through. It is bounded by pagePatience instead; a long
// message gets as much more as a slow line needs.
func (s *socket) write(kind websocket.MessageType, bytes []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), pagePatience+time.Duration(len(bytes)/slowLine)*time.Second)
	defer cancel()
	return s.conn.Write(ctx, kind, bytes)
}

// errTooLong: nothing is received any more, but reports still get through.
var errTooLong = fmt.Errorf("the page sent a message of more than %d bytes", pageMessage)

// receive waits for a message from the page, or for the end of the socket.
// isChunk tells bytes from text.
func (s *socket) receive() (message []byte, isChunk bool, err error) {
	kind, reader, err := s.conn.Reader(context.Background())
	if err != nil {
		return nil, false, err
	}
	message, err = io.ReadAll(io.LimitReader(reader, pageMessage+1))
	if len(message) > pageMessage {
		err = errTooLong
	}
	return message, kind == websocket.MessageBinary, err
}

// refuse says why there will be no session, and closes.
func (s *socket) refuse(why string) {
	if s.report(refusal{Type: "refused", Why: why}) == nil {
		s.close(websocket.StatusPolicyViolation, "")
	}
}

// hangUp closes after the closing report.
func (s *socket) hangUp(why error) {
	if errors.Is(why, errTooLong) {
		s.close(websocket.StatusMessageTooBig, "")
		return
	}
	s.close(websocket.StatusNormalClosure, "")
}

// turnAway closes, and says why: in 123 bytes at most.
func (s *socket) turnAway(why error) { s.close(websocket.StatusTryAgainLater, why.Error()) }

func (s *socket) close(status websocket.StatusCode, why string) {
	defer time.AfterFunc(closePatience, func() { s.raw.Close() }).Stop()
	s.raw.closing.Store(true)
	s.conn.Close(status, why)
}

// drop closes at once.
func (s *socket) drop() {
	s.raw.Close()
	s.conn.CloseNow()
}
