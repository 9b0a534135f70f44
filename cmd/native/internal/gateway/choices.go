package gateway

import (
	"fmt"
	"net/url"
	"strconv"
)

// choices is what the learner chose for a session, from the query of /ws.
type choices struct {
	Buffer int // bytes that one recv takes at most
}

const (
	defaultBuffer = 16 // the tutorial's
	maxBuffer     = 65536
)

// parseChoices reads a query. Each parameter is bounded, may be missing, and
// may be given once; a parameter that is not known is an error, since a
// misspelt choice that is ignored would show something else than was asked.
func parseChoices(query url.Values) (choices, error) {
	chosen := choices{Buffer: defaultBuffer}
	for name, values := range query {
		if len(values) != 1 {
			return choices{}, fmt.Errorf("%s is given %d times; give it once", name, len(values))
		}
		var err error
		switch value := values[0]; name {
		case "buffer":
			chosen.Buffer, err = parseBytes(name, value, 1, maxBuffer)
		default:
			err = fmt.Errorf("there is no parameter %q; there is buffer", name)
		}
		if err != nil {
			return choices{}, err
		}
	}
	return chosen, nil
}

func parseBytes(name, value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return 0, fmt.Errorf("%s is %q; it must be a number of bytes from %d to %d", name, value, least, most)
	}
	return n, nil
}
