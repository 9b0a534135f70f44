package figure

import (
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/capture"
	"bufferbybuffer/core/journey"
	"bufferbybuffer/core/words"
)

// TimedLimits are those of a reader whose connections are to be drawn in time: it keeps
// no more of each than one picture holds.
func TimedLimits() capture.Limits {
	l := capture.DefaultLimits()
	l.Stream, l.Log = 512<<10, 512
	return l
}

// NewCaptured returns what was captured of one side of a connection as a journey, and
// what is to be said of it. Times begin with the connection's first packet. The zero
// Layout is the tutorial's: see [Capture].
func NewCaptured(r *capture.Reader, connection, side int, layout core.Layout) *Journey {
	c := r.Connections()[connection]
	s := &c.Streams[side]
	if layout == (core.Layout{}) {
		layout = core.Decimal(10)
	}
	j := journey.NewCaptured(layout, s.Bytes)
	micros := func(time int64) journey.Micros {
		const most = int64(^uint(0) >> 1)
		return journey.Micros(min((time-c.Time)/1000, most))
	}
	start, room := 0, true
	if r.Chunks() {
		for i := 0; i < len(s.Ends) && room; i++ {
			room = j.Segment(start, s.Ends[i], micros(s.Times[i]))
			start = s.Ends[i]
		}
	}
	for i := 0; i < len(s.Log) && room; i++ {
		if e := &s.Log[i]; e.Ack {
			j.Acknowledged(e.End, e.Window, micros(e.Time))
		} else {
			room = j.Segment(e.Start, e.End, micros(e.Time))
		}
	}
	whole := j.Whole()
	whole.Cut = whole.Cut || s.Unlogged > 0 || s.Beyond > 0
	f := captured{&Journey{Journey: whole}, "segment", betweenKernels, make([]string, len(whole.Acks))}
	if r.Chunks() {
		f.unit, f.known = "chunk", betweenPrograms
	}
	for i := range f.notes {
		f.notes[i] = f.note(i)
	}
	f.sayPassed()
	f.seen = &seen{f.json(), f.way}
	return f.Journey
}

// seen is what is particular to a journey of which nothing is known but what passed at
// one place: so that who has none does not carry the words for it.
type seen struct {
	json []byte
	way  func(offset int) string
}

// captured is such a journey, as it is told.
type captured struct {
	*Journey
	unit  string   // what passed
	known string   // what one knows at that place, and what not
	notes []string // beside each acknowledgement
}

const (
	betweenKernels  = "Seen at one place: where it was captured. When the programs called send and recv, how long a segment was under way, and what waited in a kernel’s queue, a capture does not tell."
	betweenPrograms = "Seen at one place: in native tap, between the two programs. A chunk is what one recv of the tap returned; in which segments it came, and when the programs called send and recv, a recording does not tell."
)

// json is what the page is told besides: site/src/journey.ts.
func (f *captured) json() []byte {
	var w writer
	w.open('{')
	w.key("unit").string(f.unit)
	w.key("say").string(f.known)
	w.key("notes").open('[')
	for _, note := range f.notes {
		w.item().string(note)
	}
	w.close(']')
	w.close('}')
	return w.b
}

// passed is one of what passed.
func (f *captured) passed(i int) string {
	return words.Capital(f.unit) + " " + strconv.Itoa(i+1)
}

// sayPassed adds the steps of a journey that was seen at one place.
func (f *captured) sayPassed() {
	f.Steps = append(f.Steps, JourneyStep{Entry: -1, Lead: "Nothing has passed yet.", Rest: "Time runs down, from the first packet of the connection on."})
	for i := range f.Log {
		e := &f.Log[i]
		s := JourneyStep{Entry: i, Where: "link"}
		if e.What == journey.Answered {
			if s.Lead, s.Rest = f.sayAnswered(e.Of); s.Lead == "" {
				continue
			}
			s.Lit = f.asked(e)
		} else {
			s.Lit = f.Segments[e.Of].Span
			s.Lead, s.Rest = f.saySeen(i)
		}
		f.Steps = append(f.Steps, s)
	}
	rest := "Point at bytes, and their whole way is lit."
	if f.Cut {
		rest = "The picture holds no more than this: what came later is left out."
	}
	f.Steps = append(f.Steps, JourneyStep{Entry: len(f.Log) - 1, Lead: f.summary(), Rest: rest})
}

