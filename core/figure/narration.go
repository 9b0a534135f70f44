package figure

import (
	"strconv"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/words"
)

// sayStart is the sentence before anything has arrived.
func (f *Figure) sayStart() (lead, rest string) {
	if f.wrong != nil {
		return "Nothing has arrived yet.", f.wrong.Belief
	}
	if ends := f.File.Layout.Ends(); ends != "" {
		return "Nothing has arrived yet.", "The decoder will look at every byte until it finds " + ends + " that ends a message."
	}
	size := f.File.Layout.HeaderSize()
	if f.File.Layout.Varies() {
		return "Nothing has arrived yet.", "The decoder waits for a header, " + words.Of(size) + " or more bytes that spell a length. It will know how many when it has them."
	}
	return "Nothing has arrived yet.", "The decoder waits for a header: " + words.Bytes(size) + " that " + words.Verb(size, "spells", "spell") + " a length."
}

// say is the sentence for one event: what happened, and why.
func (f *Figure) say(ev *trace.Step, m mark, s *Step) (lead, rest string) {
	if f.wrong != nil {
		if said := f.wrong.Say(f.view(ev, m)); said != (contrast.Sentence{}) {
			return said.Lead, said.Rest
		}
	}
	switch ev.Row {
	case core.HeaderMore:
		return f.sayHeaderMore(ev, s)
	case core.HeaderLength:
		return f.sayHeaderParsed(m, s)
	case core.HeaderSkip:
		return "The header promises " + words.Bytes(ev.Want) + ", and the limit is " + words.Number(f.File.Limit) + ".",
			"The decoder keeps none of them: it counts until they have passed, and goes on with the next frame."
	case core.HeaderTooLarge:
		return "The header promises more than the limit of " + words.Bytes(f.File.Limit) + ".",
			"The decoder refuses at once, before it has kept room for a single byte of it, and reads no further."
	case core.HeaderMalformed:
		return "This header does not spell a length.",
			"Nobody knows now where the next frame begins, so the decoder does not guess: it fails, and stays failed."
	case core.HeaderEnd, core.ScanEnd:
		return f.sayEnd(m, s)
	case core.HeaderTruncated:
		return "The stream ended inside a header.",
			words.OutOf(s.Header.Had, s.Header.Had+wanting(ev)) + " had come. That is no clean end: somebody was going to say something."
	case core.PayloadMore, core.SkipMore:
		return f.sayPayloadMore(ev, s)
	case core.PayloadComplete, core.ScanComplete:
		return f.sayMessage(m, s)
	case core.TrailerMore:
		return "The whole payload is here, and the chunk is used up.",
			"What closes the frame, " + strconv.Quote(f.File.Layout.Trailer()) + ", is missing. Without it nobody knows that the length was right."
	case core.PayloadMalformed, core.SkipMalformed:
		return "The frame does not close as it should.",
			"After the payload must come " + strconv.Quote(f.File.Layout.Trailer()) + ". Other bytes there mean that the length was wrong, or the stream is out of step."
	case core.PayloadTruncated, core.SkipTruncated:
		return "The stream ended inside a payload.",
			words.OutOf(s.Payload.Had, s.Payload.Want) + " had come. The message is lost, and the decoder says so instead of handing out a part of it."
	case core.TrailerTruncated:
		return "The stream ended before the frame was closed.",
			"All of the payload had come, and not " + strconv.Quote(f.File.Layout.Trailer()) + " after it. The decoder hands out no frame that is not whole."
	case core.SkipComplete:
		return "The oversized payload has passed: " + words.Bytes(s.Length) + ".", "None of it was kept. " + f.leftOver(s)
	case core.ScanMore:
		return f.sayScanMore(ev, m)
	case core.ScanTooLarge:
		return "More bytes than the limit of " + words.Number(f.File.Limit) + ", and no end of the message.",
			"The decoder will not gather for ever: it fails, and stays failed."
	case core.ScanTruncated:
		return "The stream ended before " + f.File.Layout.Ends() + ".",
			words.First(s.Payload.Had) + " " + words.Noun(s.Payload.Had, "byte") + " had come, and nothing that ends the message."
	}
	return "The decoder stays failed.", "After a failure nothing it reads can be trusted."
}

// wanting is how many header bytes a truncated stream was short of.
func wanting(ev *trace.Step) int {
	if failed, ok := ev.Err.(*core.FrameError); ok {
		if cut, ok := failed.Err.(*core.TruncatedError); ok {
			return cut.Want - cut.Had
		}
	}
	return 0
}

