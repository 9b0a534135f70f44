package figure

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"bufferbybuffer/core"
)

// Version is the "v" of the JSON form. A page that knows another must not guess.
const Version = 1

// Cursor says how much of a growing figure has been written.
type Cursor struct{ bytes, sends, chunks, frames, steps int }

// AppendJSON appends the whole figure, with its steps from first up to, but
// without, last. The shape is documented in docs/architecture.md.
func (f *Figure) AppendJSON(b []byte, first, last int) []byte {
	w := writer{slices.Grow(b, 2*len(f.Trace.Stream)+32*len(f.Trace.Ends)+128*len(f.Frames))}
	w.open('{')
	f.writeSettings(&w)
	f.writeGrown(&w, Cursor{steps: first}, last)
	w.close('}')
	return w.b
}

// writeSettings writes what a figure is of, whatever has arrived.
func (f *Figure) writeSettings(w *writer) {
	w.key("v").int(Version)
	w.key("title").string(f.File.Title)
	w.key("story").string(f.File.Story)
	w.key("layout").string(f.File.Layout.String())
	w.key("limit").int(f.File.Limit)
	w.key("decoder").string(f.File.Decoder)
	w.key("schedule").string(f.File.Schedule.String())
	if n := f.File.Schedule.Size(); n > 0 {
		w.key("buffer").int(n)
	}
	w.key("end").string(f.Trace.Ending.String())
	if f.File.Skip {
		w.key("oversized").string("skip")
	}
	w.key("code").open('[')
	for _, name := range f.CodeNames() {
		w.item().string(name)
	}
	w.close(']')
	f.writeMachine(w)
}

// AppendDelta appends what the figure has gained since the cursor, and moves the
// cursor on.
func (f *Figure) AppendDelta(b []byte, c *Cursor) []byte {
	w := writer{b}
	w.open('{')
	w.key("end").string(f.Trace.Ending.String())
	f.writeGrown(&w, *c, f.Len())
	w.close('}')
	*c = Cursor{len(f.Trace.Stream), len(f.File.Sends), len(f.Trace.Ends), len(f.Frames), f.Len()}
	return w.b
}

// failed is the step that failed, or 0.
func (f *Figure) failed() int {
	if n := len(f.Trace.Steps); n > 0 && f.Trace.Steps[n-1].Kind == core.Failed {
		return n
	}
	return 0
}

// firstStep is the first step of a chunk. A decoder that has failed takes none.
func (f *Figure) firstStep(chunk int) (step int, ok bool) {
	steps := f.Trace.Steps
	i := search(len(steps), func(i int) bool { return steps[i].Chunk >= chunk })
	return i + 1, i < len(steps) && steps[i].Chunk == chunk
}

// Find returns the last step that has taken no more than so many bytes.
func (f *Figure) Find(taken int) int {
	return search(len(f.Trace.Steps), func(i int) bool { return int(f.Trace.Steps[i].Taken) > taken })
}

