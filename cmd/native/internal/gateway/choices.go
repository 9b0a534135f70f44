package gateway

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"bufferbybuffer/cmd/native/internal/kernel"
	"bufferbybuffer/core/timeserver"
)

// choices is what the learner chose for a session, from the query of /ws.
type choices struct {
	Buffer int               // bytes that one recv takes at most
	Pace   time.Duration     // to wait before each recv
	MSS    int               // bytes in a segment at most; 0: what the system chooses
	Manner timeserver.Manner // how the server writes
}

const (
	defaultBuffer = 16 // the tutorial's
	maxBuffer     = 65536
	maxPace       = 10 * time.Second
)

// parseChoices reads a query. Each parameter is bounded, may be missing, and
// may be given once; a parameter that is not known is an error, since a
// misspelt choice that is ignored would show something else than was asked.
func parseChoices(query url.Values) (choices, error) {
	chosen := choices{Buffer: defaultBuffer}
	for name, values := range query {
		if len(values) != 1 {
			return choices{}, fmt.Errorf("%.20q is given %d times; give it once", name, len(values))
		}
		if err := chosen.set(name, values[0]); err != nil {
			return choices{}, err
		}
	}
	return chosen, nil
}

func (c *choices) set(name, value string) (err error) {
	switch {
	case name == "buffer":
		c.Buffer, err = parseBytes(name, value, 1, maxBuffer)
	case name == "mss":
		c.MSS, err = parseBytes(name, value, kernel.MinMSS, kernel.MaxMSS)
	case name == "pace":
		c.Pace, err = time.ParseDuration(value)
		if err != nil || c.Pace < 0 || c.Pace > maxPace {
			err = fmt.Errorf("pace is %.20q; it must be a time from 0s to %v, such as 500ms", value, maxPace)
		}
	case slices.Contains(timeserver.Names(), name):
		err = c.Manner.Set(name, value)
	default:
		known := append([]string{"buffer", "pace", "mss"}, timeserver.Names()...)
		err = fmt.Errorf("there is no parameter %.20q; there is %s", name, strings.Join(known, ", "))
	}
	return err
}

func parseBytes(name, value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s is %.20q; it must be a number of bytes from %d to %d", name, value, least, most)
	}
	return n, nil
}
