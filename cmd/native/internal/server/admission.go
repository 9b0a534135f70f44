package server

import (
	"fmt"
	"net"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core/timeserver"
)

// Limits bound how many clients are served at once, and how well. Visits do not
// count as clients: who opens them bounds them.
type Limits struct {
	Clients    int // in all; 1024 when 0
	PerAddress int // from one address, or one IPv6 network of 64 bits; 256 when 0
	Turns      int // a second, see turns: half of them for one address at most; 10,000 when 0
}

func (l Limits) withDefaults() Limits {
	if l.Clients == 0 {
		l.Clients = 1024
	}
	if l.PerAddress == 0 {
		l.PerAddress = 256
	}
	if l.Turns == 0 {
		l.Turns = 10_000
	}
	return l
}

// What the kernel may hold of one client, in bytes.
const (
	receiveBuffer = 64 << 10 // a segment on loopback has as much: with less, such a stream crawls
	sendBuffer    = 64 << 10
)

// mostLeaving bounds how many clients are listened to while they are turned
// away. Beyond it, who sends something at once may miss the reason.
const mostLeaving = 128

// receive admits a connection, or turns it away. It does not wait, so that all
// who are connected are either admitted or among those few.
func (s *Server) receive(conn net.Conn) {
	kernel.SetBuffers(conn, receiveBuffer, sendBuffer)
	c := newClient(s, conn)
	if err := s.admit(c, timeserver.AppendGreeting(nil)); err != nil {
		s.turnAway(c, err)
		return
	}
	s.wait.Go(c.live)
}

// turnAway tells a client that is not admitted why, and closes. It is given
// little time: it may be one of very many.
func (s *Server) turnAway(c *client, why error) {
	s.count.refused.Inc()
	c.conn.SetDeadline(time.Now().Add(linger))
	c.conn.Write(timeserver.AppendRefusal(nil, why.Error())) // an empty socket buffer takes it at once
	if s.leaving.Add(1) > mostLeaving {
		s.leaving.Add(-1)
		c.conn.Close()
		return
	}
	s.wait.Go(func() {
		defer s.leaving.Add(-1)
		defer c.conn.Close()
		closeWrite(c.conn)
		discard(c.conn)
	})
}

// household is what clients of one address have in common.
type household struct {
	clients int   // strangers among its members
	members int   // with visits
	place   place // among the households
	crowd   crowd // of its clients
}

// admit counts a client in and queues its first words in one step, so that no
// tick can come before the greeting. The error says, to the client, why not.
func (s *Server) admit(c *client, greeting []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closing {
		return errClosing
	}
	home := s.households[c.from]
	if home == nil {
		home = &household{}
	}
	if c.visit == nil {
		if s.strangers >= s.limits.Clients {
			return fmt.Errorf("too many clients: %d are connected; try again later", s.limits.Clients)
		}
		if home.clients >= s.limits.PerAddress {
			return fmt.Errorf("too many clients from your address: %d are connected; close one first", s.limits.PerAddress)
		}
		s.strangers++
		home.clients++
	}
	home.members++
	s.households[c.from] = home
	s.clients[c] = struct{}{}
	c.home = home
	s.count.accepted.Inc()
	c.send(greeting)
	return nil
}

// dismiss counts out a client that was admitted.
func (s *Server) dismiss(c *client) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.clients, c)
	if c.visit == nil {
		s.strangers--
		c.home.clients--
	}
	if c.home.members--; c.home.members == 0 {
		delete(s.households, c.from)
	}
}

// connected is how many clients there are.
func (s *Server) connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.clients)
}
