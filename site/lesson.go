package site

import (
	"bytes"
	"fmt"
	"html/template"

	"bufferbybuffer/docs"
	"bufferbybuffer/site/lesson"
)

// lessonPage is what the lesson's template is given.
type lessonPage struct {
	page
	Lesson   *lesson.Page
	Chapters []*lesson.Page
}

// addLesson adds the lesson's pages: the first page, the chapters, what stands
// around them, and the page for a lost address.
func addLesson(files map[string]file, set *template.Template, place Place, built built) error {
	book, err := lesson.Open(docs.Lesson(), func(f *lesson.Figure) (template.HTML, error) {
		return draw(set, f)
	})
	if err != nil {
		return fmt.Errorf("the lesson: %w", err)
	}
	for _, p := range book.Pages() {
		head := page{Root: "../", Path: p.Address(), Chapter: p.Chapter > 0, Styles: []string{"lesson"}, Title: p.Title, About: p.Description, Place: place, built: built}
		name := head.Path + "index.html"
		switch p.Name {
		case "home":
			head.Root = ""
			head.Styles = append(head.Styles, "home")
		case "glossary":
			head.Styles = append(head.Styles, "glossary")
		case "lost":
			head.Root, head.Path, name = "/", lost, lost // served for any path
		}
		head.Mapped = p.Chapter > 0 || head.Root != "" && len(p.Sections) > 0
		head.Styles = append(head.Styles, p.Styles...)
		var b bytes.Buffer
		if err := set.ExecuteTemplate(&b, "lesson.html", lessonPage{head, p, book.Chapters}); err != nil {
			return err
		}
		files[name] = newFile(name, b.Bytes())
		for _, l := range p.Listings {
			files[p.Address()+l.Name] = newFile(l.Name, []byte(l.Text))
		}
	}
	return nil
}

// draw renders a figure of the lesson.
func draw(set *template.Template, f *lesson.Figure) (template.HTML, error) {
	p := page{ID: f.Name, Figure: f.Figure, Opens: f.Opens, Plays: f.Plays}
	var b bytes.Buffer
	err := set.ExecuteTemplate(&b, "figure", p)
	return template.HTML(b.String()), err
}
