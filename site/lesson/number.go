package lesson

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/words"
)

// marked finds a number and the comment that says what it is.
var marked = regexp.MustCompile("([A-Za-z]+|[0-9][0-9,]*|`[^`]*`)<!--(=| given) ?(.*?) ?-->")

// plain takes the marks out of a page's source.
func plain(source string) string { return marked.ReplaceAllString(source, "$1") }

// Refresh returns the page's source with every marked number, and every generated
// region, as running core makes it.
func (p *Page) Refresh() (string, error) {
	var failed error
	source := marked.ReplaceAllStringFunc(p.source, func(match string) string {
		m := marked.FindStringSubmatch(match)
		if m[2] != "=" {
			return match
		}
		v, err := p.value(m[3])
		if err != nil {
			if failed == nil {
				failed = fmt.Errorf("%s: %s: %w", p.Name, match, err)
			}
			return match
		}
		return like(m[1], v) + strings.TrimPrefix(match, m[1])
	})
	if failed != nil {
		return "", failed
	}
	return p.regions(source)
}

// like writes a value as the text it replaces was written: in words, with
// commas, or as code.
func like(old, value string) string {
	if strings.HasPrefix(old, "`") {
		return "`" + value + "`"
	}
	n, err := strconv.Atoi(value)
	if err != nil {
		return value
	}
	switch {
	case old[0] > '9':
	case len(old) > 3 && !strings.Contains(old, ","):
		return value // the number of a port, or of a year
	default:
		return words.Number(n)
	}
	word := words.First(n)
	if n == 0 {
		word = "None"
	}
	if old[0] >= 'a' {
		return strings.ToLower(word)
	}
	return word
}

// unmarked are places in prose where a digit needs no mark: code, links, the
// numbers of chapters and of list items, names.
var unmarked = regexp.MustCompile("`[^`]*`" + `|\[\d+\]\([^)]*\)|\]\([^)]*\)|<!--[\s\S]*?-->|<[^>]*>|[Cc]hapter \d|HTTP/2|(?m)^\s*\d+\. `)

var digits = regexp.MustCompile(`[0-9][0-9,]*`)

// Unmarked returns the lines of the page's prose with a number that nothing
// checks.
func (p *Page) Unmarked() []string {
	prose := marked.ReplaceAllString(p.prose(), "")
	prose = unmarked.ReplaceAllString(prose, "")
	var lines []string
	for line := range strings.SplitSeq(prose, "\n") {
		if digits.MatchString(line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// fence finds a fenced block.
var fence = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```$")

// prose is the page's source without its fenced blocks, except for the sentences
// of predictions. Options stay out: most of them are wrong on purpose.
func (p *Page) prose() string {
	return fence.ReplaceAllStringFunc(p.source, func(block string) string {
		m := fence.FindStringSubmatch(block)
		if m[1] != "prediction" {
			return ""
		}
		var kept []string
		for line := range strings.SplitSeq(m[2], "\n") {
			if !option(line) && !setting.MatchString(line) {
				kept = append(kept, line)
			}
		}
		return strings.Join(kept, "\n")
	})
}

var region = regexp.MustCompile(`(?s)(<!-- begin table of ([a-z0-9-]+) -->\n).*?(<!-- end -->)`)

// regions writes the generated parts of a source.
func (p *Page) regions(source string) (string, error) {
	var failed error
	source = region.ReplaceAllStringFunc(source, func(match string) string {
		m := region.FindStringSubmatch(match)
		fig, err := p.figure(m[2])
		if err != nil {
			failed = err
			return match
		}
		var b strings.Builder
		b.WriteString(m[1] + "| in state | when | it reports | and goes to |\n| --- | --- | --- | --- |\n")
		_, edges := fig.Machine()
		for _, e := range edges {
			if e.Row == core.PayloadMalformed && fig.File.Layout.Trailer() == "" {
				continue // nothing closes these frames
			}
			fmt.Fprintf(&b, "| *%s* | %s | %s | *%s* |\n", e.From, e.When, e.Event, e.To)
		}
		b.WriteString(m[3])
		return b.String()
	})
	return source, failed
}
