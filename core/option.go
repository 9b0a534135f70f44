package core

// DefaultLimit is the largest payload a [Decoder] or [Encoder] lets through
// unless told otherwise: the largest the tutorial's header was made for.
const DefaultLimit = 1_000_000_000

// Option changes how a [Decoder], [Encoder], [Reader] or [Writer] behaves.
type Option func(*options)

type options struct {
	limit    int
	skip     bool
	buffer   int
	vectored func(buffers [][]byte) error
}

// Limit sets the largest payload, in bytes, that is let through. NewDecoder and its
// like panic at a negative one. There is always a limit: one close to the largest int
// is lowered by 128 KiB, so that the size of a whole frame is an int as well.
func Limit(n int) Option { return func(o *options) { o.limit = n } }

// SkipOversized makes a decoder pass over the payload of a frame beyond the
// limit and go on with the next frame, instead of failing. A malformed header
// still fails: after it nobody knows where the next frame begins. It does not
// apply to layouts without a header, where an oversized message has no known end.
func SkipOversized() Option { return func(o *options) { o.skip = true } }

// Buffer sets how many bytes a [Reader] asks its source for at once: its
// recv(n). It panics below 1.
func Buffer(n int) Option {
	if n < 1 {
		panic("core: buffer of less than 1 byte")
	}
	return func(o *options) { o.buffer = n }
}

// Vectored gives a [Writer] a way to write several buffers at once, so that it need
// not copy large payloads; for a connection of package net:
//
//	core.Vectored(func(buffers [][]byte) error {
//		b := net.Buffers(buffers)
//		_, err := b.WriteTo(conn)
//		return err
//	})
func Vectored(write func(buffers [][]byte) error) Option {
	return func(o *options) { o.vectored = write }
}

func apply(opts []Option) options {
	o := options{limit: DefaultLimit, buffer: defaultBuffer}
	for _, opt := range opts {
		opt(&o)
	}
	if o.limit < 0 {
		panic("core: negative limit")
	}
	return o
}
