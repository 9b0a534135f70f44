//go:build !js

package figure

import (
	_ "embed" // not in the module, which has no use for it
	"slices"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// Panel is code to show beside the steps of a decoder, with the line that each
// row of core's table is taken on.
type Panel struct {
	Title    string // the decoder's
	Language string // "Go" or "Python"
	Lines    []string
	Story    [2]int           // which of them to begin with: from the first, up to the second
	Rows     map[core.Row]int // index in Lines
	Call     string           // the call in them that may as well ask for as much as the figure's buffer has room for; "" for none
}

// Code returns code by its name: that of a decoder, which is core's own source for
// core's, and for the others the Python that people write; or [PythonHeader] or
// [PythonDelimiter]. It is nil for an unknown name.
func Code(name string) *Panel {
	switch name {
	case trace.Core:
		p := &Panel{Title: contrast.Title(name), Language: "Go", Lines: lines(decoderSource), Rows: map[core.Row]int{}}
		for i, line := range p.Lines {
			for row := range core.Table() {
				name := core.Row(row).String()
				if strings.Contains(line, "("+name+",") || strings.Contains(line, "("+name+")") {
					p.Rows[core.Row(row)] = i
				}
			}
		}
		p.Story[1] = len(p.Lines)
		return p
	case PythonHeader:
		return python(headerSource)
	case PythonDelimiter:
		return python(delimiterSource)
	}
	d, ok := contrast.Find(name)
	if !ok {
		return nil
	}
	first, last := d.Story()
	p := &Panel{Title: d.Title, Language: "Python", Lines: lines(d.Source()), Story: [2]int{first - 1, last}, Rows: map[core.Row]int{}, Call: call(d.Source())}
	for row := range core.Table() {
		if line := d.Line(core.Row(row)); line > 0 {
			p.Rows[core.Row(row)] = line - 1
		}
	}
	return p
}

// python is core's decoder in Python. Behind a line stands which rows it takes.
func python(source string) *Panel {
	p := &Panel{Title: contrast.Title(trace.Core), Language: "Python", Rows: map[core.Row]int{}, Call: call(source)}
	for i, line := range lines(source) {
		line, taken, _ := strings.Cut(line, "  # ")
		p.Lines = append(p.Lines, line)
		for row := range core.Table() {
			if slices.Contains(strings.Split(taken, ", "), core.Row(row).String()) {
				p.Rows[core.Row(row)] = i
			}
		}
	}
	p.Story[1] = len(p.Lines)
	return p
}

// call returns the call of recv in a source. A number that stands elsewhere in it, too, is a part of what it does, and no
// other may stand in its place.
func call(source string) string {
	_, rest, _ := strings.Cut(source, "s.recv(")
	n, _, _ := strings.Cut(rest, ")")
	if _, err := strconv.Atoi(n); err != nil || strings.Count(source, n) > strings.Count(source, "recv("+n+")") {
		return ""
	}
	return "recv(" + n + ")"
}

// The names in these are those of the decoders that break: see package contrast.
const (
	headerSource = `
buf = b''
while chunk := s.recv(16):  # HeaderMore, PayloadMore
    buf += chunk
    while len(buf) >= HEADERSIZE:
        length = length_of(buf[:HEADERSIZE])  # HeaderLength, HeaderMalformed, HeaderTooLarge
        end = HEADERSIZE + length
        if len(buf) < end:
            break
        print(buf[HEADERSIZE:end])  # PayloadComplete
        buf = buf[end:]
if buf:  # HeaderEnd
    raise EOFError  # HeaderTruncated, PayloadTruncated
`
	delimiterSource = `
buf = b''
while chunk := s.recv(16):  # ScanMore
    buf += chunk
    while DELIMITER in buf:
        msg, buf = buf.split(DELIMITER, 1)
        print(msg)  # ScanComplete
if buf:  # ScanEnd
    raise EOFError  # ScanTruncated
`
)

// decoderSource is the part of core's decoder.go that takes the rows of its table, as
// it stands there: a test compares them.
//
//go:embed decoder.txt
var decoderSource string

func lines(source string) []string {
	return strings.Split(strings.ReplaceAll(strings.Trim(source, "\n"), "\t", "    "), "\n")
}
