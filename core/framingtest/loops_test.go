package framingtest_test

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"io"
	"net/textproto"
	"strconv"

	"bufferbybuffer/core"
)

// The loops below read the tutorial's layout, a header of ten decimal digits, where
// nothing else is said.

const headerSize = 10

func lengthOf(header []byte) (int, error) {
	n, err := strconv.Atoi(string(bytes.TrimRight(header, " ")))
	if n < 0 {
		err = errors.New("a negative length")
	}
	return n, err
}

// split is a bufio.SplitFunc as it should be. At the end it looks at what is left.
func split(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) == 0 {
		return 0, nil, nil
	}
	if len(data) >= headerSize {
		length, err := lengthOf(data[:headerSize])
		if err != nil {
			return 0, nil, err
		}
		if end := headerSize + length; len(data) >= end {
			return end, data[headerSize:end], nil
		}
	}
	if atEOF {
		return 0, nil, io.ErrUnexpectedEOF
	}
	return 0, nil, nil
}

// splitAtEOF is the one that people write after the model of bufio.ScanLines: what
// is left at the end is the last token.
func splitAtEOF(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return split(data, false)
}

// splitSilent forgets the end: what is left then is dropped without a word.
func splitSilent(data []byte, _ bool) (advance int, token []byte, err error) {
	return split(data, false)
}

// splitWhole takes for granted that a header comes with its payload.
func splitWhole(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if len(data) < headerSize {
		return 0, nil, nil
	}
	length, err := lengthOf(data[:headerSize])
	if err != nil {
		return 0, nil, err
	}
	end := min(headerSize+length, len(data))
	return end, data[headerSize:end], nil
}

func scanner(split bufio.SplitFunc) func(io.Reader, func([]byte)) error {
	return func(r io.Reader, message func([]byte)) error {
		s := bufio.NewScanner(r)
		s.Split(split)
		for s.Scan() {
			message(s.Bytes())
		}
		return s.Err()
	}
}

// onePerRead takes what a Read returns for a frame.
func onePerRead(r io.Reader, message func([]byte)) error {
	buf := make([]byte, 4096)
	for {
		n, err := r.Read(buf)
		if n >= headerSize {
			message(buf[headerSize:n])
		}
		if err != nil {
			return err
		}
	}
}

// readFull is the loop that most Go programs need. A stream that ends right after
// a header is not at its end for it.
func readFull(r io.Reader, message func([]byte)) error {
	header := make([]byte, headerSize)
	for {
		if _, err := io.ReadFull(r, header); err != nil {
			return err
		}
		length, err := lengthOf(header)
		if err != nil {
			return err
		}
		payload := make([]byte, length)
		switch _, err := io.ReadFull(r, payload); err {
		case nil:
			message(payload)
		case io.EOF:
			return io.ErrUnexpectedEOF
		default:
			return err
		}
	}
}

// coreReader is core's.
func coreReader(layout core.Layout, limit int) func(io.Reader, func([]byte)) error {
	return func(r io.Reader, message func([]byte)) error {
		for payload, err := range core.NewReader(r, layout, core.Limit(limit)).Messages() {
			if err != nil {
				return err
			}
			message(payload)
		}
		return nil
	}
}

// jsonDecoder reads JSON values that follow one another.
func jsonDecoder(r io.Reader, message func([]byte)) error {
	dec := json.NewDecoder(r)
	for {
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return err
		}
		message(value)
	}
}

// point is what the gob stream holds.
type point struct{ X, Y int }

func (p point) String() string { return strconv.Itoa(p.X) + "," + strconv.Itoa(p.Y) }

func gobDecoder(r io.Reader, message func([]byte)) error {
	dec := gob.NewDecoder(r)
	for {
		var p point
		if err := dec.Decode(&p); err != nil {
			return err
		}
		message([]byte(p.String()))
	}
}

// gobFrames are points as a gob.Encoder sends them, and as gobDecoder shows them.
func gobFrames(points ...point) (frames, messages [][]byte) {
	var buf bytes.Buffer
	enc := gob.NewEncoder(&buf)
	for _, p := range points {
		if err := enc.Encode(p); err != nil {
			panic(err)
		}
		frames = append(frames, bytes.Clone(buf.Bytes()))
		messages = append(messages, []byte(p.String()))
		buf.Reset()
	}
	return frames, messages
}

// textLines reads lines with net/textproto.
func textLines(r io.Reader, message func([]byte)) error {
	lines := textproto.NewReader(bufio.NewReader(r))
	for {
		line, err := lines.ReadLineBytes()
		if err != nil {
			return err
		}
		message(line)
	}
}
