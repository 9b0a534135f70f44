package gate

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// pipe asks its own end what is in it. The kernel holds the same lock while a
// reader takes bytes, so an empty pipe is one whose reader has them all, and
// whose read, once it has any, takes no more.
type pipe struct{ raw syscall.RawConn }

func askPipe(w *os.File) (asker, error) {
	raw, err := w.SyscallConn()
	if err != nil {
		return nil, err
	}
	p := pipe{raw}
	if _, err := p.unread(0); err != nil {
		return nil, err
	}
	return p, nil
}

func (p pipe) unread(int64) (int64, error) {
	var queued int
	var gone bool
	var err error
	if controlErr := p.raw.Control(func(fd uintptr) {
		// TIOCINQ is FIONREAD.
		if queued, err = unix.IoctlGetInt(int(fd), unix.TIOCINQ); err != nil {
			return
		}
		// A pipe without a reader has an error condition at the writing end.
		poll := []unix.PollFd{{Fd: int32(fd)}}
		n, pollErr := unix.Poll(poll, 0)
		gone = pollErr == nil && n > 0 && poll[0].Revents&unix.POLLERR != 0
	}); controlErr != nil {
		err = controlErr
	}
	switch {
	case err != nil:
		return 0, fmt.Errorf("the kernel does not tell what is in the pipe: %w", err)
	case gone && queued > 0:
		return int64(queued), ErrGone
	}
	return int64(queued), nil
}

func (pipe) close() error { return nil }
