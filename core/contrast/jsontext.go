package contrast

import (
	"strings"
	"unicode/utf8"
)

// jsonText reads text byte by byte, and knows whether it is what Python's json.loads
// makes something of: JSON, and NaN, Infinity and -Infinity besides.
//
// Spec: https://www.rfc-editor.org/rfc/rfc8259
// and https://docs.python.org/3/library/json.html#standard-compliance-and-interoperability
type jsonText struct {
	at    jsonPlace
	open  []byte // the brackets that are open, '[' or '{'
	key   bool   // the string under way is a key
	rest  string // of the literal under way
	hex   int    // digits missing of an escape
	char  []byte // the beginning of a character
	wrong bool   // it is no JSON, and never will be
}

// jsonPlace is what may come next.
type jsonPlace uint8

const (
	jsonValue    jsonPlace = iota // a value
	jsonItem                      // the first value of a list, or its end
	jsonFirstKey                  // the first key of an object, or its end
	jsonKey                       // a key
	jsonColon                     // what follows a key
	jsonAfter                     // what follows a value
	jsonString                    // more of a string
	jsonEscape                    // what follows a backslash
	jsonHex                       // more of \u0000
	jsonLiteral                   // more of true, say
	jsonMinus                     // what follows a minus sign
	jsonZero                      // what follows a zero at the beginning
	jsonInteger                   // more digits, or what follows them
	jsonPoint                     // the first digit after a point
	jsonFraction                  // more of them
	jsonExponent                  // what follows an e
	jsonSign                      // the first digit after its sign
	jsonPower                     // more of them
)

// isJSON reports whether json.loads makes something of a text.
func isJSON(text []byte) bool {
	var t jsonText
	t.add(text)
	return t.whole()
}

// whole reports whether what was added is a value, with white space around it.
func (t *jsonText) whole() bool {
	if t.wrong || len(t.open) > 0 || len(t.char) > 0 {
		return false
	}
	switch t.at {
	case jsonAfter, jsonZero, jsonInteger, jsonFraction, jsonPower:
		return true
	}
	return false
}

// add reads on.
func (t *jsonText) add(data []byte) {
	for _, c := range data {
		if t.wrong {
			return
		}
		if c < utf8.RuneSelf && len(t.char) == 0 {
			t.step(c)
			continue
		}
		t.char = append(t.char, c)
		if utf8.FullRune(t.char) { // no more than text can be in a string, and nowhere else
			r, n := utf8.DecodeRune(t.char)
			t.wrong = t.at != jsonString || r == utf8.RuneError && n == 1
			t.char = t.char[:0]
		}
	}
}

func (t *jsonText) step(c byte) {
	switch t.at {
	case jsonString:
		t.inString(c)
	case jsonEscape:
		switch {
		case c == 'u':
			t.at, t.hex = jsonHex, 4
		case strings.IndexByte(`"\/bfnrt`, c) >= 0:
			t.at = jsonString
		default:
			t.wrong = true
		}
	case jsonHex:
		t.hex--
		if strings.IndexByte("0123456789abcdefABCDEF", c) < 0 {
			t.wrong = true
		} else if t.hex == 0 {
			t.at = jsonString
		}
	case jsonLiteral:
		t.wrong = c != t.rest[0]
		if t.rest = t.rest[1:]; t.rest == "" {
			t.at = jsonAfter
		}
	case jsonMinus, jsonZero, jsonInteger, jsonPoint, jsonFraction, jsonExponent, jsonSign, jsonPower:
		t.inNumber(c)
	default:
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			t.between(c)
		}
	}
}

func (t *jsonText) inString(c byte) {
	switch {
	case c == '"' && t.key:
		t.at = jsonColon
	case c == '"':
		t.at = jsonAfter
	case c == '\\':
		t.at = jsonEscape
	case c < ' ':
		t.wrong = true
	}
}

// inNumber reads more of a number, or what ends it.
func (t *jsonText) inNumber(c byte) {
	digit := '0' <= c && c <= '9'
	switch {
	case digit && t.at == jsonMinus && c == '0':
		t.at = jsonZero
	case digit && (t.at == jsonMinus || t.at == jsonInteger):
		t.at = jsonInteger
	case digit && (t.at == jsonPoint || t.at == jsonFraction):
		t.at = jsonFraction
	case digit && t.at != jsonZero: // of an exponent
		t.at = jsonPower
	case c == 'I' && t.at == jsonMinus:
		t.at, t.rest = jsonLiteral, "nfinity"
	case c == '.' && (t.at == jsonZero || t.at == jsonInteger):
		t.at = jsonPoint
	case (c == 'e' || c == 'E') && (t.at == jsonZero || t.at == jsonInteger || t.at == jsonFraction):
		t.at = jsonExponent
	case (c == '+' || c == '-') && t.at == jsonExponent:
		t.at = jsonSign
	case t.at == jsonMinus || t.at == jsonPoint || t.at == jsonExponent || t.at == jsonSign:
		t.wrong = true
	default:
		t.at = jsonAfter
		t.step(c)
	}
}

// between reads what is no space and stands between or around values.
func (t *jsonText) between(c byte) {
	inside := byte(0)
	if len(t.open) > 0 {
		inside = t.open[len(t.open)-1]
	}
	switch {
	case c == ']' && inside == '[' && (t.at == jsonItem || t.at == jsonAfter),
		c == '}' && inside == '{' && (t.at == jsonFirstKey || t.at == jsonAfter):
		t.open = t.open[:len(t.open)-1]
		t.at = jsonAfter
	case t.at == jsonAfter && c == ',' && inside == '[':
		t.at = jsonValue
	case t.at == jsonAfter && c == ',' && inside == '{':
		t.at = jsonKey
	case t.at == jsonColon && c == ':':
		t.at = jsonValue
	case (t.at == jsonKey || t.at == jsonFirstKey) && c == '"':
		t.at, t.key = jsonString, true
	case t.at == jsonValue || t.at == jsonItem:
		t.value(c)
	default:
		t.wrong = true
	}
}

// value reads the first byte of a value.
func (t *jsonText) value(c byte) {
	switch {
	case c == '"':
		t.at, t.key = jsonString, false
	case c == '[':
		t.at, t.open = jsonItem, append(t.open, c)
	case c == '{':
		t.at, t.open = jsonFirstKey, append(t.open, c)
	case c == '-':
		t.at = jsonMinus
	case c == '0':
		t.at = jsonZero
	case '1' <= c && c <= '9':
		t.at = jsonInteger
	default:
		for _, literal := range [...]string{"true", "false", "null", "NaN", "Infinity"} {
			if c == literal[0] {
				t.at, t.rest = jsonLiteral, literal[1:]
				return
			}
		}
		t.wrong = true
	}
}
