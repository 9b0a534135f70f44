//go:build js && wasm && journey

package main

import (
	"syscall/js"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/journey"
	"bufferbybuffer/site/network"
)

// offered is what the page can call: settings in, as text, and what happened out.
func offered() []method {
	return []method{{"run", run}, {"link", link}, {"unlink", unlink}}
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
