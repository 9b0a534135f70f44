//go:build js && wasm && !journey && !workshop && !captured

package main

import (
	"syscall/js"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// offered is what the page can call: what is about figures, and what this build has
// more.
func offered() []method {
	return append([]method{
		// About a corpus file: text in, text out.
		{"text", canonicalText}, {"link", link},
		// What there is to choose from.
		{"choices", choices},
		// Objects that hold a state until they are released.
		{"open", open},
	}, more...)
}

// canonicalText returns a corpus file in its usual form, its trace computed anew.
func canonicalText(args []js.Value) (any, error) {
	f, err := figure.Open(args[0].String())
	if err != nil {
		return nil, err
	}
	f.File.Trace = f.Trace.Text()
	return f.File.Text(), nil
}

func link(args []js.Value) (any, error) {
	f, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	return figure.Place{File: f, Step: args[1].Int(), Beside: args[2].String()}.Link()
}

func choices([]js.Value) (any, error) { return value(figure.AppendChoices(nil)), nil }

// firstSteps is how many steps a figure hands out at once; the page asks for more
// when it comes to them.
const firstSteps = 512

// open returns a figure whose steps are asked for as they come into view.
func open(args []js.Value) (any, error) {
	f, err := figure.Open(args[0].String())
	if err != nil {
		return nil, err
	}
	return opened(f, "figure", f.AppendJSON(nil, 0, firstSteps)), nil
}

// opened is a figure, and what is told of it at once.
func opened(f *figure.Figure, name string, told []byte) js.Value {
	o := object(append([]method{
		{"steps", func(args []js.Value) (any, error) {
			return value(f.AppendSteps(nil, args[0].Int(), args[1].Int())), nil
		}},
		{"find", func(args []js.Value) (any, error) { return f.Find(args[0].Int()), nil }},
	}, edits(f)...)...)
	o.Set(name, value(told))
	return o
}
