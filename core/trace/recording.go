package trace

import (
	"slices"

	"bufferbybuffer/core/schedule"
)

// Recording keeps a live stream so that it can be saved as a corpus file: all of
// it, or the last part of one that has gone on for long. It begins where a frame
// does.
type Recording struct {
	file     File // the settings
	maxBytes int  // at most so many of the stream
	maxParts int  // in at most so many chunks

	stream           []byte
	start            int   // stream offset of its first byte
	ends             []int // stream offset at which each chunk ends
	segments, queued []int

	arrived int  // bytes of the stream, recorded or not
	frame   int  // stream offset at which the last complete frame ended
	middle  int  // where a frame ended in the second half of what may be kept; no more than start: none has
	full    bool // the frame under way is itself too much: the rest of it is not kept
}

// NewRecording returns a recording, of at most so many bytes in so many chunks, of
// a stream that is decoded as a file says.
func NewRecording(settings *File, maxBytes, maxChunks int) *Recording {
	return &Recording{file: *settings, maxBytes: maxBytes, maxParts: maxChunks}
}

// Add adds a chunk, which is copied, and what is known of it. frame is the stream
// offset at which the last complete frame ended, with that chunk or before.
func (r *Recording) Add(chunk []byte, known Report, frame int) {
	before := r.frame
	r.arrived, r.frame = r.arrived+len(chunk), frame
	if r.full {
		// It begins anew with the frame after the one that was too much, or with one
		// of the next.
		switch {
		case before > r.start:
			r.start = before
		case frame > r.start && frame < r.arrived:
			r.start = frame
			chunk = chunk[len(chunk)-(r.arrived-frame):]
		default:
			return
		}
		r.full, r.stream, r.ends, r.segments, r.queued = false, nil, nil, nil, nil
	}
	if len(chunk) == 0 {
		return
	}
	r.stream = append(r.stream, chunk...)
	r.ends = append(r.ends, r.arrived)
	r.segments = append(r.segments, known.Segments...)
	r.queued = append(r.queued, known.Queued...)
	if r.middle <= r.start && (len(r.stream) > r.maxBytes/2 || len(r.ends) > r.maxParts/2) {
		r.middle = frame
	}
	for len(r.stream) > r.maxBytes || len(r.ends) > r.maxParts {
		switch {
		case r.middle > r.start:
			r.forget(r.middle)
		case frame > r.start:
			r.forget(frame)
		default:
			r.full = true
			r.shorten()
			return
		}
	}
}

// forget lets go of what lies before a stream offset.
func (r *Recording) forget(offset int) {
	gone, _ := slices.BinarySearch(r.ends, offset+1)
	r.stream = slices.Clone(r.stream[offset-r.start:])
	r.start = offset
	r.segments = r.segments[min(gone, len(r.segments)):]
	r.queued = r.queued[min(gone, len(r.queued)):]
	r.ends = slices.Clone(r.ends[gone:])
}

// shorten lets go of what is too much at the end.
func (r *Recording) shorten() {
	end := min(r.start+r.maxBytes, r.ends[min(len(r.ends), r.maxParts)-1])
	last, _ := slices.BinarySearch(r.ends, end)
	r.stream, r.ends = r.stream[:end-r.start], r.ends[:last+1]
	r.ends[last] = end
	r.segments = r.segments[:min(last+1, len(r.segments))]
	r.queued = r.queued[:min(last+1, len(r.queued))]
}

// Start returns the stream offset at which the recording begins.
func (r *Recording) Start() int { return r.start }

// File returns what was recorded, with its trace. A stream that went on after the
// recording was full is open at its end, whatever the ending.
func (r *Recording) File(ending Ending) *File {
	file := r.file
	file.Stream = r.stream
	file.Ending = ending
	if r.full {
		file.Ending = Open
	}
	ends := make([]int, len(r.ends))
	for i, end := range r.ends {
		ends[i] = end - r.start
	}
	file.Schedule = schedule.Ending(ends...)
	file.Segments, file.Queued = nil, nil
	if len(r.segments) == len(ends) {
		file.Segments = r.segments
	}
	if len(r.queued) == len(ends) {
		file.Queued = r.queued
	}
	file.Trace = Run(file.NewDecoder(), file.Stream, ends, file.Ending).Text()
	return &file
}
