//go:build js && wasm && captured

package main

import (
	"syscall/js"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/figure"
)

// offered is what draws captured connections in time. The page that shows them has read
// the file with another module; this one, fetched where somebody asks, reads it once more,
// and keeps what was captured when.
func offered() []method { return []method{{"capture", readCapture}} }

func readCapture([]js.Value) (any, error) {
	r := capture.NewReader(figure.TimedLimits())
	return object(
		method{"feed", func(args []js.Value) (any, error) { return nil, r.Feed(bytesOf(args[0])) }},
		// One side of a connection, in a layout; "" where nobody knows it.
		method{"journey", func(args []js.Value) (any, error) {
			var layout core.Layout
			if text := args[2].String(); text != "" {
				var err error
				if layout, err = core.ParseLayout(text); err != nil {
					return nil, err
				}
			}
			return value(figure.NewCaptured(r, args[0].Int(), args[1].Int(), layout).AppendJSON(nil)), nil
		}},
	), nil
}
