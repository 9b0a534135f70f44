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

// assets adds the built files, and reports whether the scripts are among them.
func assets(files map[string]file) (built bool, err error) {
	entries, err := fs.ReadDir(dist, "dist")
	if err != nil {
		return false, err
	}
	for _, e := range entries {
		name := e.Name()
		if name == ".gitkeep" || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz") {
			continue
		}
		body, err := dist.ReadFile("dist/" + name)
		if err != nil {
			return false, err
		}
		var packings []encoding
		for _, e := range []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}} {
			if packed, err := dist.ReadFile("dist/" + name + e.suffix); err == nil { // optional
				packings = append(packings, encoding{name: e.name, body: packed})
			}
		}
		files["assets/"+name] = newFile(name, body, packings...)
		built = built || name == "site.js"
	}
	return built, nil
}
