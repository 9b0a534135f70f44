package tap

import (
	"fmt"
	"io"
	"net/netip"
	"sync"
	"time"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core"
	"bufferbybuffer/core/guess"
)

// Display shows in a terminal, or in a file, what passes through a tap. Nobody
// waits for it.
type Display struct {
	style   terminal.Style
	limit   int
	quiet   bool
	frames  int // that are listed for one chunk
	printer *printer

	mu      sync.Mutex
	layouts [2]core.Layout // of either direction; the zero Layout: there is none, or it is to be guessed
	known   bool           // they were given, or guessed in a way that nothing will change
	totals  [2]total
	seen    int // connections
	wrong   int // streams that went out of step, or ended inside a frame
}

type total struct {
	bytes  int64
	chunks int
	frames int
}

// DisplayConfig is what a Display is made of.
type DisplayConfig struct {
	Out     io.Writer
	Style   terminal.Style
	Layouts [2]core.Layout // of either direction; the zero Layout: there is none
	Guess   bool           // they are guessed instead
	Limit   int            // the largest payload that is believed
	Quiet   bool           // only what is wrong is shown
	Failed  func(error)    // told when Out fails
}

// NewDisplay returns a display. Close it.
func NewDisplay(c DisplayConfig) *Display {
	d := &Display{style: c.Style, limit: c.Limit, quiet: c.Quiet, layouts: c.Layouts, known: !c.Guess}
	pace := filePace
	d.frames = 1_000
	if c.Style.Width > 0 { // a person is watching
		pace, d.frames = terminalPace, 8
	}
	d.printer = newPrinter(c.Out, pace, c.Failed)
	return d
}

// Close says what it all came to, and writes what is left.
func (d *Display) Close() {
	d.mu.Lock()
	text := fmt.Appendf(nil, "\n%s; to the server %s, to the client %s", count(d.seen, "connection"), d.totals[ToServer], d.totals[ToClient])
	if d.wrong > 0 {
		text = append(text, "; "+d.style.Strong(count(d.wrong, "stream")+" went wrong")...)
	}
	d.mu.Unlock()
	d.printer.print(append(text, '\n'), 2)
	d.printer.close()
}

func (t total) String() string {
	s := count(int(t.bytes), "byte")
	if t.chunks > 0 {
		s += " in " + count(t.chunks, "chunk")
	}
	if t.frames > 0 {
		s += " (" + count(t.frames, "frame") + ")"
	}
	return s
}

// Trouble says what is wrong with the tap itself.
func (d *Display) Trouble(what string) { d.say("", what) }

// Refused says that there are too many connections.
func (d *Display) Refused(number int, from netip.AddrPort, most int) {
	open := count(most, "connection") + " are open"
	if most == 1 {
		open = "one connection is open, and no more may be"
	}
	d.say(label(number), fmt.Sprintf("a client at %s is refused: %s", from, open))
}

// Unreached says that a client could not be connected to the server.
func (d *Display) Unreached(number int, from netip.AddrPort, to string, why error) {
	d.say(label(number), fmt.Sprintf("the client at %s is reset: cannot connect to %s: %s", from, to, why))
}

// say prints a line that is never left out.
func (d *Display) say(who, what string) {
	d.printer.print(fmt.Appendf(nil, "%s%s\n", who, terminal.Printable([]byte(what))), 1)
}

// Note prints a line about the tap.
func (d *Display) Note(what string) { d.say("", what) }

// label is how lines about a connection begin.
func label(number int) string { return fmt.Sprintf("%3d  ", number) }

// connected shows a connection.
func (d *Display) connected(c Connection) *shown {
	d.mu.Lock()
	d.seen++
	s := &shown{Connection: c, d: d, guessing: !d.known}
	layouts := d.layouts
	d.mu.Unlock()
	for i := range s.streams {
		s.streams[i].reading = newReading(layouts[i], d.limit)
	}
	if !d.quiet {
		s.line("", fmt.Sprintf("%s → %s connected", c.Client, c.Server))
	}
	return s
}

// settle takes a guess that nothing will change, for the connections to come.
func (d *Display) settle(g guess.Guess) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if g.Certain() && !d.known {
		d.layouts, d.known = [2]core.Layout{g.Layout, g.Layout}, true
	}
}

func (d *Display) add(dir Direction, t total, wrong bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	sum := &d.totals[dir]
	sum.bytes, sum.chunks, sum.frames = sum.bytes+t.bytes, sum.chunks+t.chunks, sum.frames+t.frames
	if wrong {
		d.wrong++
	}
}

// since is how far into a connection a moment is.
func since(began, now time.Time) string { return fmt.Sprintf("%.3f s", now.Sub(began).Seconds()) }
