package core

import (
	"errors"
	"strconv"
)

// Layout says how a header spells the length of its payload. The zero Layout is
// not valid; get one from [Decimal], [Hex], [Uint], [Uvarint], [Netstring],
// [Delimiter], [ParseLayout] or [Presets], and refine it with At, Counting and
// the like. Layouts are plain values: they can be compared and copied.
type Layout struct {
	form    form
	align   Align
	width   int    // bytes of the length field; the most there may be, where that varies
	offset  int    // header bytes before the field
	after   int    // header bytes after the field
	counts  int    // what the stated number counts beside the payload
	bare    uint64 // stated numbers below it stand for no payload at all
	trailer string // bytes that close the frame
	escape  byte   // makes the byte after it content; 0 where there is none
}

type form uint8

const (
	formNone form = iota
	formDecimal
	formHex
	formBig
	formLittle
	formUvarint
	formNetstring
	formDelimiter
)

// maxHeader is the longest header, in bytes, that a layout may describe.
const maxHeader = 64

// maxSkip is a length that no stream reaches; it keeps sums of two of them from
// overflowing.
const maxSkip = 1 << 62

// Align says how a decimal or hexadecimal number fills its field. It matters for
// encoding only; decoding accepts all of them.
type Align uint8

// The four ways of Python's format mini-language to pad a number.
const (
	Left   Align = iota // f"{n:<10}", the tutorial's
	Right               // f"{n:>10}"
	Center              // f"{n:^10}"
	Zero                // f"{n:010}"
)

var alignNames = [...]string{"left", "right", "center", "zero"}

func (a Align) String() string {
	if int(a) < len(alignNames) {
		return alignNames[a]
	}
	return "unknown"
}

// Decimal is a number in width decimal digits, padded with spaces or zeros.
// Decimal(10) is the tutorial's: ten characters, padded on the right with spaces.
func Decimal(width int) Layout { return Layout{form: formDecimal, width: width} }

// Hex is a number in width hexadecimal digits, zero-padded.
func Hex(width int) Layout { return Layout{form: formHex, width: width, align: Zero} }

// Uint is a binary number of 8, 16, 24, 32 or 64 bits, most significant byte
// first; see LittleEndian.
func Uint(bits int) Layout { return Layout{form: formBig, width: bits / 8} }

// LittleEndian is the layout with its binary number least significant byte
// first.
func (l Layout) LittleEndian() Layout { l.form = formLittle; return l }

// Uvarint is a number in groups of seven bits, least significant first, each
// byte but the last with its high bit set, in at most width bytes.
//
// Spec: https://protobuf.dev/programming-guides/encoding/#varints
func Uvarint(width int) Layout { return Layout{form: formUvarint, width: width} }

// Netstring is a decimal number without leading zeros or padding, a colon, the
// payload and a comma.
//
// Spec: https://cr.yp.to/proto/netstrings.txt
func Netstring() Layout { return Layout{form: formNetstring, width: 10, after: 1, trailer: ","} }

// Delimiter marks the end of each message with mark instead of counting. It is
// the alternative that the tutorial rejects: a payload that holds the mark can't
// be sent, unless escaped (see Escaped).
func Delimiter(mark string) Layout { return Layout{form: formDelimiter, trailer: mark} }

// Escaped is the delimiter layout with every delimiter or escape inside a
// payload preceded by escape. The delimiter must be a single byte.
func (l Layout) Escaped(escape byte) Layout { l.escape = escape; return l }

// Aligned is the layout with its number padded another way when encoded.
func (l Layout) Aligned(a Align) Layout { l.align = a; return l }

// At is the layout with its length field at an offset in a header of size bytes.
// For a [Uvarint] size only counts the bytes before the field.
func (l Layout) At(offset, size int) Layout {
	l.offset = offset
	if l.form != formUvarint {
		l.after = size - offset - l.width
	}
	return l
}

// Counting is the layout whose stated number counts n bytes beside the payload:
// the whole header, or a part of it.
func (l Layout) Counting(n int) Layout { l.counts = n; return l }

// Bare is the layout in which a stated number below n stands for a frame of a
// header alone, as git's flush-pkt 0000. See [Decoder.Header] to tell them apart.
func (l Layout) Bare(n int) Layout { l.bare = uint64(n); return l }

// HeaderSize returns the bytes of a header, or the fewest where it varies.
func (l Layout) HeaderSize() int {
	switch l.form {
	case formDelimiter:
		return 0
	case formUvarint:
		return l.offset + 1
	case formNetstring:
		return 2
	default:
		return l.offset + l.width + l.after
	}
}

// Trailer returns the bytes that close a frame: the comma of a netstring, the
// delimiter; mostly none.
func (l Layout) Trailer() string { return l.trailer }

