package lesson

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core"
	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/timeserver"
	"bufferbybuffer/core/trace"
)

// claim reports whether a claim holds: comparisons joined by "and".
func (p *Page) claim(text string) (bool, error) {
	for part := range strings.SplitSeq(text, " and ") {
		ok, err := p.comparison(part)
		if err != nil || !ok {
			return false, err
		}
	}
	return true, nil
}

var comparison = regexp.MustCompile(`^(.+?) (is|more than|less than) (.+)$`)

func (p *Page) comparison(text string) (bool, error) {
	m := comparison.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return false, fmt.Errorf("claim %q: want two values with \"is\", \"more than\" or \"less than\" between them", text)
	}
	left, err := p.value(m[1])
	if err != nil {
		return false, err
	}
	right, err := p.value(m[3])
	if err != nil {
		return false, err
	}
	if m[2] == "is" {
		return left == right, nil
	}
	a, errA := strconv.ParseFloat(left, 64)
	b, errB := strconv.ParseFloat(right, 64)
	if errA != nil || errB != nil {
		return false, fmt.Errorf("claim %q: %s and %s can't be ordered", text, left, right)
	}
	if m[2] == "more than" {
		return a > b, nil
	}
	return a < b, nil
}

// value computes an expression such as "bytes of recv 1 of greeting". A number
// comes in plain digits.
func (p *Page) value(expr string) (string, error) {
	expr = strings.TrimSpace(expr)
	if of, ok := strings.CutPrefix(expr, "half of "); ok {
		v, err := p.value(of)
		if err != nil {
			return "", err
		}
		n, err := strconv.ParseFloat(v, 64)
		return strconv.FormatFloat(n/2, 'f', -1, 64), err
	}
	if text, err := strconv.Unquote(expr); err == nil {
		return text, nil
	}
	if n, err := strconv.ParseUint(expr, 10, 64); err == nil {
		return strconv.FormatUint(n, 10), nil
	}
	switch expr {
	case "port":
		return strconv.Itoa(timeserver.Port), nil
	case "interval":
		return strconv.Itoa(timeserver.Interval), nil
	}
	if quoted, ok := strings.CutPrefix(expr, "bytes of "); ok && strings.HasPrefix(quoted, `"`) {
		text, err := strconv.Unquote(quoted)
		return strconv.Itoa(len(text)), err
	}
	if quoted, ok := strings.CutPrefix(expr, "characters of "); ok && strings.HasPrefix(quoted, `"`) {
		text, err := strconv.Unquote(quoted)
		return strconv.Itoa(utf8.RuneCountInString(text)), err
	}
	return p.measure(expr)
}

// measurement is a property, perhaps of a part, of a figure, perhaps decoded
// otherwise.
var measurement = regexp.MustCompile(`^(.+?)(?: (\d+))?(?: (?:of|at|after) (recv|send|header|message) (\d+))? of ([a-z0-9-]+)(?: with (\d+) cuts?)?(?: by ([a-z0-9-]+))?$`)

func (p *Page) measure(expr string) (string, error) {
	m := measurement.FindStringSubmatch(expr)
	if m == nil {
		return "", fmt.Errorf("%q is no value; such as \"bytes of recv 1 of NAME\" is", expr)
	}
	property, index, part, name, decoder := m[1], m[2], m[3], m[5], m[7]
	if part != "" {
		index = m[4]
	}
	k, _ := strconv.Atoi(index) // digits, or nothing
	fig, err := p.decoded(name, decoder)
	if err != nil {
		return "", err
	}
	most := -1
	if m[6] != "" {
		most, _ = strconv.Atoi(m[6])
	}
	v, err := measure(fig, property, part, k, most)
	if err != nil {
		return "", fmt.Errorf("%q: %w", expr, err)
	}
	return fmt.Sprint(v), nil
}

// decoded is a figure of the page, as another decoder sees it where one is named.
func (p *Page) decoded(name, decoder string) (*figure.Figure, error) {
	fig, err := p.figure(name)
	if err != nil {
		return nil, err
	}
	if decoder == "" {
		return fig.Figure, nil
	}
	return as(fig.File, decoder)
}

// as is the figure of a file with another decoder.
func as(file *trace.File, decoder string) (*figure.Figure, error) {
	other := *file
	other.Decoder = decoder
	return figure.New(&other)
}

func measure(fig *figure.Figure, property, part string, k, most int) (any, error) {
	if part != "" || property == "length" {
		return measurePart(fig, property, part, k)
	}
	switch property {
	case "bytes":
		return len(fig.Trace.Stream), nil
	case "gaps": // between two bytes, where one can cut
		return len(fig.Trace.Stream) - 1, nil
	case "sends":
		return len(fig.File.Sends), nil
	case "recvs":
		return len(fig.Trace.Ends), nil
	case "messages":
		return fig.Step(fig.Len() - 1).Messages, nil
	case "steps":
		return fig.Len() - 1, nil // the start is none
	case "ending":
		return fig.Step(fig.Len() - 1).Event, nil
	case "error":
		n, err := at(fig, "failed", 0)
		return fig.Step(n).Err, err
	case "schedules", "surviving", "fewest cuts":
		return survey(fig.File, property, most)
	}
	return nil, fmt.Errorf("no property %q", property)
}

