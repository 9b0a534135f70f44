//go:build linux && namespaces

package network_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"bufferbybuffer/core/journey"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"
)

const inside = "JOURNEY_KERNEL"

// TestKernel runs the same programs over this machine's kernel, on the loopback
// interface of a network namespace of its own, and compares what recv returned.
func TestKernel(t *testing.T) {
	if os.Getenv(inside) == "" {
		cmd := exec.Command("unshare", "-rn", "sh", "-ec", `ip link set lo gso_max_segs 1 up && exec "$0" -test.run '^TestKernel$' -test.v -test.timeout 90s`, os.Args[0])
		cmd.Env = append(os.Environ(), inside+"=1")
		if out, err := exec.Command("unshare", "-rn", "ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
			t.Skipf("network namespaces are not permitted here: %v %s", err, out)
		}
		out, err := cmd.CombinedOutput()
		t.Logf("%s", out)
		if err != nil {
			t.Error(err)
		}
		return
	}
	text := bytes.Repeat([]byte("0123456789abcdefghijklmnopqrstuvwxyz"), 12)
	long := "message: " + strconv.Quote(string(text[:430])) + "\nmss: 88\n" // five segments
	for _, test := range []struct {
		name, settings string
		drop           int   // a packet with data that netfilter drops, by its number
		quick          []int // what recv may return, too, where the kernel mends it at once; see docs/journey.md
	}{
		{name: "two sends, one recv", settings: two + "recv: 1024\nstart: 60"},
		{name: "one send, three recvs", settings: two + "sends: all at once\nrecv: 16\nstart: 60"},
		{name: "time between sends", settings: two + "gap: 60\nrecv: 1024"},
		{name: "a reader that takes its time", settings: two + "sends: 20 at 0, 20 at 100, 7 at 200\nrecv: 1024\nstart: 50\npause: 100"},
		{name: "small segments, read late", settings: long + "recv: 1024\nstart: 60"},
		{name: "Nagle’s algorithm and delayed acknowledgements", settings: two + "sends: header and payload\nnagle: yes\nrecv: 1024"},
		{name: "Nagle’s algorithm alone", settings: two + "sends: 10 at 0, 37 at 60\nnagle: yes\nrecv: 1024"},
		{name: "the second segment is lost", settings: long + "lose: 2\nrecv: 1024", drop: 2, quick: []int{440}},
		{name: "the last segment is lost", settings: long + "lose: 5\nrecv: 1024\nstart: 20", drop: 5, quick: []int{440}},
		{name: "the only segment is lost", settings: two + "sends: all at once\nlose: 1\nrecv: 1024", drop: 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			model := run(t, test.settings+"\ndelay: 0")
			var want []int
			for _, recv := range model.Recvs {
				want = append(want, recv.Len())
			}
			if test.drop > 0 {
				drop(t, test.drop)
			}
			got := overKernel(t, &model.Settings, model.Stream)
			var sizes []int
			for _, recv := range got {
				sizes = append(sizes, recv.size)
			}
			if diff := cmp.Diff(want, sizes); diff != "" && !cmp.Equal(test.quick, sizes) {
				t.Errorf("recvs (-model +kernel):\n%s", diff)
			}
			t.Logf("model: %s; kernel: %s", tell(modelReads(model)), tell(got))
		})
	}
}

// drop has netfilter drop one packet with data, by its number.
func drop(t *testing.T, number int) {
	if _, err := exec.LookPath("nft"); err != nil {
		t.Skip("nft is not installed")
	}
	// Counted are packets to the listener that are longer than their headers.
	script := `add table inet journey
add chain inet journey in { type filter hook input priority 0; }
add rule inet journey in tcp dport 1243 meta length > 80 numgen inc mod 1000 == ` + strconv.Itoa(number-1) + ` counter drop`
	cmd := exec.Command("nft", "-f", "-")
	cmd.Stdin = bytes.NewReader([]byte(script))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Skipf("netfilter is not to be had here: %v %s", err, out)
	}
	t.Cleanup(func() {
		out, err := exec.Command("nft", "list", "table", "inet", "journey").CombinedOutput()
		if err != nil || !bytes.Contains(out, []byte("counter packets 1 ")) {
			t.Errorf("want one packet dropped: %v\n%s", err, out)
		}
		exec.Command("nft", "delete", "table", "inet", "journey").Run()
	})
}

type read struct {
	size int
	at   time.Duration
}

func modelReads(j *journey.Journey) (reads []read) {
	for _, recv := range j.Recvs {
		reads = append(reads, read{recv.Len(), time.Duration(recv.At) * time.Microsecond})
	}
	return reads
}

// tell is what each recv returned, and when.
func tell(reads []read) string {
	var list []string
	for _, r := range reads {
		list = append(list, strconv.Itoa(r.size)+" after "+strconv.FormatInt(r.at.Milliseconds(), 10)+" ms")
	}
	return strings.Join(list, ", ")
}

// overKernel does what the settings say with sockets, and returns what recv did.
func overKernel(t *testing.T, s *journey.Settings, stream []byte) []read {
	t.Helper()
	clamp := func(_, _ string, c syscall.RawConn) (err error) {
		return errors.Join(c.Control(func(fd uintptr) {
			if s.MSS < 1460 {
				// An option of twelve bytes, timestamps, goes off it.
				err = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_MAXSEG, s.MSS+12)
			}
		}), err)
	}
	l, err := (&net.ListenConfig{Control: clamp}).Listen(context.Background(), "tcp4", "127.0.0.1:1243")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	out, err := (&net.Dialer{Control: clamp}).Dial("tcp4", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	in, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out.(*net.TCPConn).SetNoDelay(!s.Nagle)
	raw, err := in.(*net.TCPConn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	// A connection acknowledges at once in the beginning; the model is one that no longer does.
	patient := func() {
		raw.Control(func(fd uintptr) { unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 0) })
	}
	patient()

	start := time.Now()
	sent := make(chan error, 1)
	go func() {
		at := 0
		for _, send := range s.Calls() {
			time.Sleep(time.Until(start.Add(time.Duration(send.At) * time.Millisecond)))
			if _, err := out.Write(stream[at : at+send.Size]); err != nil {
				sent <- err
				return
			}
			at += send.Size
		}
		sent <- nil
	}()
	time.Sleep(time.Duration(s.Start) * time.Millisecond)
	var reads []read
	var received []byte
	buf := make([]byte, s.Recv)
	in.SetReadDeadline(start.Add(20 * time.Second))
	for len(received) < len(stream) {
		n, err := in.Read(buf)
		if err != nil && !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		patient()
		received = append(received, buf[:n]...)
		reads = append(reads, read{n, time.Since(start)})
		time.Sleep(time.Duration(s.Pause) * time.Millisecond)
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(stream, received); diff != "" {
		t.Errorf("stream (-sent +received):\n%s", diff)
	}
	return reads
}
