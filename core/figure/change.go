package figure

import (
	"bytes"
	"slices"
)

// AppendChange appends what makes this figure of an old one: all that is short, and of
// the stream and the lists only what differs. A cut that moves changes a long figure
// at one place, and from there on the numbers of the steps. Of the steps the first is
// there.
func (f *Figure) AppendChange(b []byte, old *Figure) []byte {
	w := writer{b}
	w.open('{')
	f.writeSettings(&w)
	w.key("length").int(f.Len())
	if failed := f.failed(); failed > 0 {
		w.key("failed").int(failed)
	}
	if !bytes.Equal(f.Trace.Stream, old.Trace.Stream) {
		w.key("hex").hex(f.Trace.Stream)
	}
	if !slices.Equal(f.File.Sends, old.File.Sends) {
		w.key("sends").ints(f.File.Sends)
	}
	if chars := f.Chars(0); !slices.Equal(chars, old.Chars(0)) {
		writeChars(&w, chars)
	}
	w.key("chunks")
	writeEdit(&w, f.chunkList(), old.chunkList(), func(i int) { f.writeChunk(&w, i) })
	w.key("frames")
	writeEdit(&w, f.frameList(), old.frameList(), func(i int) { f.writeFrame(&w, f.Frames[i]) })
	w.key("steps")
	f.writeSteps(&w, 0, 1)
	w.close('}')
	return w.b
}

// item is what one of a list is, but for the step that is told of it; 0 for none.
type item[T comparable] struct {
	what T
	step int
}

func (f *Figure) chunkList() []item[[3]int] {
	list := make([]item[[3]int], len(f.Trace.Ends))
	known := func(numbers []int, i int) int {
		if i < len(numbers) {
			return numbers[i]
		}
		return -1
	}
	for i, end := range f.Trace.Ends {
		step, ok := f.firstStep(i)
		if !ok {
			step = 0
		}
		list[i] = item[[3]int]{[3]int{end, known(f.File.Segments, i), known(f.File.Queued, i)}, step}
	}
	return list
}

// frameKey is a frame as it is written, but for its step.
type frameKey struct {
	start, body, close, end, length int
	text                            string
	skipped, unsent                 bool
}

func (f *Figure) frameList() []item[frameKey] {
	list := make([]item[frameKey], len(f.Frames))
	for i, frame := range f.Frames {
		list[i] = item[frameKey]{frameKey{
			frame.Start, frame.Body, frame.Close, frame.End, len(frame.Payload),
			Preview(frame.Payload), frame.Skipped, f.Unsent(frame),
		}, frame.Step}
	}
	return list
}

// writeEdit writes how a list is made of an old one: so many of its items are kept,
// some are added, and the rest, from one of them on, follows with its steps shifted.
func writeEdit[T comparable](w *writer, list, old []item[T], write func(i int)) {
	most := min(len(list), len(old))
	keep := 0
	for keep < most && list[keep] == old[keep] {
		keep++
	}
	shift, rest := 0, 0
	for ; rest < most-keep; rest++ {
		a, b := list[len(list)-1-rest], old[len(old)-1-rest]
		if rest == 0 {
			shift = a.step - b.step
		}
		if a.what != b.what || a.step-b.step != shift || (a.step == 0) != (b.step == 0) {
			break
		}
	}
	w.open('{')
	w.key("keep").int(keep)
	w.key("add").open('[')
	for i := keep; i < len(list)-rest; i++ {
		write(i)
	}
	w.close(']')
	w.key("from").int(len(old) - rest)
	w.key("shift").int(shift)
	w.close('}')
}
