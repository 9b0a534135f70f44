package core

import "strconv"

// AppendFrame appends payload, framed in the tutorial's layout, to dst. It
// refuses a payload beyond [DefaultLimit] with a [*LengthError].
func AppendFrame(dst, payload []byte) ([]byte, error) {
	return (&Encoder{Decimal(10), DefaultLimit}).AppendFrame(dst, payload)
}

// Encoder frames payloads in one layout, within one limit. It holds no state
// and is safe for concurrent use.
type Encoder struct {
	layout Layout
	limit  int
}

// NewEncoder returns an encoder. It panics if the layout is not valid or the
// limit is negative. Of the options only Limit matters to it.
func NewEncoder(layout Layout, opts ...Option) *Encoder {
	if err := layout.Valid(); err != nil {
		panic(err.Error())
	}
	return &Encoder{layout, apply(opts).limit}
}

// AppendFrame appends payload's frame to dst. Header bytes that do not spell the
// length are zero; they are the caller's to fill in. What does not fit in the limit
// or in the header is refused with a [*LengthError]; what the layout can't carry at
// all, such as a payload that holds the delimiter, with an error that matches
// [ErrUnspeakable]. dst is then returned as it was.
func (e *Encoder) AppendFrame(dst, payload []byte) ([]byte, error) {
	if marks, ok := e.layout.form.(marker); ok {
		if len(payload) > e.limit {
			return dst, &LengthError{Length: uint64(len(payload)), Limit: e.limit}
		}
		frame, err := marks.appendFrame(&e.layout, dst, payload)
		if err != nil {
			return dst, err
		}
		return frame, nil
	}
	frame, trailer, err := e.appendHeader(dst, payload)
	if err != nil {
		return dst, err
	}
	return append(append(frame, payload...), trailer...), nil
}

// AppendBuffers appends payload's frame to dst as buffers for one vectored
// write (net.Buffers), without copying the payload where the layout sends it as it
// is: the header, the payload itself, and what closes the frame. The payload is lent
// until they are written. header is room for the header; it is grown where it is too
// small.
func (e *Encoder) AppendBuffers(dst [][]byte, header, payload []byte) ([][]byte, error) {
	if _, ok := e.layout.form.(marker); ok {
		frame, err := e.AppendFrame(header[:0], payload)
		if err != nil {
			return dst, err
		}
		return append(dst, frame), nil
	}
	header, trailer, err := e.appendHeader(header[:0], payload)
	if err != nil {
		return dst, err
	}
	dst = append(dst, header, payload)
	if trailer != "" {
		dst = append(dst, []byte(trailer))
	}
	return dst, nil
}

// appendHeader appends the header for payload to dst, and returns what must close the
// frame.
func (e *Encoder) appendHeader(dst, payload []byte) (frame []byte, trailer string, err error) {
	l, spells := &e.layout, e.layout.form.(speller)
	n := uint64(len(payload)) + uint64(l.counts)
	most := min(uint64(e.limit), spells.most(l)-uint64(l.counts))
	if uint64(len(payload)) > most {
		return dst, "", &LengthError{Length: uint64(len(payload)), Limit: int(most)}
	}
	if n < uint64(l.bare) && len(payload) > 0 {
		return dst, "", &BareError{Length: len(payload), Bare: l.bare}
	}
	frame = appendZeros(dst, l.offset)
	frame = spells.appendNumber(l, frame, n)
	frame = appendZeros(frame, l.after)
	if l.trailer != "" && spells.closes(l, frame[len(dst):]) {
		trailer = l.trailer
	}
	return frame, trailer, nil
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, 0)
	}
	return dst
}

// DelimiterError reports a payload that holds what marks the end of a message, and so
// can't be sent in this layout: its receiver would see two messages, or another one.
// It matches [ErrUnspeakable].
type DelimiterError struct {
	Delimiter string
	Offset    int // where in the payload it stands
}

func (e *DelimiterError) Error() string {
	return "payload holds the delimiter " + strconv.Quote(e.Delimiter) + " at byte " + strconv.Itoa(e.Offset)
}

func (e *DelimiterError) Unwrap() error { return ErrUnspeakable }

// BareError reports a payload whose number would stand for a frame of a header alone
// (see [Layout.Bare]). It matches [ErrUnspeakable].
type BareError struct {
	Length int // bytes of the payload
	Bare   int // numbers below it stand for no payload
}

func (e *BareError) Error() string {
	return "payload length " + strconv.Itoa(e.Length) + " can't be sent: a number below " + strconv.Itoa(e.Bare) + " stands for a header alone"
}

func (e *BareError) Unwrap() error { return ErrUnspeakable }
