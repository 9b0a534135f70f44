package core

import "iter"

// Messages returns the messages that the fed chunk completes, each lent until
// the next one. It is Events for those who only want messages, and faster: a
// frame that lies whole in the chunk costs one look at its header. It ends where
// the chunk is used up, at a failure (see Err), and after End. Breaking out loses
// nothing; the next call goes on.
func (d *Decoder) Messages() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for d.nextMessage() {
			if !yield(d.payload) {
				return
			}
		}
	}
}

// nextMessage moves on to the end of the next message.
func (d *Decoder) nextMessage() bool {
	for {
		s := d.step()
		switch table[s.row].Event {
		case Message:
			return true
		case NeedMore, Failed, End:
			return false
		}
	}
}
