package workshop_test

import (
	"bytes"
	"encoding/xml"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/workshop"
)

var update = flag.Bool("update", false, "rewrite testdata")

// judged puts a decoder through a task, as a program that prints its messages and
// calls recv(size).
func judged(t *testing.T, task workshop.Task, size int, start func() trace.Machine) workshop.Report {
	t.Helper()
	_, r := judgedRun(t, task, size, start)
	return r
}

func judgedRun(t *testing.T, task workshop.Task, size int, start func() trace.Machine) (*workshop.Run, workshop.Report) {
	t.Helper()
	run, err := workshop.NewRun(task.Name)
	if err != nil {
		t.Fatal(err)
	}
	for cases := run.Next(7); len(cases) > 0; cases = run.Next(7) {
		for _, c := range cases {
			small := c
			small.Cuts = refined(c, size)
			o := judge.Decode(start(), small)
			tried := workshop.Tried{ID: c.ID, End: o.End, Detail: o.Detail, Sent: c.Stream}
			for _, m := range o.Messages {
				tried.Before = append(append(tried.Before, m...), '\n')
			}
			run.Report(tried)
		}
	}
	if !run.Over() {
		t.Fatalf("%s: nothing to try, and not over", task.Name)
	}
	return run, run.State()
}

// refined is where a case is cut for who takes no more than size bytes at once.
func refined(c judge.Case, size int) (cuts []int) {
	at := 0
	for chunk := range c.Chunks() {
		for n := size; n < len(chunk); n += size {
			cuts = append(cuts, at+n)
		}
		if at += len(chunk); at < len(c.Stream) {
			cuts = append(cuts, at)
		}
	}
	return cuts
}

