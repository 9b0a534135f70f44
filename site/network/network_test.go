package network_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"bufferbybuffer/core/journey"
	"bufferbybuffer/site/network"

	"github.com/google/go-cmp/cmp"
)

const two = `message: "Welcome to the server!"
message: "hello"
`

// run runs what a text says, and shows that what was received is what was sent.
func run(t *testing.T, text string) *journey.Journey {
	t.Helper()
	s, err := journey.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	j, err := network.Run(s)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return j
}

// Where recv cuts the stream follows from what happened on the way.
func TestRecvs(t *testing.T) {
	for _, test := range []struct {
		name, settings string
		recvs          []int            // how many bytes each returned
		at             []journey.Micros // and when
	}{
		{"two sends, one recv: both are in the queue when the program comes to it",
			"recv: 1024\nstart: 50", []int{47}, []journey.Micros{50_000}},
		{"one send, three recvs: the buffer is smaller than the message",
			"recv: 16", []int{16, 16, 15}, []journey.Micros{20_000, 20_000, 20_000}},
		{"one send, three recvs: the link is slow, and each segment a recv of its own",
			"sends: 47\nmss: 20\nrate: 1000\nrecv: 1024", []int{20, 20, 7}, []journey.Micros{80_000, 140_000, 187_000}},
		{"the second segment is lost: what comes after it waits, and recv with it",
			"mss: 8\nlose: 2\nrecv: 1024", []int{8, 39}, []journey.Micros{20_000, 60_000}},
		{"the last segment is lost: nothing comes after it that would tell, so a timer has to",
			"mss: 8\nlose: 6\nrecv: 1024", []int{40, 7}, []journey.Micros{20_000, 300_000}},
		{"a segment is overtaken: recv sees the order in which it was sent, only later",
			"mss: 8\nlate: 2 by 30\nacks: 0\nsends: 24 at 0, 23 at 100\nrecv: 1024", []int{8, 16, 23}, []journey.Micros{20_000, 50_000, 120_000}},
		{"a small queue: the sender has to wait until the program has made room",
			"mss: 8\nqueue: 16\nstart: 100\nrecv: 1024", []int{16, 16, 15}, []journey.Micros{100_000, 140_000, 180_000}},
		{"Nagle's algorithm and delayed acknowledgements wait for each other",
			"nagle: yes\nsends: 10 at 0, 22 at 0, 15 at 0\nrecv: 1024", []int{10, 37}, []journey.Micros{20_000, 100_000}},
		{"the same without Nagle's algorithm",
			"sends: 10 at 0, 22 at 0, 15 at 0\nrecv: 1024", []int{47}, []journey.Micros{20_000}},
		{"the same with acknowledgements at once",
			"nagle: yes\nacks: 0\nsends: 10 at 0, 22 at 0, 15 at 0\nrecv: 1024", []int{10, 37}, []journey.Micros{20_000, 60_000}},
		{"localhost, one message at a time: each recv returns one message, by luck",
			"delay: 0\nsends: 32 at 0, 15 at 1000\nrecv: 1024", []int{32, 15}, []journey.Micros{0, 1_000_000}},
		{"localhost, as soon as the program is busy for a moment",
			"delay: 0\nsends: 32 at 0, 15 at 10\nstart: 20\nrecv: 1024", []int{47}, []journey.Micros{20_000}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var recvs []int
			var at []journey.Micros
			for _, recv := range run(t, two+test.settings).Recvs {
				recvs = append(recvs, recv.Len())
				at = append(at, recv.At)
			}
			if diff := cmp.Diff(test.recvs, recvs); diff != "" {
				t.Errorf("bytes (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.at, at); diff != "" {
				t.Errorf("microseconds (-want +got):\n%s", diff)
			}
		})
	}
}

