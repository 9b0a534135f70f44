package main

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"time"
)

// holding is what a process has: memory in RAM, what the kernel keeps for
// sockets, both in bytes, and descriptors. Zeros where the system does not say.
type holding struct{ memory, kernel, descriptors int }

func (h holding) most(other holding) holding {
	return holding{max(h.memory, other.memory), max(h.kernel, other.kernel), max(h.descriptors, other.descriptors)}
}

// holds is what the process has now. The kernel says only what it keeps for all
// TCP sockets, so the other ends count as well, and what was kept before does not;
// and where other programs run, theirs, too.
func (p *process) holds(before int) (h holding) {
	h.memory, _ = p.resident()
	h.kernel = max(0, socketMemory()-before)
	entries, _ := os.ReadDir(fmt.Sprintf("/proc/%d/fd", p.cmd.Process.Pid))
	h.descriptors = len(entries)
	return h
}

var tcpPages = regexp.MustCompile(`(?m)^TCP:.* mem (\d+)`)

// socketMemory is what the kernel keeps for TCP sockets, in bytes.
func socketMemory() int {
	text, err := os.ReadFile("/proc/net/sockstat")
	if err != nil {
		return 0
	}
	if match := tcpPages.FindSubmatch(text); match != nil {
		pages, _ := strconv.Atoi(string(match[1])) // digits
		return pages * os.Getpagesize()
	}
	return 0
}

// watch looks at a process again and again. The function that it returns ends
// that, and says the most of each that was seen.
func watch(ctx context.Context, p *process, before int) func() holding {
	ctx, stop := context.WithCancel(ctx)
	seen := make(chan holding)
	go func() {
		most := p.holds(before)
		for ; ctx.Err() == nil; wait(ctx, 500*time.Millisecond) {
			most = most.most(p.holds(before))
		}
		seen <- most
	}()
	return func() holding { stop(); return <-seen }
}

// places are those that somebody takes in the server.
type places struct{ clients, sessions, http int }

// What docs/deploy.md lets the unit have.
const (
	unitMemory = 1536 << 20
	unitHeap   = "GOMEMLIMIT=512MiB"
)

// memory is what docs/deploy.md says that they come to, in bytes, where each is
// taken by somebody who sends and never reads.
func (p places) memory() int {
	return (p.clients*(256+128+128) + p.sessions*(256+512) + p.http*(256+70) + 96<<10) << 10
}

// descriptors is the same of descriptors: 128 are for clients that are being
// turned away, 12 the program's own.
func (p places) descriptors() int { return p.clients + p.http + 2*p.sessions + 128 + 12 }
