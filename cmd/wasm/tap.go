//go:build js && wasm && tap

package main

import (
	"syscall/js"

	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/figure"
)

// more is what the page that reads captures needs.
var more = []method{{"capture", readCapture}}

// readCapture returns what reads a pcap or pcapng file that comes in pieces, and
// shows the connections in it.
func readCapture([]js.Value) (any, error) {
	r := capture.NewReader(capture.DefaultLimits())
	c := figure.NewCapture(r)
	return object(
		method{"feed", func(args []js.Value) (any, error) { return nil, r.Feed(bytesOf(args[0])) }},
		method{"close", func([]js.Value) (any, error) { return nil, r.Close() }},
		method{"state", func([]js.Value) (any, error) { return value(c.AppendJSON(nil)), nil }},
		method{"choose", func(args []js.Value) (any, error) { return nil, c.Choose(args[0].Int(), args[1].String()) }},
		method{"text", func(args []js.Value) (any, error) {
			return c.File(args[0].Int(), args[1].Int(), args[2].Int()).Text(), nil
		}},
		method{"watch", func(args []js.Value) (any, error) {
			w := c.Watch(args[0].Int(), args[1].Int())
			return object(
				method{"next", func([]js.Value) (any, error) {
					b, err := w.AppendNext(nil)
					if err != nil {
						return nil, err
					}
					return value(b), nil
				}},
				method{"text", func([]js.Value) (any, error) { return w.Text(), nil }},
			), nil
		}},
	), nil
}

// edits are for figures of a lesson: a capture's are told whole.
func edits(*figure.Figure) []method { return nil }
