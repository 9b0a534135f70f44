package lesson

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/words"
)

// What follows holds the lesson to what it promises: it asks before it shows, and a
// question can't be answered by looking at how it is asked.

// TestNothingSpoiled reads a section as its reader does, up to a question, and looks for
// the answer.
func TestNothingSpoiled(t *testing.T) {
	for _, p := range book(t).Pages() {
		for i, q := range p.Predictions {
			if q.Show >= q.Figure.Len()-1 {
				t.Errorf("%s: %q is asked when nothing is left to see", p.Name, q.Question)
			}
			before := p.before(i)
			for _, answer := range q.answers() {
				if at := answer.FindString(before); at != "" {
					t.Errorf("%s: before %q one reads the answer: %q", p.Name, strings.TrimSpace(q.Question), at)
				}
			}
		}
	}
}

// TestAskedBefore: the first question about a figure stands before it, and the answer to
// one question shows nothing that a later one asks.
func TestAskedBefore(t *testing.T) {
	for _, p := range book(t).Pages() {
		last := map[string]*Prediction{}
		for i, q := range p.Predictions {
			name := q.Figure.Name
			of := name
			if q.Figure.Of != nil {
				of = q.Figure.Of.Name
			}
			asked := p.at("prediction", i)
			if earlier := last[name]; earlier != nil {
				if earlier.See > q.Show {
					t.Errorf("%s: what answers %q shows what is asked later", p.Name, strings.TrimSpace(earlier.Question))
				}
			} else if drawn := strings.Index(plain(p.source), "```figure "+of+"\n"); drawn < asked && q.Figure.Of == nil {
				t.Errorf("%s: the figure %s stands before what is asked about it", p.Name, name)
			}
			last[name] = q
		}
	}
}

// TestRefuted: whoever takes a wrong reason is told what is wrong with it, and shown where.
func TestRefuted(t *testing.T) {
	step := regexp.MustCompile(`\]\([^)]*#[a-z0-9-]+\.[a-z0-9-]+\)`)
	for _, p := range book(t).Pages() {
		for _, q := range p.Predictions {
			for i, o := range q.Reasons {
				switch {
				case i == q.Reason && o.Refuted != "":
					t.Errorf("%s: %q is right, and refuted", p.Name, o.Text)
				case i != q.Reason && !step.MatchString(o.Refuted):
					t.Errorf("%s: nothing refutes %q with a step", p.Name, o.Text)
				}
			}
		}
	}
}

// TestTells: neither its place nor how it is worded marks the right answer.
func TestTells(t *testing.T) {
	absolute := regexp.MustCompile(`(?i)\b(always|never|nothing|nobody|every|all|only|none|at once|whole)\b`)
	places := map[int][]int{}
	var rights, wrongs, strongRight, strongWrong, longest int
	count := func(options []Option, right int) {
		n := len(options)
		if n == 0 {
			return
		}
		if places[n] == nil {
			places[n] = make([]int, n)
		}
		places[n][right]++
		long := 0
		for i, o := range options {
			if len(o.Text) > len(options[long].Text) {
				long = i
			}
			strong := absolute.MatchString(o.Text)
			switch {
			case i == right:
				rights++
				if strong {
					strongRight++
				}
			default:
				wrongs++
				if strong {
					strongWrong++
				}
			}
		}
		if long == right {
			longest++
		}
	}
	for _, p := range book(t).Pages() {
		for _, q := range p.Predictions {
			if !q.Click {
				count(q.Options, q.Right)
			}
			count(q.Reasons, q.Reason)
		}
	}
	for n, at := range places {
		total := 0
		for _, k := range at {
			total += k
		}
		t.Logf("of %d with %d options the right one stands at %v", total, n, at)
		for i, k := range at {
			if total >= 3*n && (k*n*3 < total*2 || k*n*3 > total*4) {
				t.Errorf("of %d with %d options, the right one stands %d times at place %d", total, n, k, i+1)
			}
		}
	}
	t.Logf("strong words: %d of %d right answers, %d of %d wrong ones; the right one is the longest in %d", strongRight, rights, strongWrong, wrongs, longest)
	if strongWrong*rights > strongRight*wrongs*3/2 {
		t.Errorf("strong words mark what is wrong: they are in %d of %d wrong answers, and in %d of %d right ones", strongWrong, wrongs, strongRight, rights)
	}
	if longest*2 > rights {
		t.Errorf("the right answer is the longest in %d of %d", longest, rights)
	}
}