// survey counts schedules. To try them all can take a while; to count them does
// not.
func survey(file *trace.File, property string, most int) (any, error) {
	s, err := contrast.NewSurvey(file, most)
	if err != nil {
		return nil, err
	}
	if property == "schedules" {
		return s.Total, nil
	}
	if property == "surviving" && s.Total > 1<<20 {
		return nil, fmt.Errorf("%d schedules are too many to try; say \"with 3 cuts\"", s.Total)
	}
	for s.Step(1 << 10) {
		if _, broken := s.Breaker(); broken && property == "fewest cuts" {
			break
		}
	}
	if property == "surviving" {
		return s.Survived, nil
	}
	breaker, broken := s.Breaker()
	if !broken {
		return nil, fmt.Errorf("nothing breaks it")
	}
	return len(breaker.Ends(len(file.Stream))) - 1, nil
}

func measurePart(fig *figure.Figure, property, part string, k int) (any, error) {
	if property == "length" {
		n, err := at(fig, "header", k)
		if err != nil {
			return "unknown", nil // no header was read, which a claim may be about
		}
		return fig.Step(n).Length, nil
	}
	switch property {
	case "carry", "messages", "payload", "queued", "segments":
		n, err := at(fig, part, k)
		if err != nil {
			return nil, err
		}
		s := fig.Step(n)
		switch {
		case property == "carry":
			return s.Carry, nil
		case property == "messages":
			return s.Messages, nil
		case property == "payload":
			return s.Payload.Had, nil
		case property == "queued" && s.Chunk < len(fig.File.Queued):
			return fig.File.Queued[s.Chunk], nil
		case property == "segments" && s.Chunk < len(fig.File.Segments):
			return fig.File.Segments[s.Chunk], nil
		}
		return nil, fmt.Errorf("not recorded")
	}
	start, end, err := bounds(fig, part, k)
	if err != nil {
		return nil, err
	}
	bytes := fig.Trace.Stream[start:end]
	switch property {
	case "bytes":
		return len(bytes), nil
	case "characters":
		return utf8.RuneCount(bytes), nil
	case "text":
		return string(bytes), nil
	case "first byte":
		return start, nil
	case "last byte":
		return end - 1, nil
	}
	return nil, fmt.Errorf("no property %q of a %s", property, part)
}

// bounds returns where a part of a stream begins and ends.
func bounds(fig *figure.Figure, part string, k int) (start, end int, err error) {
	between := func(ends []int) (int, int, error) {
		switch {
		case k < 1 || k > len(ends):
			return 0, 0, fmt.Errorf("there is no %s %d", part, k)
		case k == 1:
			return 0, ends[0], nil
		}
		return ends[k-2], ends[k-1], nil
	}
	switch part {
	case "recv":
		return between(fig.Trace.Ends)
	case "send":
		return between(fig.File.Sends)
	case "header":
		n, err := at(fig, "header", k)
		if err != nil {
			return 0, 0, err
		}
		s := fig.Step(n)
		if s.Frames > 0 {
			start = fig.Frames[s.Frames-1].End
		}
		return start, s.Taken, nil
	}
	if k < 1 || k > len(fig.Frames) {
		return 0, 0, fmt.Errorf("there is no message %d", k)
	}
	frame := fig.Frames[k-1]
	return frame.Body, frame.End, nil
}

// at returns the step of the k-th header or message, or the last step of the
// k-th recv; or a moment without a number: "start", "failed", "end".
func at(fig *figure.Figure, moment string, k int) (int, error) {
	last := fig.Len() - 1
	found, seen := -1, 0
	for n := range fig.Len() {
		s := fig.Step(n)
		hit := false
		switch moment {
		case "start":
			hit = n == 0
		case "end":
			hit = n == last
		case "failed":
			hit = s.Event == core.Failed.String()
		case "recv":
			if s.Chunk == k-1 {
				found = n
			}
		case "header":
			hit = s.Event == core.HeaderParsed.String()
		case "message":
			hit = s.Event == core.Message.String()
		}
		if hit {
			seen++
			if seen == max(1, k) {
				return n, nil
			}
		}
	}
	if found < 0 {
		return 0, fmt.Errorf("no step is %s %d", moment, k)
	}
	return found, nil
}

// step reads a moment such as "recv 2" or "failed".
func step(fig *figure.Figure, moment string) (int, error) {
	word, number, _ := strings.Cut(moment, " ")
	k, err := strconv.Atoi(number)
	if number != "" && err != nil {
		return 0, fmt.Errorf("%q is no step; try \"recv 2\", \"header 1\", \"message 1\", \"start\", \"failed\" or \"end\"", moment)
	}
	return at(fig, word, k)
}
