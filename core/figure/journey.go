package figure

import (
	"strconv"
	"strings"

	"bufferbybuffer/core/journey"
	"bufferbybuffer/core/words"
)

// Journey is a journey with what is said of it, step by step. Step 0 is before
// anything has happened.
type Journey struct {
	*journey.Journey
	Steps []JourneyStep
	seen  *seen // of one that was only seen, at one place
}

// JourneyStep is something that happened, worth a sentence. Entry is its place in the
// log; -1 for step 0. Lit are the bytes it is about. The last step is the whole.
type JourneyStep struct {
	Entry      int
	Lead, Rest string
	Where      string // who did it, in a word
	Lit        journey.Span
}

// NewJourney says what is to be said of a journey.
func NewJourney(j *journey.Journey) *Journey {
	f := &Journey{Journey: j}
	f.Steps = append(f.Steps, JourneyStep{Entry: -1, Where: "", Lead: "Nothing has been sent yet.", Rest: "Time runs down. On the left is the program that sends, on the right the one that receives."})
	for i := range j.Log {
		e := &j.Log[i]
		s := JourneyStep{Entry: i}
		switch e.What {
		case journey.Sent:
			s.Where, s.Lit = "sender", j.Sends[e.Of].Span
			s.Lead, s.Rest = f.saySent(e)
		case journey.Left:
			s.Where, s.Lit = "link", j.Segments[e.Of].Span
			s.Lead, s.Rest = f.sayLeft(e)
		case journey.Gone:
			s.Where, s.Lit = "link", j.Segments[e.Of].Span
			s.Lead = segment(e.Of) + " is lost on its way."
			s.Rest = "Nobody tells anyone. The sender will find out because something is missing: an acknowledgement."
		case journey.Came, journey.Waits, journey.Filled, journey.Twice, journey.Refused:
			s.Where, s.Lit = "kernel", j.Segments[e.Of].Span
			s.Lead, s.Rest = f.sayArrived(e, &j.Log[i-1])
		case journey.Heard:
			if !f.frees(i) {
				continue
			}
			s.Where, s.Lit = "sender", journey.Span{Start: e.Out, End: e.Sent}
			s.Lead, s.Rest = "An acknowledgement reaches the sender.", f.sayFreed(i)
		case journey.TimedUp:
			s.Where, s.Lit = "sender", journey.Span{Start: f.acked(i), End: e.Out}
			s.Lead = "The sender’s TCP has waited long enough for an acknowledgement."
			s.Rest = "It takes for lost whatever is not acknowledged, and sends it again. From now on it will be twice as patient."
		case journey.Returned:
			s.Where, s.Lit = "receiver", j.Recvs[e.Of].Span
			s.Lead, s.Rest = f.sayReturned(e)
		default:
			continue
		}
		f.Steps = append(f.Steps, s)
	}
	rest := "Point at bytes, and their whole way is lit."
	if j.Live {
		rest = "Of the segments only their number is known: the kernel does not say where they were cut, nor when each came."
	}
	f.Steps = append(f.Steps, JourneyStep{Entry: len(j.Log) - 1, Lead: f.Summary(), Rest: rest})
	return f
}

// At is when a step happens, in words; "" for the start.
func (f *Journey) At(step int) string {
	if entry := f.Steps[step].Entry; entry >= 0 {
		return Duration(f.Log[entry].At)
	}
	return ""
}

// Waiting is what lies in the receiver's kernel after a step, in words.
func (f *Journey) Waiting(step int) string {
	entry := f.Steps[step].Entry
	if entry < 0 {
		return ""
	}
	e := &f.Log[entry]
	text := strconv.Itoa(e.Queue().Len())
	if n := ahead(e); n > 0 {
		text += ", and " + strconv.Itoa(n) + " behind a gap"
	}
	return text
}

// Out is how many messages have come out after a step.
func (f *Journey) Out(step int) int {
	entry, n := f.Steps[step].Entry, 0
	for _, m := range f.Messages {
		if entry >= 0 && m.Recv != journey.Unknown && m.End <= f.Log[entry].Taken {
			n++
		}
	}
	return n
}

