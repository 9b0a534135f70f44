package command

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
	"testing"

	"bufferbybuffer/core"
)

// What a server said, and that it could not be read, comes before what the system
// says of a connection that is gone.
func TestOutcome(t *testing.T) {
	write := errors.New("write 3: broken pipe")
	gone := &net.OpError{Op: "close", Err: os.NewSyscallError("shutdown", syscall.ENOTCONN)}
	answer := fmt.Errorf("frame 1: %w", core.ErrMalformedHeader)
	for _, test := range []struct {
		write, close, answer error
		want                 string
	}{
		{nil, nil, nil, ""},
		{nil, gone, answer, "the answer: frame 1: core: malformed header"},
		{nil, gone, nil, "the server reset the connection, perhaps before it had read everything: shutdown: transport endpoint is not connected"},
		{write, gone, nil, "write 3: broken pipe"},
		{write, gone, answer, "write 3: broken pipe; and the answer: frame 1: core: malformed header"},
	} {
		got := ""
		err := outcome(test.write, test.close, test.answer)
		if err != nil {
			got = err.Error()
		}
		if got != test.want || errors.Is(err, core.ErrMalformedHeader) != (test.answer != nil) {
			t.Errorf("%v, %v, %v: %q, want %q", test.write, test.close, test.answer, got, test.want)
		}
	}
}
