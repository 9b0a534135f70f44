package server

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/await"
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// A conversation, as a client has it. The interval is long, so that no time
// message comes in between.
func TestConversation(t *testing.T) {
	conn := connect(t, start(t, Config{Interval: time.Hour}))
	reader := core.NewReader(conn, core.Decimal(10))
	long := strings.Repeat("long ", 3000)
	tests := []struct{ say, want string }{
		{"", "Welcome to the server!"},
		{"echo hello", "hello"},
		{"echo every 10ms", "every 10ms"},
		{"echo " + long, long},
		{"shout", `refused there is no verb "shout"; there is echo, cut, pause, gather, every, words`},
		{"cut one byte at a time", "ok cut one byte at a time"},
		{"echo still whole", "still whole"},
	}
	for _, test := range tests {
		if test.say != "" {
			say(t, conn, test.say)
		}
		if diff := cmp.Diff([]string{test.want}, messages(t, reader, 1)); diff != "" {
			t.Errorf("%.40q (-want +got)\n%s", test.say, diff)
		}
	}
}

// What a client asks for decides how the server writes; the frames stay.
func TestManner(t *testing.T) {
	const greeting = "22        Welcome to the server!"
	const tick = "22        The time is 1700000000"
	tests := []struct {
		name   string
		manner []string // name, value
		want   []string // the writes
	}{
		{"whole frames", []string{"every", "20ms"}, []string{greeting, tick, tick}},
		{"header and payload apart", []string{"cut", "10, then the rest"},
			[]string{"22        ", "Welcome to the server!", "22        ", "The time is 1700000000"}},
		{"several frames in one write", []string{"gather", "3"}, []string{greeting + tick + tick, tick + tick + tick}},
		{"across frames", []string{"gather", "2", "cut", "every 40"},
			[]string{greeting + tick[:8], tick[8:], tick + tick[:8], tick[8:]}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			manner := timeserver.Manner{Every: 20}
			for i := 0; i < len(test.manner); i += 2 {
				if err := manner.Set(test.manner[i], test.manner[i+1]); err != nil {
					t.Fatal(err)
				}
			}
			stream, ends := visit(t, manner, len(test.want))
			var got []string
			from := int64(0)
			for _, end := range ends {
				got = append(got, string(stream[from:end]))
				from = end
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// visit connects as the gateway does, and returns the first bytes and where
// the writes in them ended.
func visit(t *testing.T, manner timeserver.Manner, writes int) (stream []byte, ends []int64) {
	t.Helper()
	s, address := startServer(t, t.Context(), Config{Interval: time.Hour, Now: stopped(1700000000)})
	wrote := make(chan int64, 100)
	conn := connectAsVisit(t, s, address, Visit{Manner: manner, Wrote: func(end int64, _ time.Time) { wrote <- end }})
	for range writes {
		ends = append(ends, <-wrote)
	}
	stream = make([]byte, ends[len(ends)-1])
	if _, err := io.ReadFull(conn, stream); err != nil {
		t.Fatal(err)
	}
	return stream, ends
}

// A client with a setting of its own does not share the bell any more.
func TestOwnBell(t *testing.T) {
	address := start(t, Config{Interval: 10 * time.Millisecond})
	conn, other := connect(t, address), core.NewReader(connect(t, address), core.Decimal(10))
	reader := core.NewReader(conn, core.Decimal(10))
	say(t, conn, "every 3600s")
	for messages(t, reader, 1)[0] != "ok every 3600s" {
	}
	messages(t, other, 20) // while the bell rings for others
	say(t, conn, "echo now")
	if got := messages(t, reader, 1)[0]; got != "now" {
		t.Errorf("it was told %q", got)
	}
}

// A pause is kept between any two writes.
func TestPause(t *testing.T) {
	conn := connect(t, start(t, Config{Interval: time.Hour}))
	reader := core.NewReader(conn, core.Decimal(10))
	messages(t, reader, 1)
	say(t, conn, "cut 10, then the rest", "pause 100ms", "echo x")
	messages(t, reader, 2)
	began := time.Now()
	messages(t, reader, 1)
	if took := time.Since(began); took < 90*time.Millisecond {
		t.Errorf("two writes came within %v, want a pause of 100ms", took)
	}
}

// What is no frame is refused in words, and ends the connection.
func TestGarbage(t *testing.T) {
	tests := []struct{ name, send, want string }{
		{"http", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", `malformed header "GET / HTTP"`},
		{"tls", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + strings.Repeat("\x00", 506), `malformed header "\x16\x03\x01`},
		{"noise", strings.Repeat("\xff\x00", 4000), `malformed header "\xff\x00`},
		{"a flood of noise", strings.Repeat("\xff\x00", 500_000), `malformed header "\xff\x00`},
		{"a promise", "999999999 ", "payload length 999999999 exceeds limit 16384"},
		{"a header cut short", "22   ", "truncated: the stream ended after 5 of 10 bytes of the header"},
		{"a payload cut short", "22        echo", "truncated: the stream ended after 4 of 22 bytes of the payload"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			conn := connect(t, start(t, Config{Interval: time.Hour}))
			reader := core.NewReader(conn, core.Decimal(10))
			messages(t, reader, 1)
			if _, err := io.WriteString(conn, test.send); err != nil {
				t.Fatal(err)
			}
			conn.CloseWrite()
			refusal := messages(t, reader, 1)[0]
			if !strings.HasPrefix(refusal, "refused ") || !strings.Contains(refusal, test.want) {
				t.Errorf("it answered %q, want a refusal with %q", refusal, test.want)
			}
			for _, r := range refusal {
				if r < ' ' || r > '~' {
					t.Errorf("%q holds %q, which is not fit to be shown", refusal, r)
				}
			}
			if _, err := reader.ReadMessage(); !errors.Is(err, io.EOF) {
				t.Errorf("then %v, want the end", err)
			}
		})
	}
}

// Who talks faster than it listens is slowed down; nothing is lost.
func TestEchoFlood(t *testing.T) {
	conn := connect(t, start(t, Config{Interval: time.Hour, Limits: Limits{Turns: 1 << 20}}))
	const count = 2000
	content := bytes.Repeat([]byte("0123456789abcdef"), 900) // 28.8 MB in all: more than the kernel buffers
	frame, err := core.AppendFrame(nil, append([]byte("echo "), content...))
	if err != nil {
		t.Fatal(err)
	}
	sent, wall := make(chan error, 1), make(chan struct{})
	go func() {
		for i, stuck := 0, false; i < count; i++ {
			if !stuck {
				conn.SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
			}
			n, err := conn.Write(frame)
			if !stuck && errors.Is(err, os.ErrDeadlineExceeded) {
				stuck = true
				close(wall)
				conn.SetWriteDeadline(time.Time{})
				_, err = conn.Write(frame[n:])
			}
			if err != nil {
				sent <- err
				return
			}
		}
		sent <- nil
	}()
	<-wall
	reader := core.NewReader(conn, core.Decimal(10))
	messages(t, reader, 1)
	for i := range count {
		message, err := reader.ReadMessage()
		if err != nil || !bytes.Equal(message, content) {
			t.Fatalf("echo %d: %d bytes, error %v", i, len(message), err)
		}
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
}

// The shortest answers are bounded as the longest are: what a frame that waits
// takes beside its bytes counts too.
func TestShortFramesCount(t *testing.T) {
	var o outbox
	o.init()
	frames := 0
	for ; ; frames++ {
		if _, err := o.put([]byte("0         ")); err != nil {
			break
		}
	}
	if most := outboxLimit / frameCost; frames > most {
		t.Errorf("%d empty messages wait, want at most %d", frames, most)
	}
}

// What waits to be gathered may not fill the outbox: its client would never be
// heard again, and so never missed.
func TestGatherGivesWayWhenCrowded(t *testing.T) {
	conn := connect(t, start(t, Config{Interval: time.Hour}))
	reader := core.NewReader(conn, core.Decimal(10))
	messages(t, reader, 1) // the greeting
	content := strings.Repeat("x", 16_000)
	say(t, conn, "gather 64")
	for range 20 {
		say(t, conn, "echo "+content)
	}
	got := messages(t, reader, 1+crowded/len(content))
	if got[0] != "ok gather 64" || got[1] != content {
		t.Errorf("got %.40q", got)
	}
}

// A setting holds from its own answer on, even where a writer that knows
// nothing of it is at work.
func TestWriterLeavesToManner(t *testing.T) {
	var o outbox
	o.init()
	if start, _ := o.put([]byte("greeting")); !start {
		t.Fatal("no writer was started")
	}
	o.setManner(timeserver.Manner{Gather: 2})
	if start, _ := o.put([]byte("ok gather 2")); start {
		t.Error("a second writer was started")
	}
	if frames, do := o.take(); frames != nil || do != follow {
		t.Errorf("the writer was given %q to do %d, want to follow the manner", frames, do)
	}
}

// A client that asked for long silence and went is missed within two ticks of
// the server's own interval.
func TestGoneIsMissedInSpiteOfItsManner(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	s, address := startServer(t, ctx, Config{Interval: 50 * time.Millisecond})
	defer stop()
	conn := connect(t, address)
	reader := core.NewReader(conn, core.Decimal(10))
	messages(t, reader, 1)
	say(t, conn, "every 3600s")
	for messages(t, reader, 1)[0] != "ok every 3600s" {
	}
	conn.Close()
	await.True(t, "the server counts it no more", func() bool { return s.connected() == 0 })
}

// say sends messages, each in a frame.
func say(t *testing.T, conn net.Conn, texts ...string) {
	t.Helper()
	for _, text := range texts {
		frame, err := core.AppendFrame(nil, []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(frame); err != nil {
			t.Fatal(err)
		}
	}
}

// A writer that comes late gets no new deadline for a client that was cut off:
// it would hold on to it for as long as a write may take.
func TestCutOffIsFinal(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close()
	c := newClient(New(Config{Patience: time.Hour}), near)
	c.cut(errGone)
	if err := c.out.begin(near, time.Now().Add(time.Hour)); !errors.Is(err, errGone) {
		t.Errorf("it may write: %v", err)
	}
	if _, err := near.Write([]byte("x")); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("a write ended with %v, want its deadline in the past", err)
	}
}

// Nor is it heard any more, however much it has sent: a crowd of talkers must
// not keep a closing server busy.
func TestCutOffIsNotHeard(t *testing.T) {
	near, far := net.Pipe()
	defer far.Close()
	s := New(Config{})
	c := newClient(s, near)
	c.home = &household{}
	c.cut(errGone)
	frame, err := core.AppendFrame(nil, []byte("echo"))
	if err != nil {
		t.Fatal(err)
	}
	c.hear(bytes.Repeat(frame, 500))
	if heard := s.count.received.Get(); heard > 1 {
		t.Errorf("%d messages were heard", heard)
	}
}
