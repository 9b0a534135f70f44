// Package corpus embeds the corpus files: fixed chunk schedules, and the exact
// trace of each. They are the tests of every build and the figures of the lesson.
// Package trace documents their format.
package corpus

import (
	"embed"
	"fmt"
	"strings"
)

//go:embed *.txt
var files embed.FS

// Names returns the names of all corpus files, in order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // the root of an embedded file system
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".txt")
	}
	return names
}

// Text returns the corpus file of that name.
func Text(name string) (string, error) {
	text, err := files.ReadFile(name + ".txt")
	if err != nil {
		return "", fmt.Errorf("no corpus file %q: %w", name, err)
	}
	return string(text), nil
}
