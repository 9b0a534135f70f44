package framingtest_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/framingtest"
	"bufferbybuffer/core/judge"
)

// few is how many schedules are tried where it takes no more to see.
const few = 300

var points, pointsShown = gobFrames(point{1, 2}, point{300, -4}, point{0, 0})

// TestLoops: what real loops come to. The right ones survive all; of the others the
// first line of each report stands here.
func TestLoops(t *testing.T) {
	tests := []struct {
		name   string
		loop   framingtest.Loop
		stream framingtest.Stream
		want   []string
	}{
		{"core.Reader", coreReader(core.Uint(16), 1000), framingtest.Stream{Layout: core.Uint(16), Limit: 1000}, nil},
		{"io.ReadFull", readFull, framingtest.Stream{}, nil},
		{"a right SplitFunc", scanner(split), framingtest.Stream{}, nil},
		{"a SplitFunc that takes what is left for a token", scanner(splitAtEOF), framingtest.Stream{}, []string{
			`framingtest: ended after 1 byte, inside a frame: message 1 is a part of one that was cut short, "5"`,
		}},
		{"a SplitFunc that drops what is left", scanner(splitSilent), framingtest.Stream{}, []string{
			"framingtest: ended after 1 byte, inside a frame: it takes this for a clean end",
		}},
		{"a SplitFunc that believes in whole frames", scanner(splitWhole), framingtest.Stream{}, []string{
			`framingtest: cut "10, then the rest": message 1 is "", not "a"`,
			"framingtest: ended after 1 byte, inside a frame: it takes this for a clean end",
		}},
		{"one Read per message", onePerRead, framingtest.Stream{}, []string{
			`framingtest: cut "1, then the rest": message 1 is "", not "a"`,
			"framingtest: ended after 1 byte, inside a frame: it takes this for a clean end",
		}},
		{"io.ReadFull and the end right after a header", readFullNaive, framingtest.Stream{}, []string{
			"framingtest: ended after 10 bytes, inside a frame: it takes this for a clean end",
		}},
		{"io.ReadFull without a limit", readFull, framingtest.Stream{Limit: 5000}, []string{
			"framingtest: sent payload length 9999 exceeds limit 5000: it waits for what the header promises",
		}},
		{"json.Decoder", jsonDecoder, framingtest.Stream{Frames: values, Messages: values}, nil},
		{"gob.Decoder", gobDecoder, framingtest.Stream{Frames: points, Messages: pointsShown}, nil},
		{"textproto.Reader", textLines, framingtest.Stream{Layout: core.Delimiter("\r\n"), AnyEnd: true}, nil},
		{"textproto.Reader and the end inside a line", textLines, framingtest.Stream{Layout: core.Delimiter("\r\n")}, []string{
			`framingtest: ended after 1 byte, inside a frame: message 1 is a part of one that was cut short, "h"`,
		}},
		{"another framing", textLines, framingtest.Stream{}, []string{
			`framingtest: cannot judge: with one frame in each chunk it gives no message as it was sent (message 1 is "1         a", not "a")`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.stream.Schedules = few
			err := framingtest.TestLoop(tt.loop, tt.stream)
			if diff := cmp.Diff(tt.want, firstLines(err)); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, err)
			}
		})
	}
}

// values are JSON, which needs no other frame.
var values = [][]byte{[]byte(`{"a":1}`), []byte(`["é",2,{}]`), []byte(`"}"`)}

// readFullNaive hands on whatever io.ReadFull returns: io.EOF, where the stream ends
// right after a header.
func readFullNaive(r io.Reader, message func([]byte)) error {
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
		if _, err := io.ReadFull(r, payload); err != nil {
			return err
		}
		message(payload)
	}
}

// firstLines are the first lines of the failures that an error joins.
func firstLines(err error) []string {
	var lines []string
	for _, f := range failures(err) {
		first, _, _ := strings.Cut(f.Error(), "\n")
		lines = append(lines, first)
	}
	return lines
}

func failures(err error) []*framingtest.Failure {
	var list []*framingtest.Failure
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range joined.Unwrap() {
			if f, ok := errors.AsType[*framingtest.Failure](err); ok {
				list = append(list, f)
			}
		}
	}
	return list
}

