package command

import (
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"strings"
	"testing"
)

// The tutorial's client connects to gethostname(), which on a stock Debian is
// 127.0.1.1: the server listens there too, and nowhere that is not loopback.
func TestListenBeside(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("all of 127.0.0.0/8 is this machine only on Linux")
	}
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()
	taken := first.Addr().(*net.TCPAddr)
	names := []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(127, 0, 1, 1), net.IPv4(192, 0, 2, 1)}
	beside := listenBeside(taken, names, slog.New(slog.DiscardHandler))
	if len(beside) != 1 {
		t.Fatalf("it listens on %d more addresses, want 127.0.1.1 alone", len(beside))
	}
	defer beside[0].Close()
	want := strings.Replace(first.Addr().String(), "127.0.0.1", "127.0.1.1", 1)
	if got := beside[0].Addr().String(); got != want {
		t.Errorf("it listens on %s, want %s", got, want)
	}
}

func TestReachable(t *testing.T) {
	tests := []struct{ listens, want string }{
		{"127.0.0.1:80", "127.0.0.1:80"},
		{"[::1]:80", "[::1]:80"},
		{"192.0.2.1:80", "192.0.2.1:80"},
		{"0.0.0.0:80", "127.0.0.1:80"},
		{"[::]:80", "127.0.0.1:80"},
	}
	for _, test := range tests {
		address := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(test.listens))
		if got := reachable(address).String(); got != test.want {
			t.Errorf("%s is reached at %s, want %s", test.listens, got, test.want)
		}
	}
}

// 0.0.0.0 is every IPv4 address, and no IPv6 one.
func TestListenEverywhere(t *testing.T) {
	tests := []struct{ address, from, want string }{
		{"0.0.0.0:0", "127.0.0.1", "open"},
		{"0.0.0.0:0", "::1", "closed"},
		{"[::]:0", "127.0.0.1", "open"},
	}
	for _, test := range tests {
		listener, err := listen("-tcp", test.address)
		if err != nil {
			t.Logf("not on this machine: %v", err) // it has no IPv6
			continue
		}
		defer listener.Close()
		_, port, _ := net.SplitHostPort(listener.Addr().String())
		got := "closed"
		if conn, err := net.Dial("tcp", net.JoinHostPort(test.from, port)); err == nil {
			conn.Close()
			got = "open"
		}
		if got != test.want {
			t.Errorf("%s is %s from %s, want %s", test.address, got, test.from, test.want)
		}
	}
}

// Pages say where they are by the first name of -host.
func TestPublicAddress(t *testing.T) {
	tests := []struct{ listens, hosts, want string }{
		{"127.0.0.1:8080", "", ""},
		{"127.0.0.1:8080", "lesson.example,other.example", "https://lesson.example/"},
		{"[::1]:8080", "lesson.example", "https://lesson.example/"},
		{"0.0.0.0:8080", "lab7.school.example", "http://lab7.school.example:8080/"},
		{"0.0.0.0:80", "lab7.school.example", "http://lab7.school.example/"},
		{"[::]:8080", "2001:db8::7", "http://[2001:db8::7]:8080/"},
		{"[::]:80", "2001:db8::7", "http://[2001:db8::7]/"},
		{"127.0.0.1:8080", "localhost", "http://localhost:8080/"},
	}
	for _, test := range tests {
		names := strings.FieldsFunc(test.hosts, func(r rune) bool { return r == ',' })
		address := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(test.listens))
		if got := publicAddress(names, address); got != test.want {
			t.Errorf("-http %s -host %s: %q, want %q", test.listens, test.hosts, got, test.want)
		}
	}
}
