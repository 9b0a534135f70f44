// Package contrast holds decoders that break, on purpose, each with the bug it is
// famous for.
package contrast

import "bufferbybuffer/core"

// Machine is what package trace can run.
type Machine interface {
	Feed(chunk []byte)
	Next() core.Event
	End() core.Event
	State() core.State
}

// New returns the decoder of that name at the beginning of a stream.
func New(name string, layout core.Layout, limit int) (Machine, bool) {
	return nil, false
}
