package figure

import (
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
)

// corrected is the mark of an event that needs more, for a decoder that breaks:
// it may have lost what came before the frame, or have taken its header for whole
// too early. Of core's decoder the event says nothing new.
func (m mark) corrected(ev *trace.Step) mark {
	switch ev.Row {
	case core.HeaderMore:
		m.start = int(ev.Taken) - ev.Had
	case core.PayloadMore:
		m.body = int(ev.Taken) - ev.Had
	}
	return m
}

// belief is what a decoder that breaks is about to do, before anything has
// arrived; "" for core's.
func belief(decoder string) string {
	switch decoder {
	case contrast.Tutorial:
		return "The tutorial's client calls recv, and will take the first bytes of what comes for a header."
	case contrast.OnePerRead:
		return "This decoder will take whatever one recv returns for one message."
	case contrast.OneRecv:
		return "This decoder will ask once for a header and once for a payload, and believe that it got what it asked for."
	case contrast.WholeHeader:
		return "This decoder will ask for the header once, and take what comes for all of it."
	case contrast.NoCarryOver:
		return "This decoder will gather one message, and empty its buffer after it."
	case contrast.Characters:
		return "This decoder will turn what arrives into text, and count its characters."
	case contrast.TrustedLength:
		return "This decoder will reserve as many bytes as a header promises."
	case contrast.IgnoredEnd:
		return "This decoder never asks whether the stream has ended."
	case contrast.Delimiter:
		return "This decoder will end a message at every delimiter, escaped or not."
	}
	return ""
}

// sayContrast is the sentence for an event at which a decoder that breaks does,
// or believes, something else than core's; "" for all other events.
func (f *Figure) sayContrast(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	if f.File.Decoder != trace.Core && ev.Kind == core.End {
		return f.sayWrongEnd(m)
	}
	switch f.File.Decoder {
	case contrast.Tutorial:
		return f.sayTutorial(ev, m, s)
	case contrast.OnePerRead:
		return f.sayOnePerRead(ev, m, s)
	case contrast.OneRecv:
		return f.sayOneRecv(ev, m, s)
	case contrast.WholeHeader:
		return f.sayWholeHeader(ev, m, s)
	case contrast.NoCarryOver:
		return f.sayNoCarryOver(ev, m, s)
	case contrast.Characters:
		return f.sayCharacters(ev, m, s)
	case contrast.TrustedLength:
		return f.sayTrustedLength(ev)
	case contrast.IgnoredEnd:
		return f.sayIgnoredEnd(ev, s)
	case contrast.Delimiter:
		return f.sayDelimiter(ev, m, s)
	}
	return "", ""
}

// sent is a frame as the sender meant it.
type sent struct {
	start, end int // end is core.Unknown for a frame that did not come whole
	length     int // core.Unknown where there is no whole header, or none to read
}

// sentAt returns the frame that begins at a stream offset, as far as what has
// arrived tells, and reports false where none does. A step never knows what comes
// after it: a live stream must read as it does when it is looked at again.
func (f *Figure) sentAt(offset, arrived int) (sent, bool) {
	frame := sent{end: core.Unknown, length: core.Unknown}
	dec := f.File.NewDecoder()
	dec.Feed(f.Trace.Stream[:arrived])
	for ev := range dec.Events() {
		switch ev.Kind {
		case core.HeaderParsed:
			frame.length = ev.Want
		case core.Message, core.Skipped:
			frame.end = int(ev.Taken)
			if frame.start == offset {
				return frame, true
			}
			frame = sent{start: int(ev.Taken), end: core.Unknown, length: core.Unknown}
		}
		if frame.start > offset {
			break
		}
	}
	return frame, frame.start == offset
}

// isMessage reports whether the message that an event hands out was sent.
func (f *Figure) isMessage(ev *trace.Step, m mark) bool {
	frame, ok := f.sentAt(m.start, int(ev.Taken))
	return ok && frame.end == int(ev.Taken) && frame.length == len(ev.Payload)
}

// over reports whether the event comes after the end of the stream.
func (f *Figure) over(s *Step) bool { return s.Chunk == len(f.Trace.Ends) }

// sayWrongEnd is for an end that looks clean to a decoder which has not handed out
// what was sent.
func (f *Figure) sayWrongEnd(m mark) (lead, rest string) {
	honest := trace.Run(f.File.NewDecoder(), f.Trace.Stream, []int{len(f.Trace.Stream)}, trace.Closed)
	messages := honest.Messages()
	sent, same, cut := len(messages), true, honest.Err() != nil
	for i, payload := range messages {
		same = same && i < m.messages && string(payload) == string(f.Frames[i].Payload)
	}
	if same && sent == m.messages && !cut {
		return "", ""
	}
	lead = "The stream has ended, and the decoder sees nothing wrong."
	rest = capital(words(sent)) + " " + noun(sent, "message") + " " + verb(sent, "was", "were") + " sent, and " + words(m.messages) + " came out"
	switch {
	case sent == m.messages && !same:
		rest += ", but not the same."
	case cut:
		rest += "; the stream did not end between two frames."
	default:
		rest += "."
	}
	return lead, rest
}

