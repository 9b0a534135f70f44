package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// layouts are worth choosing: each as a file has it, and in words.
var layouts = [...][2]string{
	{"decimal 10", "ten decimal digits, as in the tutorial"},
	{"decimal 10 right", "ten decimal digits, at the right"},
	{"decimal 10 center", "ten decimal digits, centred"},
	{"decimal 10 zero", "ten decimal digits, filled with zeros"},
	{"uint8", "one byte"},
	{"uint16", "two bytes, big-endian"},
	{"uint32", "four bytes, big-endian"},
	{"uint32 little-endian", "four bytes, little-endian"},
	{"uvarint 5", "a varint of at most five bytes"},
	{"netstring", "a netstring"},
	{`delimiter "\n"`, "no length: a line ends each message"},
	{`delimiter "\n" escaped "\\"`, "no length: a line, with escapes"},
}

// AppendChoices appends the decoders that a figure can run, core's own first, and
// layouts worth choosing, the tutorial's first.
func AppendChoices(b []byte) []byte {
	w := writer{b}
	w.open('{')
	w.key("decoders").open('[')
	w.choice(trace.Core, contrast.Title(trace.Core))
	for _, d := range contrast.All() {
		w.choice(d.Name, d.Title)
	}
	w.close(']')
	w.key("layouts").open('[')
	for _, l := range layouts {
		w.choice(l[0], l[1])
	}
	for _, p := range core.Presets()[1:] {
		w.choice(p.Layout.String(), p.Name)
	}
	w.close(']')
	w.close('}')
	return w.b
}

// AppendSurvey appends how far a survey has come.
func AppendSurvey(b []byte, s *contrast.Survey, over bool) []byte {
	w := writer{b}
	w.open('{')
	w.key("total").uint(s.Total)
	w.key("tried").uint(s.Tried)
	w.key("survived").uint(s.Survived)
	w.key("over").bool(over)
	if breaker, ok := s.Breaker(); ok {
		w.key("breaker").string(breaker.String())
	}
	w.close('}')
	return w.b
}

// AppendSchedules appends schedules worth trying on a file's stream. Some go by its
// frames, as core finds them: a decoder that breaks finds others with each schedule.
func AppendSchedules(b []byte, file *trace.File) ([]byte, error) {
	whole := *file
	whole.Decoder, whole.Schedule = trace.Core, schedule.Schedule{}
	f, err := New(&whole)
	if err != nil {
		return nil, err
	}
	var messages, apart []int
	for _, frame := range f.Frames {
		if frame.Start < frame.Body && frame.Body < frame.End {
			apart = append(apart, frame.Body)
		}
		if frame.End < len(file.Stream) {
			messages, apart = append(messages, frame.End), append(apart, frame.End)
		}
	}
	w := writer{b}
	w.open('[')
	w.choice("in one chunk", "in one chunk")
	w.choice("every 16", "every 16")
	w.choice("one byte at a time", "byte by byte")
	w.choice(schedule.Ending(messages...).String(), "a message each")
	w.choice(schedule.Ending(apart...).String(), "header apart")
	w.close(']')
	return w.b, nil
}

// choice writes what stands in a file, and how a list calls it.
func (w *writer) choice(text, label string) {
	w.item().open('{')
	w.key("text").string(text)
	w.key("label").string(label)
	w.close('}')
}
