package lesson

import (
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/trace"
)

// Figure is a figure of a page.
type Figure struct {
	*figure.Figure
	Name  string // unique in the page
	Plays int    // the step up to which it plays by itself, once; 0 for not at all
	Opens string // what it shows from the start besides the stage: "map", "machine", "variables", "code"; may be ""

	Label   string    // Markdown: what is said of it where it is one of several to choose from
	Choices []*Figure // the others
	Of      *Figure   // whose choice it is; nil for a figure in its own right
}

// chosen begins the part of a block that has another choice in it.
var chosen = regexp.MustCompile(`(?m)^-- choice ([a-z0-9-]+): (.+) --\n`)

// setting is a line such as "corpus: coalesced-two" in a fenced block.
var setting = regexp.MustCompile(`^(figure|show|choose|click|see|why|corpus|opens|plays|label): *(.*)$`)

// open opens the figures that the page's fenced blocks hold.
func (p *Page) open() error {
	for _, block := range fence.FindAllStringSubmatch(plain(p.source), -1) {
		kind, name, _ := strings.Cut(block[1], " ")
		if kind != "figure" {
			continue
		}
		if f, _ := p.figure(name); f != nil || name == "" {
			return fmt.Errorf("figure %q: want a name that no other figure of the page has", name)
		}
		f, err := openChoices(name, block[2])
		if err != nil {
			return fmt.Errorf("figure %q: %w", name, err)
		}
		p.Figures = append(p.Figures, f)
	}
	return nil
}

// figure returns the figure of that name.
func (p *Page) figure(name string) (*Figure, error) {
	for _, f := range p.Figures {
		if f.Name == name {
			return f, nil
		}
		for _, c := range f.Choices {
			if c.Name == name {
				return c, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no figure %q in this page", name)
}

// openChoices opens a figure and those to choose instead: what a choice does not say
// is as in the first.
func openChoices(name, block string) (*Figure, error) {
	starts := chosen.FindAllStringSubmatchIndex(block, -1)
	first := block
	if len(starts) > 0 {
		first = block[:starts[0][0]]
	}
	f, err := openFigure(name, first)
	if err != nil {
		return nil, err
	}
	settings, stream, _ := strings.Cut(first, "-- stream --\n")
	for i, at := range starts {
		end := len(block)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		key, label, text := block[at[2]:at[3]], block[at[4]:at[5]], block[at[1]:end]
		own, others, has := strings.Cut(text, "-- stream --\n")
		if !has {
			others = stream
		}
		text = settings + own
		if others != "" {
			text += "\n-- stream --\n" + others
		}
		c, err := openFigure(name+"-"+key, text)
		if err != nil {
			return nil, fmt.Errorf("choice %s: %w", key, err)
		}
		c.Label, c.Of = label, f
		f.Choices = append(f.Choices, c)
	}
	if len(starts) > 0 && f.Label == "" {
		return nil, errors.New("want a label for the first choice")
	}
	return f, nil
}

func openFigure(name, block string) (*Figure, error) {
	f := &Figure{Name: name}
	var own []string // the lines that a corpus file would have
	from, plays, fewest := "", "", false
	head, stream, hasStream := strings.Cut(block, "-- stream --\n")
	for line := range strings.SplitSeq(strings.TrimSpace(head), "\n") {
		switch m := setting.FindStringSubmatch(line); {
		case m != nil && m[1] == "corpus":
			from = m[2]
		case m != nil && m[1] == "label":
			f.Label = m[2]
		case m != nil && m[1] == "opens":
			for part := range strings.FieldsSeq(m[2]) {
				if !slices.Contains([]string{"map", "machine", "variables", "code"}, part) {
					return nil, fmt.Errorf("opens %q: want map, machine, variables or code", part)
				}
			}
			f.Opens = m[2]
		case m != nil && m[1] == "plays":
			plays = m[2]
		case line == "schedule: fewest":
			fewest = true
		default:
			fewest = fewest && !strings.HasPrefix(line, "schedule: ") // a later setting wins
			own = append(own, line)
		}
	}
	settings := strings.Join(own, "\n")
	text := settings + "\n\n-- stream --\n" + stream
	if from != "" {
		file, err := corpus.Text(from)
		if err != nil {
			return nil, err
		}
		if hasStream {
			return nil, fmt.Errorf("a corpus file has a stream already")
		}
		// A later setting wins, so these stand in for the file's own.
		above, below, _ := strings.Cut(file, "-- stream --\n")
		text = above + settings + "\n\n-- stream --\n" + below
	}
	file, err := trace.ParseFile(text)
	if err != nil {
		return nil, err
	}
	if fewest {
		if err := breakApart(file); err != nil {
			return nil, err
		}
	}
	if f.Figure, err = figure.New(file); err != nil {
		return nil, err
	}
	if plays != "" {
		if f.Plays, err = step(f.Figure, plays); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// breakApart gives the file the smallest schedule that breaks its decoder.
func breakApart(file *trace.File) error {
	s, err := contrast.NewSurvey(file, -1)
	if err != nil {
		return err
	}
	for more := true; more; {
		more = s.Step(1)
		if breaker, broken := s.Breaker(); broken {
			file.Schedule = breaker
			return nil
		}
	}
	return fmt.Errorf("no schedule breaks %s", file.Decoder)
}

// Text returns the figure as a corpus file.
func (f *Figure) Text() string { return f.Record().Text() }

// Messages returns what came out, for a reader.
func (f *Figure) Messages() []string {
	var list []string
	for _, frame := range f.Frames {
		list = append(list, figure.Visible(frame.Payload))
	}
	return list
}

// Outcome is what the figure says in the end.
func (f *Figure) Outcome() string { return f.Step(f.Len() - 1).Lead }

// Data is the figure as the page's scripts read it.
func (f *Figure) Data() template.HTML {
	return template.HTML(`<script type="application/json">` + string(f.AppendJSON(nil, 0, f.Len())) + `</script>`)
}
