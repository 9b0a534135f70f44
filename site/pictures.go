package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// What stands for a link to each page, by the page's path from the root. picture.mjs
// draws it.
//
//go:embed pictures.json
var picturesJSON []byte

// picture is what others show of a page when somebody shares a link to it: a sentence,
// and below it something that the lesson draws.
type picture struct {
	File  string `json:"-"`
	Say   string
	At    string // the address, from the root, of what is drawn
	Shows string // what of it, by a name that card.mjs knows
	Alt   string // what is to be seen; of a step, what is said of it comes first
}

func pictures() (map[string]picture, error) {
	var list map[string]picture
	if err := json.Unmarshal(picturesJSON, &list); err != nil {
		return nil, fmt.Errorf("pictures.json: %w", err)
	}
	for path, p := range list {
		p.File = "picture.png"
		if path != "" {
			p.File = "picture-" + strings.TrimSuffix(path, "/") + ".png"
		}
		list[path] = p
	}
	return list, nil
}

// Picture is what stands for a link to the page: what stands for one to the first
// page, where it has none of its own.
func (p page) Picture() picture {
	if own, ok := p.pictures[p.Path]; ok {
		return own
	}
	return p.pictures[""]
}
