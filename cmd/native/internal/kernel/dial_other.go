//go:build !unix

package kernel

import (
	"context"
	"net"
	"net/netip"
)

// Package net connects only what it has bound itself, so the port is one that
// was free a moment ago.
func dial(ctx context.Context, dialer net.Dialer, address netip.AddrPort, bound func(netip.AddrPort)) (net.Conn, error) {
	free, err := net.ListenTCP("tcp", net.TCPAddrFromAddrPort(netip.AddrPortFrom(address.Addr(), 0)))
	if err != nil {
		return nil, err
	}
	local := free.Addr().(*net.TCPAddr)
	bound(local.AddrPort())
	free.Close()
	dialer.LocalAddr = local
	return dialer.DialContext(ctx, "tcp", address.String())
}
