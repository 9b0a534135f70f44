package network

import (
	"errors"
	"slices"

	"bufferbybuffer/core/journey"

	"github.com/soypat/lneto"
	"github.com/soypat/lneto/tcp"
)

// sender is the end that sends, and the way its segments go. Offsets are of the stream.
type sender struct {
	out   tcp.Handler
	rto   *tcp.RTO
	buf   []byte
	first tcp.Value // the sequence number of the stream's first byte

	written int // bytes that the program has sent
	left    int // bytes that have left at least once
	point   int // where the next segment begins: left, or before it while bytes are sent again
	acked   int // bytes that are acknowledged
	window  int // room that the receiver has announced, from acked on
	latest  int // what it announced last, which may be less where bytes wait behind a gap
	most    int // the most it ever did
	hold    journey.Hold
	patient int64 // until when a segment is held that is small for its window; 0 for none

	// As the TCP counts them: acknowledgements of the same byte, and what was sent
	// again for them. Those of bytes up to recover were called forth by what was sent
	// again, and say nothing (RFC 6582, 3.2).
	dups, again int
	recover     int
	flying      []int // where the segments under way end

	free  int64  // when the link takes the next segment
	alarm int64  // when the next one is set for
	luck  uint64 // the state of the generator; see next
}

// send is the program's call: the kernel takes all of it.
func (r *run) send(start, end int) {
	if _, err := r.out.Write(r.Stream[start:end]); err != nil {
		r.fail("send", err)
		return
	}
	r.written = end
	now := micros(r.now)
	r.Sends = append(r.Sends, journey.Call{Span: journey.Span{Start: start, End: end}, Called: now, At: now})
	n := len(r.Log)
	r.log(journey.Sent, len(r.Sends)-1)
	r.transmit(journey.First)
	r.Log[n].Hold = r.hold // what came of it is said with the send
}

// patience is how long a segment waits for a better window (RFC 1122, 4.2.3.4: 0.1 to
// 1 second).
const patience = 200 * milli

// may reports whether the sender may send its next segment now; if not, what it waits
// for. This is Nagle's algorithm (RFC 896) together with the sender's part against
// silly windows, as RFC 1122, 4.2.3.4 combines the two.
func (r *run) may() (bool, journey.Hold) {
	unsent := r.written - r.point
	usable := r.usable()
	full := min(unsent, usable) >= r.Settings.MSS
	idle := r.acked == r.point || !r.Settings.Nagle
	switch {
	case unsent == 0:
		return false, journey.Nothing
	case len(r.flying) >= flight:
		return false, journey.ByFlight
	case usable <= 0:
		return false, journey.ByWindow
	case full, r.point < r.left:
		return true, journey.Nothing
	case idle && unsent <= usable, idle && 2*min(unsent, usable) >= r.most:
		return true, journey.Nothing
	case unsent > usable:
		if r.patient == 0 {
			r.patient = r.now + patience
			r.at(r.patient, func() { r.transmit(journey.First) })
		}
		return r.now >= r.patient, journey.ByWindow
	}
	return false, journey.ByNagle
}

// transmit lets the TCP send as long as it may and has something to send. Again is why,
// where it begins with what was sent before.
func (r *run) transmit(again journey.Again) {
	for r.err == nil {
		ok, hold := r.may()
		r.hold = hold
		duplicates := r.dups >= 3 && r.again <= r.dups-3
		if !ok && !duplicates {
			break
		}
		n, err := r.out.Send(r.frame()[:20+max(1, min(r.Settings.MSS, r.usable()))])
		if err != nil {
			r.fail("sending a segment", err)
			return
		}
		if n == 0 {
			break
		}
		frame, _ := tcp.NewFrame(r.buf[:n])
		seg := frame.Segment(len(frame.Payload()))
		if seg.DATALEN == 0 {
			continue // it has nothing to acknowledge
		}
		r.patient = 0
		r.depart(seg, slices.Clone(r.buf[:n]), again)
	}
	r.watch()
}

// usable is how many bytes the receiver has room for, from the next segment on. What is
// sent again must fit into the window as it is now, out of which the TCP takes bytes that
// wait behind a gap; one byte of it may always be tried.
func (r *run) usable() int {
	room := r.acked + r.window - r.point
	if r.point < r.left {
		room = min(room, r.acked+r.latest-r.point)
	}
	if r.point == r.acked && r.point < r.left {
		room = max(room, 1)
	}
	return room
}

