package lesson

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/chroma/v2"
	"github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	goldhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"

	"bufferbybuffer/core/contrast"
	"bufferbybuffer/core/trace"
	"bufferbybuffer/core/workshop"
)

//go:embed parts.html
var parts string

// pageRenderer renders one page.
type pageRenderer struct {
	page     *Page
	draw     Draw
	markdown goldmark.Markdown
	parts    *template.Template
	asked    int  // predictions rendered
	scene    bool // a question has begun that its figure ends
}

// comment is any HTML comment; the lesson's own are not for the reader.
var comment = regexp.MustCompile(`(?s)<!--.*?-->\n?`)

// heading is one of a page's own; those of figures and questions have no id.
var heading = regexp.MustCompile(`<h2 id="([^"]+)">(.*?)</h2>`)

// render makes the page's body.
func (p *Page) render(draw Draw) error {
	r := &pageRenderer{page: p, draw: draw}
	r.markdown = goldmark.New(
		goldmark.WithExtensions(extension.Table),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
		goldmark.WithRendererOptions(
			goldhtml.WithUnsafe(), // the lesson is ours
			renderer.WithNodeRenderers(util.Prioritized(r, 100)),
		),
	)
	var err error
	r.parts, err = template.New("").Funcs(template.FuncMap{"md": r.md, "inline": r.inline, "mark": mark, "number": func(i int) int { return i + 1 }}).Parse(parts)
	if err != nil {
		return err
	}
	source := strings.ReplaceAll(plain(p.source), "<!-- chapters -->", "```chapters\n```")
	body, err := r.md(comment.ReplaceAllString(source, ""))
	if err != nil {
		return err
	}
	p.Body = body
	for _, m := range heading.FindAllStringSubmatch(string(body), -1) {
		p.Sections = append(p.Sections, Section{ID: m[1], Title: template.HTML(m[2])})
	}
	words := len(strings.Fields(fence.ReplaceAllString(p.source, "")))
	// 200 words a minute, and a quarter of one for a figure or a question.
	p.Minutes = max(1, (words+50*(len(p.Figures)+len(p.Predictions))+100)/200)
	return nil
}

func (r *pageRenderer) md(source string) (template.HTML, error) {
	var b bytes.Buffer
	err := r.markdown.Convert([]byte(source), &b)
	return template.HTML(b.String()), err
}

// inline is md without the paragraph around it.
func (r *pageRenderer) inline(source string) (template.HTML, error) {
	out, err := r.md(source)
	text := strings.TrimSpace(string(out))
	return template.HTML(strings.TrimSuffix(strings.TrimPrefix(text, "<p>"), "</p>")), err
}

// RegisterFuncs says what this renders in goldmark's stead.
func (r *pageRenderer) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindFencedCodeBlock, r.block)
	reg.Register(ast.KindLink, r.link)
}

// shapes are the words of the glossary that a figure draws in a shape of their own.
var shapes = map[string]string{
	"header": "header", "payload": "payload", "carry-over": "carry", "chunk": "chunk",
	"segment": "segment", "frame": "frame", "truncated": "bad",
}

func (r *pageRenderer) link(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, err := w.WriteString("</a>")
		return ast.WalkContinue, err
	}
	address, word, err := r.page.resolve(string(n.(*ast.Link).Destination))
	if err != nil {
		return ast.WalkStop, err
	}
	class := ""
	if word != "" {
		class = strings.TrimSpace("w " + shapes[word])
		class = ` class="` + class + `"`
	}
	_, err = fmt.Fprintf(w, `<a href="%s"%s>`, util.EscapeHTML([]byte(address)), class)
	return ast.WalkContinue, err
}

func (r *pageRenderer) block(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	node := n.(*ast.FencedCodeBlock)
	info := ""
	if node.Info != nil {
		info = string(node.Info.Value(source))
	}
	kind, name, _ := strings.Cut(info, " ")
	text := string(node.Lines().Value(source))
	var out template.HTML
	var err error
	switch kind {
	case "figure":
		out, err = r.figure(name)
		if r.scene {
			r.scene = false
			out += "</div></div>\n"
		}
	case "prediction":
		q := r.page.Predictions[r.asked]
		out, err = r.part("prediction", q)
		if r.asked++; q.Click {
			r.style("bytes")
		}
		if figure, more := leads(node, source); figure {
			if !r.scene {
				out = "<div class=\"scene\"><div>\n" + out
			}
			if r.scene = true; !more {
				out += "</div><div>\n"
			}
		}
	case "theorem":
		out, err = r.theorem(text)
	case "goals":
		out, err = r.goals(text)
	case "task":
		out, err = r.task(name)
	case "live":
		r.style("tools")
		out, err = r.part("live", nil)
	case "journey":
		out, err = r.journey(name, text)
	case "chapters":
		out, err = r.part("chapters", r.page.book.Chapters)
	default:
		out, err = r.code(kind, name, text)
	}
	if err != nil {
		return ast.WalkStop, err
	}
	_, err = w.WriteString(string(out))
	return ast.WalkSkipChildren, err
}

// leads reports whether nothing but text and more questions stands between a question and a figure, and whether there are
// more questions. On a wide screen they stand beside what they ask about.
func leads(question ast.Node, source []byte) (figure, more bool) {
	for n := question.NextSibling(); n != nil; n = n.NextSibling() {
		kind := ""
		if block, ok := n.(*ast.FencedCodeBlock); ok && block.Info != nil {
			kind, _, _ = strings.Cut(string(block.Info.Value(source)), " ")
		}
		switch {
		case kind == "figure":
			return true, more
		case kind == "prediction":
			more = true
		case n.Kind() != ast.KindParagraph:
			return false, more
		}
	}
	return false, more
}

