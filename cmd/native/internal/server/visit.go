package server

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"bufferbybuffer/core/timeserver"
)

// Visit is a connection that this very process opens to the server, as the
// gateway does for each page. It counts toward no limit of the server's, may
// ask for a manner before the first byte, and is told of every write.
type Visit struct {
	From   netip.Prefix // whom it is for: see address.Of
	Manner timeserver.Manner
	// Wrote, unless nil, is called just before the bytes up to the stream
	// offset end are handed to the kernel, in one write.
	Wrote func(end int64, at time.Time)
}

// Expect makes the next connection from an address of this machine a visit. To
// be told in time, bind the socket first, call Expect, and connect then. Call
// forget once the connection is over, or if it was never made.
func (s *Server) Expect(from netip.AddrPort, visit Visit) (forget func()) {
	return s.visits.expect(from, visit)
}

// visits are the visits that were announced and not yet accepted, by the
// visitor's address.
type visits struct {
	mu       sync.Mutex
	expected map[netip.AddrPort]*Visit
}

func (v *visits) expect(from netip.AddrPort, visit Visit) (forget func()) {
	from = plain(from)
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.expected == nil {
		v.expected = make(map[netip.AddrPort]*Visit)
	}
	v.expected[from] = &visit
	return func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		if v.expected[from] == &visit { // and not one that has got the same port since
			delete(v.expected, from)
		}
	}
}

// claim is the visit behind an accepted connection, or nil.
func (v *visits) claim(conn net.Conn) *Visit {
	tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
	if !ok {
		return nil
	}
	from := plain(tcp.AddrPort())
	v.mu.Lock()
	defer v.mu.Unlock()
	visit := v.expected[from]
	delete(v.expected, from)
	return visit
}

// plain spells an address in one way: a listener on both IPv4 and IPv6 has
// another one than a socket for IPv4 alone.
func plain(address netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(address.Addr().Unmap().WithZone(""), address.Port())
}