// depart sends a segment on its way.
func (r *run) depart(seg tcp.Segment, frame []byte, again journey.Again) {
	start := int(seg.SEQ - r.first)
	end := start + int(seg.DATALEN)
	if start >= r.left {
		again = journey.First
	} else if again != journey.TimedOut && start < r.point {
		again = journey.Duplicates
		r.again++
	} else {
		again = journey.TimedOut
	}
	if again == journey.Duplicates {
		r.recover = r.left
	} else {
		r.point = end
		r.flying = append(r.flying, end)
	}
	r.left = max(r.left, end)

	s := &r.Settings
	number := len(r.Segments) + 1
	leaves := max(r.now, r.free)
	r.free = leaves
	if s.Rate > 0 {
		r.free += int64(len(frame)-20+header) * second / int64(s.Rate)
	}
	arrives := r.free + int64(s.Delay)*milli
	late := slices.Contains(s.Late, number)
	if late {
		arrives += int64(s.By) * milli
	}
	lost := slices.Contains(s.Lose, number)
	if s.Chance > 0 {
		lost = r.next100() < s.Chance || lost
	}
	i := len(r.Segments)
	r.Segments = append(r.Segments, journey.Segment{Span: journey.Span{Start: start, End: end}, At: micros(leaves), Arrives: micros(arrives), Lost: lost, Again: again, Late: late})
	if leaves == r.now {
		r.log(journey.Left, i)
	} else {
		r.at(leaves, func() { r.log(journey.Left, i) })
	}
	if lost {
		r.at((leaves+arrives)/2, func() { r.log(journey.Gone, i) })
	} else {
		r.at(arrives, func() { r.arrive(i, frame) })
	}
}

// next100 draws a number below 100: splitmix64, the same on every machine for ever.
func (r *run) next100() int {
	if r.luck == 0 {
		r.luck = r.Settings.Seed
	}
	r.luck += 0x9e3779b97f4a7c15
	z := r.luck
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % 100)
}

// heard takes an acknowledgement.
func (r *run) heard(i int, frame []byte) {
	ack := r.Acks[i]
	r.latest = ack.Window
	same := ack.Next == r.acked && r.acked < r.point
	if same && ack.Window <= r.window && r.acked <= r.recover {
		r.log(journey.Heard, i)
		return
	}
	r.skip(frame, ack.Next)
	if err := r.out.Recv(frame); err != nil && !errors.Is(err, lneto.ErrPacketDrop) {
		r.fail("taking an acknowledgement", err)
		return
	}
	if ack.Next > r.acked || ack.Window > r.window {
		r.window = ack.Window
	}
	switch {
	case same && r.dups < r.again+4:
		r.dups++
	case ack.Next > r.acked:
		r.acked, r.dups, r.again = ack.Next, 0, 0
		r.flying = slices.DeleteFunc(r.flying, func(end int) bool { return end <= r.acked })
	}
	r.log(journey.Heard, i)
	r.transmit(journey.First)
}

// skip has the TCP believe that it has sent again what need not be sent: while it goes
// over bytes once more, it does not take an acknowledgement of later ones. Where its
// window does not reach that far, the acknowledgement is taken in two parts.
func (r *run) skip(frame []byte, to int) {
	parted := false
	for r.point < to && r.err == nil {
		n, err := r.out.Send(r.frame()[:20+min(r.Settings.MSS, to-r.point)])
		switch {
		case err != nil:
			r.fail("skipping what has arrived", err)
		case n > 20:
			r.point += n - 20
		case parted:
			r.fail("skipping what has arrived", errors.New("it has nothing to send"))
		default:
			parted = true
			part := slices.Clone(frame)
			ack, _ := tcp.NewFrame(part)
			ack.SetAck(r.first + tcp.Value(r.point))
			ack.SetWindowSize(uint16(to - r.point))
			if err := r.out.Recv(part); err != nil {
				r.fail("taking a part of an acknowledgement", err)
			}
		}
	}
}

// watch sets the clock for the TCP's timer.
func (r *run) watch() {
	deadline := r.out.NextDeadline()
	if deadline == 0 || deadline == r.alarm {
		return
	}
	r.alarm = deadline
	r.at(max(deadline, r.now), func() {
		if r.out.NextDeadline() != deadline || r.acked == r.left {
			return // it was acknowledged, or set anew
		}
		r.point, r.dups, r.again, r.recover, r.flying = r.acked, 0, 0, r.left, nil
		r.log(journey.TimedUp, len(r.Segments))
		r.transmit(journey.TimedOut)
	})
}
