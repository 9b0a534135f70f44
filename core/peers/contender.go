package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strconv"
	"strings"

	"bufferbybuffer/core"

	"github.com/libp2p/go-msgio"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// contender takes every message of a stream, and does the same with each: take.
type contender struct {
	name string
	kind kind
	run  func(*stream) (total, error)
}

type kind int

const (
	ours  kind = iota
	peer       // to be beaten
	limit      // what no decoder is expected to beat
)

// total is what came out: nothing can be optimised away, and it is checked.
type total struct {
	messages, bytes int
}

func (t *total) take(message []byte) {
	t.messages++
	t.bytes += len(message)
}

// contenders returns who reads the layout: uint32, or the tutorial's decimal 10,
// which go-msgio and protodelim do not speak.
func contenders(layout core.Layout) []contender {
	list := []contender{
		{"Decoder.Messages", ours, messages},
		{"Decoder.Events", ours, events},
		{"Reader.ReadMessage", ours, readMessage},
	}
	if layout == core.Decimal(10) {
		return append(list,
			contender{"bufio.Scanner", peer, scanner(10, parseDecimal)},
			contender{"io.ReadFull", peer, readFull(10, parseDecimal)},
			contender{"header walk", limit, walkDecimal},
			contender{"memcpy", limit, memcpy})
	}
	return append(list,
		contender{"bufio.Scanner", peer, scanner(4, parseUint32)},
		contender{"io.ReadFull", peer, readFull(4, parseUint32)},
		contender{"go-msgio", peer, goMsgio},
		contender{"protodelim", peer, protoDelimited},
		contender{"header walk", limit, walkUint32},
		contender{"memcpy", limit, memcpy})
}

// messages feeds a Decoder the chunks as they lie in memory, and takes messages by
// iterator.
func messages(s *stream) (t total, err error) {
	dec := core.NewDecoder(s.layout)
	at := int32(0)
	for _, end := range s.ends {
		dec.Feed(s.bytes[at:end])
		at = end
		for message := range dec.Messages() {
			t.take(message)
		}
	}
	return t, dec.Close()
}

// events does as messages, but takes every event.
func events(s *stream) (t total, err error) {
	dec := core.NewDecoder(s.layout)
	at := int32(0)
	for _, end := range s.ends {
		dec.Feed(s.bytes[at:end])
		at = end
		for ev := range dec.Events() {
			if ev.Kind == core.Message {
				t.take(ev.Payload)
			}
		}
	}
	return t, dec.Close()
}

// readMessage reads from an io.Reader, as the peers do: each chunk is copied once
// more than in messages.
func readMessage(s *stream) (t total, err error) {
	r := core.NewReader(s.source(), s.layout, core.Buffer(s.buffer))
	for {
		message, err := r.ReadMessage()
		if err != nil {
			return t, end(err)
		}
		t.take(message)
	}
}

var errLength = errors.New("not a length, or beyond the limit")

// scanner is bufio.Scanner with a SplitFunc that checks what ours checks: the
// limit, and a stream that ends inside a frame. Its tokens are lent.
func scanner(header int, parse func([]byte) (int, bool)) func(*stream) (total, error) {
	return func(s *stream) (t total, err error) {
		sc := bufio.NewScanner(s.source())
		sc.Buffer(make([]byte, s.buffer), 2*(header+s.payload)+s.buffer)
		sc.Split(func(data []byte, atEOF bool) (int, []byte, error) {
			if len(data) >= header {
				n, ok := parse(data)
				if !ok || n > core.DefaultLimit {
					return 0, nil, errLength
				}
				if n += header; n <= len(data) {
					return n, data[header:n:n], nil
				}
			}
			if atEOF && len(data) > 0 {
				return 0, nil, io.ErrUnexpectedEOF
			}
			return 0, nil, nil
		})
		for sc.Scan() {
			t.take(sc.Bytes())
		}
		return t, sc.Err()
	}
}

// readFull is a bufio.Reader read with io.ReadFull twice a message, into a buffer
// that is used again.
func readFull(header int, parse func([]byte) (int, bool)) func(*stream) (total, error) {
	return func(s *stream) (t total, err error) {
		r := bufio.NewReaderSize(s.source(), s.buffer)
		head := make([]byte, header)
		var message []byte
		for {
			if _, err := io.ReadFull(r, head); err != nil {
				return t, end(err)
			}
			n, ok := parse(head)
			if !ok || n > core.DefaultLimit {
				return t, errLength
			}
			if n > cap(message) {
				message = make([]byte, n)
			}
			message = message[:n]
			if _, err := io.ReadFull(r, message); err != nil {
				return t, err
			}
			t.take(message)
		}
	}
}

// goMsgio reads into a buffer that is used again, straight from the source: both
// are faster here than its pool and than a bufio.Reader in between.
func goMsgio(s *stream) (t total, err error) {
	r := msgio.NewReader(s.source())
	message := make([]byte, s.payload)
	for {
		n, err := r.Read(message)
		if err != nil {
			return t, end(err)
		}
		t.take(message[:n])
	}
}

// protoDelimited reads each message as a google.protobuf.BytesValue: its frames
// have two to four bytes more inside, and it owns the bytes it hands out.
func protoDelimited(s *stream) (t total, err error) {
	r := bufio.NewReaderSize(s.wrappedSource(), s.buffer)
	var value wrapperspb.BytesValue
	for {
		if err := protodelim.UnmarshalFrom(r, &value); err != nil {
			return t, end(err)
		}
		t.take(value.Value)
	}
}

// walkUint32 steps from header to header through the stream, which lies before it
// in one piece: it checks nothing, and knows no chunks.
func walkUint32(s *stream) (t total, err error) {
	for rest := s.bytes; len(rest) > 0; {
		n := 4 + int(binary.BigEndian.Uint32(rest))
		t.take(rest[4:n])
		rest = rest[n:]
	}
	return t, nil
}

// walkDecimal is walkUint32 for the tutorial's header.
func walkDecimal(s *stream) (t total, err error) {
	for rest := s.bytes; len(rest) > 0; {
		n := 0
		for _, c := range rest[:10] {
			if c == ' ' {
				break
			}
			n = 10*n + int(c-'0')
		}
		t.take(rest[10 : 10+n])
		rest = rest[10+n:]
	}
	return t, nil
}

// memcpy copies the stream into one buffer. Its blocks have the size of a frame of
// 64 KiB, so that they begin where such frames do, at any address: from one page to
// another it would be an eighth faster than anyone who has to find frames can be.
func memcpy(s *stream) (t total, err error) {
	buffer := make([]byte, 64<<10+s.layout.HeaderSize())
	for rest := s.bytes; len(rest) > 0; {
		rest = rest[copy(buffer, rest):]
	}
	return total{s.frames, s.sum}, nil
}

func parseUint32(header []byte) (int, bool) {
	return int(binary.BigEndian.Uint32(header)), true
}

func parseDecimal(header []byte) (int, bool) {
	n, err := strconv.Atoi(strings.TrimRight(string(header[:10]), " "))
	return n, err == nil
}

// end makes a clean end no error.
func end(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
