package contrast

import (
	"bytes"
	"strconv"

	"bufferbybuffer/core"
	"bufferbybuffer/core/judge"
	"bufferbybuffer/core/trace"
)

// Difference is the first point at which two traces of one stream part.
type Difference struct {
	// Steps are the indexes, in each trace, of the step where they part. Where one
	// of them has nothing to set against the other's step, it is the last step that
	// it took by then.
	Steps  [2]int
	Chunk  int   // the recv under way
	Offset int64 // how much of the stream the earlier of the two steps had taken

	events [2]*core.Event // nil where a trace has none
}

// Compare returns where two traces of the same stream first part: a length, a
// message, an error or the end that the other does not have. How often they
// needed more, and whether they could tell a length a chunk earlier, makes no
// difference.
func Compare(a, b *trace.Trace) (Difference, bool) {
	findA, findB := findings(a), findings(b)
	for i := range max(len(findA), len(findB)) {
		var d Difference
		switch {
		case i == len(findB):
			d = onlyOne(a, b, findA[i], 0)
		case i == len(findA):
			d = onlyOne(b, a, findB[i], 1)
		default:
			d = both(a, b, findA[i], findB[i])
		}
		if d.events[0] != nil && d.events[1] != nil && agree(d.events[0], d.events[1]) {
			continue
		}
		return d, true
	}
	return Difference{}, false
}

// findings returns the indexes of the steps that say more than needs more.
func findings(t *trace.Trace) []int {
	var list []int
	for i := range t.Steps {
		if t.Steps[i].Kind != core.NeedMore {
			list = append(list, i)
		}
	}
	return list
}

func both(a, b *trace.Trace, i, j int) Difference {
	first, other := &a.Steps[i], &b.Steps[j]
	d := Difference{Steps: [2]int{i, j}, events: [2]*core.Event{&first.Event, &other.Event}}
	if other.Chunk < first.Chunk || other.Chunk == first.Chunk && other.Taken < first.Taken {
		first = other
	}
	d.Chunk, d.Offset = first.Chunk, first.Taken
	return d
}

// onlyOne is where step i of the trace has who as its index, and the other trace
// has nothing to set against it.
func onlyOne(t, other *trace.Trace, i, who int) Difference {
	s := &t.Steps[i]
	d := Difference{Chunk: s.Chunk, Offset: s.Taken}
	d.Steps[who], d.events[who] = i, &s.Event
	for j := range other.Steps {
		if other.Steps[j].Chunk <= s.Chunk {
			d.Steps[1-who] = j
		}
	}
	return d
}

// agree reports whether two findings are the same.
func agree(a, b *core.Event) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case core.HeaderParsed, core.Skipped:
		return a.Want == b.Want
	case core.Message:
		return bytes.Equal(a.Payload, b.Payload)
	}
	return judge.SameKind(a.Err, b.Err)
}

// Say returns in words how the traces differ. The names stand for the decoder of
// each.
func (d Difference) Say(a, b string) string {
	return finding(a, d.events[0], d.events[1]) + "; " + finding(b, d.events[1], d.events[0]) + "."
}

// finding says what one decoder found where the other found something else.
func finding(who string, ev, other *core.Event) string {
	if ev == nil {
		switch other.Kind {
		case core.HeaderParsed:
			return who + " has no length"
		case core.Message:
			return who + " hands out nothing"
		case core.Failed:
			return who + " notices nothing"
		default:
			return who + " does not notice the end"
		}
	}
	switch ev.Kind {
	case core.HeaderParsed:
		return who + " expects a payload of " + bytesOf(ev.Want)
	case core.Message:
		return who + " hands out message " + strconv.Itoa(ev.Frame) + ", " + preview(ev.Payload)
	case core.Skipped:
		return who + " passes over " + bytesOf(ev.Had)
	case core.Failed:
		return who + " fails"
	default:
		return who + " sees a clean end"
	}
}

func bytesOf(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return strconv.Itoa(n) + " bytes"
}

// preview is a message as a sentence can hold it.
func preview(payload []byte) string {
	const most = 24
	if len(payload) > most {
		return strconv.Quote(string(payload[:most])) + "… (" + bytesOf(len(payload)) + ")"
	}
	return strconv.Quote(string(payload))
}
