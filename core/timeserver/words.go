package timeserver

import (
	"strconv"

	"bufferbybuffer/core"
)

// What the tutorial fixed, and every copy of its client relies on.
const (
	Port     = 1243                     // the TCP port it listens on
	Interval = 3                        // seconds from one time message to the next
	Greeting = "Welcome to the server!" // the first message on every connection
)

const timePrefix = "The time is "

// AppendGreeting appends the greeting, as a frame, to dst.
func AppendGreeting(dst []byte) []byte {
	return appendFrame(dst, []byte(Greeting))
}

// AppendTime appends "The time is <unix seconds>", as a frame, to dst.
func AppendTime(dst []byte, unix int64) []byte {
	payload := make([]byte, 0, len(timePrefix)+20)
	payload = append(payload, timePrefix...)
	return appendFrame(dst, strconv.AppendInt(payload, unix, 10))
}

// ways are those to tell the time that [Manner.AppendTell] goes through: what stands
// before the number, and behind it. Their lengths differ, and so do those of their frames.
var ways = [...][2]string{{"It is ", ""}, {timePrefix, ""}, {"", " seconds have passed since 1970"}, {"", ""}}

// AppendTell appends what is told for the n-th time, as a frame, to dst.
func (m Manner) AppendTell(dst []byte, n int, unix int64) []byte {
	if !m.Varied {
		return AppendTime(dst, unix)
	}
	way := ways[n%len(ways)]
	payload := strconv.AppendInt([]byte(way[0]), unix, 10)
	return appendFrame(dst, append(payload, way[1]...))
}

// appendFrame is for the server's own words, which are far shorter than the
// limit of the layout: that they could not be framed would be a bug here.
func appendFrame(dst, payload []byte) []byte {
	framed, err := core.AppendFrame(dst, payload)
	if err != nil {
		panic("timeserver: " + err.Error())
	}
	return framed
}
