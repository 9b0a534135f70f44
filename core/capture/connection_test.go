package capture_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/capture"
)

// What TCP does to segments, and captures to packets: the streams are what the ends
// have sent, or stop where that is not known.
func TestConnections(t *testing.T) {
	const last = 0xffff_fffe
	pieces := func(list ...string) stream { return stream{Pieces: list} }
	for _, test := range []struct {
		name    string
		packets []packet
		want    [][2]stream // by connection
	}{
		{"a connection", []packet{
			{flags: "S", seq: 99}, {flags: "SA", seq: 499, ack: 100, back: true}, {flags: "A", seq: 100, ack: 500},
			{flags: "AP", seq: 100, ack: 500, data: "hello"}, {flags: "AP", seq: 500, ack: 105, data: "hi", back: true},
			{flags: "FA", seq: 105, ack: 502}, {flags: "FA", seq: 502, ack: 106, back: true}, {flags: "A", seq: 106, ack: 503},
		}, [][2]stream{{{Pieces: []string{"hello"}, Closed: true}, {Pieces: []string{"hi"}, Closed: true}}}},
		{"data with the first packet and with the last", []packet{
			{flags: "S", seq: 99, data: "a"}, {flags: "FA", seq: 101, data: "b"},
		}, [][2]stream{{{Pieces: []string{"a", "b"}, Closed: true}, {}}}},
		{"sequence numbers that wrap", []packet{
			{flags: "S", seq: last - 3}, {flags: "A", seq: last - 2, data: "abc"}, {flags: "A", seq: 3, data: "gh"},
			{flags: "A", seq: last + 1, data: "def!"}, {flags: "FA", seq: 5},
		}, [][2]stream{{{Pieces: []string{"abc", "def!", "gh"}, Closed: true}, {}}}},
		{"sent again", []packet{
			{flags: "S", seq: 99}, {flags: "S", seq: 99}, {flags: "A", seq: 100, data: "abc"}, {flags: "A", seq: 100, data: "abc"},
			{flags: "A", seq: 103, data: "d"}, {flags: "A", seq: 100, data: "abcd"},
		}, [][2]stream{{pieces("abc", "d"), {}}}},
		{"sent again with more; the first bytes stay", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "abc"}, {flags: "A", seq: 101, data: "XYd"}, {flags: "A", seq: 99, data: "..XYZe"},
		}, [][2]stream{{pieces("abc", "d", "e"), {}}}},
		{"in another order", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 104, data: "e"}, {flags: "A", seq: 102, data: "cd"}, {flags: "A", seq: 102, data: "c"},
			{flags: "FA", seq: 105}, {flags: "A", seq: 100, data: "ab"},
		}, [][2]stream{{{Pieces: []string{"ab", "cd", "e"}, Closed: true}, {}}}},
		{"what came early overlaps", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 102, data: "cdef"}, {flags: "A", seq: 104, data: "EFgh"}, {flags: "A", seq: 100, data: "abC"},
		}, [][2]stream{{pieces("abC", "def", "gh"), {}}}},
		{"a segment is missing", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "ab"}, {flags: "A", seq: 107, data: "hij"}, {flags: "FA", seq: 110},
		}, [][2]stream{{{Pieces: []string{"ab"}, Missing: 5, Behind: 3}, {}}}},
		{"missing is what the other end has acknowledged", []packet{
			{flags: "S", seq: 99}, {flags: "SA", seq: 499, ack: 100, back: true}, {flags: "A", seq: 100, data: "ab", ack: 500}, {flags: "A", seq: 500, ack: 109, back: true},
		}, [][2]stream{{{Pieces: []string{"ab"}, Missing: 7}, {}}}},
		{"only the end was not captured", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "ab"}, {flags: "A", seq: 500, ack: 103, back: true},
		}, [][2]stream{{pieces("ab"), {}}}},
		{"missing is what the last packet says was sent", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "ab"}, {flags: "FA", seq: 106},
		}, [][2]stream{{{Pieces: []string{"ab"}, Missing: 4}, {}}}},
		{"acknowledged before it was captured", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 500, ack: 103, back: true}, {flags: "FA", seq: 100, data: "ab"}, {flags: "A", seq: 500, ack: 103, back: true},
		}, [][2]stream{{{Pieces: []string{"ab"}, Closed: true}, {}}}},
		{"only a part was captured", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "abcdef", crop: 4}, {flags: "A", seq: 106, data: "gh"},
		}, [][2]stream{{{Pieces: []string{"ab"}, Cropped: true, Missing: 4, Behind: 2}, {}}}},
		{"only headers were captured", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "abcdef", crop: 6, ack: 500}, {flags: "A", seq: 500, ack: 106, back: true},
		}, [][2]stream{{{Cropped: true, Missing: 6}, {}}}},
		{"it began before the capture", []packet{
			{flags: "A", seq: 7000, ack: 9000}, {flags: "A", seq: 9000, ack: 7000, data: "abc", back: true}, {flags: "A", seq: 7000, ack: 9003, data: "de"},
		}, [][2]stream{{pieces("de"), pieces("abc")}}},
		{"kept alive, and begun before the capture", []packet{
			{flags: "A", seq: 6999, ack: 9000}, {flags: "A", seq: 7000, ack: 9000, data: "abc"}, {flags: "A", seq: 7002, ack: 9000, data: "?"}, {flags: "A", seq: 7003, data: "d"},
		}, [][2]stream{{pieces("abc", "d"), {}}}},
		{"the same port again", []packet{
			{flags: "S", seq: 99}, {flags: "FA", seq: 100, data: "ab"}, {flags: "FA", seq: 500, ack: 103, data: "x", back: true},
			{flags: "S", seq: 9999}, {flags: "SA", seq: 50, ack: 10000, back: true}, {flags: "A", seq: 10000, data: "cd"}, {flags: "A", seq: 51, data: "y", back: true},
		}, [][2]stream{{{Pieces: []string{"ab"}, Closed: true}, {Pieces: []string{"x"}, Closed: true}}, {pieces("cd"), pieces("y")}}},
		{"the same port again, and only the answer was captured", []packet{
			{flags: "A", seq: 100, data: "ab"}, {flags: "A", seq: 500, data: "x", back: true},
			{flags: "SA", seq: 50, ack: 10000, back: true}, {flags: "A", seq: 10000, data: "cd"}, {flags: "A", seq: 51, data: "y", back: true},
		}, [][2]stream{{pieces("ab"), pieces("x")}, {pieces("cd"), pieces("y")}}},
		{"two at a time", []packet{
			{flags: "S", seq: 99}, {flags: "S", seq: 99, port: 1}, {flags: "A", seq: 100, data: "ab", port: 1}, {flags: "A", seq: 100, data: "cd"},
		}, [][2]stream{{pieces("cd"), {}}, {pieces("ab"), {}}}},
		{"broken off", []packet{
			{flags: "S", seq: 99}, {flags: "A", seq: 100, data: "ab"}, {flags: "A", seq: 500, data: "x", back: true}, {flags: "R", seq: 501, back: true},
		}, [][2]stream{{{Pieces: []string{"ab"}, Reset: true}, {Pieces: []string{"x"}, Reset: true}}}},
		{"broken off after one end was done", []packet{
			{flags: "S", seq: 99}, {flags: "FA", seq: 100, data: "ab"}, {flags: "A", seq: 500, data: "x", back: true}, {flags: "R", seq: 103},
		}, [][2]stream{{{Pieces: []string{"ab"}, Closed: true}, {Pieces: []string{"x"}, Reset: true}}}},
		{"refused", []packet{
			{flags: "S", seq: 99}, {flags: "RA", ack: 100, back: true},
		}, [][2]stream{{{Reset: true}, {Reset: true}}}},
	} {
		got := whole(raw(test.packets...))
		var streams [][2]stream
		for _, c := range got.Connections {
			for i := range c.Streams {
				c.Streams[i].Times = nil
			}
			streams = append(streams, c.Streams)
		}
		if diff := cmp.Diff(test.want, streams); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// Who opened a connection stands first, whoever's packet does.
func TestEnds(t *testing.T) {
	client, server := "10.0.0.1:5000", "10.0.0.2:80"
	for _, test := range []struct {
		name  string
		first packet
		want  [2]string
		began bool
	}{
		{"the client's first packet", packet{flags: "S", seq: 1}, [2]string{client, server}, true},
		{"the server's answer", packet{flags: "SA", seq: 1, back: true}, [2]string{client, server}, true},
		{"data", packet{flags: "A", seq: 1, data: "x", back: true}, [2]string{server, client}, false},
	} {
		c := whole(raw(test.first)).Connections[0]
		if c.Ends != test.want || c.Began != test.began {
			t.Errorf("%s: %v, began %v; want %v, %v", test.name, c.Ends, c.Began, test.want, test.began)
		}
	}
	for _, test := range []struct {
		ip   [16]byte
		want string
	}{
		{[16]byte{10: 255, 11: 255, 12: 127, 15: 1}, "127.0.0.1:1243"},
		{[16]byte{15: 1}, "[::1]:1243"},
		{[16]byte{}, "[::]:1243"},
		{[16]byte{0x20, 1, 0x0d, 0xb8, 15: 0x10}, "[2001:db8::10]:1243"},
		{[16]byte{0, 1, 4: 1, 7: 1, 15: 1}, "[1:0:100:1::1]:1243"},
		{[16]byte{0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 0, 0, 8}, "[1:2:3:4:5:6:0:8]:1243"},
		{[16]byte{0xfe, 0x80}, "[fe80::]:1243"},
	} {
		if got := (capture.Addr{IP: test.ip, Port: 1243}).String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.ip, got, test.want)
		}
	}
}

