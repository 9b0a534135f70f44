package guess

import (
	"bytes"
	"math"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core"
)

// candidate is a layout to try, and what it is worth when it fits.
type candidate struct {
	layout core.Layout
	rare   float64 // how seldom it is met, in bits

	alphabet string // what a header's bytes are of; "": of anything

	// header is what a header that the decoder accepted weighs besides its alphabet:
	// it promises so many bytes, of which so many are there.
	header func(header []byte, length, room int) float64
	// frame is what a whole frame weighs besides its header. -Inf: it is none.
	frame func(frame, payload []byte) float64
	// rest is what the beginning of a frame at the end weighs. -Inf: it is none.
	rest func(rest []byte, hasHeader bool) float64
}

func candidates() []candidate {
	var list []candidate
	for width := 2; width <= 20; width++ {
		rare := 4.0
		switch width {
		case 10:
			rare = 0
		case 4, 8, 16:
			rare = 2
		}
		list = append(list, text(core.Decimal(width), rare, digits+" ", 10))
		if width%2 == 0 && width <= 8 {
			list = append(list, text(core.Hex(width), 3, hexDigits, 16), text(core.Hex(width).Counting(width), 5, hexDigits, 16))
		}
	}
	list = append(list,
		text(core.Hex(4).Counting(4).Bare(3), 4, hexDigits, 16),
		text(core.Netstring(), 3, digits+":", 10),
		text(core.Chunked(4096), 3, hexDigits+"\r\n", 16),
		text(core.ContentLength(4096), 3, headerLines, 10),
	)
	for _, bits := range []int{8, 16, 24, 32, 64} {
		rare := 2.0
		switch bits {
		case 8, 24, 64:
			rare = 4
		case 32:
			rare = 1
		}
		for _, l := range []core.Layout{core.Uint(bits), core.Uint(bits).LittleEndian()} {
			if bits == 8 && l != core.Uint(bits) {
				continue
			}
			list = append(list, binary(l, rare, bits), binary(l.Counting(bits/8), rare+3, bits))
			if bits == 16 || bits == 32 { // a type before it, or a magic number
				list = append(list, binary(l.At(1, 1+bits/8), rare+5, bits), binary(l.At(4, 4+bits/8), rare+9, bits))
			}
			rare++
		}
	}
	list = append(list, binary(core.Uint(24).LittleEndian().At(0, 4), 7, 24)) // MySQL's, with a number after it
	for _, p := range core.Presets() {
		switch p.Name {
		case "postgresql":
			list = append(list, described(binary(p.Layout, 4, 32), letter))
		case "tls":
			list = append(list, described(binary(p.Layout, 2, 16), tlsRecord))
		case "http2":
			list = append(list, described(binary(p.Layout, 2, 24), http2Frame))
		case "mqtt":
			list = append(list, described(varint(p.Layout, 4, 1), mqttPacket))
		}
	}
	return append(list, varint(core.Uvarint(5), 3, 0), lines(), ended("\x00", 4), ended("\r\n", 3), events())
}

const (
	digits    = "0123456789"
	hexDigits = "0123456789abcdefABCDEF"
	// Of a block of header lines, what matters is that it names a length.
	headerLines = digits + "Content-Length:"
	printable   = 96 // characters that text is made of
)

// none is what does not fit.
var none = math.Inf(-1)

// text is a layout whose header is spelled in so many characters, in a base.
func text(l core.Layout, rare float64, alphabet string, base float64) candidate {
	return candidate{layout: l, rare: rare, alphabet: alphabet,
		header: func(header []byte, length, room int) float64 {
			spelled := 0
			for _, c := range header {
				if '0' <= c && c <= '9' || base == 16 && ('a' <= c|0x20 && c|0x20 <= 'f') {
					spelled++
				}
			}
			return fits(exp2(float64(spelled)*log2(base)), length, room)
		},
		frame: func(frame, payload []byte) float64 { return log2(printable) * float64(len(l.Trailer())) },
		rest: func(rest []byte, hasHeader bool) float64 {
			if !hasHeader && alphabet != "" && within(alphabet, rest) < len(rest) {
				return none
			}
			return 0
		},
	}
}

// within counts the bytes that are of an alphabet.
func within(alphabet string, data []byte) (n int) {
	for _, c := range data {
		if strings.IndexByte(alphabet, c) >= 0 {
			n++
		}
	}
	return n
}

// mostPerHeader is the most that a header in binary weighs: after a single frame
// there is always a layout that nobody has thought of.
const mostPerHeader = 12

