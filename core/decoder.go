package core

import (
	"bytes"
	"math"
)

// Decoder rebuilds messages from the chunks of one stream. Feed it a chunk, take
// events until NeedMore, feed the next. It is not safe for concurrent use. The zero
// Decoder reads nothing; get one from [NewDecoder].
type Decoder struct {
	layout Layout
	limit  int
	skip   bool
	spells speller // the layout's form, if it has headers
	marks  marker  // the layout's form, if it has none
	varies bool    // the size of a header does
	begin  int     // bytes that must be there to look at a header
	peek   peek    // a quicker way to read a binary header

	state State
	last  Row // the row that was taken last
	frame int // frames completed or skipped
	window

	// Of the frame under way, once its header is there; and of the last one, until
	// more is asked for.
	size    int   // bytes of the header
	want    int   // bytes of the payload
	trailer int   // bytes that must close the frame
	gone    int64 // bytes that have left the window: only those of a frame that is skipped do

	kept []byte // the header of a frame that is skipped or has failed, or a message put together
	seen scan   // with a marker: what is known of the bytes in the window

	event Event // the last one
	err   error
}

// NewDecoder returns a decoder at the beginning of a stream. It panics if the
// layout is not valid (see [Layout.Valid]) or the limit is negative.
func NewDecoder(layout Layout, opts ...Option) *Decoder {
	if err := layout.Valid(); err != nil {
		panic(err.Error())
	}
	o := apply(opts)
	d := &Decoder{layout: layout, skip: o.skip}
	d.limit = min(o.limit, mostLimit)
	d.spells, _ = layout.form.(speller)
	d.marks, _ = layout.form.(marker)
	d.begin, d.peek = 1, d.layout.peek()
	if d.spells != nil {
		d.begin = d.layout.measure(d.spells, nil)
		if _, fixed := d.spells.size(&d.layout); fixed {
			d.size = layout.HeaderSize()
			d.begin = d.size
		} else {
			d.varies = true
		}
	}
	d.Reset()
	return d
}

// Reset makes the decoder ready for another stream of the same layout and options.
// It keeps the buffer.
func (d *Decoder) Reset() {
	if d.layout.form == nil {
		return
	}
	d.window.reset(d.begin)
	d.state, d.last, d.frame, d.gone, d.err = StateHeader, HeaderEnd, 0, 0, nil
	d.event = Event{}
	d.seen, d.kept = scan{}, d.kept[:0]
	if d.marks != nil {
		d.state = StateScan
		d.least = math.MaxInt // nobody knows how many are needed
	}
}

// Feed lends the decoder the next chunk of the stream, of any length. The
// decoder reads it until it reports NeedMore and never writes to it; until then
// the caller must not change it. Feeding a chunk while an earlier one is not used
// up, or after the end, is a misuse, and the decoder fails. After a failure Feed
// does nothing.
func (d *Decoder) Feed(chunk []byte) {
	have := len(d.win) - d.at
	if have >= d.need || d.left > 0 || d.state >= StateFailed || d.lent && have > 0 {
		d.misfed()
		return
	}
	d.last = HeaderMore
	d.fed += int64(len(chunk))
	if have == 0 {
		d.lend(chunk)
	} else {
		d.add(chunk)
	}
}

func (d *Decoder) misfed() {
	if d.state != StateFailed {
		d.fail("Feed before the last chunk was used up, or after the end: call Next until NeedMore")
	}
}

// Next returns the next event. NeedMore means that the chunk is used up and may
// be reused. After Failed or End it returns the same again.
func (d *Decoder) Next() Event {
	d.next()
	return d.event
}

// next moves by one row and writes down the event.
func (d *Decoder) next() Kind {
	ev := &d.event
	ev.Frame = d.frame + 1
	s, frame := d.step(false)
	ev.Kind, ev.Row, ev.Had, ev.Want = table[s.row].Event, s.row, s.had, s.want
	switch s.row { // those that streams mostly consist of cost as much as the step itself
	case HeaderLength:
		ev.Taken = d.here() + int64(d.size)
		ev.Header, ev.Payload = frame[:d.size:d.size], nil
	case PayloadMore:
		ev.Taken = d.fed
		ev.Header, ev.Payload = frame[:d.size:d.size], nil
	case PayloadComplete:
		ev.Taken = d.here()
		ev.Header, ev.Payload = frame[:d.size:d.size], frame[d.size:]
	default:
		ev.Taken, ev.Header, ev.Payload, ev.Err = d.Taken(), d.Header(), frame, d.err
	}
	return ev.Kind
}

