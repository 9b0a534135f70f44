//go:build js && wasm

// The module that the page runs: core, exported, and nothing else. Text goes in
// (a corpus file), a value comes out (core/figure's JSON, or text); the module
// decides what is said and the page draws it. A failure comes out as an Error.
//
// It is built five times: for figures; with the build tag "tap" for the page that reads
// captures, and with "captured" for what draws them in time; with the tag "journey" for
// the page that runs a TCP; and with "workshop" for what judges a program in the page. So
// no page fetches what only another one needs. Every call is named in the files of its
// build, and with its types in site/src/module.ts, tap.ts, journey.ts, workshop/run.ts or
// view/journey/captured.ts; what carries it from the page to here and back knows no names.
package main

import (
	"errors"
	"runtime"
	"syscall/js"

	"bufferbybuffer/core/trace"
)

func main() {
	js.Global().Set("core", object(offered()...))
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

func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Length())
	js.CopyBytesToGo(b, v)
	return b
}
