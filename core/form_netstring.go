package core

import "strconv"

// netstringDigits are as many as [DefaultLimit] needs.
const netstringDigits = 10

// Netstring is digits, a colon, the payload, and a comma: 5:hello,
//
// Spec: https://cr.yp.to/proto/netstrings.txt
func Netstring() Layout {
	return Layout{form: netstring{}, width: netstringDigits + 1, trailer: ","}
}

type netstring struct {
	trailing
	textual
}

func (netstring) word(p *layoutParser, word string) (Layout, bool) {
	return Netstring(), word == "netstring"
}

func (netstring) text(*Layout) string { return "netstring" }

func (netstring) fault(l *Layout) string { return noRefinement(l) }

func (netstring) describe(*Layout) string {
	return "a netstring: digits, a colon, the payload, a comma"
}

func (netstring) size(*Layout) (int, bool) { return 2, false }

// measure goes byte by byte: a bad first byte must be found before a second one is
// taken.
func (netstring) measure(l *Layout, b []byte) int {
	for i, c := range b {
		if c < '0' || c > '9' || i+1 == l.width {
			return i + 1
		}
	}
	return len(b) + 1
}

func (netstring) number(l *Layout, field []byte) (uint64, bool) {
	digits := field[:len(field)-1]
	if field[len(field)-1] != ':' || len(digits) == 0 || len(digits) > 1 && digits[0] == '0' {
		return 0, false
	}
	return decimal{}.number(l, digits)
}

func (netstring) why(l *Layout, field []byte) string {
	switch {
	case field[0] == '0' && len(field) > 2:
		return "a length must not have two spellings, and this one has a zero before it"
	case len(field) == l.width && field[l.width-1] != ':':
		return "it has more than " + strconv.Itoa(netstringDigits) + " digits"
	}
	return ""
}

func (netstring) most(l *Layout) uint64 { return power(10, netstringDigits) }

func (netstring) appendNumber(l *Layout, dst []byte, n uint64) []byte {
	return append(strconv.AppendUint(dst, n, 10), ':')
}
