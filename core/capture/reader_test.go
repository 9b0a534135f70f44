package capture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
)

var captures = []string{"lo.pcap", "lo.pcapng", "any.pcap"}

// What tcpdump and tshark have captured of the native program's server and
// clients, as pcap and pcapng, on loopback and on all interfaces: the same four
// connections each time, whose messages are what the server says.
func TestRealCaptures(t *testing.T) {
	var first found
	for i, name := range captures {
		r, err := read(testdata(t, name), capture.DefaultLimits(), 4096)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		got := state(r, nil)
		for c, conn := range r.Connections() {
			for s := range conn.Streams {
				dec := core.NewDecoder(core.Decimal(10))
				dec.Feed(conn.Streams[s].Bytes)
				messages := 0
				for ev := range dec.Events() {
					if ev.Kind == core.Message {
						if messages == 0 && s == 1 && string(ev.Payload) != "Welcome to the server!" {
							t.Errorf("%s: connection %d begins with %q", name, c, ev.Payload)
						}
						messages++
					}
				}
				if err := dec.Close(); err != nil {
					t.Errorf("%s: connection %d, stream %d: %v", name, c, s, err)
				}
				if s == 1 && messages < 3 {
					t.Errorf("%s: connection %d: the server has said %d messages", name, c, messages)
				}
				// The clocks of the three differ by microseconds.
				got.Connections[c].Streams[s].Times = nil
			}
			got.Connections[c].Time = 0
		}
		if len(got.Connections) != 4 {
			t.Errorf("%s: %d connections, want 4", name, len(got.Connections))
		}
		if i == 0 {
			first = got
			ends := [][2]bool{}
			for _, c := range got.Connections {
				ends = append(ends, [2]bool{c.Streams[0].Closed, c.Streams[1].Closed})
			}
			// The server is ended while the first three still hear it, or have just left.
			if diff := cmp.Diff([][2]bool{{true, false}, {true, false}, {true, false}, {true, true}}, ends); diff != "" {
				t.Errorf("%s: which streams were closed (-want +got):\n%s", name, diff)
			}
			continue
		}
		got.Comment, got.Packets = first.Comment, first.Packets
		if diff := cmp.Diff(first, got); diff != "" {
			t.Errorf("%s is not the same as %s (-want +got):\n%s", name, captures[0], diff)
		}
	}
}

// However a file is handed over, the same is found: cut in two at each byte, byte
// by byte, and at random.
func TestPiecesDoNotMatter(t *testing.T) {
	for _, name := range captures {
		file := testdata(t, name)
		want := whole(file)
		for _, every := range []int{1, 2, 3, 7, 16, 1000} {
			r, err := read(file, capture.DefaultLimits(), every)
			if got := state(r, err); !reflect.DeepEqual(want, got) { // so many are too many for cmp
				t.Fatalf("%s, %d bytes at a time (-want +got):\n%s", name, every, cmp.Diff(want, got))
			}
		}
		for cut := 1; cut < len(file); cut += 1 + len(file)/2000 {
			r := capture.NewReader(capture.DefaultLimits())
			r.Feed(bytes.Clone(file[:cut]))
			r.Feed(bytes.Clone(file[cut:]))
			if got := state(r, r.Close()); !reflect.DeepEqual(want, got) { // so many are too many for cmp
				t.Fatalf("%s, cut at %d (-want +got):\n%s", name, cut, cmp.Diff(want, got))
			}
		}
		random := rand.New(rand.NewPCG(1, 2))
		for range 20 {
			r := capture.NewReader(capture.DefaultLimits())
			for rest := file; len(rest) > 0; {
				n := min(1+random.IntN(300), len(rest))
				r.Feed(bytes.Clone(rest[:n]))
				rest = rest[n:]
			}
			if got := state(r, r.Close()); !reflect.DeepEqual(want, got) { // so many are too many for cmp
				t.Fatalf("%s, cut at random (-want +got):\n%s", name, cmp.Diff(want, got))
			}
		}
	}
}

