// Package journey is one stream in time: the program's sends, the segments that TCP
// made of them, the queue in the receiver's kernel, what each recv returned, and the
// messages that came out.
//
// [Settings] say what is sent and over which link. A [Journey] is what happened: who
// runs it, a TCP in the same program (site/network) or a recorded connection, is not
// this package's concern. It does no I/O, and times are numbers.
package journey

// Micros is a time in millionths of a second, since the first send could be made.
type Micros int

// Journey is a run: what happened to one stream, in the order in which it did.
type Journey struct {
	Settings Settings
	Live     bool // it was recorded: nothing is known of its segments but how many there were
	Cut      bool // there was more than one picture holds
	Stream   []byte
	Messages []Message // as core's decoder hands them out; the last may be incomplete
	Sends    []Call
	Segments []Segment
	Acks     []Ack
	Recvs    []Call
	Log      []Entry
}

// Span is a range of the stream, as offsets in bytes.
type Span struct{ Start, End int }

// Len is how many bytes that is.
func (s Span) Len() int { return s.End - s.Start }

// Message is a message, its header included.
type Message struct {
	Span
	Body int // where its payload begins
	Recv int // which recv completed it, or which segment of a [Captured] one; Unknown as long as none has
	Text []byte
}

// Call is a send or a recv of a program: when it was called, when it came back, and
// with which bytes. Asked is how many bytes a recv could have returned.
type Call struct {
	Span
	Called, At Micros
	Asked      int
	Left       int // bytes that still waited in the queue after a recv
	Segments   int // of a recorded one: how many had come since the recv before
}

// Segment is a segment with data.
type Segment struct {
	Span
	At, Arrives Micros // when it leaves and when it arrives; where it is lost, when it would have
	Lost        bool
	Again       Again // why it was sent once more
	Late        bool  // the link has held it back
}

// Again is why bytes are sent that were sent before.
type Again uint8

const (
	First      Again = iota // they were not
	TimedOut                // nothing was acknowledged for too long
	Duplicates              // three acknowledgements in a row asked for the same byte
	Passed                  // nobody knows; they were seen at the same place, of a [Captured] one
)

// Ack is an acknowledgement without data: every byte before Next has arrived, and
// there is room for Window more.
type Ack struct {
	Next, Window int
	At, Arrives  Micros
}

// What is what happens in an [Entry].
type What uint8

const (
	Sent     What = iota // a send has put its bytes into the sender's kernel
	Left                 // a segment leaves
	Gone                 // a segment is lost on its way
	Came                 // a segment arrives, and all its bytes are next: they join the queue
	Waits                // a segment arrives before one that was sent before it
	Filled               // a segment arrives, and what waited behind it joins the queue, too
	Twice                // a segment arrives with bytes that are here already
	Refused              // a segment arrives for which there is no room
	Answered             // an acknowledgement leaves
	Heard                // an acknowledgement arrives
	TimedUp              // the sender has waited too long for one
	Called               // a recv has to wait
	Returned             // a recv returns
)

// Hold is why the sender's kernel keeps bytes that it has not sent.
type Hold uint8

const (
	Nothing  Hold = iota // nothing is held
	ByNagle              // a part of a segment waits until what is under way is acknowledged
	ByWindow             // the receiver has no room for more
	ByFlight             // as many segments are under way as this TCP keeps track of
)

// Entry is one thing that happened, and how the two kernels were left by it.
type Entry struct {
	What  What
	Of    int // the index of the send, segment, acknowledgement or recv
	At    Micros
	Sent  int // bytes that the program has handed to the sender's kernel
	Out   int // bytes of them that have left at least once
	Hold  Hold
	Next  int    // bytes that have arrived in order
	Taken int    // bytes that recv has returned
	Ahead []Span // bytes that have arrived, behind a gap
}

// Queue is the bytes that a recv could return.
func (e *Entry) Queue() Span { return Span{e.Taken, e.Next} }

// Decode reads what each recv returned with core's decoder, and keeps the messages.
func (j *Journey) Decode() error {
	r := reader{dec: j.Settings.decoder()}
	for i, recv := range j.Recvs {
		r.take(j.Stream[recv.Start:recv.End], i)
	}
	j.Messages = r.rest(len(j.Stream), j.Settings.Layout.HeaderSize())
	return r.err
}
