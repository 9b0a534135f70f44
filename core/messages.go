package core

import "iter"

// NextMessage returns the next message that the fed chunk completes, lent until the
// next call, and false where there is none: the chunk is used up, or this is a failure
// (see Err) or the end. It is Next for those who only want messages, and faster.
func (d *Decoder) NextMessage() (message []byte, ok bool) {
	for d.more() {
		switch s, frame := d.step(true); table[s.row].Event {
		case Message:
			return frame[d.size:], true
		case NeedMore, Failed, End:
			return nil, false
		}
	}
	d.settle()
	d.last = HeaderMore
	return nil, false
}

// Messages returns the messages that the fed chunk completes, each lent until the
// next one: NextMessage as an iterator. Breaking out loses nothing; the next call
// goes on.
func (d *Decoder) Messages() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for d.more() {
			s, frame := d.step(true)
			kind := table[s.row].Event
			if kind == Message && !yield(frame[d.size:]) || kind == NeedMore || kind >= Failed {
				return
			}
		}
		if d.lent || d.at == len(d.win) {
			d.settle()
		}
		d.last = HeaderMore
	}
}

// Events returns the events of the fed chunk: until NeedMore (included), Failed
// or End. Each is lent, as its slices are: good until the next one. Breaking out loses
// nothing; the next call goes on.
func (d *Decoder) Events() iter.Seq[*Event] {
	return func(yield func(*Event) bool) {
		for {
			kind := d.next()
			if !yield(&d.event) || kind == NeedMore || kind >= Failed {
				return
			}
		}
	}
}