// A file that ends anywhere keeps what came before, and says that it is truncated
// unless it ends between two packets.
func TestTruncation(t *testing.T) {
	for _, name := range captures {
		file := testdata(t, name)
		full := whole(file)
		clean, last := 0, 0
		for end := range file {
			r, err := read(file[:end], capture.DefaultLimits(), len(file))
			got, skipped := r.Packets()
			if got < last || got > full.Packets || skipped.Sum() > full.Skipped.Sum() {
				t.Fatalf("%s, ended at %d: %d packets after %d", name, end, got, last)
			}
			last = got
			for i, c := range r.Connections() {
				for s := range c.Streams {
					all := full.Connections[i].Streams[s]
					if !strings.HasPrefix(strings.Join(all.Pieces, ""), string(c.Streams[s].Bytes)) {
						t.Fatalf("%s, ended at %d: connection %d has other bytes", name, end, i)
					}
				}
			}
			switch {
			case err == nil:
				clean++
			case end < 4 && errors.Is(err, capture.ErrFormat):
			case end >= 4 && errors.Is(err, capture.ErrTruncated) && errors.Is(err, io.ErrUnexpectedEOF):
			default:
				t.Fatalf("%s, ended at %d: %v", name, end, err)
			}
		}
		if clean < full.Packets-1 || clean > full.Packets+8 {
			t.Errorf("%s: %d places to end at, with %d packets", name, clean, full.Packets)
		}
	}
}

// The forms that a file can have.
func TestFiles(t *testing.T) {
	little, big := binary.LittleEndian, binary.BigEndian
	syn := packet{flags: "S", seq: 99}.ip()
	hello := packet{flags: "AP", seq: 100, data: "hello"}.ip()
	ng := func(blocks ...[]byte) []byte { return bytes.Join(blocks, nil) }
	for _, test := range []struct {
		name string
		file []byte
		time int64 // of the data
	}{
		{"pcap, little-endian, microseconds", pcap(little, 0xa1b2c3d4, 101, syn, hello), 2_000_007_000},
		{"pcap, big-endian, microseconds", pcap(big, 0xa1b2c3d4, 101, syn, hello), 2_000_007_000},
		{"pcap, little-endian, nanoseconds", pcap(little, 0xa1b23c4d, 101, syn, hello), 2_000_000_007},
		{"pcap, big-endian, nanoseconds", pcap(big, 0xa1b23c4d, 101, syn, hello), 2_000_000_007},
		{"pcap, frames with a checksum", pcap(big, 0xa1b23c4d, 101|0x24000000, syn, hello), 2_000_000_007},
		{"pcapng, little-endian", ng(section(little), iface(little, 101), enhanced(little, 0, 1, syn), enhanced(little, 0, 2_000_007, hello)), 2_000_007_000},
		{"pcapng, big-endian", ng(section(big), iface(big, 101), enhanced(big, 0, 1, syn), enhanced(big, 0, 2_000_007, hello)), 2_000_007_000},
		{"pcapng, nanoseconds", ng(section(big), iface(big, 101, option(big, 9, "\x09")), enhanced(big, 0, 1, syn), enhanced(big, 0, 2_000_007, hello)), 2_000_007},
		{"pcapng, parts of a nanosecond", ng(section(big), iface(big, 101, option(big, 9, "\x0c")), enhanced(big, 0, 1, syn), enhanced(big, 0, 2_000_007, hello)), 2_000},
		{"pcapng, powers of two", ng(section(big), iface(big, 101, option(big, 9, "\x8a")), enhanced(big, 0, 1, syn), enhanced(big, 0, 1024+512, hello)), 1_500_000_000},
		{"pcapng, another origin", ng(section(big), iface(big, 101, option(big, 14, "\x00\x00\x00\x00\x00\x00\x00\x05")), enhanced(big, 0, 1, syn), enhanced(big, 0, 7, hello)), 5_000_007_000},
		{"pcapng, simple packets", ng(section(big), iface(big, 101), enhanced(big, 0, 3, syn), simple(big, hello)), 3000},
		{"pcapng, blocks that nobody knows", ng(section(big), block(big, 0xbad, []byte("abcdefg")), iface(big, 101), block(big, 5, nil), enhanced(big, 0, 1, syn), block(big, 4, make([]byte, 5000)), enhanced(big, 0, 7, hello)), 7000},
		{"pcapng, two interfaces", ng(section(big), iface(big, 147), iface(big, 101), enhanced(big, 1, 1, syn), enhanced(big, 1, 7, hello)), 7000},
		{"pcapng, two sections of different order", ng(section(big), iface(big, 101), enhanced(big, 0, 1, syn), section(little), iface(little, 147), iface(little, 228), enhanced(little, 1, 7, hello)), 7000},
		{"pcapng, options that make no sense", ng(section(big, []byte{0, 1, 0xff, 0xff}), iface(big, 101, option(big, 9, "abcdefgh"), []byte{0, 9, 0, 9}), enhanced(big, 0, 1, syn), enhanced(big, 0, 7, hello)), 7000},
	} {
		got := whole(test.file)
		want := stream{Pieces: []string{"hello"}, Times: []int64{test.time}}
		if got.Err != "" || len(got.Connections) != 1 || cmp.Diff(want, got.Connections[0].Streams[0]) != "" {
			t.Errorf("%s: got %+v", test.name, got)
		}
		for every := 1; every < 40; every++ {
			r, err := read(test.file, capture.DefaultLimits(), every)
			if diff := cmp.Diff(got, state(r, err)); diff != "" {
				t.Errorf("%s, %d bytes at a time (-want +got):\n%s", test.name, every, diff)
			}
		}
	}
	commented := whole(bytes.Join([][]byte{section(big, option(big, 2, "hardware"), option(big, 1, "a comment")), section(big, option(big, 1, "another"))}, nil))
	if commented.Comment != "a comment" {
		t.Errorf("comment %q", commented.Comment)
	}
}

