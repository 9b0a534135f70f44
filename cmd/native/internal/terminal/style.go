package terminal

import (
	"io"
	"os"

	"bufferbybuffer/core/figure"
)

// Style says how things look. The zero Style is plain.
type Style struct{ Colour bool }

// StyleFor returns the style for out: plain unless it is a terminal, and plain
// where the user asked for that (https://no-color.org).
func StyleFor(out io.Writer) Style {
	if os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return Style{}
	}
	file, ok := out.(*os.File)
	if !ok {
		return Style{}
	}
	info, err := file.Stat()
	return Style{Colour: err == nil && info.Mode()&os.ModeCharDevice != 0}
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
		return "4;34" // underlined
	case figure.Payload:
		return "32"
	case figure.Carry:
		return "3;35" // slanted
	case figure.Error:
		return "7;31" // reversed
	}
	return plainSGR
}

func (s Style) role(role figure.Role, text string) string { return s.paint(sgr(role), text) }
func (s Style) strong(text string) string                 { return s.paint(strongSGR, text) }
func (s Style) message(text string) string                { return s.paint("1;32", "→ "+text) }

func (s Style) paint(look, text string) string {
	if !s.Colour || look == plainSGR {
		return text
	}
	return "\x1b[" + look + "m" + text + "\x1b[0m"
}
