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
		if name == ".gitkeep" || strings.HasSuffix(name, ".br") {
			continue
		}
		body, err := dist.ReadFile("dist/" + name)
		if err != nil {
			return false, err
		}
		brotli, err := dist.ReadFile("dist/" + name + ".br")
		if err != nil {
			brotli = nil // optional
		}
		files["assets/"+name] = newFile(name, body, brotli)
		built = built || name == "site.js"
	}
	return built, nil
}
