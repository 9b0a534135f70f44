package tap_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/gate"
	"bufferbybuffer/cmd/native/internal/leak"
	"bufferbybuffer/cmd/native/internal/tap"
	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// What passes is the same at the other end, both ways at once, on many connections,
// whatever is done to its pieces.
func TestUnchanged(t *testing.T) {
	every, all := schedule.Every(7_777), schedule.Schedule{}
	for name, faults := range map[string]tap.Faults{
		"forwarded":        {},
		"cut in pieces":    {Toward: both, Cut: &every, Hold: time.Millisecond},
		"put together":     {Toward: both, Cut: &all, Hold: time.Millisecond},
		"with a later end": {Toward: both, End: tap.Finish, After: 1 << 40},
	} {
		t.Run(name, func(t *testing.T) {
			at := start(t, tap.Config{Faults: faults}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) {
				io.Copy(conn, conn)
				conn.CloseWrite()
			})
			var clients sync.WaitGroup
			for i := range 4 {
				conn := at.connect(t)
				clients.Go(func() {
					stream := noise(uint64(i), 256<<10+i)
					go func() {
						conn.Write(stream)
						conn.CloseWrite()
					}()
					back, err := io.ReadAll(conn)
					if err != nil || sha256.Sum256(back) != sha256.Sum256(stream) {
						t.Errorf("of %d bytes, %d came back, changed or not: %v", len(stream), len(back), err)
					}
				})
			}
			clients.Wait()
		})
	}
}

// One side can end its stream and still be told something.
func TestHalfClose(t *testing.T) {
	at := start(t, tap.Config{}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		question, _ := io.ReadAll(conn)
		conn.Write(append(question, '!'))
	})
	conn := at.connect(t)
	conn.Write([]byte("hello"))
	conn.CloseWrite()
	if answer, err := io.ReadAll(conn); string(answer) != "hello!" || err != nil {
		t.Errorf("the answer is %q, %v", answer, err)
	}
	// And the other way round.
	told := make(chan bool)
	at = start(t, tap.Config{}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		conn.CloseWrite()
		rest, err := io.ReadAll(conn)
		if string(rest) != "more" || err != nil {
			t.Errorf("after its end the server got %q, %v", rest, err)
		}
		close(told)
	})
	conn = at.connect(t)
	if _, err := io.ReadAll(conn); err != nil {
		t.Error(err)
	}
	conn.Write([]byte("more"))
	conn.CloseWrite()
	<-told
}

// A reset is passed on as a reset, after what was sent before it.
func TestReset(t *testing.T) {
	leak.Check(t)
	at := start(t, tap.Config{}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) {
		conn.Read(make([]byte, 1)) // not before the client knows that it is connected
		send(t, conn, "last words")
		conn.SetLinger(0)
	})
	conn := at.connect(t)
	conn.Write([]byte("x"))
	got, err := io.ReadAll(conn)
	if string(got) != "last words" || !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client got %q, %v", got, err)
	}
	at.wants(t, "the server reset the connection (connection reset by peer) after 10 bytes")

	learned := make(chan error, 1)
	at = start(t, tap.Config{}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		got, err := io.ReadAll(conn)
		if string(got) != "last words" {
			t.Errorf("the server got %q", got)
		}
		learned <- err
	})
	conn = at.connect(t)
	send(t, conn, "last words")
	conn.SetLinger(0)
	conn.Close()
	if err := <-learned; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the server learned %v", err)
	}
}

// Who sends to one that has closed learns it.
func TestGone(t *testing.T) {
	leak.Check(t)
	at := start(t, tap.Config{}, tap.DisplayConfig{}, func(conn *net.TCPConn) { conn.Write([]byte("bye")) })
	conn := at.connect(t)
	if got, err := io.ReadAll(conn); string(got) != "bye" || err != nil {
		t.Errorf("the client got %q, %v", got, err)
	}
	for {
		if _, err := conn.Write(make([]byte, 1000)); err != nil {
			break
		}
	}
	at.wants(t, "the server takes no more")
}