// Summary is the journey in a sentence.
func (f *Journey) Summary() string {
	sends, segments, recvs, messages := len(f.Sends), len(f.Segments), len(f.Recvs), 0
	for _, m := range f.Messages {
		if m.Recv != journey.Unknown {
			messages++
		}
	}
	for _, r := range f.Recvs {
		segments += max(0, r.Segments)
	}
	if recvs == 0 {
		return "Nothing has been received yet."
	}
	end := "."
	if recvs == 1 && segments > 1 && !f.Live {
		end = ": one recv took it all."
	}
	return words.Capital(words.Of(sends)+" "+words.Noun(sends, "send")) + ", " + words.Of(segments) + " " + words.Noun(segments, "segment") + ", " +
		words.Of(recvs) + " " + words.Noun(recvs, "recv") + ", " + words.Of(messages) + " " + words.Noun(messages, "message") + ", in " + Duration(f.Recvs[recvs-1].At) + end
}

// Duration is a time as people say it.
func Duration(t journey.Micros) string {
	if t%1000 == 0 || t >= 100_000 {
		return words.Number(int(t+500)/1000) + " ms"
	}
	text := strconv.Itoa(int(t%1000 + 1000))[1:]
	return words.Number(int(t)/1000) + "." + strings.TrimRight(text, "0") + " ms"
}

func segment(i int) string { return "Segment " + strconv.Itoa(i+1) }

func ahead(e *journey.Entry) (n int) {
	for _, s := range e.Ahead {
		n += s.Len()
	}
	return n
}

// acked is what is acknowledged at an entry, as far as the sender knows.
func (f *Journey) acked(entry int) int {
	for ; entry >= 0; entry-- {
		if e := &f.Log[entry]; e.What == journey.Heard {
			return f.Acks[e.Of].Next
		}
	}
	return 0
}

// frees reports whether something leaves because of an acknowledgement.
func (f *Journey) frees(entry int) bool {
	e := &f.Log[entry]
	return entry+1 < len(f.Log) && f.Log[entry+1].What == journey.Left && f.Log[entry+1].At == e.At && e.Sent > e.Out
}

func (f *Journey) sayFreed(entry int) string {
	for before := entry - 1; before >= 0; before-- {
		switch f.Log[before].Hold {
		case journey.ByNagle:
			return "Nothing is under way any more, so what Nagle’s algorithm has held back may leave."
		case journey.ByWindow:
			return "It says that there is room in the queue again, so the next bytes may leave."
		case journey.ByFlight:
			return "Fewer segments are under way, so the next one may leave."
		}
	}
	return "The next bytes may leave."
}

func (f *Journey) saySent(e *journey.Entry) (lead, rest string) {
	span := f.Sends[e.Of].Span
	lead = "Send " + strconv.Itoa(e.Of+1) + " puts " + words.Bytes(span.Len()) + " into the sender’s kernel."
	if span.Start >= len(f.Stream) {
		return lead, "Nothing of it has been received yet."
	}
	rest = f.they(span)
	switch e.Hold {
	case journey.ByNagle:
		rest += " They wait there: Nagle’s algorithm holds a small segment back while another is unacknowledged."
	case journey.ByWindow:
		rest += " Not all of them may leave: the receiver has no room for more."
	case journey.ByFlight:
		rest += " Not all of them may leave: enough segments are under way."
	}
	return lead, rest
}

func (f *Journey) sayLeft(e *journey.Entry) (lead, rest string) {
	s := &f.Segments[e.Of]
	switch {
	case s.Again == journey.First:
		lead = segment(e.Of) + " leaves with " + words.Bytes(s.Len()) + "."
		rest = f.they(s.Span)
		switch at := f.send(s.Span); {
		case at < 0:
			rest += " They come from more than one send: TCP sees one stream."
		case s.Len() == f.Settings.MSS && s.End < f.Sends[at].End:
			rest += " A segment is full with " + words.Of(f.Settings.MSS) + ", so the send goes on in the next one."
		}
		if s.Late {
			rest += " It takes a longer way than others."
		}
	case s.Again == journey.Duplicates:
		lead = segment(e.Of) + " carries " + words.Bytes(s.Len()) + " once more."
		rest = "Three acknowledgements in a row have asked for the same byte: the sender takes that as news that it is missing."
	default:
		lead = segment(e.Of) + " carries " + words.Bytes(s.Len()) + " once more."
		rest = "They were sent before, and nobody has acknowledged them."
	}
	return lead, rest
}

