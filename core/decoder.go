package core

import "bytes"

// DefaultLimit is the largest payload a [Decoder] or [Encoder] lets through
// unless told otherwise: the largest the tutorial's header was made for.
const DefaultLimit = 1_000_000_000

// keepBuffer is how much of its own buffer a decoder keeps from one message to
// the next. What a larger message needed is given back after it.
const keepBuffer = 64<<10 + maxHeader

// Decoder rebuilds messages from the chunks of one stream. Feed it a chunk, take
// events until NeedMore, feed the next. It is not safe for concurrent use.
type Decoder struct {
	layout Layout
	limit  int
	skip   bool

	state State
	chunk []byte // lent by Feed
	pos   int    // how much of chunk is taken
	base  int64  // stream offset of chunk[0]

	frame int   // frames completed or skipped
	start int64 // stream offset where the current frame begins

	header [maxHeader]byte
	had    int // header bytes gathered; with a delimiter: raw bytes of the message

	want    int    // payload bytes due, with those that close the frame
	gather  []byte // payload bytes that arrived in earlier chunks
	payload []byte // the last complete message; lent, like the events'
	repeat  repeat // the last header that was read in one glance
	escaped bool   // the last byte scanned was the escape

	err error
}

// Option changes how a [Decoder], [Encoder] or [Reader] behaves.
type Option func(*options)

type options struct {
	limit  int
	skip   bool
	buffer int
}

// Limit sets the largest payload, in bytes, that is let through.
func Limit(n int) Option { return func(o *options) { o.limit = n } }

// SkipOversized makes a decoder pass over the payload of a frame beyond the
// limit and go on with the next frame, instead of failing. A malformed header
// still fails: after it nobody knows where the next frame begins. It does not
// apply to delimiters, where an oversized message has no known end.
func SkipOversized() Option { return func(o *options) { o.skip = true } }

func apply(opts []Option) options {
	o := options{limit: DefaultLimit, buffer: defaultBuffer}
	for _, opt := range opts {
		opt(&o)
	}
	if o.limit < 0 {
		panic("core: negative limit")
	}
	return o
}

// NewDecoder returns a decoder at the beginning of a stream. It panics if the
// layout is not valid (see [Layout.Valid]) or the limit is negative.
func NewDecoder(layout Layout, opts ...Option) *Decoder {
	if err := layout.Valid(); err != nil {
		panic(err.Error())
	}
	o := apply(opts)
	d := &Decoder{layout: layout, limit: o.limit, skip: o.skip, repeat: newRepeat()}
	if layout.form == formDelimiter {
		d.state = StateScan
	}
	return d
}

// Feed lends the decoder the next chunk of the stream, of any length. The
// decoder reads it until it reports NeedMore and never writes to it; until then
// the caller must not change it. Feeding a chunk while an earlier one is not
// used up is a misuse. After a failure or the end Feed does nothing.
func (d *Decoder) Feed(chunk []byte) {
	if d.state == StateFailed {
		return
	}
	if d.pos < len(d.chunk) || d.state == StateClosed {
		d.fail(errFed)
		return
	}
	d.base += int64(d.pos)
	d.chunk, d.pos = chunk, 0
}

// errFed is what Feed makes of a call too early or too late. Naming it here keeps
// Feed small enough to be inlined.
var errFed error = misuse("Feed before the last chunk was used up, or after the end: call Next until NeedMore")

// Next returns the next event. NeedMore means that the chunk is used up and may
// be reused. After Failed or End it returns the same again.
func (d *Decoder) Next() (ev Event) {
	ev.Frame = d.frame + 1
	d.report(&ev, d.step())
	return ev
}

// step is one move of the machine: the row it took, and the counts to report. It
// is small enough to travel in registers, as an Event is not.
type step struct {
	row       Row
	had, want int
}

