package figure_test

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// TestContrast holds the sentence at the step where each decoder goes wrong.
func TestContrast(t *testing.T) {
	tests := []struct {
		name       string
		step       int
		lead, rest string
	}{
		{"contrast-tutorial", 2,
			"len(full_msg) - HEADERSIZE is 21, and msglen is 5.",
			"This recv brought the end of the message and more, so the count has passed 5. It can only grow: the two will never be equal, and the client prints nothing ever again."},
		{"contrast-tutorial-recv8", 1,
			"int(msg[:HEADERSIZE]) is 22.",
			"Only eight of the ten bytes of the header are here, and int() is content with that. It does not miss the spaces; it would not miss a digit either."},
		{"contrast-tutorial-split", 3,
			"len(full_msg) - HEADERSIZE is 22, and msglen is 2.",
			"The header says 22, but the client read only the first part of it. The count has passed 2 and can only grow: the two will never be equal, and the client prints nothing ever again."},
		{"contrast-tutorial-character", 2,
			`decode("utf-8") raises a UnicodeDecodeError, and the program ends.`,
			"A chunk can end inside a character of several bytes. A whole message can be decoded; a chunk can't."},
		{"contrast-tutorial-count", 2,
			"len(full_msg) - HEADERSIZE is 12, and msglen is 13.",
			"All 13 bytes of the payload are here, but len() counts characters, and some characters are several bytes. The client waits for more."},
		{"contrast-tutorial-closed", 4,
			"int(msg[:HEADERSIZE]) raises a ValueError, and the program ends.",
			"recv returned no bytes: the peer has closed the connection. Nobody looked for that, and so no bytes are taken for a header."},
		{"contrast-one-per-read", 2,
			"21 bytes are handed out as message 1.",
			"The header says 5. What follows them is the next frame, header and all."},
		{"contrast-one-per-read", 4,
			"The stream has ended, and the decoder sees nothing wrong.",
			"Two messages were sent, and one came out."},
		{"contrast-one-recv", 2,
			"recv returned two bytes of five, and the decoder takes them for the message.",
			"Three are still under way. They will be taken for the next header."},
		{"contrast-boswatch", 9,
			"int(header) raises a ValueError, and the program ends.",
			"No frame begins at byte 38: these bytes are from the middle of one, and were taken for a header."},
		{"contrast-wrong-port", 1,
			"int(msg[:HEADERSIZE]) raises a ValueError, and the program ends.",
			"These ten bytes spell no length. This may be the wrong port, or another protocol."},
		{"contrast-whole-header", 3,
			"Two bytes are handed out as a message that nobody sent.",
			"The decoder did what the length told it, and the length was wrong."},
		{"contrast-no-carry-over", 3,
			"The buffer is emptied, and 16 bytes are lost.",
			"They came with the same recv and belong to the next frame. What comes next will be taken for its beginning."},
		{"contrast-characters", 2,
			"13 characters are handed out as a message: 14 bytes.",
			"The header says 13, and counts bytes. The last byte belongs to the next frame."},
		{"contrast-trusted-length", 1,
			"The header promises 9,999,999,999 bytes, and the decoder reserves room for all of them.",
			"Not one has arrived, and perhaps none ever will. Comparing the number with a limit would have cost nothing."},
		{"contrast-ignored-end", 5,
			"The stream has ended, and the decoder does not notice.",
			"recv returns no bytes, at once and every time. The decoder takes that for nothing yet and asks again, for ever. Ten bytes will never come, and nobody is told."},
		{"contrast-delimiter", 1,
			"Eleven bytes are handed out as message 1.",
			"The delimiter behind them was escaped: it is part of the message, which goes on. The rest will be taken for another."},
		{"contrast-short-header", 1,
			"recv returned one byte of four, and the decoder leaves its loop.",
			"It takes a header that is not whole for the end. The stream has not ended, and whatever comes now, nobody will read it."},
		{"contrast-short-read", 2,
			"Ten bytes are handed out as message 1.",
			"recv returned fewer than 16 bytes because no more had arrived. What is missing will be taken for another message."},
		{"contrast-short-read-full", 3,
			"recv(16) returned 16 bytes.",
			"The message is whole, but the decoder does not know it: it waits for a recv that returns fewer."},
		{"contrast-sleep", 1,
			"int(header) raises a ValueError, and the program ends.",
			"Five bytes came with the header, and were taken for a part of it. No sleep keeps apart what the kernel puts into one recv."},
		{"contrast-exact-reads-bytes", 13,
			"Message 1 is complete: two bytes.",
			"Nobody asked for a byte of the next frame, so there is nothing to carry over. The price is two calls of recv for each message, or more."},
		{"contrast-exact-reads", 5,
			"recv returned no bytes, and ten bytes of 22 are handed out as a message.",
			"At the end recv_exactly returns what it has, and nobody compares that with what it was asked for."},
		{"contrast-stale-length", 4,
			"Five bytes are handed out as message 2.",
			"Its own header says 6. What is missing, one byte, will be taken for the beginning of the next header."},
		{"contrast-stale-length-equal", 7,
			"The length is set already: it is 22, and nobody reads this header.",
			"It says 22, too. As long as they all do, this works."},
		{"contrast-until-parsed", 1,
			"json.loads raises a ValueError, and the decoder asks for more.",
			"A whole message is here, and the beginning of another. Together they are no JSON, and with more behind them they never will be: nothing ever comes out again."},
		{"contrast-until-parsed", 2,
			"The stream has ended, and the decoder sees nothing wrong.",
			"Two messages were sent, and none came out."},
		{"contrast-until-parsed-number", 1,
			"Two bytes are handed out as message 1.",
			"It parses. The line has not ended, and a number could go on: the decoder does not wait to see."},
	}
	for _, tt := range tests {
		s := open(t, tt.name).Step(tt.step)
		if diff := cmp.Diff([2]string{tt.lead, tt.rest}, [2]string{s.Lead, s.Rest}); diff != "" {
			t.Errorf("%s, step %d (-want +got):\n%s", tt.name, tt.step, diff)
		}
	}
}

