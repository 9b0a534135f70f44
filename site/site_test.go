package site

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"bufferbybuffer/core/corpus"
	"bufferbybuffer/docs"
	"bufferbybuffer/site/lesson"
)

// handler renders the whole site, which takes its time, once.
var handler = sync.OnceValue(func() http.Handler { return Handler(Place{}) })

// get asks with header lines: name, value, name, value.
func get(t *testing.T, method, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler().ServeHTTP(w, r)
	answer := w.Result()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// whereBuilt skips a test about what the site's build makes where that is not there.
// make has built it, and says so: there nothing is skipped.
func whereBuilt(t *testing.T) {
	t.Helper()
	if isBuilt() {
		return
	}
	if os.Getenv("BUILT") != "" {
		t.Fatal("make has built the site, and it is not there")
	}
	t.Skip("the site is not built: make site")
}

func isBuilt() bool {
	_, err := dist.Open("dist/site.js")
	return err == nil
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		method, path string
		status       int
		kind, words  string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8", "The header is complete: it says 22."},
		{"HEAD", "/", 200, "text/html; charset=utf-8", ""},
		{"GET", "/corpus/index.json", 200, "application/json", `{"name":"split-header","when":"a cut falls inside the header","title":`},
		{"GET", "/corpus/split-header.txt", 200, "text/plain; charset=utf-8", "-- trace --"},
		{"GET", "/corpus/split-header.json", 200, "application/json", `"steps":[`},
		{"GET", "/corpus/nothing.json", 404, "text/html; charset=utf-8", "There is no page here"},
		{"GET", "/../site.go", 404, "text/html; charset=utf-8", "There is no page here"},
		{"POST", "/", 405, "text/plain; charset=utf-8", "only GET and HEAD"},
	} {
		answer, body := get(t, test.method, test.path)
		if answer.StatusCode != test.status || answer.Header.Get("Content-Type") != test.kind || !strings.Contains(body, test.words) {
			t.Errorf("%s %s: %d %s, want %d %s with %q in\n%.300s", test.method, test.path,
				answer.StatusCode, answer.Header.Get("Content-Type"), test.status, test.kind, test.words, body)
		}
	}
}

func TestKeptFilesAreNotSentAgain(t *testing.T) {
	for _, accept := range []string{"br", "gzip", "identity"} {
		first, _ := get(t, "GET", "/", "Accept-Encoding", accept)
		tag := first.Header.Get("ETag")
		for _, kept := range []string{tag, `"other", W/` + tag, "*"} {
			answer, body := get(t, "GET", "/", "Accept-Encoding", accept, "If-None-Match", kept)
			if answer.StatusCode != http.StatusNotModified || body != "" {
				t.Errorf("%s, kept %s: got %d with %d bytes, want 304 with none", accept, kept, answer.StatusCode, len(body))
			}
		}
		// Two lines are one list.
		if answer, _ := get(t, "GET", "/", "Accept-Encoding", accept, "If-None-Match", `"other"`, "If-None-Match", tag); answer.StatusCode != http.StatusNotModified {
			t.Errorf("%s, kept in the second line: got %d, want 304", accept, answer.StatusCode)
		}
		if answer, _ := get(t, "GET", "/", "Accept-Encoding", accept, "If-Match", `"other"`, "If-Match", tag); answer.StatusCode != http.StatusOK {
			t.Errorf("%s, asked for in the second line: got %d, want 200", accept, answer.StatusCode)
		}
	}
}

// On plain HTTP in a network a browser takes gzip only: the module must not be
// sent as it is.
func TestModuleIsPacked(t *testing.T) {
	whereBuilt(t)
	const path = "/assets/core.wasm"
	plain, body := get(t, "GET", path)
	if plain.StatusCode != http.StatusOK {
		t.Fatalf("it is not there: %s", plain.Status)
	}
	for _, accept := range []string{"br", "gzip"} {
		answer, packed := get(t, "GET", path, "Accept-Encoding", accept)
		if answer.Header.Get("Content-Encoding") != accept || len(packed) > len(body)/3 {
			t.Errorf("%s: %q, %d bytes of %d", accept, answer.Header.Get("Content-Encoding"), len(packed), len(body))
		}
		if length := answer.Header.Get("Content-Length"); length != strconv.Itoa(len(packed)) {
			t.Errorf("%s: Content-Length %s for %d bytes", accept, length, len(packed))
		}
	}
}