// step moves by one row.
func (d *Decoder) step() step {
	switch d.state {
	case StateHeader:
		return d.nextHeader()
	case StatePayload:
		return d.nextPayload()
	case StateSkip:
		return d.nextSkip()
	case StateScan:
		return d.nextScan()
	case StateClosed:
		return d.take(ClosedAgain, 0, 0)
	default:
		return d.take(FailedAgain, 0, 0)
	}
}

// take takes a row of the table. Nothing else changes the state.
func (d *Decoder) take(row Row, had, want int) step {
	d.state = table[row].To
	return step{row, had, want}
}

// report writes down a step that was taken.
func (d *Decoder) report(ev *Event, s step) {
	ev.Kind = table[s.row].Event
	ev.Row = s.row
	ev.Taken = d.base + int64(d.pos)
	ev.Had = s.had
	ev.Want = s.want
	if ev.Kind == Message {
		ev.Payload = d.payload
	}
	ev.Err = d.err
}

// nextHeader gathers header bytes until the layout is content with them.
func (d *Decoder) nextHeader() step {
	if d.had == 0 {
		d.start = d.Taken()
		d.forget()
	}
	for {
		missing := d.layout.missing(d.header[:d.had])
		if missing == 0 {
			break
		}
		if d.pos == len(d.chunk) {
			return d.take(HeaderMore, d.had, d.had+missing)
		}
		n := copy(d.header[d.had:d.had+missing], d.chunk[d.pos:])
		d.had += n
		d.pos += n
	}
	length, ok := d.layout.parse(d.header[:d.had])
	switch {
	case !ok:
		return d.refuse(HeaderMalformed, d.malformed(d.Header()))
	case length <= uint64(d.limit):
		d.want = int(length) + len(d.layout.trailer)
		return d.take(HeaderLength, 0, int(length))
	case d.skip && length < maxSkip:
		d.want = int(length) + len(d.layout.trailer)
		return d.take(HeaderSkip, 0, int(length))
	default:
		return d.refuse(HeaderTooLarge, &LengthError{Length: length, Limit: d.limit})
	}
}

// nextPayload takes the payload from the chunk where it lies whole in it, and
// gathers it otherwise.
func (d *Decoder) nextPayload() step {
	rest := d.chunk[d.pos:]
	missing := d.want - len(d.gather)
	if missing > len(rest) {
		d.keep(rest)
		d.pos += len(rest)
		return d.take(PayloadMore, len(d.gather), d.want)
	}
	d.pos += missing
	frame := rest[:missing:missing]
	if len(d.gather) > 0 {
		d.keep(frame)
		frame = d.gather
	}
	if trailer := d.layout.trailer; trailer != "" {
		end := d.want - len(trailer)
		if string(frame[end:]) != trailer {
			return d.refuse(PayloadMalformed, d.malformed(frame[end:]))
		}
		frame = frame[:end]
	}
	return d.message(PayloadComplete, frame)
}

// malformed says that header, or what should have closed the frame, is not what
// the layout asks for.
func (d *Decoder) malformed(header []byte) error {
	return &HeaderError{Header: bytes.Clone(header), Want: d.layout.describe()}
}

// keep gathers more bytes of a payload. The buffer grows with what has arrived, to
// at most twice that, never with what was promised.
func (d *Decoder) keep(b []byte) {
	had := len(d.gather)
	if had+len(b) > cap(d.gather) {
		d.grow(had + len(b))
	}
	d.gather = d.gather[:had+len(b)]
	copy(d.gather[had:], b)
}

func (d *Decoder) grow(need int) {
	grown := make([]byte, len(d.gather), min(max(2*need, 64), max(d.want, keepBuffer)))
	copy(grown, d.gather)
	d.gather = grown
}

// nextSkip passes over a payload without keeping any of it.
func (d *Decoder) nextSkip() step {
	n := min(d.want-d.skipped(), len(d.chunk)-d.pos)
	d.pos += n
	if had := d.skipped(); had < d.want {
		return d.take(SkipMore, had, d.want)
	}
	length := d.want - len(d.layout.trailer)
	return d.complete(SkipComplete, length)
}