// TestContrastSpans: what a decoder loses or swallows is shown as lost.
func TestContrastSpans(t *testing.T) {
	tests := []struct {
		name string
		step int
		want []figure.Span
	}{
		{"contrast-no-carry-over", 2, []figure.Span{{Start: 15, End: 31, Role: figure.Carry}}},
		{"contrast-no-carry-over", 3, []figure.Span{{Start: 15, End: 31, Role: figure.Error}}},
		{"contrast-tutorial", 2, []figure.Span{{Start: 0, End: 10, Role: figure.Header}, {Start: 10, End: 15, Role: figure.Payload}, {Start: 15, End: 31, Role: figure.Error}}},
		{"contrast-tutorial-recv8", 1, []figure.Span{{Start: 0, End: 8, Role: figure.Header}}},
		{"contrast-tutorial-recv8", 3, []figure.Span{{Start: 0, End: 10, Role: figure.Header}, {Start: 10, End: 16, Role: figure.Payload}}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, open(t, tt.name).Step(tt.step).Spans); diff != "" {
			t.Errorf("%s, step %d (-want +got):\n%s", tt.name, tt.step, diff)
		}
	}
}

// strange calls do with every decoder that breaks, over streams in every kind of
// layout that it reads, sometimes damaged, in random schedules.
func strange(t *testing.T, streams int, do func(t *testing.T, d contrast.Decoder, f *trace.File, fig *figure.Figure)) {
	const alphabet = "00112233     +-_a\n\\\xc3\xa9"
	rnd := rand.New(rand.NewPCG(9, 10))
	layouts := []core.Layout{core.Decimal(10), core.Uint(32), core.Lines(), core.Delimiter("\n"), core.Delimiter("\n").Escaped('\\')}
	for _, d := range contrast.All() {
		t.Run(d.Name, func(t *testing.T) {
			read := 0
			for _, layout := range layouts {
				if _, err := contrast.New(d.Name, layout, 100); err != nil {
					continue
				}
				read++
				enc := core.NewEncoder(layout)
				for range streams {
					f := &trace.File{Layout: layout, Limit: 100, Decoder: d.Name}
					for range 1 + rnd.IntN(3) {
						noise := make([]byte, rnd.IntN(14))
						for i := range noise {
							noise[i] = alphabet[rnd.IntN(len(alphabet))]
						}
						if rnd.IntN(4) == 0 {
							f.Stream = append(f.Stream, noise...)
						} else if framed, err := enc.AppendFrame(f.Stream, noise); err == nil {
							f.Stream = framed
						}
					}
					f.Schedule = schedule.Random(schedule.Range{Min: 1, Max: 1 + rnd.IntN(20)}, rnd.Uint64())
					f.Ending = trace.Ending(rnd.IntN(3))
					fig, err := figure.New(f)
					if err != nil {
						t.Fatal(err)
					}
					do(t, d, f, fig)
				}
			}
			if read == 0 {
				t.Error("it reads none of the layouts tried")
			}
		})
	}
}

