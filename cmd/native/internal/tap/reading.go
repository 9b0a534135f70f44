package tap

import (
	"bytes"
	"errors"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
)

// reading decodes one stream, without keeping more of it than can be shown.
type reading struct {
	layout core.Layout
	limit  int
	dec    *core.Decoder // nil: there is no layout
	bytes  int64         // that have come
	frames int           // that are complete
	part   part          // of the frame under way
	err    *core.FrameError

	spans []span // of the chunk that was read last
	seen  []seen // frames that it completed, the first of them
	first []byte // of a payload that is too long to be kept
	lacks int    // so many bytes of that are still to come
}

// span is what a part of a chunk is.
type span struct {
	end  int // in the chunk
	role figure.Role
}

// seen is a frame that is to be shown.
type seen struct {
	number, length int
	payload        []byte // the beginning of it
}

// part is how much of the frame under way has come.
type part struct {
	had, want int // want: core.Unknown where nobody knows
	header    bool
}

// kept is the longest payload that is put together, in bytes: the display shows no
// more than a line of it.
const kept = 4 << 10

// keptUnmarked is the same where only its end tells how long a message is.
const keptUnmarked = 1 << 20

// mostFirst is how much of a longer one is shown.
const mostFirst = 256

func newReading(layout core.Layout, limit int) reading {
	r := reading{layout: layout, limit: limit}
	if layout == (core.Layout{}) {
		return r
	}
	if layout.HeaderSize() == 0 {
		r.limit = min(limit, keptUnmarked)
		r.dec = core.NewDecoder(layout, core.Limit(r.limit))
	} else {
		r.dec = core.NewDecoder(layout, core.Limit(min(limit, kept)), core.SkipOversized())
	}
	return r
}

// read takes a chunk, and notes the first so many frames that it completes. It
// returns how many there are, and whether the stream has gone out of step here.
func (r *reading) read(chunk []byte, most int) (frames int, failed bool) {
	r.spans, r.seen = r.spans[:0], r.seen[:0]
	start := r.bytes
	r.bytes += int64(len(chunk))
	if r.dec == nil || r.err != nil {
		return 0, false
	}
	more := chunk[:min(len(chunk), r.lacks)]
	r.first, r.lacks = append(r.first, more...), r.lacks-len(more)
	r.dec.Feed(chunk)
	before := r.frames
	for {
		if most == 0 { // faster
			for range r.dec.Messages() {
			}
			r.first, r.lacks = r.first[:0], 0
		}
		ev := r.dec.Next()
		at := int(ev.Taken - start)
		switch ev.Kind {
		case core.HeaderParsed:
			r.mark(at, figure.Header)
			if ev.Row == core.HeaderSkip {
				if ev.Want > r.limit {
					return r.tooLarge(ev, len(chunk))
				}
				r.begin(chunk[at:], ev.Want)
			}
		case core.Message:
			r.mark(at, figure.Payload)
			r.seen = append(r.seen, seen{ev.Frame, len(ev.Payload), r.keep(ev.Payload)})
			most--
		case core.Skipped:
			r.mark(at, figure.Payload)
			r.seen = append(r.seen, seen{ev.Frame, ev.Want, r.keep(r.first)})
			most--
		case core.NeedMore:
			if r.dec.State() == core.StateSkip && ev.Want > r.limit {
				return r.tooLarge(ev, len(chunk))
			}
			r.frames = ev.Frame - 1
			r.part = part{had: ev.Had, want: ev.Want, header: r.dec.State() == core.StateHeader}
			role := figure.Payload
			switch {
			case most == 0:
				role = "" // nobody has looked
			case r.part.header:
				role = figure.Header
			}
			r.mark(len(chunk), role)
			return r.frames - before, false
		default:
			r.frames = ev.Frame - 1
			r.fail(ev.Err)
			r.mark(len(chunk), figure.Error)
			return r.frames - before, true
		}
	}
}

// keep is a payload for as long as the chunk: one that was put together is lent for
// a shorter time.
func (r *reading) keep(payload []byte) []byte {
	return bytes.Clone(payload[:min(len(payload), mostFirst)])
}

// begin keeps the beginning of a payload that is not put together.
func (r *reading) begin(rest []byte, length int) {
	length = min(length, mostFirst)
	r.first = append(r.first[:0], rest[:min(len(rest), length)]...)
	r.lacks = length - len(r.first)
}

// mark says what the bytes of the chunk up to end are.
func (r *reading) mark(end int, role figure.Role) {
	if end > 0 && (len(r.spans) == 0 || r.spans[len(r.spans)-1].end < end) {
		r.spans = append(r.spans, span{end, role})
	}
}

// tooLarge fails as a decoder does that passes over nothing.
func (r *reading) tooLarge(ev core.Event, size int) (frames int, failed bool) {
	dec := core.NewDecoder(r.layout, core.Limit(r.limit))
	dec.Feed(bytes.Clone(ev.Header))
	err := dec.Next().Err
	frames = ev.Frame - 1 - r.frames
	r.frames = ev.Frame - 1
	r.fail(err)
	if r.err != nil {
		r.err.Frame = ev.Frame
		r.err.Offset = ev.Taken - int64(ev.Had) - int64(len(ev.Header))
	}
	r.mark(size, figure.Error)
	return frames, true
}

func (r *reading) fail(err error) {
	if !errors.As(err, &r.err) {
		r.err = &core.FrameError{Frame: r.frames + 1, Offset: r.bytes, Err: err}
	}
	r.part = part{}
}

// end is what is wrong with a stream that ends now, or nil.
func (r *reading) end() error {
	if r.dec == nil || r.err != nil {
		return nil
	}
	return r.dec.End().Err
}
