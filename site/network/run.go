// Package network runs a journey: two TCPs, a link between them, a program at each
// end, and a clock that is a number. The TCP is github.com/soypat/lneto/tcp, as it is:
// it cuts segments, acknowledges, keeps what comes too early, and sends again. What it
// leaves to its host is here, after the standards: when a small segment has to wait
// ([sender.may]) and when an acknowledgement may ([receiver.must]).
//
// The same settings give the same journey. Acknowledgements are neither lost nor held
// back; there is no congestion control, so no congestion window shows; and connections
// are opened before the clock starts and not closed.
package network

import (
	"bytes"
	"errors"
	"fmt"

	"bufferbybuffer/core/journey"

	"github.com/soypat/lneto/tcp"
)

const (
	// flight is how many segments are under way at most: as many as the TCP keeps
	// that come too early.
	flight = 8
	// useless is how many segments in a row are answered that bring nothing new: the
	// TCP gives a connection up for which it had to answer more than eight. Not to
	// answer each is what RFC 5961, 7 advises.
	useless = 6
	// memory is how many segments the TCP can send again.
	memory = 256
	// header is what a segment's headers (IP's and TCP's) take on a link with a rate.
	header = 40
	// longest is when a run is given up.
	longest = 10 * 60 * second

	milli  = 1_000_000
	second = 1000 * milli
)

// ErrUnfinished says that ten minutes were not enough, as where too much is lost.
var ErrUnfinished = errors.New("network: after ten minutes the stream has not arrived; lose less")

// run is the state of a simulation. Times are in nanoseconds, as TCP has them.
type run struct {
	*journey.Journey
	now    int64
	events []event // in their order
	sender
	receiver
	err error
}

// Run does what the settings say.
func Run(s journey.Settings) (*journey.Journey, error) {
	if err := s.Valid(); err != nil {
		return nil, err
	}
	stream, err := s.Stream()
	if err != nil {
		return nil, err
	}
	j, err := simulate(s, stream, 0)
	if err != nil {
		return nil, err
	}
	return j, j.Decode()
}

// simulate sends the stream as the settings say, until all of it is received; or, where
// most is not 0, until so many recvs have returned.
func simulate(s journey.Settings, stream []byte, most int) (*journey.Journey, error) {
	r := &run{Journey: &journey.Journey{Settings: s, Stream: stream}}
	if err := r.connect(); err != nil {
		return nil, fmt.Errorf("network: connecting: %w", err)
	}
	at := 0
	for _, send := range s.Calls() {
		start, end := at, at+send.Size
		r.at(int64(send.At)*milli, func() { r.send(start, end) })
		at = end
	}
	r.at(int64(s.Start)*milli, r.recv)
	for r.err == nil && len(r.events) > 0 {
		if most > 0 && len(r.Recvs) >= most {
			return r.Journey, nil
		}
		e := r.events[0]
		r.events = r.events[1:]
		if r.now = e.at; r.now > longest {
			return nil, ErrUnfinished
		}
		e.do()
	}
	if r.err != nil && dump != nil {
		dump(r)
	}
	switch {
	case r.err != nil:
		return nil, r.err
	case r.taken < len(stream):
		return nil, fmt.Errorf("network: the two TCPs came to a stop after %d of %d bytes", r.taken, len(stream))
	case !bytes.Equal(r.received, stream):
		return nil, errors.New("network: what arrived is not what was sent")
	}
	return r.Journey, nil
}

// connect opens the connection, over a link that takes no time.
func (r *run) connect() error {
	nanotime := func() int64 { return r.now }
	if err := r.out.SetBuffers(make([]byte, max(len(r.Stream), memory)), make([]byte, 2), memory); err != nil {
		return err
	}
	r.room = make([]byte, r.Settings.Queue)
	if err := r.in.SetBuffers(make([]byte, 2), r.room, 1); err != nil {
		return err
	}
	r.rto = new(tcp.RTO)
	r.out.SetLossRecovery(r.rto, nanotime)
	if err := r.out.OpenActive(1024, 1243, 1000); err != nil {
		return err
	}
	if err := r.in.OpenListen(1243, 2000); err != nil {
		return err
	}
	for range 3 { // SYN, SYN and ACK, ACK
		for _, way := range [][2]*tcp.Handler{{&r.out, &r.in}, {&r.in, &r.out}} {
			n, err := way[0].Send(r.frame())
			if err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if err := way[1].Recv(r.buf[:n]); err != nil {
				return err
			}
		}
	}
	if a, b := r.out.State(), r.in.State(); a != tcp.StateEstablished || b != tcp.StateEstablished {
		return errors.New("it was not established")
	}
	r.first = 1001
	r.recover = -1
	r.window = r.Settings.Queue
	r.most, r.latest = r.window, r.window
	r.edge = r.window
	return nil
}

// frame lends room for a segment of the largest size.
func (r *run) frame() []byte {
	if r.buf == nil {
		r.buf = make([]byte, 20+r.Settings.MSS)
	}
	return r.buf
}

// at does something at a time; what is to be done at the same time is done in the
// order in which it was said.
func (r *run) at(time int64, do func()) {
	i := len(r.events)
	for i > 0 && r.events[i-1].at > time {
		i--
	}
	r.events = append(r.events, event{})
	copy(r.events[i+1:], r.events[i:])
	r.events[i] = event{time, do}
}

// log writes down what happens now.
func (r *run) log(what journey.What, of int) {
	r.Log = append(r.Log, journey.Entry{What: what, Of: of, At: micros(r.now), Sent: r.written, Out: r.left, Hold: r.hold,
		Next: r.next, Taken: r.taken, Ahead: append([]journey.Span{}, r.ahead...)})
}

// fail ends the run: the TCP has done what it never should.
func (r *run) fail(doing string, err error) { r.err = fmt.Errorf("network: %s: %w", doing, err) }

func micros(ns int64) journey.Micros { return journey.Micros(ns / 1000) }

type event struct {
	at int64
	do func()
}

var dump func(*run)
