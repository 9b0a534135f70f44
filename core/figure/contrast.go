package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// corrected is the mark of an event that needs more, for a decoder that breaks:
// it may have lost what came before the frame, or have taken its header for whole
// too early, or have no idea of a length. Of core's decoder the event says nothing
// new.
func (m mark) corrected(ev *trace.Step) mark {
	switch ev.Row {
	case core.HeaderMore, core.ScanMore:
		m.start = int(ev.Taken) - ev.Had
	case core.PayloadMore:
		m.body = int(ev.Taken) - ev.Had
		if ev.Want == core.Unknown && m.read != core.Unknown { // it is not the length that was read
			m.length = core.Unknown
		}
	}
	return m
}

// view is an event as the words of a decoder that breaks need to see it.
func (f *Figure) view(ev *trace.Step, m mark) *contrast.View {
	v := &contrast.View{
		Step: ev, Layout: f.File.Layout, Limit: f.File.Limit,
		Start: m.start, Body: m.body, Length: m.read,
		Out: f.out[:m.messages], Ended: ev.Chunk == len(f.Trace.Ends), Sent: f.sent,
	}
	if ev.Chunk >= 0 {
		v.From, v.Arrived = f.chunkStart(ev.Chunk), f.arrived(ev.Chunk)
	}
	before := m.frames - 1
	if ended(ev.Kind) {
		before--
	}
	if before >= 0 {
		last := f.Frames[before]
		v.Before = &contrast.Frame{Start: last.Start, Body: last.Body, Length: f.marks[last.Step-1].read, End: last.End}
		if !ended(ev.Kind) {
			v.Lost = m.start - last.End
		}
	}
	return v
}

// atStart is the start as a step: the decoder waits for its first recv.
func (f *Figure) atStart() (*trace.Step, mark) {
	row := core.HeaderMore
	if f.File.Layout.HeaderSize() == 0 {
		row = core.ScanMore
	}
	return &trace.Step{Event: core.Event{Kind: core.NeedMore, Row: row}, Chunk: -1}, mark{body: core.Unknown, length: core.Unknown, read: core.Unknown}
}

// variables are those of the decoder's Python after an event; nil for core's decoder,
// whose registers say it all.
func (f *Figure) variables(ev *trace.Step, m mark) []contrast.Variable {
	if f.wrong == nil {
		return nil
	}
	return f.wrong.Variables(f.view(ev, m))
}
