package trace

import (
	"errors"
	"strconv"
	"strings"
)

// Report is what is known of one chunk of a recorded stream besides its bytes.
// Lists are empty where it is not known.
type Report struct {
	Segments, Queued []int // of at most one number
	Sends            []int // stream offsets at which further sends ended
}

// ParseReport reads a report: lines of "segments", "queued" and "sends" with their
// numbers.
func ParseReport(text string) (Report, error) {
	var r Report
	for _, line := range strings.Split(text, "\n") {
		if line == "" {
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		list, err := numbers(value)
		if err != nil {
			return Report{}, err
		}
		switch key {
		case "segments":
			r.Segments = list[:1]
		case "queued":
			r.Queued = list[:1]
		case "sends":
			r.Sends = list
		default:
			return Report{}, errors.New("unknown report " + strconv.Quote(line))
		}
	}
	return r, nil
}
