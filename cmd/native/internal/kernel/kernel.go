// Package kernel asks the operating system what it knows about a TCP
// connection beside its bytes. It needs no privileges. Where a system offers
// no answer, there is none: nothing is guessed.
package kernel

import (
	"context"
	"errors"
	"net"
	"net/netip"
)

// Known is what the kernel told about the receiving side of a connection at
// one moment. A nil field means that this system does not say.
type Known struct {
	Queued   *int   // bytes that arrived and have not been read
	Segments *int64 // TCP segments with data that arrived since the connection began
}

// Ask asks about conn, just after a Read.
func Ask(conn *net.TCPConn) Known { return ask(conn) }

// Dial connects to an address of this machine, from a port at the same IP that
// bound is told of before the connection is opened.
func Dial(ctx context.Context, dialer net.Dialer, address netip.AddrPort, bound func(local netip.AddrPort)) (*net.TCPConn, error) {
	conn, err := dial(ctx, dialer, address, bound)
	if err != nil {
		return nil, err
	}
	return conn.(*net.TCPConn), nil
}

// ErrUnsupported: this system does not offer what was asked for.
var ErrUnsupported = errors.New("kernel: this works only on Linux")

// The maximum segment sizes that SetMSS takes, in bytes.
const (
	MinMSS = 88
	MaxMSS = 32767
)
