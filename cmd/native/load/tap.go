package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"bufferbybuffer/core"
)

// streamed is how much passes in each run, in bytes.
const streamed = 1 << 30

// rounds is how often each way is taken; the ways take turns.
const rounds = 5

// tapped measures how fast a stream passes through native tap, beside io.Copy over
// the same two sockets in a process of its own.
func tapped(ctx context.Context, out io.Writer, native string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "tap")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	tap := func(flags ...string) func(to string) []string {
		return func(to string) []string {
			return append([]string{native, "tap", "-listen", "127.0.0.1:0", "-http", "127.0.0.1:0", "-to", to}, flags...)
		}
	}
	ways := []struct {
		name    string
		command func(to string) []string
	}{
		{"io.Copy", func(to string) []string { return []string{self, "-copy", to} }},
		{"tap", tap("-layout", "decimal 10")},
		{"tap -record", tap("-layout", "decimal 10", "-record", dir+"/session.pcapng", "-record-most", "2048")},
	}
	fmt.Fprintf(out, `1 GiB through each, %d times in turn, with display and page: the best speed, and what part that is of io.Copy's; the least time
of all processors, both ends included, and io.Copy's as a part of that

`, rounds)
	for _, size := range []int{64 << 10, 1 << 10, 22} {
		block, sent, err := framed(size)
		if err != nil {
			return err
		}
		best := make([]passage, len(ways))
		for round := range rounds + 1 {
			for i, way := range ways {
				check := round == rounds // the last time it is not about the time
				p, err := pass(ctx, way.command, block, check)
				if err != nil {
					return fmt.Errorf("%s: %w", way.name, err)
				}
				switch {
				case !check && round == 0:
					best[i] = p
				case !check:
					best[i].took, best[i].cpu = min(best[i].took, p.took), min(best[i].cpu, p.cpu)
				case p.hash != sent:
					return fmt.Errorf("%s: what arrived is not what was sent", way.name)
				}
			}
		}
		fmt.Fprintf(out, "messages of %d bytes: all arrived bit for bit (SHA-256 %x…)\n", size, sent[:4])
		for i, way := range ways {
			fmt.Fprintf(out, "  %-12s %6.0f MB/s  %4.2f   %5.2f s  %4.2f\n", way.name,
				streamed/1e6/best[i].took.Seconds(), best[0].took.Seconds()/best[i].took.Seconds(),
				best[i].cpu.Seconds(), best[0].cpu.Seconds()/best[i].cpu.Seconds())
		}
	}
	return nil
}

// framed is a block of frames, to be sent again and again, and the hash of all of
// it.
func framed(size int) (block []byte, hash [sha256.Size]byte, err error) {
	payload := make([]byte, size)
	for n := 0; len(block) < 1<<20; n++ {
		for i := range payload {
			payload[i] = byte('a' + (n+i)%26)
		}
		if block, err = core.AppendFrame(block, payload); err != nil {
			return nil, hash, err
		}
	}
	all := sha256.New()
	for n := 0; n < streamed; n += len(block) {
		all.Write(block)
	}
	return block, [sha256.Size]byte(all.Sum(nil)), nil
}

// passage is what came of a stream that was sent through a process.
type passage struct {
	took time.Duration
	cpu  time.Duration // of the processors, in this process and in that one
	hash [sha256.Size]byte
}

// pass sends a stream through a process.
func pass(ctx context.Context, command func(to string) []string, block []byte, check bool) (p passage, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return p, err
	}
	defer listener.Close()
	args := command(listener.Addr().String())
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return p, err
	}
	if err := cmd.Start(); err != nil {
		return p, err
	}
	defer func() {
		cmd.Process.Signal(os.Interrupt)
		cmd.Wait()
		p.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	}()
	shown := bufio.NewReader(stdout)
	line, err := shown.ReadString('\n')
	if err != nil {
		return p, err
	}
	address, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(line, "tap ")), " ")
	go io.Copy(io.Discard, shown)
	from, err := net.Dial("tcp", address)
	if err != nil {
		return p, err
	}
	defer from.Close()
	to, err := listener.Accept()
	if err != nil {
		return p, err
	}
	defer to.Close()
	began, before := time.Now(), used()
	wrote := make(chan error, 1)
	total := 0
	for total < streamed {
		total += len(block)
	}
	go func() {
		for n := 0; n < total; n += len(block) {
			if _, err := from.Write(block); err != nil {
				wrote <- err
				return
			}
		}
		wrote <- from.(*net.TCPConn).CloseWrite()
	}()
	digest := sha256.New()
	buffer := make([]byte, 256<<10)
	got := 0
	for {
		n, err := to.Read(buffer)
		got += n
		if check {
			digest.Write(buffer[:n])
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return p, err
		}
	}
	p.took, p.cpu = time.Since(began), used()-before
	if err := <-wrote; err != nil {
		return p, err
	}
	if got != total {
		return p, fmt.Errorf("%d of %d bytes arrived", got, total)
	}
	p.hash = [sha256.Size]byte(digest.Sum(nil))
	return p, nil
}

// used is the processors' time that this process has had.
func used() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// serveCopy is the forwarder that one writes first.
func serveCopy(ctx context.Context, to string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer context.AfterFunc(ctx, func() { listener.Close() })()
	fmt.Println(listener.Addr())
	for {
		client, err := listener.Accept()
		if err != nil {
			return err
		}
		server, err := net.Dial("tcp", to)
		if err != nil {
			client.Close()
			continue
		}
		go copyOne(server, client)
		go copyOne(client, server)
	}
}

func copyOne(to, from net.Conn) {
	io.Copy(to, from)
	to.(*net.TCPConn).CloseWrite()
}
