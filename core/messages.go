package core

import "iter"

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
			// Frames that lie whole in the chunk and repeat the header, for as long as
			// the caller leaves the decoder where it is. All is at hand here, so that
			// nothing has to be called for them.
			r, chunk, pos, base := d.repeat, d.chunk, d.pos, d.base
			end := r.size + r.want
			for d.pos == pos && d.base == base {
				rest := chunk[pos:]
				if len(rest) < end || len(rest) < r.room || word(rest)&r.mask != r.first || word(rest[r.tail:])&r.mask != r.last {
					break
				}
				pos += end
				d.pos = pos
				d.frame++
				if !yield(rest[r.size:end:end]) {
					return
				}
			}
		}
	}
}

// nextMessage moves to the end of the next message and returns it, or reports
// false for a chunk used up, a failure or the end. The moves that a stream mostly
// consists of it makes itself, without reporting them, and leaves the decoder as
// the plain path would; all others, and every failure, it leaves to that.
func (d *Decoder) nextMessage() ([]byte, bool) {
	rest := d.chunk[d.pos:]
	switch {
	case d.layout.trailer != "": // delimiters and netstrings
	case d.state == StatePayload:
		missing := d.want - len(d.gather)
		if missing > len(rest) {
			d.keep(rest)
			d.pos += len(rest)
			return nil, false
		}
		if len(d.gather) > 0 {
			d.keep(rest[:missing])
			d.pos += missing
			d.frame++
			d.had = 0
			d.state = StateHeader
			return d.gather, true
		}
	case d.state == StateHeader && d.had == 0:
		d.forget()
		if len(rest) == 0 {
			return nil, false
		}
		r := &d.repeat
		size, want := r.size, r.want
		if len(rest) < r.room || word(rest)&r.mask != r.first || word(rest[r.tail:])&r.mask != r.last {
			if size, want = d.glance(rest); size == 0 {
				break
			}
		}
		if len(rest)-size >= want {
			end := size + want
			d.pos += end
			d.frame++
			return rest[size:end:end], true
		}
		d.start = d.Taken()
		d.had = copy(d.header[:], rest[:size])
		d.begin(want)
		d.keep(rest[size:])
		d.pos += len(rest)
		return nil, false
	}
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
	for {
		missing := d.layout.missing(rest[:size])
		if missing == 0 {
			break
		}
		if size += missing; size > len(rest) {
			return 0, 0
		}
	}
	length, ok := d.layout.parse(rest[:size])
	if !ok || length > uint64(d.limit) {
		return 0, 0
	}
	d.repeat.remember(rest, size, int(length))
	return size, int(length)
}