// TestMisbehaving: a loop that does not come back, or takes the test with it, is
// reported like any other.
func TestMisbehaving(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	tests := []struct {
		name string
		loop framingtest.Loop
		want string // the first line of the first report
	}{
		{"spins at the end", func(r io.Reader, message func([]byte)) error {
			readFull(r, message)
			for {
				r.Read(make([]byte, 16))
			}
		}, "framingtest: ended after 0 bytes, between two frames: after the end it asks for more, for ever"},
		{"spins on a full buffer", func(r io.Reader, message func([]byte)) error {
			buf := make([]byte, 16) // a frame of 17 bytes never fits
			for had := 0; ; {
				n, err := r.Read(buf[had:])
				if had += n; err != nil {
					return err
				}
				for had >= headerSize {
					length, _ := lengthOf(buf[:headerSize])
					if had < headerSize+length {
						break
					}
					message(buf[headerSize : headerSize+length])
					had = copy(buf, buf[headerSize+length:had])
				}
			}
		}, `framingtest: cut "in one chunk": it hangs before message 2, "Grüße, 世界"`},
		{"panics", func(r io.Reader, message func([]byte)) error {
			buf := make([]byte, 4096)
			for {
				n, err := r.Read(buf)
				if err != nil {
					return err
				}
				length, _ := lengthOf(buf[:headerSize])
				message(buf[:n][headerSize : headerSize+length : n])
			}
		}, `framingtest: cut "1, then the rest": it crashes before message 1, "a": panic: runtime error: slice bounds out of range`},
		{"ends its goroutine", func(r io.Reader, message func([]byte)) error {
			runtime.Goexit()
			return nil
		}, `framingtest: cannot judge: with one frame in each chunk it gives no message as it was sent (it crashes before message 1, "a": its goroutine was ended, as t.FailNow does)`},
		{"blocks", func(r io.Reader, message func([]byte)) error {
			message([]byte("a"))
			<-release
			return nil
		}, `framingtest: cut "in one chunk": it does not notice the end: it did not come back within 200ms`},
		{"reads in a goroutine of its own", func(r io.Reader, message func([]byte)) error {
			messages := make(chan []byte)
			go func() {
				readFull(r, func(m []byte) { messages <- m })
				for {
					r.Read(make([]byte, 1))
				}
			}()
			for m := range messages { // which nobody closes
				message(m)
			}
			return nil
		}, "framingtest: ended after 0 bytes, between two frames: after the end it asks for more, for ever"},
		{"talks for ever", func(r io.Reader, message func([]byte)) error {
			readFull(r, message)
			for {
				message(nil)
			}
		}, `framingtest: cut "in one chunk": message 2 was never sent, ""`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stream := framingtest.Stream{Schedules: few}
			if tt.name == "blocks" {
				stream.Layout, stream.Patience = core.Uint(32), 200*time.Millisecond
			}
			if tt.name == "reads in a goroutine of its own" {
				stream.Messages = [][]byte{[]byte("a")}
				stream.Schedules = -1
			}
			got := firstLines(framingtest.TestLoop(tt.loop, stream))
			if len(got) == 0 || !strings.HasPrefix(got[0], tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

// TestStreams: what can't be sent is an error at once, and no failure of the loop.
func TestStreams(t *testing.T) {
	for _, s := range []framingtest.Stream{
		{Messages: [][]byte{[]byte("two\nlines")}, Layout: core.Delimiter("\n")},
		{Messages: [][]byte{[]byte("longer than it may be")}, Limit: 5},
		{Messages: [][]byte{[]byte("a")}, Frames: [][]byte{}},
	} {
		err := framingtest.TestLoop(func(io.Reader, func([]byte)) error { t.Error("called"); return nil }, s)
		if err == nil || len(failures(err)) > 0 {
			t.Errorf("%+v: %v", s, err)
		}
	}
}

// TestDefaults: a stream of ours can be sent in every layout that there is a preset
// for, whatever the limit.
func TestDefaults(t *testing.T) {
	for _, p := range core.Presets() {
		for _, limit := range []int{0, 3, 1000} {
			s := framingtest.Stream{Layout: p.Layout, Limit: limit, Schedules: 50}
			if limit == 0 {
				limit = core.DefaultLimit
			}
			if err := framingtest.TestLoop(coreReader(p.Layout, limit), s); err != nil {
				t.Errorf("%s, limit %d: %v", p.Name, limit, err)
			}
		}
	}
}

// TestFailure: the report of one.
func TestFailure(t *testing.T) {
	err := framingtest.TestLoop(onePerRead, framingtest.Stream{AnyEnd: true, Messages: [][]byte{[]byte("hi"), []byte("you")}, Schedules: few})
	list := failures(err)
	if len(list) != 1 {
		t.Fatal(err)
	}
	if f := list[0]; f.Part != judge.Chunking || f.Finding.Decision != judge.Breaks || !f.Finding.Proven {
		t.Errorf("%+v", f)
	}
	const want = `framingtest: cut "in one chunk": message 1 is "hi3         you", not "hi"
also cut "5, 7, then the rest": message 1 is lost, "hi"
breaks: 1 of 263 right (7 decisive schedules, a cut at each of 24 places, all 128 ways to cut at 7 places that matter, a sample of 141 with seed 0)

sent "hi", "you"
read 1, 25 bytes: "2         hi3         you"
  message 1, 15 bytes: "hi3         you"
read 2: the end
it returns nil

step through it, while go run ./cmd/native serves the page:
http://127.0.0.1:8080/playground/#1/s/0/end:+closed~--+stream+--~send+'2+++++++++hi'~send+'3+++++++++you'`
	if diff := cmp.Diff(want, list[0].Error()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
