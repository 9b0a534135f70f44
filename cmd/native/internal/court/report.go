package court

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"bufferbybuffer/cmd/native/internal/terminal"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/judge"
)

// Breaker returns what breaks the program in the way that counts: how the stream is
// cut; or nil.
func (r *Report) Breaker() *judge.Broken {
	if f := r.Verdict.Chunking; f.Decision == judge.Breaks {
		return &f.Broken[0]
	}
	return nil
}

// Faults reports whether the end of the stream, or a hostile header, brings the
// program to a fault.
func (r *Report) Faults() bool {
	return r.Verdict.Ends.Decision == judge.Breaks || r.Verdict.Hostile.Decision == judge.Breaks
}

// Forced says how certain the boundaries were.
func (r *Report) Forced() string {
	if r.Unforced != nil {
		return "not forced: " + oneLine(r.Unforced)
	}
	return "forced"
}

func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }

// Link is where a page steps through a case, behind the address of the playground;
// "" where it is too long for that.
func Link(c judge.Case) string {
	link, err := figure.Place{File: c.File(), Step: stepAtCut(c)}.Link()
	if err != nil {
		return ""
	}
	return link
}

// stepAtCut is the last step of the first chunk: what the cut has left.
func stepAtCut(c judge.Case) int {
	fig, err := figure.New(c.File())
	if err != nil {
		return 0
	}
	n := 1
	for n+1 < fig.Len() && fig.Step(n+1).Chunk == 0 {
		n++
	}
	return n
}

// Text writes the report for people.
type Text struct {
	Out   io.Writer
	Style terminal.Style
	Name  string // of the program
	Page  string // the address of the playground
	Saved string // the corpus file that the case was written to; "" for none
}

// Write writes a report.
func (t Text) Write(r *Report) error {
	t.Name = brief(terminal.Printable([]byte(t.Name)), mostLine)
	var b bytes.Buffer
	t.headline(&b, r)
	if broken := r.Breaker(); broken != nil {
		t.broken(&b, r, broken)
	}
	fmt.Fprintf(&b, "\n  %-9s %s\n", "chunking", r.Verdict.Chunking)
	for _, part := range []struct {
		name    string
		finding judge.Finding
	}{{"ends", r.Verdict.Ends}, {"hostile", r.Verdict.Hostile}} {
		if part.finding.Decision == judge.NotTried || part.finding.Decision == judge.CannotJudge {
			continue
		}
		fmt.Fprintf(&b, "  %-9s %s\n", part.name, part.finding)
		for _, broken := range part.finding.Broken {
			fmt.Fprintf(&b, "  %-9s %s: %s\n", "", broken.Case.Name, terminal.Printable([]byte(broken.Fault.String())))
		}
	}
	fmt.Fprintf(&b, "  %-9s %s\n", "sent", t.sent(r))
	fmt.Fprintf(&b, "  %-9s %s in %.1f s%s\n", "runs", terminal.Count(r.Runs, "run"), r.Took.Seconds(), late(r))
	_, err := t.Out.Write(b.Bytes())
	return err
}

func late(r *Report) string {
	if r.InTime {
		return ""
	}
	return "; the time was up before all was tried"
}

func (t Text) sent(r *Report) string {
	s := fmt.Sprintf("%s, %s; with one frame in each chunk it shows %d", terminal.Count(len(r.Messages), "message"), r.Kind, r.Shown)
	if r.Address != "" {
		s += "; it was seen to connect to " + r.Address
	}
	return s
}

func (t Text) headline(b *bytes.Buffer, r *Report) {
	f := r.Verdict.Chunking
	switch f.Decision {
	case judge.Survives:
		fmt.Fprintf(b, "%s: %s\n", t.Style.Strong("survives"), t.Name)
		fmt.Fprintf(b, "  However the stream is cut, the same messages come out (%s).\n", r.Forced())
	case judge.Breaks:
		broken := f.Broken[0]
		fmt.Fprintf(b, "%s: %s\n", t.Style.Role(figure.Error, "breaks"), t.Name)
		fmt.Fprintf(b, "  %s, %s.\n", t.Style.Strong(broken.Case.InWords()), terminal.Printable([]byte(broken.Fault.String())))
		fmt.Fprintf(b, "  %s\n", certainty(r, broken, f.Proven))
	default:
		fmt.Fprintf(b, "%s: %s\n", t.Style.Strong("cannot judge"), t.Name)
		fmt.Fprintf(b, "  %s.\n", terminal.Printable([]byte(f.Why)))
		if words := r.Base.Output; len(words) > 0 {
			fmt.Fprintf(b, "\n  It printed:\n")
			printed(b, words)
		} else {
			fmt.Fprintf(b, "  It printed nothing. What it has understood is seen in what it prints: make it print each message.\n")
		}
	}
}

func certainty(r *Report, broken judge.Broken, proven bool) string {
	s := "Every boundary was forced"
	if !broken.Forced {
		s = "The boundaries are not forced"
		if r.Unforced != nil {
			s += ": " + oneLine(r.Unforced)
		}
	}
	if broken.Again > 0 {
		s += fmt.Sprintf("; it broke again %d of %d times", broken.Held, broken.Again)
	}
	if proven {
		return s + "; nothing smaller breaks it."
	}
	return s + "."
}

// broken shows a case: the cut, what was sent, what came out.
func (t Text) broken(b *bytes.Buffer, r *Report, broken *judge.Broken) {
	fmt.Fprintf(b, "\n")
	draw(b, t.Style, r.Series, broken.Case)
	fmt.Fprintf(b, "\n")
	n := 0
	for chunk := range broken.Case.Chunks() {
		if n++; n > mostChunks {
			fmt.Fprintf(b, "  and %s more\n", terminal.Count(len(broken.Case.Cuts)+1-mostChunks, "chunk"))
			break
		}
		text := figure.Visible(chunk[:min(len(chunk), mostBytes)])
		if len(chunk) > mostBytes {
			text += "…"
		}
		fmt.Fprintf(b, "  chunk %d, %s: %s\n", n, terminal.Count(len(chunk), "byte"), text)
	}
	if res, ok := r.Printed[broken.Case.ID]; ok {
		fmt.Fprintf(b, "\n  It printed:\n")
		printed(b, res.Output)
	}
	if t.Saved != "" {
		fmt.Fprintf(b, "\n  Step through it: native trace -explain %s\n", t.Saved)
	}
	if link := Link(broken.Case); link != "" && t.Page != "" {
		fmt.Fprintf(b, "\n  Step through it in a browser, with native running:\n  %s#%s\n", t.Page, link)
	}
}

// How much is shown of a case.
const (
	mostChunks = 8
	mostBytes  = 48
	mostLines  = 12
	mostLine   = 100
)

// printed writes the last lines of a program's output, so that nothing in them acts
// on the terminal.
func printed(b *bytes.Buffer, out []byte) {
	lines := bytes.Split(bytes.TrimRight(out, "\r\n"), []byte("\n"))
	if len(bytes.TrimSpace(out)) == 0 {
		fmt.Fprintf(b, "    nothing\n")
		return
	}
	if more := len(lines) - mostLines; more > 0 {
		fmt.Fprintf(b, "    … %s before\n", terminal.Count(more, "line"))
		lines = lines[more:]
	}
	for _, line := range lines {
		fmt.Fprintf(b, "    %s\n", brief(terminal.Printable(bytes.TrimRight(line, "\r")), mostLine))
	}
}

// brief is text, or the first so many characters of it.
func brief(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return string([]rune(text)[:most]) + "…"
}