// Every message comes out once and whole, whatever the link does; and the same
// settings do the same again.
func TestRunsRepeat(t *testing.T) {
	text := two + "message: \"\"\nmss: 9\nchance: 25, seed 4\nlate: 3, 5 by 45\nqueue: 30\nrecv: 7\npause: 3\nrate: 20000\nnagle: yes"
	first, again := run(t, text), run(t, text)
	if diff := cmp.Diff(first.Log, again.Log); diff != "" {
		t.Errorf("(-first +again):\n%s", diff)
	}
	var out []string
	for _, m := range first.Messages {
		out = append(out, string(m.Text))
	}
	if diff := cmp.Diff([]string{"Welcome to the server!", "hello", ""}, out); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// FuzzRun runs whatever settings there are. Run itself compares what arrived with
// what was sent.
func FuzzRun(f *testing.F) {
	for seed := range uint64(300) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		s := random(rand.New(rand.NewPCG(seed, 0)))
		if s.Valid() != nil {
			t.Skip()
		}
		j, err := network.Run(s)
		if errors.Is(err, network.ErrUnfinished) && len(s.Lose)+s.Chance > 0 {
			t.Skip()
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, s)
		}
		check(t, j)
		again, err := journey.Parse(s.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, s)
		}
		if diff := cmp.Diff(s.String(), again.String()); diff != "" {
			t.Errorf("text (-written +read):\n%s", diff)
		}
	})
}

// check looks at what must be true of every journey.
func check(t *testing.T, j *journey.Journey) {
	t.Helper()
	var at journey.Micros
	taken := 0
	for _, e := range j.Log {
		if e.At < at || e.Taken < taken || e.Next < e.Taken || e.Out > e.Sent || e.Next > e.Out {
			t.Fatalf("at %d: %+v\n%s", at, e, j.Settings)
		}
		for _, s := range e.Ahead {
			if s.Start <= e.Next || s.End > e.Out {
				t.Fatalf("ahead of a gap that there is not: %+v\n%s", e, j.Settings)
			}
		}
		at, taken = e.At, e.Taken
	}
	var messages [][]byte
	for _, m := range j.Messages {
		messages = append(messages, m.Text)
	}
	if diff := cmp.Diff(texts(j.Settings.Messages), texts(messages)); diff != "" {
		t.Fatalf("messages (-sent +received):\n%s\n%s", diff, j.Settings)
	}
}

func texts(list [][]byte) string {
	var b strings.Builder
	for _, m := range list {
		b.WriteString(string(m) + "\n")
	}
	return b.String()
}

// random draws settings, many of them on the edge.
func random(r *rand.Rand) journey.Settings {
	pick := func(list ...int) int { return list[r.IntN(len(list))] }
	s := journey.Default()
	total := 0
	for range 1 + r.IntN(5) {
		m := make([]byte, pick(0, 1, 5, 22, 90, 400))
		for i := range m {
			m[i] = byte('a' + r.IntN(26))
		}
		s.Messages = append(s.Messages, m)
		total += 10 + len(m)
	}
	if r.IntN(2) == 0 {
		at := 0
		for left := total; left > 0; {
			n := min(left, 1+r.IntN(60))
			if len(s.Sends) == 30 {
				n = left
			}
			s.Cut, s.Sends = journey.ByHand, append(s.Sends, journey.Send{Size: n, At: at})
			left -= n
			at += pick(0, 0, 0, 1, 20, 150)
		}
	}
	s.Nagle = r.IntN(2) == 0
	s.Delay, s.Rate, s.MSS = pick(0, 1, 20, 100, 500), pick(0, 0, 100, 1000, 100_000), pick(4, 8, 9, 20, 100, 536, 1460)
	s.Acks, s.Queue, s.Recv = pick(0, 40, 200, 500), pick(8, 16, 17, 30, 100, 4096, 65535), pick(1, 3, 16, 100, 1024)
	s.Start, s.Pause = pick(0, 0, 50, 3000), pick(0, 0, 1, 30, 2000)
	for range r.IntN(4) {
		s.Lose = append(s.Lose, 1+r.IntN(12))
	}
	for range r.IntN(4) {
		s.Late, s.By = append(s.Late, 1+r.IntN(12)), pick(1, 30, 300)
	}
	if r.IntN(4) == 0 {
		s.Chance, s.Seed = 1+r.IntN(30), r.Uint64N(1000)
	}
	return s
}
