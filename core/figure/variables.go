//go:build !tap

package figure

import (
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// variables are those of the decoder's Python after an event; nil for core's decoder,
// whose registers say it all.
func (f *Figure) variables(ev *trace.Step, m mark) []contrast.Variable {
	if f.wrong == nil {
		return nil
	}
	return f.wrong.Variables(f.view(ev, m))
}
