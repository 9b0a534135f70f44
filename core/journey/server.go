package journey

import (
	"bufferbybuffer/core"
	"bufferbybuffer/core/timeserver"
)

// TimeServer returns settings in which the time server speaks: its greeting, and then
// the time, so many times, from a unix time on, a second between two sends. Where no
// server is behind a page, its journey stands for a live one.
func TimeServer(times int, unix int64) Settings {
	s := Default()
	s.Gap = 1000
	stream := timeserver.AppendGreeting(nil)
	for i := range times {
		stream = timeserver.AppendTime(stream, unix+int64(i))
	}
	dec := s.decoder()
	dec.Feed(stream)
	for ev := range dec.Events() {
		if ev.Kind == core.Message {
			s.Messages = append(s.Messages, append([]byte{}, ev.Payload...))
		}
	}
	return s
}
