package figure

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// AppendDecoders appends the decoders that a figure can run, core's own first.
func AppendDecoders(b []byte) []byte {
	w := writer{b}
	w.open('[')
	decoder := func(name, label, says string) {
		w.item().open('{')
		w.key("name").string(name)
		w.key("label").string(label)
		w.key("says").string(says)
		w.close('}')
	}
	decoder(trace.Core, "Our decoder", "The machine of this page: whatever the chunks, the same messages.")
	for _, d := range contrast.All() {
		decoder(d.Name, d.Title, d.Bug)
	}
	w.close(']')
	return w.b
}

// AppendLayouts appends layouts worth choosing, the tutorial's first.
func AppendLayouts(b []byte) []byte {
	w := writer{b}
	w.open('[')
	layout := func(text, label string) {
		w.item().open('{')
		w.key("text").string(text)
		w.key("label").string(label)
		w.close('}')
	}
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
		layout(l.layout.String(), l.label)
	}
	for _, p := range core.Presets()[1:] {
		layout(p.Layout.String(), p.Name)
	}
	w.close(']')
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

// AppendUnlinked appends what a link holds.
func AppendUnlinked(b []byte, f *trace.File, step int) []byte {
	w := writer{b}
	w.open('{')
	w.key("text").string(f.Short())
	w.key("step").int(step)
	w.close('}')
	return w.b
}
