//go:build linux

package gate

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

var (
	boundaries = flag.Int("boundaries", 600, "how many boundaries each way has to keep")
	busy       = flag.Int("busy", 0, "how many busy loops run beside them; make test-long says 6")
)

// The test program is also the peer, a process of its own as any peer is, and
// the load.
func TestMain(m *testing.M) {
	role, argument, _ := strings.Cut(os.Getenv("GATE_TEST_ROLE"), " ")
	switch role {
	case "":
		os.Exit(m.Run())
	case "busy":
		for until := time.Now().Add(time.Hour); time.Now().Before(until) && os.Getppid() != 1; {
		}
	case "read":
		reader(argument)
	}
}

// reader reads until the end, and prints how long each read was. Now and then it
// is busy with something else: then ungated writes pile up.
func reader(address string) {
	in := os.Stdin
	if address != "stdin" {
		conn, err := net.Dial("tcp", address)
		if err != nil {
			panic(err)
		}
		if in, err = conn.(*net.TCPConn).File(); err != nil {
			panic(err)
		}
	}
	fd := int(in.Fd())
	syscall.SetNonblock(fd, false)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	buffer := make([]byte, 1<<16)
	for i := 0; ; i++ {
		n, err := syscall.Read(fd, buffer)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if n <= 0 {
			return
		}
		out.WriteString(strconv.Itoa(n) + "\n")
		for start := time.Now(); i%10 == 0 && time.Since(start) < 200*time.Microsecond; {
		}
	}
}

// self runs the test program in a role, until the test ends at the latest.
func self(t *testing.T, role string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), exe)
	cmd.Env = append(os.Environ(), "GATE_TEST_ROLE="+role)
	cmd.Stderr = os.Stderr
	return cmd
}

// load keeps the processors as busy as -busy says.
func load(t *testing.T) {
	t.Helper()
	for range *busy {
		cmd := self(t, "busy")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	}
}

// way is one way to reach a peer.
type way struct {
	name string
	// open starts a peer. done returns what it printed.
	open func(t *testing.T) (g *Gate, out io.WriteCloser, done func() string)
}

func overTCP(address string, ask func(*net.TCPConn) *Gate) func(*testing.T) (*Gate, io.WriteCloser, func() string) {
	return func(t *testing.T) (*Gate, io.WriteCloser, func() string) {
		t.Helper()
		listener, err := net.Listen("tcp", address)
		if err != nil {
			t.Skipf("cannot listen on %s: %v", address, err)
		}
		defer listener.Close()
		done := start(t, self(t, "read "+listener.Addr().String()))
		listener.(*net.TCPListener).SetDeadline(time.Now().Add(time.Minute))
		conn, err := listener.Accept()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return ask(conn.(*net.TCPConn)), conn, done
	}
}

func overPipe(t *testing.T) (*Gate, io.WriteCloser, func() string) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := self(t, "read stdin")
	cmd.Stdin = r
	done := start(t, cmd)
	r.Close()
	t.Cleanup(func() { w.Close() })
	return Pipe(w), w, done
}

func start(t *testing.T, cmd *exec.Cmd) (done func() string) {
	t.Helper()
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return func() string {
		if err := cmd.Wait(); err != nil {
			t.Fatalf("the peer: %v", err)
		}
		return out.String()
	}
}

// withTable is a gate that has no netlink.
func withTable(conn *net.TCPConn) *Gate {
	g := TCP(conn)
	g.Close()
	own, err := conn.SyscallConn()
	if err != nil {
		panic(err)
	}
	g.asker, g.reason = askTable(own, pair{from: addrPort(conn.RemoteAddr()), to: addrPort(conn.LocalAddr())})
	return g
}

var ways = []way{
	{"IPv4", overTCP("127.0.0.1:0", TCP)},
	{"IPv6", overTCP("[::1]:0", TCP)},
	{"table IPv4", overTCP("127.0.0.1:0", withTable)},
	{"table IPv6", overTCP("[::1]:0", withTable)},
	{"pipe", overPipe},
}

// pieces are the sizes of pieces to send, mostly small ones.
func pieces(n int) (sizes []int) {
	random := rand.New(rand.NewPCG(1, 2))
	for range n {
		size := 1 + random.IntN(40)
		if random.IntN(20) == 0 {
			size = 1 + random.IntN(MaxPiece)
		}
		sizes = append(sizes, size)
	}
	return sizes
}

// lost counts the boundaries between pieces that were none between reads.
func lost(t *testing.T, sent []int, printed string) (n int) {
	t.Helper()
	boundaries, total := make(map[int]bool), 0
	for line := range strings.Lines(printed) {
		size, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			t.Fatalf("the peer printed %q", line)
		}
		total += size
		boundaries[total] = true
	}
	at := 0
	for _, size := range sent {
		at += size
		if !boundaries[at] {
			n++
		}
	}
	if at != total {
		t.Errorf("the peer read %d bytes of %d", total, at)
	}
	return n
}

