package network_test

import (
	"bytes"
	"encoding/binary"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the capture of a journey anew")

// A place at which somebody captures what a run sends.
type place int

const (
	atSender place = iota
	atReceiver
)

// passing is what goes by there: a segment, or an acknowledgement the other way.
type passing struct {
	At       journey.Micros
	Segment  journey.Span
	Next     int // acknowledged
	Window   int
	Answered bool
}

// passes is what a journey's log says of a place, in its order.
func passes(j *journey.Journey, where place) (list []passing) {
	for _, e := range j.Log {
		switch what := e.What; {
		case where == atSender && what == journey.Left,
			where == atReceiver && slices.Contains([]journey.What{journey.Came, journey.Waits, journey.Filled, journey.Twice, journey.Refused}, what):
			list = append(list, passing{At: e.At, Segment: j.Segments[e.Of].Span})
		case where == atSender && what == journey.Heard, where == atReceiver && what == journey.Answered:
			a := j.Acks[e.Of]
			list = append(list, passing{At: e.At, Next: a.Next, Window: a.Window, Answered: true})
		}
	}
	return list
}

// written is what passed, as a pcap file: raw IP, and times in microseconds.
func written(stream []byte, list []passing) []byte {
	o := binary.BigEndian
	file := binary.LittleEndian.AppendUint32(nil, 0xa1b2c3d4)
	file = append(file, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 101, 0, 0, 0)
	packet := func(at journey.Micros, back bool, seq, ack uint32, flags byte, window int, data []byte) {
		size := uint32(40 + len(data))
		for _, n := range []uint32{1_700_000_000 + uint32(at/1_000_000), uint32(at % 1_000_000), size, size} {
			file = binary.LittleEndian.AppendUint32(file, n)
		}
		ends := []byte{10, 0, 0, 1, 10, 0, 0, 2}
		ports := []byte{4, 0, 4, 219} // 1024 and 1243
		if back {
			ends, ports = append(ends[4:], ends[:4]...), append(ports[2:], ports[:2]...)
		}
		file = append(file, 0x45, 0, byte(size>>8), byte(size), 0, 0, 0, 0, 64, 6, 0, 0)
		file = append(append(file, ends...), ports...)
		file = o.AppendUint32(o.AppendUint32(file, seq), ack)
		file = append(file, 0x50, flags, byte(window>>8), byte(window), 0, 0, 0, 0)
		file = append(file, data...)
	}
	const first, answer = 0xffff_ff00, 7001 // sequence numbers begin anew on the way
	packet(0, false, first-1, 0, 2, 65535, nil)
	packet(0, true, answer-1, first, 0x12, 65535, nil)
	packet(0, false, first, answer, 0x10, 65535, nil)
	for _, p := range list {
		if p.Answered {
			packet(p.At, true, answer, first+uint32(p.Next), 0x10, p.Window, nil)
		} else {
			packet(p.At, false, first+uint32(p.Segment.Start), answer, 0x18, 65535, stream[p.Segment.Start:p.Segment.End])
		}
	}
	return file
}

// captured reads a file as the page does, and draws what its client has sent.
func captured(t *testing.T, file []byte) *figure.Journey {
	t.Helper()
	r := capture.NewReader(figure.TimedLimits())
	if err := r.Feed(file); err != nil {
		t.Fatal(err)
	}
	return figure.NewCaptured(r, 0, 0, core.Decimal(10))
}

// What a capture shows of a run is what the run says was sent, at either end; and no
// more: no send, no recv.
func TestCaptured(t *testing.T) {
	for _, settings := range []string{
		"", "mss: 8\nlose: 2\nrecv: 1024", "mss: 8\nlose: 6\nrecv: 1024", "mss: 8\nlate: 2 by 30\nacks: 0", "mss: 8\nqueue: 16\nstart: 100",
		"mss: 20\nlose: 2, 5\nlate: 3 by 70\nacks: 0", "mss: 9\nchance: 25, seed 4\nlate: 3, 5 by 45\nqueue: 30\nrecv: 7\npause: 3\nrate: 20000\nnagle: yes",
	} {
		for _, where := range []place{atSender, atReceiver} {
			j := run(t, two+settings)
			want := passes(j, where)
			got := captured(t, written(j.Stream, want))
			var seen []passing
			for _, e := range got.Log {
				if e.What == journey.Answered {
					a := got.Acks[e.Of]
					seen = append(seen, passing{At: e.At, Next: a.Next, Window: a.Window, Answered: true})
				} else {
					seen = append(seen, passing{At: e.At, Segment: got.Segments[e.Of].Span})
				}
			}
			want = slices.DeleteFunc(want, func(p passing) bool { return p.Answered && !slices.Contains(seen, p) && p.Next == len(j.Stream) })
			if diff := cmp.Diff(want, seen); diff != "" {
				t.Errorf("%s at %d (-passed +captured):\n%s", settings, where, diff)
			}
			if string(got.Stream) != string(j.Stream) || len(got.Sends)+len(got.Recvs) > 0 {
				t.Errorf("%s at %d: %q, %d sends, %d recvs; want %q and nothing of its ends", settings, where, got.Stream, len(got.Sends), len(got.Recvs), j.Stream)
			}
			// What they mean is the same to who sees them arrive, unless there was no room
			// inside, or bytes were cut in another way when they were sent again: this TCP
			// does not keep what overlaps.
			if where == atSender || recut(j) || slices.ContainsFunc(j.Log, func(e journey.Entry) bool { return e.What == journey.Refused }) {
				continue
			}
			if diff := cmp.Diff(fates(j), fates(got.Journey)); diff != "" {
				t.Errorf("%s (-received +captured):\n%s", settings, diff)
			}
		}
	}
}

// fates is what became of what arrived.
func fates(j *journey.Journey) (list []journey.What) {
	for _, e := range j.Log {
		if e.What >= journey.Came && e.What <= journey.Twice {
			list = append(list, e.What)
		}
	}
	return list
}

// recut reports whether some bytes were sent in two cuts.
func recut(j *journey.Journey) bool {
	for _, a := range j.Segments {
		for _, b := range j.Segments {
			if a.Span != b.Span && a.Start < b.End && b.Start < a.End {
				return true
			}
		}
	}
	return false
}

// A capture at the receiver, as it reads: a segment that was lost before it, one that is
// overtaken, one that comes twice, a window that closes, and a pause. The browser's test
// reads the same file.
func TestCapturedStory(t *testing.T) {
	j := run(t, two+"message: \"The time is 1700000000\"\nmessage: \"bye\"\nsends: 47 at 0, 32 at 900, 13 at 4000\nmss: 12\nlose: 2\nlate: 8 by 30\nacks: 0\nqueue: 47\nrecv: 1024\nstart: 400")
	file := written(j.Stream, passes(j, atReceiver))
	const name = "../../core/capture/testdata/lost.pcap"
	if *update {
		if err := os.WriteFile(name, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if there, err := os.ReadFile(name); err != nil || !bytes.Equal(there, file) {
		t.Errorf("%s is not what the journey writes: go test ./site/network -update (%v)", name, err)
	}
	f := captured(t, file)
	var b strings.Builder
	for i, s := range f.Steps {
		b.WriteString(strings.TrimSpace(f.At(i)+" "+s.Lead+" "+s.Rest) + "\n")
	}
	want := `
Nothing has passed yet. Time runs down, from the first packet of the connection on.
20 ms Segment 1 passes with twelve bytes. They are the beginning of message 1. The segment completes no message.
20 ms Segment 2 passes too early, with twelve bytes. They have to wait behind a gap of twelve: a stream has no holes. What belongs there was lost before it came here, or overtaken.
20 ms The receiver asks for byte 12 once more. Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again.
20 ms Segment 3 passes too early, with eleven bytes. They have to wait behind a gap of twelve: a stream has no holes. What belongs there was lost before it came here, or overtaken.
20 ms The receiver asks for byte 12 once more. Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again.
260 ms Segment 4 fills the gap. With its twelve bytes, the 23 that waited behind it are in order. It was sent again, or it was overtaken: here, both look the same. Messages 1 and 2 are complete.
260 ms Segment 5 brings eleven bytes that passed here before. Its sender did not hear in time that they had come: behind this place they were lost, or the acknowledgement was, or it was slow. Or the capture listened at two places.
260 ms The receiver asks for byte 36 once more. Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again.
300 ms Segment 6 brings eleven bytes that passed here before. Its sender did not hear in time that they had come: behind this place they were lost, or the acknowledgement was, or it was slow. Or the capture listened at two places.
300 ms The receiver has no room for more. It has acknowledged 47 bytes, and its window is closed: its program takes what has come more slowly than it comes.
400 ms The receiver has room again. For 47 bytes: its program has taken some of what waited.
920 ms Segment 7 passes too early, with twelve bytes. They have to wait behind a gap of twelve: a stream has no holes. What belongs there was lost before it came here, or overtaken.
920 ms The receiver asks for byte 47 once more. Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again.
920 ms Segment 8 passes too early, with eight bytes. They have to wait behind a gap of twelve: a stream has no holes. What belongs there was lost before it came here, or overtaken.
920 ms The receiver asks for byte 47 once more. Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again.
950 ms Segment 9 fills the gap. With its twelve bytes, the 20 that waited behind it are in order. It was sent again, or it was overtaken: here, both look the same. Message 3 is complete.
4,020 ms Segment 10 passes with twelve bytes. They are the beginning of message 4. The segment completes no message.
4,020 ms Segment 11 passes with one byte. It is the end of message 4. Message 4 is complete.
4,020 ms Eleven segments, four too early, two with what had passed before, 92 bytes in order, four messages, in 4,000 ms. Point at bytes, and their whole way is lit.
`
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(b.String())); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	b.Reset()
	for i, w := range f.Ways() {
		if i < 4 { // the others are like these
			b.WriteString(w.Say + "\n")
		}
	}
	want = `
Passed with segment 1 after 20 ms, acknowledged after 20 ms, in the header of message 1.
Passed with segment 1 after 20 ms, acknowledged after 20 ms, in message 1.
Passed with segment 4 after 260 ms, acknowledged after 260 ms, in message 1.
Passed too early with segment 2 after 20 ms, behind a gap until 260 ms, acknowledged after 260 ms, passed again with segment 5 after 260 ms, in message 1.
`
	if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(b.String())); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
}
