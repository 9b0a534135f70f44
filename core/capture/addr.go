package capture

import "strconv"

// Addr is one end of a connection. An IPv4 address is held as IPv6 has it, mapped
// (::ffff:127.0.0.1), which is what netip.Addr.As16 returns.
type Addr struct {
	IP   [16]byte
	Port uint16
}

// mapped is what an IPv4 address begins with.
var mapped = [12]byte{10: 0xff, 11: 0xff}

// is4 reports whether the address is one of IPv4.
func (a Addr) is4() bool { return [12]byte(a.IP[:12]) == mapped }

// String returns the address as people write it: 127.0.0.1:1243, [::1]:1243.
func (a Addr) String() string {
	var b []byte
	if a.is4() {
		for i, part := range a.IP[12:] {
			if i > 0 {
				b = append(b, '.')
			}
			b = strconv.AppendUint(b, uint64(part), 10)
		}
	} else {
		b = append(a.append6(append(b, '[')), ']')
	}
	return string(strconv.AppendUint(append(b, ':'), uint64(a.Port), 10))
}

// append6 appends the address as eight numbers; the first of the longest runs of
// zeros, if two or more, is left out.
func (a Addr) append6(b []byte) []byte {
	group := func(i int) uint64 { return uint64(a.IP[2*i])<<8 | uint64(a.IP[2*i+1]) }
	from, length := 8, 1
	for i := 0; i < 8; i++ {
		n := 0
		for i+n < 8 && group(i+n) == 0 {
			n++
		}
		if n > length {
			from, length = i, n
		}
	}
	for i := 0; i < 8; i++ {
		if i == from {
			b = append(b, "::"...)
			i += length - 1
			continue
		}
		if i > 0 && i != from+length {
			b = append(b, ':')
		}
		b = strconv.AppendUint(b, group(i), 16)
	}
	return b
}