// What is beyond a limit is counted, and what was kept stays.
func TestLimits(t *testing.T) {
	open := func(port uint16) packet { return packet{flags: "S", seq: 99, port: port} }
	data := func(port uint16, at uint32, data string) packet {
		return packet{flags: "A", seq: 100 + at, data: data, port: port}
	}
	usual := capture.DefaultLimits()
	small := func(change func(*capture.Limits)) capture.Limits {
		l := usual
		change(&l)
		return l
	}
	for _, test := range []struct {
		name    string
		limits  capture.Limits
		packets []packet
		want    []stream // the clients'
		skipped int
	}{
		{"connections", small(func(l *capture.Limits) { l.Connections = 1 }),
			[]packet{open(0), open(1), data(1, 0, "abc"), data(0, 0, "abc")}, []stream{{Pieces: []string{"abc"}}}, 2},
		{"bytes of a stream", small(func(l *capture.Limits) { l.Stream = 4 }),
			[]packet{open(0), data(0, 0, "abc"), data(0, 3, "de"), data(0, 5, "f"), open(1), data(1, 0, "abcd")},
			[]stream{{Pieces: []string{"abc"}, Beyond: 3}, {Pieces: []string{"abcd"}}}, 0},
		{"bytes of all", small(func(l *capture.Limits) { l.Total = 4 }),
			[]packet{open(0), data(0, 0, "abc"), open(1), data(1, 0, "ab"), data(0, 3, "d")},
			[]stream{{Pieces: []string{"abc", "d"}}, {Beyond: 2}}, 0},
		{"bytes that are held", small(func(l *capture.Limits) { l.Held = 4 }),
			[]packet{open(0), data(0, 10, "abc"), data(0, 20, "de"), data(0, 0, "0123456789")},
			[]stream{{Missing: 10, Behind: 15}}, 0},
	} {
		r, err := read(raw(test.packets...), test.limits, 1<<20)
		var got []stream
		for _, c := range r.Connections() {
			s := stateOf(&c.Streams[0])
			s.Times = nil
			got = append(got, s)
		}
		_, skipped := r.Packets()
		if diff := cmp.Diff(test.want, got); diff != "" || err != nil || skipped.Connections != test.skipped {
			t.Errorf("%s: %d skipped, %v (-want +got):\n%s", test.name, skipped.Connections, err, diff)
		}
	}
	// Pieces that are held are bounded in number, too.
	packets := []packet{open(0)}
	for i := range 5000 {
		packets = append(packets, data(0, uint32(2+2*i), "x"))
	}
	r, _ := read(raw(packets...), usual, 1<<20)
	if lacks, after := r.Connections()[0].Streams[0].Missing(); lacks != 2 || after != 5000 {
		t.Errorf("%d bytes missing before %d, want 2 before 5000", lacks, after)
	}
}

