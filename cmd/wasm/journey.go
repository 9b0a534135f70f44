//go:build js && wasm && journey

package main

import (
	"syscall/js"

	"bufferbybuffer/core"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"
	"bufferbybuffer/site/network"
)

// offered is what the page can call: settings in, as text, and what happened out.
func offered() []method {
	return []method{{"run", run}, {"link", link}, {"unlink", unlink}, {"record", record}, {"server", server}, {"serve", serve}}
}

func run(args []js.Value) (any, error) {
	s, err := journey.Parse(args[0].String())
	if err != nil {
		return nil, err
	}
	j, err := network.Run(s)
	if err != nil {
		return nil, err
	}
	return value(figure.NewJourney(j).AppendJSON(nil)), nil
}

// record returns what is told, step by step, of a real connection: its layout, the
// buffer of its recv. Times are in milliseconds.
func record(args []js.Value) (any, error) {
	layout, err := core.ParseLayout(args[0].String())
	if err != nil {
		return nil, err
	}
	r := journey.NewRecord(layout, args[1].Int())
	at := func(v js.Value) journey.Micros { return journey.Micros(v.Float() * 1000) }
	return object(
		method{"sent", func(args []js.Value) (any, error) {
			r.Sent(args[0].Int(), at(args[1]))
			return nil, nil
		}},
		// Whether there is room for another recv.
		method{"received", func(args []js.Value) (any, error) {
			return r.Received(bytesOf(args[0]), at(args[1]), args[2].Int(), args[3].Int()), nil
		}},
		method{"journey", func([]js.Value) (any, error) {
			return value(figure.NewJourney(r.Journey()).AppendJSON(nil)), nil
		}},
	), nil
}

// server returns the settings in which the time server speaks, from a unix time on.
func server(args []js.Value) (any, error) {
	return journey.TimeServer(args[0].Int(), int64(args[1].Float())).String(), nil
}

// serve returns a session with the time server, as a gateway would relay it, in JSON:
// where no server is behind the page, it is what one sees in place of a live one.
func serve(args []js.Value) (any, error) {
	told, buffer, err := network.Serve(args[0].String(), int64(args[1].Float()))
	if err != nil {
		return nil, err
	}
	return value(figure.AppendSession(nil, core.Decimal(10).String(), core.DefaultLimit, buffer, told)), nil
}

// link returns the address of settings, to stand behind "#".
func link(args []js.Value) (any, error) {
	s, err := journey.Parse(args[0].String())
	if err != nil {
		return nil, err
	}
	return figure.JourneyLink(s), nil
}

// unlink returns the settings that an address names, as text.
func unlink(args []js.Value) (any, error) {
	s, err := figure.ParseJourneyLink(args[0].String())
	if err != nil {
		return nil, err
	}
	return s.String(), nil
}
