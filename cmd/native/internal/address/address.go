// Package address says what counts as one address where connections are
// limited per address.
package address

import (
	"net"
	"net/netip"
)

// Of is where a connection comes from: an IPv4 address, or an IPv6 network of
// 64 bits, since a household or a host is usually given a whole one. It is the
// zero Prefix for what is no IP address.
func Of(conn net.Conn) netip.Prefix {
	port, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{}
	}
	ip := port.Addr().Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() && !ip.IsLoopback() {
		bits = 64
	}
	prefix, _ := ip.Prefix(bits) // bits are right for ip
	return prefix
}
