package trace

import (
	"errors"
	"strconv"
	"strings"
)

// parseBytes reads a quoted string or hexadecimal digits.
func parseBytes(text string) ([]byte, error) {
	if strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "`") {
		s, err := strconv.Unquote(text)
		if err != nil {
			return nil, errors.New(text + " is not a quoted string")
		}
		return []byte(s), nil
	}
	var data []byte
	for _, digits := range strings.Split(text, " ") {
		for len(digits) > 0 {
			n, err := strconv.ParseUint(digits[:min(2, len(digits))], 16, 8)
			if err != nil || len(digits) == 1 {
				return nil, errors.New(strconv.Quote(text) + " is neither quoted nor hexadecimal")
			}
			data = append(data, byte(n))
			digits = digits[2:]
		}
	}
	return data, nil
}

// A send is broken into lines of so many bytes.
const (
	textLine = 72
	hexLine  = 32
)

func writeBytes(b *strings.Builder, word string, data []byte) {
	if len(data) == 0 && word == "bytes" {
		return
	}
	size, write := textLine, func(line []byte) string { return strconv.Quote(string(line)) }
	if mostlyBinary(data) {
		size, write = hexLine, hexadecimal
	}
	for start := true; start || len(data) > 0; start = false {
		n := min(size, len(data))
		// A line break inside a multi-byte character would show it in pieces.
		for n < len(data) && n > size-4 && size == textLine && data[n]&0xc0 == 0x80 {
			n--
		}
		if !start {
			word = "     "[:len(word)]
		}
		b.WriteString(word + " " + write(data[:n]) + "\n")
		data = data[n:]
	}
}

// mostlyBinary reports whether data reads better in hexadecimal.
func mostlyBinary(data []byte) bool {
	odd := 0
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			odd++
		}
	}
	return odd*8 > len(data)
}

func hexadecimal(data []byte) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i, c := range data {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func list(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}