// style has the page come with a style sheet that few pages need.
func (r *pageRenderer) style(name string) {
	if !slices.Contains(r.page.Styles, name) {
		r.page.Styles = append(r.page.Styles, name)
	}
}

func (r *pageRenderer) part(name string, data any) (template.HTML, error) {
	var b bytes.Buffer
	err := r.parts.ExecuteTemplate(&b, name, data)
	return template.HTML(b.String()), err
}

func (r *pageRenderer) figure(name string) (template.HTML, error) {
	f, err := r.page.figure(name)
	if err != nil {
		return "", err
	}
	drawn, err := r.draw(f)
	if err != nil {
		return "", err
	}
	if len(f.Choices) == 0 {
		return drawn, nil
	}
	choice, err := r.part("choice", f)
	return choice + drawn, err
}

// theorem is a stream, and decoders to try on all its schedules, or on those with at most
// so many cuts.
func (r *pageRenderer) theorem(block string) (template.HTML, error) {
	lines := map[string]string{"cuts": "-1", "decoders": trace.Core}
	for line := range strings.SplitSeq(strings.TrimSpace(block), "\n") {
		name, value, _ := strings.Cut(line, ":")
		lines[name] = strings.TrimSpace(value)
	}
	f, err := r.page.figure(lines["figure"])
	if err != nil {
		return "", err
	}
	cuts, err := strconv.Atoi(lines["cuts"])
	if err != nil {
		return "", fmt.Errorf("theorem: %w", err)
	}
	total, err := survey(f.File, "schedules", cuts)
	if err != nil {
		return "", err
	}
	var decoders []decoder
	for name := range strings.FieldsSeq(lines["decoders"]) {
		title := contrast.Title(name)
		if title == "" {
			return "", fmt.Errorf("theorem: no decoder %q", name)
		}
		decoders = append(decoders, decoder{name, title})
	}
	text, err := json.Marshal(f.Text()) // with < and > escaped
	if err != nil {
		return "", err
	}
	return r.part("theorem", struct {
		Figure   *Figure
		Total    string
		Text     template.JS
		Cuts     int
		Decoders []decoder
	}{f, like("0", fmt.Sprint(total)), template.JS(text), cuts, decoders})
}

// decoder is one to choose.
type decoder struct{ Name, Title string }

// goal is something to make a figure's decoder do by moving cuts.
type goal struct {
	Fate string // what is to become of it: "hangs", "lies" or "fails"
	Cuts int    // with at most so many; -1 for any number
	Text string // Markdown
}

var aGoal = regexp.MustCompile(`(?m)^(hangs|lies|fails)(?: (\d+))?: (.+)$`)

func (r *pageRenderer) goals(block string) (template.HTML, error) {
	name, _, _ := strings.Cut(strings.TrimPrefix(block, "figure: "), "\n")
	f, err := r.page.figure(name)
	if err != nil {
		return "", err
	}
	var goals []goal
	for _, m := range aGoal.FindAllStringSubmatch(block, -1) {
		g := goal{m[1], -1, m[3]}
		if m[2] != "" {
			g.Cuts, _ = strconv.Atoi(m[2]) // digits
		}
		goals = append(goals, g)
	}
	return r.part("goals", struct {
		Figure *Figure
		Goals  []goal
	}{f, goals})
}

// task is one of the workshop's, to be worked on in the page.
func (r *pageRenderer) task(name string) (template.HTML, error) {
	task, ok := workshop.Find(name)
	if !ok {
		return "", fmt.Errorf("no task %q", name)
	}
	return r.part("task", task)
}

// code renders a program in classes, which a strict policy for styles allows.
func (r *pageRenderer) code(language, name, text string) (template.HTML, error) {
	code, err := highlight(language, text)
	if err != nil {
		return "", err
	}
	r.style("listing")
	if name == "" {
		return code, nil
	}
	r.page.Listings = append(r.page.Listings, Listing{Name: name, Text: text})
	return r.part("listing", struct {
		Name string
		Code template.HTML
	}{name, code})
}

// highlight marks a program up.
func highlight(language, text string) (template.HTML, error) {
	tokens, err := tokenise(language, text)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	format := html.New(html.WithClasses(true), html.ClassPrefix("c-"))
	if err := format.Format(&b, styles.Fallback, chroma.Literator(tokens...)); err != nil {
		return "", err
	}
	// What scrolls must be reachable by keyboard.
	return template.HTML(strings.Replace(b.String(), "<pre ", `<pre tabindex="0" `, 1)), nil
}

func tokenise(language, text string) ([]chroma.Token, error) {
	if language == "pycon" {
		return tokeniseSession(text)
	}
	lexer := lexers.Get(language)
	if lexer == nil {
		return nil, fmt.Errorf("no language %q", language)
	}
	read, err := chroma.Coalesce(lexer).Tokenise(nil, text)
	if err != nil {
		return nil, err
	}
	return read.Tokens(), nil
}

// tokeniseSession tells, in a Python session, what was typed from what came back.
func tokeniseSession(text string) ([]chroma.Token, error) {
	var tokens []chroma.Token
	for line := range strings.SplitAfterSeq(text, "\n") {
		prompt := line[:min(4, len(line))]
		if prompt != ">>> " && prompt != "... " {
			tokens = append(tokens, chroma.Token{Type: chroma.GenericOutput, Value: line})
			continue
		}
		tokens = append(tokens, chroma.Token{Type: chroma.GenericPrompt, Value: prompt})
		typed, err := tokenise("python", line[4:])
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, typed...)
	}
	return tokens, nil
}
