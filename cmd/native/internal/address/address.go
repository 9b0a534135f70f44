// Package address says what counts as one address where something is limited
// per address.
package address

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Of is where a connection comes from: an IPv4 address, or an IPv6 network of
// 64 bits, since a household or a host is usually given a whole one. It is the
// zero Prefix for what is no IP address.
func Of(conn net.Conn) netip.Prefix {
	port, err := netip.ParseAddrPort(conn.RemoteAddr().String())
	if err != nil {
		return netip.Prefix{}
	}
	return of(port.Addr())
}

// OfRequest is where a request comes from. A proxy on this machine is believed
// when it says, by X-Forwarded-For, whom it speaks for; nobody else is.
func OfRequest(r *http.Request) netip.Prefix {
	port, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Prefix{}
	}
	if forwarded := r.Header.Values("X-Forwarded-For"); len(forwarded) > 0 && port.Addr().Unmap().IsLoopback() {
		all := strings.Split(forwarded[len(forwarded)-1], ",")
		last := strings.TrimSpace(all[len(all)-1]) // what comes before was said by whom it speaks for
		if ip, err := netip.ParseAddr(last); err == nil {
			return of(ip)
		}
	}
	return of(port.Addr())
}

func of(ip netip.Addr) netip.Prefix {
	ip = ip.Unmap().WithZone("")
	bits := ip.BitLen()
	if ip.Is6() && !ip.IsLoopback() {
		bits = 64
	}
	prefix, _ := ip.Prefix(bits) // bits are right for ip
	return prefix
}
