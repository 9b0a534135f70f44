package terminal

import (
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core/figure"
)

// Style says how things look. The zero Style is plain.
type Style struct {
	Colour bool
	Width  int // columns that a sentence may take; 0: any
}

// StyleFor returns the style for out: plain unless it is a terminal, and without
// colours where the user asked for that (https://no-color.org).
func StyleFor(out io.Writer) Style {
	if plain, ok := out.(asciiWriter); ok {
		out = plain.out
	}
	file, ok := out.(*os.File)
	if !ok {
		return Style{}
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return Style{}
	}
	return Style{
		Colour: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		Width:  columns(file),
	}
}

// The looks, as SGR parameters. Besides its colour each role differs in some
// other way, for those who can't tell the colours apart.
const (
	plainSGR  = "0"
	strongSGR = "1"
)

func sgr(role figure.Role) string {
	switch role {
	case figure.Header:
		return "4;94" // underlined; the bright blue can be read on black and on white
	case figure.Payload:
		return "32"
	case figure.Carry:
		return "3;35" // slanted
	case figure.Error:
		return "7;31" // reversed
	}
	return plainSGR
}

// Role is text as what plays that role is shown.
func (s Style) Role(role figure.Role, text string) string { return s.paint(sgr(role), text) }

// Message is the text of a message that has come out.
func (s Style) Message(text string) string { return s.paint("1;32", text) }

// Strong is text that stands out.
func (s Style) Strong(text string) string  { return s.paint(strongSGR, text) }
func (s Style) message(text string) string { return s.Message("→ " + text) }

// Where a sentence begins, and where its later lines do.
const (
	indent = "  "
	hang   = "    "
)

// sentence is a step's sentence, its lead strong, broken between words where it
// would not fit.
func (s Style) sentence(lead, rest string) string {
	lead, column := s.wrap(lead, len(indent))
	rest, _ = s.wrap(" "+rest, column)
	return indent + s.Strong(lead) + rest
}

// wrap breaks text that begins at a column, and says at which one it ends.
func (s Style) wrap(text string, column int) (string, int) {
	var b strings.Builder
	for i, word := range strings.Split(text, " ") {
		width := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case s.Width > 0 && column+1+width > s.Width:
			b.WriteString("\n" + hang)
			column = len(hang)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += width
	}
	return b.String(), column
}

func (s Style) paint(look, text string) string {
	if !s.Colour || look == plainSGR {
		return text
	}
	return "\x1b[" + look + "m" + text + "\x1b[0m"
}
