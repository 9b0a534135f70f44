//go:build js && wasm

// The module that the page runs: core, exported, and nothing else. Text goes in
// (a corpus file), a value comes out (core/figure's JSON, or text); the module
// decides what is said and the page draws it. A failure comes out as an Error.
//
// It is built twice: for the lesson and the playground, and with the build tag "tap"
// for the page that reads captures, so that no page fetches what only another one
// needs. Every call is named here or in the file of that build, and in
// site/src/module.ts or tap.ts with its types; what carries it from the page to here
// and back knows no names.
package main

import (
	"errors"
	"runtime"
	"syscall/js"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

func main() {
	core := object(append([]method{
		// About a corpus file: text in, text out.
		{"text", canonicalText}, {"link", link},
		// What there is to choose from.
		{"choices", choices},
		// Objects that hold a state until they are released.
		{"open", open},
	}, more...)...)
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

func link(args []js.Value) (any, error) {
	f, err := trace.ParseFile(args[0].String())
	if err != nil {
		return nil, err
	}
	return figure.Place{File: f, Step: args[1].Int(), Beside: args[2].String()}.Link()
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
