package web

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"net/netip"
	"sync"

	"bufferbybuffer/cmd/native/internal/address"
	"bufferbybuffer/cmd/native/internal/kernel"
)

// What the kernel may hold of one connection, in bytes.
const (
	receiveBuffer = 64 << 10 // a segment on loopback has as much: with less, such a stream crawls
	sendBuffer    = 64 << 10
)

// limit makes a listener serve no more than so many connections at once, from
// everywhere and from one address. Where places run short, a connection that
// nobody is being answered on gives way, the one longest so first: it is idle
// between two requests, or still says what it wants. Where all are being
// answered, who is over the first limit waits, and who is over the second is
// closed, or it would keep all others waiting. Loopback is not counted as an
// address: a proxy there speaks for everybody.
func limit(listener net.Listener, most, perAddress int) *limited {
	l := &limited{Listener: listener, most: most, perAddress: perAddress, from: make(map[netip.Prefix]int)}
	l.changed = sync.NewCond(&l.mu)
	return l
}

type limited struct {
	net.Listener
	most, perAddress int

	mu      sync.Mutex
	changed *sync.Cond // on mu: a place may be had
	closed  bool
	open    int
	from    map[netip.Prefix]int // connections
	idle    list.List            // of *slotted, the longest idle first
}

func (l *limited) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		kernel.SetBuffers(conn, receiveBuffer, sendBuffer)
		slot, err := l.enter(conn)
		if slot == nil {
			conn.Close()
		}
		if slot != nil || err != nil {
			return slot, err
		}
	}
}

// enter gives a connection a place, or none where its address has too many.
func (l *limited) enter(conn net.Conn) (*slotted, error) {
	from := address.Of(conn)
	l.mu.Lock()
	defer l.mu.Unlock()
	ofIt := func(s *slotted) bool { return s.from == from }
	if !from.Addr().IsLoopback() && l.from[from] >= l.perAddress && !l.reclaim(ofIt) {
		return nil, nil
	}
	for l.open >= l.most && !l.closed && !l.reclaim(func(*slotted) bool { return true }) {
		l.changed.Wait()
	}
	if l.closed {
		return nil, net.ErrClosed
	}
	l.open++
	l.from[from]++
	s := &slotted{Conn: conn, from: from, of: l}
	s.place = l.idle.PushBack(s)
	return s, nil
}

// reclaim closes the longest idle connection of those meant, if there is any.
func (l *limited) reclaim(meant func(*slotted) bool) bool {
	for e := l.idle.Front(); e != nil; e = e.Next() {
		if s := e.Value.(*slotted); meant(s) {
			l.leave(s)
			s.Conn.Close()
			return true
		}
	}
	return false
}

// leave gives a place back, once.
func (l *limited) leave(s *slotted) {
	if s.gone {
		return
	}
	s.gone = true
	l.busy(s)
	l.open--
	if l.from[s.from]--; l.from[s.from] == 0 {
		delete(l.from, s.from)
	}
	l.changed.Broadcast()
}

// busy takes a connection from the idle ones.
func (l *limited) busy(s *slotted) {
	if s.place != nil {
		l.idle.Remove(s.place)
		s.place = nil
	}
}

func (l *limited) Close() error {
	l.mu.Lock()
	l.closed = true
	l.changed.Broadcast()
	l.mu.Unlock()
	return l.Listener.Close()
}

// slotted is a connection that has a place. Its fields are under of.mu.
type slotted struct {
	net.Conn
	of    *limited
	from  netip.Prefix
	place *list.Element // in of.idle; nil while it is being answered
	gone  bool
}

func (s *slotted) Close() error {
	s.of.mu.Lock()
	s.of.leave(s)
	s.of.mu.Unlock()
	return s.Conn.Close()
}

type slotKey struct{}

// withSlot lets answering find the connection of a request.
func withSlot(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, slotKey{}, conn)
}

// answering keeps a connection from giving way while next answers on it. It
// ends with idle, once the answer is out.
func answering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s, ok := r.Context().Value(slotKey{}).(*slotted); ok {
			s.of.mu.Lock()
			s.of.busy(s)
			s.of.mu.Unlock()
		}
		if r.ContentLength != 0 { // nobody reads it here, and waiting for it would keep the place
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
}

// idle is for http.Server's ConnState.
func idle(conn net.Conn, state http.ConnState) {
	s, ok := conn.(*slotted)
	if !ok || state != http.StateIdle {
		return
	}
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	if !s.gone && s.place == nil {
		s.place = s.of.idle.PushBack(s)
		s.of.changed.Broadcast()
	}
}
