//go:build js && wasm

// The module that the page runs: core, exported, and nothing else. Text goes in
// (a corpus file), JSON comes out (core/figure's); the module decides what is
// said and the page draws it.
package main

import (
	"syscall/js"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

func main() {
	js.Global().Set("core", map[string]any{
		"figure": function(openFigure),
		"trace":  function(traceText),
		"live":   function(openLive),
	})
	select {} // the page calls in for as long as it is there
}

// function exports f, which takes one string. An error reaches the page as JSON.
func function(f func(text string) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) any {
		if len(args) == 0 || args[0].Type() != js.TypeString {
			return failure(errNoText{})
		}
		v, err := f(args[0].String())
		if err != nil {
			return failure(err)
		}
		return v
	})
}

type errNoText struct{}

func (errNoText) Error() string { return "want one argument, a text" }

func failure(err error) any { return string(figure.AppendError(nil, err)) }

func openFigure(text string) (any, error) {
	f, err := figure.Open(text)
	if err != nil {
		return nil, err
	}
	return string(f.AppendJSON(nil, 0, f.Len())), nil
}

// traceText returns the text form of a corpus file's trace, computed anew.
func traceText(text string) (any, error) {
	f, err := figure.Open(text)
	if err != nil {
		return nil, err
	}
	return f.Trace.Text(), nil
}

// openLive returns an object that decodes a stream chunk by chunk as it arrives
// and hands back, each time, what the figure has gained.
func openLive(spec string) (any, error) {
	file, err := trace.ParseFile(spec)
	if err != nil {
		return nil, err
	}
	f, err := figure.Live(file)
	if err != nil {
		return nil, err
	}
	var cursor figure.Cursor
	delta := func() any { return string(f.AppendDelta(nil, &cursor)) }
	return map[string]any{
		"start": string(f.AppendJSON(nil, 0, 0)),
		"feed": js.FuncOf(func(_ js.Value, args []js.Value) any {
			chunk := make([]byte, args[0].Length())
			js.CopyBytesToGo(chunk, args[0])
			f.Feed(chunk)
			return delta()
		}),
		"close": function(func(how string) (any, error) {
			ending, err := trace.ParseEnding(how)
			if err != nil {
				return nil, err
			}
			f.End(ending)
			return delta(), nil
		}),
		"text": js.FuncOf(func(js.Value, []js.Value) any { return f.Record().Text() }),
	}, nil
}
