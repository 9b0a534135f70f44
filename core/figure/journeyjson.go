package figure

import (
	"errors"
	"strings"

	"bufferbybuffer/core/journey"
)

// The names of journey.What, journey.Again and journey.Hold in JSON.
var (
	whats  = [...]string{"sent", "left", "gone", "came", "waits", "filled", "twice", "refused", "answered", "heard", "timed", "called", "returned"}
	agains = [...]string{"", "timer", "asked", "passed"}
	holds  = [...]string{"", "Nagle", "no room", "enough under way"}
)

// AppendJSON appends the journey. Offsets are stream offsets in bytes, times are in
// milliseconds and may be fractions; site/src/journey.ts has its types.
func (f *Journey) AppendJSON(b []byte) []byte {
	w := writer{b}
	w.open('{')
	w.key("v").int(Version)
	if f.Live {
		w.key("live").bool(true)
	}
	if f.seen != nil {
		w.key("seen")
		w.b = append(w.b, f.seen.json...)
	}
	w.key("form").open('{')
	for _, line := range f.Settings.Lines() {
		w.key(line.Name).string(line.Value)
	}
	w.close('}')
	w.key("texts").open('[')
	for _, m := range f.Settings.Messages {
		w.item().string(string(m))
	}
	w.close(']')
	w.key("total").int(len(f.Stream))
	w.key("text").string(asText(f.Stream))
	w.key("messages").open('[')
	for _, m := range f.Messages {
		w.item().open('{')
		w.span(m.Span)
		w.key("body").int(m.Body)
		w.key("recv").int(m.Recv)
		w.key("text").string(Preview(m.Text))
		w.close('}')
	}
	w.close(']')
	w.calls("sends", f.Sends)
	w.key("segments").open('[')
	for _, s := range f.Segments {
		w.item().open('{')
		w.span(s.Span)
		w.key("at").millis(s.At)
		w.key("arrives").millis(s.Arrives)
		if s.Lost {
			w.key("lost").bool(true)
		}
		if s.Again != journey.First {
			w.key("again").string(agains[s.Again])
		}
		w.close('}')
	}
	w.close(']')
	w.key("acks").open('[')
	for _, a := range f.Acks {
		w.item().open('{')
		w.key("next").int(a.Next)
		w.key("window").int(a.Window)
		w.key("at").millis(a.At)
		w.key("arrives").millis(a.Arrives)
		w.close('}')
	}
	w.close(']')
	w.calls("recvs", f.Recvs)
	w.key("log").open('[')
	for i := range f.Log {
		e := &f.Log[i]
		w.item().open('{')
		w.key("what").string(whats[e.What])
		w.key("of").int(e.Of)
		w.key("at").millis(e.At)
		w.key("sent").int(e.Sent)
		w.key("out").int(e.Out)
		if e.Hold != journey.Nothing && e.Sent > e.Out {
			w.key("hold").string(holds[e.Hold])
		}
		w.key("next").int(e.Next)
		w.key("taken").int(e.Taken)
		if len(e.Ahead) > 0 {
			w.key("ahead").open('[')
			for _, s := range e.Ahead {
				w.item().ints([]int{s.Start, s.End})
			}
			w.close(']')
		}
		w.close('}')
	}
	w.close(']')
	w.key("steps").open('[')
	for _, s := range f.Steps {
		w.item().open('{')
		w.key("entry").int(s.Entry)
		w.key("lit").ints([]int{s.Lit.Start, s.Lit.End})
		w.key("say").open('[')
		w.item().string(s.Lead)
		w.item().string(s.Rest)
		w.close(']')
		w.close('}')
	}
	w.close(']')
	w.key("reached").open('[')
	for _, goal := range f.Reached() {
		w.item().string(goal)
	}
	w.close(']')
	w.key("ways").open('[')
	for _, way := range f.Ways() {
		w.item().open('{')
		w.span(way.Span)
		w.key("say").string(way.Say)
		w.close('}')
	}
	w.close(']')
	w.close('}')
	return w.b
}

func (w *writer) span(s journey.Span) {
	w.key("start").int(s.Start)
	w.key("end").int(s.End)
}

func (w *writer) calls(name string, calls []journey.Call) {
	w.key(name).open('[')
	for _, c := range calls {
		w.item().open('{')
		w.span(c.Span)
		w.key("called").millis(c.Called)
		w.key("at").millis(c.At)
		if c.Asked > 0 {
			w.key("asked").int(c.Asked)
			w.key("left").known(c.Left)
			if c.Segments != 0 {
				w.key("segments").known(c.Segments)
			}
		}
		w.close('}')
	}
	w.close(']')
}

// AppendSession appends a session as a gateway tells it, message by message: see
// docs/protocol.md. Where none is behind the page, site/src/served.ts tells it.
func AppendSession(b []byte, layout string, limit, buffer int, told []journey.Told) []byte {
	w := writer{b}
	w.open('[')
	w.item().open('{')
	w.key("type").string("hello")
	w.key("layout").string(layout)
	w.key("limit").int(limit)
	w.key("buffer").int(buffer)
	w.close('}')
	for _, t := range told {
		w.item().open('{')
		w.key("type").string("chunk")
		w.key("at").millis(t.At)
		w.key("queued").int(t.Queued)
		w.key("segments").int(t.Segments)
		if len(t.Sends) > 0 {
			w.key("sends").open('[')
			for _, s := range t.Sends {
				w.item().int(s.End)
			}
			w.close(']')
			w.key("sent").open('[')
			for _, s := range t.Sends {
				w.item().millis(s.At)
			}
			w.close(']')
		}
		w.key("text").string(string(t.Chunk))
		w.close('}')
	}
	w.close(']')
	return w.b
}

// millis writes a time in milliseconds.
func (w *writer) millis(t journey.Micros) {
	w.int(int(t) / 1000)
	if part := int(t) % 1000; part != 0 {
		w.b = append(w.b, '.', byte('0'+part/100), byte('0'+part/10%10), byte('0'+part%10))
	}
}

// asText is a stream as one can read it, a character a byte.
func asText(stream []byte) string {
	text := make([]byte, len(stream))
	for i, c := range stream {
		if text[i] = c; c < ' ' || c >= 0x7f {
			text[i] = '.'
		}
	}
	return string(text)
}

// journeyPrefix is what the address of a journey begins with, behind the #; the
// settings' text follows, written as in a link.
const journeyPrefix = "1/"

// JourneyLink is what stands behind the # of the address of a journey.
func JourneyLink(s journey.Settings) string {
	return string(appendLink([]byte(journeyPrefix), s.String()))
}

// ParseJourneyLink returns the settings that a link names. The error, for a link that
// somebody mistyped or forged, is one to be shown.
func ParseJourneyLink(hash string) (s journey.Settings, err error) {
	if len(hash) > maxLink {
		return s, errors.New("this link is too long to be one of ours")
	}
	text, ok := strings.CutPrefix(hash, journeyPrefix)
	if !ok {
		return s, errors.New("this link is of a version that this page does not know")
	}
	if text, err = decodeLink(text); err != nil {
		return s, err
	}
	if s, err = journey.Parse(text); err != nil {
		return s, errors.New("this link is broken: " + strings.TrimPrefix(err.Error(), "journey: "))
	}
	return s, nil
}