func TestServerOutOfReach(t *testing.T) {
	leak.Check(t)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	at := serve(t, tap.Config{To: closed.Addr().String()}, tap.DisplayConfig{Quiet: true})
	conn, err := net.Dial("tcp", at.address) // may be told already
	if err == nil {
		defer conn.Close()
		_, err = io.ReadAll(conn)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client learned %v", err)
	}
	at.wants(t, "is reset: cannot connect to "+closed.Addr().String()+": connection refused")
}

// A tap that leads to itself does not go round and round.
func TestItself(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := serveOn(t, listener, tap.Config{To: listener.Addr().String()}, tap.DisplayConfig{})
	conn, err := net.Dial("tcp", at.address)
	if err == nil {
		defer conn.Close()
		_, err = io.ReadAll(conn)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client learned %v", err)
	}
	at.wants(t, "that is the tap itself")
	at.stop()
	if got := strings.Count(at.text(), "itself"); got > 2 {
		t.Errorf("it went round %d times", got)
	}
}

func TestTooManyConnections(t *testing.T) {
	leak.Check(t)
	at := start(t, tap.Config{Connections: 2}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		io.Copy(struct{ io.Writer }{conn}, conn) // without the pipes that package net keeps
	})
	for range 2 {
		conn := at.connect(t)
		conn.Write([]byte("x"))
		io.ReadFull(conn, make([]byte, 1))
	}
	conn, err := net.Dial("tcp", at.address)
	if err == nil {
		defer conn.Close()
		_, err = io.ReadAll(conn)
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the third client learned %v", err)
	}
	at.wants(t, "is refused: 2 connections are open")
}

// When the tap ends, nobody takes that for the end of a stream.
func TestEndOfTap(t *testing.T) {
	leak.Check(t)
	learned := make(chan error, 1)
	at := start(t, tap.Config{}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		conn.Write([]byte("x"))
		_, err := io.ReadAll(conn)
		learned <- err
	})
	conn := at.connect(t)
	io.ReadFull(conn, make([]byte, 1))
	at.stop()
	if _, err := io.ReadAll(conn); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client learned %v", err)
	}
	if err := <-learned; !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the server learned %v", err)
	}
}

// A conversation as it is shown.
func TestShown(t *testing.T) {
	at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: alike(core.Decimal(10))}, func(conn *net.TCPConn) {
		send(t, conn, "5         hello6    ")
		send(t, conn, "     wor")
		io.ReadFull(conn, make([]byte, 13))
		send(t, conn, "ld!")
		send(t, conn, "alive>12  x")
		send(t, conn, "more")
	})
	conn := at.connect(t)
	read(t, conn, 28)
	conn.Write([]byte("3         yes"))
	io.ReadAll(conn)
	conn.Close()
	at.wants(t, "over after")
	at.stop()
	want := `  1  CLIENT → SERVER connected
  1      ← chunk 1, 20 bytes, at TIME
           5·········hello6····
           frame 1, 5 bytes: hello
           frame 2: 5 of 10 bytes of the header
  1      ← chunk 2, 8 bytes, at TIME
           ·····wor
           frame 2: 3 of 6 bytes
  1  → chunk 1, 13 bytes, at TIME
       3·········yes
       frame 1, 3 bytes: yes
  1      ← chunk 3, 3 bytes, at TIME
           ld!
           frame 2, 6 bytes: world!
  1      ← chunk 4, 11 bytes, at TIME
           alive>12··x
           out of step at byte 31, in frame 3: malformed header "alive>12  ": want a decimal number, padded to 10 characters
             its header: alive>12··  (61 6c 69 76 65 3e 31 32 20 20)
             the bytes are printable text: the stream is out of step, or this is another protocol
             from here on its chunks are shown as they are
  1      ← chunk 5, 4 bytes, at TIME
           more
  1      ← the server ended its stream after 46 bytes, 2 frames, at TIME
  1  → the client ended its stream after 13 bytes, 1 frame, at TIME
  1  over after TIME: 13 bytes to the server, 46 bytes to the client

1 connection; to the server 13 bytes in 1 chunk (1 frame), to the client 46 bytes in 5 chunks (2 frames); 1 stream went wrong
`
	if diff := cmp.Diff(want, at.text()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The streams of a connection may be framed differently, or one of them not at all.
func TestTwoLayouts(t *testing.T) {
	lines, err := core.ParseLayout("lines")
	if err != nil {
		t.Fatal(err)
	}
	for layout, want := range map[core.Layout]string{lines: "\n       frame 1, 3 bytes: ask\n", {}: "\n       ask<0a>\n  1      ←"} {
		at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: [2]core.Layout{layout, core.Decimal(10)}}, func(conn *net.TCPConn) {
			io.ReadFull(conn, make([]byte, 4))
			conn.Write([]byte("5         hello")) // not through the gate: the test may be over before that has looked
		})
		conn := at.connect(t)
		conn.Write([]byte("ask\n"))
		read(t, conn, 15)
		at.wants(t, want, "\n           frame 1, 5 bytes: hello\n")
	}
}

