package server

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"bufferbybuffer/core/timeserver"
)

const (
	// patience is how long one write may take before the client counts as gone.
	patience = 10 * time.Second
	// linger is how long to listen to a client after the last word to it: a
	// socket closed with unread bytes in it is reset, and a reset throws away
	// what the peer has not read yet.
	linger = 50 * time.Millisecond
)

// client is one connection. Its goroutine runs live, which owns the socket:
// nobody else closes it.
type client struct {
	server *Server
	conn   net.Conn
	out    outbox
	once   sync.Once
	over   chan struct{} // closed when nothing more will be written
	in     [512]byte     // one recv; most clients never send anything
}

func newClient(s *Server, conn net.Conn) *client {
	return &client{server: s, conn: conn, over: make(chan struct{})}
}

// live greets, reads until the client ends its side, and closes the socket
// once nothing more can be written to it. A client that ended only its own
// side keeps being told the time: half a connection still carries bytes.
func (c *client) live() {
	defer c.server.forget(c)
	defer c.conn.Close()
	c.send(timeserver.AppendGreeting(nil))
	for {
		if _, err := c.conn.Read(c.in[:]); err != nil {
			if !errors.Is(err, io.EOF) {
				c.cut(err)
			}
			break
		}
	}
	<-c.over
}

// send queues frames for the client, and cuts it off when it is too far
// behind. It never waits.
func (c *client) send(frames []byte) {
	start, err := c.out.put(frames)
	if err != nil {
		c.cut(err)
	}
	if start {
		c.server.wait.Go(c.write)
	}
}

// finish ends the client politely: what is queued is still written, and then
// the end of the stream.
func (c *client) finish() {
	if c.out.finish() {
		c.server.wait.Go(c.write)
	}
}

// write is the writer: it empties the outbox and ends. Whatever came together
// since its last round leaves in one call.
func (c *client) write() {
	for {
		frames, last := c.out.take()
		if frames == nil {
			if last {
				c.hangUp()
			}
			return
		}
		c.conn.SetWriteDeadline(time.Now().Add(patience))
		if _, err := frames.WriteTo(c.conn); err != nil {
			c.cut(err)
			return
		}
	}
}

// hangUp ends the stream after its last byte.
func (c *client) hangUp() {
	c.once.Do(func() {
		if half, ok := c.conn.(interface{ CloseWrite() error }); ok {
			half.CloseWrite()
		}
		c.conn.SetReadDeadline(time.Now().Add(linger))
		close(c.over)
	})
}

// cut ends the client at once, whatever is still queued. The deadline wakes
// both who reads and who writes.
func (c *client) cut(why error) {
	c.once.Do(func() {
		c.out.fail(why)
		c.conn.SetDeadline(time.Unix(1, 0))
		c.server.log.Debug("client cut off", "client", c.conn.RemoteAddr().String(), "why", why)
		close(c.over)
	})
}
