package core

import (
	"io"
	"strconv"
)

// The peer's faults. A [FrameError] wraps one of them.
var (
	// ErrTooLarge: a header promises more than the limit.
	ErrTooLarge error = &sentinel{text: "payload too large"}
	// ErrMalformedHeader: the header does not spell a length, or the bytes that
	// must close a frame are others.
	ErrMalformedHeader error = &sentinel{text: "malformed header"}
	// ErrTruncated: the stream ended inside a frame. It is also
	// [io.ErrUnexpectedEOF].
	ErrTruncated error = &sentinel{text: "truncated", also: io.ErrUnexpectedEOF}
)

// The caller's faults, never the peer's.
var (
	// ErrMisuse: a method was called when its documentation says it can't be, or a
	// source broke the contract of [io.Reader]. It is sticky too.
	ErrMisuse error = &sentinel{text: "misuse"}
	// ErrLayout: a layout that makes no sense, or a text that names none.
	ErrLayout error = &sentinel{text: "layout"}
	// ErrUnspeakable: a payload that a layout can't carry, whatever the limit.
	ErrUnspeakable error = &sentinel{text: "payload can't be carried"}
)

type sentinel struct {
	text string
	also error
}

func (s *sentinel) Error() string { return "core: " + s.text }
func (s *sentinel) Unwrap() error { return s.also }

// FrameError says which frame of a stream can't be read, and why. Err is a
// [*LengthError], a [*HeaderError] or a [*TruncatedError], which match
// [ErrTooLarge], [ErrMalformedHeader] and [ErrTruncated].
type FrameError struct {
	Frame  int    // number of the frame in its stream, from 1
	Offset int64  // where the frame begins in the stream, in bytes
	Header []byte // the header's bytes as far as they came; the error owns them
	Hint   string // what such bytes usually mean; empty when nothing fits
	Err    error
}

func (e *FrameError) Error() string {
	s := "core: frame " + strconv.Itoa(e.Frame) + " at byte " + strconv.FormatInt(e.Offset, 10) + ": " + e.Err.Error()
	if e.Hint != "" {
		s += "; " + e.Hint
	}
	return s
}

func (e *FrameError) Unwrap() error { return e.Err }

// LengthError reports a payload length beyond the limit. It matches
// [ErrTooLarge].
type LengthError struct {
	Length uint64 // what the header promised, or what was to be encoded
	Limit  int
}

func (e *LengthError) Error() string {
	return "payload length " + strconv.FormatUint(e.Length, 10) + " exceeds limit " + strconv.Itoa(e.Limit)
}

func (e *LengthError) Unwrap() error { return ErrTooLarge }

// HeaderError reports a header that does not spell a length, or bytes that do not
// close a frame. It matches [ErrMalformedHeader].
type HeaderError struct {
	Header []byte // the offending bytes; the error owns them
	Why    string // why they are refused, where Want does not say it; or ""
	Want   string // what the layout asks for
}

func (e *HeaderError) Error() string {
	s := "malformed header " + strconv.QuoteToASCII(string(e.Header)) + ": "
	if e.Why != "" {
		s += e.Why + "; "
	}
	return s + "want " + e.Want
}

func (e *HeaderError) Unwrap() error { return ErrMalformedHeader }

// TruncatedError reports a stream that ended inside a frame. It matches
// [ErrTruncated] and [io.ErrUnexpectedEOF], and Cause where there is one.
type TruncatedError struct {
	Part  string // "header", "payload", "trailer" or, in a layout without headers, "message"
	Had   int    // bytes of that part that had come
	Want  int    // bytes of that part that were due; Unknown for a message
	Cause error  // why the stream ended, when it was not simply closed
}

func (e *TruncatedError) Error() string {
	s := "truncated: the stream ended after " + strconv.Itoa(e.Had)
	if e.Want != Unknown {
		s += " of " + strconv.Itoa(e.Want)
	}
	s += " bytes of the " + e.Part
	if e.Cause != nil {
		s += ": " + e.Cause.Error()
	}
	return s
}

func (e *TruncatedError) Unwrap() []error {
	if e.Cause == nil {
		return []error{ErrTruncated}
	}
	return []error{ErrTruncated, e.Cause}
}

// misuse describes what the caller did; it matches [ErrMisuse].
type misuse string

func (m misuse) Error() string { return "core: misuse: " + string(m) }
func (m misuse) Unwrap() error { return ErrMisuse }
