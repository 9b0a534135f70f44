package trace

import (
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// File is a corpus file: one stream, one schedule, how it ends, and the exact
// trace, as readable text.
//
//	Two messages, read with recv(16)
//
//	A story of a line or more.
//
//	layout: decimal 10
//	limit: 1000000000
//	decoder: core
//	schedule: every 16
//	end: closed
//
//	-- stream --
//	send "22        Welcome to the server!"
//	send "5         hello"
//
//	-- trace --
//	recv 1, 16 bytes: "22        Welcom"
//	  header parsed: length 22
//	…
//
// All settings may be left out; the ones above are what is then meant, but for
// schedule ("in one chunk") and end ("open"). A send is quoted as in Go, or
// written as hexadecimal digits; it goes on over further lines that begin with a
// space. Where it is not known how the sender cut its stream, the line begins
// with "bytes". The settings "segments" and "queued" hold, for a recorded
// connection, a number for each chunk.
type File struct {
	Title, Story string

	Layout   core.Layout
	Limit    int
	Skip     bool // the policy for oversized frames
	Decoder  string
	Schedule schedule.Schedule
	Ending   Ending

	Stream []byte
	Sends  []int // stream offset at which each send ends; nil where unknown

	Segments, Queued []int // what the kernel knew at each chunk; nil where unknown

	Trace string // the text form; "" where the file has none
}

// Core is the name of core's own decoder in a File.
const Core = "core"

// maxStream is the largest stream, in bytes, that a file may hold: a file may
// come from a link that somebody forged.
const maxStream = 4 << 20

// FileError reports where a text is not a corpus file, and why.
type FileError struct {
	Line int // from 1
	Err  error
}

func (e *FileError) Error() string {
	return "corpus file: line " + strconv.Itoa(e.Line) + ": " + e.Err.Error()
}

func (e *FileError) Unwrap() error { return e.Err }

// NewDecoder returns core's decoder with the file's settings.
func (f *File) NewDecoder() *core.Decoder {
	opts := []core.Option{core.Limit(f.Limit)}
	if f.Skip {
		opts = append(opts, core.SkipOversized())
	}
	return core.NewDecoder(f.Layout, opts...)
}

// Run traces a machine over the file's stream.
func (f *File) Run(m Machine) *Trace {
	return Run(m, f.Stream, f.Schedule.Ends(len(f.Stream)), f.Ending)
}

// newFile returns a file that says nothing.
func newFile() *File {
	return &File{Layout: core.Decimal(10), Limit: core.DefaultLimit, Decoder: Core}
}

// Text returns the file's text form, which ParseFile reads.
func (f *File) Text() string {
	var b strings.Builder
	for _, paragraph := range []string{f.Title, f.Story} {
		if paragraph != "" {
			b.WriteString(paragraph + "\n\n")
		}
	}
	f.writeSettings(&b, nil)
	b.WriteString("\n-- stream --\n")
	f.writeStream(&b)
	b.WriteString("\n-- trace --\n")
	b.WriteString(f.Trace)
	return b.String()
}

// Short returns what makes the trace and nothing else: settings that differ from
// the defaults, and the stream. ParseFile reads it.
func (f *File) Short() string {
	var b strings.Builder
	f.writeSettings(&b, newFile())
	b.WriteString("-- stream --\n")
	f.writeStream(&b)
	return strings.TrimSuffix(b.String(), "\n")
}

// writeSettings writes the settings that differ from those of other; all where
// that is nil.
func (f *File) writeSettings(b *strings.Builder, other *File) {
	set := func(key string, value func(*File) string) {
		v := value(f)
		if v != "" && (other == nil || v != value(other)) {
			b.WriteString(key + ": " + v + "\n")
		}
	}
	set("layout", func(f *File) string { return f.Layout.String() })
	set("limit", func(f *File) string { return strconv.Itoa(f.Limit) })
	set("oversized", func(f *File) string {
		if f.Skip {
			return "skip"
		}
		return ""
	})
	set("decoder", func(f *File) string { return f.Decoder })
	set("schedule", func(f *File) string { return f.Schedule.String() })
	set("end", func(f *File) string { return f.Ending.String() })
	set("segments", func(f *File) string { return list(f.Segments) })
	set("queued", func(f *File) string { return list(f.Queued) })
}

func (f *File) writeStream(b *strings.Builder) {
	if f.Sends == nil {
		writeBytes(b, "bytes", f.Stream)
	}
	at := 0
	for _, end := range f.Sends {
		writeBytes(b, "send", f.Stream[at:end])
		at = end
	}
}
