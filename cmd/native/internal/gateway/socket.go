//lint:file-ignore SA1019 nhooyr.io/websocket only moved to another import path; the project names this one, and this is the one file that uses it.

package gateway

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"nhooyr.io/websocket"
)

const (
	// pagePatience is how long the page may take to accept one message.
	pagePatience = 10 * time.Second
	// closePatience is how long it may take to accept the last one, and to close.
	closePatience = 2 * time.Second
	// pageMessage bounds, in bytes, one message from the page.
	pageMessage = 64 << 10
)

// socket is the WebSocket to one page.
type socket struct {
	conn *websocket.Conn
}

// accept answers the upgrade. A page of another origin is refused, with 403.
func accept(w http.ResponseWriter, r *http.Request) (*socket, error) {
	conn, err := websocket.Accept(w, r, &websocket.AcceptOptions{
		CompressionMode: websocket.CompressionDisabled, // a chunk is its own message: there is nothing to gain
	})
	if err != nil {
		return nil, err
	}
	conn.SetReadLimit(pageMessage)
	return &socket{conn}, nil
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
// report must still get through. It is bounded by pagePatience instead.
func (s *socket) write(kind websocket.MessageType, bytes []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), pagePatience)
	defer cancel()
	return s.conn.Write(ctx, kind, bytes)
}

// receive waits for a message from the page, or for the end of the socket.
// isChunk tells bytes from text.
func (s *socket) receive() (message []byte, isChunk bool, err error) {
	kind, message, err := s.conn.Read(context.Background())
	return message, kind == websocket.MessageBinary, err
}

// refuse says why there will be no session, and closes.
func (s *socket) refuse(why string) {
	if s.report(refusal{Type: "refused", Why: why}) == nil {
		s.close(websocket.StatusPolicyViolation)
	}
}

// hangUp closes after the closing report.
func (s *socket) hangUp() {
	s.close(websocket.StatusNormalClosure)
}

func (s *socket) close(status websocket.StatusCode) {
	defer time.AfterFunc(closePatience, s.drop).Stop()
	s.conn.Close(status, "")
}

// drop closes at once; after refuse or hangUp it does nothing.
func (s *socket) drop() { s.conn.CloseNow() }