func TestGuessed(t *testing.T) {
	at := start(t, tap.Config{}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) {
		for range 4 {
			send(t, conn, "\x00\x00\x00\x0bhello world\x00\x00\x00\x01x")
		}
	})
	io.ReadAll(at.connect(t))
	at.wants(t, "the layout seems to be uint32, ", "frame 4, 1 byte: x\n")

	at = start(t, tap.Config{}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) { send(t, conn, "how are you?") })
	conn := at.connect(t)
	io.ReadAll(conn)
	conn.Close()
	at.wants(t, "it is framed in no layout that is known here")
}

// A stream that promises too much fails as it does for every decoder, though
// nothing of it is kept.
func TestPromise(t *testing.T) {
	for _, chunks := range [][]string{{"5         hello9999999999zzz"}, {"5         hello", "9999999", "999z"}} {
		at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: alike(core.Decimal(10)), Limit: 100_000}, func(conn *net.TCPConn) {
			for _, chunk := range chunks {
				send(t, conn, chunk)
			}
		})
		io.ReadAll(at.connect(t))
		at.wants(t, "out of step at byte 15, in frame 2: payload length 9999999999 exceeds limit 100000\n")
	}
	at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: alike(core.Decimal(10)), Limit: 100_000}, func(conn *net.TCPConn) {
		send(t, conn, "5         hello5000      in ")
		send(t, conn, "parts"+strings.Repeat(".", 4992)+"100000    "+strings.Repeat("x", 50_000))
		send(t, conn, strings.Repeat("x", 50_000)+"4         next")
	})
	io.ReadAll(at.connect(t))
	at.wants(t, "frame 2, 5,000 bytes: in parts...", "frame 3: 50,000 of 100,000 bytes\n", "frame 3, 100,000 bytes: xxx", "frame 4, 4 bytes: next\n")
}

// The receiver's chunks are the pieces of the schedule, and it is said that they are
// certain.
func TestRechunk(t *testing.T) {
	if testing.Short() {
		t.Skip()
	}
	cut, err := schedule.Parse("1, 4, then every 9")
	if err != nil {
		t.Fatal(err)
	}
	const stream = "5         hello6         world!"
	at := start(t, tap.Config{Faults: tap.Faults{Toward: []tap.Direction{tap.ToClient}, Cut: &cut, Hold: time.Millisecond}}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) {
		io.WriteString(conn, stream)
	})
	conn := at.connect(t)
	var sizes []int
	for {
		buffer := make([]byte, 100)
		n, err := conn.Read(buffer)
		if err != nil {
			break
		}
		sizes = append(sizes, n)
	}
	if diff := cmp.Diff([]int{1, 4, 9, 9, 8}, sizes); diff != "" {
		t.Errorf("the chunks' sizes (-want +got)\n%s", diff)
	}
	at.wants(t, "cut: 1, 4, then every 9; each boundary is forced", "chunk 5, 8 bytes, at TIME, forced\n")
}

