//go:build js && wasm && !journey && !workshop && !captured

package main

import (
	"strings"
	"syscall/js"
	"testing"
)

// The page learns what went wrong, whatever it was: its way of calling, or a
// mistake in the module.
func TestPanicsSpeak(t *testing.T) {
	for _, test := range []struct {
		name, want string
		call       func([]js.Value) (any, error)
	}{
		{"arguments that are missing", "index out of range [0] with length 0", canonicalText},
		{"arguments of another kind", "syscall/js: call of Value.Int on undefined", func([]js.Value) (any, error) { return js.Undefined().Int(), nil }},
		{"an error of JavaScript", "JavaScript error: no such thing", func([]js.Value) (any, error) {
			panic(js.Error{Value: js.Global().Get("Error").New("no such thing")})
		}},
		{"words", "core: negative limit", func([]js.Value) (any, error) { panic("core: negative limit") }},
	} {
		var heard js.Value
		var logged []string
		listening(t, &logged, func() {
			f := function(test.call)
			defer f.Release()
			heard = f.Invoke()
		})
		if !heard.InstanceOf(js.Global().Get("Error")) || !strings.Contains(heard.Get("message").String(), test.want) {
			t.Errorf("%s: the page hears %v, want an Error about %q", test.name, heard, test.want)
		}
		if len(logged) != 1 || !strings.Contains(logged[0], "main_test.go") && !strings.Contains(logged[0], "main.go") {
			t.Errorf("%s: the console has %q, want to know where it was", test.name, logged)
		}
	}
}

// What is wrong with a line of a corpus file is said without the line, too: a change
// to a figure is refused by a file that nobody has written.
func TestCauses(t *testing.T) {
	for _, test := range []struct{ text, message, cause string }{
		{"layout: eleventy\n", "corpus file: line 1: ", "eleventy"},
		{"send: \"a\"\nschedule: now and then\n", "corpus file: line 2: ", "now and then"},
	} {
		failed := function(canonicalText)
		defer failed.Release()
		err := failed.Invoke(test.text)
		message, cause := err.Get("message").String(), err.Get("cause").String()
		if message != test.message+cause || !strings.Contains(cause, test.cause) {
			t.Errorf("%q: %q, because of %q", test.text, message, cause)
		}
	}
}

// An object that is released lets go of all its functions, release among them:
// Go says so of each when it is called again.
func TestReleaseLetsGoOfEverything(t *testing.T) {
	o := object(method{"text", canonicalText})
	o.Call("release")
	for _, name := range []string{"text", "release"} {
		var logged []string
		listening(t, &logged, func() { o.Call(name) })
		if len(logged) != 1 || logged[0] != "call to released function" {
			t.Errorf("%s, called after release: the console has %q", name, logged)
		}
	}
}

// listening collects what the console is told while f runs.
func listening(t *testing.T, logged *[]string, f func()) {
	t.Helper()
	console := js.Global().Get("console")
	usual := console.Get("error")
	hear := js.FuncOf(func(_ js.Value, args []js.Value) any {
		*logged = append(*logged, args[0].String())
		return nil
	})
	console.Set("error", hear)
	defer func() {
		console.Set("error", usual)
		hear.Release()
	}()
	f()
}
