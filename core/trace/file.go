package trace

import (
	"errors"
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

// ParseFile reads a corpus file.
func ParseFile(text string) (*File, error) {
	p := fileParser{file: &File{
		Layout:  core.Decimal(10),
		Limit:   core.DefaultLimit,
		Decoder: Core,
	}}
	head, tail, _ := strings.Cut("\n"+strings.ReplaceAll(text, "\r\n", "\n"), "\n-- stream --\n")
	stream, trace, hasTrace := strings.Cut("\n"+tail, "\n-- trace --\n")
	if hasTrace {
		p.file.Trace = trace
	}
	for i, line := range strings.Split(head, "\n") {
		if err := p.head(line); err != nil {
			return nil, &FileError{Line: max(1, i), Err: err}
		}
	}
	first := strings.Count(head, "\n") + 1
	for i, line := range strings.Split(stream, "\n") {
		if err := p.stream(line); err != nil {
			return nil, &FileError{Line: first + i, Err: err}
		}
	}
	p.endSend()
	if p.bytes {
		p.file.Sends = nil
	}
	p.file.Title = strings.TrimSpace(p.file.Title)
	p.file.Story = strings.TrimSpace(p.file.Story)
	return p.file, nil
}

type fileParser struct {
	file     *File
	settings bool // the settings have begun
	sending  bool // a send is under way
	bytes    bool // the sends are not known
}

// head reads a line above the stream: title, story, settings.
func (p *fileParser) head(line string) error {
	f := p.file
	line = strings.TrimSpace(line)
	var known bool
	var err error
	if key, value, found := strings.Cut(line, ":"); found {
		known, err = f.set(key, strings.TrimSpace(value))
	}
	switch {
	case known:
		p.settings = true
		return err
	case line == "":
		if f.Story != "" {
			f.Story += "\n"
		}
	case strings.HasPrefix(line, "-- ") && strings.HasSuffix(line, " --"):
		return errors.New("want \"-- stream --\" at the start of its line, not " + strconv.Quote(line))
	case p.settings:
		return errors.New("unknown setting " + strconv.Quote(line) + "; want layout, limit, oversized, decoder, schedule, end, segments or queued")
	case f.Title == "":
		f.Title = line
	default:
		f.Story += line + "\n"
	}
	return nil
}

// set takes a setting. It reports false for a key that is none.
func (f *File) set(key, value string) (known bool, err error) {
	switch key {
	case "layout":
		f.Layout, err = core.ParseLayout(value)
	case "limit":
		f.Limit, err = strconv.Atoi(value)
		if err != nil || f.Limit < 0 {
			err = errors.New("limit " + strconv.Quote(value) + ": want a number of bytes")
		}
	case "oversized":
		f.Skip = value == "skip"
		if !f.Skip && value != "fail" {
			err = errors.New("oversized " + strconv.Quote(value) + `: want "fail" or "skip"`)
		}
	case "decoder":
		f.Decoder = value
		if value == "" {
			err = errors.New("decoder: want its name")
		}
	case "schedule":
		f.Schedule, err = schedule.Parse(value)
	case "end":
		f.Ending, err = ParseEnding(value)
	case "segments":
		f.Segments, err = numbers(value)
	case "queued":
		f.Queued, err = numbers(value)
	default:
		return false, nil
	}
	return true, err
}

// ParseEnding reads how a stream ends.
func ParseEnding(text string) (Ending, error) {
	for e, name := range endingNames {
		if text == name {
			return Ending(e), nil
		}
	}
	return Open, errors.New("end " + strconv.Quote(text) + `: want "open", "closed" or "cut off"`)
}

func numbers(text string) ([]int, error) {
	var list []int
	for word := range strings.SplitSeq(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 0 {
			return nil, errors.New(strconv.Quote(word) + " is not a number")
		}
		list = append(list, n)
	}
	return list, nil
}

// stream reads a line of the stream.
func (p *fileParser) stream(line string) error {
	line = strings.TrimRight(line, " \t")
	content, more := strings.CutPrefix(line, " ")
	switch {
	case line == "":
		return nil
	case more && p.sending:
	case more:
		return errors.New("a line that goes on from nothing; begin it with \"send\"")
	default:
		word, rest, _ := strings.Cut(line, " ")
		if word != "send" && word != "bytes" {
			return errors.New("want a line that begins with \"send\" or \"bytes\", not " + strconv.Quote(line))
		}
		p.endSend()
		p.sending, content = true, rest
		p.bytes = p.bytes || word == "bytes"
	}
	data, err := parseBytes(strings.TrimSpace(content))
	if err != nil {
		return err
	}
	if len(p.file.Stream)+len(data) > maxStream {
		return errors.New("a stream of more than " + strconv.Itoa(maxStream) + " bytes")
	}
	p.file.Stream = append(p.file.Stream, data...)
	return nil
}

func (p *fileParser) endSend() {
	if p.sending {
		p.file.Sends = append(p.file.Sends, len(p.file.Stream))
		p.sending = false
	}
}

// parseBytes reads a quoted string or hexadecimal digits.
func parseBytes(text string) ([]byte, error) {
	if strings.HasPrefix(text, `"`) || strings.HasPrefix(text, "`") {
		s, err := strconv.Unquote(text)
		if err != nil {
			return nil, errors.New(text + " is not a quoted string")
		}
		return []byte(s), nil
	}
	digits := strings.ReplaceAll(text, " ", "")
	data := make([]byte, 0, len(digits)/2)
	for len(digits) > 0 {
		n, err := strconv.ParseUint(digits[:min(2, len(digits))], 16, 8)
		if err != nil || len(digits) == 1 {
			return nil, errors.New(strconv.Quote(text) + " is neither quoted nor hexadecimal")
		}
		data = append(data, byte(n))
		digits = digits[2:]
	}
	return data, nil
}

// Text returns the file's text form, which ParseFile reads.
func (f *File) Text() string {
	var b strings.Builder
	paragraph := func(s string) {
		if s != "" {
			b.WriteString(s + "\n\n")
		}
	}
	paragraph(f.Title)
	paragraph(f.Story)
	set := func(key, value string) { b.WriteString(key + ": " + value + "\n") }
	set("layout", f.Layout.String())
	set("limit", strconv.Itoa(f.Limit))
	if f.Skip {
		set("oversized", "skip")
	}
	set("decoder", f.Decoder)
	set("schedule", f.Schedule.String())
	set("end", f.Ending.String())
	if f.Segments != nil {
		set("segments", list(f.Segments))
	}
	if f.Queued != nil {
		set("queued", list(f.Queued))
	}
	b.WriteString("\n-- stream --\n")
	if f.Sends == nil {
		writeBytes(&b, "bytes", f.Stream)
	}
	at := 0
	for _, end := range f.Sends {
		writeBytes(&b, "send", f.Stream[at:end])
		at = end
	}
	b.WriteString("\n-- trace --\n")
	b.WriteString(f.Trace)
	return b.String()
}

// A send is broken into lines of so many bytes.
const (
	textLine = 72
	hexLine  = 32
)

func writeBytes(b *strings.Builder, word string, data []byte) {
	if len(data) == 0 && word == "bytes" {
		return
	}
	size, write := textLine, func(line []byte) string { return strconv.Quote(string(line)) }
	if mostlyBinary(data) {
		size, write = hexLine, hexadecimal
	}
	for start := true; start || len(data) > 0; start = false {
		n := min(size, len(data))
		// A line break inside a multi-byte character would show it in pieces.
		for n < len(data) && n > size-4 && size == textLine && data[n]&0xc0 == 0x80 {
			n--
		}
		if !start {
			word = strings.Repeat(" ", len(word))
		}
		b.WriteString(word + " " + write(data[:n]) + "\n")
		data = data[n:]
	}
}

// mostlyBinary reports whether data reads better in hexadecimal.
func mostlyBinary(data []byte) bool {
	odd := 0
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' || c == 0x7f {
			odd++
		}
	}
	return odd*8 > len(data)
}

func hexadecimal(data []byte) string {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for i, c := range data {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(digits[c>>4])
		b.WriteByte(digits[c&15])
	}
	return b.String()
}

func list(numbers []int) string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, ", ")
}
