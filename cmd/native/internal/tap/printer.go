package tap

import (
	"fmt"
	"io"
	"sync"
	"time"

	"bufferbybuffer/core/words"
)

// printer writes paragraphs, as many as can be taken in; nobody who prints ever
// waits for it. What is left out is counted.
type printer struct {
	out  io.Writer
	pace pace

	wake    chan struct{} // there is something to write
	stopped chan struct{}
	fail    func(error) // told when out fails

	mu      sync.Mutex
	text    []byte
	lines   float64 // that may be printed now
	filled  time.Time
	full    bool // nothing is printed until there is room again
	left    leftOut
	closing bool
}

// pace is how many lines may be printed.
type pace struct {
	burst  float64 // at once
	second float64 // and each second
}

// A person at a terminal sees a few screens; a file may be searched later.
var (
	terminalPace = pace{burst: 1_000, second: 200}
	filePace     = pace{burst: 20_000, second: 5_000}
)

// mostWaiting is how much may wait for a slow reader, in bytes.
const mostWaiting = 1 << 20

type leftOut struct{ chunks, frames int }

func newPrinter(out io.Writer, p pace, fail func(error)) *printer {
	pr := &printer{out: out, pace: p, fail: fail, lines: p.burst, filled: time.Now(), wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	go pr.run()
	return pr
}

// room is how many lines may be printed about a chunk. Where the answer is 0, the
// chunk is to be reported by skip.
func (p *printer) room(now time.Time) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lines = min(p.pace.burst, p.lines+p.pace.second*now.Sub(p.filled).Seconds())
	p.filled = now
	if len(p.text) > mostWaiting || p.lines < 1 {
		p.full = true
	} else if p.lines > p.pace.second/4 && len(p.text) < mostWaiting/2 {
		p.full = false
	}
	if p.full {
		return 0
	}
	return int(p.lines)
}

// print prints a paragraph of so many lines.
func (p *printer) print(text []byte, lines int) {
	p.mu.Lock()
	if len(p.text) <= 2*mostWaiting { // else not even what matters most
		p.sayLeft()
		p.text = append(p.text, text...)
		p.lines -= float64(lines)
	}
	p.mu.Unlock()
	p.ring()
}

// skip counts a chunk that is not shown, and its frames.
func (p *printer) skip(frames int) {
	p.mu.Lock()
	p.left.chunks++
	p.left.frames += frames
	p.mu.Unlock()
}

// sayLeft says what was left out.
func (p *printer) sayLeft() {
	if p.left == (leftOut{}) {
		return
	}
	what := words.Number(p.left.chunks) + " " + words.Noun(p.left.chunks, "chunk")
	if p.left.frames > 0 {
		what += " with " + words.Number(p.left.frames) + " " + words.Noun(p.left.frames, "frame")
	}
	p.text = fmt.Appendf(p.text, "… %s not shown: more passes than can be shown; all of it is forwarded and decoded\n", what)
	p.left = leftOut{}
}

func (p *printer) ring() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// run writes what has gathered, and now and then what was left out.
func (p *printer) run() {
	defer close(p.stopped)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	var writing []byte
	for {
		quiet := false
		select {
		case <-p.wake:
		case <-tick.C:
			quiet = true
		}
		p.mu.Lock()
		if p.closing || quiet && p.text == nil {
			p.sayLeft()
		}
		writing, p.text = p.text, writing[:0]
		closing := p.closing
		p.mu.Unlock()
		if len(writing) > 0 {
			if _, err := p.out.Write(writing); err != nil {
				p.fail(err)
				return
			}
		}
		if closing {
			return
		}
	}
}

// close writes what is left, unless whoever reads it takes too long.
func (p *printer) close() {
	p.mu.Lock()
	p.closing = true
	p.mu.Unlock()
	p.ring()
	select {
	case <-p.stopped:
	case <-time.After(closePatience):
	}
}

// closePatience is how long the last lines may take.
const closePatience = time.Second
