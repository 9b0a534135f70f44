package lesson

import (
	"fmt"
	"html/template"
	"strings"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"
	"bufferbybuffer/site/network"
)

// smallJourney is a journey in the midst of a page.
type smallJourney struct {
	*figure.Journey
	Name, Title, Why string
	Drawing          template.HTML
	Link             template.URL // what stands behind the # of its address on the page of journeys
}

// journey runs what a block says, draws it, and lays its steps ready for whoever asks.
func (r *pageRenderer) journey(name, block string) (template.HTML, error) {
	parts := strings.SplitN(block, "\n\n", 3)
	if name == "" || len(parts) < 3 {
		return "", fmt.Errorf("journey %q: want a name, a title, a sentence and settings", name)
	}
	s, err := journey.Parse(parts[2])
	if err != nil {
		return "", err
	}
	run, err := network.Run(s)
	if err != nil {
		return "", err
	}
	j := figure.NewJourney(run)
	r.page.Styles = append(r.page.Styles, "in-time")
	r.page.Listings = append(r.page.Listings, Listing{Name: name + ".json", Text: string(j.AppendJSON(nil))})
	return r.part("journey", smallJourney{j, name, parts[0], parts[1], drawJourney(j), template.URL(figure.JourneyLink(s))})
}

// The small drawing, in pixels: as wide as a phone has room for, and larger elsewhere.
const (
	drawnWidth = 328
	sendRight  = 78 // the sender's calls end here, on the right
	kernelA    = 96 // the sender's kernel, where segments leave
	kernelB    = 172
	kernelC    = 232 // the front of the receiver's queue
	recvLeft   = 240
	band       = 8   // how thick bytes are
	delayed    = 3.0 // what a millisecond takes
	paused     = 70  // and what nothing takes
)

// drawing is a journey that is being drawn.
type drawing struct {
	strings.Builder
	*figure.Journey
	y  []float64 // how far down each entry of the log is
	bw float64   // how wide a byte is
}

// drawJourney draws all of a journey, small. What is to be seen of a segment that is
// lost or overtaken is more than there is room for here.
func drawJourney(j *figure.Journey) template.HTML {
	d := &drawing{Journey: j, bw: 5}
	height := d.lay()
	for _, e := range j.Log {
		d.bw = min(d.bw, float64(kernelC-kernelB-6)/float64(max(1, e.Queue().Len())))
	}
	for _, call := range append(append([]journey.Call{}, j.Sends...), j.Recvs...) {
		d.bw = min(d.bw, float64(sendRight-2)/float64(call.Len()))
	}
	fmt.Fprintf(d, `<svg viewBox="0 0 %d %.0f" role="img" aria-label="%s">`, drawnWidth, height, template.HTMLEscapeString(j.Summary()))
	d.WriteString(`<defs><pattern id="small-2" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="ink" d="M0 0V6"/></pattern></defs>`)
	for _, head := range []struct {
		x    int
		text string
	}{{sendRight - 30, "send"}, {(kernelA + kernelB) / 2, "network"}, {(kernelB+kernelC)/2 + 4, "waiting"}, {recvLeft + 30, "recv"}} {
		fmt.Fprintf(d, `<text class="head" text-anchor="middle" x="%d" y="12">%s</text>`, head.x, head.text)
	}
	for _, x := range []int{kernelA, kernelB, kernelC} {
		fmt.Fprintf(d, `<path class="life" d="M%d 20V%.0f"/>`, x, height)
	}
	d.queue()
	at := make(map[int]float64)
	out := 0
	for i := range j.Log {
		e, y := &j.Log[i], d.y[i]
		switch e.What {
		case journey.Sent:
			d.call("send", e.Of, j.Sends[e.Of].Span, sendRight-float64(j.Sends[e.Of].Len())*d.bw, y, "end", sendRight)
			fmt.Fprintf(d, `<path class="lead" d="M%d %.1fH%d"/>`, sendRight+2, y, kernelA)
		case journey.Left:
			at[e.Of] = y
		case journey.Came:
			d.segment(j.Segments[e.Of].Span, at[e.Of], y)
		case journey.Returned:
			fmt.Fprintf(d, `<path class="lead" d="M%d %.1fH%d"/>`, kernelC, y, recvLeft)
			d.call("recv", e.Of, j.Recvs[e.Of].Span, recvLeft, y, "start", recvLeft)
			for ; out < len(j.Messages) && j.Messages[out].Recv == e.Of; out++ {
				fmt.Fprintf(d, `<g class="message m%d"><rect x="%d" y="%.1f" width="16" height="16" rx="4"/><text text-anchor="middle" x="%d" y="%.1f">%d</text></g>`,
					mark(out), drawnWidth-17, y+4, drawnWidth-9, y+16.5, out+1)
			}
		}
	}
	d.WriteString("</svg>")
	return template.HTML(d.String())
}

