package core

import (
	"io"
	"iter"
	"strconv"
)

// defaultBuffer is how many bytes a [Reader] asks for at once.
const defaultBuffer = 4096

// Reader reads messages from an [io.Reader]. It reads no more than it needs for the
// next message, but as many bytes at once as its buffer has room for.
type Reader struct {
	src    io.Reader
	dec    Decoder
	buffer int   // bytes to ask for at once
	err    error // why the source ended; handed on when what it gave is used up
	done   error // what every call returns from now on
}

// NewReader returns a Reader of src. It panics as [NewDecoder] does.
func NewReader(src io.Reader, layout Layout, opts ...Option) *Reader {
	r := &Reader{dec: *NewDecoder(layout, opts...), buffer: apply(opts).buffer}
	r.Reset(src)
	return r
}

// Reset makes the reader ready for another stream of the same layout and options. It
// keeps the buffer.
func (r *Reader) Reset(src io.Reader) {
	r.dec.Reset()
	r.dec.keep = max(keepBuffer, 2*r.buffer)
	r.src, r.err, r.done = src, nil, nil
}

// ReadMessage returns the next message. It is lent: good until the next call.
//
// At a clean end the error is [io.EOF]; a stream that ends inside a frame gives
// a [*FrameError] that matches [ErrTruncated]. An error of the source itself is
// returned as it came at a frame boundary, and as the Cause of the truncation
// inside a frame. Every later call returns the same error.
//
// Only a timeout, an error whose method Timeout reports true, is no end: it is
// returned as it came, nothing is lost, and the next call reads on.
func (r *Reader) ReadMessage() ([]byte, error) {
	for r.done == nil {
		if !r.dec.more() {
			if err := r.fill(); err != nil {
				return nil, err
			}
			continue
		}
		switch s, frame := r.dec.step(true); table[s.row].Event {
		case Message:
			return frame[r.dec.size:], nil
		case Failed:
			r.done = r.dec.err
		}
	}
	return nil, r.done
}

// Header returns the header of the message that was read last, lent like it; nil in a
// layout without headers.
func (r *Reader) Header() []byte { return r.dec.Header() }

// Buffered returns what has been read of the stream beyond the last message. A
// protocol that changes in the middle of its stream goes on with these bytes, and then
// with the source. The slice is the caller's.
func (r *Reader) Buffered() []byte { return r.dec.Rest() }

// AppendMessage appends the next message to dst and returns the extended slice,
// which the caller owns. Its errors are ReadMessage's; dst is then returned as it
// was.
func (r *Reader) AppendMessage(dst []byte) ([]byte, error) {
	message, err := r.ReadMessage()
	return append(dst, message...), err
}

// Messages returns the messages up to the end of the stream, each lent until the
// next one. What ends it, unless that is a clean end, comes last, with a nil
// message. Breaking out loses nothing.
func (r *Reader) Messages() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for {
			message, err := r.ReadMessage()
			if err == io.EOF || !yield(message, err) || err != nil {
				return
			}
		}
	}
}

// fill reads what is due of the frame under way, and what comes along with it. It
// returns what ends the stream, or a timeout.
func (r *Reader) fill() error {
	if r.err != nil {
		r.done = r.end()
		return r.done
	}
	w := &r.dec.window
	due, ask := w.space(r.buffer)
	end := len(w.win)
	n, err := readAtLeast(r.src, w.win[end:end+ask], due)
	w.win = w.win[:end+n]
	w.fed += int64(n)
	r.dec.last = HeaderMore
	if err == nil {
		return nil
	}
	if timeout, ok := err.(interface{ Timeout() bool }); ok && timeout.Timeout() {
		if w.more() {
			return nil // there is a message first; the source will say it again
		}
		return err
	}
	r.err = err
	return nil
}

// readAtLeast reads until at least so many bytes are there, or an error.
func readAtLeast(src io.Reader, room []byte, least int) (n int, err error) {
	const patience = 100 // empty reads in a row before the source is given up
	for empty := 0; n < least && err == nil; {
		var k int
		k, err = src.Read(room[n:])
		switch {
		case k < 0 || k > len(room)-n:
			return n, misuse("a source's Read returned " + strconv.Itoa(k) + " of " + strconv.Itoa(len(room)-n) + " bytes")
		case k > 0:
			n += k
			empty = 0
		default:
			if empty++; empty == patience && err == nil {
				err = io.ErrNoProgress
			}
		}
	}
	return n, err
}

// end says how the stream ended, once the source has.
func (r *Reader) end() error {
	ev := r.dec.End()
	if ev.Kind == End {
		return r.err
	}
	if r.err != io.EOF {
		if failed, ok := ev.Err.(*FrameError); ok {
			if cut, ok := failed.Err.(*TruncatedError); ok {
				cut.Cause = r.err
			}
		}
	}
	return ev.Err
}