// step is one move of the machine: the row it took, and the counts to report. It
// is small enough to travel in registers, as an Event is not.
type step struct {
	row       Row
	had, want int
}

// take takes a row of the table.
func (d *Decoder) take(row Row, had, want int) step {
	d.state, d.last = table[row].To, row
	return step{row, had, want}
}

// step moves by one row. After a header that is in order it shows the frame: the header,
// of d.size bytes, and what there is of the payload; all of it, and no more, with a
// message. A message without a header is shown alone. Quietly, step doesn't stop at a
// header that is in order.
func (d *Decoder) step(quiet bool) (s step, frame []byte) {
	if d.state > StatePayload {
		return d.seldom()
	}
	for {
		frame = d.win[d.at:]
		if d.state == StateHeader {
			if len(frame) < d.need {
				if !d.advance() {
					return d.take(HeaderMore, len(frame), d.need), nil
				}
				continue
			}
			var length uint64
			if len(frame) > d.peek.above {
				length = d.peek.length(binary64(frame[d.peek.offset:]))
			} else if d.varies && !d.measured(frame) {
				continue
			} else {
				length = d.read(frame[:d.size])
			}
			if length > uint64(d.limit) {
				return d.odd(frame[:d.size]), nil
			}
			d.want = int(length)
			if s = d.take(HeaderLength, 0, d.want); !quiet {
				return s, frame
			}
		}
		end := d.size + d.want
		whole := end + d.trailer
		if len(frame) >= whole {
			if d.trailer > 0 && string(frame[end:whole]) != d.layout.trailer {
				return d.malformed(PayloadMalformed, frame[end:whole], whole), nil
			}
			d.at += whole
			return d.complete(PayloadComplete), frame[:end:end]
		}
		if d.need = whole; d.left == 0 || !d.advance() {
			if d.lent || d.at > walk {
				d.settle()
			}
			had := len(frame) - d.size
			if had < d.want || d.trailer == 0 {
				return d.take(PayloadMore, had, d.want), d.win[d.at:]
			}
			return d.take(TrailerMore, had-d.want, d.trailer), nil
		}
	}
}

// measured measures a header whose size varies, and reports whether it is there.
func (d *Decoder) measured(frame []byte) bool {
	d.size = d.layout.measure(d.spells, frame)
	if d.size > len(frame) {
		d.need = d.size
		return false
	}
	return true
}

// read is the payload length that a header spells, and beyond every limit for one that
// spells none; odd tells.
func (d *Decoder) read(header []byte) uint64 {
	if d.spells == nil {
		return math.MaxUint64
	}
	length, ok := d.layout.length(d.spells, header)
	if !ok {
		return math.MaxUint64
	}
	if d.layout.trailer != "" {
		d.trailer = 0
		if d.spells.closes(&d.layout, header) {
			d.trailer = len(d.layout.trailer)
		}
	}
	return length
}

// odd says what comes of a header that is malformed or spells too much.
func (d *Decoder) odd(header []byte) step {
	if d.spells == nil {
		return d.fail("")
	}
	length, ok := d.layout.length(d.spells, header)
	switch {
	case !ok:
		return d.malformed(HeaderMalformed, header, d.size)
	case d.skip && length <= maxSkip:
		d.want = int(length)
		d.kept = append(d.kept[:0], header...)
		d.pass(d.size)
		d.need = 1
		return d.take(HeaderSkip, 0, d.want)
	default:
		return d.refuse(HeaderTooLarge, &LengthError{Length: length, Limit: d.limit}, d.size)
	}
}

// mostLimit leaves room for the rest of a frame, so that its size is an int too.
const mostLimit = math.MaxInt - 2*maxBlock