// Valid returns an error that says what is wrong with the layout, or nil.
func (l Layout) Valid() error {
	switch l.form {
	case formNone:
		return invalid("the zero Layout spells nothing; start with Decimal(10)")
	case formDecimal, formHex:
		if l.width < 1 || l.width > maxHeader {
			return invalid("a number of " + strconv.Itoa(l.width) + " digits; want 1 to 64")
		}
		if l.align > Zero || l.form == formHex && l.align != Zero {
			return invalid("a padding this number can't have")
		}
	case formBig, formLittle:
		if l.width != 1 && l.width != 2 && l.width != 3 && l.width != 4 && l.width != 8 {
			return invalid("a binary number has 8, 16, 24, 32 or 64 bits")
		}
	case formUvarint:
		if l.width < 1 || l.width > 10 {
			return invalid("a uvarint of " + strconv.Itoa(l.width) + " bytes; want 1 to 10")
		}
	case formDelimiter:
		if l.trailer == "" || len(l.trailer) > maxHeader {
			return invalid("a delimiter of " + strconv.Itoa(len(l.trailer)) + " bytes; want 1 to 64")
		}
		if l.escape != 0 && len(l.trailer) != 1 {
			return invalid("only a delimiter of one byte can be escaped")
		}
		if l.escape != 0 && l.trailer[0] == l.escape {
			return invalid("the escape and the delimiter are the same byte")
		}
	}
	if l.form != formDelimiter && l.escape != 0 {
		return invalid("only a delimiter can be escaped")
	}
	if l.form != formDecimal && l.form != formHex && l.align != Left {
		return invalid("only digits can be aligned")
	}
	if (l.form == formDelimiter || l.form == formNetstring) && (l.offset != 0 || l.counts != 0 || l.bare != 0) {
		return invalid("this layout has no room for other header bytes")
	}
	if l.offset < 0 || l.after < 0 || l.counts < 0 || l.offset+l.width+l.after > maxHeader {
		return invalid("the field does not lie in a header of at most 64 bytes")
	}
	return nil
}

func invalid(text string) error { return errors.New("core: layout: " + text) }

// missing returns how many more bytes the header is known to want, and 0 when it
// is complete. had is never longer than the header.
func (l *Layout) missing(had []byte) int {
	switch l.form {
	case formUvarint:
		if len(had) <= l.offset {
			return l.offset + 1 - len(had)
		}
		if had[len(had)-1] < 0x80 || len(had) == l.offset+l.width {
			return 0
		}
		return 1
	case formNetstring:
		// Byte by byte: a bad first byte must be found before a second one is taken.
		if len(had) > 0 {
			if last := had[len(had)-1]; last < '0' || last > '9' || len(had) == l.width+1 {
				return 0
			}
		}
		return 1
	default:
		return l.offset + l.width + l.after - len(had)
	}
}

// parse reads the payload length from a complete header. It reports false for a
// header that does not spell one. A length too large for uint64 is the largest
// uint64, which exceeds every limit.
func (l *Layout) parse(header []byte) (length uint64, ok bool) {
	var n uint64
	switch l.form {
	case formDecimal:
		n, ok = parseDecimal(header[l.offset : l.offset+l.width])
	case formHex:
		n, ok = parseHex(header[l.offset : l.offset+l.width])
	case formBig:
		n, ok = parseBig(header[l.offset:l.offset+l.width]), true
	case formLittle:
		n, ok = parseLittle(header[l.offset:l.offset+l.width]), true
	case formUvarint:
		n, ok = parseUvarint(header[l.offset:])
	case formNetstring:
		n, ok = parseNetstring(header)
	}
	if !ok {
		return 0, false
	}
	return l.payload(n)
}

// payload returns the payload length that a header means by the number n.
func (l *Layout) payload(n uint64) (length uint64, ok bool) {
	if n < l.bare {
		return 0, true
	}
	if n < uint64(l.counts) {
		return 0, false
	}
	return n - uint64(l.counts), true
}

// parseDecimal reads digits with spaces on either side. A sign, an underscore, a
// tab, a NUL or an inner space is none of the header's business, whatever
// Python's int() makes of it: two readers that disagree about a length disagree
// about everything after it.
func parseDecimal(field []byte) (uint64, bool) {
	i, end := 0, len(field)
	for i < end && field[i] == ' ' {
		i++
	}
	for end > i && field[end-1] == ' ' {
		end--
	}
	if i == end {
		return 0, false
	}
	var n uint64
	for ; i < end; i++ {
		digit := uint64(field[i] - '0')
		if digit > 9 {
			return 0, false
		}
		n = times(n, 10, digit)
	}
	return n, true
}

func parseHex(field []byte) (uint64, bool) {
	var n uint64
	for _, c := range field {
		var digit byte
		switch {
		case '0' <= c && c <= '9':
			digit = c - '0'
		case 'a' <= c && c <= 'f':
			digit = c - 'a' + 10
		case 'A' <= c && c <= 'F':
			digit = c - 'A' + 10
		default:
			return 0, false
		}
		n = times(n, 16, uint64(digit))
	}
	return n, true
}

// times returns n*base + digit, or the largest uint64 where that overflows.
func times(n, base, digit uint64) uint64 {
	const most = 1<<64 - 1
	if n > (most-digit)/base {
		return most
	}
	return n*base + digit
}

func parseBig(field []byte) uint64 {
	var n uint64
	for _, b := range field {
		n = n<<8 | uint64(b)
	}
	return n
}

func parseLittle(field []byte) uint64 {
	var n uint64
	for i, b := range field {
		n |= uint64(b) << (8 * i)
	}
	return n
}

// parseUvarint refuses a number that goes on after its last allowed byte, one of
// more than 64 bits, and one longer than it need be: the same length must not
// have two spellings.
func parseUvarint(field []byte) (uint64, bool) {
	var n uint64
	for i, b := range field {
		if i == 9 && b > 1 {
			return 0, false
		}
		n |= uint64(b&0x7f) << (7 * i)
		if b < 0x80 {
			return n, i == len(field)-1 && (i == 0 || b != 0)
		}
	}
	return 0, false
}

func parseNetstring(header []byte) (uint64, bool) {
	digits := header[:len(header)-1]
	if header[len(header)-1] != ':' || len(digits) == 0 || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	return parseDecimal(digits)
}