// at is where the i-th block of a kind stands in the page's plain source.
func (p *Page) at(kind string, i int) int {
	for _, m := range fence.FindAllStringSubmatchIndex(plain(p.source), -1) {
		if first, _, _ := strings.Cut(plain(p.source)[m[2]:m[3]], " "); first == kind {
			if i == 0 {
				return m[0]
			}
			i--
		}
	}
	return -1
}

// before is all that can be read in the section of a question above it, and in its figure
// up to the moment that is asked about.
func (p *Page) before(i int) string {
	source := plain(p.source)
	end := p.at("prediction", i)
	q := p.Predictions[i]
	start := max(0, strings.LastIndex(source[:end], "\n## "))
	asked := strings.Count("\n"+source[:start], "\n```prediction\n")
	var b strings.Builder
	at := start
	for _, m := range fence.FindAllStringSubmatchIndex(source[start:end], -1) {
		b.WriteString(source[at : start+m[0]])
		at = start + m[1]
		kind, name, _ := strings.Cut(source[start+m[2]:start+m[3]], " ")
		switch kind {
		case "figure":
			f, err := p.figure(name)
			if err != nil || f == q.Figure || q.Figure.Of == f {
				continue
			}
			b.WriteString(f.File.Title + "\n" + f.File.Story + "\n" + narrated(f.Figure, f.Len()))
		case "prediction":
			earlier := p.Predictions[asked]
			asked++
			fmt.Fprintln(&b, earlier.Question, earlier.Options[earlier.Right].Text, earlier.Lead, earlier.Rest, earlier.After, earlier.Why)
			for _, o := range earlier.Reasons {
				fmt.Fprintln(&b, o.Text, o.Refuted)
			}
		default:
			b.WriteString(source[start+m[4] : start+m[5]])
		}
	}
	b.WriteString(source[at:end] + q.Question)
	b.WriteString(narrated(q.Figure.Figure, q.Show+1))
	return normal(b.String())
}

// narrated is what a figure says at its first steps.
func narrated(f *figure.Figure, steps int) string {
	var b strings.Builder
	for n := range steps {
		s := f.Step(n)
		b.WriteString(s.Lead + " " + s.Rest + "\n")
	}
	return b.String()
}

// normal is a text without markup and line breaks, in lower case.
func normal(text string) string {
	text = regexp.MustCompile(`\]\([^)]*\)|[\[\]*“”"`+"`"+`]`).ReplaceAllString(text, "")
	return strings.ToLower(strings.Join(strings.Fields(text), " "))
}

// nouns are what is counted where an answer is a number.
var nouns = map[string]string{"messages": "messages?", "bytes": "bytes?", "carry": "bytes?", "queued": "bytes?", "segments": "segments?", "recvs": "recvs?"}

// answers finds the answer to a question where a text gives it away: the right option in
// its own words, or its number with what is counted.
func (q *Prediction) answers() []*regexp.Regexp {
	if q.Click {
		return []*regexp.Regexp{regexp.MustCompile(fmt.Sprintf(`\bbyte %d\b`, q.Right))}
	}
	text := q.Options[q.Right].Text
	head := regexp.MustCompile(`[.:,;]`).Split(normal(text), 2)[0]
	var list []*regexp.Regexp
	if n, err := strconv.Atoi(said(text)); err == nil {
		property, _, _ := strings.Cut(q.choose, " ")
		if noun := nouns[property]; noun != "" {
			spelled := slices.Compact([]string{strconv.Itoa(n), words.Number(n), words.Of(n), strings.ToLower(words.First(n))})
			list = append(list, regexp.MustCompile(`\b(`+strings.Join(spelled, "|")+`) `+noun+`\b`))
		}
	} else if len(strings.Fields(head)) > 1 {
		list = append(list, regexp.MustCompile(regexp.QuoteMeta(head)))
	}
	return list
}
