package capture_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/capture"
)

// FuzzReader: any bytes, cut anywhere, are read without harm, lead to the same
// connections, and never keep more than there is or than the limits allow.
func FuzzReader(f *testing.F) {
	for _, name := range captures {
		f.Add(testdata(f, name), uint16(100))
	}
	f.Add(record()[:2000], uint16(3))
	f.Add(raw(packet{flags: "S"}, packet{flags: "A", seq: 1, data: "abc"}, packet{flags: "A", seq: 9, data: "def"}), uint16(1))
	limits := capture.Limits{Connections: 3, Stream: 200, Total: 500, Held: 100, Log: 20}
	f.Fuzz(func(t *testing.T, file []byte, every uint16) {
		r, err := read(file, limits, len(file)+1)
		want := state(r, err)
		r, err = read(file, limits, 1+int(every))
		if diff := cmp.Diff(want, state(r, err)); diff != "" {
			t.Fatalf("%d bytes at a time (-in one +got):\n%s", 1+int(every), diff)
		}
		total := 0
		for _, c := range r.Connections() {
			for i := range c.Streams {
				s := &c.Streams[i]
				total += len(s.Bytes)
				if next := replay(s.Log); len(s.Log) > limits.Log || s.Unlogged == 0 && !r.Chunks() && next != len(s.Bytes) && (s.Beyond == 0 || next < len(s.Bytes)) {
					t.Fatalf("%d events, by which %d bytes are in order, and %d are: %+v", len(s.Log), next, len(s.Bytes), s.Log)
				}
				last := 0
				for _, end := range s.Ends {
					if end <= last {
						t.Fatalf("ends %v", s.Ends)
					}
					last = end
				}
				if len(s.Bytes) > limits.Stream || last > len(s.Bytes) || len(s.Times) != len(s.Ends) {
					t.Fatalf("%d bytes of a stream that end at %v, %d times", len(s.Bytes), s.Ends, len(s.Times))
				}
				if lacks, after := s.Missing(); lacks < 0 || after < 0 || after > len(file) {
					t.Fatalf("%d bytes missing before %d", lacks, after)
				}
			}
		}
		if total > limits.Total || total > len(file) || len(r.Connections()) > limits.Connections {
			t.Fatalf("kept %d bytes of %d in %d connections", total, len(file), len(r.Connections()))
		}
	})
}

// replay is how many bytes are in order by a log.
func replay(log []capture.Event) (next int) {
	for range log { // as often as one may fill a gap before another
		for _, e := range log {
			if !e.Ack && e.Start <= next {
				next = max(next, e.End)
			}
		}
	}
	return next
}

// FuzzRecording: whatever chunks are recorded are read again.
func FuzzRecording(f *testing.F) {
	f.Add([]byte("5         hello"), []byte{3, 200, 7}, true)
	f.Add(bytes.Repeat([]byte("x"), 70_000), []byte{255, 1}, false)
	f.Fuzz(func(t *testing.T, data, cuts []byte, six bool) {
		var r capture.Recording
		server := there4
		if six {
			server = there6
		}
		file, c := r.Open(r.AppendHead(nil), moment, here4, server)
		var want [2][]string
		for i, rest := 0, data; len(rest) > 0; i++ {
			n := len(rest)
			if i < len(cuts) {
				n = min(n, 1+int(cuts[i])*int(cuts[i]))
			}
			file = c.Chunk(file, moment+int64(i), i%2, rest[:n])
			want[i%2] = append(want[i%2], string(rest[:n]))
			rest = rest[n:]
		}
		got := whole(c.Close(file, moment, 0))
		if got.Err != "" || len(got.Connections) != 1 || !got.Connections[0].Streams[0].Closed {
			t.Fatalf("read again: %s, %d connections", got.Err, len(got.Connections))
		}
		for i := range want {
			if diff := cmp.Diff(want[i], got.Connections[0].Streams[i].Pieces); diff != "" {
				t.Fatalf("stream %d (-recorded +read):\n%s", i, diff)
			}
		}
	})
}
