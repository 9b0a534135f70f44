//go:build unix

package kernel

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"syscall"

	"golang.org/x/sys/unix"
)

// The socket is bound by hand, before connect would do it.
func dial(ctx context.Context, dialer net.Dialer, address netip.AddrPort, bound func(netip.AddrPort)) (net.Conn, error) {
	next := dialer.Control
	dialer.Control = func(network, to string, raw syscall.RawConn) error {
		if next != nil {
			if err := next(network, to, raw); err != nil {
				return err
			}
		}
		local, err := bind(raw, address.Addr())
		if err != nil {
			return fmt.Errorf("kernel: cannot take a local port: %w", err)
		}
		bound(local)
		return nil
	}
	return dialer.DialContext(ctx, "tcp", address.String())
}

// bind gives a socket a port on ip, which it reaches itself from there.
func bind(raw syscall.RawConn, ip netip.Addr) (local netip.AddrPort, err error) {
	controlErr := raw.Control(func(fd uintptr) {
		var name unix.Sockaddr
		if ip.Is4() {
			name = &unix.SockaddrInet4{Addr: ip.As4()}
		} else {
			name = &unix.SockaddrInet6{Addr: ip.As16(), ZoneId: zone(ip)}
		}
		if err = unix.Bind(int(fd), name); err != nil {
			return
		}
		if name, err = unix.Getsockname(int(fd)); err != nil {
			return
		}
		switch name := name.(type) {
		case *unix.SockaddrInet4:
			local = netip.AddrPortFrom(netip.AddrFrom4(name.Addr), uint16(name.Port))
		case *unix.SockaddrInet6:
			local = netip.AddrPortFrom(netip.AddrFrom16(name.Addr), uint16(name.Port))
		}
	})
	if err == nil {
		err = controlErr
	}
	return local, err
}

// zone is the interface of a link-local address; 0 for any other.
func zone(ip netip.Addr) uint32 {
	link, err := net.InterfaceByName(ip.Zone())
	if err != nil {
		return 0
	}
	return uint32(link.Index)
}
