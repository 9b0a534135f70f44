package gate

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"strconv"
)

// table reads /proc/net/tcp and /proc/net/tcp6 of the calling thread's network
// namespace, where netlink is not to be had. It is slower, and does not know how
// many bytes have arrived.
type table struct{ ends pair }

func (table) close() error { return nil }

func (t table) ask() (socketState, error) {
	var failed error
	for _, name := range []string{"tcp", "tcp6"} {
		as16 := name == "tcp6"
		if !as16 && t.ends.from.Addr().Is6() {
			continue
		}
		content, err := os.ReadFile("/proc/thread-self/net/" + name)
		if err != nil {
			failed = err
			continue
		}
		wanted := []byte(" " + tableAddress(t.ends.from, as16) + " " + tableAddress(t.ends.to, as16) + " ")
		for line := range bytes.Lines(content) {
			if bytes.Contains(line, wanted) {
				return parseLine(line)
			}
		}
	}
	if failed != nil {
		return socketState{}, failed
	}
	return socketState{}, errNoSocket
}

// tableAddress spells an address as the tables do: 32-bit words of the machine, in
// hexadecimal.
func tableAddress(a netip.AddrPort, as16 bool) string {
	b := a.Addr().AsSlice()
	if as16 {
		sixteen := a.Addr().As16() // an IPv4 peer may have an IPv6 socket
		b = sixteen[:]
	}
	var text []byte
	for ; len(b) > 0; b = b[4:] {
		text = fmt.Appendf(text, "%08X", binary.NativeEndian.Uint32(b))
	}
	return fmt.Sprintf("%s:%04X", text, a.Port())
}

// parseLine reads "sl: local remote state tx:rx timer:when retransmits uid timeout
// inode …".
func parseLine(line []byte) (socketState, error) {
	fields := bytes.Fields(line)
	if len(fields) < 10 {
		return socketState{}, fmt.Errorf("a line of /proc/net/tcp is not understood: %q", line)
	}
	_, queued, _ := bytes.Cut(fields[4], []byte(":"))
	state, err := strconv.ParseUint(string(fields[3]), 16, 8)
	if err != nil {
		return socketState{}, err
	}
	unread, err := strconv.ParseUint(string(queued), 16, 32)
	if err != nil {
		return socketState{}, err
	}
	return socketState{
		state: uint8(state), orphan: string(fields[9]) == "0",
		queued: int64(unread), received: -1,
	}, nil
}