// maxSkip is the longest payload that can be counted while it passes.
const maxSkip = math.MaxInt / 2

// complete ends a frame; the next one begins.
func (d *Decoder) complete(row Row) step {
	d.frame++
	d.need = d.begin
	return d.take(row, d.want, d.want)
}

// seldom is step in the states that are not a stream's usual ones.
func (d *Decoder) seldom() (s step, message []byte) {
	switch d.state {
	case StateSkip:
		return d.nextSkip(), nil
	case StateScan:
		return d.nextScan()
	case StateClosed:
		return d.take(ClosedAgain, 0, 0), nil
	default:
		return d.take(FailedAgain, 0, 0), nil
	}
}

// nextSkip passes over a payload without keeping any of it.
func (d *Decoder) nextSkip() step {
	for {
		passed := d.passed()
		d.pass(min(d.want-passed, len(d.win)-d.at))
		passed = d.passed()
		if closing := d.win[d.at:]; passed == d.want && len(closing) >= d.trailer {
			if closing = closing[:d.trailer]; d.trailer > 0 && string(closing) != d.layout.trailer {
				return d.malformed(SkipMalformed, closing, d.trailer)
			}
			d.at += d.trailer
			d.gone = 0
			return d.complete(SkipComplete)
		}
		if d.need = max(1, d.trailer); passed < d.want {
			d.need = 1
		}
		if !d.advance() {
			return d.take(SkipMore, passed, d.want)
		}
	}
}

// pass lets bytes of the frame under way leave the window.
func (d *Decoder) pass(n int) {
	d.at += n
	d.gone += int64(n)
}

// passed is how much of an oversized payload has passed.
func (d *Decoder) passed() int { return int(d.gone) - d.size }

// nextScan looks for the end of a message in bytes that have no header.
func (d *Decoder) nextScan() (step, []byte) {
	reach := d.marks.reach(&d.layout, d.limit)
	for {
		frame := d.win[d.at:]
		frame = frame[:min(len(frame), reach)]
		skip, end := d.marks.scan(&d.layout, frame, &d.seen)
		switch {
		case skip > 0:
			d.at += skip
			d.seen.next()
			d.need = 1
		case end > 0:
			message := d.marks.message(&d.layout, frame[:end], &d.kept)
			if d.want = len(message); d.want > d.limit {
				return d.large(end), nil
			}
			d.at += end
			d.seen.next()
			return d.complete(ScanComplete), message
		case len(frame) == reach:
			d.want = d.limit + 1
			return d.large(reach), nil
		default:
			d.seen.had = len(frame)
			d.need = len(frame) + 1
		}
		if len(d.win)-d.at < d.need && !d.advance() {
			return d.take(ScanMore, len(d.win)-d.at, Unknown), nil
		}
	}
}

// large refuses a message that is longer than the limit.
func (d *Decoder) large(taken int) step {
	return d.refuse(ScanTooLarge, &LengthError{Length: uint64(d.want), Limit: d.limit}, taken)
}

// End tells the decoder that the input has ended and returns what that means:
// End at a frame boundary, Failed inside a frame. Bytes that it was fed must
// have been used up.
func (d *Decoder) End() Event {
	s := d.end()
	d.event = Event{table[s.row].Event, s.row, d.frame + 1, d.Taken(), s.had, s.want, d.Header(), nil, d.err}
	return d.event
}

func (d *Decoder) end() step {
	if d.state < StateFailed && d.more() {
		return d.fail("End before the last chunk was used up: call Next until NeedMore")
	}
	have := len(d.win) - d.at
	switch d.state {
	case StateHeader:
		if have == 0 {
			return d.take(HeaderEnd, 0, 0)
		}
		return d.truncated(HeaderTruncated, "header", have, d.need)
	case StatePayload:
		if had := have - d.size; had < d.want || d.trailer == 0 {
			return d.truncated(PayloadTruncated, "payload", had, d.want)
		}
		return d.truncated(TrailerTruncated, "trailer", have-d.size-d.want, d.trailer)
	case StateSkip:
		part, had, want := "payload", d.passed(), d.want
		if had == want {
			part, had, want = "trailer", have, d.trailer
		}
		return d.truncated(SkipTruncated, part, had, want)
	case StateScan:
		if have == 0 {
			return d.take(ScanEnd, 0, 0)
		}
		return d.truncated(ScanTruncated, "message", have, Unknown)
	default:
		s, _ := d.seldom()
		return s
	}
}

