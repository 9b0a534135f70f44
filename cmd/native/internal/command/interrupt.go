package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"
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

// patient is out, for whoever would wait for it for ever: once ctx has ended, for a
// second at most. What is under way then is left behind, for the process to end with.
type patient struct {
	ctx context.Context
	out io.Writer
}

func (p patient) Write(b []byte) (int, error) {
	type result struct {
		n   int
		err error
	}
	own := bytes.Clone(b) // b is the caller's again once this has returned
	done := make(chan result, 1)
	go func() {
		n, err := p.out.Write(own)
		done <- result{n, err}
	}()
	select {
	case r := <-done:
		return r.n, r.err
	case <-p.ctx.Done():
	}
	select {
	case r := <-done:
		return r.n, r.err
	case <-time.After(time.Second):
		return 0, errInterrupted
	}
}
