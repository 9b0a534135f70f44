package core

import (
	"iter"
	"math/bits"
)

// Messages returns the messages that the fed chunk completes, each lent until
// the next one. It is Events for those who only want messages, and faster: a
// frame that lies whole in the chunk costs one look at its header. It ends where
// the chunk is used up, at a failure (see Err), and after End. Breaking out loses
// nothing; the next call goes on.
func (d *Decoder) Messages() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for {
			payload, ok := d.nextMessage()
			if !ok || !yield(payload) {
				return
			}
			if d.had > 0 || len(d.gather) > 0 || d.layout.trailer != "" {
				continue
			}
			// Frames that lie whole in the chunk, for as long as the caller leaves the
			// decoder where it is.
			r, chunk, pos, base := &d.repeat, d.chunk, d.pos, d.base
			for d.pos == pos && d.base == base {
				rest := chunk[pos:]
				size, want := r.size, r.want
				if len(rest) < r.room || word(rest)&r.mask != r.first || r.tail > 0 && word(rest[r.tail:])&r.mask != r.last {
					if size, want = d.glance(rest); size == 0 {
						break
					}
				}
				if len(rest)-size < want {
					d.begin(rest, size, want)
					return
				}
				end := size + want
				pos += end
				d.pos = pos
				d.frame++
				if !yield(rest[size:end:end]) {
					return
				}
			}
		}
	}
}

// Events returns the events of the fed chunk: until NeedMore (included), Failed
// or End. Breaking out loses nothing; the next call goes on.
func (d *Decoder) Events() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for {
			// As in Messages: frames that lie whole in the chunk, two rows each. An Event
			// is built where it is used, here and below: to hand one on from function to
			// function costs more than to decode it.
			r, chunk, pos, base := &d.repeat, d.chunk, d.pos, d.base
			boundary := d.state == StateHeader && d.had == 0 && len(d.gather) == 0 && d.layout.trailer == ""
			for ; boundary; boundary = d.pos == pos && d.base == base {
				rest := chunk[pos:]
				size, want := r.size, r.want
				if len(rest) < r.room || word(rest)&r.mask != r.first || r.tail > 0 && word(rest[r.tail:])&r.mask != r.last {
					if size, want = d.glance(rest); size == 0 {
						break
					}
				}
				if len(rest)-size < want {
					break
				}
				d.start = base + int64(pos)
				d.note(rest, size)
				d.want = want
				d.state = StatePayload
				pos += size
				d.pos = pos
				frame := d.frame + 1
				if !yield(Event{Kind: HeaderParsed, Row: HeaderLength, Frame: frame, Taken: base + int64(pos), Want: want}) {
					return
				}
				if d.state != StatePayload || d.pos != pos || d.base != base {
					break
				}
				pos += want
				d.pos = pos
				d.frame = frame
				d.had = 0
				d.state = StateHeader
				end := size + want
				if !yield(Event{Kind: Message, Row: PayloadComplete, Frame: frame, Taken: base + int64(pos), Had: want, Want: want, Payload: rest[size:end:end]}) {
					return
				}
			}
			frame := d.frame + 1
			s := d.step()
			kind := table[s.row].Event
			var payload []byte
			if kind == Message {
				payload = d.payload
			}
			if !yield(Event{Kind: kind, Row: s.row, Frame: frame, Taken: d.Taken(), Had: s.had, Want: s.want, Payload: payload, Err: d.err}) {
				return
			}
			if kind == NeedMore || kind == Failed || kind == End {
				return
			}
		}
	}
}

// nextMessage moves to the end of the next message and returns it, or reports
// false for a chunk used up, a failure or the end. The moves that a stream mostly
// consists of it makes itself, without reporting them, and leaves the decoder as
// the plain path would; all others, and every failure, it leaves to that.
func (d *Decoder) nextMessage() ([]byte, bool) {
	had := len(d.gather)
	if d.state != StatePayload || had == 0 || d.layout.trailer != "" {
		return d.nextFrame()
	}
	rest := d.chunk[d.pos:]
	missing := d.want - had
	n := min(missing, len(rest))
	if had+n > cap(d.gather) {
		d.grow(had + n)
	}
	d.gather = d.gather[:had+n]
	copy(d.gather[had:], rest)
	d.pos += n
	if n < missing {
		return nil, false
	}
	d.frame++
	d.had = 0
	d.state = StateHeader
	return d.gather, true
}

// nextFrame is nextMessage at the beginning of a frame.
func (d *Decoder) nextFrame() ([]byte, bool) {
	if d.state != StateHeader || d.had > 0 || d.layout.trailer != "" {
		return d.plainMessage()
	}
	d.forget()
	rest := d.chunk[d.pos:]
	if len(rest) == 0 {
		return nil, false
	}
	r := &d.repeat
	size, want := r.size, r.want
	if len(rest) < r.room || word(rest)&r.mask != r.first || r.tail > 0 && word(rest[r.tail:])&r.mask != r.last {
		if size, want = d.glance(rest); size == 0 {
			return d.plainMessage()
		}
	}
	if len(rest)-size >= want {
		end := size + want
		d.pos += end
		d.frame++
		return rest[size:end:end], true
	}
	d.begin(rest, size, want)
	return nil, false
}

// begin begins a frame of which rest, the rest of the chunk, holds the header and
// not all of the payload.
func (d *Decoder) begin(rest []byte, size, want int) {
	d.start = d.Taken()
	d.note(rest, size)
	d.want = want
	d.state = StatePayload
	d.pos += len(rest)
	d.keep(rest[size:])
}

// plainMessage is nextMessage by the plain path.
func (d *Decoder) plainMessage() ([]byte, bool) {
	for {
		s := d.step()
		switch table[s.row].Event {
		case Message:
			return d.payload, true
		case NeedMore, Failed, End:
			return nil, false
		}
	}
}

// glance reads a header that lies whole at the start of rest and is in order: its
// size, and how many bytes are due after it. All else is 0.
func (d *Decoder) glance(rest []byte) (size, want int) {
	if len(rest) == 0 {
		return 0, 0
	}
	l := &d.layout
	var length uint64
	var ok bool
	if binary := l.form == formBig || l.form == formLittle; binary && len(rest) >= l.offset+8 {
		if size = l.offset + l.width + l.after; size > len(rest) {
			return 0, 0
		}
		unused := 64 - 8*uint(l.width)
		n := word(rest[l.offset:])
		if l.form == formBig {
			n = bits.ReverseBytes64(n) >> unused
		} else {
			n = n << unused >> unused
		}
		length, ok = l.payload(n)
	} else {
		for missing := -1; missing != 0; size += missing {
			if missing = l.missing(rest[:size]); size+missing > len(rest) {
				return 0, 0
			}
		}
		length, ok = l.parse(rest[:size])
	}
	if !ok || length > uint64(d.limit) {
		return 0, 0
	}
	d.repeat.remember(rest, size, int(length))
	return size, int(length)
}

// note notes the header of size bytes at the start of rest. Mostly it moves 16
// bytes, which is cheaper than to move just as many as there are.
func (d *Decoder) note(rest []byte, size int) {
	d.had = size
	if size <= 16 && len(rest) >= 16 {
		*(*[16]byte)(d.header[:]) = [16]byte(rest)
	} else {
		copy(d.header[:], rest[:size])
	}
}
