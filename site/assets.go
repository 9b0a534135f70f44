package site

import (
	"embed"
	"io/fs"
	"strings"
)

// dist is what `npm run build` and the module's build leave there; on a fresh
// clone only .gitkeep, which all: embeds.
//
//go:embed all:dist
var dist embed.FS

// sealed are the scripts in whose workers a learner's program runs: nothing can be
// fetched from there, and no other worker started.
var sealed = map[string]string{
	"python.js":     "default-src 'none'; script-src 'wasm-unsafe-eval'",
	"javascript.js": "default-src 'none'; script-src 'unsafe-eval'",
}

// built is what pages need to know of the built files.
type built struct {
	Built    bool     // the scripts are there
	Fonts    []string // their files
	pictures map[string]picture
}

// assets adds the built files.
func assets(files map[string]file) (built built, err error) {
	if built.pictures, err = pictures(); err != nil {
		return built, err
	}
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return built, err
	}
	for _, e := range entries {
		name := e.Name()
		if name == ".gitkeep" || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			continue
		}
		body, err := dist.ReadFile("dist/" + name)
		if err != nil {
			return built, err
		}
		var packings []encoding
		for _, e := range []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
			if packed, err := dist.ReadFile("dist/" + name + e.suffix); err == nil { // optional
				packings = append(packings, encoding{name: e.name, body: packed})
			}
		}
		f := newFile(name, body, packings...)
		f.policy = sealed[name]
		files["assets/"+name] = f
		built.Built = built.Built || name == "site.js"
		if strings.HasSuffix(name, ".woff2") {
			built.Fonts = append(built.Fonts, name)
		}
	}
	return built, nil
}
