package site

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
)

// offlineScript keeps the workshop in the browser. It stands at the root: a script
// of this kind can answer for what is below it, and the workshop's files are.
const offlineScript = "offline.js"

// named are file names in a page, a script or a style sheet.
var named = regexp.MustCompile(`[a-z][a-z-]*\.(?:json|js|css)|part-[0-9A-Z]{8}\.\w+`)

// addOffline adds the script that lets the workshop's page work without a network, with
// the list of files which that takes.
func addOffline(files map[string]file) error {
	script, ok := files["assets/"+offlineScript]
	if !ok {
		return nil // nothing is built yet
	}
	delete(files, "assets/"+offlineScript)
	const root = "workshop/"
	// What a script names by what it is told, no text holds.
	list := []string{root + "index.html", "assets/worker.js", "assets/core.wasm", "assets/workshop.wasm", "assets/python.js", "assets/javascript.js",
		"assets/map.css", "assets/panels.css", "assets/keys.css", "assets/icon.svg"}
	for i := 0; i < len(list); i++ {
		if strings.HasSuffix(list[i], ".wasm") || strings.HasSuffix(list[i], ".woff2") {
			continue // no text
		}
		for _, name := range named.FindAllString(string(files[list[i]].body), -1) {
			for _, path := range []string{"assets/" + name, root + name} {
				if _, ok := files[path]; ok && !slices.Contains(list, path) {
					list = append(list, path)
				}
			}
		}
	}
	slices.Sort(list)
	sum := sha256.New()
	for i, name := range list {
		sum.Write(files[name].body)
		list[i] = strings.TrimSuffix(name, "index.html")
	}
	kept, err := json.Marshal(map[string]any{"version": hex.EncodeToString(sum.Sum(nil)[:8]), "files": list})
	if err != nil {
		return err
	}
	files[offlineScript] = newFile(offlineScript, slices.Concat([]byte("const KEPT="), kept, []byte(";\n"), script.body))
	return nil
}
