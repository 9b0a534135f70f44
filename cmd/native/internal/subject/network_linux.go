package subject

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// Isolate gives the calling goroutine a network of its own, in which every address
// is this machine's: a program can be served whatever address it connects to, and
// side by side with others that use the same port. Nothing of it gets out. The
// goroutine keeps its thread until it ends.
//
// It takes the right to make network namespaces, which a user namespace gives: see
// Namespaced.
func Isolate() error {
	runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
	if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
		return fmt.Errorf("no network namespace: %w", err)
	}
	if err := loopbackUp(); err != nil {
		return err
	}
	if err := localRoute(unix.AF_INET); err != nil {
		return err
	}
	localRoute(unix.AF_INET6) // where there is IPv6
	// The programs get no rights from this.
	unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
	return nil
}

const loopback = "lo"

func loopbackUp() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq(loopback)
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP | unix.IFF_RUNNING)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request); err != nil {
		return fmt.Errorf("the loopback interface can't be brought up: %w", err)
	}
	return nil
}

// localRoute makes all addresses of a family local.
//
// Spec: rtnetlink(7); ip route add local default dev lo table local
func localRoute(family byte) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_ROUTE)
	if err != nil {
		return os.NewSyscallError("socket", err)
	}
	defer unix.Close(fd)
	const loopbackIndex = 1 // in every namespace
	b := binary.NativeEndian.AppendUint32(nil, unix.SizeofNlMsghdr+unix.SizeofRtMsg+8)
	b = binary.NativeEndian.AppendUint16(b, unix.RTM_NEWROUTE)
	b = binary.NativeEndian.AppendUint16(b, unix.NLM_F_REQUEST|unix.NLM_F_ACK|unix.NLM_F_CREATE)
	b = append(b, make([]byte, 8)...)
	b = append(b, family, 0, 0, 0, unix.RT_TABLE_LOCAL, unix.RTPROT_BOOT, unix.RT_SCOPE_HOST, unix.RTN_LOCAL, 0, 0, 0, 0)
	b = binary.NativeEndian.AppendUint16(b, 8)
	b = binary.NativeEndian.AppendUint16(b, unix.RTA_OIF)
	b = binary.NativeEndian.AppendUint32(b, loopbackIndex)
	if err := unix.Sendto(fd, b, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK}); err != nil {
		return fmt.Errorf("no local route: %w", err)
	}
	reply := make([]byte, 4096)
	n, _, err := unix.Recvfrom(fd, reply, 0)
	if err != nil || n < unix.SizeofNlMsghdr+4 {
		return fmt.Errorf("no local route: %w", err)
	}
	if errno := -int32(binary.NativeEndian.Uint32(reply[unix.SizeofNlMsghdr:])); errno != 0 {
		return fmt.Errorf("no local route: %w", unix.Errno(errno))
	}
	return nil
}

// watcher sees the connections that are tried in this thread's network.
type watcher struct{ fd int }

func watch() (*watcher, error) {
	allProtocols := int(binary.NativeEndian.Uint16([]byte{0, unix.ETH_P_ALL})) // in network order
	fd, err := unix.Socket(unix.AF_PACKET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, allProtocols)
	if err != nil {
		return nil, fmt.Errorf("what the program connects to can't be watched: %w", err)
	}
	unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Usec: 20_000})
	return &watcher{fd}, nil
}

func (w *watcher) close() { unix.Close(w.fd) }

// next returns where a connection was tried to, if one was within some
// milliseconds.
func (w *watcher) next() (netip.AddrPort, bool) {
	packet := make([]byte, 256)
	for {
		n, _, err := unix.Recvfrom(w.fd, packet, 0)
		switch {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return netip.AddrPort{}, false
		default:
			if to, ok := connecting(packet[:n]); ok {
				return to, true
			}
		}
	}
}

