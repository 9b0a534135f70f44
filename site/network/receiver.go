package network

import (
	"errors"
	"net"
	"slices"

	"bufferbybuffer/core/journey"

	"github.com/soypat/lneto/tcp"
)

// receiver is the end that receives, and its program. Offsets are of the stream.
type receiver struct {
	in       tcp.Handler
	room     []byte         // its queue, a ring,
	head     int            // and where in it the next byte for recv is
	received []byte         // what recv has returned
	taken    int            // how much
	next     int            // bytes that have arrived in order
	ahead    []journey.Span // what has arrived behind a gap
	waiting  bool           // the program is in recv
	called   int64          // since when

	told  int  // bytes that are acknowledged
	edge  int  // where the window that was announced ends
	owing bool // an acknowledgement is due, and may wait
	vain  int  // segments in a row that brought nothing
}

// arrive takes a segment.
func (r *run) arrive(i int, frame []byte) {
	seg := r.Segments[i].Span
	if r.vain >= useless && seg.Start != r.next {
		r.log(unwanted(seg, r.next), i)
		return
	}
	before := r.in.BufferedInput()
	err := r.in.Recv(frame)
	if errors.Is(err, net.ErrClosed) {
		r.fail("taking a segment", err)
		return
	}
	came := r.in.BufferedInput() - before
	what := journey.Came
	switch {
	case came > 0:
		r.next += came
		if r.next > seg.End {
			what = journey.Filled
		}
		r.ahead = slices.DeleteFunc(r.ahead, func(s journey.Span) bool { return s.Start < r.next })
	case slices.Contains(r.ahead, seg):
		what = journey.Twice
	case err == nil && seg.Start > r.next:
		what = journey.Waits
		at := len(r.ahead) // in the order of the stream
		for at > 0 && r.ahead[at-1].Start > seg.Start {
			at--
		}
		r.ahead = append(r.ahead, seg)
		copy(r.ahead[at+1:], r.ahead[at:])
		r.ahead[at] = seg
	default:
		what = unwanted(seg, r.next)
	}
	if r.vain++; came > 0 {
		r.vain = 0
	}
	r.log(what, i)
	if what != journey.Came || r.must() {
		r.answer()
	} else if !r.owing {
		r.owing = true
		told := r.told
		r.at(r.now+int64(r.Settings.Acks)*milli, func() {
			if r.owing && r.told == told {
				r.answer()
			}
		})
	}
	if r.waiting && r.in.BufferedInput() > 0 {
		r.waiting = false
		called := r.called
		r.at(r.now, func() { r.read(called) }) // what arrives at the same time comes first
	}
}

// unwanted is what becomes of a segment that is not taken.
func unwanted(seg journey.Span, next int) journey.What {
	if seg.End <= next {
		return journey.Twice
	}
	return journey.Refused
}

// must reports whether the acknowledgement may not wait: as long as the settings allow,
// for the second full segment (RFC 1122, 4.2.3.2) or where much room has become free
// (4.2.3.3). What comes out of order is acknowledged at once (RFC 5681, 4.2).
func (r *run) must() bool {
	return r.Settings.Acks == 0 || r.next-r.told >= 2*r.Settings.MSS || r.wider()
}

// wider reports whether there is so much room that the sender should know: worth a
// segment, and twice what it knows of.
func (r *run) wider() bool {
	room, known := r.in.FreeInput(), max(0, r.edge-r.next)
	return room-known >= min(r.Settings.Queue/2, r.Settings.MSS) && room >= 2*known
}

// answer acknowledges what has arrived.
func (r *run) answer() {
	n, err := r.in.Send(r.frame())
	if err != nil {
		r.fail("acknowledging", err)
		return
	}
	if n == 0 {
		return
	}
	frame, _ := tcp.NewFrame(r.buf[:n])
	ack := journey.Ack{Next: int(frame.Ack() - r.first), Window: int(frame.WindowSize()), At: micros(r.now)}
	arrives := r.now + int64(r.Settings.Delay)*milli
	ack.Arrives = micros(arrives)
	r.told, r.edge, r.owing = ack.Next, max(r.edge, ack.Next+ack.Window), false
	i := len(r.Acks)
	r.Acks = append(r.Acks, ack)
	r.log(journey.Answered, i)
	sent := slices.Clone(r.buf[:n])
	r.at(arrives, func() { r.heard(i, sent) })
}

// settle does what this version of the TCP leaves out (its pull request 181 has it): a
// queue that is read empty begins anew at the beginning of its ring, so what waits behind
// a gap has to move there, too.
func (r *run) settle(n int) {
	r.head = (r.head + n) % len(r.room)
	if r.in.BufferedInput() > 0 {
		return
	}
	if len(r.ahead) > 0 {
		copy(r.room, append(slices.Clone(r.room[r.head:]), r.room[:r.head]...))
	}
	r.head = 0
}

// recv is the program's call.
func (r *run) recv() {
	if r.in.BufferedInput() > 0 {
		r.read(r.now)
		return
	}
	r.waiting, r.called = true, r.now
	if r.taken < len(r.Stream) {
		r.log(journey.Called, len(r.Recvs))
	}
}

// read is recv as it returns.
func (r *run) read(called int64) {
	buf := make([]byte, min(r.Settings.Recv, len(r.Stream)))
	n, err := r.in.Read(buf)
	if err != nil {
		r.fail("recv", err)
		return
	}
	r.settle(n)
	start := r.taken
	r.taken += n
	r.received = append(r.received, buf[:n]...)
	// Room in the queue may let in what waited outside of it.
	r.next = r.taken + r.in.BufferedInput()
	r.Recvs = append(r.Recvs, journey.Call{Span: journey.Span{Start: start, End: r.taken}, Called: micros(called), At: micros(r.now), Asked: r.Settings.Recv, Left: r.next - r.taken})
	r.log(journey.Returned, len(r.Recvs)-1)
	if r.wider() {
		r.answer()
	}
	r.at(r.now+int64(r.Settings.Pause)*milli, r.recv)
}
