package web

import (
	"net"
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

// limit makes a listener accept no more than so many connections at once, from
// everywhere and from one address. Who is over the first waits in the kernel's
// queue; who is over the second is closed, or it would keep all others waiting.
// Loopback is not counted as an address: a proxy there speaks for everybody.
func limit(listener net.Listener, most, perAddress int) net.Listener {
	return &limited{
		Listener: listener, slots: make(chan struct{}, most), closed: make(chan struct{}),
		perAddress: perAddress, from: make(map[netip.Prefix]int),
	}
}

type limited struct {
	net.Listener
	slots      chan struct{}
	once       sync.Once
	closed     chan struct{}
	perAddress int

	mu   sync.Mutex
	from map[netip.Prefix]int // connections
}

func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.slots <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			<-l.slots
			return nil, err
		}
		kernel.SetBuffers(conn, receiveBuffer, sendBuffer)
		if from := address.Of(conn); l.enter(from) {
			return &slotted{Conn: conn, free: sync.OnceFunc(func() { l.leave(from); <-l.slots })}, nil
		}
		conn.Close()
	}
}

func (l *limited) enter(from netip.Prefix) bool {
	if from.Addr().IsLoopback() {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from[from] >= l.perAddress {
		return false
	}
	l.from[from]++
	return true
}

func (l *limited) leave(from netip.Prefix) {
	if from.Addr().IsLoopback() {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from[from]--; l.from[from] == 0 {
		delete(l.from, from)
	}
}

func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

type slotted struct {
	net.Conn
	free func()
}

func (s *slotted) Close() error {
	defer s.free()
	return s.Conn.Close()
}
