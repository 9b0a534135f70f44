package capture

import "bufferbybuffer/core/words"

// link is what a packet begins with, by its number in a capture.
// https://www.tcpdump.org/linktypes.html
type link uint32

const (
	linkNull     link = 0 // the family of its addresses, in the byte order of whoever captured it
	linkEthernet link = 1
	linkRawBSD   link = 12 // from here on: nothing
	linkRawOther link = 14
	linkRaw      link = 101
	linkIPv4     link = 228
	linkIPv6     link = 229
	linkLoop     link = 108 // as linkNull, in network order
	linkCooked   link = 113 // Linux, captured on all interfaces
	linkCooked2  link = 276
)

// What an Ethernet frame may hold.
const (
	etherIPv4 = 0x0800
	etherIPv6 = 0x86dd
	etherTag  = 0x8100 // of a virtual network: another type follows
	etherTag2 = 0x88a8
	etherTag3 = 0x9100
)

// Packets that hostile hands made nest without end.
const (
	mostTags       = 4
	mostExtensions = 8
)

// Skipped counts packets that no stream has anything of, by reason.
type Skipped struct {
	OtherLink   int // captured on a link that is not read here
	NotTCP      int // something else than TCP over IP
	Fragments   int // parts of IP packets; they are not put together
	Damaged     int // cut off inside a header, or headers that contradict themselves
	Connections int // of connections beyond the limit
}

// Sum returns how many there are.
func (s Skipped) Sum() int {
	return s.OtherLink + s.NotTCP + s.Fragments + s.Damaged + s.Connections
}

// String says it in words, "" where there are none.
func (s Skipped) String() string {
	text := ""
	add := func(n int, why string) {
		if n == 0 {
			return
		}
		if text != "" {
			text += ", "
		}
		text += words.Of(n) + " " + why
	}
	add(s.OtherLink, "captured on a kind of link that is not read here")
	add(s.NotTCP, "of something else than TCP")
	add(s.Fragments, "that "+words.Is(s.Fragments)+" only a fragment of an IP packet (fragments are not put together)")
	add(s.Damaged, "with headers that are cut off or make no sense")
	add(s.Connections, "of connections beyond the first")
	return text
}

// segment is what a packet says of a connection.
type segment struct {
	from, to Addr
	seq, ack uint32
	flags    byte
	window   uint16
	scale    byte   // of windows, in the first segment of an end
	scaled   bool   // it is said
	data     []byte // as much as was captured
	lacks    int    // so many bytes of it were not
	time     int64
}

// TCP's flags.
const (
	flagFIN = 1 << iota
	flagSYN
	flagRST
	flagPSH
	flagACK
)

// packet takes one packet, as it was captured.
func (r *Reader) packet(l link, time int64, b []byte) {
	r.packets++
	ip, skipped := l.strip(b, &r.skipped)
	if skipped {
		return
	}
	s, ok := parseIP(ip, &r.skipped)
	if !ok {
		return
	}
	s.time = time
	r.segment(&s)
}

// strip takes off what stands before the IP header.
func (l link) strip(b []byte, skipped *Skipped) (ip []byte, skip bool) {
	head := 0
	switch l {
	case linkRaw, linkRawBSD, linkRawOther, linkIPv4, linkIPv6:
		return b, false
	case linkNull, linkLoop:
		head = 4
	case linkEthernet:
		head = 14
	case linkCooked:
		head = 16
	case linkCooked2:
		head = 20
	default:
		skipped.OtherLink++
		return nil, true
	}
	if len(b) < head {
		skipped.Damaged++
		return nil, true
	}
	kind := uint16(0)
	switch l {
	case linkNull, linkLoop:
		// Systems number the families in ways of their own. The IP header tells.
		return b[head:], false
	case linkEthernet:
		kind = big.uint16(b[12:])
	case linkCooked:
		kind = big.uint16(b[14:])
	case linkCooked2:
		kind = big.uint16(b)
	}
	b = b[head:]
	for range mostTags {
		if kind != etherTag && kind != etherTag2 && kind != etherTag3 || len(b) < 4 {
			break
		}
		kind, b = big.uint16(b[2:]), b[4:]
	}
	if kind != etherIPv4 && kind != etherIPv6 {
		skipped.NotTCP++
		return nil, true
	}
	return b, false
}

// parseIP reads an IP header and what is in it. Checksums are not looked at: where
// the network card computes them, those of sent packets are captured wrong.
func parseIP(b []byte, skipped *Skipped) (s segment, ok bool) {
	damaged := func() (segment, bool) {
		skipped.Damaged++
		return segment{}, false
	}
	if len(b) == 0 {
		return damaged()
	}
	var protocol byte
	length := 0 // of what comes after the header, before it was cut off
	switch b[0] >> 4 {
	case 4:
		head := int(b[0]&15) * 4
		if head < 20 || len(b) < head {
			return damaged()
		}
		total := int(big.uint16(b[2:]))
		if total == 0 { // the network card was left to cut it
			total = len(b)
		}
		if total < head {
			return damaged()
		}
		if big.uint16(b[6:])&0x3fff != 0 { // more fragments, or an offset
			skipped.Fragments++
			return segment{}, false
		}
		protocol, length = b[9], total-head
		s.from.IP, s.to.IP = ip4(b[12:]), ip4(b[16:])
		b = b[head:]
	case 6:
		if len(b) < 40 {
			return damaged()
		}
		protocol, length = b[6], int(big.uint16(b[4:]))
		s.from.IP, s.to.IP = [16]byte(b[8:]), [16]byte(b[24:])
		b = b[40:]
		if length == 0 {
			length = len(b)
		}
		for range mostExtensions {
			head := 0
			switch protocol {
			case 0, 43, 60, 135: // hop by hop, routing, destination, mobility
				if len(b) >= 2 {
					head = int(b[1])*8 + 8
				}
			case 51: // authentication
				if len(b) >= 2 {
					head = int(b[1])*4 + 8
				}
			case 44:
				if len(b) >= 8 && big.uint16(b[2:])&0xfff9 != 0 {
					skipped.Fragments++
					return segment{}, false
				}
				head = 8
			default:
				head = -1
			}
			if head < 0 {
				break
			}
			if head == 0 || head > len(b) || head > length {
				return damaged()
			}
			protocol, b, length = b[0], b[head:], length-head
		}
	default:
		return damaged()
	}
	if protocol != 6 {
		skipped.NotTCP++
		return segment{}, false
	}
	b = b[:min(len(b), length)] // short Ethernet frames are filled up
	if len(b) < 20 {
		return damaged()
	}
	head := int(b[12]>>4) * 4
	if head < 20 || head > length {
		return damaged()
	}
	s.from.Port, s.to.Port = big.uint16(b), big.uint16(b[2:])
	s.seq, s.ack, s.flags = big.uint32(b[4:]), big.uint32(b[8:]), b[13]
	s.window = big.uint16(b[14:])
	if s.flags&flagSYN != 0 {
		s.scale, s.scaled = windowScale(b[20:min(head, len(b))])
	}
	s.data = b[min(head, len(b)):]
	s.lacks = length - head - len(s.data)
	return s, true
}

func ip4(b []byte) (ip [16]byte) {
	copy(ip[:], mapped[:])
	copy(ip[12:], b[:4])
	return ip
}
