// Package framingtest puts a receive loop through every way its stream can be cut.
//
// A loop that reads messages from a stream works on most days, because most days
// chunks and messages line up. The kernel promises nothing of the kind. A test with
// this package is a few lines, and tries thousands of schedules: every schedule of
// short streams, then, of a longer one, each single cut, all ways to cut it where it
// matters and random schedules. It tries how the loop takes the end of the stream at
// every byte, and, where there is a limit, headers that must not be believed.
//
//	func TestClient(t *testing.T) {
//		framingtest.Run(t, func(r io.Reader, message func([]byte)) error {
//			return receive(r, message) // the loop that is tested
//		}, framingtest.Stream{Layout: core.Uint(32)})
//	}
//
// Where the loop breaks, the test fails with the smallest schedule that breaks it,
// what the loop did then, read by read, and a link that steps through it. A loop
// that hangs, spins or panics is reported like any other.
package framingtest

import (
	"errors"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
)

// Loop is the receive loop to test. It reads r to its end and calls message with
// every message, in order; the bytes are copied. It returns nil where the stream
// ended between two messages, and an error where it ended inside one or is no
// stream of messages; [io.EOF] counts as nil. It is called many times, one after
// another, each time with a stream from its beginning.
//
// A call that reads on after the end is ended inside that Read: deferred functions
// run, and nothing else.
type Loop func(r io.Reader, message func([]byte)) error

// Stream says what the loop is sent. The zero Stream is the tutorial's layout, ten
// decimal digits, with messages of ours.
type Stream struct {
	Layout core.Layout // how a header spells a length; the zero Layout: see Frames

	// Messages are what is sent. Where there are none, it is short texts without a
	// line end, some with characters of several bytes. The first should be one that
	// every loop can read.
	Messages [][]byte

	// Frames are the messages as their sender frames them, for framings that no layout
	// describes: one for each message. A layout beside them serves only for the link.
	Frames [][]byte

	// Limit is the largest message that the loop accepts. Where it is set, the loop is
	// also sent headers that promise more or promise nothing sensible, and should
	// return an error as soon as it has read one.
	Limit int

	// AnyEnd: what the loop makes of a stream that ends inside a message is no matter.
	AnyEnd bool

	Schedules int           // about how many to try on the longer stream; 0 means 5,000
	Seed      uint64        // of the random ones
	Patience  time.Duration // how long a call may take; 0 means 10 seconds
}

// TestLoop tests a loop. The error, where there is one, joins a [*Failure] for each
// part in which the loop breaks.
func TestLoop(loop Loop, s Stream) error {
	r, err := test(loop, s)
	if err != nil {
		return err
	}
	var failures []error
	for part := range r.parts {
		if f := r.failure(judge.Part(part)); f != nil {
			failures = append(failures, f)
		}
	}
	return errors.Join(failures...)
}

// Run tests a loop in a subtest for each part: "chunking", "ends" and, with a
// limit, "hostile".
func Run(t *testing.T, loop Loop, s Stream) {
	t.Helper()
	if testing.Short() && s.Schedules == 0 {
		s.Schedules = 500
	}
	r, err := test(loop, s)
	if err != nil {
		t.Fatal(err)
	}
	for part := range r.parts {
		finding := r.parts[part]
		t.Run(judge.Part(part).String(), func(t *testing.T) {
			t.Helper()
			if f := r.failure(judge.Part(part)); f != nil {
				t.Error(f)
			} else if finding.Decision != judge.Survives || r.stuck != nil {
				t.Skip(r.why(judge.Part(part)))
			} else {
				t.Log(finding)
			}
		})
	}
}

// Failure says where a loop breaks.
type Failure struct {
	Part    judge.Part
	Finding judge.Finding
	Trace   string // what the loop did in the smallest case that breaks it
	Link    string // the address of a page that steps through the case; "" where there is none
}

// Error is a report of several lines.
func (f *Failure) Error() string {
	if f.Finding.Decision == judge.CannotJudge {
		return "framingtest: " + f.Finding.String() + "\nis this how the loop's messages are framed?"
	}
	var b strings.Builder
	for i, broken := range f.Finding.Broken {
		b.WriteString([]string{"framingtest: ", "also "}[min(i, 1)] + where(broken.Case) + ": " + broken.Fault.String() + "\n")
	}
	b.WriteString(f.Finding.String() + "\n\n" + f.Trace)
	if f.Link != "" {
		b.WriteString("\nstep through it, while go run ./cmd/native serves the page:\n" + f.Link)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// where says in a few words what a case does to the stream.
func where(c judge.Case) string {
	n := count(len(c.Stream), "byte")
	switch {
	case c.Part == judge.Chunking:
		return "cut " + strconv.Quote(c.Schedule().String())
	case c.Part == judge.Hostile:
		return "sent " + c.Name
	case c.Fault:
		return "ended after " + n + ", inside a frame"
	default:
		return "ended after " + n + ", between two frames"
	}
}
