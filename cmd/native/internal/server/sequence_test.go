package server

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"bufferbybuffer/core"
)

// Sequences arrive complete and in order: the ticks that everybody is told, and
// the echoes of a client that says many things of many lengths in odd pieces.
// TestNamespaces runs this test again in networks that are less kind.
func TestSequences(t *testing.T) {
	address, witness := setUp(t, Config{})
	var clients sync.WaitGroup
	for i := range 4 {
		conn := connect(t, address)
		clients.Go(func() {
			defer conn.Close()
			reader := core.NewReader(conn, core.Decimal(10), core.Buffer(1+15*i))
			if err := consecutive(reader, 200); err != nil {
				t.Errorf("listener %d: %v", i, err)
			}
		})
	}
	for i := range 4 {
		conn := connect(t, address)
		clients.Go(func() {
			defer conn.Close()
			random := rand.New(rand.NewPCG(1, uint64(i)))
			var said []string
			var stream []byte
			for n := range 100 {
				text := fmt.Sprintf("%d %s", n, strings.Repeat("x", random.IntN(2000)))
				said = append(said, text)
				stream, _ = core.AppendFrame(stream, []byte("echo "+text)) // within the limit
			}
			go func() {
				for len(stream) > 0 {
					n := min(len(stream), 1+random.IntN(5000))
					if _, err := conn.Write(stream[:n]); err != nil {
						t.Errorf("talker %d: %v", i, err)
						return
					}
					stream = stream[n:]
				}
			}()
			reader := core.NewReader(conn, core.Decimal(10))
			for len(said) > 0 {
				message, err := reader.ReadMessage()
				if err != nil {
					t.Errorf("talker %d: %d echoes are missing: %v", i, len(said), err)
					return
				}
				text := string(message)
				if text == "Welcome to the server!" || strings.HasPrefix(text, "The time is ") {
					continue
				}
				if text != said[0] {
					t.Errorf("talker %d heard %.20q, want %.20q", i, text, said[0])
					return
				}
				said = said[1:]
			}
		})
	}
	clients.Wait()
	witness.sees(t, 20)
}
