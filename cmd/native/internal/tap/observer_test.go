package tap_test

import (
	"bytes"
	"io"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"bufferbybuffer/cmd/native/internal/leak"
	"bufferbybuffer/cmd/native/internal/tap"
)

// While nothing is recorded a stream goes on, until as much waits as may. Then it
// waits, too, and that is said. Nothing is lost.
func TestRecorderBehind(t *testing.T) {
	leak.Check(t)
	const size = 16 << 20
	flood := noise(4, size)
	recorder := &stuckRecorder{free: make(chan struct{})}
	at := start(t, tap.Config{Recorder: recorder}, tap.DisplayConfig{Quiet: true}, func(conn *net.TCPConn) {
		io.ReadFull(conn, make([]byte, 1)) // not before the client has asked
		conn.Write(flood)
	})
	conn := at.connect(t)
	conn.Write([]byte("x"))
	came := make(chan int64, 1)
	var passed atomic.Int64
	var got bytes.Buffer
	go func() {
		n, _ := io.Copy(io.MultiWriter(&got, counter{&passed}), conn)
		came <- n
	}()
	at.wants(t, "forwarding waits for that at times")
	if n := passed.Load(); n == 0 || n > 5<<20 {
		t.Errorf("%d of %d bytes passed before it waited", n, size)
	}
	close(recorder.free)
	if n := <-came; n != size || !bytes.Equal(got.Bytes(), flood) {
		t.Errorf("%d of %d bytes came, changed or not", n, size)
	}
	conn.Close()
	at.stop()
	if !bytes.Equal(recorder.streams[tap.ToClient].Bytes(), flood) || recorder.streams[tap.ToServer].String() != "x" {
		t.Errorf("%d and %d bytes were recorded, changed or not", recorder.streams[0].Len(), recorder.streams[1].Len())
	}
}

type counter struct{ n *atomic.Int64 }

func (c counter) Write(p []byte) (int, error) {
	c.n.Add(int64(len(p)))
	return len(p), nil
}

// stuckRecorder records nothing until it is free.
type stuckRecorder struct {
	free    chan struct{}
	streams [2]bytes.Buffer
}

func (r *stuckRecorder) Connected(tap.Connection) {}
func (r *stuckRecorder) Chunk(_ tap.Connection, d tap.Direction, chunk []byte, _ time.Time) {
	<-r.free
	r.streams[d].Write(chunk)
}
func (r *stuckRecorder) Ended(tap.Connection, tap.Direction, tap.How, time.Time) {}
func (r *stuckRecorder) Over(tap.Connection)                                     {}

// An answer is never shown or recorded before its question, and chunks of all sizes
// keep their order.
func TestOrder(t *testing.T) {
	recorder := new(orderRecorder)
	at := start(t, tap.Config{Recorder: recorder}, tap.DisplayConfig{}, func(conn *net.TCPConn) {
		io.Copy(struct{ io.Writer }{conn}, struct{ io.Reader }{conn})
	})
	conn := at.connect(t)
	for i := range 300 {
		question := noise(uint64(i), 1+i*i%9_000)
		conn.Write(question)
		answer := make([]byte, len(question))
		if io.ReadFull(conn, answer); !bytes.Equal(answer, question) {
			t.Fatalf("answer %d is another one", i)
		}
	}
	conn.Close()
	at.wants(t, "over after")
	at.stop()
	if recorder.wrong || recorder.ahead != 0 || recorder.ended != 2 {
		t.Errorf("answers before questions: %t; %d bytes without an answer; %d ends", recorder.wrong, recorder.ahead, recorder.ended)
	}
}

// orderRecorder notes whether there was ever more of the answers than of the questions.
type orderRecorder struct {
	ahead, ended int
	wrong        bool
}

func (r *orderRecorder) Connected(tap.Connection) {}
func (r *orderRecorder) Chunk(_ tap.Connection, d tap.Direction, chunk []byte, _ time.Time) {
	if r.ahead += len(chunk) * (1 - 2*int(d)); r.ahead < 0 || r.ended > 0 {
		r.wrong = true
	}
}
func (r *orderRecorder) Ended(tap.Connection, tap.Direction, tap.How, time.Time) { r.ended++ }
func (r *orderRecorder) Over(tap.Connection)                                     {}
