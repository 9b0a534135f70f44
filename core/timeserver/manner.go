package timeserver

import (
	"bytes"
	"errors"
	"iter"
	"strconv"
	"strings"

	"bufferbybuffer/core/schedule"
)

// Manner is how the server writes on one connection. The zero Manner is the
// tutorial's: each frame in a write of its own, as often as everybody is told
// the time.
type Manner struct {
	Cut    schedule.Schedule // where each write is cut into smaller ones
	Pause  int               // milliseconds between two writes, at least
	Gather int               // frames that are put together before a write; 0 is 1
	Every  int               // milliseconds from one time message to the next; 0: the server's interval
	Varied bool              // the time is told in other words each time, so that lengths differ
}

// The bounds of what can be asked for.
const (
	MaxPause  = 5_000     // milliseconds
	MinEvery  = 10        // milliseconds
	MaxEvery  = 3_600_000 // milliseconds
	MaxGather = 64        // frames
	maxCut    = 1_000     // characters in the text of a schedule
)

// Ready is how many of the frames that wait leave together now; 0 as long as
// there are too few.
func (m Manner) Ready(waiting int) int {
	if want := max(1, m.Gather); waiting >= want {
		return want
	}
	return 0
}

// Writes puts frames that leave together into one run of bytes, and returns
// the writes that it is cut into. They are the caller's.
func (m Manner) Writes(frames [][]byte) iter.Seq[[]byte] {
	return m.Cut.Chunks(bytes.Join(frames, nil))
}

// Names are the settings that Set knows, in the order to name them in.
func Names() []string { return []string{"cut", "pause", "gather", "every", "words"} }

// Set sets what name says to value, as a client or a page wrote it. The error
// says what would have been right; m is then unchanged.
func (m *Manner) Set(name, value string) error {
	value = strings.TrimSpace(value)
	switch name {
	case "cut":
		if len(value) > maxCut {
			return errors.New("cut takes a schedule of at most " + strconv.Itoa(maxCut) + " characters")
		}
		cut, err := schedule.Parse(value)
		if err != nil {
			return err
		}
		m.Cut = cut
		return nil
	case "pause":
		return setMillis(&m.Pause, name, value, 0, MaxPause)
	case "every":
		return setMillis(&m.Every, name, value, MinEvery, MaxEvery)
	case "words":
		if value != "fixed" && value != "varied" {
			return errors.New("words takes fixed or varied, not " + quote(value))
		}
		m.Varied = value == "varied"
		return nil
	case "gather":
		n, err := strconv.Atoi(value)
		if err != nil || n < 1 || n > MaxGather {
			return errors.New("gather takes a number of frames from 1 to " + strconv.Itoa(MaxGather) + ", not " + quote(value))
		}
		m.Gather = n
		return nil
	}
	return errors.New("there is nothing called " + quote(name) + "; there is " + strings.Join(Names(), ", "))
}

// setMillis reads a whole number of "ms" or "s".
func setMillis(dst *int, name, value string, least, most int) error {
	number, unit := value, int64(0)
	if rest, ok := strings.CutSuffix(value, "ms"); ok {
		number, unit = rest, 1
	} else if rest, ok := strings.CutSuffix(value, "s"); ok {
		number, unit = rest, 1000
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if millis := int64(n) * unit; err == nil && unit > 0 && millis >= int64(least) && millis <= int64(most) {
		*dst = int(millis)
		return nil
	}
	return errors.New(name + " takes a time from " + Millis(least) + " to " + Millis(most) + ", not " + quote(value))
}

// Millis spells so many milliseconds the way Set reads them.
func Millis(n int) string {
	if n%1000 == 0 {
		return strconv.Itoa(n/1000) + "s"
	}
	return strconv.Itoa(n) + "ms"
}

// quote makes what a client wrote fit to be shown: printable, and short.
func quote(text string) string {
	const most = 40
	if len(text) > most {
		text = text[:most] + "…"
	}
	return strconv.QuoteToASCII(text)
}
