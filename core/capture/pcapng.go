package capture

import (
	"math"
	"math/bits"
	"strconv"
)

// The blocks of a pcapng file that are read; all others are skipped.
// https://datatracker.ietf.org/doc/draft-ietf-opsawg-pcapng/
const (
	sectionBlock   = 0x0a0d0d0a
	interfaceBlock = 1
	simpleBlock    = 3
	packetBlock    = 6

	byteOrder = 0x1a2b3c4d
)

// Options of blocks.
const (
	optionEnd     = 0
	optionComment = 1
	optionTick    = 9  // if_tsresol
	optionZero    = 14 // if_tsoffset
)

const (
	mostInterfaces = 1 << 12
	mostBlock      = 2 * mostPacket // bytes, options included
)

// pcapngFile is what is known of the section that is under way.
type pcapngFile struct {
	is         bool
	order      order
	interfaces []capturedAt
	kind       uint32 // of the block under way
	length     uint32 // of the whole block
	time       int64  // of the last packet that had one
}

// capturedAt is where packets were captured.
type capturedAt struct {
	link link
	snap uint32
	tick byte  // how many ticks a second has: ten to this power, or with the highest bit, two
	zero int64 // their origin, in seconds
}

// blockKind takes the first field of a block.
func (r *Reader) blockKind(b []byte) error {
	r.pcapng.kind = r.pcapng.order.uint32(b)
	if r.pcapng.kind == sectionBlock { // the same in both orders
		r.next((*Reader).sectionHead, 8)
	} else {
		r.next((*Reader).blockLength, 4)
	}
	return nil
}

// sectionHead takes a section's length and the byte order that both are in.
func (r *Reader) sectionHead(b []byte) error {
	f := pcapngFile{is: true, kind: sectionBlock, time: r.pcapng.time}
	switch uint32(byteOrder) {
	case little.uint32(b[4:]):
		f.order = little
	case big.uint32(b[4:]):
		f.order = big
	default:
		return r.fail(ErrFormat, "a section without a byte order")
	}
	r.pcapng = f
	return r.blockBody(f.order.uint32(b), 12)
}

func (r *Reader) blockLength(b []byte) error {
	return r.blockBody(r.pcapng.order.uint32(b), 8)
}

// blockBody says what comes next in a block of that length, of which so much has
// been read: what is in it, and its length again.
func (r *Reader) blockBody(length uint32, had int) error {
	f := &r.pcapng
	f.length = length
	if int64(length) < int64(had)+4 || length%4 != 0 || length > math.MaxInt32 {
		return r.fail(ErrFormat, "a block of "+strconv.FormatUint(uint64(length), 10)+" bytes")
	}
	rest := int(length) - had
	switch f.kind {
	case sectionBlock, interfaceBlock, simpleBlock, packetBlock:
		if rest > mostBlock {
			return r.fail(ErrTooLarge, "a block of "+strconv.Itoa(int(length))+" bytes")
		}
		r.next((*Reader).block, rest)
	default:
		r.skip = rest - 4
		r.next((*Reader).blockEnd, 4)
	}
	return nil
}

// block takes the rest of a block that is read.
func (r *Reader) block(b []byte) error {
	body, end := b[:len(b)-4], b[len(b)-4:]
	var err error
	switch r.pcapng.kind {
	case sectionBlock:
		err = r.section(body)
	case interfaceBlock:
		err = r.capturedAt(body)
	case simpleBlock:
		err = r.simplePacket(body)
	case packetBlock:
		err = r.enhancedPacket(body)
	}
	if err != nil {
		return err
	}
	return r.blockEnd(end)
}

// blockEnd takes the length that a block ends with.
func (r *Reader) blockEnd(b []byte) error {
	if r.pcapng.order.uint32(b) != r.pcapng.length {
		return r.fail(ErrFormat, "a block that begins and ends with different lengths")
	}
	r.first((*Reader).blockKind, 4)
	return nil
}

// section takes two bytes of each version, and the section's length, which may be
// unknown.
func (r *Reader) section(b []byte) error {
	if len(b) < 12 {
		return r.fail(ErrFormat, "a section's head is too short")
	}
	if major := r.pcapng.order.uint16(b); major != 1 {
		return r.fail(ErrFormat, "a pcapng file of version "+strconv.Itoa(int(major))+", and 1 is the one that is known")
	}
	comment := r.comment == ""
	r.options(b[12:], func(option uint16, value []byte) {
		if option == optionComment && comment {
			r.comment, comment = string(value), false
		}
	})
	return nil
}

