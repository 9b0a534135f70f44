//go:build js && wasm && !tap && !journey && !workshop && !captured

package main

import (
	"syscall/js"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// more is what figures need that can be changed, compared and named by a link, and
// live ones.
var more = []method{
	{"unlink", unlink}, {"compare", compare}, {"frame", frame}, {"schedules", schedules},
	{"live", live}, {"survey", survey},
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

func unlink(args []js.Value) (any, error) {
	place, err := figure.ParseLink(args[0].String())
	if err != nil {
		return nil, err
	}
	return value(place.AppendJSON(nil)), nil
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

// edits lets a figure be changed to that of another text: only what differs is told.
func edits(f *figure.Figure) []method {
	return []method{{"edit", func(args []js.Value) (any, error) {
		to, err := figure.Open(args[0].String())
		if err != nil {
			return nil, err
		}
		return opened(to, "change", to.AppendChange(nil, f)), nil
	}}}
}