// The log has what was captured, as it was, where somebody asks for it: what came once
// more, what came early, and what the other end said of it.
func TestLog(t *testing.T) {
	segment := func(start, end int) capture.Event {
		return capture.Event{Start: start, End: end, Window: capture.Unknown}
	}
	ack := func(end, window int) capture.Event { return capture.Event{Ack: true, End: end, Window: window} }
	const wraps = 0xffff_fffd
	open := []packet{{flags: "S", seq: wraps - 1, scale: "\x02"}, {flags: "SA", seq: 499, ack: wraps, back: true, scale: "\x03"}, {flags: "A", seq: wraps, ack: 500}}
	at := func(offset uint32, data string) packet {
		return packet{flags: "A", seq: wraps + offset, ack: 500, data: data}
	}
	heard := func(offset uint32) packet {
		return packet{flags: "A", seq: 500, ack: wraps + offset, back: true}
	}
	closed := heard(6)
	closed.full = true
	for _, test := range []struct {
		name     string
		packets  []packet
		want     []capture.Event
		unlogged int
	}{
		{"sequence numbers that wrap, a gap, and what fills it", append(open, at(0, "ab"), at(4, "ef"), heard(2), at(2, "cd"), heard(6)),
			[]capture.Event{segment(0, 2), segment(4, 6), ack(2, 65535<<3), segment(2, 4), ack(6, 65535<<3)}, 0},
		{"sent again, with more", append(open, at(0, "abcd"), at(2, "cdef"), closed, heard(6)),
			[]capture.Event{segment(0, 4), segment(2, 6), ack(6, 0), ack(6, 65535<<3)}, 0},
		{"an end that is acknowledged is no byte", append(open, at(0, "ab"), packet{flags: "FA", seq: wraps + 2, ack: 500}, heard(3)),
			[]capture.Event{segment(0, 2), ack(2, 65535<<3)}, 0},
		{"it began before the capture: how windows are scaled is not known", []packet{at(4, "ef"), at(2, "cd"), heard(6), closed},
			[]capture.Event{segment(0, 2), segment(-2, 0), ack(2, capture.Unknown), ack(2, 0)}, 0},
		{"more than there is room for", append(open, at(0, "a"), at(1, "b"), at(2, "c"), at(3, "d"), at(4, "e"), at(5, "f"), at(6, "g")),
			[]capture.Event{segment(0, 1), segment(1, 2), segment(2, 3), segment(3, 4), segment(4, 5)}, 2},
	} {
		limits := capture.DefaultLimits()
		limits.Log = 5
		r, err := read(raw(test.packets...), limits, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		s := &r.Connections()[0].Streams[0]
		got := append([]capture.Event(nil), s.Log...)
		for i := range got {
			if got[i].Time == 0 {
				t.Errorf("%s: event %d has no time", test.name, i)
			}
			got[i].Time = 0
		}
		if diff := cmp.Diff(test.want, got); diff != "" || s.Unlogged != test.unlogged {
			t.Errorf("%s: %d left out (-want +got):\n%s", test.name, s.Unlogged, diff)
		}
	}
}
