package command

import (
	"context"
	"errors"
	"io"
)

var errInterrupted = errors.New("interrupted")

// untilDone is in until ctx ends: a Read of a terminal knows no context, and
// whoever presses Ctrl-C would have to press it twice. The Read under way is
// then left behind, for the process to end with.
func untilDone(ctx context.Context, in io.Reader) io.Reader {
	return &interruptible{ctx: ctx, in: in}
}

type interruptible struct {
	ctx context.Context
	in  io.Reader
}

func (i *interruptible) Read(p []byte) (int, error) {
	type result struct {
		bytes []byte
		err   error
	}
	done := make(chan result, 1)
	go func() {
		own := make([]byte, len(p)) // p is the caller's again once this has returned
		n, err := i.in.Read(own)
		done <- result{own[:n], err}
	}()
	select {
	case <-i.ctx.Done():
		return 0, errInterrupted
	case r := <-done:
		return copy(p, r.bytes), r.err
	}
}

// orInterrupted is what f returns, or errInterrupted once ctx ends: f may be
// waiting for the other end of a FIFO, or for a pager. It is then left behind, for
// the process to end with.
func orInterrupted(ctx context.Context, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case <-ctx.Done():
		return errInterrupted
	case err := <-done:
		return err
	}
}
