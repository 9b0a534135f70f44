package capture

// Event is a packet that concerns a stream, in the order in which it was captured: a
// segment of the stream, or an acknowledgement by the other end.
type Event struct {
	Time int64 // in nanoseconds since 1970, as the file says: it may go backwards
	Ack  bool

	// Of a segment, the stream offsets of the bytes that were captured: before 0 for
	// those of before the capture. Of an acknowledgement, End is how many bytes have
	// arrived, and Start is 0.
	Start, End int
	// Window is for how many bytes more there is room, where that was said in a way
	// that can be read; Unknown otherwise, and of a segment.
	Window int
}

// Unknown is a window whose scale was not captured: it is agreed on when a connection
// begins.
const Unknown = -1

// log writes an event down, as long as there is room for it.
func (r *Reader) log(s *Stream, e Event) {
	switch {
	case r.Chunks() || s.lost || s.full:
		// The headers of a recording are made up; and what is not kept is not to be told.
	case len(s.Log) >= r.limits.Log:
		s.Unlogged++
	default:
		s.Log = append(s.Log, e)
	}
}

// offset is where in the stream a sequence number is.
func (s *Stream) offset(seq uint32) int {
	return len(s.Bytes) + s.Beyond + int(int32(seq-s.next))
}

// logSegment writes down a segment, before it is taken.
func (r *Reader) logSegment(stream *Stream, seq uint32, s *segment) {
	if len(s.data) > 0 {
		start := stream.offset(seq)
		r.log(stream, Event{Time: s.time, Start: start, End: start + len(s.data), Window: Unknown})
	}
}

// logAck writes down what a segment of one direction says of the other, once there is
// something to be said of it. One that carries data says it by the way: it is no news
// that it says the same again.
func (r *Reader) logAck(sent, back *Stream, s *segment) {
	news := !back.told || int32(s.ack-back.acked) > 0
	if len(back.Log) == 0 || s.flags&flagSYN != 0 || !news && s.window > 0 && (len(s.data) > 0 || s.flags&flagFIN != 0) {
		return
	}
	end := back.offset(s.ack)
	if back.ends && s.ack == back.ending+1 {
		end-- // the end was acknowledged, which is no byte
	}
	window := Unknown
	switch {
	case s.window == 0:
		window = 0
	case sent.opened && back.opened && sent.scaled && back.scaled:
		window = int(s.window) << sent.scale
	case sent.opened && back.opened:
		window = int(s.window)
	}
	r.log(back, Event{Time: s.time, Ack: true, End: end, Window: window})
}

// mostScale is the largest scale of a window that there is (RFC 7323, 2.3).
const mostScale = 14

// windowScale looks for the scale of windows among TCP's options.
func windowScale(options []byte) (scale byte, ok bool) {
	for len(options) > 0 && options[0] != 0 {
		if options[0] == 1 { // nothing
			options = options[1:]
			continue
		}
		if len(options) < 2 || options[1] < 2 || int(options[1]) > len(options) {
			break
		}
		if options[0] == 3 && options[1] == 3 {
			return min(options[2], mostScale), true
		}
		options = options[options[1]:]
	}
	return 0, false
}