// saySeen says what passed, and what it meant for the order of the stream.
func (f *captured) saySeen(entry int) (lead, rest string) {
	e := &f.Log[entry]
	before := &journey.Entry{}
	if entry > 0 {
		before = &f.Log[entry-1]
	}
	s := &f.Segments[e.Of]
	n := words.Bytes(s.Len())
	switch e.What {
	case journey.Waits:
		return f.passed(e.Of) + " passes too early, with " + n + ".",
			words.Verb(s.Len(), "It has", "They have") + " to wait behind a gap of " + words.Of(e.Ahead[0].Start-e.Next) + ": a stream has no holes. What belongs there was lost before it came here, or overtaken."
	case journey.Filled:
		lead = f.passed(e.Of) + " fills the gap."
		rest = "With its " + n + ", the " + words.Of(ahead(before)-ahead(e)) + " that waited behind it are in order. It was sent again, or it was overtaken: here, both look the same."
		return lead, rest + f.complete(e.Of)
	case journey.Twice:
		return f.passed(e.Of) + " brings " + n + " that passed here before.",
			"Its sender did not hear in time that they had come: behind this place they were lost, or the acknowledgement was, or it was slow. Or the capture listened at two places."
	case journey.Refused:
		return f.passed(e.Of) + " does not belong here.", "It begins " + words.Bytes(s.Start-e.Next) + " behind what is next: too far to be drawn."
	}
	lead = f.passed(e.Of) + " passes with " + n + "."
	rest = f.belong(s.Span)
	if s.Again != journey.First {
		rest += " " + words.Capital(words.Of(min(s.Len(), before.Next-s.Start))) + " of them passed here before."
	}
	if at, lost := f.astray(); lost && at < s.Start {
		return lead, rest // complete messages are long past
	}
	return lead, rest + f.complete(e.Of)
}

// mostNamed is how many messages are named one by one.
const mostNamed = 4

// belong says which messages bytes belong to, and from where on to none.
func (f *captured) belong(s journey.Span) string {
	in, none := s, " to no message."
	if at, lost := f.astray(); lost {
		in.End = max(s.Start, min(at, s.End))
		if s.Start <= at && at < s.End {
			none = " to no message: from byte " + words.Number(at) + " on the stream is out of step."
		}
	}
	n, left := in.Len(), s.End-in.End
	switch messages := f.named(in); {
	case messages == "":
		return words.Verb(s.Len(), "It belongs", "They belong") + none
	case left == 0:
		return words.Verb(n, "It is ", "They are ") + messages + "."
	default:
		return words.First(n) + " of them " + words.Is(n) + " " + messages + "; the last " + words.Verb(left, "one belongs", words.Of(left)+" belong") + none
	}
}

// named are the messages that bytes belong to, in words; "" for none. There may be many.
func (f *captured) named(s journey.Span) string {
	first, n := 0, 0
	for i, m := range f.Messages {
		if s.Start < m.End && m.Start < s.End {
			if n == 0 {
				first = i
			}
			n++
		}
	}
	if n <= mostNamed {
		return f.Journey.named(s)
	}
	return "of messages " + words.Number(first+1) + " to " + words.Number(first+n)
}

// complete says which messages are complete with a segment.
func (f *captured) complete(segment int) string {
	first, n := -1, 0
	for i, m := range f.Messages {
		if m.Recv == segment {
			if first < 0 {
				first = i
			}
			n++
		}
	}
	switch {
	case n == 0:
		return " The " + f.unit + " completes no message."
	case n == 1:
		return " Message " + strconv.Itoa(first+1) + " is complete."
	}
	and := " and "
	if n > 2 {
		and = " to "
	}
	return " Messages " + words.Number(first+1) + and + words.Number(first+n) + " are complete."
}

// sayAnswered says what an acknowledgement tells that is not told by each.
func (f *captured) sayAnswered(i int) (lead, rest string) {
	ack, before := f.Acks[i], journey.Ack{Window: journey.Unknown}
	if i > 0 {
		before = f.Acks[i-1]
	}
	switch f.notes[i] {
	case "no room":
		return "The receiver has no room for more.", "It has acknowledged " + words.Bytes(ack.Next) + ", and its window is closed: its program takes what has come more slowly than it comes."
	case "room":
		rest = "Its program has taken some of what waited."
		if ack.Window != journey.Unknown {
			rest = "For " + words.Bytes(ack.Window) + ": its program has taken some of what waited."
		}
		return "The receiver has room again.", rest
	case "asks again":
		return "The receiver asks for byte " + words.Number(before.Next) + " once more.", "Something has arrived, and not that byte. The third such acknowledgement in a row makes the sender send it again."
	}
	return "", ""
}

