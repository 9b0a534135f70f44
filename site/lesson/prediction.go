package lesson

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/words"
)

// Prediction is a question about a figure, asked before the figure answers it.
type Prediction struct {
	ID     string // unique in the page
	Hash   string // of its content: a changed question is asked again
	Figure *Figure
	Show   int    // the step to look at while thinking
	See    int    // the step that refutes a wrong answer
	Lead   string // what the figure says there
	Rest   string

	Question string // Markdown
	Options  []Option
	Right    int // index of the right option
	Click    bool
	After    string // Markdown: what there is to say once it is answered

	Why     string // Markdown; "" where nothing more is asked
	Reasons []Option
	Reason  int // index of the right reason

	choose string // the expression that the right option says the value of; may be ""
}

// Option is one possible answer.
type Option struct {
	Text    string // Markdown
	Refuted string // Markdown: why it is wrong, and the step that shows so
	claim   string
}

// option reports whether a line is one.
func option(line string) bool { return strings.HasPrefix(line, "* ") }

// predict reads the predictions of the page, and lets core answer them.
func (p *Page) predict() error {
	for _, block := range fence.FindAllStringSubmatch(plain(p.source), -1) {
		if block[1] != "prediction" {
			continue
		}
		q, err := p.prediction(block[2])
		if err != nil {
			return fmt.Errorf("prediction %q: %w", firstLine(block[2]), err)
		}
		q.ID = "predict-" + strconv.Itoa(len(p.Predictions)+1)
		p.Predictions = append(p.Predictions, q)
	}
	return nil
}

func firstLine(block string) string {
	for line := range strings.SplitSeq(block, "\n") {
		if line != "" && !setting.MatchString(line) {
			return line
		}
	}
	return ""
}

func (p *Page) prediction(block string) (*Prediction, error) {
	q := &Prediction{}
	show, see, choose, click := "start", "", "", ""
	text, options := &q.Question, &q.Options
	for line := range strings.SplitSeq(block, "\n") {
		m := setting.FindStringSubmatch(line)
		if m == nil {
			if rest, ok := strings.CutPrefix(line, "* "); ok {
				said, claim, _ := strings.Cut(rest, " :: ")
				*options = append(*options, Option{Text: said, claim: claim})
			} else if rest, ok := strings.CutPrefix(line, "  "); ok && len(*options) > 0 {
				last := &(*options)[len(*options)-1]
				last.Refuted = strings.TrimSpace(last.Refuted + " " + rest)
			} else {
				*text += line + "\n"
			}
			continue
		}
		var err error
		switch m[1] {
		case "figure":
			q.Figure, err = p.figure(m[2])
		case "show":
			show = m[2]
		case "choose":
			choose, q.choose = m[2], m[2]
		case "click":
			click = m[2]
		case "see":
			see, text = m[2], &q.After
		case "why":
			q.Why = m[2]
			text, options = &q.Why, &q.Reasons
		default:
			err = fmt.Errorf("unknown setting %q", m[1])
		}
		if err != nil {
			return nil, err
		}
	}
	if q.Figure == nil || see == "" {
		return nil, errors.New("want a figure, and the step to see")
	}
	var err error
	if q.Show, err = step(q.Figure.Figure, show); err != nil {
		return nil, err
	}
	if q.See, err = step(q.Figure.Figure, see); err != nil {
		return nil, err
	}
	shown := q.Figure.Step(q.See)
	q.Lead, q.Rest = shown.Lead, shown.Rest
	if click != "" {
		q.Click = true
		err = p.bytes(q, click)
	} else {
		q.Right, err = p.grade(q.Options, choose)
	}
	if err != nil {
		return nil, err
	}
	if q.Why != "" {
		if q.Reason, err = p.grade(q.Reasons, ""); err != nil {
			return nil, fmt.Errorf("why: %w", err)
		}
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %d %s", block, q.Right, q.Reason, q.Figure.Text()))
	if !q.Click {
		q.Right = p.book.places.put(q.Options, q.Right)
	}
	q.Reason = p.book.places.put(q.Reasons, q.Reason)
	q.Hash = hex.EncodeToString(sum[:6])
	return q, nil
}

// bytes makes every byte of the figure's stream an option, and the one at the
// offset that an expression comes to the right one.
func (p *Page) bytes(q *Prediction, expr string) error {
	offset, err := p.value(expr)
	if err != nil {
		return err
	}
	for _, c := range q.Figure.Trace.Stream {
		q.Options = append(q.Options, Option{Text: figure.Visible([]byte{c})})
	}
	q.Right, err = strconv.Atoi(offset)
	return err
}

// grade returns the index of the option that is right: the one whose claim is
// true, or the one that says the value of an expression. There must be exactly
// one.
func (p *Page) grade(options []Option, expr string) (int, error) {
	want := ""
	if expr != "" {
		var err error
		if want, err = p.value(expr); err != nil {
			return 0, err
		}
	}
	right := -1
	for i, o := range options {
		ok := false
		switch {
		case o.claim != "":
			var err error
			if ok, err = p.claim(o.claim); err != nil {
				return 0, err
			}
		case expr == "":
			return 0, fmt.Errorf("option %q claims nothing", o.Text)
		default:
			ok = said(o.Text) == want
		}
		if ok && right >= 0 {
			return 0, fmt.Errorf("both %q and %q are right", options[right].Text, o.Text)
		}
		if ok {
			right = i
		}
	}
	if right < 0 {
		return 0, fmt.Errorf("no option is right (the value is %q)", want)
	}
	return right, nil
}

// said is the number that an option begins with.
func said(text string) string {
	word, _, _ := strings.Cut(text, " ")
	word = strings.Trim(strings.ReplaceAll(word, ",", ""), ".:")
	if word == "none" {
		return "0"
	}
	for n := range 13 {
		if strings.EqualFold(word, words.First(n)) {
			return strconv.Itoa(n)
		}
	}
	return word
}
