//go:build linux && namespaces

package server

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// missing is the exit status of a condition that this machine can't make.
const missing = 77

// TestNamespaces runs TestSequences on the loopback interface of a network
// namespace of its own, in which packets get lost, small, late and out of order.
func TestNamespaces(t *testing.T) {
	if out, err := exec.Command("unshare", "-rn", "ip", "link", "set", "lo", "up").CombinedOutput(); err != nil {
		t.Skipf("network namespaces are not permitted here: %v %s", err, out)
	}
	const netem = "tc qdisc add dev lo root netem "
	tests := []struct{ name, makeIt, proof string }{
		{"as it is", "true", "true"},
		{"5 % of packets dropped", `command -v nft >/dev/null || { echo "nft is not installed" >&2; exit 77; }
			nft add table inet faults
			nft add chain inet faults in '{ type filter hook input priority 0; }'
			nft add rule inet faults in meta l4proto tcp numgen random mod 100 '<' 5 counter drop`,
			`nft list ruleset | grep 'counter packets [1-9]'`},
		{"segments of 60 bytes", "ip link set lo mtu 112", "ip link show lo | grep 'mtu 112'"},
		{"delay", netem + "delay 20ms 10ms 2>/dev/null || { echo 'this kernel has no netem' >&2; exit 77; }", "true"},
		{"reordering", netem + "delay 5ms reorder 25% 50% 2>/dev/null || { echo 'this kernel has no netem' >&2; exit 77; }", "true"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			script := "ip link set lo up\n" + test.makeIt + "\n" + `"$0" -test.run '^TestSequences$' -test.v -test.timeout 90s` + "\n" + test.proof
			out, err := exec.Command("unshare", "-rn", "sh", "-ec", script, os.Args[0]).CombinedOutput()
			if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == missing {
				t.Skipf("%s", out)
			}
			if err != nil || !strings.Contains(string(out), "--- PASS: TestSequences") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