// capturedAt takes the link, two bytes that mean nothing, and the length of a
// snapshot.
func (r *Reader) capturedAt(b []byte) error {
	f := &r.pcapng
	if len(b) < 8 {
		return r.fail(ErrFormat, "an interface's block is too short")
	}
	if len(f.interfaces) == mostInterfaces {
		return r.fail(ErrTooLarge, "more than "+strconv.Itoa(mostInterfaces)+" interfaces")
	}
	at := capturedAt{link: link(f.order.uint16(b)), snap: f.order.uint32(b[4:]), tick: 6}
	r.options(b[8:], func(option uint16, value []byte) {
		switch {
		case option == optionTick && len(value) == 1:
			at.tick = value[0]
		case option == optionZero && len(value) == 8:
			at.zero = int64(f.order.uint64(value))
		}
	})
	f.interfaces = append(f.interfaces, at)
	return nil
}

// enhancedPacket takes the number of the interface, the time as two words, how many
// bytes of the packet are here and how many there were, and those bytes.
func (r *Reader) enhancedPacket(b []byte) error {
	f := &r.pcapng
	if len(b) < 20 {
		return r.fail(ErrFormat, "a packet's block is too short")
	}
	number, length := f.order.uint32(b), f.order.uint32(b[12:])
	if uint64(number) >= uint64(len(f.interfaces)) {
		return r.fail(ErrFormat, "a packet of interface "+strconv.FormatUint(uint64(number), 10)+", of which nothing was said")
	}
	if uint64(length) > uint64(len(b)-20) {
		return r.fail(ErrFormat, "a packet longer than its block")
	}
	at := f.interfaces[number]
	f.time = at.nanoseconds(uint64(f.order.uint32(b[4:]))<<32 | uint64(f.order.uint32(b[8:])))
	r.packet(at.link, f.time, b[20:20+length])
	return nil
}

// simplePacket takes the packet's length before it was cut to the snapshot's, and
// its bytes. It is the first interface's, and has no time.
func (r *Reader) simplePacket(b []byte) error {
	f := &r.pcapng
	if len(b) < 4 {
		return r.fail(ErrFormat, "a packet's block is too short")
	}
	if len(f.interfaces) == 0 {
		return r.fail(ErrFormat, "a packet before its interface")
	}
	at := f.interfaces[0]
	length := min(f.order.uint32(b), uint32(len(b)-4))
	if at.snap > 0 {
		length = min(length, at.snap)
	}
	r.packet(at.link, f.time, b[4:4+length])
	return nil
}

// options goes through a block's options, as far as they make sense: none of them
// is worth losing the packets for.
func (r *Reader) options(b []byte, each func(option uint16, value []byte)) {
	for len(b) >= 4 {
		option, length := r.pcapng.order.uint16(b), int(r.pcapng.order.uint16(b[2:]))
		padded := (length + 3) &^ 3
		if option == optionEnd || padded > len(b)-4 {
			return
		}
		each(option, b[4:4+length])
		b = b[4+padded:]
	}
}

// nanoseconds turns ticks into nanoseconds since 1970. What is far beyond our time
// stays in bounds.
func (at capturedAt) nanoseconds(ticks uint64) int64 {
	var seconds, rest uint64
	if power := at.tick & 0x7f; at.tick&0x80 == 0 {
		second := uint64(1)
		for range min(power, 19) { // the largest power of ten that fits
			second *= 10
		}
		seconds = ticks / second
		high, low := bits.Mul64(ticks%second, 1e9)
		rest, _ = bits.Div64(high, low, second)
	} else if power < 64 {
		seconds = ticks >> power
		high, low := bits.Mul64(ticks&(1<<power-1), 1e9)
		rest = low>>power | high<<(64-power)
	}
	const most = 1 << 32 // seconds; twice as many, in nanoseconds, fit into an int64
	return (int64(min(seconds, most))+max(min(at.zero, most), -most))*1e9 + int64(rest)
}
