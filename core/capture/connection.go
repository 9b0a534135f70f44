package capture

// Connection is one TCP connection, as far as it was captured.
type Connection struct {
	Ends    [2]Addr   // who opened it, and whom; whose packet came first, where the beginning is missing
	Streams [2]Stream // what each of the two sent to the other
	Began   bool      // its first packet is in the capture
	Time    int64     // of the first packet, in nanoseconds since 1970
}

// Stream is one direction of a connection. It only grows. Its slices belong to the
// reader; they are not changed, but may move as they grow.
type Stream struct {
	Bytes []byte
	Ends  []int   // stream offset at which each segment ends, or each chunk of a [Recording]
	Times []int64 // when it was captured, in nanoseconds since 1970

	// Closed reports that its sender said it was done, and that all it sent is here.
	Closed bool
	// Reset reports that the connection was cut off.
	Reset bool
	// Beyond counts bytes that followed and were not kept, since there were too many.
	Beyond int

	// Log is what was captured of it and when, as it was: lost, sent again, out of order.
	// Unlogged counts what was left out, since there was too much; see [Limits].
	Log      []Event
	Unlogged int

	begun    bool
	full     bool   // no more is kept
	first    uint32 // its initial sequence number, where it is known
	opened   bool   // it is
	scaled   bool   // its sender scales its windows,
	scale    byte   // by so many bits
	next     uint32 // the sequence number of the byte that comes next
	acked    uint32 // the other end has told that it has all bytes before this one
	told     bool   // it has told so at all
	ending   uint32 // the sequence number at which it ends
	ends     bool   // it is known
	cropped  bool   // the capture kept only a part of some packets
	held     []piece
	heldSize int
	lost     bool // too much is held: what is missing does not come any more
	after    int  // bytes that came once that was so
}

// piece is data that came before the data that it follows.
type piece struct {
	seq  uint32
	data []byte
	time int64
	push bool
}

// Missing returns how many bytes the capture lacks where the stream stops, and how
// many there are of what follows; 0 where nothing is known to be missing. In a
// capture that still grows, they may yet come.
func (s *Stream) Missing() (lacks, after int) {
	after = s.heldSize + s.after
	if len(s.held) > 0 {
		return int(s.held[0].seq - s.next), after
	}
	end := s.next
	if s.told && int32(s.acked-end) > 0 {
		end = s.acked
	}
	if s.ends && int32(s.ending-end) > 0 {
		end = s.ending
	}
	if end-s.next == 1 && !s.ends {
		end-- // not a byte: the packet that ended it was not captured
	}
	if !s.begun {
		return 0, after
	}
	return int(end - s.next), after
}

// Cropped reports whether the capture kept only the beginning of some packets.
func (s *Stream) Cropped() bool { return s.cropped }

// pair is the two ends of a connection, in an order of their own.
type pair struct{ a, b Addr }

func pairOf(x, y Addr) (p pair) {
	for i := range x.IP {
		if x.IP[i] != y.IP[i] {
			if x.IP[i] < y.IP[i] {
				return pair{x, y}
			}
			return pair{y, x}
		}
	}
	if x.Port < y.Port {
		return pair{x, y}
	}
	return pair{y, x}
}

// segment gives a segment to its connection.
func (r *Reader) segment(s *segment) {
	ends := pairOf(s.from, s.to)
	c := r.current[ends]
	if c == nil || c.over(s) {
		if len(r.connections) >= r.limits.Connections {
			r.skipped.Connections++
			delete(r.current, ends)
			return
		}
		c = &Connection{Ends: [2]Addr{s.from, s.to}, Time: s.time, Began: s.flags&flagSYN != 0}
		if s.flags&(flagSYN|flagACK) == flagSYN|flagACK { // the answer
			c.Ends = [2]Addr{s.to, s.from}
		}
		r.current[ends] = c
		r.connections = append(r.connections, c)
	}
	from := 0
	if s.from != c.Ends[0] {
		from = 1
	}
	sent, back := &c.Streams[from], &c.Streams[1-from]
	r.take(sent, s)
	if s.flags&flagACK != 0 && s.flags&flagRST == 0 {
		r.logAck(sent, back, s)
		if !back.told || int32(s.ack-back.acked) > 0 {
			back.acked, back.told = s.ack, true
		}
		if back.ends && back.acked == back.ending+1 {
			back.acked = back.ending // the end was acknowledged, which is no byte
		}
	}
	if s.flags&flagRST != 0 {
		for i := range c.Streams {
			c.Streams[i].Reset = !c.Streams[i].Closed
		}
	}
}

