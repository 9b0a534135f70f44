package lesson

import (
	"flag"
	"html/template"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/docs"
)

var update = flag.Bool("update", false, "rewrite the numbers and tables in docs/lesson")

const folder = "../../docs/lesson/"

// book is the lesson, with its figures left out of the HTML.
func book(t *testing.T) *Book {
	t.Helper()
	b, err := Open(docs.Lesson(), func(f *Figure) (template.HTML, error) {
		return template.HTML("<p>" + template.HTMLEscapeString(f.File.Title) + "</p>"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNumbers computes every marked number of the lesson.
func TestNumbers(t *testing.T) {
	pages, err := read(docs.Lesson())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pages.Pages() {
		got, err := p.Refresh()
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if *update && got != p.source {
			if err := os.WriteFile(folder+p.Name+".md", []byte(got), 0o666); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if diff := cmp.Diff(p.source, got); diff != "" {
			t.Errorf("%s.md: run go test ./site/lesson -update to accept this (-text +core):\n%s", p.Name, diff)
		}
		for _, n := range p.Unmarked() {
			t.Errorf("%s.md: nothing checks the number in: %s", p.Name, n)
		}
	}
}

// TestLesson opens every page: each figure runs, each prediction has exactly one
// right answer, each link leads somewhere.
func TestLesson(t *testing.T) {
	b := book(t)
	for _, p := range b.Chapters {
		if len(p.Predictions) == 0 {
			t.Errorf("%s asks for no prediction", p.Name)
		}
		for _, q := range p.Predictions {
			if q.Why == "" {
				t.Errorf("%s does not ask why after %q", p.Name, q.Question)
			}
		}
	}
}

// TestMisconceptions finds each wrong belief in a question that refutes it.
func TestMisconceptions(t *testing.T) {
	var asked strings.Builder
	for _, p := range book(t).Chapters {
		for _, q := range p.Predictions {
			asked.WriteString(q.Question + q.Why + "\n")
		}
	}
	for belief, question := range map[string]string{
		"one send is one recv":                            "What does this first call return?",
		"recv(n) returns n bytes":                         "This time the receiver calls `recv(1024)`, once. How many bytes does it get?",
		"small messages arrive whole":                     "Both have arrived in the receiver's kernel.",
		"a header always arrives whole":                   "A header is only ten bytes. It always arrives whole.",
		"the buffer is empty after a message":             "After a message the buffer is empty.",
		"an empty recv means nothing yet":                 "Then `recv` returns `b\"\"`, at once. What does that mean?",
		"len(text) is the number of bytes":                "A sender writes `len(text)` into the header",
		"each chunk can be decoded as text":               "The client calls `msg.decode(\"utf-8\")` on each chunk.",
		"a strange enough delimiter is safe":              "When is a delimiter safe?",
		"sleeping between sends fixes it":                 "What was sent a second apart arrives apart.",
		"sending at once fixes it":                        "The sender turns Nagle's algorithm off",
		"a length can be trusted":                         "A length can be trusted.",
		"after a bad header one can skip to the next":     "A decoder passes over the bad header, and goes on",
		"int() accepts only digits":                       "There are two receivers, one with `int()` and our decoder.",
		"a stream that ends after a header ended cleanly": "A stream that ends right after a header has ended cleanly",
		"it works on localhost, so it works":              "It works on localhost, so it works.",
	} {
		if !strings.Contains(asked.String(), question) {
			t.Errorf("no prediction meets %q with %q", belief, question)
		}
	}
}

// TestGlossary holds the glossary to the words of the design.
func TestGlossary(t *testing.T) {
	glossary := book(t).pages["glossary"]
	for _, word := range []string{
		"stream", "chunk", "segment", "frame", "header", "payload", "layout", "decoder", "event",
		"schedule", "trace", "corpus-file", "coalesced", "carry-over", "truncated",
	} {
		if !glossary.has(word) {
			t.Errorf("the glossary lacks %q", word)
		}
	}
}

// TestTheorem runs what chapter 6 runs in the page, over every schedule.
func TestTheorem(t *testing.T) {
	t.Parallel()
	fig, err := book(t).pages["6-machine"].figure("repair-ours")
	if err != nil {
		t.Fatal(err)
	}
	s, err := contrast.NewSurvey(fig.File, -1)
	if err != nil {
		t.Fatal(err)
	}
	for s.Step(1 << 16) {
	}
	if s.Tried != 1<<20 || s.Survived != s.Tried {
		t.Errorf("%d of %d schedules give the messages", s.Survived, s.Tried)
	}
}

// TestGuess holds chapter 8 to its word: a decoder that skips byte by byte to the
// next header delivers what the figure shows.
func TestGuess(t *testing.T) {
	page := book(t).pages["8-hostile"]
	broken, err := page.figure("promise-chat")
	if err != nil {
		t.Fatal(err)
	}
	guess, err := page.figure("promise-guess")
	if err != nil {
		t.Fatal(err)
	}
	stream := broken.Trace.Stream
	for at := range stream {
		dec := core.NewDecoder(core.Decimal(10))
		dec.Feed(stream[at:])
		if ev := dec.Next(); ev.Kind == core.HeaderParsed {
			if diff := cmp.Diff(string(guess.Trace.Stream), string(stream[at:])); diff != "" {
				t.Errorf("the figure is not what is found first (-figure +found):\n%s", diff)
			}
			return
		}
	}
	t.Error("there is no second header")
}

// TestNested holds chapter 10 to its word: the inner decoder's stream is what the outer one
// hands out, and its chunks are those payloads.
func TestNested(t *testing.T) {
	page := book(t).pages["10-streams"]
	outer, err := page.figure("nested")
	if err != nil {
		t.Fatal(err)
	}
	inner, err := page.figure("nested-inner")
	if err != nil {
		t.Fatal(err)
	}
	var stream []byte
	var ends []int
	for _, frame := range outer.Frames {
		stream = append(stream, frame.Payload...)
		if len(frame.Payload) > 0 { // the last one is empty
			ends = append(ends, len(stream))
		}
	}
	if diff := cmp.Diff(string(stream), string(inner.Trace.Stream)); diff != "" {
		t.Errorf("stream (-outer +inner):\n%s", diff)
	}
	if diff := cmp.Diff(ends, inner.Trace.Ends); diff != "" {
		t.Errorf("chunks (-outer +inner):\n%s", diff)
	}
}

// TestOrder: chapters come in the order of their numbers, the tenth after the ninth,
// and none is missing or there twice.
func TestOrder(t *testing.T) {
	open := func(names ...string) (*Book, error) {
		files := fstest.MapFS{}
		for _, name := range names {
			files[name+".md"] = &fstest.MapFile{Data: []byte("# T\n\nText.\n")}
		}
		return Open(files, func(*Figure) (template.HTML, error) { return "", nil })
	}
	names := []string{"1-a", "2-b", "3-c", "4-d", "5-e", "6-f", "7-g", "8-h", "9-i", "10-j", "11-k"}
	b, err := open(append(names, "home", "glossary")...)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range b.Chapters {
		got = append(got, p.Name)
	}
	if diff := cmp.Diff(names, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if tenth := b.pages["10-j"]; tenth.Previous() != b.pages["9-i"] || tenth.Next() != b.pages["11-k"] {
		t.Errorf("chapter 10 stands between %v and %v", tenth.Previous(), tenth.Next())
	}
	for _, test := range []struct {
		names []string
		want  string
	}{
		{[]string{"1-a", "3-c"}, "chapter 2 is missing: after 1-a.md comes 3-c.md"},
		{[]string{"2-b"}, "chapter 1 is missing: the first is 2-b.md"},
		{[]string{"1-a", "2-b", "2-c"}, "two chapters have the number 2: 2-b.md and 2-c.md"},
	} {
		_, err := open(test.names...)
		if err == nil || err.Error() != test.want {
			t.Errorf("%v: got %v, want %q", test.names, err, test.want)
		}
	}
}

// TestRefuses shows what the author is told.
func TestRefuses(t *testing.T) {
	const hello = "# T\n\n```figure hello\nHello\n\n-- stream --\nsend \"5         hello\"\n```\n\n"
	ask := func(lines string) string { return hello + "```prediction\nfigure: hello\n" + lines + "\n```\n" }
	for _, test := range []struct{ name, text, want string }{
		{"unknown corpus file", "# T\n\n```figure a\ncorpus: nothing\n```\n", `no corpus file "nothing"`},
		{"one name twice", hello + hello, "that no other figure of the page has"},
		{"no right answer", ask("\nQ?\n\nchoose: messages of hello\n\n* two\n* three\n\nsee: recv 1"), `no option is right (the value is "1")`},
		{"two right answers", ask("\nQ?\n\n* a :: messages of hello is 1\n* b :: bytes of hello is 15\n\nsee: recv 1"), `both "a" and "b" are right`},
		{"no such step", ask("\nQ?\n\nchoose: messages of hello\n\n* one\n\nsee: recv 7"), "no step is recv 7"},
		{"a claim that is none", ask("\nQ?\n\n* a :: messages of hello\n\nsee: recv 1"), `want two values with "is"`},
		{"no such page", hello + "[x](nowhere.md)\n", "there is no such page"},
		{"no such word", hello + "[x](#nothing)\n", "no such heading"},
		{"no such figure", hello + "[x](1-t.md#other.start)\n", `there is no figure "other"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{"1-t.md": {Data: []byte(test.text)}}
			_, err := Open(files, func(*Figure) (template.HTML, error) { return "", nil })
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
