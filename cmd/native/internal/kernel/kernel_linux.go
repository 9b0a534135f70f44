package kernel

import (
	"fmt"
	"net"
	"syscall"

	"golang.org/x/sys/unix"
)

func ask(conn *net.TCPConn) (known Known) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return known
	}
	raw.Control(func(fd uintptr) {
		if queued, err := unix.IoctlGetInt(int(fd), unix.TIOCINQ); err == nil {
			known.Queued = &queued
		}
		if info, err := unix.GetsockoptTCPInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_INFO); err == nil {
			segments := int64(info.Data_segs_in)
			known.Segments = &segments
		}
	})
	return known
}

// Unacknowledged is how many bytes have been written to conn and not been received
// by its peer's system.
func Unacknowledged(conn *net.TCPConn) (n int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	if controlErr := raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.TIOCOUTQ) }); controlErr != nil {
		err = controlErr
	}
	return n, err
}

// SetMSS limits the segments that the peer may send, in bytes. It is told to
// the peer when the connection opens, so this is for a net.Dialer's Control.
func SetMSS(raw syscall.RawConn, mss int) error {
	var err error
	if controlErr := raw.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, mss)
	}); controlErr != nil {
		err = controlErr
	}
	if err != nil {
		return fmt.Errorf("kernel: cannot set the maximum segment size %d: %w", mss, err)
	}
	return nil
}