// What is kept in one encoding is not good for a request that takes another.
func TestEachEncodingHasATag(t *testing.T) {
	packed, _ := get(t, "GET", "/", "Accept-Encoding", "gzip")
	plain, body := get(t, "GET", "/", "If-None-Match", packed.Header.Get("ETag"))
	if plain.StatusCode != http.StatusOK || body == "" {
		t.Errorf("got %d with %d bytes, want the page", plain.StatusCode, len(body))
	}
	if vary := packed.Header.Get("Vary"); vary != "Accept-Encoding" {
		t.Errorf("Vary is %q", vary)
	}
}

// A lost address, and a detour, may be another one tomorrow.
func TestWhatMayBeKept(t *testing.T) {
	for path, want := range map[string]string{"/": "no-cache", "/no/such/page": "no-store", "/playground": "no-cache"} {
		if answer, _ := get(t, "GET", path); answer.Header.Get("Cache-Control") != want {
			t.Errorf("%s: %d with Cache-Control %q, want %q", path, answer.StatusCode, answer.Header.Get("Cache-Control"), want)
		}
	}
}

// What bears a name that changes with its content is kept for good, and nothing else
// is: of scripts, of letters and of modules there is one that the build named so.
func TestPartsAreKeptForGood(t *testing.T) {
	whereBuilt(t)
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for name := range files {
		want := "no-cache"
		if strings.HasPrefix(name, "assets/part-") {
			want = "public, max-age=31536000, immutable"
			kinds[filepath.Ext(name)] = true
		}
		path := "/" + strings.TrimSuffix(name, "index.html")
		if name == "404.html" {
			continue // it is the answer where there is nothing
		}
		if answer, _ := get(t, "HEAD", path); answer.StatusCode != http.StatusOK || answer.Header.Get("Cache-Control") != want {
			t.Errorf("%s: %s with Cache-Control %q, want %q", name, answer.Status, answer.Header.Get("Cache-Control"), want)
		}
	}
	if diff := cmp.Diff(map[string]bool{".js": true, ".woff2": true, ".wasm": true}, kinds); diff != "" {
		t.Errorf("of parts there are (-want +got):\n%s", diff)
	}
}

// A part of a file is a part of the encoding that was asked for.
func TestRange(t *testing.T) {
	_, all := get(t, "GET", "/corpus/split-header.txt", "Accept-Encoding", "gzip")
	answer, part := get(t, "GET", "/corpus/split-header.txt", "Accept-Encoding", "gzip", "Range", "bytes=2-5")
	if answer.StatusCode != http.StatusPartialContent || part != all[2:6] {
		t.Errorf("got %d with %q, want %q", answer.StatusCode, part, all[2:6])
	}
}

// A strict Content-Security-Policy would refuse inline code silently: the page
// would only look wrong.
func TestPagesHoldNothingInline(t *testing.T) {
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	inline := regexp.MustCompile(`(?i)\sstyle=|\son[a-z]+=|<style|javascript:|(?:src|srcset|action)="https?:|<link rel="(?:icon|stylesheet)[^>]*https?:`)
	for name, f := range files {
		if strings.HasSuffix(name, ".html") {
			body := strings.ReplaceAll(string(f.body), `<a href="https://`, "") // followed, never fetched
			if found := inline.FindString(body); found != "" {
				t.Errorf("%s holds %q", name, found)
			}
		}
	}
}

// Of two elements with one id a link, a script or a label finds the first.
func TestIDsAreUnique(t *testing.T) {
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	id := regexp.MustCompile(`\sid="([^"]*)"`)
	for name, f := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		seen := map[string]bool{}
		for _, m := range id.FindAllStringSubmatch(string(f.body), -1) {
			if seen[m[1]] {
				t.Errorf("%s has more than one %q", name, m[1])
			}
			seen[m[1]] = true
		}
	}
}