// What can stand before TCP, and what is none.
func TestLinks(t *testing.T) {
	ip := packet{flags: "AP", seq: 100, data: "hello"}.ip()
	with := func(head string, rest []byte) []byte { return append([]byte(head), rest...) }
	edit := func(b []byte, at int, value ...byte) []byte {
		b = bytes.Clone(b)
		copy(b[at:], value)
		return b
	}
	ip6 := func(next byte, extensions string) []byte {
		rest := string(tcp(5000, 80, 100, 0, 0x18)) + "hello"
		b := []byte{0x60, 0, 0, 0, 0, byte(len(extensions) + len(rest)), next, 64}
		b = append(b, make([]byte, 15)...)
		b = append(b, 1)
		b = append(append(b, make([]byte, 15)...), 2)
		return append(append(b, extensions...), rest...)
	}
	zeros := func(n int) string { return string(make([]byte, n)) }
	for _, test := range []struct {
		name string
		link uint32
		b    []byte
		want capture.Skipped // none: the packet is read
	}{
		{"raw", 101, ip, capture.Skipped{}},
		{"raw, of a BSD", 12, ip, capture.Skipped{}},
		{"raw, of OpenBSD", 14, ip, capture.Skipped{}},
		{"IPv4", 228, ip, capture.Skipped{}},
		{"IPv6", 229, ip6(6, ""), capture.Skipped{}},
		{"null", 0, with("\x02\x00\x00\x00", ip), capture.Skipped{}},
		{"null, IPv6 of macOS", 0, with("\x1e\x00\x00\x00", ip6(6, "")), capture.Skipped{}},
		{"loop", 108, with("\x00\x00\x00\x02", ip), capture.Skipped{}},
		{"Ethernet", 1, with(zeros(12)+"\x08\x00", ip), capture.Skipped{}},
		{"Ethernet, filled up", 1, with(zeros(12)+"\x08\x00", append(bytes.Clone(ip), 0, 0, 0, 0, 0, 0)), capture.Skipped{}},
		{"Ethernet, one tag", 1, with(zeros(12)+"\x81\x00\x00\x07\x08\x00", ip), capture.Skipped{}},
		{"Ethernet, two tags", 1, with(zeros(12)+"\x88\xa8\x00\x07\x81\x00\x00\x08\x86\xdd", ip6(6, "")), capture.Skipped{}},
		{"cooked", 113, with(zeros(14)+"\x08\x00", ip), capture.Skipped{}},
		{"cooked, version 2", 276, with("\x08\x00"+zeros(18), ip), capture.Skipped{}},
		{"a length of 0: the card cuts it", 101, edit(ip, 2, 0, 0), capture.Skipped{}},
		{"may not be fragmented", 101, edit(ip, 6, 0x40), capture.Skipped{}},
		{"IPv6, a length of 0", 101, edit(ip6(6, ""), 4, 0, 0), capture.Skipped{}},
		{"IPv6, hop by hop, destination", 101, ip6(0, "\x3c\x00"+zeros(6)+"\x06\x01"+zeros(14)), capture.Skipped{}},
		{"IPv6, authentication", 101, ip6(51, "\x06\x04"+zeros(22)), capture.Skipped{}},
		{"IPv6, a fragment that is all", 101, ip6(44, "\x06\x00\x00\x00"+zeros(4)), capture.Skipped{}},

		{"Wi-Fi", 127, ip, capture.Skipped{OtherLink: 1}},
		{"ARP", 1, with(zeros(12)+"\x08\x06", ip), capture.Skipped{NotTCP: 1}},
		{"tags without end", 1, with(zeros(12)+strings.Repeat("\x81\x00\x00\x07", 9)+"\x08\x00", ip), capture.Skipped{NotTCP: 1}},
		{"UDP", 101, edit(ip, 9, 17), capture.Skipped{NotTCP: 1}},
		{"IPv6, encrypted", 101, ip6(50, ""), capture.Skipped{NotTCP: 1}},
		{"IPv6, extensions without end", 101, ip6(0, strings.Repeat("\x00\x00"+zeros(6), 20)), capture.Skipped{NotTCP: 1}},
		{"the first fragment", 101, edit(ip, 6, 0x20), capture.Skipped{Fragments: 1}},
		{"a later fragment", 101, edit(ip, 6, 0, 9), capture.Skipped{Fragments: 1}},
		{"IPv6, the first fragment", 101, ip6(44, "\x06\x00\x00\x01"+zeros(4)), capture.Skipped{Fragments: 1}},
		{"IPv6, a later fragment", 101, ip6(44, "\x06\x00\x00\x10"+zeros(4)), capture.Skipped{Fragments: 1}},
		{"nothing", 101, nil, capture.Skipped{Damaged: 1}},
		{"half an Ethernet header", 1, make([]byte, 13), capture.Skipped{Damaged: 1}},
		{"half an IP header", 101, ip[:19], capture.Skipped{Damaged: 1}},
		{"half a TCP header", 101, ip[:39], capture.Skipped{Damaged: 1}},
		{"half an IPv6 header", 101, ip6(6, "")[:39], capture.Skipped{Damaged: 1}},
		{"IP of version 5", 101, edit(ip, 0, 0x55), capture.Skipped{Damaged: 1}},
		{"an IP header of 4 bytes", 101, edit(ip, 0, 0x41), capture.Skipped{Damaged: 1}},
		{"shorter than its header", 101, edit(ip, 2, 0, 19), capture.Skipped{Damaged: 1}},
		{"a TCP header of 4 bytes", 101, edit(ip, 32, 0x10), capture.Skipped{Damaged: 1}},
		{"a TCP header longer than the packet", 101, edit(ip, 32, 0xf0), capture.Skipped{Damaged: 1}},
		{"IPv6, an extension longer than the packet", 101, ip6(0, "\x06\x70"+zeros(6)), capture.Skipped{Damaged: 1}},
	} {
		got := whole(pcap(binary.LittleEndian, 0xa1b2c3d4, test.link, test.b))
		if got.Err != "" || cmp.Diff(test.want, got.Skipped) != "" {
			t.Errorf("%s: skipped %+v (%s), want %+v", test.name, got.Skipped, got.Err, test.want)
			continue
		}
		if test.want.Sum() == 0 && (len(got.Connections) != 1 || cmp.Diff([]string{"hello"}, got.Connections[0].Streams[0].Pieces) != "") {
			t.Errorf("%s: got %+v", test.name, got.Connections)
		}
		if text := got.Skipped.String(); (text == "") != (test.want.Sum() == 0) {
			t.Errorf("%s: skipped, in words: %q", test.name, text)
		}
	}
}