// Through the gate no boundary is lost, however busy the machine. The same peer
// and the same pieces, merely written, lose many: were it not so, this test could
// not fail.
func TestNoBoundaryIsLost(t *testing.T) {
	load(t)
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			all := pieces(*boundaries)
			sizes := all
			if strings.HasPrefix(way.name, "table") {
				sizes = sizes[:len(sizes)/30] // it waits for acknowledgements, which take their time
			}
			block := make([]byte, MaxPiece)

			g, out, done := way.open(t)
			defer g.Close()
			begun := time.Now()
			for i, size := range sizes {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				if err := g.Send(ctx, block[:size]); err != nil {
					t.Fatalf("piece %d: %v", i, err)
				}
				cancel()
			}
			each := time.Since(begun) / time.Duration(len(sizes))
			if g.Unforced() != nil {
				t.Errorf("not forced: %v", g.Unforced())
			}
			if g.Taken() != g.Sent() {
				t.Errorf("the peer has taken %d of %d bytes", g.Taken(), g.Sent())
			}
			out.Close()
			gated := lost(t, sizes, done())
			if gated != 0 {
				t.Errorf("through the gate %d of %d boundaries were lost", gated, len(sizes))
			}

			_, out, done = way.open(t)
			for _, size := range all {
				if _, err := out.Write(block[:size]); err != nil {
					t.Fatal(err)
				}
			}
			out.Close()
			written := lost(t, all, done())
			if written == 0 {
				t.Errorf("merely written, no boundary was lost: this test proves nothing")
			}
			t.Logf("of %d boundaries %d were lost through the gate (%v each); of %d merely written, %d", len(sizes), gated, each.Round(time.Microsecond), len(all), written)
		})
	}
}

// A peer that does not read keeps the gate shut; one that is gone opens it with
// an error, unless it had read everything.
func TestPeers(t *testing.T) {
	tests := []struct {
		name string
		peer func(peer *net.TCPConn)
		want [2]error // of the first piece and of the second
	}{
		{"reads all", func(peer *net.TCPConn) { io.Copy(io.Discard, peer) }, [2]error{nil, nil}},
		{"reads nothing", func(*net.TCPConn) {}, [2]error{ErrUnread, ErrUnread}},
		{"reads a part", func(peer *net.TCPConn) { peer.Read(make([]byte, 3)) }, [2]error{ErrUnread, ErrUnread}},
		{"reads one piece and closes", func(peer *net.TCPConn) { peer.Read(make([]byte, 100)); peer.Close() }, [2]error{nil, ErrGone}},
		{"closes with bytes unread", func(peer *net.TCPConn) { peer.Read(make([]byte, 3)); peer.Close() }, [2]error{ErrGone, ErrGone}},
		{"closes its own direction only", func(peer *net.TCPConn) { peer.CloseWrite(); io.Copy(io.Discard, peer) }, [2]error{nil, nil}},
	}
	for _, test := range tests {
		for name, ask := range map[string]func(*net.TCPConn) *Gate{"netlink": TCP, "table": withTable} {
			t.Run(test.name+", "+name, func(t *testing.T) {
				conn, peer := connect(t)
				g := ask(conn)
				defer g.Close()
				var got [2]error
				finished := make(chan struct{})
				go func() { test.peer(peer); close(finished) }()
				for i := range got {
					patience := 200 * time.Millisecond
					if test.want[i] == nil || test.want[i] == ErrGone {
						patience = time.Minute
					}
					ctx, cancel := context.WithTimeout(t.Context(), patience)
					got[i] = g.Send(ctx, []byte("a piece"))
					cancel()
					if strings.Contains(test.name, "closes with") || strings.Contains(test.name, "and closes") {
						<-finished
					}
				}
				for i := range got {
					if !errors.Is(got[i], test.want[i]) {
						t.Errorf("piece %d: %v, want %v", i, got[i], test.want[i])
					}
				}
				if g.Unforced() != nil {
					t.Errorf("not forced: %v", g.Unforced())
				}
			})
		}
	}
}

// An IPv4 client may have a socket that speaks IPv6.
func TestMappedPeer(t *testing.T) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	fd, err := syscall.Socket(syscall.AF_INET6, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Skipf("no IPv6: %v", err)
	}
	defer syscall.Close(fd)
	to := &syscall.SockaddrInet6{Port: listener.Addr().(*net.TCPAddr).Port}
	copy(to.Addr[:], net.IPv4(127, 0, 0, 1).To16())
	if err := syscall.Connect(fd, to); err != nil {
		t.Skipf("no mapped addresses: %v", err)
	}
	conn, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	for name, ask := range map[string]func(*net.TCPConn) *Gate{"netlink": TCP, "table": withTable} {
		if g := ask(conn.(*net.TCPConn)); g.Unforced() != nil {
			t.Errorf("%s: not forced: %v", name, g.Unforced())
		}
	}
}

// A peer whose socket is not to be found is served with pauses, and the gate says
// that nothing is forced.
func TestUnforced(t *testing.T) {
	conn, peer := connect(t)
	go io.Copy(io.Discard, peer)
	g := TCP(conn)
	g.Close()
	g.asker = lostPeer{}
	if err := g.Send(t.Context(), []byte("a piece")); err != nil {
		t.Fatal(err)
	}
	if !errors.Is(g.Unforced(), errNoSocket) || g.Taken() != 0 {
		t.Errorf("not forced: %v, %d bytes taken; want %v and 0", g.Unforced(), g.Taken(), errNoSocket)
	}
}

type lostPeer struct{}

func (lostPeer) unread(int64) (int64, error) { return 0, errNoSocket }
func (lostPeer) close() error                { return nil }

// connect returns both ends of a connection.
func connect(t *testing.T) (conn, peer *net.TCPConn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	dialed, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	accepted, err := listener.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { dialed.Close(); accepted.Close() })
	return accepted.(*net.TCPConn), dialed.(*net.TCPConn)
}
