package server

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core"
)

// A visit whose connection is not through yet keeps nobody waiting.
func TestVisitKeepsNobodyWaiting(t *testing.T) {
	s, address := startServer(t, t.Context(), Config{Interval: time.Hour})
	visit, err := kernel.Dial(t.Context(), net.Dialer{}, netip.MustParseAddrPort(address), func(local netip.AddrPort) {
		t.Cleanup(s.Expect(local, Visit{}))
		// Now, in the middle of that dial, somebody else comes.
		messages(t, core.NewReader(connect(t, address), core.Decimal(10)), 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	visit.Close()
}

// A visit that never came is forgotten, and so is its port.
func TestVisitIsForgotten(t *testing.T) {
	var v visits
	from := netip.MustParseAddrPort("127.0.0.1:5000")
	first := v.expect(from, Visit{})
	second := v.expect(from, Visit{})
	if first(); len(v.expected) != 1 {
		t.Error("the visit that has the port now was forgotten")
	}
	if second(); len(v.expected) != 0 {
		t.Error("it is still expected")
	}
}

// A storm of clients over the limit is turned away with a reason, and only a
// few of them are kept to see whether they heard it.
func TestStormIsTurnedAway(t *testing.T) {
	address, witness := setUp(t, Config{Limits: Limits{Clients: 1}})
	var storm []*net.TCPConn
	for range 3 * mostLeaving {
		storm = append(storm, connect(t, address))
		if leaving := witness.server.leaving.Load(); leaving > mostLeaving+1 { // one that is about to learn that it is too many
			t.Fatalf("%d clients are being turned away", leaving)
		}
	}
	for _, conn := range storm {
		reader := core.NewReader(conn, core.Decimal(10), core.Buffer(64))
		if got := messages(t, reader, 1)[0]; got != "refused too many clients: 1 are connected; try again later" {
			t.Errorf("it got %q", got)
		}
		if _, err := reader.ReadMessage(); !errors.Is(err, io.EOF) {
			t.Errorf("then %v, want the end", err)
		}
		conn.Close()
	}
	witness.sees(t, 5)
}