// note is what is to be noted beside an acknowledgement, in a word or two; "" for
// nothing: that everything has come is the rule.
func (f *captured) note(i int) string {
	ack, before := f.Acks[i], journey.Ack{Window: journey.Unknown}
	if i > 0 {
		before = f.Acks[i-1]
	}
	switch {
	case ack.Window == 0 && before.Window != 0:
		return "no room"
	case ack.Window != 0 && i > 0 && before.Window == 0:
		return "room"
	case i > 0 && ack.Next == before.Next && ack.Window != 0 && ack.Window <= before.Window:
		return "asks again"
	}
	return ""
}

// asked is the bytes that an acknowledgement is about: those that passed and are not
// acknowledged.
func (f *captured) asked(e *journey.Entry) journey.Span {
	next := f.Acks[e.Of].Next
	return journey.Span{Start: next, End: max(next, e.Out)}
}

// summary of a journey that was seen at one place.
func (f *captured) summary() string {
	n, early, again, bytes, messages := len(f.Segments), 0, 0, 0, 0
	for i := range f.Log {
		e := &f.Log[i]
		switch e.What {
		case journey.Waits:
			early++
		case journey.Twice:
			again++
		}
		bytes = e.Next
	}
	for _, m := range f.Messages {
		if m.Recv != journey.Unknown {
			messages++
		}
	}
	if n == 0 {
		return "Nothing has passed that could be drawn."
	}
	text := words.First(n) + " " + words.Noun(n, f.unit)
	if early > 0 {
		text += ", " + words.Of(early) + " too early"
	}
	if again > 0 {
		text += ", " + words.Of(again) + " with what had passed before"
	}
	text += ", " + words.Bytes(bytes) + " in order, " + words.Of(messages) + " " + words.Noun(messages, "message")
	if at, lost := f.astray(); lost {
		text += ", and out of step from byte " + words.Number(at) + " on"
	}
	return text + ", in " + since(f.Log[len(f.Log)-1].At-f.Log[0].At) + "."
}

// astray is where a stream that was seen goes out of step, if it does: there is more of
// it than messages.
func (f *captured) astray() (offset int, lost bool) {
	for _, m := range f.Messages {
		offset = m.End
	}
	return offset, offset < len(f.Stream)
}

// way says the way of a byte, as far as it was seen.
func (f *captured) way(offset int) string {
	in := func(s journey.Span) bool { return s.Start <= offset && offset < s.End }
	var met []string
	joined, acknowledged := false, false
	for i := range f.Log {
		e := &f.Log[i]
		joins := !joined && e.Next > offset
		joined = joined || joins
		with := " with " + f.unit + " " + strconv.Itoa(e.Of+1) + " after " + since(e.At)
		switch {
		case e.What == journey.Answered:
			if !acknowledged && f.Acks[e.Of].Next > offset {
				acknowledged = true
				met = append(met, "acknowledged after "+since(e.At))
			}
		case !in(f.Segments[e.Of].Span):
			if joins {
				met = append(met, "behind a gap until "+since(e.At))
			}
		case joins:
			met = append(met, "passed"+with)
		case e.What == journey.Waits:
			met = append(met, "passed too early"+with)
		case e.What != journey.Refused:
			met = append(met, "passed again"+with)
		}
	}
	for i, m := range f.Messages {
		switch {
		case !in(m.Span):
		case offset < m.Body:
			met = append(met, "in the header of message "+strconv.Itoa(i+1))
		default:
			met = append(met, "in message "+strconv.Itoa(i+1))
		}
	}
	return words.Capital(strings.Join(met, ", ")) + "."
}

// since is a time as people say it who may have waited for long.
func since(t journey.Micros) string {
	if t < 10_000_000 {
		return Duration(t)
	}
	hundredths := int((t + 5000) / 10_000)
	text := words.Number(hundredths/100) + "." + strconv.Itoa(hundredths%100 + 100)[1:]
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + " s"
}