// A stream ends early, or stops, where it was to.
func TestEnds(t *testing.T) {
	leak.Check(t)
	for _, test := range []struct {
		end  tap.Ending
		want error
		says string
	}{
		{tap.Finish, nil, "the tap ended the stream after 12 bytes, at TIME\n           inside a frame: frame 1 at byte 0: truncated: the stream ended after 2 of 5 bytes of the payload\n"},
		{tap.Abort, syscall.ECONNRESET, "the tap reset the connection after 12 bytes"},
	} {
		gone := make(chan struct{})
		at := start(t, tap.Config{Faults: tap.Faults{Toward: []tap.Direction{tap.ToClient}, End: test.end, After: 12}}, tap.DisplayConfig{Layouts: alike(core.Decimal(10))}, func(conn *net.TCPConn) {
			conn.Read(make([]byte, 1)) // not before the client knows that it is connected
			io.WriteString(conn, "5         hello")
			io.ReadAll(conn)
			close(gone)
		})
		conn := at.connect(t)
		conn.Write([]byte("that nobody reads must not matter"))
		got, err := io.ReadAll(conn)
		if string(got) != "5         he" || !errors.Is(err, test.want) {
			t.Errorf("the client got %q, %v; want the first 12 bytes, %v", got, err, test.want)
		}
		<-gone
		at.wants(t, test.says)
	}

	at := start(t, tap.Config{Faults: tap.Faults{Toward: []tap.Direction{tap.ToClient}, End: tap.Stall, After: 12}}, tap.DisplayConfig{Layouts: alike(core.Decimal(10))}, func(conn *net.TCPConn) {
		io.WriteString(conn, "5         hello")
		io.ReadAll(conn)
	})
	conn := at.connect(t)
	read(t, conn, 12)
	at.wants(t, "the tap passes on no more after 12 bytes, at TIME: frame 1 has 2 of 5 bytes\n")
	conn.SetReadDeadline(time.Now().Add(10 * time.Millisecond))
	if n, err := conn.Read(make([]byte, 1)); n > 0 || !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, syscall.EAGAIN) && !isTimeout(err) {
		t.Errorf("then the client got %d bytes, %v", n, err)
	}
}

func isTimeout(err error) bool {
	e, ok := errors.AsType[net.Error](err)
	return ok && e.Timeout()
}

// Nobody waits for whoever reads the display, and what is left out is counted.
func TestSlowDisplay(t *testing.T) {
	leak.Check(t)
	const count = 500_000
	frames := bytes.Repeat([]byte("5         hello"), count)
	stuck := &stuckWriter{free: make(chan struct{})}
	at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: alike(core.Decimal(10)), Out: stuck}, func(conn *net.TCPConn) { conn.Write(frames) })
	if got, err := io.ReadAll(at.connect(t)); err != nil || !bytes.Equal(got, frames) {
		t.Errorf("%d of %d bytes came, %v", len(got), len(frames), err)
	}
	close(stuck.free)
	at.stop()
	text := stuck.String()
	shown := strings.Count(text, ", 5 bytes: hello\n")
	told := shown
	for _, left := range leftOut.FindAllStringSubmatch(text, -1) {
		n, err := strconv.Atoi(strings.ReplaceAll(left[1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		told += n
	}
	if told != count || shown > count/2 || !strings.Contains(text, "(500,000 frames)") || len(text) > 8<<20 {
		t.Errorf("it shows %d frames and tells of %d, want %d, in %d bytes that end in %q", shown, told, count, len(text), text[max(0, len(text)-300):])
	}
}

// leftOut is what is said of frames that are not shown: of a chunk that is, or of chunks that are not.
var leftOut = regexp.MustCompile(`(?m)(?:… and | with )([0-9,]+) frames? (?:more|not shown)`)

type stuckWriter struct {
	free chan struct{}
	bytes.Buffer
}

func (w *stuckWriter) Write(p []byte) (int, error) {
	<-w.free
	return w.Buffer.Write(p)
}

// What passes can't act on the terminal.
func TestEscapes(t *testing.T) {
	at := start(t, tap.Config{}, tap.DisplayConfig{Layouts: alike(core.Decimal(10))}, func(conn *net.TCPConn) {
		send(t, conn, "6         \x1b[2J\x07\xff\x1b]0;x\x07\x9b")
	})
	io.ReadAll(at.connect(t))
	at.stop()
	if strings.ContainsAny(at.text(), "\x1b\x07\u009b") {
		t.Errorf("it shows %q", at.text())
	}
}

// alike is one layout for both directions.
func alike(layout core.Layout) [2]core.Layout { return [2]core.Layout{layout, layout} }

var both = []tap.Direction{tap.ToServer, tap.ToClient}

// tapped is a tap under way.
type tapped struct {
	address string
	stop    func()
	show    *locked
}

// start runs a tap to a server that serves each connection so.
func start(t *testing.T, config tap.Config, show tap.DisplayConfig, answer func(*net.TCPConn)) *tapped {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				conn.SetDeadline(time.Now().Add(patience))
				answer(conn.(*net.TCPConn))
			})
		}
	})
	t.Cleanup(func() { listener.Close(); running.Wait() })
	config.To = listener.Addr().String()
	return serve(t, config, show)
}