const noFrame = "No frame begins at byte "

// sayInt is what int() makes of a header, right or wrong. who and call are how the
// decoder and the call go by.
func (f *Figure) sayInt(who, call string, ev *trace.Step, m mark, s *Step) (lead, rest string) {
	frame, inStep := f.sentAt(m.start, s.Arrived)
	size := f.File.Layout.HeaderSize()
	whole := s.Header.Had == size
	here := "Only " + words(s.Header.Had) + " of the " + bytes(size) + " of the header " + is(s.Header.Had) + " here"
	if ev.Kind == core.Failed {
		lead = call + " raises a ValueError, and the program ends."
		switch {
		case f.over(s):
			return lead, "recv returned no bytes: the peer has closed the connection. Nobody looked for that, and so no bytes are taken for a header."
		case !inStep:
			return lead, noFrame + number(m.start) + ": these bytes are from the middle of one, and were taken for a header."
		case !whole:
			return lead, here + ", and they spell no number. " + capital(who) + " does not wait for the rest."
		default:
			return lead, "These " + bytes(size) + " spell no length. This may be the wrong port, or another protocol."
		}
	}
	lead = call + " is " + signed(ev.Want) + "."
	switch {
	case !inStep:
		return lead, noFrame + number(m.start) + ": these bytes are from the middle of one. They look like a number, and " + who + " believes them."
	case frame.length == ev.Want && whole:
		return lead, "A whole header lies at the beginning of these bytes, so the number is right. Nothing made sure of that."
	case !whole:
		return lead, here + ", and int() is content with that. It does not miss the spaces; it would not miss a digit either."
	case ev.Want > f.File.Limit:
		return lead, "The limit is " + number(f.File.Limit) + ", and " + who + " has none."
	default:
		return lead, "That is no way to spell a length, but int() accepts a sign, an underscore and other white space."
	}
}

// sayNoMessage is for what is handed out and was never sent.
func (f *Figure) sayNoMessage(ev *trace.Step) (lead, rest string) {
	return bytesWere(len(ev.Payload)) + " handed out as a message that nobody sent.",
		"The decoder did what the length told it, and the length was wrong."
}

func (f *Figure) sayTutorial(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	const who, call = "the client", "int(msg[:HEADERSIZE])"
	switch ev.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return f.sayInt(who, call, ev, m, s)
	case core.HeaderMore:
		return "The client starts over.",
			"full_msg is empty, and whatever the next recv brings first will be taken for a header."
	case core.PayloadMore:
		return f.sayTutorialMore(ev, m, s)
	case core.PayloadMalformed:
		return `decode("utf-8") raises a UnicodeDecodeError, and the program ends.`,
			"A chunk can end inside a character of several bytes. A whole message can be decoded; a chunk can't."
	case core.PayloadComplete:
		if !f.isMessage(ev, m) {
			return f.sayNoMessage(ev)
		}
		return "The lengths are equal, and the client prints message " + number(m.messages) + ": " + bytes(len(ev.Payload)) + ".",
			"This recv ended exactly where the frame did. With one byte more they would never have been equal."
	}
	return "", ""
}

// sayTutorialMore is for len(full_msg) - HEADERSIZE != msglen.
func (f *Figure) sayTutorialMore(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	if f.over(s) {
		return "recv returns no bytes, and the client calls it again.",
			"The peer is gone, and every further recv returns no bytes at once. The client goes round for ever, and nobody learns that a message is missing."
	}
	full := f.Trace.Stream[m.start:ev.Taken]
	length := utf8.RuneCount(full) - f.File.Layout.HeaderSize()
	frame, inStep := f.sentAt(m.start, s.Arrived)
	lead = "len(full_msg) - HEADERSIZE is " + signed(length) + ", and msglen is " + signed(ev.Want) + "."
	switch {
	case length > ev.Want && inStep && frame.length == ev.Want:
		return lead, "This recv brought the end of the message and more, so the count has passed " + number(ev.Want) +
			". It can only grow: the two will never be equal, and the client prints nothing ever again."
	case length > ev.Want && inStep && frame.length != core.Unknown:
		return lead, "The header says " + number(frame.length) + ", but the client read only the first part of it. The count has passed " + signed(ev.Want) +
			" and can only grow: the two will never be equal, and the client prints nothing ever again."
	case length > ev.Want:
		return lead, "The count has passed a number that was wrong. It can only grow: the two will never be equal, and the client prints nothing ever again."
	case ev.Had >= ev.Want && ev.Had > length:
		return lead, "All " + bytes(ev.Want) + " of the payload are here, but len() counts characters, and some characters are several bytes. The client waits for more."
	case inStep && frame.length == core.Unknown:
		return lead, "The rest of the header is still to come, and the client calls recv again. It will not look at it."
	case inStep && frame.length == ev.Want:
		return lead, "The client keeps what it has and calls recv again, as it should."
	case inStep:
		return lead, "The header says " + number(frame.length) + ", but the client read only the first part of it, and does not look again."
	default:
		return lead, "The client waits for the rest of a message that nobody sent."
	}
}

