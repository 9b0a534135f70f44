package lesson

import (
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Book is the lesson: its chapters in order, and the pages around them.
type Book struct {
	Chapters []*Page
	Others   []*Page // home, glossary, …
	pages    map[string]*Page
	places   places
}

// Page is one page of the lesson.
type Page struct {
	Name        string // of its file, without ".md"; its address, but for "home"
	Chapter     int    // 0 for the pages around the chapters
	Title       string
	Description string // what it is about, in a sentence or two
	Minutes     int    // to read it, guesses included
	Figures     []*Figure
	Face        *Figure // the one that stands for the page in the list of chapters; nil without figures
	Predictions []*Prediction
	Listings    []Listing // programs to download
	Body        template.HTML
	Sections    []Section
	Styles      []string // style sheets that some of its parts need

	book   *Book
	source string
	root   string // the way from this page to the site's root
}

// Section is a part of a page, under a heading of its own.
type Section struct {
	ID    string
	Title template.HTML
}

// Listing is a program that a page shows whole.
type Listing struct{ Name, Text string }

// Draw renders a figure as the site shows it.
type Draw func(*Figure) (template.HTML, error)

// Open reads and renders the lesson.
func Open(files fs.FS, draw Draw) (*Book, error) {
	book, err := read(files)
	if err != nil {
		return nil, err
	}
	for _, p := range book.Pages() {
		if err := p.predict(); err != nil {
			return nil, fmt.Errorf("%s.md: %w", p.Name, err)
		}
	}
	for _, p := range book.Pages() {
		if err := p.render(draw); err != nil {
			return nil, fmt.Errorf("%s.md: %w", p.Name, err)
		}
	}
	return book, nil
}

// read reads every page and opens its figures.
func read(files fs.FS) (*Book, error) {
	names, err := fs.Glob(files, "*.md")
	if err != nil {
		return nil, err
	}
	book := &Book{pages: map[string]*Page{}, places: places{}}
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		p := &Page{Name: strings.TrimSuffix(name, ".md"), book: book, source: string(source), root: "../"}
		number, _, _ := strings.Cut(p.Name, "-")
		p.Chapter, _ = strconv.Atoi(number) // 0 where there is none
		title, _, _ := strings.Cut(p.source, "\n")
		p.Title = strings.TrimPrefix(title, "# ")
		p.Description = describe(p.source)
		if err := p.open(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if p.Face, err = p.face(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		book.pages[p.Name] = p
		if p.Chapter > 0 {
			book.Chapters = append(book.Chapters, p)
		} else {
			book.Others = append(book.Others, p)
		}
	}
	if err := book.order(); err != nil {
		return nil, err
	}
	if home := book.pages["home"]; home != nil {
		home.root = ""
	}
	if lost := book.pages["lost"]; lost != nil {
		lost.root = "/" // served at any address
	}
	return book, nil
}

var description = regexp.MustCompile(`(?s)<!-- description: (.+?) -->`)

// describe returns what a page's source says that it is about, or "".
func describe(source string) string {
	m := description.FindStringSubmatch(source)
	if m == nil {
		return ""
	}
	return strings.Join(strings.Fields(m[1]), " ")
}

var thumbnail = regexp.MustCompile(`<!-- thumbnail: (.+?) -->`)

// face returns the figure that the page's source chooses to stand for it, or the first.
func (p *Page) face() (*Figure, error) {
	if m := thumbnail.FindStringSubmatch(p.source); m != nil {
		return p.figure(m[1])
	}
	if len(p.Figures) == 0 {
		return nil, nil
	}
	return p.Figures[0], nil
}

// order puts the chapters in the order of their numbers, which is not that of their
// files' names. There is one of each number, from 1 on.
func (b *Book) order() error {
	slices.SortStableFunc(b.Chapters, func(p, q *Page) int { return p.Chapter - q.Chapter })
	for i, p := range b.Chapters {
		switch {
		case p.Chapter == i+1:
		case i == 0:
			return fmt.Errorf("chapter 1 is missing: the first is %s.md", p.Name)
		case p.Chapter == i:
			return fmt.Errorf("two chapters have the number %d: %s.md and %s.md", i, b.Chapters[i-1].Name, p.Name)
		default:
			return fmt.Errorf("chapter %d is missing: after %s.md comes %s.md", i+1, b.Chapters[i-1].Name, p.Name)
		}
	}
	return nil
}

// Pages returns all pages, the chapters first.
func (b *Book) Pages() []*Page { return slices.Concat(b.Chapters, b.Others) }

// Address returns where the page lies, seen from the site's root.
func (p *Page) Address() string {
	if p.Name == "home" {
		return ""
	}
	return p.Name + "/"
}

// Previous and Next return the neighbours of a chapter, or nil.
func (p *Page) Previous() *Page { return p.neighbour(-1) }
func (p *Page) Next() *Page     { return p.neighbour(+1) }

func (p *Page) neighbour(by int) *Page {
	if n := p.Chapter + by - 1; p.Chapter > 0 && n >= 0 && n < len(p.book.Chapters) {
		return p.book.Chapters[n]
	}
	return nil
}

// Hashes returns the content hashes of the page's predictions, with spaces
// between them.
func (p *Page) Hashes() string {
	var list []string
	for _, q := range p.Predictions {
		list = append(list, q.Hash)
	}
	return strings.Join(list, " ")
}

// resolve turns a link between Markdown files into one between pages. It returns
// the word of the glossary that the link is about, if it is.
func (p *Page) resolve(link string) (address, word string, err error) {
	file, fragment, _ := strings.Cut(link, "#")
	if strings.HasSuffix(file, "/") { // a page of the site, but not of the lesson
		return p.root + link, "", nil
	}
	if strings.Contains(link, "://") || path.Ext(file) != ".md" && file != "" {
		return link, "", nil
	}
	target := p
	if file != "" {
		target = p.book.pages[strings.TrimSuffix(file, ".md")]
	}
	if target == nil {
		return "", "", fmt.Errorf("link to %q: there is no such page", link)
	}
	if target != p {
		address = p.root + target.Address()
		if address == "" {
			address = "./"
		}
	}
	name, moment, isStep := strings.Cut(fragment, ".")
	switch {
	case isStep:
		fig, err := target.figure(name)
		if err != nil {
			return "", "", fmt.Errorf("link to %q: %w", link, err)
		}
		shown, err := step(fig.Figure, strings.ReplaceAll(moment, "-", " "))
		if err != nil {
			return "", "", fmt.Errorf("link to %q: %w", link, err)
		}
		return address + "#" + Place(name, shown), "", nil
	case fragment != "":
		if !target.has(fragment) {
			return "", "", fmt.Errorf("link to %q: no such heading", link)
		}
		address += "#" + fragment
	}
	if target.Name == "glossary" {
		word = fragment
	}
	return address, word, nil
}

// has reports whether the page has a heading of that id.
func (p *Page) has(id string) bool {
	for line := range strings.SplitSeq(p.source, "\n") {
		title, ok := strings.CutPrefix(line, "## ")
		if title = strings.NewReplacer(" ", "-", ",", "").Replace(strings.ToLower(title)); ok && title == id {
			return true
		}
	}
	return false
}

// Place names a step of a figure in its page, as it stands behind "#" in an address.
func Place(figure string, step int) string { return "1/at/" + figure + "/" + strconv.Itoa(step) }
