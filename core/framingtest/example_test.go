package framingtest_test

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/framingtest"
)

// receive is a program's receive loop: four bytes of length, big-endian, and the
// payload.
func receive(conn io.Reader, handle func([]byte)) error {
	const most = 1 << 10
	r := bufio.NewReader(conn)
	for {
		var header [4]byte
		if _, err := io.ReadFull(r, header[:]); err != nil {
			return err
		}
		length := binary.BigEndian.Uint32(header[:])
		if length > most {
			return errors.New("too long")
		}
		payload := make([]byte, length)
		if n, err := io.ReadFull(r, payload); err != nil {
			return fmt.Errorf("%d of %d bytes: %w", n, length, io.ErrUnexpectedEOF)
		}
		handle(payload)
	}
}

// TestReceive is a whole test of it.
func TestReceive(t *testing.T) {
	framingtest.Run(t, receive, framingtest.Stream{Layout: core.Uint(32), Limit: 1 << 10})
}

// A bufio.SplitFunc in which one line is missing: at the end of the stream, what is
// left over is dropped without a word.
func ExampleTestLoop() {
	split := func(data []byte, atEOF bool) (advance int, token []byte, err error) {
		if len(data) < 2 {
			return 0, nil, nil // and where atEOF && len(data) > 0: io.ErrUnexpectedEOF
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		if len(data) < end {
			return 0, nil, nil // here too
		}
		return end, data[2:end], nil
	}
	loop := func(r io.Reader, message func([]byte)) error {
		s := bufio.NewScanner(r)
		s.Split(split)
		for s.Scan() {
			message(s.Bytes())
		}
		return s.Err()
	}
	fmt.Println(framingtest.TestLoop(loop, framingtest.Stream{Layout: core.Uint(16)}))
	// Output:
	// framingtest: ended after 1 byte, inside a frame: it takes this for a clean end
	// breaks: 6 of 184 right (ends of the stream)
	//
	// sent nothing, and what is no frame yet
	// read 1, 1 byte: "\x00"
	// read 2: the end
	// it returns nil
	//
	// step through it, while go run ./cmd/native serves the page:
	// http://127.0.0.1:8080/playground/#1/s/0/layout:+uint16~end:+closed~--+stream+--~send+00
}

// One Read is taken for one message, and the chunks are not.
func ExampleTestLoop_oneRead() {
	loop := func(r io.Reader, message func([]byte)) error {
		buf := make([]byte, 4096)
		for {
			n, err := r.Read(buf)
			if n > 0 {
				message(buf[:n])
			}
			if err != nil {
				return err
			}
		}
	}
	lines := framingtest.Stream{
		Frames:   [][]byte{[]byte("hello"), []byte("world")},
		Messages: [][]byte{[]byte("hello"), []byte("world")},
		AnyEnd:   true,
	}
	fmt.Println(framingtest.TestLoop(loop, lines))
	// Output:
	// framingtest: cut "in one chunk": message 1 is "helloworld", not "hello"
	// breaks: 1 of 512 right (all 512 schedules)
	//
	// sent "hello", "world"
	// read 1, 10 bytes: "helloworld"
	//   message 1, 10 bytes: "helloworld"
	// read 2: the end
	// it returns nil
}
