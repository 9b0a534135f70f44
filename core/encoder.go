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
// length are zero; they are the caller's to fill in. What does not fit in the
// limit or in the header is refused with a [*LengthError] and a payload that
// holds a delimiter with a [*DelimiterError]; dst is then returned as it was.
func (e *Encoder) AppendFrame(dst, payload []byte) ([]byte, error) {
	frame, err := e.appendHeader(dst, payload)
	if err != nil {
		return dst, err
	}
	if e.layout.escape != 0 {
		for _, b := range payload {
			if b == e.layout.escape || b == e.layout.trailer[0] {
				frame = append(frame, e.layout.escape)
			}
			frame = append(frame, b)
		}
	} else {
		frame = append(frame, payload...)
	}
	return append(frame, e.layout.trailer...), nil
}

// AppendBuffers appends payload's frame to dst as buffers for one vectored
// write (net.Buffers), without copying the payload: the header, the payload
// itself, and what closes the frame. The payload is lent until they are written.
// header is room for the header; it is grown where it is too small.
func (e *Encoder) AppendBuffers(dst [][]byte, header, payload []byte) ([][]byte, error) {
	if e.layout.escape != 0 {
		frame, err := e.AppendFrame(header[:0], payload)
		if err != nil {
			return dst, err
		}
		return append(dst, frame), nil
	}
	header, err := e.appendHeader(header[:0], payload)
	if err != nil {
		return dst, err
	}
	if len(header) > 0 {
		dst = append(dst, header)
	}
	dst = append(dst, payload)
	if e.layout.trailer != "" {
		dst = append(dst, []byte(e.layout.trailer))
	}
	return dst, nil
}

// DelimiterError reports a payload that holds the delimiter, and so can't be
// sent in this layout: its receiver would see two messages.
type DelimiterError struct {
	Delimiter string
	Offset    int // where in the payload it stands
}

func (e *DelimiterError) Error() string {
	return "payload holds the delimiter " + strconv.Quote(e.Delimiter) + " at byte " + strconv.Itoa(e.Offset)
}

// appendHeader appends the header for payload to dst.
func (e *Encoder) appendHeader(dst, payload []byte) ([]byte, error) {
	l := &e.layout
	if len(payload) > e.limit {
		return dst, &LengthError{Length: uint64(len(payload)), Limit: e.limit}
	}
	if l.form == formDelimiter {
		return dst, l.holdsDelimiter(payload)
	}
	n := uint64(len(payload)) + uint64(l.counts)
	if most := l.most(); n > most {
		return dst, &LengthError{Length: uint64(len(payload)), Limit: int(most - uint64(l.counts))}
	}
	if n < l.bare && len(payload) > 0 {
		return dst, &LengthError{Length: uint64(len(payload))}
	}
	dst = appendZeros(dst, l.offset)
	switch l.form {
	case formDecimal:
		dst = appendDigits(dst, n, 10, l.width, l.align)
	case formHex:
		dst = appendDigits(dst, n, 16, l.width, l.align)
	case formBig:
		for i := l.width - 1; i >= 0; i-- {
			dst = append(dst, byte(n>>(8*i)))
		}
	case formLittle:
		for i := range l.width {
			dst = append(dst, byte(n>>(8*i)))
		}
	case formUvarint:
		for ; n >= 0x80; n >>= 7 {
			dst = append(dst, byte(n)|0x80)
		}
		dst = append(dst, byte(n))
	case formNetstring:
		return append(strconv.AppendUint(dst, n, 10), ':'), nil
	}
	return appendZeros(dst, l.after), nil
}

// most is the largest number that the field can spell.
func (l *Layout) most() uint64 {
	const all = 1<<63 - 1
	switch l.form {
	case formDecimal, formNetstring:
		return power(10, l.width)
	case formHex:
		return power(16, l.width)
	case formUvarint:
		return power(128, l.width)
	case formBig, formLittle:
		return power(256, l.width)
	}
	return all
}

// power returns base to the n, less one, or the largest int64 where that is less.
func power(base uint64, n int) uint64 {
	const most = 1<<63 - 1
	p := uint64(1)
	for range n {
		if p > most/base {
			return most
		}
		p *= base
	}
	return p - 1
}

// holdsDelimiter returns an error where a receiver would find a delimiter before
// the end of payload: inside it, or begun by its last bytes.
func (l *Layout) holdsDelimiter(payload []byte) error {
	if l.escape != 0 {
		return nil
	}
	mark := l.trailer
	for i := range payload {
		if overlap(payload[i:], mark) {
			return &DelimiterError{Delimiter: mark, Offset: i}
		}
	}
	return nil
}

// overlap reports whether tail, with mark sent after it, begins with mark.
func overlap(tail []byte, mark string) bool {
	if len(tail) >= len(mark) {
		return string(tail[:len(mark)]) == mark
	}
	return string(tail) == mark[:len(tail)] && mark[len(tail):] == mark[:len(mark)-len(tail)]
}

func appendZeros(dst []byte, n int) []byte {
	for range n {
		dst = append(dst, 0)
	}
	return dst
}

// appendDigits appends n in exactly width digits of the base, padded.
func appendDigits(dst []byte, n uint64, base, width int, align Align) []byte {
	var digits [64]byte
	spelled := strconv.AppendUint(digits[:0], n, base)
	pad := width - len(spelled)
	before, with := 0, byte(' ')
	switch align {
	case Right:
		before = pad
	case Center:
		before = pad / 2
	case Zero:
		before, with = pad, '0'
	}
	for range before {
		dst = append(dst, with)
	}
	dst = append(dst, spelled...)
	for range pad - before {
		dst = append(dst, ' ')
	}
	return dst
}