// search returns the smallest index below n for which the condition, false at first
// and then true, holds; n where there is none.
func search(n int, condition func(int) bool) int {
	low, high := 0, n
	for low < high {
		middle := (low + high) / 2
		if condition(middle) {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

// AppendSteps appends the steps from first up to, but without, last, as a list.
func (f *Figure) AppendSteps(b []byte, first, last int) []byte {
	w := writer{b}
	f.writeSteps(&w, first, last)
	return w.b
}

// writeGrown writes the parts that grow with the stream, from the cursor on.
func (f *Figure) writeGrown(w *writer, c Cursor, last int) {
	w.key("length").int(f.Len())
	if failed := f.failed(); failed > 0 {
		w.key("failed").int(failed)
	}
	w.key("hex").hex(f.Trace.Stream[c.bytes:])
	w.key("sends").ints(f.File.Sends[min(c.sends, len(f.File.Sends)):])
	writeChars(w, f.Chars(c.frames))
	w.key("chunks").open('[')
	for i := c.chunks; i < len(f.Trace.Ends); i++ {
		f.writeChunk(w, i)
	}
	w.close(']')
	w.key("frames").open('[')
	for _, frame := range f.Frames[c.frames:] {
		f.writeFrame(w, frame)
	}
	w.close(']')
	w.key("steps")
	f.writeSteps(w, c.steps, last)
}

func writeChars(w *writer, chars [][2]int) {
	w.key("chars").open('[')
	for _, char := range chars {
		w.item().ints(char[:])
	}
	w.close(']')
}

// writeChunk writes what one recv returned.
func (f *Figure) writeChunk(w *writer, i int) {
	w.item().open('{')
	w.key("end").int(f.Trace.Ends[i])
	if step, ok := f.firstStep(i); ok {
		w.key("step").int(step)
	}
	if i < len(f.File.Segments) {
		w.key("segments").int(f.File.Segments[i])
	}
	if i < len(f.File.Queued) {
		w.key("queued").int(f.File.Queued[i])
	}
	w.close('}')
}

func (f *Figure) writeFrame(w *writer, frame Frame) {
	w.item().open('{')
	w.key("start").int(frame.Start)
	w.key("body").int(frame.Body)
	if frame.Close < frame.End {
		w.key("close").int(frame.Close)
	}
	w.key("end").int(frame.End)
	w.key("step").int(frame.Step)
	w.key("length").int(len(frame.Payload))
	w.key("text").string(Preview(frame.Payload))
	if frame.Skipped {
		w.key("skipped").bool(true)
	}
	if f.Unsent(frame) {
		w.key("unsent").bool(true)
	}
	w.close('}')
}

// writeMachine writes the diagram: the states and edges of core's table that this
// layout and policy can reach.
func (f *Figure) writeMachine(w *writer) {
	states, edges := f.Machine()
	w.key("machine").open('{')
	w.key("states").open('[')
	for _, s := range states {
		w.item().string(s.String())
	}
	w.close(']')
	w.key("edges").open('[')
	for _, e := range edges {
		w.item().open('{')
		w.key("row").int(int(e.Row))
		w.key("from").string(e.From.String())
		w.key("to").string(e.To.String())
		w.key("label").string(e.Event.String())
		w.key("when").string(e.When)
		w.close('}')
	}
	w.close(']')
	w.close('}')
}

func (f *Figure) writeSteps(w *writer, first, last int) {
	w.open('[')
	for n := max(0, first); n < min(last, f.Len()); n++ {
		w.item()
		writeStep(w, f.Step(n))
	}
	w.close(']')
}

func writeStep(w *writer, s Step) {
	w.open('{')
	w.key("chunk").int(s.Chunk)
	w.key("event").string(s.Event)
	w.key("row").int(s.Row)
	w.key("state").string(s.State.String())
	w.key("arrived").int(s.Arrived)
	w.key("taken").int(s.Taken)
	w.key("frames").int(s.Frames)
	w.key("spans").open('[')
	for _, span := range s.Spans {
		w.item().open('[')
		w.item().int(span.Start)
		w.item().int(span.End)
		w.item().string(string(span.Role))
		w.close(']')
	}
	w.close(']')
	w.key("header").open('{')
	w.key("had").int(s.Header.Had)
	w.key("want").int(s.Header.Want)
	w.key("text").string(s.HeaderText)
	w.close('}')
	w.key("length").known(s.Length)
	w.key("payload").open('{')
	w.key("had").int(s.Payload.Had)
	w.key("want").known(s.Payload.Want)
	w.close('}')
	w.key("carry").int(s.Carry)
	writeStage(w, &s.Stage)
	if len(s.Variables) > 0 {
		w.key("variables").open('[')
		for _, v := range s.Variables {
			w.item().open('[')
			w.item().string(v.Name)
			if v.Value != "" {
				w.item().string(v.Value)
			}
			if v.Len != core.Unknown {
				w.item().int(v.Len)
			}
			w.close(']')
		}
		w.close(']')
	}
	w.key("messages").int(s.Messages)
	w.key("say").open('[')
	w.item().string(s.Lead)
	w.item().string(s.Rest)
	w.close(']')
	if s.Err != "" {
		w.key("error").string(s.Err)
	}
	w.close('}')
}

// writeStage writes what there is on a stage: what is empty, or said by the step
// itself, is left out.
func writeStage(w *writer, st *Stage) {
	w.key("stage").open('{')
	w.key("cells").int(st.Cells)
	for i, reach := range [...]Reach{st.Header, st.Payload, st.Trailer, st.Lost} {
		if reach.Start < reach.End {
			w.key([...]string{"header", "payload", "trailer", "lost"}[i]).ints([]int{reach.Start, reach.End})
		}
	}
	w.key("box").string(string(st.Box))
	w.key("had").int(st.Had)
	w.key("want").known(st.Want)
	if st.About != "" {
		w.key("about").string(st.About)
	}
	if st.Note != "" {
		w.key("note").string(st.Note)
	}
	if st.Astray {
		w.key("astray").bool(true)
	}
	w.close('}')
}

// A figure shows so much of a message: of text, and of bytes that are none.
const (
	previewText = 120
	previewHex  = 16
)

// Preview returns the beginning of a message as one can read it: text, or
// hexadecimal digits where it is none.
func Preview(payload []byte) string {
	most := previewText
	if !isText(payload) {
		most = previewHex
	}
	shown, more := payload[:min(len(payload), most)], ""
	if len(shown) < len(payload) {
		more = "…"
	}
	if most == previewText {
		for len(shown) < len(payload) && len(shown) > 0 && !utf8.RuneStart(payload[len(shown)]) {
			shown = shown[:len(shown)-1] // not a part of a character
		}
		return printable(string(shown)) + more
	}
	var b []byte
	for i, c := range shown {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, hexDigits[c>>4], hexDigits[c&15])
	}
	return string(b) + more
}

// printable returns text with an escape, as in Go, for what would not be seen or would
// turn around what stands beside it.
func printable(text string) string {
	var b []byte
	for _, r := range text {
		if !unseen(r) {
			b = utf8.AppendRune(b, r)
			continue
		}
		switch r {
		case '\n':
			b = append(b, `\n`...)
		case '\t':
			b = append(b, `\t`...)
		case '\r':
			b = append(b, `\r`...)
		default:
			b = append(b, `\u`...)
			for shift := 12; shift >= 0; shift -= 4 {
				b = append(b, hexDigits[r>>shift&15])
			}
		}
	}
	return string(b)
}

// unseen reports whether a character is a control character, a mark of direction or
// another that shows nothing; site/src/view/shown.ts has the same. The two that join
// characters or keep them apart move nothing, and scripts and emoji need them.
func unseen(r rune) bool {
	switch {
	case r < ' ', 0x7f <= r && r < 0xa0,
		r == 0xad, r == 0x61c, r == 0x180e, r == 0x200b, r == 0x200e, r == 0x200f,
		0x2028 <= r && r <= 0x202e, 0x2060 <= r && r <= 0x206f,
		r == 0xfeff, 0xfff9 <= r && r <= 0xfffb:
		return true
	}
	return false
}

// writer appends JSON. encoding/json would be the choice anywhere but in the
// module, whose weight it would double.
type writer struct{ b []byte }

func (w *writer) open(c byte) *writer {
	w.b = append(w.b, c)
	return w
}

func (w *writer) close(c byte) { w.b = append(w.b, c) }

// item begins a value of a list.
func (w *writer) item() *writer {
	if last := w.b[len(w.b)-1]; last != '[' && last != '{' {
		w.b = append(w.b, ',')
	}
	return w
}

// key begins a value of an object. Names are ours and need no escapes.
func (w *writer) key(name string) *writer {
	w.item()
	w.b = append(w.b, '"')
	w.b = append(w.b, name...)
	w.b = append(w.b, '"', ':')
	return w
}

func (w *writer) int(n int) { w.b = strconv.AppendInt(w.b, int64(n), 10) }

func (w *writer) uint(n uint64) { w.b = strconv.AppendUint(w.b, n, 10) }

func (w *writer) bool(v bool) { w.b = strconv.AppendBool(w.b, v) }

// known writes a number, or null for core.Unknown.
func (w *writer) known(n int) {
	if n == core.Unknown {
		w.b = append(w.b, "null"...)
		return
	}
	w.int(n)
}

func (w *writer) ints(list []int) {
	w.open('[')
	for _, n := range list {
		w.item().int(n)
	}
	w.close(']')
}

const hexDigits = "0123456789abcdef"

func (w *writer) hex(data []byte) {
	w.b = append(w.b, '"')
	for _, c := range data {
		w.b = append(w.b, hexDigits[c>>4], hexDigits[c&15])
	}
	w.b = append(w.b, '"')
}

// string writes s so that it can stand in an HTML page too: no <, > or &.
func (w *writer) string(s string) {
	w.b = append(w.b, '"')
	for _, r := range s { // a byte that is no character comes as utf8.RuneError
		switch {
		case r == '"' || r == '\\':
			w.b = append(w.b, '\\', byte(r))
		case r < ' ' || r == 0x7f || r == '<' || r == '>' || r == '&' || r == '\u2028' || r == '\u2029':
			w.b = append(w.b, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
		default:
			w.b = utf8.AppendRune(w.b, r)
		}
	}
	w.b = append(w.b, '"')
}
