package capture

import "math/bits"

// Comment is what a recording's file says of itself.
const Comment = "recorded by native tap: a packet is a chunk"

// Recording writes connections as a pcapng file, which other programs read as a
// capture: each chunk is the data of a packet, and the last packet of a chunk, which
// may be too large for one, has the push flag. Nothing of it was on a wire: the
// headers are made up, and right.
//
// Its methods append whole blocks and return the result; nothing is kept. It is
// not safe for concurrent use. Times are nanoseconds since 1970.
type Recording struct {
	opened uint32 // how many connections
}

// Conversation is one connection of a recording.
type Conversation struct {
	ends [2]Addr
	next [2]uint32 // sequence numbers
	done [2]bool   // it has ended
	four bool      // both ends have IPv4 addresses
}

// mostData is how much of a chunk one packet has, in bytes: it has to fit into IP.
const mostData = 60_000

// AppendHead appends what the file begins with.
func (r *Recording) AppendHead(b []byte) []byte {
	start := len(b)
	b = append(b, 0x0a, 0x0d, 0x0d, 0x0a, 0, 0, 0, 0)
	b = append32(b, byteOrder)
	b = append(b, 1, 0, 0, 0)                              // version
	b = append(b, 255, 255, 255, 255, 255, 255, 255, 255)  // a length that is not known
	b = append(b, optionComment, 0, byte(len(Comment)), 0) //
	b = append(b, Comment...)                              //
	b = append(pad(b, start), optionEnd, 0, 0, 0)          //
	b = closeBlock(b, start)                               //
	start = len(b)                                         //
	b = append(b, interfaceBlock, 0, 0, 0, 0, 0, 0, 0)     //
	b = append(b, byte(linkRaw), 0, 0, 0)                  //
	b = append32(b, 1<<18)                                 // the longest packet
	b = append(b, optionTick, 0, 1, 0, 9, 0, 0, 0)         // nanoseconds
	b = append(b, optionEnd, 0, 0, 0)                      //
	return closeBlock(b, start)
}

// Open appends how a client connects to a server.
func (r *Recording) Open(b []byte, time int64, client, server Addr) ([]byte, *Conversation) {
	r.opened++
	// Sequence numbers tell connections between the same ends apart.
	c := &Conversation{ends: [2]Addr{client, server}, next: [2]uint32{r.opened << 20, r.opened<<20 + 1<<19}, four: client.is4() && server.is4()}
	b = c.append(b, time, 0, flagSYN, nil)
	b = c.append(b, time, 1, flagSYN|flagACK, nil)
	return c.append(b, time, 0, flagACK, nil), c
}

// Chunk appends a chunk that one end sent: 0 is the client, 1 the server.
func (c *Conversation) Chunk(b []byte, time int64, from int, chunk []byte) []byte {
	for len(chunk) > mostData {
		b = c.append(b, time, from, flagACK, chunk[:mostData])
		chunk = chunk[mostData:]
	}
	if len(chunk) == 0 {
		return b
	}
	return c.append(b, time, from, flagACK|flagPSH, chunk)
}

// Lost counts bytes that one end sent and that are not recorded. Who reads the file
// sees that they are missing.
func (c *Conversation) Lost(from, n int) { c.next[from] += uint32(n) }

// Close appends that one end is done sending.
func (c *Conversation) Close(b []byte, time int64, from int) []byte {
	if c.done[from] {
		return b
	}
	c.done[from] = true
	return c.append(b, time, from, flagACK|flagFIN, nil)
}

// Reset appends that one end broke the connection off.
func (c *Conversation) Reset(b []byte, time int64, from int) []byte {
	c.done = [2]bool{true, true}
	return c.append(b, time, from, flagACK|flagRST, nil)
}

