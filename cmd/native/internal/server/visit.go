package server

import (
	"net"
	"sync"
	"time"

	"bufferbybuffer/core/timeserver"
)

// Visit is a connection that this very process opens to the server, as the
// gateway does for each page. It counts toward no limit of the server's, may
// ask for a manner before the first byte, and is told of every write.
type Visit struct {
	Manner timeserver.Manner
	// Wrote, unless nil, is called just before the bytes up to the stream
	// offset end are handed to the kernel, in one write.
	Wrote func(end int64, at time.Time)
}

// Host lets dial connect to the server, as a visit. A connection is known by
// its local port, which nobody knows before it is dialed; so while a dial is
// under way, new clients wait to be told who they are.
func (s *Server) Host(visit Visit, dial func() (net.Conn, error)) (net.Conn, error) {
	return s.visits.host(visit, dial)
}

// visits are the visits that were dialed and not yet accepted.
type visits struct {
	dialing  sync.RWMutex // dials read, who must know their outcome writes
	mu       sync.Mutex
	expected map[string]*Visit // by the visitor's local address
}

func (v *visits) host(visit Visit, dial func() (net.Conn, error)) (net.Conn, error) {
	v.dialing.RLock()
	defer v.dialing.RUnlock()
	conn, err := dial()
	if err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.expected == nil {
		v.expected = make(map[string]*Visit)
	}
	v.expected[conn.LocalAddr().String()] = &visit
	return conn, nil
}

// claim is the visit behind an accepted connection, or nil.
func (v *visits) claim(conn net.Conn) *Visit {
	v.dialing.Lock()
	defer v.dialing.Unlock()
	from := conn.RemoteAddr().String()
	v.mu.Lock()
	defer v.mu.Unlock()
	visit := v.expected[from]
	delete(v.expected, from)
	return visit
}