// serve runs a tap until the test ends, or stop is called.
func serve(t *testing.T, config tap.Config, show tap.DisplayConfig) *tapped {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return serveOn(t, listener, config, show)
}

func serveOn(t *testing.T, listener net.Listener, config tap.Config, show tap.DisplayConfig) *tapped {
	t.Helper()
	text := &locked{more: make(chan struct{}, 1)}
	if show.Out == nil {
		show.Out = text
	}
	if show.Limit == 0 {
		show.Limit = 1 << 20
	}
	show.Failed = func(err error) { t.Error(err) }
	config.Show = tap.NewDisplay(show)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- tap.New(config).Serve(ctx, listener) }()
	stop := sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		config.Show.Close()
	})
	t.Cleanup(stop)
	return &tapped{listener.Addr().String(), stop, text}
}

const patience = time.Minute

func (a *tapped) connect(t *testing.T) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", a.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	return conn.(*net.TCPConn)
}

// text is what has been shown, without addresses and times.
func (a *tapped) text() string {
	text := regexp.MustCompile(`\d+\.\d{3} s`).ReplaceAllString(a.show.String(), "TIME")
	return regexp.MustCompile(`127\.0\.0\.1:\d+ → 127\.0\.0\.1:\d+ connected`).ReplaceAllString(text, "CLIENT → SERVER connected")
}

// wants waits until all of this has been shown.
func (a *tapped) wants(t *testing.T, texts ...string) {
	t.Helper()
	late := time.After(patience)
	for _, text := range texts {
		for !strings.Contains(a.text(), text) {
			select {
			case <-a.show.more:
			case <-late:
				t.Fatalf("it does not show %q:\n%s", text, a.text())
			}
		}
	}
}

// locked is text that is written and read at the same time.
type locked struct {
	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	select {
	case l.more <- struct{}{}:
	default:
	}
	return l.text.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// send writes, and returns once it has been read.
func send(t *testing.T, conn *net.TCPConn, text string) {
	g := gate.TCP(conn)
	defer g.Close()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := g.Send(ctx, []byte(text)); err != nil {
		t.Error(err)
	}
}

// read reads so many bytes.
func read(t *testing.T, conn *net.TCPConn, n int) {
	t.Helper()
	if _, err := io.ReadFull(conn, make([]byte, n)); err != nil {
		t.Fatal(err)
	}
}

func noise(seed uint64, n int) []byte {
	random := rand.New(rand.NewPCG(seed, 1))
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, random.Uint64())
	}
	return b[:n]
}