// What others show of a page when somebody shares a link to it, or keeps it: the rest
// of the tags for X are read from those of Open Graph.
func TestPagesSayWhatTheyAre(t *testing.T) {
	const base = "https://school.example/lesson/"
	files, err := files(Place{Base: base})
	if err != nil {
		t.Fatal(err)
	}
	pictures, err := pictures()
	if err != nil {
		t.Fatal(err)
	}
	description := regexp.MustCompile(`<meta name="description" content="([^"]*)">`)
	seen := map[string]string{}
	for name, f := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		body := string(f.body)
		m := description.FindStringSubmatch(body)
		if m == nil || len(m[1]) < 60 || len(m[1]) > 170 {
			t.Errorf("%s: want a description of 60 to 170 bytes, got %q", name, m)
			continue
		}
		if other := seen[m[1]]; other != "" {
			t.Errorf("%s has the description of %s", name, other)
		}
		seen[m[1]] = name
		want := []string{`<meta property="og:description" content="` + m[1] + `">`, `<meta property="og:title" content="`}
		if name != "404.html" {
			at := base + strings.TrimSuffix(name, "index.html")
			want = append(want, `<link rel="canonical" href="`+at+`">`, `<meta property="og:url" content="`+at+`">`)
		}
		if isBuilt() {
			path, root := strings.TrimSuffix(name, "index.html"), strings.Repeat("../", strings.Count(name, "/"))
			if name == "404.html" {
				path, root = "", "/" // it is at any address
			}
			own, ok := pictures[path]
			if !ok || files["assets/"+own.File].body == nil {
				t.Errorf("%s has no picture: put it into pictures.json, and make pictures", name)
				continue
			}
			want = append(want, `<meta property="og:image" content="`+base+`assets/`+own.File+`">`, `<meta property="og:image:alt" content="`+html.EscapeString(own.Say+". "+own.Alt)+`">`,
				`<meta property="og:image:width" content="1200">`, `<meta property="og:image:height" content="630">`, `<meta property="og:site_name" content="Buffer by Buffer">`,
				`<meta name="twitter:card" content="summary_large_image">`, `<link rel="icon" href="`+root+`assets/icon.svg" type="image/svg+xml">`,
				`<link rel="icon" href="`+root+`assets/icon.png" sizes="96x96">`, `<link rel="apple-touch-icon" href="`+root+`assets/touch-icon.png">`)
		}
		for _, tag := range want {
			if strings.Count(body, tag) != 1 {
				t.Errorf("%s: want %s once", name, tag)
			}
		}
	}
	// Who does not know where the pages are does not say it.
	if _, body := get(t, "GET", "/1-stream/"); strings.Contains(body, "canonical") || strings.Contains(body, "og:url") || strings.Contains(body, "og:image") {
		t.Error("without an address a page gives one")
	}
	if _, body := get(t, "GET", "/robots.txt"); !strings.HasPrefix(body, "User-agent: *\n") {
		t.Errorf("robots.txt holds %q", body)
	}
	whereBuilt(t) // else not all of it is tested
	for _, name := range []string{"assets/icon.svg", "assets/icon.png", "assets/touch-icon.png"} {
		if files[name].body == nil {
			t.Errorf("%s is not there", name)
		}
	}
}

// Each page leads to the same places, which are there, and says where among them it is.
func TestWays(t *testing.T) {
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	here := regexp.MustCompile(`<nav aria-label="Site">.*?</nav>`)
	current := regexp.MustCompile(`aria-current="(page|true)">([^<]*)<`)
	for name, want := range map[string]string{"index.html": "", "1-stream/index.html": "true Chapters", "glossary/index.html": "page Glossary", "playground/index.html": "page Playground", "404.html": ""} {
		nav := here.FindString(string(files[name].body))
		got := ""
		for _, m := range current.FindAllStringSubmatch(nav, -1) {
			got += m[1] + " " + m[2]
		}
		if got != want {
			t.Errorf("%s says that it is at %q, want %q", name, got, want)
		}
		for _, w := range ways {
			if path, fragment, _ := strings.Cut(w.Path, "#"); files[path+"index.html"].body == nil || !strings.Contains(string(files[path+"index.html"].body), `id="`+fragment) || !strings.Contains(nav, ">"+w.Name+"<") {
				t.Errorf("%s does not lead to %s, or that is not there", name, w.Path)
			}
		}
	}
}

// The pictures of shared links, as big as the tags say and together not large, and the
// icons. None is left behind by a page that is gone.
func TestPictures(t *testing.T) {
	list, err := pictures()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]image.Point{"icon.png": {96, 96}, "touch-icon.png": {180, 180}}
	for _, p := range list {
		want[p.File] = image.Pt(1200, 630)
	}
	names, err := filepath.Glob("src/pictures/*.png")
	if err != nil {
		t.Fatal(err)
	}
	got, total := map[string]image.Point{}, 0
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		total += len(body)
		config, err := png.DecodeConfig(bytes.NewReader(body))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got[filepath.Base(name)] = image.Pt(config.Width, config.Height)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("make pictures, or remove what no page has (-want +got):\n%s", diff)
	}
	if total > 800<<10 {
		t.Errorf("the pictures are %d bytes, want at most 800 KiB", total)
	}
}

