package lesson

import (
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
)

// sides is one stream read by the tutorial's client and by our decoder, with the
// code of each and what each remembers after every step.
type sides struct {
	Figure *Figure // of our decoder: it is the one to step through
	Client *figure.Panel
	Ours   *figure.Panel
	Rows   []sidesRow
}

// sidesRow is what the two remember after one step, as code; "" for nothing yet.
type sidesRow struct {
	Event                   string
	NewMsg, Msglen, FullMsg string
	State, Length, Kept     string
	ClientLine, OursLine    int // the lines just run, from 0; -1 before the first step
}

// sides renders the figures that the block names side by side.
func (r *pageRenderer) sides(block string) (template.HTML, error) {
	var found [2]*Figure
	for i, label := range []string{"figure: ", "beside: "} {
		for line := range strings.SplitSeq(block, "\n") {
			if name, ok := strings.CutPrefix(line, label); ok {
				var err error
				if found[i], err = r.page.figure(name); err != nil {
					return "", err
				}
			}
		}
		if found[i] == nil {
			return "", fmt.Errorf("sides: want a line %q with the name of a figure", label)
		}
	}
	s, err := newSides(found[0], found[1].Figure)
	if err != nil {
		return "", err
	}
	return r.part("sides", s)
}

func newSides(ours *Figure, client *figure.Figure) (*sides, error) {
	if ours.Len() != client.Len() {
		return nil, fmt.Errorf("sides: %s takes %d steps, its neighbour %d", ours.Name, ours.Len(), client.Len())
	}
	s := &sides{Figure: ours, Client: figure.Code(client.File.Decoder), Ours: figure.Code(ours.File.Decoder)}
	msglen := "" // the client never forgets it
	for i := range ours.Len() {
		us, them := ours.Step(i), client.Step(i)
		if us.Event != them.Event {
			return nil, fmt.Errorf("sides: step %d of %s is %q, its neighbour's %q", i, ours.Name, us.Event, them.Event)
		}
		row := sidesRow{Event: us.Event, NewMsg: "True", FullMsg: "''", State: us.State.String(),
			ClientLine: line(s.Client, them), OursLine: line(s.Ours, us)}
		if them.Length != core.Unknown {
			msglen = strconv.Itoa(them.Length)
		}
		row.Msglen = msglen
		if them.State == core.StatePayload {
			row.NewMsg = "False"
		}
		if them.Row == int(core.PayloadMore) { // the line before has joined them
			row.FullMsg = "'" + string(client.Trace.Stream[start(client, them):them.Taken]) + "'"
		}
		switch { // after a message the registers still show it
		case us.State == core.StatePayload:
			row.Length, row.Kept = strconv.Itoa(us.Length), string(ours.Trace.Stream[us.Taken-us.Payload.Had:us.Taken])
		case us.Row == int(core.HeaderMore):
			row.Kept = string(ours.Trace.Stream[us.Taken-us.Header.Had : us.Taken])
		}
		s.Rows = append(s.Rows, row)
	}
	// Our code ends with the last function that a step has run.
	last := 0
	for _, row := range s.Rows {
		last = max(last, row.OursLine)
	}
	if n := slices.Index(s.Ours.Lines[last:], ""); n >= 0 {
		s.Ours.Lines = s.Ours.Lines[:last+n]
	}
	return s, nil
}

// start is where the frame begins that a step is in.
func start(f *figure.Figure, s figure.Step) int {
	if s.Frames == 0 {
		return 0
	}
	return f.Frames[s.Frames-1].End
}

// line is the line of a decoder's code that took a step.
func line(p *figure.Panel, s figure.Step) int {
	if n, ok := p.Rows[core.Row(s.Row)]; ok {
		return n
	}
	return -1
}
