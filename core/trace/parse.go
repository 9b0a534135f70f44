package trace

import (
	"errors"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/schedule"
)

// ParseFile reads a corpus file.
func ParseFile(text string) (*File, error) {
	p := fileParser{file: newFile()}
	read := p.head
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		switch line = strings.TrimSuffix(line, "\r"); line {
		case "-- stream --":
			read = p.stream
			continue
		case "-- trace --":
			p.file.Trace = strings.Join(lines[i+1:], "\n")
			return p.end()
		}
		if err := read(line); err != nil {
			return nil, &FileError{Line: i + 1, Err: err}
		}
	}
	return p.end()
}

// end finishes the file once all lines are read.
func (p *fileParser) end() (*File, error) {
	p.endSend()
	if p.bytes {
		p.file.Sends = nil
	}
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
		return errors.New("want \"-- stream --\" or \"-- trace --\" on a line of its own, not " + strconv.Quote(line))
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

// stream reads a line of the stream.
func (p *fileParser) stream(line string) error {
	more := strings.HasPrefix(line, " ")
	line = strings.TrimSpace(line)
	content := line
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

func numbers(text string) ([]int, error) {
	var list []int
	for _, word := range strings.Split(text, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(word))
		if err != nil || n < 0 {
			return nil, errors.New(strconv.Quote(word) + " is not a number")
		}
		list = append(list, n)
	}
	return list, nil
}
