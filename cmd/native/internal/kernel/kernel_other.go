//go:build !linux

package kernel

import (
	"errors"
	"net"
	"syscall"
)

func ask(*net.TCPConn) Known { return Known{} }

// SetMSS limits the segments that the peer may send; here it can't.
func SetMSS(syscall.RawConn, int) error {
	return errors.New("kernel: the maximum segment size can be chosen only on Linux")
}
