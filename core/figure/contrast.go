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
		Out: f.out[:m.messages], From: f.chunkStart(ev.Chunk), Arrived: f.arrived(ev.Chunk),
		Ended: ev.Chunk == len(f.Trace.Ends), Sent: f.sent,
	}
	if m.frames > 0 && !ended(ev.Kind) {
		v.Lost = m.start - f.Frames[m.frames-1].End
	}
	return v
}
