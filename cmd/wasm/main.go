//go:build js && wasm

// The module that the page runs: core, exported, and nothing else. Text goes in
// (a corpus file), a value comes out (core/figure's JSON, or text); the module
// decides what is said and the page draws it. A failure comes out as an Error.
//
// Every call is named here, and in site/src/module.ts with its types; what carries
// it from the page to here and back knows no names.
package main

import (
	"errors"
	"runtime"
	"syscall/js"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

func main() {
	core := object(
		// About a corpus file: text in, text out.
		method{"text", canonicalText}, method{"link", link}, method{"unlink", unlink},
		method{"compare", compare}, method{"frame", frame},
		// What there is to choose from.
		method{"choices", choices}, method{"schedules", schedules},
		// Objects that hold a state until they are released.
		method{"open", open}, method{"live", live}, method{"survey", survey},
	)
	js.Global().Set("core", core)
	select {} // the page calls in for as long as it is there
}

// method is a function of an object that the page calls.
type method struct {
	name string
	call func(args []js.Value) (any, error)
}

// object returns an object with these methods, and "release" to let go of them and
// of what they hold.
func object(methods ...method) js.Value {
	o := js.Global().Get("Object").New()
	var exported []js.Func
	methods = append(methods, method{"release", func([]js.Value) (any, error) {
		for _, f := range exported {
			f.Release()
		}
		return nil, nil
	}})
	for _, m := range methods {
		f := function(m.call)
		exported = append(exported, f)
		o.Set(m.name, f)
	}
	return o
}

// function exports f. An error reaches the page as a JavaScript Error that is
// returned, since Go can't throw one; and so does a panic: a broken module would
// leave every figure of the page dead. Where a panic was is for the console.
func function(f func(args []js.Value) (any, error)) js.Func {
	return js.FuncOf(func(_ js.Value, args []js.Value) (result any) {
		defer func() {
			if r := recover(); r != nil {
				reason := "the module failed: " + reasonOf(r)
				stack := make([]byte, 16<<10)
				stack = stack[:runtime.Stack(stack, false)]
				js.Global().Get("console").Call("error", reason+"\n"+string(stack))
				result = failure(errors.New(reason))
			}
		}()
		v, err := f(args)
		if err != nil {
			return failure(err)
		}
		return v
	})
}

// reasonOf is what a panic was called with, in words.
func reasonOf(panicked any) string {
	switch r := panicked.(type) {
	case error:
		return r.Error()
	case string:
		return r
	}
	return "it does not say why"
}

// failure is an error as the page has it. Where a line of a corpus file is to blame,
// what is wrong with it is the cause: it also says so to whoever wrote no file.
func failure(err error) any {
	failed := js.Global().Get("Error").New(err.Error())
	if file, ok := errors.AsType[*trace.FileError](err); ok {
		failed.Set("cause", file.Err.Error())
	}
	return failed
}

// value is what JSON spells.
func value(json []byte) any { return js.Global().Get("JSON").Call("parse", string(json)) }

// canonicalText returns a corpus file in its usual form, its trace computed anew.
func canonicalText(args []js.Value) (any, error) {
	f, err := figure.Open(args[0].String())
	if err != nil {
		return nil, err
	}
	f.File.Trace = f.Trace.Text()
	return f.File.Text(), nil
}

// schedules returns schedules worth trying on a corpus file's stream.
func schedules(args []js.Value) (any, error) {
	f, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	b, err := figure.AppendSchedules(nil, f)
	if err != nil {
		return nil, err
	}
	return value(b), nil
}

func link(args []js.Value) (any, error) {
	f, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	return figure.Place{File: f, Step: args[1].Int(), Beside: args[2].String()}.Link()
}

func unlink(args []js.Value) (any, error) {
	place, err := figure.ParseLink(args[0].String())
	if err != nil {
		return nil, err
	}
	return value(place.AppendJSON(nil)), nil
}

// compare runs a second decoder over a corpus file and says where the two part.
func compare(args []js.Value) (any, error) {
	b, err := figure.AppendComparison(nil, args[0].String(), args[1].String())
	if err != nil {
		return nil, err
	}
	return value(b), nil
}

// frame returns one frame: layout, limit, payload.
func frame(args []js.Value) (any, error) {
	layout, err := core.ParseLayout(args[0].String())
	if err != nil {
		return nil, err
	}
	b, err := core.NewEncoder(layout, core.Limit(args[1].Int())).AppendFrame(nil, bytesOf(args[2]))
	if err != nil {
		return nil, err
	}
	framed := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(framed, b)
	return framed, nil
}

func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b
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
	o := object(
		method{"steps", func(args []js.Value) (any, error) {
			return value(f.AppendSteps(nil, args[0].Int(), args[1].Int())), nil
		}},
		method{"find", func(args []js.Value) (any, error) { return f.Find(args[0].Int()), nil }},
	)
	o.Set("figure", value(f.AppendJSON(nil, 0, firstSteps)))
	return o, nil
}

// live returns a decoder of a stream that arrives chunk by chunk; it hands back,
// each time, what the figure has gained.
func live(args []js.Value) (any, error) {
	file, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	f, err := figure.Live(file)
	if err != nil {
		return nil, err
	}
	var cursor figure.Cursor
	delta := func() any { return value(f.AppendDelta(nil, &cursor)) }
	start := value(f.AppendJSON(nil, 0, f.Len()))
	delta() // the page has this much
	o := object(
		method{"feed", func(args []js.Value) (any, error) {
			if err := f.Report(args[1].String()); err != nil {
				return nil, err
			}
			f.Feed(bytesOf(args[0]))
			return delta(), nil
		}},
		method{"close", func(args []js.Value) (any, error) {
			ending, err := trace.ParseEnding(args[0].String())
			if err != nil {
				return nil, err
			}
			f.End(ending)
			return delta(), nil
		}},
		method{"text", func([]js.Value) (any, error) { return f.Record().Text(), nil }},
	)
	o.Set("start", start)
	return o, nil
}

// survey returns a survey of the schedules of a corpus file's stream, with at most
// so many cuts, that its decoder survives. It works while step is called.
func survey(args []js.Value) (any, error) {
	file, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	s, err := contrast.NewSurvey(file, args[1].Int())
	if err != nil {
		return nil, err
	}
	return object(method{"step", func(args []js.Value) (any, error) {
		more := s.Step(args[0].Int())
		return value(figure.AppendSurvey(nil, s, !more)), nil
	}}), nil
}
