package core

import (
	"math"
	"math/bits"
	"strconv"
)

// Uint is a binary number of 8, 16, 24, 32 or 64 bits, most significant byte
// first; see LittleEndian.
func Uint(bits int) Layout {
	l := Layout{form: binary{}, width: bits / 8}
	if bits%8 != 0 {
		return l.wrongly("a binary number of " + strconv.Itoa(bits) + " bits" + wantBits)
	}
	return l
}

const wantBits = "; want 8, 16, 24, 32 or 64"

// LittleEndian is the layout with its binary number in the other byte order, least
// significant byte first.
func (l Layout) LittleEndian() Layout {
	if l.form != (binary{}) {
		return l.wrongly("only a binary number is little-endian")
	}
	l.little = true
	return l
}

type binary struct {
	fixed
	trailing
	plain
}

func (binary) word(p *layoutParser, word string) (Layout, bool) {
	var bits int
	switch word {
	case "uint8", "uint16", "uint24", "uint32", "uint64":
		bits, _ = strconv.Atoi(word[len("uint"):])
	default:
		return Layout{}, false
	}
	l := Uint(bits)
	if p.has("little-endian") {
		return l.LittleEndian(), true
	}
	p.has("big-endian")
	return l, true
}

func (binary) text(l *Layout) string {
	text := "uint" + strconv.Itoa(8*l.width)
	if l.little {
		text += " little-endian"
	}
	return text
}

func (binary) fault(l *Layout) string {
	switch l.width {
	case 1, 2, 3, 4, 8:
		return ""
	}
	return "a binary number of " + strconv.Itoa(8*l.width) + " bits" + wantBits
}

func (binary) describe(l *Layout) string {
	order := ", big-endian"
	if l.little {
		order = ", little-endian"
	}
	return strconv.Itoa(8*l.width) + " bits" + order + l.describeCount()
}

func (binary) number(l *Layout, field []byte) (n uint64, ok bool) {
	if l.little {
		for i, b := range field {
			n |= uint64(b) << (8 * i)
		}
		return n, true
	}
	for _, b := range field {
		n = n<<8 | uint64(b)
	}
	return n, true
}

func (binary) most(l *Layout) uint64 { return power(256, l.width) }

func (binary) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	for i := range l.width {
		shift := 8 * i
		if !l.little {
			shift = 8 * (l.width - 1 - i)
		}
		dst = append(dst, byte(n>>shift))
	}
	return dst
}

// hint knows the two mistakes that people make with binary lengths: the other byte
// order, and text.
func (b binary) hint(l *Layout, limit int, header []byte, reason error) string {
	if _, tooLarge := reason.(*LengthError); tooLarge && l.width > 1 {
		turned := *l
		turned.little = !l.little
		if n, ok := turned.length(b, header); ok && n <= uint64(limit) {
			return "in the other byte order it would be " + strconv.FormatUint(n, 10)
		}
	}
	if printable(header) {
		return hintText
	}
	return ""
}

// peek reads a binary number in one look at eight bytes, where as many are there.
type peek struct {
	above  int // more bytes of a frame than that must be there; no frame has as many for other layouts
	offset int
	shift  uint // bits of the eight bytes that are not the number's
	little bool
	counts uint64
}

func (l *Layout) peek() peek {
	if l.form != (binary{}) || l.bare != 0 {
		return peek{above: math.MaxInt}
	}
	size := l.offset + l.width + l.after
	return peek{max(l.offset+8, size) - 1, l.offset, 64 - 8*uint(l.width), l.little, uint64(l.counts)}
}

// length is the payload length that eight bytes hold, beyond every limit where it is
// less than what it counts.
func (p *peek) length(n uint64) uint64 {
	if p.little {
		n = n << p.shift >> p.shift
	} else {
		n = bits.ReverseBytes64(n) >> p.shift
	}
	return n - p.counts
}

// binary64 is eight bytes as a number.
func binary64(b []byte) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}