// lay says how far down everything is: time runs evenly as long as something happens,
// and what would lie upon something of the same kind is below it.
func (d *drawing) lay() (height float64) {
	room := map[journey.What]float64{journey.Sent: 46, journey.Left: 12, journey.Came: 6, journey.Returned: 46}
	low := map[journey.What]float64{}
	now, last := 52.0, journey.Micros(0)
	for _, e := range d.Log {
		now += min(float64(e.At-last)/1000*delayed, paused)
		now = max(now, low[e.What])
		if e.What == journey.Returned {
			now = max(now, low[journey.Came])
		}
		low[e.What] = now + room[e.What]
		d.y, last = append(d.y, now), e.At
		if e.What == journey.Returned {
			height = now + 26
		}
	}
	return height
}

// mark is how a message looks: so many look different.
func mark(message int) int { return message%5 + 1 }

// bytes draws those of a span, in the looks of their messages: shape is the outline of a
// range of them.
func (d *drawing) bytes(s journey.Span, shape func(start, end int) string) {
	for i, m := range d.Messages {
		for _, part := range []struct {
			class      string
			start, end int
		}{{"head", m.Start, m.Body}, {"body", m.Body, m.End}} {
			start, end := max(s.Start, part.start), min(s.End, part.end)
			if start >= end {
				continue
			}
			path := shape(start, end)
			fmt.Fprintf(d, `<path class="part %s m%d" d="%s"/>`, part.class, mark(i), path)
			if i == 1 {
				fmt.Fprintf(d, `<path fill="url(#small-2)" d="%s"/>`, path)
			}
		}
	}
}

// call draws what a send took or a recv returned.
func (d *drawing) call(name string, i int, s journey.Span, x, y float64, anchor string, text int) {
	fmt.Fprintf(d, `<text class="name" text-anchor="%s" x="%d" y="%.1f">%s %d</text>`, anchor, text, y-9, name, i+1)
	d.bytes(s, func(start, end int) string {
		return fmt.Sprintf("M%.1f %.1fh%.1fv%dh%.1fz", x+float64(start-s.Start)*d.bw, y-band/2, float64(end-start)*d.bw, band, float64(start-end)*d.bw)
	})
	fmt.Fprintf(d, `<text class="size" text-anchor="%s" x="%d" y="%.1f">%d bytes</text>`, anchor, text, y+17, s.Len())
}

// segment draws bytes on their way, the first of them ahead.
func (d *drawing) segment(s journey.Span, from, to float64) {
	at := func(offset int) (x, y float64) {
		f := float64(s.End-offset) / float64(s.Len())
		return kernelA + f*(kernelB-kernelA), from + f*(to-from)
	}
	d.bytes(s, func(start, end int) string {
		x1, y1 := at(start)
		x0, y0 := at(end)
		return fmt.Sprintf("M%.1f %.1fL%.1f %.1fv%dL%.1f %.1fz", x0, y0-band/2, x1, y1-band/2, band, x0, y0+band/2)
	})
}

// queue draws what waits: an area that grows with what comes and shrinks with each recv.
func (d *drawing) queue() {
	for i := range d.Log {
		e := &d.Log[i]
		if i+1 == len(d.Log) || d.y[i+1] <= d.y[i] {
			continue
		}
		d.bytes(e.Queue(), func(start, end int) string {
			return fmt.Sprintf("M%.1f %.1fh%.1fV%.1fh%.1fz", kernelC-float64(end-e.Taken)*d.bw, d.y[i], float64(end-start)*d.bw, d.y[i+1], float64(start-end)*d.bw)
		})
	}
}
