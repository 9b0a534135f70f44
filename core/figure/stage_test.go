package figure_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// scene is a stage as text: what lies where, and what there is to read.
func scene(f *figure.Figure, s figure.Step) string {
	var b strings.Builder
	st := s.Stage
	part := func(name string, r figure.Reach, more string) {
		if r.Start < r.End || more != "" {
			fmt.Fprintf(&b, " | %s %q%s", name, f.Trace.Stream[r.Start:r.End], more)
		}
	}
	fmt.Fprintf(&b, "%s", s.Event)
	part("chunk", figure.Reach{Start: s.Taken, End: s.Arrived}, "")
	part("lost", st.Lost, "")
	if st.Cells > 0 {
		more := fmt.Sprintf(" of %d", st.Cells)
		if st.Astray {
			more += " astray"
		}
		if st.About != "" {
			more += ", " + st.About
		}
		part("header", st.Header, more)
	}
	want := "?"
	if st.Want != core.Unknown {
		want = fmt.Sprint(st.Want)
	}
	more := fmt.Sprintf(" %s %d of %s", st.Box, st.Had, want)
	if st.Note != "" {
		more += ", " + st.Note
	}
	part("box", st.Payload, more)
	part("trailer", st.Trailer, "")
	return b.String()
}

// TestStage is what is on the stage, for our decoder and for those that break.
func TestStage(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"coalesced-carry-over", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "Welcom" | header "22        " of 10 | box "" open 0 of 22
needs more | header "22        " of 10 | box "Welcom" open 6 of 22
needs more | header "22        " of 10 | box "Welcome to the s" open 16 of 22
message | chunk "5        " | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
needs more | header "5        " of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "hello" | header "5         " of 10 | box "" open 0 of 5
message | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
needs more | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
end | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
`}, // what is left lies in the chunk until the next header takes it up
		{"contrast-tutorial", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "hello6         world!" | header "5         " of 10 | box "" open 0 of 5
needs more | header "5         " of 10 | box "hello6         world!" never 21 of 5, 16 too many: it will never be exactly full
`}, // a box that will never be exactly full
		{"contrast-tutorial-split", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | header "2" of 10 astray, a part of it, taken for all of it | box "" open 0 of 2
needs more | header "2" of 10 astray, a part of it, taken for all of it | box "" open 0 of 2
needs more | header "22        " of 10 astray, the sender wrote 22 | box "Welcome to the server!" never 22 of 2, 20 too many: it will never be exactly full
`}, // a part of a header, taken for all of it
		{"contrast-no-carry-over-header", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | header "5         " of 10 | box "" open 0 of 5
needs more | header "5         " of 10 | box "" open 0 of 5
message | chunk "6  " | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
needs more | lost "6  " | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
failed | chunk "ld!" | header "       wor" of 10 astray, no header: bytes from inside a message | box "" shut 0 of ?, how long, nobody will ever know
`}, // carry-over thrown away, and text read as a header
		{"contrast-trusted-length", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | header "9999999999" of 10 | box "" reserved 0 of 9999999999, room for all of them is taken
needs more | header "9999999999" of 10 | box "" reserved 0 of 9999999999, room for all of them is taken
`}, // a box of ten billion bytes
		{"failure-limit-exceeded", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
failed | header "9999999999" of 10 | box "" refused 0 of ?, more than the limit of 1,000,000,000: no box is opened
`}, // the same, refused
		{"failure-truncated-payload", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "Welcom" | header "22        " of 10 | box "" open 0 of 22
needs more | header "22        " of 10 | box "Welcom" open 6 of 22
needs more | header "22        " of 10 | box "Welcome to t" open 12 of 22
failed | header "22        " of 10 | box "Welcome to t" short 12 of 22, ten will never come
`}, // the stream ends with a box half full
		{"contrast-ignored-end", `
start | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "hello22        Welcome to t" | header "5         " of 10 | box "" open 0 of 5
message | chunk "22        Welcome to t" | header "" of 10 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "Welcome to t" | header "22        " of 10 | box "" open 0 of 22
needs more | header "22        " of 10 | box "Welcome to t" open 12 of 22
needs more | header "22        " of 10 | box "Welcome to t" never 12 of 22, nothing more will ever come
`}, // and nobody notices
		{"wire-chunked", `
start | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "Half a JSON object: {\"text\": \"na\xc3" | header "22\r\n" of 4 | box "" open 0 of 34
needs more | header "22\r\n" of 4 | box "Half a JSON object: {\"text\": \"na\xc3" open 33 of 34
needs more | header "22\r\n" of 4 | box "Half a JSON object: {\"text\": \"naï" open 34 of 34 | trailer "\r"
message | chunk "4\r\nve\"}\r\n1\r\n\n\r\n0\r\nDigest-Note: none\r\n\r\n" | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "ve\"}\r\n1\r\n\n\r\n0\r\nDigest-Note: none\r\n\r\n" | header "4\r\n" of 3 | box "" open 0 of 4
message | chunk "1\r\n\n\r\n0\r\nDigest-Note: none\r\n\r\n" | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | chunk "\n\r\n0\r\nDigest-Note: none\r\n\r\n" | header "1\r\n" of 3 | box "" open 0 of 1
message | chunk "0\r\nDigest-Note: none\r\n\r\n" | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
header parsed | header "0\r\nDigest-Note: none\r\n\r\n" of 24 | box "" open 0 of 0
message | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
needs more | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
end | header "" of 3 | box "" shut 0 of ?, how long, nobody knows yet
`}, // headers of several sizes, and trailers
		{"wire-events", `
start | box "" scan 0 of ?, how long, nobody knows
needs more | lost ": welcome\n\n" | box "" scan 0 of ?, how long, nobody knows
needs more | box "event: delta\ndata: {" scan 20 of ?, how long, nobody knows
message | chunk "event: delta\ndata: {\"tex" | box "" scan 0 of ?, how long, nobody knows
needs more | box "event: delta\ndata: {\"tex" scan 24 of ?, how long, nobody knows
message | chunk "data: two\ndata: lines\n\ndata: [DONE]\n\n" | box "" scan 0 of ?, how long, nobody knows
message | chunk "data: [DONE]\n\n" | box "" scan 0 of ?, how long, nobody knows
message | box "" scan 0 of ?, how long, nobody knows
needs more | box "" scan 0 of ?, how long, nobody knows
end | box "" scan 0 of ?, how long, nobody knows
`}, // no header; a comment is passed over
	} {
		t.Run(test.name, func(t *testing.T) {
			fig := open(t, test.name)
			var got strings.Builder
			for n := range fig.Len() {
				fmt.Fprintln(&got, scene(fig, fig.Step(n)))
			}
			if diff := cmp.Diff(strings.TrimSpace(test.want), strings.TrimSpace(got.String())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestStages: what holds on every stage of every corpus file.
func TestStages(t *testing.T) {
	for _, name := range corpus.Names() {
		fig := open(t, name)
		for n := range fig.Len() {
			s := fig.Step(n)
			st := s.Stage
			fail := func(format string, args ...any) {
				t.Errorf("%s, step %d (%s): %s: %+v", name, n, s.Event, fmt.Sprintf(format, args...), st)
			}
			reached := 0
			for _, r := range []figure.Reach{st.Lost, st.Header, st.Payload, st.Trailer} {
				if r.Start == r.End {
					continue
				}
				if r.Start < reached || r.End < r.Start || r.End > s.Taken {
					fail("a reach out of order, or of bytes that have not been taken")
				}
				reached = r.End
			}
			if had := st.Header.End - st.Header.Start; had > st.Cells {
				fail("%d bytes in its cells", had)
			}
			if fig.File.Decoder == trace.Core && st.Want != core.Unknown && st.Had > st.Want {
				fail("a box of ours too full")
			}
		}
	}
}