// TestCoresWords: what is said of core's decoder is said of another one only where
// core's own takes the same step, on the same bytes and cuts. At all other steps
// the decoder needs words of its own, or they are untrue.
func TestCoresWords(t *testing.T) {
	strange(t, 1000, func(t *testing.T, d contrast.Decoder, f *trace.File, fig *figure.Figure) {
		honest := f.Run(f.NewDecoder())
		messages := honest.Messages()
		for n := 1; n < fig.Len(); n++ {
			v := fig.View(n)
			if d.Say(v) != (contrast.Sentence{}) {
				continue
			}
			same := false
			for _, h := range honest.Steps {
				same = same || h.Chunk == v.Chunk && h.Row == v.Row && h.Taken == v.Taken && h.Had == v.Had && h.Want == v.Want &&
					string(h.Payload) == string(v.Payload) && (h.Err == nil) == (v.Err == nil)
			}
			if v.Kind == core.End {
				same = same && slices.EqualFunc(messages, v.Out, func(a, b []byte) bool { return string(a) == string(b) })
			}
			if !same {
				s := fig.Step(n)
				t.Fatalf("%v, %q, %v, %v: step %d (%s) says: %s %s", f.Layout, f.Stream, f.Schedule, f.Ending, n, s.Event, s.Lead, s.Rest)
			}
		}
	})
}

// TestOwnWords: every decoder has words of its own, and not those for anyone who
// has lost the place, at the first step of its corpus file that is wrong, or at the
// one before it, which led there.
func TestOwnWords(t *testing.T) {
	for _, d := range contrast.All() {
		fig := open(t, "contrast-"+d.Name)
		right := fig.File.Run(fig.File.NewDecoder())
		first, differ := contrast.Compare(right, fig.Trace)
		if !differ {
			t.Errorf("%s: its corpus file does not break it", d.Name)
			continue
		}
		wrong := first.Steps[1] + 1
		if d.Own(fig.View(wrong)) == (contrast.Sentence{}) && d.Own(fig.View(max(1, wrong-1))) == (contrast.Sentence{}) {
			s := fig.Step(wrong)
			t.Errorf("%s, step %d (%s): its room has nothing to say; what is said is: %s %s", d.Name, wrong, s.Event, s.Lead, s.Rest)
		}
	}
}

// TestContrastAnyStream: whatever arrives, every decoder's every step can be shown
// and said, its spans lie side by side in what has arrived, and it reads the same
// when the rest of the stream is not there yet.
func TestContrastAnyStream(t *testing.T) {
	strange(t, 200, func(t *testing.T, d contrast.Decoder, f *trace.File, fig *figure.Figure) {
		live, err := figure.Live(f)
		if err != nil {
			t.Fatal(err)
		}
		shown := 0
		for chunk := range f.Schedule.Chunks(f.Stream) {
			live.Feed(chunk)
			for ; shown < live.Len(); shown++ {
				if want, got := fig.Step(shown), live.Step(shown); !reflect.DeepEqual(want, got) { // so many are too many for cmp
					t.Fatalf("%v, %q, %v, step %d (-whole +live):\n%s", f.Layout, f.Stream, f.Schedule, shown, cmp.Diff(want, got))
				}
			}
		}
		for n := range fig.Len() {
			s := fig.Step(n)
			if s.Lead == "" || s.Rest == "" {
				t.Fatalf("%v, %q, %v: nothing to say at step %d", f.Layout, f.Stream, f.Schedule, n)
			}
			at := 0
			for _, span := range s.Spans {
				if span.Start < at || span.End <= span.Start || span.End > s.Arrived {
					t.Fatalf("%v, %q, %v, step %d: spans %v of %d bytes", f.Layout, f.Stream, f.Schedule, n, s.Spans, s.Arrived)
				}
				at = span.End
			}
			if s.Header.Had < 0 || s.Header.Had > s.Header.Want || s.Payload.Had < 0 || s.Carry < 0 {
				t.Fatalf("%v, %q, %v, step %d: header %v, payload %v", f.Layout, f.Stream, f.Schedule, n, s.Header, s.Payload)
			}
		}
	})
}
