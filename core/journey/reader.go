package journey

import "bufferbybuffer/core"

// reader makes messages of bytes as they come in order.
type reader struct {
	dec         *core.Decoder
	messages    []Message
	start, body int // of the message that is not complete
	err         error
}

// take reads a piece; by is what is to be named as having completed its messages.
func (r *reader) take(piece []byte, by int) {
	r.dec.Feed(piece)
	for ev := range r.dec.Events() {
		switch ev.Kind {
		case core.HeaderParsed:
			r.body = int(ev.Taken)
		case core.Message:
			end := int(ev.Taken)
			r.messages = append(r.messages, Message{Span{r.start, end}, max(r.start, min(r.body, end)), by, append([]byte{}, ev.Payload...)})
			r.start, r.body = end, end
		case core.Failed:
			r.err = ev.Err
		}
	}
}

// rest is the messages, and the one that is not complete where the stream ends. What
// follows bytes that are no frame belongs to none.
func (r *reader) rest(end, header int) []Message {
	if r.err != nil || r.start >= end {
		return r.messages
	}
	switch {
	case header == 0:
		r.body = r.start
	case r.body <= r.start:
		r.body = end // its header is incomplete, too
	}
	return append(r.messages, Message{Span{r.start, end}, r.body, Unknown, nil})
}
