package core

import "strconv"

// Uvarint is a number in base 128, least significant group first, of at most width
// bytes: that of protocol buffers and MQTT.
func Uvarint(width int) Layout { return Layout{form: uvarint{}, width: width} }

// uvarint refuses a number that goes on after its last allowed byte, one of more
// than 64 bits, and one longer than it need be: the same length must not have two
// spellings.
//
// Spec: https://protobuf.dev/programming-guides/encoding/#varints
type uvarint struct {
	trailing
}

func (uvarint) word(p *layoutParser, word string) (Layout, bool) {
	if word != "uvarint" {
		return Layout{}, false
	}
	return Uvarint(p.number("its width")), true
}

func (uvarint) text(l *Layout) string { return "uvarint " + strconv.Itoa(l.width) }

func (uvarint) fault(l *Layout) string {
	if l.width < 1 || l.width > 10 {
		return "a uvarint of " + strconv.Itoa(l.width) + " bytes; want 1 to 10"
	}
	return ""
}

func (uvarint) describe(l *Layout) string {
	return "a uvarint of at most " + strconv.Itoa(l.width) + " bytes" + l.describeCount()
}

func (uvarint) size(*Layout) (int, bool) { return 1, false }

func (uvarint) measure(l *Layout, b []byte) int {
	for i, c := range b {
		if c < 0x80 || i+1 == l.width {
			return i + 1
		}
	}
	return len(b) + 1
}

func (uvarint) number(l *Layout, field []byte) (n uint64, ok bool) {
	for i, b := range field {
		if i == 9 && b > 1 {
			return 0, false
		}
		n |= uint64(b&0x7f) << (7 * i)
	}
	last := field[len(field)-1]
	return n, last < 0x80 && (last != 0 || len(field) == 1)
}

func (uvarint) why(l *Layout, field []byte) string {
	switch last := field[len(field)-1]; {
	case last == 0:
		return "it is longer than it need be, and a length must not have two spellings"
	case last < 0x80:
		return "it has more than 64 bits"
	}
	return "it goes on after its last byte"
}

func (uvarint) most(l *Layout) uint64 { return power(128, l.width) }

func (uvarint) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	for ; n >= 0x80; n >>= 7 {
		dst = append(dst, byte(n)|0x80)
	}
	return append(dst, byte(n))
}

func (uvarint) hint(l *Layout, limit int, header []byte, reason error) string {
	if printable(header) {
		return hintText
	}
	return ""
}
