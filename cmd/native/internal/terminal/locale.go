package terminal

import (
	"io"
	"os"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Plain is out for text, which where the locale is one without UTF-8 is written
// in ASCII. Each Write must be of whole characters.
func Plain(out io.Writer) io.Writer {
	if utf8Locale() {
		return out
	}
	return asciiWriter{out}
}

// utf8Locale reports whether the user can be shown UTF-8, as POSIX finds out what
// the locale is. Where nobody has said, which is common in containers, they can.
func utf8Locale() bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(os.Getenv(name)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return true
}

type asciiWriter struct{ out io.Writer }

func (w asciiWriter) Write(text []byte) (int, error) {
	if _, err := w.out.Write(ascii(text)); err != nil {
		return 0, err
	}
	return len(text), nil
}

// typed are our own signs as a typewriter has them. Those of a drawing are as wide.
var typed = map[rune]string{
	'→': "->", '←': "<-", '·': "_", '…': "...", '’': "'", '—': "-", 'µ': "u", // of a duration
	'│': "|", '▲': "^", '└': "+",
}

// ascii replaces what is not ASCII: our own signs by what typewriters wrote for
// them, all else by its escape.
func ascii(text []byte) []byte {
	b := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case r < utf8.RuneSelf:
			b = append(b, text[0])
		case typed[r] != "":
			b = append(b, typed[r]...)
		default:
			quoted := strconv.QuoteRuneToASCII(r)
			b = append(b, quoted[1:len(quoted)-1]...)
		}
		text = text[n:]
	}
	return b
}
