//go:build soak

package server

import (
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"runtime"
	"sync"
	"testing"
	"time"

	"bufferbybuffer/core"
)

var soak = flag.Duration("soak", 10*time.Minute, "how long TestSoak runs")

// TestSoak lets all kinds of clients come and go for ten minutes, while a
// witness listens. At the end nothing may be left, and memory must not have
// grown.
func TestSoak(t *testing.T) {
	address, witness := setUp(t, Config{Interval: 10 * time.Millisecond, Patience: time.Second})
	witness.conn.SetDeadline(time.Now().Add(*soak + time.Minute))
	kinds := []struct {
		name string
		be   func(conn *net.TCPConn, random *rand.Rand)
	}{
		{"listener", func(conn *net.TCPConn, random *rand.Rand) {
			reader := core.NewReader(conn, core.Decimal(10))
			if err := consecutive(reader, random.IntN(500)); err != nil {
				t.Errorf("a listener: %v", err)
			}
		}},
		{"slow reader", func(conn *net.TCPConn, random *rand.Rand) {
			buffer := make([]byte, 7)
			for range random.IntN(200) {
				conn.Read(buffer)
				time.Sleep(5 * time.Millisecond)
			}
		}},
		{"flood without reading", func(conn *net.TCPConn, _ *rand.Rand) {
			frame, _ := core.AppendFrame(nil, append([]byte("echo "), make([]byte, 10_000)...))
			conn.SetWriteDeadline(time.Now().Add(2 * time.Second))
			for {
				if _, err := conn.Write(frame); err != nil {
					return
				}
			}
		}},
		{"half a frame", func(conn *net.TCPConn, random *rand.Rand) {
			io.WriteString(conn, "22        echo half a message"[:random.IntN(29)])
			if random.IntN(2) == 0 {
				conn.SetLinger(0)
			}
		}},
		{"noise", func(conn *net.TCPConn, random *rand.Rand) {
			noise := make([]byte, random.IntN(2000))
			for i := range noise {
				noise[i] = byte(random.Uint32())
			}
			conn.Write(noise)
			conn.CloseWrite()
			io.Copy(io.Discard, conn)
		}},
		{"silent", func(_ *net.TCPConn, random *rand.Rand) {
			time.Sleep(time.Duration(random.IntN(2000)) * time.Millisecond)
		}},
	}
	end := time.Now().Add(*soak)
	visitors := make([]int, len(kinds))
	var mu sync.Mutex
	var all sync.WaitGroup
	for worker := range 24 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(worker), 0))
			for time.Now().Before(end) && !t.Failed() {
				kind := random.IntN(len(kinds))
				conn, err := net.Dial("tcp", address)
				if err != nil {
					t.Error(err)
					return
				}
				conn.SetReadDeadline(time.Now().Add(30 * time.Second))
				kinds[kind].be(conn.(*net.TCPConn), random)
				conn.Close()
				mu.Lock()
				visitors[kind]++
				mu.Unlock()
			}
		})
	}
	var early uint64
	for began := time.Now(); time.Now().Before(end) && !t.Failed(); {
		witness.sees(t, 100)
		if early == 0 && time.Since(began) > *soak/10 {
			early = heap()
		}
	}
	all.Wait()
	witness.sees(t, 5)
	late := heap()
	for i, kind := range kinds {
		t.Logf("%6d × %s", visitors[i], kind.name)
	}
	t.Logf("the witness was told %d times; the heap was %d KiB early and is %d KiB", witness.last, early>>10, late>>10)
	if late > 2*early+4<<20 {
		t.Errorf("the heap grew from %d to %d bytes", early, late)
	}
}

// heap is how many bytes are in use, once the garbage is gone.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