// over reports whether a segment begins another connection between the same ends.
func (c *Connection) over(s *segment) bool {
	if s.flags&flagSYN == 0 {
		return false
	}
	stream := &c.Streams[0]
	if s.from != c.Ends[0] {
		stream = &c.Streams[1]
	}
	if stream.opened {
		return stream.first != s.seq // else it was only sent again
	}
	// An answer, or both have opened at once; or it is not what was captured before.
	return len(stream.Bytes) > 0 || len(stream.held) > 0 || stream.begun && stream.next != s.seq+1
}

// take gives a segment to its stream.
func (r *Reader) take(stream *Stream, s *segment) {
	seq := s.seq
	if s.flags&flagSYN != 0 {
		seq++ // it counts as one
		if !stream.opened {
			stream.opened, stream.first = true, s.seq
			stream.begun, stream.next = true, seq
			stream.scale, stream.scaled = s.scale, s.scaled
		}
	}
	if !stream.begun && (len(s.data) > 0 || s.flags&flagFIN != 0) {
		// Its beginning was not captured. Packets without data may bear any number.
		stream.begun, stream.next = true, seq
	}
	if s.lacks > 0 {
		stream.cropped = true
	}
	if s.flags&flagFIN != 0 && !stream.ends {
		stream.ends, stream.ending = true, seq+uint32(len(s.data)+s.lacks)
		if stream.told && stream.acked == stream.ending+1 {
			stream.acked = stream.ending
		}
	}
	// The end of a chunk: every packet's in other captures. A packet of which a part is
	// missing ends there.
	push := !r.Chunks() || s.flags&flagPSH != 0
	r.logSegment(stream, seq, s)
	switch behind := int32(seq - stream.next); {
	case len(s.data) == 0:
	case stream.lost:
		stream.after += len(s.data)
	case behind <= 0:
		r.deliver(stream, piece{seq, s.data, s.time, push})
		r.release(stream)
	default:
		r.hold(stream, piece{seq, s.data, s.time, push})
	}
	if stream.begun && stream.ends && stream.next == stream.ending && !stream.Reset {
		stream.Closed = true
	}
}

// deliver adds a piece to the stream: what of it is not there yet. The bytes that
// came first are the ones that stay.
func (r *Reader) deliver(stream *Stream, p piece) {
	old := int32(stream.next - p.seq)
	if int(old) >= len(p.data) {
		return
	}
	data := p.data[old:]
	stream.next += uint32(len(data))
	room := min(r.limits.Stream-len(stream.Bytes), r.limits.Total-r.kept)
	if stream.full || len(data) > room {
		// What is kept ends where a segment does.
		stream.full = true
		stream.Beyond += len(data)
		return
	}
	r.kept += len(data)
	stream.Bytes = append(stream.Bytes, data...)
	if p.push {
		stream.Ends = append(stream.Ends, len(stream.Bytes))
		stream.Times = append(stream.Times, p.time)
	}
}

// hold keeps a piece until those before it have come.
func (r *Reader) hold(stream *Stream, p piece) {
	if stream.heldSize+len(p.data) > r.limits.Held || len(stream.held) >= mostHeld {
		stream.lost = true
		stream.after += len(p.data)
		return
	}
	p.data = append([]byte(nil), p.data...)
	at := len(stream.held)
	for at > 0 && int32(stream.held[at-1].seq-p.seq) > 0 {
		at--
	}
	stream.held = append(stream.held, piece{})
	copy(stream.held[at+1:], stream.held[at:])
	stream.held[at] = p
	stream.heldSize += len(p.data)
}

// mostHeld is how many pieces of a stream are held at once.
const mostHeld = 1 << 12

// release delivers what was held and now follows.
func (r *Reader) release(stream *Stream) {
	n := 0
	for n < len(stream.held) && int32(stream.held[n].seq-stream.next) <= 0 {
		r.deliver(stream, stream.held[n])
		stream.heldSize -= len(stream.held[n].data)
		n++
	}
	stream.held = append(stream.held[:0], stream.held[n:]...)
	if n > 0 && len(stream.held) == 0 {
		stream.held = nil
	}
}
