package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
)

// AppendChoices appends the decoders that a figure can run, core's own first, and
// layouts worth choosing, the tutorial's first.
func AppendChoices(b []byte) []byte {
	w := writer{b}
	w.open('{')
	w.key("decoders").open('[')
	w.choice(trace.Core, "Our decoder")
	for _, d := range contrast.All() {
		w.choice(d.Name, d.Title)
	}
	w.close(']')
	w.key("layouts").open('[')
	for _, l := range []struct {
		layout core.Layout
		label  string
	}{
		{core.Decimal(10), "ten decimal digits, as in the tutorial"},
		{core.Decimal(10).Aligned(core.Right), "ten decimal digits, at the right"},
		{core.Decimal(10).Aligned(core.Center), "ten decimal digits, centred"},
		{core.Decimal(10).Aligned(core.Zero), "ten decimal digits, filled with zeros"},
		{core.Uint(8), "one byte"},
		{core.Uint(16), "two bytes, big-endian"},
		{core.Uint(32), "four bytes, big-endian"},
		{core.Uint(32).LittleEndian(), "four bytes, little-endian"},
		{core.Uvarint(5), "a varint of at most five bytes"},
		{core.Netstring(), "a netstring"},
		{core.Delimiter("\n"), "no length: a line ends each message"},
		{core.Delimiter("\n").Escaped('\\'), "no length: a line, with escapes"},
	} {
		w.choice(l.layout.String(), l.label)
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