func (f *Figure) sayOnePerRead(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	frame, inStep := f.sentAt(m.start, s.Arrived)
	switch ev.Row {
	case core.HeaderMore, core.ScanMore:
		return "This chunk is used up.", "The decoder waits for the next recv, and will take it for the next message."
	case core.ScanComplete:
		return bytesWere(len(ev.Payload)) + " handed out as message " + number(m.messages) + ".", "The recv ended here, so the decoder believes that a message ended here."
	case core.HeaderLength:
		lead = bytesWere(s.Header.Had) + " dropped as a header."
		if !inStep {
			return lead, noFrame + number(m.start) + ": these bytes are from the middle of one."
		}
		return lead, "Nobody reads the number in it: what is left of this recv, " + bytes(ev.Want) + ", will be the message."
	case core.PayloadComplete:
		lead = bytesWere(len(ev.Payload)) + " handed out as message " + number(m.messages) + "."
		switch {
		case f.isMessage(ev, m):
			return lead, "This recv was exactly one frame. That was luck."
		case inStep && frame.length > len(ev.Payload):
			return lead, "The header says " + number(frame.length) + ". The rest comes with the next recv, and will be taken for another message."
		case inStep && frame.length != core.Unknown:
			return lead, "The header says " + number(frame.length) + ". What follows them is the next frame, header and all."
		default:
			return lead, "Nobody sent that message."
		}
	}
	return "", ""
}

func (f *Figure) sayOneRecv(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	const who, call = "the decoder", "int(header)"
	switch ev.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return f.sayInt(who, call, ev, m, s)
	case core.HeaderMore:
		return "The decoder asks for a header.", "It will take what the next recv returns for a whole one."
	case core.PayloadMore:
		return "The decoder asks for " + bytes(ev.Want) + ", once.",
			"recv(" + number(ev.Want) + ") returns at most that many, and seldom waits for all of them."
	case core.PayloadMalformed:
		return "recv(" + signed(m.believed(f)) + ") raises a ValueError, and the program ends.", "int() accepts a sign, and a length has none."
	case core.PayloadComplete:
		frame, inStep := f.sentAt(m.start, s.Arrived)
		missing := frame.length - len(ev.Payload)
		switch {
		case f.isMessage(ev, m):
			return "recv returned all it was asked for: message " + number(m.messages) + ", " + bytes(len(ev.Payload)) + ".",
				"This time."
		case f.over(s):
			return "recv returned no bytes, and an empty message is handed out.", "The peer is gone. The decoder asked for a payload and takes the end for one."
		case inStep && missing > 0 && m.believed(f) == frame.length:
			return "recv returned " + bytes(len(ev.Payload)) + " of " + words(frame.length) + ", and the decoder takes them for the message.",
				Words(missing) + " " + is(missing) + " still under way. " + verb(missing, "It", "They") + " will be taken for the next header."
		default:
			return f.sayNoMessage(ev)
		}
	}
	return "", ""
}

// believed is the length that the decoder read for the frame that an event ended:
// what the last header parsed before the mark says.
func (m mark) believed(f *Figure) int {
	for i := len(f.Trace.Steps) - 1; i >= 0; i-- {
		if ev := &f.Trace.Steps[i]; ev.Kind == core.HeaderParsed && f.marks[i].start == m.start {
			return ev.Want
		}
	}
	return core.Unknown
}

func (f *Figure) sayWholeHeader(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	const who, call = "the decoder", "int(header)"
	switch ev.Row {
	case core.HeaderLength, core.HeaderMalformed:
		return f.sayInt(who, call, ev, m, s)
	case core.HeaderMore:
		return "The decoder asks for a header.", "It will take what the next recv returns for a whole one."
	case core.PayloadComplete:
		if !f.isMessage(ev, m) {
			return f.sayNoMessage(ev)
		}
	}
	return "", ""
}

