package capture

import (
	"errors"
	"io"
	"strconv"
)

// What can be wrong with a capture, as errors.Is finds it in an [Error].
var (
	// ErrFormat: these are not the bytes of a pcap or pcapng file.
	ErrFormat = errors.New("not a capture file")
	// ErrTruncated: the file ends inside a packet. What came before stays. It is
	// io.ErrUnexpectedEOF, too.
	ErrTruncated error = truncated{}
	// ErrTooLarge: a packet larger than any that is captured.
	ErrTooLarge = errors.New("too large")
)

type truncated struct{}

func (truncated) Error() string        { return "truncated" }
func (truncated) Is(target error) bool { return target == io.ErrUnexpectedEOF }

// Error is where a capture could not be read on, and why.
type Error struct {
	Offset int64 // in the file, in bytes, of what could not be read
	Reason string
	Err    error // one of the package's errors
}

func (e *Error) Error() string {
	return "capture: at byte " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error() + ": " + e.Reason
}

func (e *Error) Unwrap() error { return e.Err }
