package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core"
)

// attack is one of the ways to be a nuisance: what a client does on one
// connection until ctx ends or the server has had enough of it.
type attack struct {
	name string
	do   func(ctx context.Context, conn *net.TCPConn)
}

// silent is also what the control consists of.
var silent = attack{"says and reads nothing", func(ctx context.Context, _ *net.TCPConn) { <-ctx.Done() }}

func attacks() []attack {
	greedy := frames("cut one byte at a time", "every 10ms")
	slow := frames("pause 5s", "gather 64", "cut every 3")
	flood := frames("echo " + strings.Repeat("x", 10_000))
	tiny := []byte(strings.Repeat(string(frames("echo")), 500))
	return []attack{
		silent,
		{"wants a write per byte, a hundred times a second", func(_ context.Context, conn *net.TCPConn) {
			conn.Write(greedy)
			io.Copy(io.Discard, conn)
		}},
		{"wants it slowly, and reads nothing", func(ctx context.Context, conn *net.TCPConn) {
			conn.Write(slow)
			<-ctx.Done()
		}},
		{"asks for much and reads nothing", func(_ context.Context, conn *net.TCPConn) { again(conn, flood, 0) }},
		{"asks for much", func(_ context.Context, conn *net.TCPConn) {
			go io.Copy(io.Discard, conn)
			again(conn, flood, 0)
		}},
		{"asks for many little things", func(_ context.Context, conn *net.TCPConn) {
			go io.Copy(io.Discard, conn)
			again(conn, tiny, 0)
		}},
		{"never ends a header", func(_ context.Context, conn *net.TCPConn) { again(conn, []byte{' '}, time.Second) }},
		{"never ends a payload", func(_ context.Context, conn *net.TCPConn) {
			io.WriteString(conn, "16384     ")
			again(conn, []byte{'x'}, time.Second)
		}},
		{"sends noise", func(_ context.Context, conn *net.TCPConn) {
			noise := make([]byte, 2000)
			for i := range noise {
				noise[i] = byte(rand.Uint32())
			}
			conn.Write(noise)
			io.Copy(io.Discard, conn)
		}},
		{"comes and goes by a reset", func(_ context.Context, conn *net.TCPConn) {
			io.WriteString(conn, "22        echo half a")
			conn.SetLinger(0)
		}},
		{"ends its side and stays", func(ctx context.Context, conn *net.TCPConn) {
			conn.CloseWrite()
			io.Copy(io.Discard, conn)
		}},
	}
}

// httpAttacks are the same for the lesson's address.
func httpAttacks() []attack {
	request := "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
	return []attack{
		{"is idle after a request", func(ctx context.Context, conn *net.TCPConn) {
			io.WriteString(conn, request)
			io.Copy(io.Discard, conn)
		}},
		{"never ends its headers", func(_ context.Context, conn *net.TCPConn) {
			io.WriteString(conn, request[:20])
			again(conn, []byte("X: y\r\n"), time.Second)
		}},
	}
}

// sessionAttack opens a live session that wants all there is, and reads it;
// silentSession one that wants nothing.
var (
	sessionAttack = attack{"is a session of one page", session("/ws?buffer=1&every=10ms&cut=one+byte+at+a+time")}
	silentSession = attack{"is a silent session", session("/ws?every=3600s")}
)

func session(path string) func(context.Context, *net.TCPConn) {
	return func(_ context.Context, conn *net.TCPConn) {
		io.WriteString(conn, handshake(path))
		io.Copy(io.Discard, conn)
	}
}

// again sends bytes over and over, until nobody takes them.
func again(conn *net.TCPConn, bytes []byte, pause time.Duration) {
	for {
		if _, err := conn.Write(bytes); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

func frames(texts ...string) (all []byte) {
	for _, text := range texts {
		all, _ = core.AppendFrame(all, []byte(text)) // all are short enough
	}
	return all
}

// force is who attacks: so many of each.
type force struct {
	clients, idle, sessions int
	silent                  bool // the control
}

// besiege attacks until ctx ends. It says on standard output once everybody has
// connected for the first time.
func besiege(ctx context.Context, f force, tcp, http string) {
	var all sync.WaitGroup
	var there atomic.Int64
	post := func(n int, to string, from func(i int) net.IP, kinds []attack) {
		for i := range n {
			all.Go(func() { nuisance(ctx, to, from(i), kinds[i%len(kinds)], &there) })
			if i%20 == 19 { // a thousand a second or two, not a wave that only shows how long a queue is
				time.Sleep(10 * time.Millisecond)
			}
		}
	}
	one := func(int) net.IP { return net.IPv4(127, 9, 0, 1) }
	if f.silent {
		post(f.clients, tcp, address(2), []attack{silent})
		post(f.idle, http, address(3), []attack{silent})
		post(f.sessions, http, one, []attack{silentSession})
	} else {
		post(f.clients, tcp, address(2), attacks())
		post(f.idle, http, address(3), httpAttacks())
		post(f.sessions, http, one, []attack{sessionAttack})
	}
	for total := int64(f.clients + f.idle + f.sessions); there.Load() < total && ctx.Err() == nil; {
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Println("there")
	all.Wait()
}

// perAddress is how many clients come from one address of 127.0.0.0/8.
const perAddress = 200

func address(network byte) func(i int) net.IP {
	return func(i int) net.IP { return net.IPv4(127, network, byte(i/perAddress/250), byte(1+i/perAddress%250)) }
}

// own gives each an address of its own.
func own(network byte) func(i int) net.IP {
	return func(i int) net.IP { return net.IPv4(127, network, byte(i/250), byte(1+i%250)) }
}

// ownBuffer is what the kernel may hold at an attacker's end, in bytes.
const ownBuffer = 16 << 10

// nuisance attacks on one connection after the other, one a second at most.
func nuisance(ctx context.Context, to string, from net.IP, kind attack, there *atomic.Int64) {
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: from}, Timeout: 20 * time.Second}
	for first := true; ctx.Err() == nil; first = false {
		conn, err := dialer.DialContext(ctx, "tcp", to)
		if first {
			there.Add(1)
		}
		if err == nil {
			// What the kernel holds at this end is another machine's in earnest;
			// here it would use up what the whole system has for TCP.
			kernel.SetBuffers(conn, ownBuffer, ownBuffer)
			done := context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })
			kind.do(ctx, conn.(*net.TCPConn))
			done()
			conn.Close()
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
