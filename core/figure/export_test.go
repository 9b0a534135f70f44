package figure

import "bufferbybuffer/core/contrast"

// View is what the words of step n of a decoder that breaks are made from.
func (f *Figure) View(n int) *contrast.View { return f.view(&f.Trace.Steps[n-1], f.marks[n-1]) }
