// Package core rebuilds messages from a stream of bytes.
//
// A TCP stream has no messages in it. Each read returns a chunk: some bytes, cut
// wherever the kernel liked. Messages exist because both ends agree on a frame, a
// header that spells the length of the payload that follows it:
//
//	32 32 20 20 20 20 20 20 20 20  57 65 6c 63 6f 6d 65 20 74 6f 20 …
//	 2  2  ·  ·  ·  ·  ·  ·  ·  ·   W  e  l  c  o  m  e  ·  t  o  ·
//	└──── header: ten bytes ────┘  └──── payload: 22 bytes ─────────…
//
// This is the layout of a well-known Python sockets tutorial, Decimal(10): digits,
// padded to ten characters. A [Layout] may also spell the length in binary, in
// hexadecimal, as a uvarint, at an offset in a larger header, counting the header
// itself, in a block of header lines, and more; or mark the end of a message instead.
// [Presets] names those of git, DNS, PostgreSQL, TLS, HTTP/1.1 and 2, Kafka, MQTT,
// protobuf, language servers, server-sent events and newline-delimited JSON.
//
// # The decoder
//
// A [Decoder] is fed chunks and reports events. It does no I/O, starts no
// goroutine and knows no clock:
//
//	dec := core.NewDecoder(core.Decimal(10), core.Limit(1<<20))
//	for {
//		n, err := conn.Read(buf)
//		dec.Feed(buf[:n])
//		for ev := range dec.Events() {
//			if ev.Kind == core.Message {
//				use(ev.Payload) // lent: copy what you keep
//			}
//		}
//		switch {
//		case dec.Err() != nil:
//			return dec.Err() // it reads no further
//		case err == io.EOF:
//			return dec.Close() // nil only if the stream ended between two frames
//		case err != nil:
//			return err // a broken connection is no clean end
//		}
//	}
//
// [Decoder.Messages] leaves the other events out and is faster; a [Reader] does
// the reading too, and a [Writer] writes.
//
// # The machine
//
// The decoder is a state machine, and this [Table] is its specification. A stream
// moves it by these rows and by nothing else; a misuse by its caller fails it from
// any state.
//
//	header   the chunk ends before the header does                    → needs more, header
//	header   the header spells a length within the limit              → header parsed, payload
//	header   the length exceeds the limit, and the policy is to skip  → header parsed, skip
//	header   the length exceeds the limit                             → failed, failed
//	header   the header does not spell a length                       → failed, failed
//	header   the input ends before the first byte of a header         → end, closed
//	header   the input ends inside the header                         → failed, failed
//	payload  the chunk ends before the payload does                   → needs more, payload
//	payload  the chunk ends before what closes the frame              → needs more, payload
//	payload  the last byte of the frame is there                      → message, header
//	payload  the bytes that must close the frame are others           → failed, failed
//	payload  the input ends inside the payload                        → failed, failed
//	payload  the input ends before what closes the frame              → failed, failed
//	skip     the chunk ends before the frame does                     → needs more, skip
//	skip     the last byte of the frame has passed                    → skipped, header
//	skip     the bytes that must close the frame are others           → failed, failed
//	skip     the input ends inside the frame                          → failed, failed
//	scan     the chunk ends before the message does                   → needs more, scan
//	scan     the end of the message is found                          → message, scan
//	scan     the message is longer than the limit                     → failed, failed
//	scan     the input ends between two messages                      → end, closed
//	scan     the input ends inside a message                          → failed, failed
//	failed   asked again after a failure                              → failed, failed
//	closed   asked again after the end                                → end, closed
//
// # Chunking never matters
//
// For every stream and every way to cut it into chunks, the messages, the error
// and the error's offset are those of the stream in one chunk. The tests try every
// schedule of every short stream in a large family, for every layout.
//
// # Grammar of a decimal header
//
// Digits with spaces on either side, or zero-padded: what Python's format
// specifications <10, >10, ^10 and 010 write. A sign, an underscore, a tab, a
// NUL, an inner space or no digit at all is malformed, though Python's int()
// takes some of them: a length that two receivers read differently is a way to
// smuggle messages past one of them. A length of 0 is a message, an empty one.
//
// # Errors
//
// A failure is a [*FrameError] and sticky: after a bad header nobody knows where
// the next frame begins, and the decoder does not guess. It wraps [ErrTooLarge],
// [ErrMalformedHeader] or [ErrTruncated]. The one exception is the policy
// [SkipOversized]. A stream that ends inside a frame, be it after one byte of a
// header or before what closes the frame, is truncated; it is no clean end. What the
// caller does wrong is [ErrMisuse], [ErrLayout] or [ErrUnspeakable].
//
// # Memory
//
// The decoder looks at the frame under way in one piece: where it lies whole in a
// chunk, there, and its payload is a slice of that chunk; otherwise in a buffer of the
// decoder's own, which grows with the bytes that arrive, never with the length that
// was promised. Decoding allocates nothing once the buffer has its size; what a
// message of more than 64 KiB needed is given back after it.
package core
