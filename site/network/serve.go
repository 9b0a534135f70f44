package network

import (
	"errors"
	"strconv"
	"strings"

	"bufferbybuffer/core/journey"
	"bufferbybuffer/core/timeserver"
)

// What a session of [Serve] is bounded by: it is worked out before it is shown.
const (
	spoken   = 120  // how often the time is told
	mostTold = 1500 // recvs
)

// Serve lets the time server speak over a link of the page's TCP: the session that a
// gateway would relay, as far as it is asked for the same. choices are lines such as
// "buffer: 16"; what may be asked for is what [timeserver.Manner.Set] takes, and buffer,
// pace and mss. unix is when the session begins, in seconds.
func Serve(choices string, unix int64) (told []journey.Told, buffer int, err error) {
	s := journey.Default()
	s.Delay = 1
	manner := timeserver.Manner{Every: 1000 * timeserver.Interval}
	for line := range strings.SplitSeq(choices, "\n") {
		name, value, _ := strings.Cut(line, ": ")
		switch name {
		case "":
		case "buffer":
			s.Recv, err = strconv.Atoi(value)
		case "mss":
			s.MSS, err = strconv.Atoi(value)
		case "pace":
			var pace timeserver.Manner // a time, as others are
			err = pace.Set("pause", value)
			s.Start, s.Pause = pace.Pause, pace.Pause
		default:
			err = manner.Set(name, value)
		}
		if err != nil {
			return nil, 0, err
		}
	}
	if s.Recv < 1 || s.Recv > 1<<16 || s.MSS < 1 || s.MSS > 1460 {
		return nil, 0, errors.New("a buffer has 1 to 65536 bytes, and a segment 1 to 1460")
	}
	var stream []byte
	var frames [][]byte
	at := 0
	for n := range spoken + 1 {
		frame := timeserver.AppendGreeting(nil)
		if n > 0 {
			frame = manner.AppendTell(nil, n-1, unix+int64(n*manner.Every/1000))
			at = max(at, n*manner.Every)
		}
		frames = append(frames, frame)
		ready := manner.Ready(len(frames))
		if int64(at)*milli > longest/2 {
			break
		}
		if ready == 0 {
			continue
		}
		for write := range manner.Writes(frames[:ready]) {
			s.Sends = append(s.Sends, journey.Send{Size: len(write), At: at})
			stream = append(stream, write...)
			at += manner.Pause
		}
		frames = frames[ready:]
	}
	s.Cut = journey.ByHand
	j, err := simulate(s, stream, mostTold)
	if err != nil {
		return nil, 0, err
	}
	return j.Told(), s.Recv, nil
}
