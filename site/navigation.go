package site

import "cmp"

// way is a place that every page leads to.
type way struct {
	Name string
	Path string // from the site's root
}

// ways are the places in the head of every page, in their order.
var ways = []way{
	{"Chapters", "#the-lesson"},
	{"Symptoms", "symptoms/"},
	{"Playground", "playground/"},
	{"Workshop", "workshop/"},
	{"Journey", "journey/"},
	{"Tap", "tap/"},
	{"Glossary", "glossary/"},
}

// Ways are the places that the page leads to.
func (p page) Ways() []way { return ways }

// To is the address of a way, seen from the page.
func (p page) To(w way) string { return cmp.Or(p.Root, "./") + w.Path }

// Here is what aria-current says of a way: whether this is its page, or one that
// it leads on to; "" for neither.
func (p page) Here(w way) string {
	switch {
	case w.Path == p.Path:
		return "page"
	case p.Chapter && w.Path == "#the-lesson":
		return "true"
	}
	return ""
}