// TestTutorial: what the tutorial's client comes to in the tasks, by core's own model
// of it. The browser tests want the same of the client itself.
func TestTutorial(t *testing.T) {
	var got bytes.Buffer
	for _, task := range workshop.Tasks() {
		if task.Layout != core.Decimal(10) || task.Sender {
			continue
		}
		r := judged(t, task, 16, func() trace.Machine {
			m, err := contrast.New(contrast.Tutorial, task.Layout, 1000)
			if err != nil {
				t.Fatal(err)
			}
			return m
		})
		if r.Passed {
			t.Errorf("%s: the tutorial's client passes", task.Name)
		}
		got.WriteString(task.Name + ": " + r.Score + ". " + r.Breaker.Case.InWords() + ".\n")
	}
	const name = "testdata/tutorial.txt"
	if *update {
		if err := os.WriteFile(name, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// TestRight: core's decoder passes every task, and is told so.
func TestRight(t *testing.T) {
	for _, task := range workshop.Tasks() {
		n := 0
		r := judged(t, task, 1024, func() trace.Machine {
			n = 0
			return numbered{core.NewDecoder(task.Layout, core.Limit(1000)), task.Numbered, &n}
		})
		if !r.Passed || !r.Over || r.Breaker != nil {
			t.Errorf("%s: %+v", task.Name, r)
		}
	}
}

// numbered is a decoder that puts its number before each message, where that is asked.
type numbered struct {
	trace.Machine
	on bool
	n  *int
}

func (m numbered) Next() core.Event {
	ev := m.Machine.Next()
	if m.on && ev.Kind == core.Message {
		*m.n++
		ev.Payload = append([]byte{byte('0' + *m.n), ' '}, ev.Payload...)
	}
	return ev
}

// TestStopped: a program that has to be stopped is tried no further.
func TestStopped(t *testing.T) {
	run, err := workshop.NewRun("coalesced")
	if err != nil {
		t.Fatal(err)
	}
	first := run.Next(10)
	run.Report(workshop.Tried{ID: first[0].ID, End: judge.Stuck, Detail: "it goes round and round", Line: 3, TooLong: true})
	if more := run.Next(1); len(more) != 0 || !run.Over() || run.Passed() {
		t.Errorf("it goes on with %v", more)
	}
	if say := run.State().Say; !strings.Contains(say, "line 3: it goes round and round") {
		t.Errorf("it says %q", say)
	}
}

// TestAstray: the moment at which a program goes wrong.
func TestAstray(t *testing.T) {
	run, err := workshop.NewRun("coalesced")
	if err != nil {
		t.Fatal(err)
	}
	c := run.Next(1)[0]
	const hello = 15 // bytes of the first frame
	at := func(line, taken, recvs int, printed int, names ...string) workshop.Moment {
		return workshop.Moment{Line: line, Taken: taken, Recvs: recvs, Printed: printed, Names: names}
	}
	tests := []struct {
		name    string
		moments []workshop.Moment
		tried   workshop.Tried
		at      int
		say     string
	}{
		{"it prints nothing", []workshop.Moment{at(1, 0, 0, 0), at(2, hello, 1, 0, "msg", "b'hello'"), at(1, hello, 1, 0), at(2, 30, 2, 0)},
			workshop.Tried{End: judge.Spinning}, 2, "Line 1 goes on for more bytes. Message 1 is whole by now"},
		{"it crashes", []workshop.Moment{at(1, 0, 0, 0), at(2, 3, 1, 0, "SIZE", "10", "n", "7")},
			workshop.Tried{End: judge.Failed, Detail: "ValueError: no", Line: 2}, 1, "Here it ends: line 2: ValueError: no. Now n is 7."},
		{"it prints what is there", []workshop.Moment{at(1, 0, 0, 0), at(2, hello, 1, 1), at(3, hello, 2, 1)},
			workshop.Tried{End: judge.Returned, Before: []byte("hello\n")}, 2, "has not printed all"},
	}
	for _, test := range tests {
		i, say := run.Astray(c, test.moments, test.tried)
		if i != test.at || !strings.Contains(say, test.say) {
			t.Errorf("%s: moment %d, %q; want %d, %q", test.name, i, say, test.at, test.say)
		}
	}
}

// TestHint: what had come at the cut that breaks a program, and what it held then.
func TestHint(t *testing.T) {
	at := func(taken, recvs int, names ...string) workshop.Moment {
		return workshop.Moment{Line: 1, Taken: taken, Recvs: recvs, Names: names}
	}
	tests := []struct {
		task    string
		cuts    []int
		moments []workshop.Moment
		want    string
	}{
		{"byte-by-byte", []int{1}, []workshop.Moment{at(0, 0), at(1, 1, "msg", "b'1'"), at(1, 1, "msg", "b'1'", "msglen", "1"), at(17, 2)},
			`Look at what has come here: "1". That is 1 of the 10 bytes of the header of message 1. Now msg is b'1', msglen is 1.`},
		{"coalesced", nil, []workshop.Moment{at(0, 0), at(16, 1), at(16, 1, "n", "16")},
			`Look at what has come here: "5         hello1". There message 2 begins, in the same chunk as what is before it. 1 of the 10 bytes of the header of message 2 have come. Now n is 16.`},
		{"coalesced", []int{12}, []workshop.Moment{at(0, 0), at(10, 1), at(12, 2), at(28, 3)},
			`Look at what has come here: "he". That is 2 of the 5 bytes of message 1.`},
		{"character", []int{28}, []workshop.Moment{at(0, 0), at(15, 1), at(28, 2)},
			`Look at what has come here: "7         Gr\xc3". Its last character is not whole: “ü” is two bytes, and one has come.`},
		{"netstrings", []int{2}, []workshop.Moment{at(0, 0), at(2, 1)},
			`Look at what has come here: "5:". The header of message 1 is whole, and nothing behind it has come.`},
		{"lines", []int{14}, []workshop.Moment{at(0, 0), at(6, 1), at(24, 2)}, ""},
	}
	for _, test := range tests {
		run, err := workshop.NewRun(test.task)
		if err != nil {
			t.Fatal(err)
		}
		c := run.Next(1)[0]
		c.Cuts = test.cuts
		if diff := cmp.Diff(test.want, run.Hint(c, test.moments, len(test.moments)-1)); diff != "" {
			t.Errorf("%s, cut at %d (-want +got):\n%s", test.task, test.cuts, diff)
		}
	}
}

// TestSince: what an edit has changed.
func TestSince(t *testing.T) {
	now := workshop.Report{Over: true, Tried: 1024, Survived: 512}
	for survived, want := range map[int]string{18: "494 schedules more than before.", 513: "1 schedule fewer than before.", 512: "As many schedules as before."} {
		if got := now.Since(survived, 1024); got != want {
			t.Errorf("after %d: %q, want %q", survived, got, want)
		}
	}
	if got := now.Since(18, 500); got != "" {
		t.Errorf("after fewer cases: %q", got)
	}
}

// TestPicture: the picture of a result is well-formed, and has its number, the cut
// and the bytes around it.
func TestPicture(t *testing.T) {
	task, _ := workshop.Find("byte-by-byte")
	run, _ := judgedRun(t, task, 16, func() trace.Machine {
		m, err := contrast.New(contrast.Tutorial, task.Layout, 1000)
		if err != nil {
			t.Fatal(err)
		}
		return m
	})
	picture := run.Picture("Python")
	if err := xml.Unmarshal([]byte(picture), new(struct{})); err != nil {
		t.Errorf("%v\n%s", err, picture)
	}
	for _, part := range []string{">1,045 of 1,432<", ">A receive loop in Python,", ">Cut after byte 1,", ">·<"} {
		if !strings.Contains(picture, part) {
			t.Errorf("there is no %s in\n%s", part, picture)
		}
	}
	if n := strings.Count(picture, `width="6"`); n != 1 {
		t.Errorf("%d cuts are drawn", n)
	}
}

// TestTasks: no message is a part of another one, or of what a program may say anyway.
func TestTasks(t *testing.T) {
	for _, task := range workshop.Tasks() {
		if _, _, err := task.Series(); err != nil {
			t.Errorf("%s: %v", task.Name, err)
		}
		for i, m := range task.Messages {
			if j := slices.IndexFunc(task.Messages, func(o string) bool { return o != m && strings.Contains(o, m) }); j >= 0 {
				t.Errorf("%s: message %d is a part of message %d", task.Name, i+1, j+1)
			}
		}
		if len(task.Hints) < 3 || task.Cost == "" || len(task.Asks) == 0 {
			t.Errorf("%s: a task has three hints, a cost, and asks for something", task.Name)
		}
	}
}

// TestPar: no challenge can be won with fewer cuts than its par, and each with as many;
// at first nothing is wrong.
func TestPar(t *testing.T) {
	for _, c := range workshop.Challenges() {
		file := c.File()
		ends := file.Schedule.Ends(len(file.Stream))
		if first, err := c.Try(ends[:len(ends)-1]); err != nil || !strings.HasPrefix(first.Say, "Nothing is wrong with ") {
			t.Errorf("%s: %v, at first: %+v", c.Name, err, first)
		}
		sweep := judge.NewSweep(len(file.Stream), c.Par)
		par := -1
		for cuts, ok := sweep.Next(); ok && par < 0; cuts, ok = sweep.Next() {
			a, err := c.Try(cuts)
			if err != nil {
				t.Fatalf("%s: %v", c.Name, err)
			}
			if a.Done {
				par = len(cuts)
			}
			sweep.Report(!a.Done)
		}
		if par != c.Par {
			t.Errorf("%s: it takes %d cuts, and par is %d", c.Name, par, c.Par)
		}
	}
}
