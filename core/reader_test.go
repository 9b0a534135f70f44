package core_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
)

// script is a source whose Reads return what it says, one after the other.
type script []read

type read struct {
	data string
	n    int // what Read claims, where that is not the data's length
	err  error
}

func (s *script) Read(p []byte) (int, error) {
	if len(*s) == 0 {
		return 0, io.EOF
	}
	r := (*s)[0]
	*s = (*s)[1:]
	if r.n != 0 {
		return r.n, r.err
	}
	return copy(p, r.data), r.err
}

// empties are n Reads that return nothing, which io.Reader allows and discourages.
func empties(n int, then ...read) *script {
	s := make(script, n, n+len(then))
	s = append(s, then...)
	return &s
}

// TestReaderSources: a source may return nothing for a while; one that never stops to,
// or breaks the contract of io.Reader, gets an error and no panic.
func TestReaderSources(t *testing.T) {
	reset := errors.New("connection reset by peer")
	for _, test := range []struct {
		name     string
		source   *script
		messages []string
		want     error // as errors.Is finds it
	}{
		{"empty reads, then a message", empties(99, read{data: "2         hi"}), []string{"hi"}, io.EOF},
		{"empty reads, then the end", empties(99, read{err: io.EOF}), nil, io.EOF},
		{"empty reads, then an error", empties(99, read{err: reset}), nil, reset},
		{"nothing but empty reads", empties(1000), nil, io.ErrNoProgress},
		{"more bytes than there was room for", empties(0, read{n: 1 << 20}), nil, core.ErrMisuse},
		{"less than no bytes", empties(0, read{n: -1}), nil, core.ErrMisuse},
		{"an error together with the last bytes", empties(0, read{data: "2         hi", err: reset}), []string{"hi"}, reset},
		{"an error inside a frame", empties(0, read{data: "2         h"}, read{err: reset}), nil, reset},
		{"an error inside a frame is a truncation", empties(0, read{data: "2         h"}, read{err: reset}), nil, core.ErrTruncated},
	} {
		r := core.NewReader(test.source, core.Decimal(10))
		var messages []string
		var err error
		for {
			var message []byte
			if message, err = r.ReadMessage(); err != nil {
				break
			}
			messages = append(messages, string(message))
		}
		if diff := cmp.Diff(test.messages, messages); diff != "" || !errors.Is(err, test.want) {
			t.Errorf("%s: error %v, want %v; messages (-want +got):\n%s", test.name, err, test.want, diff)
		}
		if _, again := r.ReadMessage(); again != err {
			t.Errorf("%s: then %v", test.name, again)
		}
	}
}

// TestReaderTimeout: a deadline that strikes is no end. Wherever it does, the next call
// reads on, and no byte is lost.
func TestReaderTimeout(t *testing.T) {
	const stream = "2         hi5         hello"
	for at := range len(stream) + 1 {
		src := empties(0, read{data: stream[:at], err: os.ErrDeadlineExceeded}, read{err: os.ErrDeadlineExceeded}, read{data: stream[at:]})
		r := core.NewReader(src, core.Decimal(10))
		var messages []string
		timeouts := 0
		for {
			message, err := r.ReadMessage()
			if errors.Is(err, os.ErrDeadlineExceeded) {
				timeouts++
				continue
			}
			if err != nil {
				if err != io.EOF {
					t.Errorf("after byte %d: %v", at, err)
				}
				break
			}
			messages = append(messages, string(message))
		}
		if diff := cmp.Diff([]string{"hi", "hello"}, messages); diff != "" || timeouts == 0 {
			t.Errorf("after byte %d, %d timeouts (-want +got):\n%s", at, timeouts, diff)
		}
	}
}

// TestReaderHeader: what stands in a header beside the length comes with the message,
// however the stream was cut.
func TestReaderHeader(t *testing.T) {
	layout := mustLayout("postgresql")
	stream := "R\x00\x00\x00\x08\x00\x00\x00\x00" + "Z\x00\x00\x00\x05I" + "1\x00\x00\x00\x04"
	for name, src := range map[string]io.Reader{
		"at once": strings.NewReader(stream), "byte by byte": iotest.OneByteReader(strings.NewReader(stream)),
	} {
		r := core.NewReader(src, layout)
		types := ""
		for _, err := range r.Messages() {
			if err != nil {
				t.Fatal(err)
			}
			types += string(r.Header()[0])
		}
		if types != "RZ1" {
			t.Errorf("%s: types %q", name, types)
		}
	}
}

// TestReaderBuffered: a protocol that changes in mid-stream goes on with what the
// reader had read beyond the last message.
func TestReaderBuffered(t *testing.T) {
	const stream = "7         upgrade" + "and now for something\n" + "completely different\n"
	for _, buffer := range []int{1, 10, 20, 1000} {
		src := strings.NewReader(stream)
		r := core.NewReader(src, core.Decimal(10), core.Buffer(buffer))
		if _, err := r.ReadMessage(); err != nil {
			t.Fatal(err)
		}
		next := core.NewReader(io.MultiReader(bytes.NewReader(r.Buffered()), src), core.Lines())
		var lines []string
		for line, err := range next.Messages() {
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(line))
		}
		if diff := cmp.Diff([]string{"and now for something", "completely different"}, lines); diff != "" {
			t.Errorf("buffer of %d (-want +got):\n%s", buffer, diff)
		}
	}
}

// TestReset: a decoder and a reader that have failed, or stand inside a frame, read
// another stream as new ones do.
func TestReset(t *testing.T) {
	for _, text := range layoutTexts {
		for _, s := range family(mustLayout(text), 24) {
			d := core.NewDecoder(s.layout, s.options...)
			r := core.NewReader(bytes.NewReader(s.stream), s.layout, s.options...)
			for range 2 {
				d.Feed(s.stream)
				var o outcome
				for message := range d.Messages() {
					o.add(message)
				}
				o.err = d.Close()
				if why := s.wrong(o); why != "" {
					t.Fatalf("%s, %s, %q: decoder: %s", text, s.name, s.stream, why)
				}
				o = outcome{}
				for message, err := range r.Messages() {
					if err == nil {
						o.add(message)
					}
					o.err = err
				}
				if why := s.wrong(o); why != "" {
					t.Fatalf("%s, %s, %q: reader: %s", text, s.name, s.stream, why)
				}
				d.Reset()
				r.Reset(bytes.NewReader(s.stream))
			}
		}
	}
}
