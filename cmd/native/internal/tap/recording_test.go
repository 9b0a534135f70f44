package tap_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/cmd/native/internal/tap"
	"bufferbybuffer/core/capture"
)

// stream is one direction of a recorded connection.
type stream struct {
	Chunks        []string
	Closed, Reset bool
	Missing       bool
}

// recorded reads a recording.
func recorded(t *testing.T, file []byte) (connections [][2]stream) {
	t.Helper()
	r := capture.NewReader(capture.DefaultLimits())
	if err := r.Feed(file); err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil || !r.Chunks() {
		t.Errorf("it is a recording: %t, %v", r.Chunks(), err)
	}
	for _, c := range r.Connections() {
		var both [2]stream
		for i, s := range c.Streams {
			both[i].Closed, both[i].Reset = s.Closed, s.Reset
			missing, _ := s.Missing()
			both[i].Missing = missing > 0
			from := 0
			for _, end := range s.Ends {
				both[i].Chunks = append(both[i].Chunks, string(s.Bytes[from:end]))
				from = end
			}
		}
		connections = append(connections, both)
	}
	return connections
}

// What passes is in the file, chunk by chunk, with its ends; and the same is what a
// page gets, whenever it comes.
func TestRecording(t *testing.T) {
	var file bytes.Buffer
	recording := tap.NewRecording(&file, 1<<20, func(what string) { t.Error(what) })
	at := start(t, tap.Config{Recorder: recording}, tap.DisplayConfig{Guess: true}, func(conn *net.TCPConn) {
		send(t, conn, "5         hel")
		send(t, conn, "lo")
		if got, _ := io.ReadAll(conn); string(got) == "reset" {
			conn.SetLinger(0)
		}
	})
	early := follow(t, recording)
	for _, words := range []string{"bye", "reset"} {
		conn := at.connect(t)
		read(t, conn, 15)
		send(t, conn, words)
		conn.CloseWrite()
		io.ReadAll(conn)
	}
	at.wants(t, "  1  over after", "  2  over after")
	late := follow(t, recording)
	at.stop()
	if err := recording.Close(); err != nil {
		t.Error(err)
	}
	hello := []string{"5         hel", "lo"}
	want := [][2]stream{
		{{Chunks: []string{"bye"}, Closed: true}, {Chunks: hello, Closed: true}},
		{{Chunks: []string{"reset"}, Closed: true, Reset: true}, {Chunks: hello, Reset: true}},
	}
	for name, got := range map[string][]byte{"file": file.Bytes(), "early": early(), "late": late()} {
		got := recorded(t, got)
		if len(got) == 2 {
			got[1][0].Reset = true // who resets is one thing, who is told another
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", name, diff)
		}
	}
	if _, err := recording.Follow(); err != tap.ErrOver {
		t.Errorf("who comes after its end is told %v", err)
	}
}

// follow follows a recording. What it returns waits for the end.
func follow(t *testing.T, recording *tap.Recording) (all func() []byte) {
	t.Helper()
	f, err := recording.Follow()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Stop)
	return func() (file []byte) {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		for {
			part, err := f.Next(ctx)
			if err != nil {
				if err != tap.ErrOver {
					t.Errorf("it ended with %v", err)
				}
				return file
			}
			file = append(file, part...)
		}
	}
}