// connecting reads an IP packet that opens a TCP connection.
func connecting(packet []byte) (to netip.AddrPort, ok bool) {
	if len(packet) < 20 {
		return to, false
	}
	var address netip.Addr
	var segment []byte
	switch packet[0] >> 4 {
	case 4:
		size := int(packet[0]&15) * 4
		if packet[9] != unix.IPPROTO_TCP || size < 20 || len(packet) < size {
			return to, false
		}
		address, segment = netip.AddrFrom4([4]byte(packet[16:20])), packet[size:]
	case 6:
		if len(packet) < 40 || packet[6] != unix.IPPROTO_TCP {
			return to, false
		}
		address, segment = netip.AddrFrom16([16]byte(packet[24:40])), packet[40:]
	default:
		return to, false
	}
	const syn, ack = 2, 16
	if len(segment) < 20 || segment[13]&(syn|ack) != syn {
		return to, false
	}
	return netip.AddrPortFrom(address, binary.BigEndian.Uint16(segment[2:])), true
}

// listening returns where the tree listens, in this thread's network.
func (t tree) listening() (at netip.AddrPort, ok bool) {
	var inodes map[string]bool
	for _, name := range []string{"tcp", "tcp6"} {
		content, err := os.ReadFile("/proc/thread-self/net/" + name)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(content)) {
			fields := strings.Fields(line)
			const listen = "0A"
			if len(fields) < 10 || fields[3] != listen {
				continue
			}
			if inodes == nil {
				inodes = t.sockets()
			}
			if !inodes[fields[9]] {
				continue
			}
			if at, ok := tableAddress(fields[1]); ok {
				return at, true
			}
		}
	}
	return at, false
}

// tableAddress reads an address of /proc/net/tcp. One that stands for all
// addresses becomes the loopback one.
func tableAddress(text string) (netip.AddrPort, bool) {
	words, port, ok := strings.Cut(text, ":")
	number, err := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || len(words)%8 != 0 {
		return netip.AddrPort{}, false
	}
	var b []byte
	for ; words != ""; words = words[8:] {
		word, err := strconv.ParseUint(words[:8], 16, 32)
		if err != nil {
			return netip.AddrPort{}, false
		}
		b = binary.NativeEndian.AppendUint32(b, uint32(word))
	}
	address, ok := netip.AddrFromSlice(b)
	if !ok {
		return netip.AddrPort{}, false
	}
	if address = address.Unmap(); address.IsUnspecified() {
		address = netip.AddrFrom4([4]byte{127, 0, 0, 1})
	}
	return netip.AddrPortFrom(address, uint16(number)), true
}

// inside is set in the environment of this program when it runs in a user namespace
// of its own.
const inside = "NATIVE_JUDGE_INSIDE"

// Namespaced sees to it that goroutines can be isolated. Where this process has the
// right to, it returns -1. Where it hasn't, it runs this program once more in a user
// namespace, which gives that right, and returns its exit status.
func Namespaced(ctx context.Context) (status int, err error) {
	isolated := make(chan error)
	go func() { isolated <- Isolate() }() // its thread ends with it
	if err = <-isolated; err == nil || os.Getenv(inside) != "" {
		return -1, err
	}
	exe, err := os.Executable()
	if err != nil {
		return -1, err
	}
	cmd := exec.Command(exe)
	cmd.Args = os.Args // under the name that it has: the tests of the program are the program under its name
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), inside+"=1")
	runtime.LockOSThread() // the child ends with this thread
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  unix.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getuid(), HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}},
		AmbientCaps: []uintptr{unix.CAP_SYS_ADMIN, unix.CAP_NET_ADMIN, unix.CAP_NET_RAW},
		Pdeathsig:   syscall.SIGKILL,
	}
	if err := cmd.Start(); err != nil {
		return -1, err
	}
	defer context.AfterFunc(ctx, func() { cmd.Process.Signal(syscall.SIGTERM) })()
	cmd.Wait()
	return max(cmd.ProcessState.ExitCode(), 0), nil
}