// Close is End for those who only want the error: nil at a frame boundary, a
// [*FrameError] inside a frame, and the earlier error if there was one.
func (d *Decoder) Close() error { return d.End().Err }

func (d *Decoder) truncated(row Row, part string, had, want int) step {
	return d.refuse(row, &TruncatedError{Part: part, Had: had, Want: want}, len(d.win)-d.at)
}

// malformed refuses bytes that are not what the layout asks for: a header, or what
// should have closed the frame.
func (d *Decoder) malformed(row Row, odd []byte, taken int) step {
	e := &HeaderError{Header: bytes.Clone(odd), Want: d.layout.form.describe(&d.layout)}
	if row == HeaderMalformed {
		e.Why = d.layout.why(d.spells, odd)
	}
	return d.refuse(row, e, taken)
}

// refuse takes a row that ends in failure, and says where. So many bytes of what is
// in the window are taken.
func (d *Decoder) refuse(row Row, reason error, taken int) step {
	header := bytes.Clone(d.headerAt(row))
	d.err = &FrameError{
		Frame:  d.frame + 1,
		Offset: d.here() - d.gone,
		Header: header,
		Hint:   hint(&d.layout, d.limit, header, d.frame > 0, reason),
		Err:    reason,
	}
	d.stop(d.here()+int64(taken), header)
	return d.take(row, 0, 0)
}

// headerAt is the header of the frame that a row refuses.
func (d *Decoder) headerAt(row Row) []byte {
	switch {
	case row == HeaderTruncated:
		return d.win[d.at:]
	case d.state == StateHeader:
		return d.win[d.at : d.at+d.size]
	default:
		return d.Header()
	}
}

// fail ends the stream for a reason that is the caller's. It takes no row of the
// table, which speaks of streams, and says again that the decoder has failed.
func (d *Decoder) fail(text string) step {
	if d.layout.form == nil {
		text = "the zero Decoder reads nothing: get one from NewDecoder"
	}
	d.err = misuse(text)
	d.stop(d.Taken(), nil)
	return d.take(FailedAgain, 0, 0)
}

// stop lets go of all but the header.
func (d *Decoder) stop(taken int64, header []byte) {
	d.window = window{need: 1, fed: taken}
	d.kept = header
}

// Err returns the error that failed the decoder, or nil.
func (d *Decoder) Err() error { return d.err }

// State returns where the decoder stands.
func (d *Decoder) State() State { return d.state }

// Taken returns how many bytes of the stream the decoder has taken.
func (d *Decoder) Taken() int64 {
	switch {
	case !d.more():
		return d.fed
	case d.state == StatePayload:
		return d.here() + int64(d.size)
	default:
		return d.here()
	}
}

// Header returns the bytes of the current header that have arrived; after
// HeaderParsed and, until the next call, after Message and Skipped, all of them. They
// are lent until the next call of a method that moves the decoder. A layout without
// headers has none.
func (d *Decoder) Header() []byte {
	switch {
	case d.marks != nil:
		return nil
	case d.state >= StateSkip || d.last == SkipComplete:
		return d.kept
	case d.state == StatePayload:
		return d.win[d.at : d.at+d.size]
	case d.last == PayloadComplete:
		return d.completed()
	case d.more():
		return nil
	default:
		return d.win[d.at:]
	}
}

// completed is the header of the frame that has just been completed.
func (d *Decoder) completed() []byte {
	start := d.at - d.size - d.want - d.trailer
	return d.win[start : start+d.size]
}

// Rest returns what the decoder has of the stream beyond the last message: bytes of
// the next frame, and what is left of the chunk. A protocol that changes in the
// middle of its stream goes on with them. The slice is the caller's.
func (d *Decoder) Rest() []byte {
	rest := bytes.Clone(d.win[d.at:])
	return append(rest, d.chunk[len(d.chunk)-d.left:]...)
}
