// Package site is the lesson's web site: pages in which every figure is a
// readable table of its trace, and the scripts that make the figures alive.
//
// Everything a browser may ask for is a [file], made once. [Handler] serves the
// files and [Export] writes them down; links between them are relative, so the
// site works under any path.
package site

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// file is one resource of the site.
type file struct {
	kind      string // its Content-Type
	body      []byte
	encodings []encoding // the ways to send it, best first; the last is body itself
	hashed    bool       // its name changes with its content
	policy    string     // what its script may do, where that is less than the pages may
}

// newFile makes a file, and compresses what is text. The site's build has done
// better where it gives its own.
func newFile(name string, body []byte, built ...encoding) file {
	f := file{kind: contentType(name), body: body, encodings: built, hashed: hashedName.MatchString(name)}
	if built == nil && strings.HasPrefix(f.kind, "text/") || strings.HasPrefix(f.kind, "application/json") {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(body) // a bytes.Buffer takes everything
		w.Close()
		f.encodings = append(f.encodings, encoding{name: "gzip", body: b.Bytes()})
	}
	f.encodings = append(f.encodings, encoding{body: body})
	sum := sha256.Sum256(body)
	for i := range f.encodings {
		e := &f.encodings[i]
		e.tag = `"` + hex.EncodeToString(sum[:12]) + e.name + `"`
	}
	return f
}

// hashedName is the name of what the build splits off.
var hashedName = regexp.MustCompile(`^part-[0-9A-Z]{8}\.(js|wasm|woff2)$`)

// contentType does not ask the machine's own tables for what matters: a module
// served as anything but application/wasm is not compiled while it streams.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".wasm":
		return "application/wasm"
	case ".pcapng":
		return "application/octet-stream"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}

// Handler serves the site. It answers on a fresh clone, too: the pages then say
// how to build what makes them alive.
func Handler(place Place) http.Handler {
	files, err := files(place)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			http.Error(w, "the site can't be rendered: "+err.Error(), http.StatusInternalServerError)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(r.URL.Path, "/")
		if name == "" || strings.HasSuffix(name, "/") {
			name += "index.html"
		}
		f, ok := files[name]
		switch _, folder := files[name+"/index.html"]; {
		case ok:
			f.serve(w, r)
		case folder:
			w.Header().Set("Cache-Control", "no-cache")
			http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
		default:
			files["404.html"].lost(w, r)
		}
	})
}

// serve answers with the file: with all of it, a part, or the word that what
// is kept is still good.
func (f file) serve(w http.ResponseWriter, r *http.Request) {
	keep := "no-cache" // keep it, and ask whether it is still good
	if f.hashed {
		keep = "public, max-age=31536000, immutable"
	}
	w.Header().Set("Cache-Control", keep)
	if f.policy != "" {
		w.Header().Set("Content-Security-Policy", f.policy)
	}
	e := f.encode(w, r)
	w.Header().Set("ETag", e.tag)
	http.ServeContent(w, inOneLine(r), "", time.Time{}, bytes.NewReader(e.body))
}

// lost answers with the file in place of one that there is not. A lost address
// must not be kept: there may be something tomorrow.
func (f file) lost(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	e := f.encode(w, r)
	w.WriteHeader(http.StatusNotFound)
	if r.Method == http.MethodGet {
		w.Write(e.body) // the peer may be gone, and nobody else needs to know
	}
}

// encode chooses an encoding, and says which.
func (f file) encode(w http.ResponseWriter, r *http.Request) encoding {
	e := negotiate(r.Header, f.encodings)
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	if e.name != "" {
		h.Set("Content-Encoding", e.name)
		if r.Header.Get("Range") == "" { // of a part, the length is another one
			h.Set("Content-Length", strconv.Itoa(len(e.body)))
		}
	}
	return e
}
