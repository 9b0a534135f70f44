package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/await"
	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/cmd/native/internal/leak"
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// Each fault happens to one client while another, the witness, listens. The
// clock counts, so that the witness can tell whether any tick was lost, doubled
// or made up; and nothing may be left behind.

func TestPeerGone(t *testing.T) {
	tests := []struct{ name, send string }{
		{"at once", ""},
		{"inside a header", "22  "},
		{"inside a payload", "22        echo hal"},
		{"after a message", "9         echo half"},
	}
	for _, test := range tests {
		for _, reset := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, reset %t", test.name, reset), func(t *testing.T) {
				address, witness := setUp(t, Config{})
				conn := connect(t, address)
				if _, err := io.WriteString(conn, test.send); err != nil {
					t.Fatal(err)
				}
				if reset {
					conn.SetLinger(0)
				}
				conn.Close()
				witness.sees(t, 20)
			})
		}
	}
}

// A reader that never reads is cut off by policy, by a reset, once what the
// kernel and the queue take for it is full; nobody waits for it.
func TestReaderThatNeverReads(t *testing.T) {
	echo, err := core.AppendFrame(nil, append([]byte("echo "), make([]byte, 10_000)...))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		config Config
		send   []byte // again and again
	}{
		{"its queue is full", Config{Interval: 10 * time.Microsecond, Patience: time.Minute}, nil},
		{"a write takes too long", Config{Patience: 200 * time.Millisecond}, echo},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			address, witness := setUp(t, test.config)
			conn := connect(t, address)
			conn.SetReadBuffer(4096)
			reset := make(chan bool, 1) // the kernel says so once, to whoever asks first
			go func() {
				var err error
				for test.send != nil && err == nil {
					_, err = conn.Write(test.send)
				}
				reset <- errors.Is(err, syscall.ECONNRESET)
			}()
			for witness.server.connected() > 1 { // the witness may not stop reading, or it would stay behind, too
				witness.sees(t, 2)
			}
			witness.sees(t, 50)
			if _, err := io.Copy(io.Discard, conn); !<-reset && !errors.Is(err, syscall.ECONNRESET) {
				t.Errorf("its stream ended with %v, want a reset", err)
			}
		})
	}
}

// One byte at a time, slowly, is as good as all at once.
func TestSlowSender(t *testing.T) {
	address, witness := setUp(t, Config{})
	conn := connect(t, address)
	slowly := gate.TCP(conn)
	defer slowly.Close()
	for _, b := range []byte("10        echo hello") {
		if err := slowly.Send(t.Context(), []byte{b}); err != nil {
			t.Fatal(err)
		}
	}
	reader := core.NewReader(conn, core.Decimal(10))
	for {
		if messages(t, reader, 1)[0] == "hello" {
			break
		}
	}
	witness.sees(t, 5)
}

// A thousand that send nothing are a thousand listeners.
func TestThousandSilentClients(t *testing.T) {
	address, witness := setUp(t, Config{Limits: Limits{Clients: 2000, PerAddress: 2000}})
	var all sync.WaitGroup
	for range 1000 {
		conn := connect(t, address)
		all.Go(func() {
			reader := core.NewReader(conn, core.Decimal(10), core.Buffer(64))
			if err := consecutive(reader, 5); err != nil {
				t.Error(err)
			}
			conn.Close()
		})
	}
	all.Wait()
	witness.sees(t, 5)
}

