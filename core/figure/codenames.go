package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// Core's decoder in Python, for layouts in which that takes a few lines.
const (
	PythonHeader    = "python-header"
	PythonDelimiter = "python-delimiter"
)

// CodeNames returns the names of all code that [Code] has.
func CodeNames() []string {
	names := []string{PythonHeader, PythonDelimiter, trace.Core}
	for _, d := range contrast.All() {
		names = append(names, d.Name)
	}
	return names
}

// CodeNames returns the names of the code to show beside the figure's steps, what is
// to be shown first at the front.
func (f *Figure) CodeNames() []string {
	l := f.File.Layout
	switch {
	case f.wrong != nil:
		return []string{f.wrong.Name}
	case f.File.Skip || l.Varies():
	case l.HeaderSize() > 0 && l.Trailer() == "":
		return []string{PythonHeader, trace.Core}
	case l.Trailer() != "" && l == core.Delimiter(l.Trailer()):
		return []string{PythonDelimiter, trace.Core}
	}
	return []string{trace.Core}
}
