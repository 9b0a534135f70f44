package gate

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// tcp asks for the peer's socket by its two addresses: the connection's own, the
// other way round.
type tcp struct {
	own  syscall.RawConn
	peer peerSocket
	// received is what the peer's kernel had received before now.
	received int64
}

// peerSocket is a way to ask.
type peerSocket interface {
	// ask returns errNoSocket where there is no such socket.
	ask() (socketState, error)
	close() error
}

// socketState is what is told about the peer's socket.
type socketState struct {
	state    uint8
	orphan   bool  // no process has it
	queued   int64 // bytes that have not been read
	received int64 // bytes that have arrived, read or not; -1: this way does not tell
}

// The states in which there is nobody to read. The numbers are the kernel's:
// include/net/tcp_states.h.
const (
	stateSynReceived    = 3
	stateFinWait1       = 4
	stateFinWait2       = 5
	stateTimeWait       = 6
	stateClose          = 7
	stateCloseWait      = 8
	stateClosing        = 11
	stateNewSynReceived = 12
)

func (s socketState) gone() bool {
	switch s.state {
	case stateTimeWait, stateClose:
		return true
	case stateFinWait1, stateFinWait2, stateClosing:
		return s.orphan // else it has closed one direction only
	}
	return false
}

var errNoSocket = errors.New("the peer's socket is not in this network namespace of this machine")

// errNoNetlink says that a socket was not found, or can't be asked for, this way.
var errNoNetlink = errors.New("netlink does not tell about the peer's socket")

func askTCP(conn *net.TCPConn) (asker, error) {
	own, err := conn.SyscallConn()
	if err != nil {
		return nil, err
	}
	ends := pair{from: addrPort(conn.RemoteAddr()), to: addrPort(conn.LocalAddr())}
	if peer, err := newNetlink(ends); err == nil {
		if _, err := peer.ask(); err == nil {
			return &tcp{own: own, peer: peer}, nil
		}
		peer.close()
	}
	return askTable(own, ends)
}

func askTable(own syscall.RawConn, ends pair) (asker, error) {
	peer := table{ends}
	if _, err := peer.ask(); err != nil {
		return nil, err
	}
	return &tcp{own: own, peer: peer}, nil
}

// pair is the two ends of a connection, as the asked socket has them.
type pair struct{ from, to netip.AddrPort }

func addrPort(a net.Addr) netip.AddrPort {
	p := a.(*net.TCPAddr).AddrPort()
	return netip.AddrPortFrom(p.Addr().Unmap().WithZone(""), p.Port())
}

func (t *tcp) unread(sent int64) (int64, error) {
	// That nothing is queued means something only for bytes that had arrived
	// before the question: what comes while the peer is inside a recv waits
	// somewhere else.
	if t.received < sent {
		s, err := t.ask()
		switch {
		case err != nil:
			return t.whenGone(sent, err)
		case s.state == stateSynReceived || s.state == stateNewSynReceived:
			return sent, nil // our end is ahead of the peer's
		case s.received >= 0:
			t.received = s.received
		default:
			waiting, err := t.unacknowledged()
			if err != nil {
				return 0, err
			}
			t.received = sent - waiting
		}
		if t.received < sent {
			return min(sent, sent-t.received+s.queued), nil
		}
	}
	s, err := t.ask()
	if err != nil {
		return t.whenGone(sent, err)
	}
	if s.received < 0 && s.queued == 0 {
		// Unlike netlink, a table does not wait for a recv that is under way.
		s, err = t.ask()
		if err != nil {
			return t.whenGone(sent, err)
		}
	}
	return s.queued, nil
}

func (t *tcp) ask() (socketState, error) {
	s, err := t.peer.ask()
	if err == nil && s.gone() || errors.Is(err, errNoSocket) {
		return s, ErrGone
	}
	return s, err
}

// whenGone tells a peer that had read everything before it closed, from one that
// had not: a kernel answers bytes that nobody will read with a reset.
func (t *tcp) whenGone(sent int64, err error) (int64, error) {
	if !errors.Is(err, ErrGone) {
		return 0, err
	}
	var info *unix.TCPInfo
	if t.control(func(fd int) (err error) {
		info, err = unix.GetsockoptTCPInfo(fd, unix.IPPROTO_TCP, unix.TCP_INFO)
		return err
	}) != nil {
		return 0, ErrGone
	}
	if waiting, err := t.unacknowledged(); err == nil && waiting == 0 && info.State == stateCloseWait {
		return 0, nil
	}
	return 0, ErrGone
}

// unacknowledged is how many sent bytes the peer's kernel has not acknowledged.
func (t *tcp) unacknowledged() (n int64, err error) {
	err = t.control(func(fd int) error {
		waiting, err := unix.IoctlGetInt(fd, unix.TIOCOUTQ)
		n = int64(waiting)
		return err
	})
	return n, err
}

func (t *tcp) control(do func(fd int) error) error {
	var err error
	if controlErr := t.own.Control(func(fd uintptr) { err = do(int(fd)) }); controlErr != nil {
		return ErrGone // our own end is closed
	}
	if err != nil {
		return fmt.Errorf("the kernel does not tell about the connection: %w", err)
	}
	return nil
}

func (t *tcp) close() error { return t.peer.close() }
