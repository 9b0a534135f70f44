package site

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"bufferbybuffer/core"
	"bufferbybuffer/core/corpus"
	"bufferbybuffer/core/figure"
	"bufferbybuffer/core/workshop"
	"bufferbybuffer/site/lesson"
)

//go:embed templates
var templates embed.FS

// first is the corpus file that the page begins with.
const first = "greeting-recv16"

// lost is the page for addresses that hold none.
const lost = "404.html"

// page is what the templates are given.
type page struct {
	Root    string // the way to the site's root, "" or "../"
	Path    string // the way from there to the page
	Chapter bool   // it is a chapter of the lesson
	Mapped  bool   // a map of the chapters, or of its own sections, stands beside it
	Title   string
	About   string // what the page is about, for those who have not seen it
	Place
	built
	Corpus     string // the figure's corpus file
	Figure     *figure.Figure
	ID         string          // names the figure in its page; "" where there is only one
	Plays      int             // the step up to which the figure plays by itself; 0 for not at all
	Opens      string          // what the figure shows from the start besides the stage
	Editor     bool            // everything about the figure can be changed
	Shelf      []entry         // all corpus files, for the playground
	Journey    *figure.Journey // the journey of its figure
	Tasks      []workshop.Task // of the workshop
	Challenges []workshop.Challenge
	Client     string   // the tutorial's, to begin with
	Scenes     []scene  // questions about others
	Styles     []string // its style sheets
	Script     string   // its script; "" for the one that most pages have
}

// panel is a [figure.Panel] in JSON, at code/DECODER.json.
type panel struct {
	Title    string           `json:"-"`
	Language string           `json:"language"`
	Lines    []string         `json:"lines"`
	Story    [2]int           `json:"story"`
	Rows     map[core.Row]int `json:"rows"`
	Call     string           `json:"call"`
}

// entry is a line of corpus/index.json.
type entry struct {
	Name  string `json:"name"`
	When  string `json:"when"` // the question that it answers: see [corpus.Question]
	Title string `json:"title"`
	Story string `json:"-"`
}

// Place is where the pages will be.
type Place struct {
	Base   string // the whole address of the site's root, with a slash at its end; "" where nobody knows it
	Static bool   // no server is behind them
	Tap    bool   // native tap is, which shows what it forwards at tap/live
}

// URL is the page's whole address; "" where the site does not know its own, or
// the page may be served at any address.
func (p page) URL() string {
	if p.Base == "" || p.Path == lost {
		return ""
	}
	return p.Base + p.Path
}

// files makes everything the site serves, by path.
func files(place Place) (map[string]file, error) {
	files := map[string]file{}
	built, err := assets(files)
	if err != nil {
		return nil, err
	}
	figures := map[string]*figure.Figure{}
	for _, name := range corpus.Names() {
		text, err := corpus.Text(name)
		if err != nil {
			return nil, err
		}
		fig, err := figure.Open(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		figures[name] = fig
		files["corpus/"+name+".txt"] = newFile(name+".txt", []byte(text))
		files["corpus/"+name+".json"] = newFile(name+".json", data(fig))
	}
	for _, name := range figure.CodeNames() {
		body, err := json.Marshal((*panel)(figure.Code(name)))
		if err != nil {
			return nil, err
		}
		files["code/"+name+".json"] = newFile(name+".json", body)
	}
	var index []entry
	for _, q := range corpus.Questions() {
		for _, name := range q.Names {
			index = append(index, entry{Name: name, When: q.When, Title: figures[name].File.Title, Story: figures[name].File.Story})
		}
	}
	body, err := json.Marshal(index)
	if err != nil {
		return nil, err
	}
	files["corpus/index.json"] = newFile("index.json", body)

	set, err := template.New("").Funcs(template.FuncMap{"steps": steps, "recv": recv, "island": island, "questions": questions, "code": code, "journeyIsland": journeyIsland, "journeyRows": journeyRows, "place": lesson.Place}).ParseFS(templates, "templates/*.html")
	if err != nil {
		return nil, err
	}
	add := func(template string, p page) error {
		p.Root, p.built, p.Place = "../", built, place
		var b bytes.Buffer
		if err := set.ExecuteTemplate(&b, template, p); err != nil {
			return err
		}
		name := p.Path + "index.html"
		files[name] = newFile(name, b.Bytes())
		return nil
	}
	p := page{Path: "playground/", Corpus: first, Figure: figures[first]}
	p.Title, p.Styles, p.Editor, p.Opens, p.Shelf = "Playground", []string{"playground"}, true, "map", index
	p.About = "One stream, and where it is cut: step through it, move the cuts, change the messages, or watch a real TCP connection."
	files["robots.txt"] = newFile("robots.txt", []byte("User-agent: *\nDisallow:\n"))
	if err := add("playground.html", p); err != nil {
		return nil, err
	}
	tap := page{Path: "tap/", Title: "Tap", Styles: []string{"tap-style"}, Script: "tap"}
	tap.About = "Your own traffic: open a capture of tcpdump, Wireshark or native tap, and see where its messages begin and end, and where a stream goes out of step."
	if err := add("tap.html", tap); err != nil {
		return nil, err
	}
	if err := addJourneys(files, add); err != nil {
		return nil, err
	}
	programs, client, err := programs()
	if err != nil {
		return nil, err
	}
	files["workshop/programs.json"] = newFile("programs.json", programs)
	network, err := challenges()
	if err != nil {
		return nil, err
	}
	files["workshop/network.json"] = newFile("network.json", network)
	shop := page{Path: "workshop/", Title: "Workshop", Styles: []string{"workshop-style"}, Script: "workshop", Tasks: workshop.Tasks(), Challenges: workshop.Challenges(), Client: client}
	shop.About = "Write your own receive loop, in Python or JavaScript, and see it judged by every way to cut the stream: the smallest one that breaks it, step by step."
	if err := add("workshop.html", shop); err != nil {
		return nil, err
	}
	if err := addLesson(files, set, place, built); err != nil {
		return nil, err
	}
	return files, addOffline(files)
}

// data is a figure as JSON.
func data(fig *figure.Figure) []byte { return fig.AppendJSON(nil, 0, fig.Len()) }

// island is a figure's JSON in a script element. The JSON holds no "<", so no
// payload can end the element.
func island(fig *figure.Figure) template.HTML {
	return template.HTML(`<script type="application/json">` + string(data(fig)) + `</script>`)
}

func steps(fig *figure.Figure) []figure.Step {
	list := make([]figure.Step, fig.Len())
	for i := range list {
		list[i] = fig.Step(i)
	}
	return list
}

// questions groups the shelf by what its files answer.
func questions(shelf []entry) [][]entry {
	var groups [][]entry
	for i, e := range shelf {
		if i == 0 || e.When != shelf[i-1].When {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], e)
	}
	return groups
}

// recv says which recv a step belongs to.
func recv(fig *figure.Figure, s figure.Step) string {
	switch {
	case s.Chunk < 0:
		return ""
	case s.Chunk < len(fig.Trace.Ends):
		return fmt.Sprint(s.Chunk + 1)
	default:
		return "end"
	}
}

// code is a story with what stands between backticks marked up as code.
func code(story string) template.HTML {
	parts := strings.Split(story, "`")
	if len(parts)%2 == 0 { // one is without its fellow
		parts = []string{story}
	}
	var b strings.Builder
	for i, part := range parts {
		part = template.HTMLEscapeString(part)
		if i%2 == 1 {
			part = "<code>" + part + "</code>"
		}
		b.WriteString(part)
	}
	return template.HTML(b.String())
}