// A flood is in the file whole; a page that does not keep up is let go of, and one
// that comes later gets the beginning, and sees that there was more.
func TestRecordedFlood(t *testing.T) {
	const size = 3 << 20
	var file bytes.Buffer
	recording := tap.NewRecording(&file, 1<<30, func(what string) { t.Error(what) })
	recording.Bound(1<<20, 1<<20)
	flood := noise(1, size)
	at := start(t, tap.Config{Recorder: recording}, tap.DisplayConfig{Quiet: true, Guess: true}, func(conn *net.TCPConn) { conn.Write(flood) })
	slow, err := recording.Follow()
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Stop()
	conn := at.connect(t)
	if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, flood) {
		t.Errorf("%d of %d bytes came, %v", len(got), size, err)
	}
	conn.Close()
	at.stop()
	late := follow(t, recording)
	recording.Close()
	for err == nil {
		_, err = slow.Next(t.Context())
	}
	if err != tap.ErrBehind || len(err.Error()) > 123 {
		t.Errorf("who fell behind is told %v", err)
	}
	r := capture.NewReader(capture.Limits{Connections: 1, Stream: size, Total: size, Held: 1 << 20})
	r.Feed(file.Bytes())
	if s := r.Connections()[0].Streams[1]; r.Close() != nil || !bytes.Equal(s.Bytes, flood) || !s.Closed {
		t.Errorf("the file has %d of %d bytes, %v", len(s.Bytes), size, r.Close())
	}
	r = capture.NewReader(capture.DefaultLimits())
	r.Feed(late())
	s := r.Connections()[0].Streams[1]
	if missing, _ := s.Missing(); missing == 0 || len(s.Bytes) < 100_000 || len(s.Bytes) > 1<<20 || !bytes.HasPrefix(flood, s.Bytes) {
		t.Errorf("who came later got %d bytes, and lacks %d", len(s.Bytes), missing)
	}
}

// A file that is full, or can't be written, ends the recording and nothing else.
func TestRecordingStops(t *testing.T) {
	for name, test := range map[string]struct {
		file io.Writer
		most int64
		says string
	}{
		"full":    {new(bytes.Buffer), 200_000, "which is all it may have; nothing more is recorded"},
		"no room": {broken{}, 1 << 30, "the recording can't be written: no space left on device; nothing more is recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			said := make(chan string, 10)
			recording := tap.NewRecording(test.file, test.most, func(what string) { said <- what })
			stream := noise(2, 1<<20)
			at := start(t, tap.Config{Recorder: recording}, tap.DisplayConfig{Quiet: true}, func(conn *net.TCPConn) { conn.Write(stream) })
			conn := at.connect(t)
			if got, err := io.ReadAll(conn); err != nil || !bytes.Equal(got, stream) {
				t.Errorf("%d of %d bytes came, %v", len(got), len(stream), err)
			}
			conn.Close()
			at.stop()
			if err := recording.Close(); err == nil {
				t.Error("it is said to be whole")
			}
			if got := <-said; !strings.Contains(got, test.says) || len(said) > 0 {
				t.Errorf("it says %q, and %d things more", got, len(said))
			}
			if file, ok := test.file.(*bytes.Buffer); ok {
				if got := recorded(t, file.Bytes()); file.Len() > int(test.most) || len(got) != 1 || len(got[0][1].Chunks) == 0 {
					t.Errorf("in the file are %d bytes, %d connections", file.Len(), len(got))
				}
			}
		})
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, syscall.ENOSPC }

// What is kept of connections that are over gives way to what comes.
func TestKept(t *testing.T) {
	recording := tap.NewRecording(nil, 0, nil)
	recording.Bound(1<<20, 1<<20)
	at := start(t, tap.Config{Recorder: recording}, tap.DisplayConfig{Quiet: true}, func(conn *net.TCPConn) { conn.Write(noise(3, 100_000)) })
	for range 15 {
		conn := at.connect(t)
		io.ReadAll(conn)
		conn.Close()
	}
	at.stop()
	all := follow(t, recording)
	recording.Close()
	file := all()
	got := recorded(t, file)
	if len(file) > 1_100_000 || len(got) < 8 || len(got) > 11 {
		t.Errorf("%d connections are kept, in %d bytes", len(got), len(file))
	}
	for i, c := range got {
		if sent := strings.Join(c[1].Chunks, ""); len(sent) != 100_000 || !c[1].Closed {
			t.Errorf("of the %d. there are %d bytes, closed: %t", i+1, len(sent), c[1].Closed)
		}
	}
}
