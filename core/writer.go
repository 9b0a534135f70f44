package core

import "io"

// largePayload is the size, in bytes, from which a [Writer] that can does not copy a
// payload.
const largePayload = 16 << 10

// Writer frames messages and writes them to an [io.Writer], each call in one Write: a
// header that goes out alone makes a segment of its own, and a receiver that believes
// in segments. It is not safe for concurrent use.
type Writer struct {
	dst      io.Writer
	enc      Encoder
	vectored func([][]byte) error
	frames   []byte // what is being written
	buffers  [][]byte
	err      error
}

// NewWriter returns a Writer to dst. It panics as [NewEncoder] does.
func NewWriter(dst io.Writer, layout Layout, opts ...Option) *Writer {
	return &Writer{dst: dst, enc: *NewEncoder(layout, opts...), vectored: apply(opts).vectored}
}

// Reset makes the writer ready for another stream of the same layout and options.
func (w *Writer) Reset(dst io.Writer) { w.dst, w.err = dst, nil }

// WriteMessage writes one message. See WriteMessages.
func (w *Writer) WriteMessage(payload []byte) error {
	if w.err == nil && w.vectored != nil && len(payload) >= largePayload {
		return w.writeLarge(payload)
	}
	w.frames = w.frames[:0]
	if err := w.append(payload); err != nil {
		return err
	}
	return w.flush()
}

// WriteMessages writes several messages at once. A payload that the layout can't carry
// is refused as by [Encoder.AppendFrame], before anything is written. An error of the
// destination is sticky: nobody knows how much of a frame has gone out.
func (w *Writer) WriteMessages(payloads ...[]byte) error {
	w.frames = w.frames[:0]
	for _, payload := range payloads {
		if err := w.append(payload); err != nil {
			return err
		}
	}
	return w.flush()
}

func (w *Writer) append(payload []byte) (err error) {
	if w.err != nil {
		return w.err
	}
	w.frames, err = w.enc.AppendFrame(w.frames, payload)
	return err
}

func (w *Writer) flush() error {
	if w.err != nil || len(w.frames) == 0 {
		return w.err
	}
	n, err := w.dst.Write(w.frames)
	if err == nil && n < len(w.frames) {
		err = io.ErrShortWrite
	}
	w.keep(w.frames)
	w.err = err
	return err
}

// keep keeps a buffer for the next frames, unless a large message made it large.
func (w *Writer) keep(buffer []byte) {
	if w.frames = buffer[:0]; cap(buffer) > keepBuffer {
		w.frames = nil
	}
}

// writeLarge writes one message without copying its payload.
func (w *Writer) writeLarge(payload []byte) error {
	buffers, err := w.enc.AppendBuffers(w.buffers[:0], w.frames[:0], payload)
	if err != nil {
		return err
	}
	w.err = w.vectored(buffers)
	w.keep(buffers[0])
	clear(buffers)
	w.buffers = buffers[:0]
	return w.err
}
