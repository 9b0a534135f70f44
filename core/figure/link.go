package figure

import (
	"errors"
	"strconv"
	"strings"

	"bufferbybuffer/core/trace"
)

// A link holds everything that a figure shows, so that it can be reproduced
// without a server: behind the # of an address stands
//
//	VERSION/s/STEP/TEXT
//	VERSION/s/STEP+DECODER/TEXT
//
// the second with another decoder beside the first. TEXT is the corpus file without
// what goes without saying, and written with the characters an address leaves
// alone: + for a space, ~ for the end of a line, ' for a quotation mark, and % with
// two hexadecimal digits for the rest.
const linkPrefix = "1/s/"

// Playground is the page that opens any link, where the native program serves it
// unless told otherwise. A link stands behind its #.
const Playground = "http://127.0.0.1:8080/playground/"

// maxLink is the longest link, in bytes, that is made or read. Longer ones do not
// survive the programs people send each other links with.
const maxLink = 16_000

// ErrLinkTooLong says that a state has no address, only a file.
var ErrLinkTooLong = errors.New("this is too much for a link; copy it as a corpus file instead")

// Place is what a link names: a step of a file's figure, and the decoder that runs
// beside the file's own; "" for none.
type Place struct {
	File   *trace.File
	Step   int
	Beside string
}

// Link returns what stands behind the # of the address of a place.
func (p Place) Link() (string, error) {
	b := []byte(linkPrefix)
	b = strconv.AppendInt(b, int64(p.Step), 10)
	if p.Beside != "" {
		b = append(b, '+')
		b = append(b, p.Beside...)
	}
	b = append(b, '/')
	b = appendLink(b, p.File.Short())
	if len(b) > maxLink {
		return "", ErrLinkTooLong
	}
	return string(b), nil
}

// appendLink appends a text as an address has it; decodeLink reads it.
func appendLink(b []byte, text string) []byte {
	for _, c := range []byte(text) {
		switch {
		case c == ' ':
			b = append(b, '+')
		case c == '\n':
			b = append(b, '~')
		case c == '"':
			b = append(b, '\'')
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._!*(),:;=@/?$\\", c) >= 0:
			b = append(b, c)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}

// ParseLink returns the place that a link names. The error, for a link that
// somebody mistyped or forged, is one to be shown. Whether there is such a decoder
// to stand beside, a comparison says.
func ParseLink(hash string) (p Place, err error) {
	if len(hash) > maxLink {
		return p, errors.New("this link is too long to be one of ours")
	}
	rest, ok := strings.CutPrefix(hash, linkPrefix)
	if !ok {
		return p, errors.New("this link is of a version that this page does not know")
	}
	where, text, ok := strings.Cut(rest, "/")
	digits, beside, _ := strings.Cut(where, "+")
	p.Step, err = strconv.Atoi(digits)
	if !ok || err != nil || p.Step < 0 {
		return p, errors.New("this link names no step")
	}
	p.Beside = beside
	text, err = decodeLink(text)
	if err != nil {
		return p, err
	}
	p.File, err = trace.ParseFile(text)
	if err != nil {
		return p, errors.New("this link is broken: " + strings.TrimPrefix(err.Error(), "corpus file: "))
	}
	return p, nil
}

// AppendJSON appends what a link holds.
func (p Place) AppendJSON(b []byte) []byte {
	w := writer{b}
	w.open('{')
	w.key("text").string(p.File.Short())
	w.key("step").int(p.Step)
	w.key("beside").string(p.Beside)
	w.close('}')
	return w.b
}

func decodeLink(text string) (string, error) {
	var b []byte
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '+':
			b = append(b, ' ')
		case '~':
			b = append(b, '\n')
		case '\'':
			b = append(b, '"')
		case '%':
			if i+2 >= len(text) {
				return "", errors.New("this link is broken off")
			}
			n, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
			if err != nil {
				return "", errors.New("this link is broken at " + strconv.Quote(text[i:i+3]))
			}
			b = append(b, byte(n))
			i += 2
		default:
			b = append(b, c)
		}
	}
	return string(b), nil
}
