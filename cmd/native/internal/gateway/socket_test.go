package gateway

import (
	"bufio"
	"io"
	"net"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"
)

// A page may take its time over a message, and a second more for each 32 KiB of
// a long one: a slow line needs it.
func TestSlowPage(t *testing.T) {
	tests := []struct {
		name    string
		length  int
		silence time.Duration // before the page reads
		want    bool
	}{
		{"a short message", 1 << 10, pagePatience - time.Second, true},
		{"a short message, too late", 1 << 10, pagePatience + time.Second, false},
		{"a long message", 256 << 10, pagePatience + 7*time.Second, true},
		{"a long message, too late", 256 << 10, pagePatience + 9*time.Second, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				defer far.Close()
				defer time.AfterFunc(test.silence, func() { io.Copy(io.Discard, far) }).Stop() // by the clock of synctest, which takes no time
				request := httptest.NewRequest("GET", "/ws", nil)
				for name, value := range map[string]string{
					"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
				} {
					request.Header.Set(name, value)
				}
				page, err := accept(taken{httptest.NewRecorder(), near}, request)
				if err != nil {
					t.Fatal(err)
				}
				defer page.drop()
				if err := page.chunk(make([]byte, test.length)); (err == nil) != test.want {
					t.Errorf("it ended with %v", err)
				}
			})
		})
	}
}

// taken answers on a connection that can be taken over.
type taken struct {
	*httptest.ResponseRecorder
	conn net.Conn
}

func (t taken) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return t.conn, bufio.NewReadWriter(bufio.NewReader(t.conn), bufio.NewWriter(t.conn)), nil
}
