package site

import (
	"fmt"
	"os"
	"path/filepath"
)

// Export writes the whole site into dir as static files for any web host. Files
// that are there already are replaced; others are left alone.
func Export(dir string) error {
	files, err := files()
	if err != nil {
		return fmt.Errorf("render the site: %w", err)
	}
	for name, f := range files {
		target := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return fmt.Errorf("export the site: %w", err)
		}
		if err := os.WriteFile(target, f.body, 0o644); err != nil {
			return fmt.Errorf("export the site: %w", err)
		}
	}
	return nil
}
