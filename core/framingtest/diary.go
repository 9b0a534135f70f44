package framingtest

import (
	"strconv"
	"strings"

	"bufferbybuffer/core/judge"
)

// diary is what a call did, in words. A nil diary keeps nothing.
type diary struct {
	lines           []string
	reads, messages int
}

// mostLines is how many lines a report shows.
const mostLines = 40

func (d *diary) add(line string) {
	if d != nil {
		d.lines = append(d.lines, line)
	}
}

// read notes what a read returned: nothing at the end.
func (d *diary) read(b []byte) {
	if d == nil {
		return
	}
	d.reads++
	line := "read " + strconv.Itoa(d.reads) + ": the end"
	if len(b) > 0 {
		line = "read " + strconv.Itoa(d.reads) + ", " + count(len(b), "byte") + ": " + quote(b)
	}
	d.add(line)
}

func (d *diary) message(m []byte) {
	if d == nil {
		return
	}
	d.messages++
	d.add("  message " + strconv.Itoa(d.messages) + ", " + count(len(m), "byte") + ": " + quote(m))
}

// ended notes what became of the call.
func (d *diary) ended(end judge.End, detail string) {
	switch end {
	case judge.Returned:
		d.add("it returns nil")
	case judge.Failed:
		d.add("it returns an error: " + detail)
	case judge.Waiting:
		d.add("it waits for more")
	case judge.Spinning:
		d.add("it reads on, for ever")
	default:
		d.add(detail)
	}
}

func (d *diary) String() string {
	lines := d.lines
	if left := len(lines) - mostLines; left > 0 {
		lines = append(lines[:mostLines/2:mostLines/2], append([]string{"… " + count(left, "line") + " more"}, lines[len(lines)-mostLines/2:]...)...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// quote is bytes as a line can hold them.
func quote(b []byte) string {
	const most = 48
	if len(b) > most {
		return strconv.Quote(string(b[:most])) + "…"
	}
	return strconv.Quote(string(b))
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
