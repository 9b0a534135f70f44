//go:build !linux

package gate

import (
	"errors"
	"net"
	"os"
)

var errUnsupported = errors.New("only Linux tells what a peer has read")

func askTCP(*net.TCPConn) (asker, error) { return nil, errUnsupported }
func askPipe(*os.File) (asker, error)    { return nil, errUnsupported }