// Everybody over a limit is told so and closed; who is connected stays.
func TestLimits(t *testing.T) {
	tests := []struct {
		limits Limits
		want   string
	}{
		{Limits{Clients: 2}, "refused too many clients: 2 are connected; try again later"},
		{Limits{PerAddress: 2}, "refused too many clients from your address: 2 are connected; close one first"},
	}
	for _, test := range tests {
		t.Run(test.want, func(t *testing.T) {
			address, witness := setUp(t, Config{Limits: test.limits})
			second := connect(t, address)
			messages(t, core.NewReader(second, core.Decimal(10)), 1)
			for range 20 {
				reader := core.NewReader(connect(t, address), core.Decimal(10))
				if got := messages(t, reader, 1)[0]; got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				if _, err := reader.ReadMessage(); !errors.Is(err, io.EOF) {
					t.Errorf("then %v, want the end", err)
				}
			}
			// A visit is no stranger.
			visit := connectAsVisit(t, witness.server, address, Visit{Manner: silent})
			if got := messages(t, core.NewReader(visit, core.Decimal(10)), 1)[0]; got != "Welcome to the server!" {
				t.Errorf("a visit got %q", got)
			}
			visit.Close()
			witness.sees(t, 5)
			// One leaves, one may come.
			second.Close()
			await.True(t, "a client that left makes room", func() bool {
				reader := core.NewReader(connect(t, address), core.Decimal(10))
				return messages(t, reader, 1)[0] == "Welcome to the server!"
			})
		})
	}
}

// silent is a manner that tells no time, for the clock is the witness's.
var silent = timeserver.Manner{Every: timeserver.MaxEvery}

// A clock that jumps changes what is said, never when.
func TestClockJumps(t *testing.T) {
	leak.Check(t)
	var calls atomic.Int64
	jumps := []int64{1700000000, 1700000000 + 86400*365, -5, 1700000000}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address := startUntil(t, ctx, Config{Interval: 50 * time.Millisecond, Now: func() time.Time {
		return time.Unix(jumps[calls.Add(1)%int64(len(jumps))], 0)
	}})
	reader := core.NewReader(connect(t, address), core.Decimal(10))
	messages(t, reader, 1)
	began := time.Now()
	told := make(map[string]bool)
	for _, message := range messages(t, reader, 20) {
		told[message] = true
	}
	if took := time.Since(began); took < 900*time.Millisecond || took > time.Minute {
		t.Errorf("20 ticks of 50ms took %v", took)
	}
	if !told["The time is -5"] || !told["The time is 1731536000"] {
		t.Errorf("it told %v, want every jump", told)
	}
}

