package figure

import (
	"slices"

	"bufferbybuffer/core"
)

// Edge is a row of core's table, as an arrow of the diagram.
type Edge struct {
	Row core.Row
	core.Transition
}

// Machine returns the states and edges of core's table that the figure's layout
// and policy can reach, in the table's order.
func (f *Figure) Machine() (states []core.State, edges []Edge) {
	at := core.StateHeader
	if f.File.Layout.HeaderSize() == 0 {
		at = core.StateScan
	}
	states = append(states, at)
	for i := 0; i < len(states); i++ {
		for row, t := range core.Table() {
			again := t.From == t.To && (t.From == core.StateFailed || t.From == core.StateClosed)
			closing := row == int(core.TrailerMore) || row == int(core.TrailerTruncated)
			if t.From != states[i] || again || closing && f.File.Layout.Trailer() == "" || t.To == core.StateSkip && !f.File.Skip {
				continue
			}
			edges = append(edges, Edge{core.Row(row), t})
			if !slices.Contains(states, t.To) {
				states = append(states, t.To)
			}
		}
	}
	return states, edges
}
