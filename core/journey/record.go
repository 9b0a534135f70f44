package journey

import (
	"slices"

	"bufferbybuffer/core"
)

// Record is a journey of which only the ends are known: what a server says of its sends,
// and what recv and the receiver's kernel said. It grows.
type Record struct {
	layout core.Layout
	buffer int
	stream []byte
	sends  []Call
	recvs  []Call
}

// MostRecorded is how many recvs a record holds, since it is drawn whole.
const MostRecorded = 60

// Unknown stands where the kernel does not say a number.
const Unknown = -1

// NewRecord returns the record of a connection on which nothing has happened.
func NewRecord(layout core.Layout, buffer int) *Record {
	return &Record{layout: layout, buffer: buffer}
}

// Sent adds a send by where in the stream it ended.
func (r *Record) Sent(end int, at Micros) {
	start := 0
	if n := len(r.sends); n > 0 {
		start = r.sends[n-1].End
	}
	if end > start {
		r.sends = append(r.sends, Call{Span: Span{start, end}, Called: at, At: at})
	}
}

// Received adds what a recv returned, how many bytes were waiting after it, and how many
// segments had come since the recv before. It reports whether there is room for another.
func (r *Record) Received(chunk []byte, at Micros, queued, segments int) bool {
	start := len(r.stream)
	r.stream = append(r.stream, chunk...)
	r.recvs = append(r.recvs, Call{Span: Span{start, len(r.stream)}, Called: at, At: at, Asked: r.buffer, Left: queued, Segments: segments})
	return len(r.recvs) < MostRecorded
}

// Journey is what has been recorded. Sends of which nothing has been received are in it,
// and reach beyond its stream.
func (r *Record) Journey() *Journey {
	s := Default()
	s.Layout, s.Recv = r.layout, r.buffer
	j := &Journey{Settings: s, Live: true, Stream: slices.Clone(r.stream), Sends: slices.Clone(r.sends), Recvs: slices.Clone(r.recvs)}
	// Both are in order; of what was at the same time, the send is first.
	for send, recv := 0, 0; send < len(j.Sends) || recv < len(j.Recvs); {
		if recv == len(j.Recvs) || send < len(j.Sends) && j.Sends[send].At <= j.Recvs[recv].At {
			j.Log = append(j.Log, Entry{What: Sent, Of: send, At: j.Sends[send].At})
			send++
		} else {
			j.Log = append(j.Log, Entry{What: Returned, Of: recv, At: j.Recvs[recv].At})
			recv++
		}
	}
	sent, taken, next := 0, 0, 0
	for i := range j.Log {
		e := &j.Log[i]
		if e.What == Sent {
			sent = j.Sends[e.Of].End
		} else {
			taken = j.Recvs[e.Of].End
			next = taken + max(0, j.Recvs[e.Of].Left)
		}
		e.Sent, e.Out, e.Next, e.Taken = max(sent, next), max(sent, next), next, taken
	}
	_ = j.Decode() // what follows bytes that are no frame belongs to no message
	return j
}
