package trace_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// record runs a decoder over a stream, and records it.
func record(stream []byte, cut schedule.Schedule, maxBytes, maxChunks int) *trace.Recording {
	settings := trace.File{Layout: core.Decimal(10), Limit: 1 << 20, Decoder: trace.Core, Trace: "old"}
	r := trace.NewRecording(&settings, maxBytes, maxChunks)
	dec := settings.NewDecoder()
	chunks, frame := 0, 0
	for chunk := range cut.Chunks(stream) {
		dec.Feed(chunk)
		for ev := range dec.Events() {
			if ev.Kind == core.Message {
				frame = int(ev.Taken)
			}
		}
		r.Add(chunk, trace.Report{Segments: []int{1}, Queued: []int{chunks}}, frame)
		chunks++
	}
	return r
}

func frames(messages ...string) (stream []byte) {
	for _, message := range messages {
		stream, _ = core.AppendFrame(stream, []byte(message)) // no message is too large
	}
	return stream
}

// A short stream is kept as it came, with what was known of each chunk.
func TestRecordingOfAll(t *testing.T) {
	file := record(frames("hello", "you"), schedule.Every(12), 100, 100).File(trace.Closed)
	file.Title = "All of it"
	const want = `All of it

layout: decimal 10
limit: 1048576
decoder: core
schedule: 12, 12, 4, then the rest
end: closed
segments: 1, 1, 1
queued: 0, 1, 2

-- stream --
bytes "5         hello3         you"

-- trace --
recv 1, 12 bytes: "5         he"
  header parsed: length 5
  needs more: payload 2 of 5
recv 2, 12 bytes: "llo3        "
  message 1, 5 bytes: "hello"
  needs more: header 9 of 10
recv 3, 4 bytes: " you"
  header parsed: length 3
  message 2, 3 bytes: "you"
  needs more: header 0 of 10
closed
  end
`
	if diff := cmp.Diff(want, file.Text()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Of a long stream the last part is kept, about half of what may be kept or more,
// from a frame's beginning on; of a frame that is itself too long, its beginning,
// until the next one.
func TestRecordingOfTheLastPart(t *testing.T) {
	many := frames("one..", "two..", "three", "four!", "five!", "six!!", "seven", "eight", "nine!", "ten!!")
	long := strings.Repeat("x", 80)
	for _, test := range []struct {
		name   string
		stream []byte
		chunks int
		want   string
		ending trace.Ending
	}{
		{"many messages", many, 1, "5         seven5         eight5         nine!5         ten!!", trace.Closed},
		{"many messages", many, 7, "5         eight5         nine!5         ten!!", trace.Closed},
		{"many messages", many, 30, "5         nine!5         ten!!", trace.Closed},
		{"a long one at the end", frames("short", long), 1, "80        " + long[:60], trace.Open},
		{"a long one at the end", frames("short", long), 7, "80        " + long[:60], trace.Open},
		{"short ones after a long one", frames(long, "after", "and"), 1, "5         after3         and", trace.Closed},
		{"short ones after a long one", frames(long, "after", "and"), 45, "5         after3         and", trace.Closed},
	} {
		r := record(test.stream, schedule.Every(test.chunks), 70, 1000)
		file := r.File(trace.Closed)
		if diff := cmp.Diff(test.want, string(file.Stream)); diff != "" {
			t.Errorf("%s, in chunks of %d (-want +got):\n%s", test.name, test.chunks, diff)
		}
		if file.Ending != test.ending {
			t.Errorf("%s, in chunks of %d: it is %v at the end, want %v", test.name, test.chunks, file.Ending, test.ending)
		}
	}
}

// Whatever the stream and its chunks: a recording is never larger than it may be,
// reads back as a corpus file, and holds the last messages as they were.
func TestRecordingOfAnything(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var messages []string
		for range random.IntN(30) {
			messages = append(messages, strings.Repeat("m", random.IntN(1+random.IntN(60))))
		}
		stream := frames(messages...)
		stream = stream[:len(stream)-min(len(stream), random.IntN(12))]
		most, chunks := 40+random.IntN(100), 3+random.IntN(20)
		cut := schedule.Random(schedule.Range{Min: 1, Max: 1 + random.IntN(80)}, random.Uint64())
		r := record(stream, cut, most, chunks)
		file := r.File(trace.Closed)
		if len(file.Stream) > most || strings.Count(file.Trace, "recv ") > chunks {
			t.Fatalf("%q: %d bytes of at most %d, and at most %d chunks:\n%s", stream, len(file.Stream), most, chunks, file.Trace)
		}
		if !bytes.HasPrefix(stream[r.Start():], file.Stream) {
			t.Fatalf("%q: at byte %d is not %q", stream, r.Start(), file.Stream)
		}
		again, err := trace.ParseFile(file.Text())
		if err != nil {
			t.Fatal(err)
		}
		run := again.Run(again.NewDecoder())
		if text := run.Text(); text != file.Trace {
			t.Fatalf("%q: it reads back as\n%s, not\n%s", stream, text, file.Trace)
		}
		if file.Ending == trace.Open {
			continue // it is full
		}
		all := (&trace.File{Layout: core.Decimal(10), Limit: 1 << 20, Stream: stream, Ending: trace.Closed})
		whole := all.Run(all.NewDecoder()).Messages()
		got := run.Messages()
		if last := whole[len(whole)-len(got):]; !slices.EqualFunc(last, got, bytes.Equal) {
			t.Fatalf("%q: the last messages are %q, want %q", stream, got, last)
		}
		if !bytes.HasSuffix(stream, file.Stream) {
			t.Fatalf("%q: its last part is not %q", stream, file.Stream)
		}
	}
}