// skipped is how much of an oversized payload has passed.
func (d *Decoder) skipped() int { return int(d.Taken()-d.start) - d.had }

// message hands out a complete message.
func (d *Decoder) message(row Row, payload []byte) step {
	d.payload = payload
	return d.complete(row, len(payload))
}

// complete ends a frame; the next one begins.
func (d *Decoder) complete(row Row, length int) step {
	d.frame++
	d.had = 0
	return d.take(row, length, length)
}

// forget drops the payload gathered for the last message, which the caller has
// had until now, and gives back what a large one needed.
func (d *Decoder) forget() {
	if cap(d.gather) > keepBuffer {
		d.gather, d.payload = nil, nil
	}
	d.gather = d.gather[:0]
}

// End tells the decoder that the input has ended and returns what that means:
// End at a frame boundary, Failed inside a frame. Bytes that it was fed must
// have been used up.
func (d *Decoder) End() (ev Event) {
	ev.Frame = d.frame + 1
	d.report(&ev, d.end())
	return ev
}

func (d *Decoder) end() step {
	if d.state != StateFailed && d.pos < len(d.chunk) {
		return d.fail(misuse("End before the last chunk was used up: call Next until NeedMore"))
	}
	switch d.state {
	case StateHeader:
		if d.had == 0 {
			return d.take(HeaderEnd, 0, 0)
		}
		return d.truncated(HeaderTruncated, "header", d.had, d.had+d.layout.missing(d.header[:d.had]))
	case StatePayload:
		return d.truncated(PayloadTruncated, "payload", len(d.gather), d.want)
	case StateSkip:
		return d.truncated(SkipTruncated, "payload", d.skipped(), d.want)
	case StateScan:
		if d.had == 0 {
			return d.take(ScanEnd, 0, 0)
		}
		return d.truncated(ScanTruncated, "message", d.had, Unknown)
	default:
		return d.step()
	}
}

// Close is End for those who only want the error: nil at a frame boundary, a
// [*FrameError] inside a frame, and the earlier error if there was one.
func (d *Decoder) Close() error { return d.End().Err }

// refuse takes a row that ends in failure, and says where.
func (d *Decoder) refuse(row Row, reason error) step {
	d.err = &FrameError{
		Frame:  d.frame + 1,
		Offset: d.start,
		Header: bytes.Clone(d.Header()),
		Hint:   hint(d.layout, d.limit, d.Header(), reason),
		Err:    reason,
	}
	d.chunk, d.base, d.pos = nil, d.Taken(), 0
	d.gather = nil
	return d.take(row, 0, 0)
}

func (d *Decoder) truncated(row Row, part string, had, want int) step {
	return d.refuse(row, &TruncatedError{Part: part, Had: had, Want: want})
}

// fail ends the stream for a reason that is not the peer's. It takes no row: the
// table speaks of streams, not of callers.
func (d *Decoder) fail(err error) step {
	d.err = err
	d.state = StateFailed
	d.chunk, d.base, d.pos = nil, d.Taken(), 0
	return d.take(FailedAgain, 0, 0)
}

// Err returns the error that failed the decoder, or nil.
func (d *Decoder) Err() error { return d.err }

// State returns where the decoder stands.
func (d *Decoder) State() State { return d.state }

// Taken returns how many bytes of the stream the decoder has taken.
func (d *Decoder) Taken() int64 { return d.base + int64(d.pos) }

// Header returns the bytes of the current header that have arrived; after
// HeaderParsed, all of them. They are lent until the next call of Next or
// Messages. With a delimiter there are none.
func (d *Decoder) Header() []byte {
	if d.layout.form == formDelimiter {
		return nil
	}
	return d.header[:d.had]
}
