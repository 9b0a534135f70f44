package capture_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bufferbybuffer/core/capture"
)

// found is what a reader has made of a capture, for comparisons.
type found struct {
	Connections []connection
	Packets     int
	Skipped     capture.Skipped
	Comment     string
	Err         string
}

type connection struct {
	Ends    [2]string
	Began   bool
	Time    int64
	Streams [2]stream
}

type stream struct {
	Pieces          []string
	Times           []int64
	Rest            string // bytes after the last piece
	Closed, Reset   bool
	Cropped         bool
	Beyond          int
	Missing, Behind int
	Log             []capture.Event // where the limits have one
	Unlogged        int
}

func state(r *capture.Reader, err error) found {
	f := found{Comment: r.Comment()}
	f.Packets, f.Skipped = r.Packets()
	for _, c := range r.Connections() {
		got := connection{Ends: [2]string{c.Ends[0].String(), c.Ends[1].String()}, Began: c.Began, Time: c.Time}
		for i := range c.Streams {
			got.Streams[i] = stateOf(&c.Streams[i])
		}
		f.Connections = append(f.Connections, got)
	}
	if err != nil {
		f.Err = err.Error()
	}
	return f
}

func stateOf(s *capture.Stream) stream {
	got := stream{Closed: s.Closed, Reset: s.Reset, Cropped: s.Cropped(), Beyond: s.Beyond}
	at := 0
	for _, end := range s.Ends {
		got.Pieces = append(got.Pieces, string(s.Bytes[at:end]))
		at = end
	}
	got.Times = append(got.Times, s.Times...)
	if got.Log = s.Log; len(s.Log) > 0 {
		got.Unlogged = s.Unlogged
	}
	got.Rest = string(s.Bytes[at:])
	got.Missing, got.Behind = s.Missing()
	return got
}

// read reads a whole capture, handed over in parts of at most so many bytes.
func read(file []byte, limits capture.Limits, every int) (*capture.Reader, error) {
	r := capture.NewReader(limits)
	for len(file) > 0 {
		n := min(every, len(file))
		if r.Feed(bytes.Clone(file[:n])) != nil {
			break
		}
		file = file[n:]
	}
	return r, r.Close()
}

func whole(file []byte) found {
	r, err := read(file, capture.DefaultLimits(), len(file)+1)
	return state(r, err)
}

func testdata(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// A packet of the tests: TCP over IPv4, without checksums.
type packet struct {
	back  bool // from the server to the client
	port  uint16
	seq   uint32
	ack   uint32
	flags string // letters of SAFRP
	data  string
	crop  int    // so many bytes are not captured
	full  bool   // its sender has no room
	scale string // of its windows, as an option
}

func (p packet) ip() []byte {
	var flags byte
	for i, letter := range "FSRPA" {
		if strings.ContainsRune(p.flags, letter) {
			flags |= 1 << i
		}
	}
	from, to := []byte{10, 0, 0, 1}, []byte{10, 0, 0, 2}
	fromPort, toPort := 5000+p.port, uint16(80)
	if p.back {
		from, to, fromPort, toPort = to, from, toPort, fromPort
	}
	o := binary.BigEndian
	b := []byte{0x45, 0}
	b = o.AppendUint16(b, uint16(40+len(p.data)))
	b = append(b, 0, 0, 0, 0, 64, 6, 0, 0)
	b = append(append(b, from...), to...)
	head := tcp(fromPort, toPort, p.seq, p.ack, flags)
	if p.full {
		head[14], head[15] = 0, 0
	}
	if p.scale != "" {
		head[12] = 0x60
		b[3] += 4
		head = append(head, 3, 3, p.scale[0], 0)
	}
	b = append(b, head...)
	return append(b, p.data[:len(p.data)-p.crop]...)
}

func tcp(from, to uint16, seq, ack uint32, flags byte) []byte {
	o := binary.BigEndian
	b := o.AppendUint16(nil, from)
	b = o.AppendUint16(b, to)
	b = o.AppendUint32(b, seq)
	b = o.AppendUint32(b, ack)
	return append(b, 0x50, flags, 255, 255, 0, 0, 0, 0)
}

// pcap is a file of packets, a second apart.
func pcap(o binary.AppendByteOrder, magic, link uint32, packets ...[]byte) []byte {
	b := o.AppendUint32(nil, magic)
	b = o.AppendUint16(b, 2)
	b = o.AppendUint16(b, 4)
	b = append(b, make([]byte, 8)...)
	b = o.AppendUint32(b, 262144)
	b = o.AppendUint32(b, link)
	for i, p := range packets {
		b = o.AppendUint32(b, uint32(i+1))
		b = o.AppendUint32(b, 7)
		b = o.AppendUint32(b, uint32(len(p)))
		b = o.AppendUint32(b, uint32(len(p)))
		b = append(b, p...)
	}
	return b
}

// raw is a file of the packets of a test.
func raw(packets ...packet) []byte {
	var list [][]byte
	for _, p := range packets {
		list = append(list, p.ip())
	}
	return pcap(binary.LittleEndian, 0xa1b2c3d4, 101, list...)
}

// block is a block of a pcapng file.
func block(o binary.AppendByteOrder, kind uint32, body []byte) []byte {
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	b := o.AppendUint32(nil, kind)
	b = o.AppendUint32(b, uint32(12+len(body)))
	b = append(b, body...)
	return o.AppendUint32(b, uint32(12+len(body)))
}

func section(o binary.AppendByteOrder, options ...[]byte) []byte {
	b := o.AppendUint32(nil, 0x1a2b3c4d)
	b = o.AppendUint16(b, 1)
	b = o.AppendUint16(b, 0)
	b = o.AppendUint64(b, ^uint64(0))
	return block(o, 0x0a0d0d0a, append(b, bytes.Join(options, nil)...))
}

func option(o binary.AppendByteOrder, code uint16, value string) []byte {
	b := o.AppendUint16(nil, code)
	b = o.AppendUint16(b, uint16(len(value)))
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

func iface(o binary.AppendByteOrder, link uint16, options ...[]byte) []byte {
	b := o.AppendUint16(nil, link)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return block(o, 1, append(b, bytes.Join(options, nil)...))
}

func enhanced(o binary.AppendByteOrder, number uint32, ticks uint64, data []byte) []byte {
	b := o.AppendUint32(nil, number)
	b = o.AppendUint32(b, uint32(ticks>>32))
	b = o.AppendUint32(b, uint32(ticks))
	b = o.AppendUint32(b, uint32(len(data)))
	b = o.AppendUint32(b, uint32(len(data)))
	return block(o, 6, append(b, data...))
}

func simple(o binary.AppendByteOrder, data []byte) []byte {
	return block(o, 3, append(o.AppendUint32(nil, uint32(len(data))), data...))
}
