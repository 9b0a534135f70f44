package server

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"bufferbybuffer/cmd/native/internal/address"
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// linger is how long to listen to a client after the last word to it: a socket
// closed with unread bytes in it is reset, and a reset throws away what the
// peer has not read yet.
const linger = 200 * time.Millisecond

var (
	errGone   = errors.New("it went away")
	errBroken = errors.New("it sent what is no frame")
)

// client is one connection. Its goroutine runs live, which owns the socket:
// nobody else closes it.
type client struct {
	server  *Server
	conn    net.Conn
	visit   *Visit // nil for a stranger
	from    netip.Prefix
	home    *household // of from; once it is admitted
	place   place      // among the clients there
	out     outbox
	solo    atomic.Bool   // it has a manner of its own, so it does not share the bell
	ended   atomic.Bool   // it ended its side: only a write can tell whether it is still there
	once    sync.Once     // closes over
	over    chan struct{} // closed when nothing more will be written
	decoder *core.Decoder // of what it sends; nil as long as it sends nothing
	manner  timeserver.Manner
	in      [512]byte // one recv; most clients never send anything
}

func newClient(s *Server, conn net.Conn) *client {
	c := &client{server: s, conn: conn, from: address.Of(conn), over: make(chan struct{})}
	c.out.init()
	if c.visit = s.visits.claim(conn); c.visit != nil {
		c.from = c.visit.From
		c.manner = c.visit.Manner
		c.adopt()
	}
	return c
}

// live reads until the client ends its side, and closes the socket once
// nothing more can be written to it. A client that ended only its own side
// keeps being told the time: half a connection still carries bytes.
func (c *client) live() {
	defer c.conn.Close()
	defer c.server.dismiss(c)

	err := c.listen()
	switch {
	case errors.Is(err, io.EOF) && c.visit == nil: // it only listens from now on
		c.ended.Store(true)
		c.out.call()
	case errors.Is(err, errBroken):
		c.finish()
		discard(c.conn)
	default: // a visit that ends its side has ended both
		c.cut(err)
	}
	<-c.over
	discard(c.conn)
}

// discard reads what a client still sends, until hangUp's deadline or cut's.
// One that does not stop has no claim on a clean end.
func discard(conn net.Conn) {
	io.CopyN(io.Discard, conn, 4<<20)
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
		frames, do := c.out.take()
		switch do {
		case rest:
			return
		case leave:
			c.hangUp()
			return
		case follow:
			c.perform()
			return
		}
		c.server.count.writes.Inc()
		err := c.out.begin(c.conn, time.Now().Add(c.server.patience))
		if err == nil {
			_, err = frames.WriteTo(c.conn)
		}
		if err != nil {
			c.cut(err)
			return
		}
	}
}

// hangUp ends the stream after its last byte.
func (c *client) hangUp() {
	c.once.Do(func() {
		closeWrite(c.conn)
		c.conn.SetReadDeadline(time.Now().Add(linger))
		close(c.over)
	})
}

// cut ends the client at once, whatever is still queued; by a reset, so that
// what it has got can't pass for a stream that ended well. The deadline wakes
// both who reads and who writes.
func (c *client) cut(why error) {
	c.once.Do(func() {
		c.out.fail(why)
		if tcp, ok := c.conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		c.conn.SetDeadline(time.Unix(1, 0))
		c.server.count.cutOff.Inc()
		c.server.log.Debug("client cut off", "client", c.conn.RemoteAddr().String(), "why", why)
		close(c.over)
	})
}

func closeWrite(conn net.Conn) {
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}
