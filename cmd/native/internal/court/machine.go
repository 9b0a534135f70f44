package court

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/core/judge"
)

// The shape of the report as JSON. Lengths are in bytes, times in seconds.
type (
	jsonReport struct {
		Verdict  string      `json:"verdict"` // of the chunking: survives, breaks, cannot judge
		Status   int         `json:"status"`  // the exit status
		Command  []string    `json:"command"`
		Layout   string      `json:"layout"`
		Kind     string      `json:"kind"` // what the messages were made of
		Messages int         `json:"messages"`
		Shown    int         `json:"shown"` // of them, with one frame in each chunk
		Address  string      `json:"address,omitempty"`
		Forced   bool        `json:"forced"`
		Why      string      `json:"why,omitempty"` // it is not
		Runs     int         `json:"runs"`
		Seconds  float64     `json:"seconds"`
		InTime   bool        `json:"inTime"`
		Chunking jsonFinding `json:"chunking"`
		Ends     jsonFinding `json:"ends"`
		Hostile  jsonFinding `json:"hostile"`
	}
	jsonFinding struct {
		Decision string       `json:"decision"` // also: not tried
		Why      string       `json:"why,omitempty"`
		Tried    int          `json:"tried"`
		Survived int          `json:"survived"`
		Which    string       `json:"which,omitempty"`
		Untried  int          `json:"untried"` // cases that could not be
		WhyNot   string       `json:"whyNot,omitempty"`
		Smallest bool         `json:"smallest"` // nothing smaller than the first of broken breaks it
		Broken   []jsonBroken `json:"broken"`
	}
	jsonBroken struct {
		Name     string `json:"name"`
		Schedule string `json:"schedule"`
		Cuts     []int  `json:"cuts"`
		How      string `json:"how"`
		What     string `json:"what"`
		Forced   bool   `json:"forced"`
		Again    int    `json:"again"` // how often it was tried once more
		Held     int    `json:"held"`  // how often it broke then
		Printed  string `json:"printed"`
		Corpus   string `json:"corpus"` // the case as a corpus file
		Link     string `json:"link,omitempty"`
	}
)

// JSON writes the report as one JSON object.
func (r *Report) JSON(out io.Writer, command []string, status int, page string) error {
	j := jsonReport{
		Verdict: r.Verdict.Chunking.Decision.String(), Status: status, Command: command,
		Kind: r.Kind, Messages: len(r.Messages), Shown: r.Shown, Address: r.Address,
		Forced: r.Unforced == nil, Runs: r.Runs, Seconds: r.Took.Seconds(), InTime: r.InTime,
		Layout:   r.Series.Layout.String(),
		Chunking: r.finding(r.Verdict.Chunking, page),
		Ends:     r.finding(r.Verdict.Ends, page),
		Hostile:  r.finding(r.Verdict.Hostile, page),
	}
	if r.Unforced != nil {
		j.Why = oneLine(r.Unforced)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(j)
}

func (r *Report) finding(f judge.Finding, page string) jsonFinding {
	j := jsonFinding{
		Decision: f.Decision.String(), Why: f.Why, Tried: f.Tried, Survived: f.Survived, Which: f.Which,
		Untried: f.Untried, WhyNot: f.WhyNot,
		Smallest: f.Proven, Broken: []jsonBroken{},
	}
	for _, b := range f.Broken {
		link := Link(b.Case)
		if link != "" {
			link = page + "#" + link
		}
		j.Broken = append(j.Broken, jsonBroken{
			Name: b.Case.Name, Schedule: b.Case.Schedule().String(), Cuts: append([]int{}, b.Case.Cuts...),
			How: b.Fault.How.String(), What: valid(b.Fault.String()), Forced: b.Forced, Again: b.Again, Held: b.Held,
			Printed: valid(string(r.Printed[b.Case.ID].Output)), Corpus: b.Case.File().Text(), Link: link,
		})
	}
	return j
}

// valid is text without what is no UTF-8.
func valid(text string) string { return strings.ToValidUTF8(text, string(utf8.RuneError)) }

// The shape of JUnit's XML, as far as its readers agree on it.
type (
	xmlSuite struct {
		XMLName  xml.Name  `xml:"testsuite"`
		Name     string    `xml:"name,attr"`
		Tests    int       `xml:"tests,attr"`
		Failures int       `xml:"failures,attr"`
		Errors   int       `xml:"errors,attr"`
		Skipped  int       `xml:"skipped,attr"`
		Time     string    `xml:"time,attr"`
		Cases    []xmlCase `xml:"testcase"`
	}
	xmlCase struct {
		Class   string     `xml:"classname,attr"`
		Name    string     `xml:"name,attr"`
		Time    string     `xml:"time,attr"`
		Failure *xmlReason `xml:"failure"`
		Error   *xmlReason `xml:"error"`
		Skipped *xmlReason `xml:"skipped"`
		Out     string     `xml:"system-out,omitempty"`
	}
	xmlReason struct {
		Message string `xml:"message,attr"`
		Text    string `xml:",chardata"`
	}
)

// JUnit writes the report as JUnit's XML: a test case for each part. What can't be judged
// is an error. A fault at an end or about a hostile header is a failure where it is one
// for the exit status, too: strictly.
func (r *Report) JUnit(out io.Writer, name string, strict bool) error {
	suite := xmlSuite{Name: "native judge " + printable(name), Time: fmt.Sprintf("%.3f", r.Took.Seconds())}
	for _, part := range []struct {
		part    judge.Part
		finding judge.Finding
	}{{judge.Chunking, r.Verdict.Chunking}, {judge.Ends, r.Verdict.Ends}, {judge.Hostile, r.Verdict.Hostile}} {
		c := xmlCase{Class: printable(name), Name: part.part.String(), Time: "0", Out: part.finding.String() + ", " + r.Forced()}
		suite.Tests++
		switch part.finding.Decision {
		case judge.Breaks:
			var text strings.Builder
			for _, b := range part.finding.Broken {
				fmt.Fprintf(&text, "%s: %s\n\n%s\n", b.Case.Name, b.Fault, b.Case.File().Text())
			}
			first := part.finding.Broken[0]
			reason := &xmlReason{Message: printable(first.Case.Name + ": " + first.Fault.String()), Text: printable(text.String())}
			if strict || part.part == judge.Chunking {
				suite.Failures++
				c.Failure = reason
			} else {
				suite.Skipped++
				reason.Message = "a failure with -strict: " + reason.Message
				c.Skipped = reason
			}
		case judge.CannotJudge:
			suite.Errors++
			c.Error = &xmlReason{Message: printable(part.finding.Why)}
		case judge.NotTried:
			suite.Skipped++
			c.Skipped = &xmlReason{Message: "not tried"}
		}
		c.Out = printable(c.Out)
		suite.Cases = append(suite.Cases, c)
	}
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(out)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(out, "\n")
	return err
}

// printable is text without the characters that XML can't hold.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
			return utf8.RuneError
		}
		return r
	}, valid(text))
}