// Files that are none, and how far they are read.
func TestErrors(t *testing.T) {
	o := binary.BigEndian
	edit := func(b []byte, at int, value ...byte) []byte {
		b = bytes.Clone(b)
		copy(b[at:], value)
		return b
	}
	ip := packet{flags: "AP", seq: 100, data: "hello"}.ip()
	classic := pcap(o, 0xa1b2c3d4, 101, ip, ip)
	ng := bytes.Join([][]byte{section(o), iface(o, 101), enhanced(o, 0, 1, ip), enhanced(o, 0, 1, ip)}, nil)
	packets := 28 + 20 // where they begin
	for _, test := range []struct {
		name   string
		file   []byte
		err    error
		offset int64
		read   int // packets
	}{
		{"empty", nil, capture.ErrFormat, 0, 0},
		{"two bytes", classic[:2], capture.ErrFormat, 0, 0},
		{"text", []byte("GET / HTTP/1.1\r\n\r\n"), capture.ErrFormat, 0, 0},
		{"gzip", []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"), capture.ErrFormat, 0, 0},
		{"pcap of version 3", edit(classic, 4, 0, 3), capture.ErrFormat, 4, 0},
		{"pcap, a huge packet", edit(classic, 24+8, 0xff), capture.ErrTooLarge, 24, 0},
		{"pcap, the second packet is huge", edit(classic, 24+16+len(ip)+8, 0xff), capture.ErrTooLarge, int64(24 + 16 + len(ip)), 1},
		{"pcap, cut off", classic[:len(classic)-1], capture.ErrTruncated, int64(len(classic) - 1), 1},
		{"pcapng without byte order", edit(ng, 8, 0), capture.ErrFormat, 4, 0},
		{"pcapng of version 2", edit(ng, 12, 0, 2), capture.ErrFormat, 12, 0},
		{"pcapng, a section of 8 bytes", edit(ng, 4, 0, 0, 0, 8), capture.ErrFormat, 4, 0},
		{"pcapng, a huge section", edit(ng, 4, 0x7f, 0, 0, 0), capture.ErrTooLarge, 4, 0},
		{"pcapng, a block of 11 bytes", edit(ng, packets+4, 0, 0, 0, 11), capture.ErrFormat, int64(packets + 4), 0},
		{"pcapng, lengths that differ", edit(ng, packets+79, 84), capture.ErrFormat, int64(packets + 8), 1},
		{"pcapng, an unknown interface", edit(ng, packets+8, 0, 0, 0, 1), capture.ErrFormat, int64(packets + 8), 0},
		{"pcapng, a packet longer than its block", edit(ng, packets+20, 0, 0, 1), capture.ErrFormat, int64(packets + 8), 0},
		{"pcapng, a packet before its interface", append(section(o), simple(o, ip)...), capture.ErrFormat, 28 + 8, 0},
		{"pcapng, an interface without a link", append(section(o), block(o, 1, []byte{0, 101})...), capture.ErrFormat, 28 + 8, 0},
		{"pcapng, a packet without an interface", append(section(o), block(o, 6, []byte{0, 0})...), capture.ErrFormat, 28 + 8, 0},
		{"pcapng, a simple packet without a length", bytes.Join([][]byte{section(o), iface(o, 101), block(o, 3, nil)}, nil), capture.ErrFormat, 28 + 20 + 8, 0},
		{"pcapng, cut off in a block that is skipped", append(bytes.Clone(ng), block(o, 99, make([]byte, 100))[:50]...), capture.ErrTruncated, int64(len(ng) + 50), 2},
		{"pcapng, cut off in a block's kind", append(bytes.Clone(ng), 0, 0), capture.ErrTruncated, int64(len(ng) + 2), 2},
	} {
		for _, every := range []int{1, 5, 1 << 20} {
			r, err := read(test.file, capture.DefaultLimits(), every)
			var where *capture.Error
			if !errors.As(err, &where) || !errors.Is(err, test.err) {
				t.Errorf("%s: %v, want %v", test.name, err, test.err)
				continue
			}
			if where.Offset != test.offset {
				t.Errorf("%s: %v, want it at byte %d", test.name, err, test.offset)
			}
			if n, _ := r.Packets(); n != test.read {
				t.Errorf("%s: %d packets were read, want %d", test.name, n, test.read)
			}
			if r.Feed(classic) == nil {
				t.Errorf("%s: read on after %v", test.name, err)
			}
		}
	}
}
