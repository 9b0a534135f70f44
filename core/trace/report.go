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

// ParseReport reads a report: lines of "segments" and "queued", each with a number,
// and of "sends", with as many as there were.
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
			r.Segments = append(r.Segments, list...)
		case "queued":
			r.Queued = append(r.Queued, list...)
		case "sends":
			r.Sends = append(r.Sends, list...)
		default:
			return Report{}, errors.New("unknown report " + strconv.Quote(line))
		}
	}
	if len(r.Segments) > 1 || len(r.Queued) > 1 {
		return Report{}, errors.New("a report is about one chunk, and has one number of segments and one of bytes queued")
	}
	return r, nil
}
