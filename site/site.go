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
	"strconv"
	"strings"
)

// file is one resource of the site.
type file struct {
	kind   string // its Content-Type
	body   []byte
	brotli []byte // body compressed, made by the site's build; may be nil
	gzip   []byte // body compressed, where the build did not; may be nil
	tag    string // its ETag
}

func newFile(name string, body, brotli []byte) file {
	sum := sha256.Sum256(body)
	f := file{
		kind:   contentType(name),
		body:   body,
		brotli: brotli,
		tag:    `"` + hex.EncodeToString(sum[:12]) + `"`,
	}
	if brotli == nil && strings.HasPrefix(f.kind, "text/") || strings.HasPrefix(f.kind, "application/json") {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(body) // a bytes.Buffer takes everything
		w.Close()
		f.gzip = b.Bytes()
	}
	return f
}

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
	case ".svg":
		return "image/svg+xml"
	default:
		return mime.TypeByExtension(ext)
	}
}

// headers hold for every answer: scripts, styles and the module from this
// server only, connections to it only, and nothing inline.
var headers = map[string]string{
	"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
		"img-src 'self' data:; connect-src 'self'; worker-src 'self'; " +
		"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Referrer-Policy":              "no-referrer",
	"X-Content-Type-Options":       "nosniff",
}

// Handler serves the site. It answers on a fresh clone, too: the pages then say
// how to build what makes them alive.
func Handler() http.Handler {
	files, err := files()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
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
			f.serve(w, r, http.StatusOK)
		case folder:
			http.Redirect(w, r, path.Base(name)+"/", http.StatusMovedPermanently)
		default:
			lost := files["404.html"]
			lost.tag = "" // a lost address must not be kept
			lost.serve(w, r, http.StatusNotFound)
		}
	})
}

func (f file) serve(w http.ResponseWriter, r *http.Request, status int) {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	if f.tag != "" {
		h.Set("Cache-Control", "no-cache") // keep it, and ask whether it is still good
		h.Set("ETag", f.tag)
		if strings.Contains(r.Header.Get("If-None-Match"), f.tag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	body := f.body
	switch accepts := r.Header.Get("Accept-Encoding"); {
	case f.brotli != nil && strings.Contains(accepts, "br"):
		body = f.brotli
		h.Set("Content-Encoding", "br")
	case f.gzip != nil && strings.Contains(accepts, "gzip"):
		body = f.gzip
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method == http.MethodGet {
		w.Write(body) // the peer may be gone, and nobody else needs to know
	}
}
