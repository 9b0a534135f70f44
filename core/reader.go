package core

import (
	"io"
	"iter"
)

// defaultBuffer is how many bytes a [Reader] asks for at once.
const defaultBuffer = 4096

// Buffer sets how many bytes a [Reader] asks its source for at once: its
// recv(n). It panics below 1.
func Buffer(n int) Option {
	if n < 1 {
		panic("core: buffer of less than 1 byte")
	}
	return func(o *options) { o.buffer = n }
}

// Reader reads messages from an [io.Reader], which it asks for no more than one
// chunk at a time.
type Reader struct {
	src   io.Reader
	dec   *Decoder
	chunk []byte
	err   error // why the source ended; handed on when the chunk is used up
	done  error // what every call returns from now on
}

// NewReader returns a Reader of src. It panics as [NewDecoder] does.
func NewReader(src io.Reader, layout Layout, opts ...Option) *Reader {
	return &Reader{
		src:   src,
		dec:   NewDecoder(layout, opts...),
		chunk: make([]byte, apply(opts).buffer),
	}
}

// ReadMessage returns the next message. It is lent: good until the next call.
// At a clean end the error is [io.EOF]; a stream that ends inside a frame gives
// a [*FrameError] that matches [ErrTruncated]. An error of the source itself is
// returned as it came at a frame boundary, and as the Cause of the truncation
// inside a frame. Every later call returns the same error.
func (r *Reader) ReadMessage() ([]byte, error) {
	for r.done == nil {
		if payload, ok := r.dec.nextMessage(); ok {
			return payload, nil
		}
		if r.done = r.dec.Err(); r.done == nil {
			r.fill()
		}
	}
	return nil, r.done
}

// AppendMessage appends the next message to dst and returns the extended slice,
// which the caller owns. Its errors are ReadMessage's; dst is then returned as it
// was.
func (r *Reader) AppendMessage(dst []byte) ([]byte, error) {
	payload, err := r.ReadMessage()
	return append(dst, payload...), err
}

// Messages returns the messages up to the end of the stream, each lent until the
// next one. What ends it, unless that is a clean end, comes last, with a nil
// message. Breaking out loses nothing.
func (r *Reader) Messages() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for r.done == nil {
			for payload := range r.dec.Messages() {
				if !yield(payload, nil) {
					return
				}
			}
			if r.done = r.dec.Err(); r.done == nil {
				r.fill()
			}
		}
		if r.done != io.EOF {
			yield(nil, r.done)
		}
	}
}

// fill feeds the decoder the next chunk, or ends the stream.
func (r *Reader) fill() {
	const patience = 100 // empty reads in a row before the source is given up
	for range patience {
		if r.err != nil {
			r.done = r.end()
			return
		}
		var n int
		n, r.err = r.src.Read(r.chunk)
		if n > 0 {
			r.dec.Feed(r.chunk[:n])
			return
		}
	}
	r.err = io.ErrNoProgress
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
