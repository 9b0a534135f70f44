// Package subject runs the programs that are judged: it gives one a peer, sends it
// a stream in pieces through a gate, and looks at what it prints. It ends what it
// started, and nothing else.
//
// A program needs nothing for that. It is shown where to connect to or to listen by
// {host}, {port} and {addr} in its arguments or environment, or is watched for what
// it tries. It prints to a pseudo-terminal. Which messages it has understood is seen
// in what it prints.
package subject

import (
	"crypto/rand"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"
)

// Role says how a program gets its stream.
type Role uint8

const (
	Client Role = iota // it connects to a server
	Server             // it listens, and is connected to
	Filter             // it reads its standard input
)

// Program is what is judged.
type Program struct {
	Args []string // the command and its arguments
	Role Role
	// Address is where it connects to or listens. The zero address: it is told by
	// placeholders, or nobody knows.
	Address netip.AddrPort
	Input   string // typed at its terminal when it has started
	Bounds  Bounds
}

// Bounds is what a run may use. Beyond it, it is ended.
type Bounds struct {
	Memory    int64 // bytes, all processes together
	Output    int64 // bytes
	Processes int
}

// Told reports whether the program is told an address: by a placeholder in its
// arguments or in this program's environment.
func (p *Program) Told() bool {
	told := func(text string) bool { return strings.Contains(text, "{port}") || strings.Contains(text, "{addr}") }
	for _, list := range [][]string{p.Args, os.Environ()} {
		for _, text := range list {
			if told(text) {
				return true
			}
		}
	}
	return false
}

// filledIn replaces the placeholders.
func filledIn(texts []string, at netip.AddrPort) []string {
	host, port := at.Addr().String(), strconv.Itoa(int(at.Port()))
	if !at.IsValid() {
		return texts
	}
	replace := strings.NewReplacer("{host}", host, "{port}", port, "{addr}", net.JoinHostPort(host, port))
	filled := make([]string, len(texts))
	for i, text := range texts {
		filled[i] = replace.Replace(text)
	}
	return filled
}

// markName is the variable that marks the processes of a run.
const markName = "NATIVE_JUDGE_RUN"

// environment is that of a run: this program's, with the placeholders filled in,
// and what keeps programs from holding back or decorating what they print.
func environment(at netip.AddrPort) (environment []string, mark string) {
	mark = markName + "=" + rand.Text()
	environment = filledIn(os.Environ(), at)
	return append(environment, mark, "PYTHONUNBUFFERED=1", "NO_COLOR=1", "TERM=dumb"), mark
}

func megabytes(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