// What is said of the step that a picture shows is in the picture.
func TestPicturesSayWhatTheyShow(t *testing.T) {
	list, err := pictures()
	if err != nil {
		t.Fatal(err)
	}
	book, err := lesson.Open(docs.Lesson(), func(*lesson.Figure) (template.HTML, error) { return "", nil })
	if err != nil {
		t.Fatal(err)
	}
	leads := map[string]string{} // by address
	for _, p := range book.Pages() {
		for _, first := range p.Figures {
			for _, f := range append([]*lesson.Figure{first}, first.Choices...) {
				for i := range f.Len() {
					leads[fmt.Sprintf("%s#1/at/%s/%d", p.Address(), f.Name, i)] = f.Step(i).Lead
				}
			}
		}
	}
	shown := 0
	for path, p := range list {
		if !strings.Contains(p.At, "#1/at/") {
			continue
		}
		shown++
		if lead := leads[p.At]; lead == "" || !strings.HasPrefix(p.Alt, lead) {
			t.Errorf("the picture of /%s shows a step at which is said %q, and not %q: mend pictures.json, and make pictures", path, lead, p.Alt)
		}
	}
	if shown == 0 {
		t.Error("no picture shows a step")
	}
}

// Letters come after all that a page needs, are kept for good, and are few.
func TestFonts(t *testing.T) {
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	whereBuilt(t)
	_, body := get(t, "GET", "/1-stream/")
	total := 0
	for name, f := range files {
		if !strings.HasSuffix(name, ".woff2") {
			continue
		}
		total += len(f.body)
		if f.kind != "font/woff2" || !f.hashed || !strings.Contains(body, `<link rel="preload" href="../`+name+`" as="font" crossorigin fetchpriority="low">`) {
			t.Errorf("%s: %s, name from content %v; or a page does not ask for it in time", name, f.kind, f.hashed)
		}
	}
	if total == 0 || total > 52<<10 {
		t.Errorf("all fonts have %d bytes, want at most 52 KiB", total)
	}
	style := string(files["assets/lesson.css"].body)
	if faces := strings.Count(style, "@font-face"); faces == 0 || strings.Count(style, "font-display:optional") != faces {
		t.Error("a page would wait for its letters, or jump when they come")
	}
}

// In a story what stands between backticks is code.
func TestNoRawBackticks(t *testing.T) {
	files, err := files(Place{})
	if err != nil {
		t.Fatal(err)
	}
	data := regexp.MustCompile(`(?s)<script type="application/json">.*?</script>|<pre.*?</pre>`)
	raw := regexp.MustCompile("[^\n>]{0,20}`[^\n<]{0,20}")
	for name, f := range files {
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		if found := raw.Find(data.ReplaceAll(f.body, nil)); found != nil {
			t.Errorf("%s shows %q", name, found)
		}
	}
}

func TestIndexListsTheCorpus(t *testing.T) {
	_, body := get(t, "GET", "/corpus/index.json")
	var index []entry
	if err := json.Unmarshal([]byte(body), &index); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range index {
		names = append(names, e.Name)
		if e.Title == "" || e.When == "" {
			t.Errorf("%+v: want a title and a question that it answers", e)
		}
	}
	slices.Sort(names)
	if diff := cmp.Diff(slices.Sorted(slices.Values(corpus.Names())), names); diff != "" {
		t.Errorf("corpus/index.json lists other files (-there are +are listed):\n%s", diff)
	}
}

func TestExportWritesWhatIsServed(t *testing.T) {
	dir := t.TempDir()
	if err := Export(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"index.html", "404.html", "corpus/index.json", "corpus/split-header.json"} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		path := "/" + strings.TrimSuffix(name, "index.html")
		if name == "404.html" {
			path = "/no/such/page"
		}
		if _, want := get(t, "GET", path); strings.Replace(string(got), " data-static", "", 1) != want {
			t.Errorf("%s differs from what %s answers by more than that no server is behind it", name, path)
		}
	}
}
