package capture

import "strconv"

// What a pcap file begins with tells its byte order and the unit of its times.
const (
	microseconds = 0xa1b2c3d4
	nanoseconds  = 0xa1b23c4d
)

// pcapFile is what is known of a pcap file: a header, and then packets.
// https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcap/
type pcapFile struct {
	is    bool
	order order
	tick  int64 // of its times, in nanoseconds
	link  link
	time  int64 // of the packet whose bytes come next
}

// pcapHeader takes the file's header, but for what came before: two bytes of each
// version, eight of old settings, four each of the snapshot's length and the link.
func (r *Reader) pcapHeader(b []byte) error {
	if major := r.pcap.order.uint16(b); major != 2 {
		return r.fail(ErrFormat, "a pcap file of version "+strconv.Itoa(int(major))+", and 2 is the one that is known")
	}
	r.pcap.link = link(r.pcap.order.uint32(b[16:]) & 0xffff) // above is how long a checksum is
	r.first((*Reader).pcapRecord, 16)
	return nil
}

// pcapRecord takes what stands before a packet: seconds, parts of one, how many
// bytes of it are here, and how many there were.
func (r *Reader) pcapRecord(b []byte) error {
	o := r.pcap.order
	r.pcap.time = int64(o.uint32(b))*1e9 + int64(o.uint32(b[4:]))*r.pcap.tick
	length := o.uint32(b[8:])
	if length > mostPacket {
		return r.fail(ErrTooLarge, "a packet of "+strconv.FormatUint(uint64(length), 10)+" bytes")
	}
	if length == 0 {
		return r.pcapPacket(nil)
	}
	r.next((*Reader).pcapPacket, int(length))
	return nil
}

func (r *Reader) pcapPacket(b []byte) error {
	r.packet(r.pcap.link, r.pcap.time, b)
	r.first((*Reader).pcapRecord, 16)
	return nil
}