// append appends one packet.
func (c *Conversation) append(b []byte, time int64, from int, flags byte, data []byte) []byte {
	start := len(b)
	b = append(b, packetBlock, 0, 0, 0, 0, 0, 0, 0)
	b = append32(b, 0) // the interface
	b = append32(b, uint32(uint64(time)>>32))
	b = append32(b, uint32(time))
	options := 0
	if flags&flagSYN != 0 {
		options = 4
	}
	tcp := 20 + options + len(data)
	head := 40
	if c.four {
		head = 20
	}
	b = append32(b, uint32(head+tcp))
	b = append32(b, uint32(head+tcp))
	ip := len(b)
	sender, receiver := &c.ends[from], &c.ends[1-from]
	if c.four {
		b = append(b, 0x45, 0, byte((head+tcp)>>8), byte(head+tcp), 0, 0, 0x40, 0, 64, 6, 0, 0)
		b = append(append(b, sender.IP[12:]...), receiver.IP[12:]...)
		put16(b[ip+10:], ^fold(sum(0, b[ip:])))
	} else {
		b = append(b, 0x60, 0, 0, 0, byte(tcp>>8), byte(tcp), 6, 64)
		b = append(append(b, sender.IP[:]...), receiver.IP[:]...)
	}
	at := len(b)
	b = append(b, byte(sender.Port>>8), byte(sender.Port), byte(receiver.Port>>8), byte(receiver.Port))
	b = appendBig32(b, c.next[from])
	ack := uint32(0)
	if flags&flagACK != 0 {
		ack = c.next[1-from]
	}
	b = appendBig32(b, ack)
	b = append(b, byte((20+options)/4<<4), flags, 255, 255, 0, 0, 0, 0)
	if options > 0 {
		b = append(b, 1, 3, 3, 14) // a window of 1 GiB, since nobody closes it
	}
	b = append(b, data...)
	// The checksum covers the addresses, the protocol and the length, too.
	addresses := b[at-32 : at]
	if c.four {
		addresses = b[at-8 : at]
	}
	put16(b[at+16:], ^fold(sum(sum(6+uint64(tcp), addresses), b[at:])))
	c.next[from] += uint32(len(data))
	if flags&(flagSYN|flagFIN) != 0 {
		c.next[from]++
	}
	return closeBlock(pad(b, ip), start)
}

// closeBlock writes the length of the block that begins at start, at both its ends.
func closeBlock(b []byte, start int) []byte {
	length := uint32(len(b) + 4 - start)
	b = append32(b, length)
	copy(b[start+4:], b[len(b)-4:])
	return b
}

// pad fills up to a multiple of four bytes.
func pad(b []byte, start int) []byte {
	for (len(b)-start)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func append32(b []byte, v uint32) []byte {
	return append(b, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
}

func appendBig32(b []byte, v uint32) []byte {
	return append(b, byte(v>>24), byte(v>>16), byte(v>>8), byte(v))
}

func put16(b []byte, v uint16) { b[0], b[1] = byte(v>>8), byte(v) }

// sum adds up the words of two bytes that an Internet checksum is made of; a part
// must have an even length, but for the last.
func sum(total uint64, b []byte) uint64 {
	// Four words in one look, and carries go round: the sum is the same the other way
	// round, when its bytes are.
	var swapped, carry uint64
	for ; len(b) >= 32; b = b[32:] {
		swapped, carry = bits.Add64(swapped, eight(b), carry)
		swapped, carry = bits.Add64(swapped, eight(b[8:]), carry)
		swapped, carry = bits.Add64(swapped, eight(b[16:]), carry)
		swapped, carry = bits.Add64(swapped, eight(b[24:]), carry)
	}
	total += uint64(bits.ReverseBytes16(fold(swapped>>32 + swapped&0xffff_ffff + carry)))
	for ; len(b) >= 2; b = b[2:] {
		total += uint64(big.uint16(b))
	}
	if len(b) == 1 {
		total += uint64(b[0]) << 8
	}
	return total
}

// eight is eight bytes as one number, the first of them the lowest.
func eight(b []byte) uint64 {
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

func fold(total uint64) uint16 {
	for total > 0xffff {
		total = total>>16 + total&0xffff
	}
	return uint16(total)
}
