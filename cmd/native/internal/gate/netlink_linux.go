package gate

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// netlink asks with SOCK_DIAG, which needs no privileges.
//
// The reply's count of queued bytes is taken first, and then, because TCP_INFO
// is asked for too, the socket's lock. So a recv that took the last byte has let
// go of the socket when the reply comes, and takes nothing that is sent later.
//
// Spec: sock_diag(7), and the kernel's include/uapi/linux/inet_diag.h
type netlink struct {
	socket  int
	request []byte
	reply   []byte
}

// The sizes and places of inet_diag_req_v2, inet_diag_msg and their parts, in
// bytes.
const (
	sizeHeader  = unix.SizeofNlMsghdr
	sizeRequest = 56
	sizeMessage = 72
	sizeSocket  = 48 // inet_diag_sockid

	atState  = 1
	atQueued = 4 + sizeSocket + 4
	atInode  = atQueued + 12

	attrInfo = 2 // INET_DIAG_INFO
)

func newNetlink(ends pair) (*netlink, error) {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, os.NewSyscallError("socket", err)
	}
	// The reply is there when the question has been sent; this is for a kernel
	// that thinks otherwise.
	unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &unix.Timeval{Sec: 1})

	b := make([]byte, 0, sizeHeader+sizeRequest)
	b = binary.NativeEndian.AppendUint32(b, sizeHeader+sizeRequest)
	b = binary.NativeEndian.AppendUint16(b, unix.SOCK_DIAG_BY_FAMILY)
	b = binary.NativeEndian.AppendUint16(b, unix.NLM_F_REQUEST)
	b = append(b, make([]byte, 8)...) // sequence, port: the kernel's
	family := byte(unix.AF_INET)
	if ends.from.Addr().Is6() {
		family = unix.AF_INET6
	}
	b = append(b, family, unix.IPPROTO_TCP, 1<<(attrInfo-1), 0)
	b = binary.NativeEndian.AppendUint32(b, 1<<32-1) // any state
	b = binary.BigEndian.AppendUint16(b, ends.from.Port())
	b = binary.BigEndian.AppendUint16(b, ends.to.Port())
	for _, end := range []pair{ends, {from: ends.to}} {
		var address [16]byte
		copy(address[:], end.from.Addr().AsSlice())
		b = append(b, address[:]...)
	}
	b = append(b, 0, 0, 0, 0)                        // any interface
	b = binary.NativeEndian.AppendUint64(b, 1<<64-1) // no cookie
	return &netlink{socket: socket, request: b, reply: make([]byte, 4096)}, nil
}

func (n *netlink) close() error { return unix.Close(n.socket) }

func (n *netlink) ask() (s socketState, err error) {
	if err := ignoringEINTR(func() error {
		return unix.Sendto(n.socket, n.request, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
	}); err != nil {
		return s, fmt.Errorf("%w: %w", errNoNetlink, err)
	}
	var size int
	if err := ignoringEINTR(func() (err error) {
		size, _, err = unix.Recvfrom(n.socket, n.reply, 0)
		return err
	}); err != nil {
		return s, fmt.Errorf("%w: %w", errNoNetlink, err)
	}
	return parseReply(n.reply[:size])
}

// parseReply reads one netlink message.
func parseReply(b []byte) (s socketState, err error) {
	if len(b) < sizeHeader+4 {
		return s, errNoNetlink
	}
	switch kind, body := binary.NativeEndian.Uint16(b[4:]), b[sizeHeader:]; {
	case kind == unix.NLMSG_ERROR:
		errno := unix.Errno(-int32(binary.NativeEndian.Uint32(body)))
		if errno == unix.ENOENT {
			return s, errNoSocket
		}
		return s, fmt.Errorf("%w: %w", errNoNetlink, errno)
	case kind != unix.SOCK_DIAG_BY_FAMILY || len(body) < sizeMessage:
		return s, errNoNetlink
	default:
		s.state = body[atState]
		s.queued = int64(binary.NativeEndian.Uint32(body[atQueued:]))
		s.orphan = binary.NativeEndian.Uint32(body[atInode:]) == 0
		s.received = receivedIn(body[sizeMessage:])
		return s, nil
	}
}

// receivedIn finds tcp_info among the attributes, and in it how many bytes have
// arrived; 0 where there is none, as before a connection is established.
func receivedIn(attributes []byte) int64 {
	const at = unsafe.Offsetof(unix.TCPInfo{}.Bytes_received)
	for len(attributes) >= 4 {
		size, kind := int(binary.NativeEndian.Uint16(attributes)), binary.NativeEndian.Uint16(attributes[2:])
		if size < 4 || size > len(attributes) {
			break
		}
		if value := attributes[4:size]; kind == attrInfo && len(value) >= int(at)+8 {
			return int64(binary.NativeEndian.Uint64(value[at:]))
		}
		attributes = attributes[min(len(attributes), (size+3)&^3):]
	}
	return 0
}

func ignoringEINTR(do func() error) error {
	for {
		if err := do(); !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}