func (f *Figure) sayNoCarryOver(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	_, inStep := f.sentAt(m.start, s.Arrived)
	switch {
	case ev.Row == core.HeaderMore && ev.Had == 0 && m.frames > 0:
		lost := m.start - f.Frames[m.frames-1].End
		if lost == 0 {
			return "The buffer is emptied.", "It held exactly one frame, so nothing is lost this time."
		}
		return "The buffer is emptied, and " + bytes(lost) + " " + is(lost) + " lost.",
			verb(lost, "It", "They") + " came with the same recv and " + verb(lost, "belongs", "belong") +
				" to the next frame. What comes next will be taken for its beginning."
	case ev.Row == core.HeaderMalformed && !inStep:
		return "This header does not spell a length.",
			noFrame + number(m.start) + ": the decoder has thrown its beginning away."
	case ev.Row == core.HeaderLength && !inStep:
		return "The decoder reads a length of " + number(ev.Want) + ".",
			noFrame + number(m.start) + ": the decoder has thrown its beginning away, and what it reads here is no header."
	case ev.Row == core.PayloadComplete && !f.isMessage(ev, m):
		return f.sayNoMessage(ev)
	}
	return "", ""
}

func (f *Figure) sayCharacters(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	_, inStep := f.sentAt(m.start, s.Arrived)
	switch {
	case ev.Row == core.HeaderLength && inStep:
		return "The header is complete: it says " + number(ev.Want) + ".",
			"It means bytes. The decoder will hand out that many characters."
	case ev.Row == core.PayloadMore && ev.Had >= ev.Want:
		count := utf8.RuneCount(f.Trace.Stream[m.body:ev.Taken])
		return "All " + bytes(ev.Want) + " of the payload are here, and the decoder waits.",
			"It counts characters and finds " + words(count) + ". For what it misses it will take the beginning of the next frame."
	case ev.Row == core.PayloadComplete && utf8.RuneCount(ev.Payload) != len(ev.Payload):
		count := utf8.RuneCount(ev.Payload)
		more := len(ev.Payload) - count
		return Words(count) + " " + noun(count, "character") + " " + is(count) + " handed out as a message: " + bytes(len(ev.Payload)) + ".",
			"The header says " + number(count) + ", and counts bytes. The last " + verb(more, "byte belongs", words(more)+" belong") + " to the next frame."
	case ev.Row == core.PayloadComplete && !f.isMessage(ev, m):
		return f.sayNoMessage(ev)
	case ev.Row == core.HeaderMalformed && !inStep:
		return "This header does not spell a length.",
			noFrame + number(m.start) + ": the last message has taken bytes that were the next header's."
	case ev.Row == core.HeaderLength && !inStep:
		return "The decoder reads a length of " + number(ev.Want) + ".",
			noFrame + number(m.start) + ": what the decoder reads here is no header."
	case ev.Row == core.PayloadMalformed:
		return "These bytes are no text.", "A payload can hold anything, and this decoder can only read text."
	}
	return "", ""
}

func (f *Figure) sayTrustedLength(ev *trace.Step) (lead, rest string) {
	if ev.Row != core.HeaderLength || ev.Want <= f.File.Limit {
		return "", ""
	}
	return "The header promises " + bytes(ev.Want) + ", and the decoder reserves room for all of them.",
		"Not one has arrived, and perhaps none ever will. Comparing the number with a limit would have cost nothing."
}

func (f *Figure) sayIgnoredEnd(ev *trace.Step, s *Step) (lead, rest string) {
	if ev.Kind != core.NeedMore || !f.over(s) {
		return "", ""
	}
	rest = "recv returns no bytes, at once and every time. The decoder takes that for nothing yet and asks again, for ever."
	if ev.Had > 0 && ev.Want > ev.Had {
		missing := ev.Want - ev.Had
		rest += " " + Words(missing) + " " + noun(missing, "byte") + " will never come, and nobody is told."
	}
	return "The stream has ended, and the decoder does not notice.", rest
}

func (f *Figure) sayDelimiter(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	if ev.Row != core.ScanComplete {
		return "", ""
	}
	frame, starts := f.sentAt(m.start, s.Arrived)
	lead = bytesWere(len(ev.Payload)) + " handed out as message " + number(m.messages) + "."
	switch {
	case starts && frame.end == int(ev.Taken):
		return "", ""
	case starts:
		return lead, "The delimiter behind them was escaped: it is part of the message, which goes on. The rest will be taken for another."
	default:
		return lead, "Nobody sent them as a message: they are a part of one that was cut at a delimiter inside it."
	}
}

// bytesWere is so many bytes at the beginning of a sentence about them.
func bytesWere(n int) string {
	return capital(bytes(n)) + " " + is(n)
}

// capital returns a phrase as it begins a sentence.
func capital(s string) string {
	if s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

// signed writes a number that can be negative, as int() reads them.
func signed(n int) string {
	if n < 0 {
		return "-" + number(-n)
	}
	return number(n)
}
