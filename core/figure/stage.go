package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// Stage is what one sees at a step who can't look ahead: where those bytes lie that
// have come and are not yet part of a message that is out. What the decoder has not
// taken lies in the chunk still. Nothing here is about bytes to come.
type Stage struct {
	Cells   int   // of a header; 0 in a layout without one
	Header  Reach // in those cells
	Payload Reach // in the payload's box
	Trailer Reach // what closes the frame, behind the box
	Lost    Reach // of this chunk, and in no frame: thrown away, or passed over

	Box  Box
	Had  int // bytes the box has been given, or has let pass
	Want int // how many it is made for; [core.Unknown] while nobody knows

	About  string // what is wrong with the header; "" for nothing
	Note   string // what there is to know of the box besides Had and Want; may be ""
	Astray bool   // what lies in the header's cells is no header, or not of that length
}

// Reach is a run of bytes, by stream offsets.
type Reach struct{ Start, End int }

// Box is what has become of the payload's box.
type Box string

// The boxes.
const (
	Shut     Box = "shut"     // nobody knows how large it will be
	Opened   Box = "open"     // it is made for a known number of bytes
	Scanned  Box = "scan"     // of no known size: it closes at a mark
	Passing  Box = "passing"  // too large to be kept: its bytes are counted, and go
	Refused  Box = "refused"  // it would be too large, and is not opened
	Reserved Box = "reserved" // too large, and all its room is taken
	Never    Box = "never"    // what it waits for will never be
	Short    Box = "short"    // the stream has ended, and it is not full
)

// stageStart is the stage before anything has arrived.
func (f *Figure) stageStart() Stage {
	st := Stage{Cells: f.File.Layout.HeaderSize(), Box: Shut, Want: core.Unknown, Note: "how long, nobody knows yet"}
	if st.Cells == 0 {
		st.Box, st.Note = Scanned, "how long, nobody knows"
	}
	return st
}

// stage is the stage after an event.
func (f *Figure) stage(ev *trace.Step, m mark, s *Step) Stage {
	st := f.stageStart()
	if from, to := max(f.before(m), f.chunkFrom(ev)), min(m.start, s.Taken); !ended(ev.Kind) && from < to {
		st.Lost = Reach{from, to}
	}
	if ended(ev.Kind) || ev.Kind == core.End {
		return st
	}
	headed := st.Cells > 0
	switch {
	case m.body >= 0:
		f.stageBox(&st, ev, m, s)
	case headed:
		st.Header = Reach{m.start, s.Taken}
	default:
		st.Payload, st.Had = Reach{m.start, s.Taken}, s.Taken-m.start
	}
	if headed {
		if f.File.Layout.Varies() {
			st.Cells = max(st.Cells, s.Header.Want)
		}
		st.Cells = max(st.Cells, st.Header.End-st.Header.Start)
	}
	f.stageFate(&st, ev, m, s)
	return st
}

// stageBox is the stage once the header is read.
func (f *Figure) stageBox(st *Stage, ev *trace.Step, m mark, s *Step) {
	st.Box, st.Note, st.Want = Opened, "", m.length
	if m.length == core.Unknown {
		st.Box, st.Note = Scanned, "how long, nobody knows"
	}
	end := s.Taken
	if f.wrong == nil {
		end = min(end, m.body+m.length)
	}
	if m.body > m.start {
		st.Header = Reach{m.start, m.body}
	}
	st.Had = end - m.body
	if ev.State == core.StateSkip || ev.Row == core.SkipTruncated || ev.Row == core.SkipMalformed {
		st.Box, st.Note = Passing, "they pass, and none is kept"
		return
	}
	st.Payload, st.Trailer = Reach{m.body, end}, Reach{end, s.Taken}
}

// stageFate says what is to be seen of things going wrong.
func (f *Figure) stageFate(st *Stage, ev *trace.Step, m mark, s *Step) {
	missing := st.Want - st.Had
	switch ev.Row {
	case core.HeaderTooLarge:
		st.Box, st.Note = Refused, "more than the limit of "+words.Number(f.File.Limit)+": no box is opened"
	case core.HeaderMalformed:
		st.About, st.Note = "spells no length", "how long, nobody will ever know"
	case core.HeaderTruncated:
		st.About, st.Note = "the rest will never come", "how long, nobody will ever know"
	case core.PayloadTruncated, core.SkipTruncated:
		st.Box, st.Note = Short, words.Of(missing)+" will never come"
	case core.TrailerTruncated, core.ScanTruncated:
		st.Box, st.Note = Short, "its end will never come"
	case core.ScanTooLarge:
		st.Box, st.Note = Refused, "more than the limit of "+words.Number(f.File.Limit)
	case core.PayloadMalformed:
		if f.wrong == nil {
			st.Box, st.Note = Never, "it does not close as it should"
		}
	}
	if f.wrong == nil {
		return
	}
	fate := f.wrong.Fate(f.view(ev, m))
	if fate.Misread != "" {
		st.Astray, st.About = true, fate.Misread
	}
	switch over := st.Had - st.Want; {
	case fate.Never && s.Chunk == len(f.Trace.Ends) && st.Box != Shut:
		st.Box, st.Note = Never, "nothing more will ever come"
	case fate.Never && s.Chunk == len(f.Trace.Ends):
		st.About = "nothing more will ever come"
	case fate.Never && over > 0:
		st.Box, st.Note = Never, words.Of(over)+" too many: it will never be exactly full"
	case fate.Never:
		st.Box, st.Note = Never, "it will never be exactly full"
	case fate.Reserved && st.Box == Opened:
		st.Box, st.Note = Reserved, "room for all of them is taken"
	}
}

// chunkFrom is where the chunk of an event begins; the end of the stream once that has
// ended.
func (f *Figure) chunkFrom(ev *trace.Step) int {
	if ev.Chunk < len(f.Trace.Ends) {
		return f.chunkStart(ev.Chunk)
	}
	return f.arrived(ev.Chunk)
}

// Unsent reports whether a frame's message is one that nobody sent.
func (f *Figure) Unsent(frame Frame) bool {
	return f.wrong != nil && !frame.Skipped && !f.view(&f.Trace.Steps[frame.Step-1], f.marks[frame.Step-1]).WasSent()
}