// binary is a layout whose length has so many bits.
func binary(l core.Layout, rare float64, bits int) candidate {
	return candidate{layout: l, rare: rare,
		header: func(header []byte, length, room int) float64 {
			switch {
			case length == 0: // a stream of zeros is no stream of messages
				return -2
			case isText(header): // and any length is to be found in text
				return min(0, fits(exp2(float64(bits)), length, room))
			}
			return min(mostPerHeader, fits(exp2(float64(bits)), length, room))
		},
		frame: func([]byte, []byte) float64 { return 0 },
		rest:  func([]byte, bool) float64 { return 0 },
	}
}

// varint is a layout whose length has seven bits a byte, after so many bytes of
// something else.
func varint(l core.Layout, rare float64, before int) candidate {
	c := binary(l, rare, 0)
	c.header = func(header []byte, length, room int) float64 {
		return binary(l, rare, 8*(len(header)-before)).header(header, length, room)
	}
	return c
}

// described is a layout whose header says more than a length: described is what
// that weighs.
func described(c candidate, described func(header []byte) float64) candidate {
	length := c.header
	c.header = func(header []byte, n, room int) float64 {
		weight := described(header)
		if n == 0 {
			weight = min(weight, 0)
		}
		return weight + length(header, n, room)
	}
	return c
}

func letter(header []byte) float64 {
	if c := header[0] | 0x20; c < 'a' || c > 'z' {
		if header[0] < '1' || header[0] > '3' { // "1", "2" and "3" answer a parse, a bind and a close
			return none
		}
	}
	return 2
}

func tlsRecord(header []byte) float64 {
	if header[0] < 20 || header[0] > 24 || header[1] != 3 || header[2] > 4 {
		return none
	}
	return 5 + 8 + 5
}

func http2Frame(header []byte) float64 {
	if header[3] > 9 || header[5]&0x80 != 0 {
		return none
	}
	return 4 + 1
}

func mqttPacket(header []byte) float64 {
	if header[0]>>4 == 0 {
		return none
	}
	return 0
}

// lines is text in lines: what speaks for it is that chunks end where lines do.
func lines() candidate {
	return candidate{layout: core.Lines(), rare: 2,
		header: func([]byte, int, int) float64 { return 0 },
		frame: func(frame, payload []byte) float64 {
			if !isText(payload) || bytes.HasSuffix(payload, []byte(" HTTP/1.1\r")) || bytes.HasPrefix(payload, []byte("HTTP/1.")) {
				return none
			}
			if len(payload) == 0 {
				return -1
			}
			if line := bytes.TrimSpace(payload); len(line) > 1 && (line[0] == '{' && line[len(line)-1] == '}' || line[0] == '[' && line[len(line)-1] == ']') {
				return 8 // JSON
			}
			return 2
		},
		rest: func(rest []byte, _ bool) float64 {
			if !isText(rest) {
				return none
			}
			return 0
		},
	}
}

// ended is text of which each message ends with a mark.
func ended(mark string, rare float64) candidate {
	c := lines()
	c.layout, c.rare = core.Delimiter(mark), rare
	c.frame = func(frame, payload []byte) float64 {
		if bytes.HasPrefix(payload, []byte("HTTP/1.")) || bytes.HasSuffix(payload, []byte(" HTTP/1.1")) {
			return none // its head is lines, and its body is not
		}
		weight := lines().frame(frame, payload)
		if len(payload) > 0 {
			weight += float64(len(mark)) / 2
		}
		return weight
	}
	return c
}

func events() candidate {
	c := lines()
	c.layout, c.rare = core.EventStream(), 4
	c.frame = func(frame, payload []byte) float64 {
		for _, field := range []string{"data:", "event:", "id:", "retry:", ":"} {
			if bytes.HasPrefix(frame, []byte(field)) || bytes.Contains(frame, []byte("\n"+field)) {
				return 10 + 5*float64(len(field))
			}
		}
		return none
	}
	return c
}

// fits is what it weighs that a length out of so many is within what is there. A
// promise of more than that weighs nothing; the larger, the less likely it is.
func fits(values float64, length, room int) float64 {
	if length > room {
		return -log2(float64(length) / float64(1+room))
	}
	return max(0, log2(values/float64(1+room)))
}

// isText reports whether a person could read the bytes, which may end inside a
// character.
func isText(data []byte) bool {
	for at := 0; at < len(data); {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			return len(data)-at < utf8.UTFMax
		}
		if r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7f {
			return false
		}
		at += n
	}
	return true
}
