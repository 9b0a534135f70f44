// Package docs embeds the project's documents that a program needs.
package docs

import (
	"embed"
	"io/fs"
)

//go:embed lesson/*.md
var files embed.FS

// Lesson returns the lesson's text, one Markdown file a page. Package lesson of
// the site says how they are written.
func Lesson() fs.FS {
	lesson, err := fs.Sub(files, "lesson")
	if err != nil {
		panic(err) // the pattern above names the folder
	}
	return lesson
}
