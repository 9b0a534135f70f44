package capture_test

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/capture"
)

var (
	here4   = capture.Addr{IP: [16]byte{10: 255, 11: 255, 12: 127, 15: 1}, Port: 50000}
	there4  = capture.Addr{IP: [16]byte{10: 255, 11: 255, 12: 127, 15: 1}, Port: 1243}
	there6  = capture.Addr{IP: [16]byte{15: 1}, Port: 1243}
	moment  = int64(1_795_556_978_123_456_789)
	largest = strings.Repeat("0123456789", 20_000)
)

// record is a recording of three connections, two of them between the same ends.
func record() []byte {
	var r capture.Recording
	b := r.AppendHead(nil)
	b, first := r.Open(b, moment, here4, there4)
	b = first.Chunk(b, moment+1, 0, []byte("5         hello"))
	b = first.Chunk(b, moment+2, 1, []byte(largest))
	b, second := r.Open(b, moment+3, here4, there6)
	b = first.Chunk(b, moment+4, 0, []byte("5"))
	b = first.Chunk(b, moment+4, 0, nil)
	b = second.Chunk(b, moment+5, 1, []byte("odd"))
	b = first.Close(b, moment+6, 0)
	b = first.Close(b, moment+6, 0)
	b = first.Close(b, moment+7, 1)
	b = second.Reset(b, moment+8, 0)
	b, third := r.Open(b, moment+9, here4, there4)
	return third.Chunk(b, moment+10, 0, []byte("again"))
}

// What is recorded is read again: chunk by chunk, to the nanosecond.
func TestRecording(t *testing.T) {
	want := found{
		Comment: capture.Comment,
		Connections: []connection{
			{Ends: [2]string{"127.0.0.1:50000", "127.0.0.1:1243"}, Began: true, Time: moment, Streams: [2]stream{
				{Pieces: []string{"5         hello", "5"}, Times: []int64{moment + 1, moment + 4}, Closed: true},
				{Pieces: []string{largest}, Times: []int64{moment + 2}, Closed: true},
			}},
			{Ends: [2]string{"[::ffff:127.0.0.1]:50000", "[::1]:1243"}, Began: true, Time: moment + 3, Streams: [2]stream{
				{Reset: true},
				{Pieces: []string{"odd"}, Times: []int64{moment + 5}, Reset: true},
			}},
			{Ends: [2]string{"127.0.0.1:50000", "127.0.0.1:1243"}, Began: true, Time: moment + 9, Streams: [2]stream{
				{Pieces: []string{"again"}, Times: []int64{moment + 10}}, {},
			}},
		},
		Packets: 20,
	}
	want.Connections[1].Ends[0] = "127.0.0.1:50000" // however it was written
	for _, every := range []int{1 << 20, 1000, 17} {
		r, err := read(record(), capture.DefaultLimits(), every)
		if diff := cmp.Diff(want, state(r, err)); diff != "" {
			t.Fatalf("%d bytes at a time (-want +got):\n%s", every, diff)
		}
		if !r.Chunks() {
			t.Error("it does not say that its packets are chunks")
		}
	}
	if r, _ := read(testdata(t, captures[1]), capture.DefaultLimits(), 1<<20); r.Chunks() {
		t.Error("another program's packets are chunks")
	}
}

// All checksums of a recording are right, so that other programs take it for a
// capture: the one's complement of what they cover adds up to nothing.
func TestChecksums(t *testing.T) {
	o := binary.LittleEndian
	add := func(sum uint32, b []byte) uint32 {
		for i, c := range b {
			sum += uint32(c) << (8 * (1 - i%2))
			sum = sum>>16 + sum&0xffff
		}
		return sum
	}
	packets := 0
	for file := record(); len(file) > 0; {
		block := file[:o.Uint32(file[4:])]
		file = file[len(block):]
		if o.Uint32(block) != 6 {
			continue
		}
		packets++
		ip := block[28 : 28+o.Uint32(block[20:])]
		head, addresses := 20, ip[12:20]
		if ip[0]>>4 == 6 {
			head, addresses = 40, ip[8:40]
		} else if got := add(0, ip[:20]); got != 0xffff {
			t.Errorf("packet %d: IP's checksum leaves %04x", packets, got)
		}
		tcp := ip[head:]
		if got := add(add(add(0, addresses), []byte{0, 6, byte(len(tcp) >> 8), byte(len(tcp))}), tcp); got != 0xffff {
			t.Errorf("packet %d: TCP's checksum leaves %04x", packets, got)
		}
	}
	if packets != 20 {
		t.Errorf("%d packets", packets)
	}
}