// Closing under load: every stream ends between two frames, with no tick
// missing before its end, and some that do not read change nothing.
func TestCloseUnderLoad(t *testing.T) {
	leak.Check(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address := startUntil(t, ctx, Config{Interval: 100 * time.Microsecond, Now: counting()})
	var readers, listening sync.WaitGroup
	for i := range 50 {
		conn := connect(t, address)
		if i%5 == 4 {
			continue // it never reads
		}
		listening.Add(1)
		readers.Go(func() {
			reader := core.NewReader(conn, core.Decimal(10))
			if err := consecutive(reader, 100); err != nil {
				t.Errorf("client %d: %v", i, err)
			}
			listening.Done()
			if err := ticking(reader, forever); !errors.Is(err, io.EOF) {
				t.Errorf("client %d: %v, want a clean end", i, err)
			}
		})
	}
	listening.Wait()
	stop()
	readers.Wait()
}

// Closing does not wait for a client that does not read, however long a write to
// it may take.
func TestCloseCutsOffWhoDoesNotRead(t *testing.T) {
	leak.Check(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	s, address := startServer(t, ctx, Config{Interval: time.Hour, Patience: time.Hour})
	conn := connect(t, address)
	echo, err := core.AppendFrame(nil, append([]byte("echo "), make([]byte, 10_000)...))
	if err != nil {
		t.Fatal(err)
	}
	var talking sync.WaitGroup
	talking.Go(func() {
		for {
			if _, err := conn.Write(echo); err != nil {
				return
			}
		}
	})
	await.True(t, "its outbox is crowded", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for c := range s.clients {
			c.out.mu.Lock()
			defer c.out.mu.Unlock()
			return c.out.size > crowded
		}
		return false
	})
	stop()
	await.True(t, "nobody is connected", func() bool { return s.connected() == 0 })
	talking.Wait()
}

// Closing does not wait for pauses and for what is yet to be gathered: who has
// not got everything within grace would be cut off, and nobody is.
func TestCloseIsQuickForSlowManners(t *testing.T) {
	leak.Check(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	address := startUntil(t, ctx, Config{Interval: time.Hour})
	tests := []struct {
		settings []string
		want     []string // the last messages
	}{
		{[]string{"pause 5s", "cut every 3", "echo 1", "echo 2"}, []string{"1", "2"}},
		{[]string{"gather 64", "echo 3", "echo 4"}, []string{"3", "4"}},
		{[]string{"cut one byte at a time", "pause 10ms", "echo 5", "echo " + strings.Repeat("6", 16_000)}, []string{"5", strings.Repeat("6", 16_000)}},
	}
	var readers []*core.Reader
	for _, test := range tests {
		conn := connect(t, address)
		heard := gate.TCP(conn)
		defer heard.Close()
		for _, text := range test.settings {
			frame, err := core.AppendFrame(nil, []byte(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := heard.Send(t.Context(), frame); err != nil {
				t.Fatal(err)
			}
		}
		// The first byte of a header is read when everything before it has been answered.
		if err := heard.Send(t.Context(), []byte("1")); err != nil {
			t.Fatal(err)
		}
		readers = append(readers, core.NewReader(conn, core.Decimal(10)))
	}
	stop()
	for i, test := range tests {
		var got []string
		for message, err := range readers[i].Messages() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(message))
		}
		if diff := cmp.Diff(test.want, got[len(got)-2:]); diff != "" {
			t.Errorf("%.40q (-want +got)\n%s", test.settings, diff)
		}
	}
}

// witness is a client that nothing may happen to.
type witness struct {
	server *Server
	conn   *net.TCPConn
	reader *core.Reader
	last   int64
}

// setUp starts a server whose clock counts its ticks, and a witness; at the end
// it checks that nothing is left behind.
func setUp(t *testing.T, config Config) (address string, w *witness) {
	t.Helper()
	leak.Check(t)
	if config.Interval == 0 {
		config.Interval = 5 * time.Millisecond
	}
	config.Now = counting()
	ctx, stop := context.WithCancel(t.Context())
	s, address := startServer(t, ctx, config)
	t.Cleanup(stop)
	conn := connect(t, address)
	t.Cleanup(func() { conn.Close() })
	w = &witness{server: s, conn: conn, reader: core.NewReader(conn, core.Decimal(10), core.Buffer(64<<10))}
	messages(t, w.reader, 1)
	return address, w
}

// sees wants so many more ticks: none missing, none twice.
func (w *witness) sees(t *testing.T, ticks int64) {
	t.Helper()
	for from := w.last; w.last < from+ticks; {
		message, err := w.reader.ReadMessage()
		if err != nil {
			t.Fatalf("the witness lost its connection: %v", err)
		}
		n, err := tick(string(message))
		if err != nil {
			t.Fatal(err)
		}
		if w.last != 0 && n != w.last+1 {
			t.Fatalf("the witness was told %d after %d", n, w.last)
		}
		if w.last == 0 {
			from = n
		}
		w.last = n
	}
}

// forever is more ticks than any test waits for.
const forever = 1 << 40

// consecutive reads a greeting and then so many ticks, without a gap.
func consecutive(reader *core.Reader, ticks int) error {
	message, err := reader.ReadMessage()
	if err != nil {
		return err
	}
	if string(message) != "Welcome to the server!" {
		return fmt.Errorf("greeted with %q", message)
	}
	return ticking(reader, ticks)
}

// ticking reads so many ticks, without a gap.
func ticking(reader *core.Reader, ticks int) error {
	last := int64(0)
	for range ticks {
		message, err := reader.ReadMessage()
		if err != nil {
			return err
		}
		n, err := tick(string(message))
		if err != nil {
			return err
		}
		if last != 0 && n != last+1 {
			return fmt.Errorf("told %d after %d", n, last)
		}
		last = n
	}
	return nil
}

func tick(message string) (int64, error) {
	n, ok := strings.CutPrefix(message, "The time is ")
	if !ok {
		return 0, fmt.Errorf("%q is no time message", message)
	}
	return strconv.ParseInt(n, 10, 64)
}

// counting is a clock that is one second later each time it is asked.
func counting() func() time.Time {
	var now atomic.Int64
	return func() time.Time { return time.Unix(now.Add(1), 0) }
}