// send is the send that a span lies in; -1 where it lies in more than one.
func (f *Journey) send(s journey.Span) int {
	for i := range f.Sends {
		if send := f.Sends[i]; send.Start <= s.Start && s.End <= send.End {
			return i
		}
	}
	return -1
}

func (f *Journey) sayArrived(e, before *journey.Entry) (lead, rest string) {
	s := f.Segments[e.Of].Span
	n := e.Queue().Len()
	switch e.What {
	case journey.Came:
		lead = segment(e.Of) + " arrives: " + words.Bytes(s.Len()) + " " + words.Verb(s.Len(), "joins", "join") + " the queue."
		if n > s.Len() {
			rest = words.Number(n) + " are waiting in it now. Where one segment ended and the next one began is forgotten."
		} else {
			rest = "The queue was empty. Now a recv can have them."
		}
	case journey.Waits:
		missing := e.Ahead[0].Start - e.Next
		lead = segment(e.Of) + " arrives too early."
		rest = "Its " + words.Bytes(s.Len()) + " " + words.Verb(s.Len(), "waits", "wait") + " behind a gap of " + words.Of(missing) + ": a stream has no holes, so no recv gets them before that is filled."
	case journey.Filled:
		lead = segment(e.Of) + " fills the gap."
		rest = "With its " + words.Bytes(s.Len()) + ", the " + words.Of(max(0, ahead(before)-ahead(e))) + " that waited behind it join the queue. No recv will see that they were ever out of order."
	case journey.Twice:
		lead = segment(e.Of) + " brings bytes that are here already."
		rest = "They are thrown away, so no recv returns them twice."
	case journey.Refused:
		lead = segment(e.Of) + " is refused."
		rest = "It does not fit what the receiver waits for now. The sender will send it again."
	}
	return lead, rest
}

func (f *Journey) sayReturned(e *journey.Entry) (lead, rest string) {
	r := &f.Recvs[e.Of]
	lead = "recv(" + strconv.Itoa(r.Asked) + ") returned "
	switch {
	case r.Left == journey.Unknown:
		lead += words.Bytes(r.Len()) + "."
	case r.Left > 0:
		lead += words.Of(r.Len()) + " of the " + words.Bytes(r.Len()+r.Left) + " that were waiting."
	case r.Len() == r.Asked:
		lead += words.Bytes(r.Len()) + ": all that it asked for, and all that " + words.Verb(r.Len(), "was", "were") + " waiting."
	default:
		lead += "the " + words.Bytes(r.Len()) + " that " + words.Verb(r.Len(), "was", "were") + " waiting."
	}
	rest = f.they(r.Span)
	var complete []string
	for i, m := range f.Messages {
		if m.Recv == e.Of {
			complete = append(complete, strconv.Itoa(i+1))
		}
	}
	switch len(complete) {
	case 0:
		rest += " The recv completes no message."
	case 1:
		rest += " Message " + complete[0] + " is complete."
	default:
		rest += " Messages " + join(complete) + " are complete."
	}
	if f.Live && r.Segments >= 0 {
		rest += " " + words.First(r.Segments) + " " + words.Noun(r.Segments, "segment") + " " + words.Verb(r.Segments, "has", "have") + " come since the recv before."
	}
	return lead, rest
}

// they says which messages bytes belong to.
func (f *Journey) they(s journey.Span) string {
	if messages := f.named(s); messages != "" {
		return words.Verb(s.Len(), "It is ", "They are ") + messages + "."
	}
	return words.Verb(s.Len(), "It belongs", "They belong") + " to no message."
}

// named are the messages that bytes belong to, in words; "" for none.
func (f *Journey) named(s journey.Span) string {
	var parts []string
	for i, m := range f.Messages {
		if m.End <= s.Start || s.End <= m.Start {
			continue
		}
		part := "message " + strconv.Itoa(i+1)
		switch starts, ends := s.Start <= m.Start, m.End <= s.End; {
		case starts && ends && m.Recv == journey.Unknown:
			part = "the beginning of " + part
		case starts && ends:
		case starts:
			part = "the beginning of " + part
		case ends:
			part = "the end of " + part
		default:
			part = "a piece of " + part
		}
		parts = append(parts, part)
	}
	return join(parts)
}

func join(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	last := len(list) - 1
	return strings.Join(list[:last], ", ") + " and " + list[last]
}
