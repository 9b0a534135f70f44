package command

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"bufferbybuffer/cmd/native/internal/court"
)

// bar shows progress in one line of a terminal, which it clears in the end. Where
// out is none, it shows nothing.
type bar struct {
	out  io.Writer
	last time.Time
}

func newBar(out io.Writer) *bar {
	if file, ok := out.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb" {
			return &bar{out: out}
		}
	}
	return &bar{}
}

const clearLine = "\r\x1b[K"

func (b *bar) show(p court.Progress) {
	const often = 100 * time.Millisecond
	if b.out == nil || time.Since(b.last) < often {
		return
	}
	b.last = time.Now()
	const width = 20
	full := 0
	if p.Total > 0 {
		full = min(width, width*p.Done/p.Total)
	}
	line := strings.Repeat("█", full) + strings.Repeat("░", width-full) + " " + p.Doing
	if p.Total > 0 {
		line += fmt.Sprintf(", %d of %d", p.Done, p.Total)
	}
	if p.Left > 0 {
		line += ", " + p.Left.Round(time.Second).String() + " left"
	}
	fmt.Fprint(b.out, clearLine+line)
}

func (b *bar) clear() {
	if b.out != nil {
		fmt.Fprint(b.out, clearLine)
	}
}