func (f *Figure) sayHeaderMore(ev *trace.Step, s *Step) (lead, rest string) {
	missing := ev.Want - ev.Had
	noLength := words.First(missing) + " " + words.Is(missing) + " missing, so no length is known yet, and the decoder asks for more."
	switch {
	case ev.Had == 0:
		return "This chunk is used up.",
			"It ended exactly where a message did, so nothing is left over. The next chunk will begin with a header."
	case s.Carry > 0:
		return words.First(s.Carry) + " " + words.Noun(s.Carry, "byte") + " of this chunk " + words.Is(s.Carry) + " left over.",
			words.Verb(s.Carry, "It begins", "They begin") + " the next header: " + words.Of(ev.Had) + " of its " + words.Bytes(ev.Want) + ". " + noLength
	default:
		return "The chunk ends inside the header.",
			words.First(ev.Had) + " of its " + words.Bytes(ev.Want) + " " + words.Is(ev.Had) + " here. " + noLength
	}
}

func (f *Figure) sayScanMore(ev *trace.Step, m mark) (lead, rest string) {
	passed := m.start - f.before(m)
	switch {
	case ev.Had > 0:
		return words.First(ev.Had) + " " + words.Noun(ev.Had, "byte") + " " + words.Is(ev.Had) + " here, and " + f.File.Layout.Ends() + " is not.",
			"The message may end with the next byte or never; nobody can know. The decoder keeps what it has and asks for more."
	case passed > 0:
		return words.First(passed) + " " + words.Noun(passed, "byte") + " " + words.Verb(passed, "belongs", "belong") + " to no message, and " + words.Verb(passed, "is", "are") + " passed over.",
			"A comment or an empty line keeps the connection awake and says nothing. What comes next begins a message."
	default:
		return "This chunk is used up.",
			"It ended exactly where a message did, so nothing is left over. The next chunk will begin with a message."
	}
}

func (f *Figure) sayHeaderParsed(m mark, s *Step) (lead, rest string) {
	lead = "The header is complete: it says " + words.Number(s.Length) + "."
	if m.start < f.chunkStart(s.Chunk) {
		lead = "The rest of the header came with this chunk: it says " + words.Number(s.Length) + "."
	}
	here := min(s.Arrived-m.body, s.Length)
	switch {
	case s.Length == 0:
		rest = "No payload follows. An empty message is a message all the same."
	case here == 0:
		rest = "The next " + words.Bytes(s.Length) + " of the stream will be the payload. None of it has arrived."
	case here == s.Length:
		rest = "The next " + words.Bytes(s.Length) + " of the stream " + words.Is(s.Length) + " the payload, and " + words.Verb(s.Length, "it lies", "they lie") + " whole in this chunk."
	default:
		rest = "The next " + words.Bytes(s.Length) + " of the stream are the payload. " + words.First(here) + " of them " + words.Is(here) + " in this chunk already."
	}
	return lead, rest
}

func (f *Figure) sayPayloadMore(ev *trace.Step, s *Step) (lead, rest string) {
	missing := s.Payload.Want - s.Payload.Had
	switch {
	case ev.State == core.StateSkip:
		return words.OutOf(s.Payload.Had, s.Payload.Want) + " have passed.", "The decoder counts them and keeps none."
	case s.Payload.Had == 0:
		lead = "The chunk ends right after the header: none of the payload is here."
	default:
		lead = words.OutOf(s.Payload.Had, s.Payload.Want) + " of payload " + words.Is(s.Payload.Had) + " here, and the chunk is used up."
	}
	return lead, words.First(missing) + " " + words.Is(missing) + " missing. The decoder keeps what it has and asks for more."
}

func (f *Figure) sayMessage(m mark, s *Step) (lead, rest string) {
	lead = "Message " + words.Number(m.messages) + " is complete: " + words.Bytes(s.Length) + "."
	if parts := s.Chunk - m.chunk + 1; parts > 1 {
		rest = gathered(m.messages, parts)
	}
	return lead, rest + f.leftOver(s)
}

// gathered says that a message came in several chunks, not always in the same words.
func gathered(message, chunks int) string {
	switch n := words.Of(chunks); message % 3 {
	case 1:
		return "It came in " + n + " chunks, and the decoder has put it together. "
	case 2:
		return "Its bytes came with " + n + " recvs. "
	default:
		return words.Capital(n) + " chunks hold parts of it; where they were cut does not matter any more. "
	}
}

func (f *Figure) leftOver(s *Step) string {
	if s.Carry == 0 {
		return "Nothing is left over."
	}
	return words.First(s.Carry) + " " + words.Noun(s.Carry, "byte") + " of this chunk " + words.Is(s.Carry) +
		" left over. " + words.Verb(s.Carry, "It belongs", "They belong") + " to what comes next: carry-over."
}

func (f *Figure) sayEnd(m mark, s *Step) (lead, rest string) {
	rest = "Nothing is lost: " + words.Of(m.messages) + " " + words.Noun(m.messages, "message") + " came out, and no byte is left over."
	if f.Trace.Ending == trace.CutOff {
		return "The connection broke between two frames.", rest + " But the peer never said that it had finished."
	}
	return "The stream ended between two frames.", rest
}

// chunkOf returns the index of the chunk that holds the byte at a stream offset.
func (f *Figure) chunkOf(offset int) int {
	return search(len(f.Trace.Ends), func(i int) bool { return f.Trace.Ends[i] > offset })
}
