//go:build !linux

package kernel

import (
	"net"
	"syscall"
)

func ask(*net.TCPConn) Known { return Known{} }

// SetMSS returns ErrUnsupported.
func SetMSS(syscall.RawConn, int) error {
	return ErrUnsupported
}

// Unacknowledged returns ErrUnsupported.
func Unacknowledged(*net.TCPConn) (int, error) { return 0, ErrUnsupported }
