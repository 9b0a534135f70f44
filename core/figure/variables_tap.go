//go:build tap

package figure

import (
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// variables are not linked where captures are read: core's decoder does it.
func (f *Figure) variables(*trace.Step, mark) []contrast.Variable { return nil }
