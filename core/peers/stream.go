package main

import (
	"io"

	"bufferbybuffer/core"

	"google.golang.org/protobuf/encoding/protowire"
)

// stream is what a cell of the table is measured over. It is larger than the
// caches next to a core, so that its bytes come cold to everyone.
type stream struct {
	layout core.Layout
	buffer int // what a reader asks for at once: the largest chunk, or 4 KiB

	frames  int
	payload int // the longest
	sum     int // bytes of all payloads
	bytes   []byte
	ends    []int32 // where the chunks end

	// The same messages as protodelim wants them, cut in the same way.
	wrapped  []byte
	wrapEnds []int32
}

// newStream makes a stream of about size bytes. payload returns the length of the
// next message, chunk that of the next chunk.
func newStream(layout core.Layout, size int, payload, chunk func() int) *stream {
	s := &stream{layout: layout}
	enc := core.NewEncoder(layout)
	var message, wrapped []byte
	for len(s.bytes) < size {
		n := payload()
		for len(message) < n {
			message = append(message, byte('a'+len(message)%26))
		}
		var err error
		if s.bytes, err = enc.AppendFrame(s.bytes, message[:n]); err != nil {
			panic(err)
		}
		wrapped = protowire.AppendTag(wrapped[:0], 1, protowire.BytesType)
		wrapped = protowire.AppendBytes(wrapped, message[:n])
		s.wrapped = protowire.AppendBytes(s.wrapped, wrapped)
		s.frames++
		s.sum += n
		s.payload = max(s.payload, n)
	}
	s.ends = ends(len(s.bytes), chunk)
	s.wrapEnds = ends(len(s.wrapped), chunk)
	s.buffer = 4096
	for at, end := range s.ends {
		if at > 0 {
			s.buffer = max(s.buffer, int(end-s.ends[at-1]))
		}
	}
	return s
}

// ends cuts n bytes into chunks.
func ends(n int, chunk func() int) (ends []int32) {
	for at := 0; at < n; {
		at = min(at+chunk(), n)
		ends = append(ends, int32(at))
	}
	return ends
}

// source is a stream as an [io.Reader]: like a socket, one Read returns no more
// than what is left of one chunk.
type source struct {
	bytes []byte
	ends  []int32
	at    int32
}

func (s *source) Read(p []byte) (int, error) {
	if len(s.ends) == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.bytes[s.at:s.ends[0]])
	if s.at += int32(n); s.at == s.ends[0] {
		s.ends = s.ends[1:]
	}
	return n, nil
}

func (s *stream) source() *source        { return &source{bytes: s.bytes, ends: s.ends} }
func (s *stream) wrappedSource() *source { return &source{bytes: s.wrapped, ends: s.wrapEnds} }
