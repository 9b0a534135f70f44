package figure

import (
	"slices"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/guess"
	"bufferbybuffer/core/schedule"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// Capture is a capture that is read, and what its streams are in the layouts that
// they are read with: chosen ones, or guessed. It grows with its reader.
type Capture struct {
	reader *capture.Reader
	views  []*view // of the reader's connections
}

// view is a connection, as it is looked at.
type view struct {
	*capture.Connection
	chosen  core.Layout // the zero Layout: it is guessed
	guess   guess.Guess
	guessed int // bytes that the guess is made from
	tallies [2]tally
}

// tally is what core's decoder has made of a stream so far.
type tally struct {
	layout   core.Layout
	dec      *core.Decoder
	fed      int
	over     bool // it has been told the end
	messages int
	frame    int   // stream offset at which the last whole frame ended
	starts   []int // some of the stream offsets at which frames begin
	err      error
}

// Bounds of what one figure shows of a stream, and of the work between two looks.
const (
	shownBytes    = 128 << 10
	shownChunks   = 2048
	watchedChunks = 512 // of one that grows
	startsApart   = 4 << 10
	contextBytes  = 1 << 10
	guessesOnce   = 10
	leastGuess    = 8
)

// capturedLimit is the largest payload that is believed in a capture: a larger one
// is a header out of step.
const capturedLimit = 16 << 20

// NewCapture returns what is seen of a capture.
func NewCapture(r *capture.Reader) *Capture { return &Capture{reader: r} }

// look brings everything up to date, and reports whether some guesses have yet to be
// made.
func (c *Capture) look() (more bool) {
	for _, connection := range c.reader.Connections()[len(c.views):] {
		c.views = append(c.views, &view{Connection: connection})
	}
	guesses := 0
	for _, v := range c.views {
		if guesses == guessesOnce {
			more = more || v.wantsGuess()
		} else if v.wantsGuess() {
			v.makeGuess()
			guesses++
		}
		for side := range v.tallies {
			v.tallies[side].run(v.layout(), &v.Streams[side])
		}
	}
	return more
}

// layout is how the connection's streams are read; the zero Layout where nobody
// knows.
func (v *view) layout() core.Layout {
	if v.chosen != (core.Layout{}) {
		return v.chosen
	}
	return v.guess.Layout
}

func (v *view) bytes() int { return len(v.Streams[0].Bytes) + len(v.Streams[1].Bytes) }

// wantsGuess reports whether there is much more to guess from than the last time.
func (v *view) wantsGuess() bool {
	n := v.bytes()
	return v.chosen == core.Layout{} && !v.guess.Certain() && n > v.guessed+v.guessed/2
}

// makeGuess guesses from all there is; and where nothing fits, from less and less of
// it: a stream that goes out of step later fits only until then. What was found once
// stays when more of the streams fits nothing.
func (v *view) makeGuess() {
	v.guessed = v.bytes()
	for most := max(len(v.Streams[0].Bytes), len(v.Streams[1].Bytes)); most >= leastGuess; most /= 2 {
		var streams []guess.Stream
		for i := range v.Streams {
			s := &v.Streams[i]
			if n := min(len(s.Bytes), most); n > 0 {
				ends, _ := slices.BinarySearch(s.Ends, n+1)
				streams = append(streams, guess.Stream{Bytes: s.Bytes[:n], Ends: s.Ends[:ends]})
			}
		}
		if g := guess.Layout(streams...); g.Found() {
			v.guess = g
			return
		}
		if v.guess.Found() {
			return
		}
	}
}

// run decodes what has come since.
func (t *tally) run(layout core.Layout, s *capture.Stream) {
	if layout == (core.Layout{}) {
		*t = tally{}
		return
	}
	if t.layout != layout {
		*t = tally{layout: layout, dec: core.NewDecoder(layout, core.Limit(capturedLimit))}
	}
	if t.err != nil || t.over {
		return
	}
	t.dec.Feed(s.Bytes[t.fed:])
	t.fed = len(s.Bytes)
	for ev := range t.dec.Events() {
		t.take(ev)
	}
	if _, ended := streamEnd(s); ended && t.err == nil {
		t.over = true
		ev := t.dec.End()
		t.take(&ev)
	}
}

func (t *tally) take(ev *core.Event) {
	switch ev.Kind {
	case core.Message:
		t.messages++
		t.frame = int(ev.Taken)
		if n := len(t.starts); n == 0 && t.frame >= startsApart || n > 0 && t.frame >= t.starts[n-1]+startsApart {
			t.starts = append(t.starts, t.frame)
		}
	case core.Failed:
		t.err = ev.Err
	}
}

// streamEnd is how a stream ends, and whether it has: as far as one can know.
func streamEnd(s *capture.Stream) (trace.Ending, bool) {
	lacks, _ := s.Missing()
	switch {
	case lacks > 0 || s.Beyond > 0:
		return trace.Open, false
	case s.Closed:
		return trace.Closed, true
	case s.Reset:
		return trace.CutOff, true
	}
	return trace.Open, false
}

// Choose says in which layout a connection is read; "" leaves it to be guessed.
func (c *Capture) Choose(connection int, layout string) (err error) {
	v := c.views[connection]
	if layout == "" {
		v.chosen = core.Layout{}
		return nil
	}
	l, err := core.ParseLayout(layout)
	if err == nil {
		v.chosen = l
	}
	return err
}

// piece is what a part of a stream is called.
func (c *Capture) piece() string {
	if c.reader.Chunks() {
		return "chunk"
	}
	return "segment"
}

// File returns a part of a stream as a corpus file: from a frame that begins
// shortly before an offset on, as much as a figure shows.
func (c *Capture) File(connection, side, near int) *trace.File {
	v := c.views[connection]
	s := &v.Streams[side]
	from := v.tallies[side].before(near)
	first, _ := slices.BinarySearch(s.Ends, from+1)
	ends := s.Ends[first:]
	ends = ends[:min(len(ends), shownChunks)]
	for len(ends) > 1 && ends[len(ends)-1]-from > shownBytes {
		ends = ends[:len(ends)-1]
	}
	to := from
	var cuts []int
	for i, end := range ends {
		if to = end; i < len(ends)-1 {
			cuts = append(cuts, end-from)
		}
	}
	f := c.settings(v, side)
	f.Schedule, f.Stream = schedule.Ending(cuts...), s.Bytes[from:to]
	if to-from < len(s.Bytes) {
		f.Story += " These are its bytes from " + words.Number(from) + " to " + words.Number(to) + ", of " + words.Number(len(s.Bytes)) + "."
	}
	if ending, ended := streamEnd(s); ended && to == len(s.Bytes) {
		f.Ending = ending
	}
	return f
}

// settings returns a file for a stream, without one.
func (c *Capture) settings(v *view, side int) *trace.File {
	layout := v.layout()
	if layout == (core.Layout{}) {
		layout = core.Decimal(10)
	}
	story := "Recorded by native tap: each chunk is what one recv of the tap returned."
	if !c.reader.Chunks() {
		story = "From a capture. Each segment is shown as if one recv had returned it; what the receiver's recvs returned, a capture does not tell."
	}
	return &trace.File{
		Title: v.Ends[side].String() + " to " + v.Ends[1-side].String(), Story: story,
		Layout: layout, Limit: capturedLimit, Decoder: trace.Core,
	}
}

// Watch is a figure of a stream that still grows: of its last part, once that is too
// much.
type Watch struct {
	capture    *Capture
	connection int
	side       int

	figure *Figure
	cursor Cursor
	layout core.Layout
	from   int // stream offset at which the figure begins
	pieces int // of the stream, that are in the figure or before it
	over   bool
}

// Watch returns a watch on one side of a connection.
func (c *Capture) Watch(connection, side int) *Watch {
	return &Watch{capture: c, connection: connection, side: side}
}

// AppendNext appends what there is to show: a whole "figure" when it begins, or
// begins anew, otherwise a "delta".
func (w *Watch) AppendNext(b []byte) ([]byte, error) {
	w.capture.look()
	v := w.capture.views[w.connection]
	s, t := &v.Streams[w.side], &v.tallies[w.side]
	out := writer{b}
	out.open('{')
	if w.figure == nil || w.layout != v.layout() || w.tooMuch() && t.err == nil && t.frame > w.from {
		w.layout, w.from = v.layout(), t.late(s)
		figure, err := Live(w.capture.settings(v, w.side))
		if err != nil {
			return nil, err
		}
		w.figure, w.cursor, w.over = figure, Cursor{}, false
		w.pieces, _ = slices.BinarySearch(s.Ends, w.from+1)
		w.grow(s)
		out.key("figure")
		out.b = w.figure.AppendJSON(out.b, 0, w.figure.Len())
		w.figure.AppendDelta(nil, &w.cursor)
	} else {
		w.grow(s)
		out.key("delta")
		out.b = w.figure.AppendDelta(out.b, &w.cursor)
	}
	out.key("from").int(w.from)
	out.key("full").bool(w.pieces < len(s.Ends))
	out.close('}')
	return out.b, nil
}

// tooMuch reports whether the figure has grown beyond what one should show.
func (w *Watch) tooMuch() bool {
	return len(w.figure.Trace.Ends) > watchedChunks || len(w.figure.Trace.Stream) > shownBytes
}

// before is where a frame begins some way before an offset, so that there is
// something to see of what led to it.
func (t *tally) before(offset int) int {
	from := 0
	for _, start := range t.starts {
		if start <= offset-contextBytes {
			from = start
		}
	}
	return from
}

// late is where the last part of a stream begins that is worth a figure, or, out of
// step, where that comes into view.
func (t *tally) late(s *capture.Stream) int {
	if t.err != nil {
		return t.before(t.frame)
	}
	from := len(s.Bytes) - shownBytes/2
	if n := len(s.Ends) - watchedChunks/2; n > 0 {
		from = max(from, s.Ends[n])
	}
	if from <= 0 {
		return 0
	}
	for _, start := range t.starts {
		if start >= from {
			return start
		}
	}
	return t.frame
}

// grow adds what has come. A frame that is itself too much for a figure, or a stream
// that is out of step, is not followed to its end.
func (w *Watch) grow(s *capture.Stream) {
	for ; w.pieces < len(s.Ends) && len(w.figure.Trace.Stream) < 2*shownBytes && len(w.figure.Trace.Ends) < 2*watchedChunks; w.pieces++ {
		start := w.from
		if w.pieces > 0 {
			start = max(start, s.Ends[w.pieces-1])
		}
		w.figure.Feed(s.Bytes[start:s.Ends[w.pieces]])
	}
	if ending, ended := streamEnd(s); ended && !w.over && w.pieces == len(s.Ends) {
		w.over = true
		w.figure.End(ending)
	}
}

// Text returns what the watch shows as a corpus file.
func (w *Watch) Text() string {
	if w.figure == nil {
		return ""
	}
	return w.figure.Record().Text()
}

// AppendJSON appends the connections and what is to be said of them.
func (c *Capture) AppendJSON(b []byte) []byte {
	more := c.look()
	packets, skipped := c.reader.Packets()
	w := writer{b}
	w.open('{')
	w.key("unit").string(c.piece())
	w.key("more").bool(more)
	w.key("say").string(c.say(packets, skipped))
	w.key("connections").open('[')
	for _, v := range c.views {
		w.item().open('{')
		w.key("layout").string(textOf(v.layout()))
		w.key("chosen").bool(v.chosen != core.Layout{})
		w.key("guess").string(v.sayGuess())
		w.key("began").bool(v.Began)
		w.key("sides").open('[')
		for side := range v.Streams {
			s, t := &v.Streams[side], &v.tallies[side]
			w.item().open('{')
			w.key("from").string(v.Ends[side].String())
			w.key("bytes").int(len(s.Bytes) + s.Beyond)
			w.key("pieces").int(len(s.Ends))
			w.key("end").string(c.sayEnd(s))
			w.key("say").string(t.say(s))
			if t.err != nil {
				w.key("error").string(strings.TrimPrefix(t.err.Error(), "core: "))
				w.key("at").int(t.frame)
			}
			w.close('}')
		}
		w.close(']')
		w.close('}')
	}
	w.close(']')
	w.close('}')
	return w.b
}

func textOf(l core.Layout) string {
	if l == (core.Layout{}) {
		return ""
	}
	return l.String()
}

// say says what was read, and what was not. In a recording of native tap packets are
// made up.
func (c *Capture) say(packets int, skipped capture.Skipped) string {
	n := len(c.views)
	text := "No TCP connection"
	if n > 0 {
		text = words.First(n) + " TCP " + words.Noun(n, "connection")
	}
	if !c.reader.Chunks() {
		text += " in " + words.Of(packets) + " " + words.Noun(packets, "packet")
	}
	text += "."
	if s := skipped.String(); s != "" {
		text += " Left out: " + s + "."
	}
	return text
}

func (v *view) sayGuess() string {
	switch {
	case v.bytes() == 0:
		return "nothing to guess from yet"
	case v.guessed == 0:
		return "not looked at yet"
	}
	return v.guess.String()
}

// say says in a few words whether a stream is in step.
func (t *tally) say(s *capture.Stream) string {
	switch {
	case len(s.Bytes) == 0:
		return "nothing sent"
	case t.dec == nil:
		return "in no known layout"
	case t.err != nil && t.over:
		return t.count() + ", then cut short"
	case t.err != nil:
		return t.count() + ", then out of step at byte " + words.Number(t.frame)
	case t.frame < t.fed:
		return t.count() + ", in step, and " + words.Bytes(t.fed-t.frame) + " of the next"
	}
	return t.count() + ", in step"
}

func (t *tally) count() string {
	return words.Number(t.messages) + " " + words.Noun(t.messages, "message")
}

// sayEnd says how a stream ends, and what of it is not there.
func (c *Capture) sayEnd(s *capture.Stream) string {
	var list []string
	switch lacks, after := s.Missing(); {
	case lacks > 0 && s.Cropped():
		list = append(list, "the capture kept only the beginning of some packets: "+words.Bytes(lacks)+" "+words.Is(lacks)+" missing here")
	case lacks > 0:
		list = append(list, words.Bytes(lacks)+" "+words.Is(lacks)+" missing here in the capture")
		if after > 0 {
			list = append(list, words.Bytes(after)+" behind them can't be read without them")
		}
	}
	if s.Beyond > 0 {
		list = append(list, words.Bytes(s.Beyond)+" more were not kept: that is too much for a page")
	}
	if len(list) == 0 {
		switch {
		case s.Closed:
			list = append(list, "closed")
		case s.Reset:
			list = append(list, "cut off")
		default:
			list = append(list, "still open")
		}
	}
	return strings.Join(list, "; ")
}
