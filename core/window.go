package core

import "bytes"

// smallBuffer is the size, in bytes, of a decoder's own buffer once it needs one.
const smallBuffer = 512

// keepBuffer is how much of its own buffer a decoder keeps from one message to the
// next. What a larger message needed is given back after it.
const keepBuffer = 64<<10 + 2*wholeChunk

// wholeChunk is the size, in bytes, of a chunk that is added whole to a frame under
// way: up to it, copying costs less than going back to where the next frame lies.
const wholeChunk = 2 << 10

// walk is how far the window may walk through the decoder's own buffer before the frame
// under way is moved to its front. The nearest caches are small.
const walk = 8 << 10

// window shows a decoder the frame under way in one piece: in the chunk that was
// lent, where the frame begins in it, or else in a buffer of the decoder's own, to
// which bytes of the following chunks are added.
type window struct {
	win  []byte
	at   int    // where the frame under way begins in win
	need int    // how many bytes of it must be there before another look makes sense
	lent bool   // win is a part of chunk
	left int    // how many bytes at the end of chunk are not in win yet
	fed  int64  // stream offset of the end of chunk
	own  []byte // the decoder's own buffer, while win is lent

	chunk []byte // the chunk, of which the last left bytes are not in win
	least int    // how many bytes of a chunk are added at least, where it has as many
	keep  int    // how much of a large buffer is kept from one message to the next
}

// reset is at the beginning of a stream, of which so many bytes must be there to take
// a look.
func (w *window) reset(need int) {
	own := w.own
	if !w.lent {
		own = w.win[:0]
	}
	*w = window{win: own, need: need, least: wholeChunk, keep: keepBuffer}
}

// more reports whether there are bytes to take another look at.
func (w *window) more() bool { return len(w.win)-w.at >= w.need || w.left > 0 }

// here is the stream offset of what the window shows.
func (w *window) here() int64 { return w.fed - int64(w.left+len(w.win)-w.at) }

// lend shows a part of the chunk, or all of it, where it lies.
func (w *window) lend(part []byte) {
	if !w.lent {
		w.own = w.win[:0]
	}
	w.win, w.at, w.lent = part, 0, true
}

// add copies bytes of the chunk behind those of the frame under way: all of a small
// chunk, for a frame that begins in it would have to be copied anyway.
func (w *window) add(chunk []byte) {
	if len(chunk) > min(wholeChunk, cap(w.win)-len(w.win)) {
		w.addPart(chunk)
	} else {
		w.win = append(w.win, chunk...)
	}
}

// addPart adds as many bytes of the chunk as are needed, and makes room for them.
func (w *window) addPart(chunk []byte) {
	n := min(len(chunk), max(w.need-(len(w.win)-w.at), w.least))
	w.chunk, w.left = chunk, len(chunk)-n
	if n > cap(w.win)-len(w.win) {
		w.room(n)
	}
	w.win = append(w.win, chunk[:n]...)
}

// advance shows more of the chunk, and reports whether there was any.
func (w *window) advance() bool {
	if w.left == 0 {
		w.settle()
		return false
	}
	chunk, rest := w.chunk, w.left
	w.left = 0
	if from := len(chunk) - rest - (len(w.win) - w.at); from >= 0 {
		w.lend(chunk[from:]) // the frame under way begins in this chunk
	} else {
		w.add(chunk[len(chunk)-rest:])
	}
	return true
}

// settle ends the loan of a chunk that is used up: what it has of the frame under
// way is kept. What a large message needed is given back.
func (w *window) settle() {
	switch have := len(w.win) - w.at; {
	case have > 0 && (w.lent || w.at > walk):
		w.room(0)
	case have == 0 && w.lent:
		w.win, w.at, w.lent = w.own[:0], 0, false
	case have == 0:
		w.win, w.at = w.win[:0], 0
	}
	w.chunk = nil
	if cap(w.win) > w.keep && w.need <= w.keep {
		w.win, w.at = bytes.Clone(w.win[w.at:]), 0
	}
}

// room makes the window the decoder's own, with room for n bytes more. The buffer grows
// with what has arrived, to at most twice that, never with what was promised.
//
//go:noinline
func (w *window) room(n int) {
	frame, own := w.win[w.at:], w.win[:0]
	if w.lent {
		own = w.own[:0]
	}
	end := len(frame)
	if end+n > cap(own) {
		size := max(2*(end+n), smallBuffer)
		if w.need > end+n {
			size = min(size, max(w.need, keepBuffer))
		}
		own = make([]byte, 0, size)
	}
	w.win, w.at, w.lent, w.own = append(own, frame...), 0, false, nil
}

// space makes room behind the frame under way, for who reads into the window itself
// and never feeds: ask bytes of room, due of which must come before another look makes
// sense. A frame larger than the buffer is read to its end and no further, so that
// nothing has to be moved behind it; at once, where the room is there already.
func (w *window) space(buffer int) (due, ask int) {
	if w.at == len(w.win) {
		w.settle()
	}
	due, ask = w.need-(len(w.win)-w.at), buffer
	if w.need > buffer {
		due = min(due, max(buffer, cap(w.win)-len(w.win)))
		ask = due
	}
	if cap(w.win)-len(w.win) < ask {
		w.room(ask)
	}
	return due, ask
}
