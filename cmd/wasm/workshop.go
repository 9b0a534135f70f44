//go:build js && wasm && workshop

package main

import (
	"errors"
	"syscall/js"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/workshop"
)

// offered is what judges a program that the page runs. What is shown of it are
// figures, for which the page has the other module.
func offered() []method { return []method{{"run", run}, {"attempt", attempt}} }

// attempt says what the cuts of a player have done to a decoder that breaks.
func attempt(args []js.Value) (any, error) {
	c, ok := workshop.FindChallenge(args[0].String())
	if !ok {
		return nil, errors.New("no challenge " + args[0].String())
	}
	var cuts []int
	for i := range args[1].Length() {
		cuts = append(cuts, args[1].Index(i).Int())
	}
	a, err := c.Try(cuts)
	if err != nil {
		return nil, err
	}
	o := js.Global().Get("Object").New()
	o.Set("cuts", a.Cuts)
	o.Set("done", a.Done)
	o.Set("say", a.Say)
	return o, nil
}

// run returns what judges a program in a task: it hands out cases, and is told what
// came of them.
func run(args []js.Value) (any, error) {
	r, err := workshop.NewRun(args[0].String())
	if err != nil {
		return nil, err
	}
	return object(
		method{"next", func(args []js.Value) (any, error) {
			return value(figure.AppendCases(nil, r.Next(args[0].Int()))), nil
		}},
		method{"report", func(args []js.Value) (any, error) {
			list := args[0]
			for i := range list.Length() {
				r.Report(tried(list.Index(i)))
			}
			return nil, nil
		}},
		method{"astray", func(args []js.Value) (any, error) { return astray(r, args) }},
		method{"state", func([]js.Value) (any, error) { return value(figure.AppendReport(nil, r.State())), nil }},
		method{"since", func(args []js.Value) (any, error) { return r.State().Since(args[0].Int(), args[1].Int()), nil }},
		method{"picture", func(args []js.Value) (any, error) { return r.Picture(args[0].String()), nil }},
	), nil
}

// astray says where a program that was watched in the breaking case goes wrong.
func astray(r *workshop.Run, args []js.Value) (any, error) {
	var moments []workshop.Moment
	for i := range args[0].Length() {
		v := args[0].Index(i)
		m := workshop.Moment{Line: v.Get("line").Int(), Taken: v.Get("taken").Int(), Recvs: v.Get("recvs").Int(), Printed: v.Get("printed").Int()}
		names := v.Get("names")
		for j := range names.Length() {
			m.Names = append(m.Names, names.Index(j).Index(0).String(), names.Index(j).Index(1).String())
		}
		moments = append(moments, m)
	}
	b := r.State().Breaker
	if b == nil {
		return nil, errors.New("nothing breaks it")
	}
	at, say := r.Astray(b.Case, moments, tried(args[1]))
	o := js.Global().Get("Object").New()
	o.Set("at", at)
	o.Set("say", say)
	o.Set("hint", r.Hint(b.Case, moments, at))
	return o, nil
}

// tried is what came of a case, as the page has it.
func tried(v js.Value) workshop.Tried {
	t := workshop.Tried{
		ID: v.Get("id").Int(), Before: []byte(v.Get("before").String()), After: []byte(v.Get("after").String()),
		Detail: v.Get("detail").String(), Line: v.Get("line").Int(),
	}
	if sent := v.Get("sent"); sent.Type() == js.TypeObject {
		t.Sent = bytesOf(sent)
	}
	switch v.Get("end").String() {
	case "returned":
		t.End = judge.Returned
	case "failed":
		t.End = judge.Failed
	case "died":
		t.End = judge.Died
	case "waiting":
		t.End = judge.Waiting
	case "spinning":
		t.End = judge.Spinning
	default:
		t.End, t.TooLong = judge.Stuck, true
	}
	return t
}
