//go:build unix

package site

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// An export replaces what bears the name of a page, and writes to nothing else:
// not through a symbolic link, not into a file that another name leads to as
// well, and it does not wait for the reader of a FIFO.
func TestExportFollowsNoLinks(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	precious := filepath.Join(outside, "precious")
	if err := os.WriteFile(precious, []byte("precious"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, make := range map[string]func(string) error{
		"index.html": func(path string) error { return os.Symlink(precious, path) },
		"404.html":   func(path string) error { return os.Link(precious, path) },
		"robots.txt": func(path string) error { return os.Symlink("404.html", path) },
		"corpus/index.json": func(path string) error {
			return syscall.Mkfifo(path, 0o644)
		},
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := make(path); err != nil {
			t.Fatal(err)
		}
	}
	if err := Export(t.Context(), dir, ""); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(precious); err != nil || string(got) != "precious" {
		t.Errorf("outside, what was precious is %d bytes, %v", len(got), err)
	}
	for _, name := range []string{"index.html", "404.html", "corpus/index.json"} {
		info, err := os.Lstat(filepath.Join(dir, name))
		if err != nil || !info.Mode().IsRegular() || info.Size() < 100 {
			t.Errorf("%s is %v, %v", name, info, err)
		}
	}
}

// A folder that is a link to the outside stops an export before it has changed
// anything, and so does a file where a folder has to be, and the other way round,
// and an interrupt.
func TestExportLeavesNothingHalfDone(t *testing.T) {
	outside := t.TempDir()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	for name, test := range map[string]struct {
		ctx     context.Context
		prepare func(dir string) error
		want    string
	}{
		"a folder that leads outside": {t.Context(), func(dir string) error { return os.Symlink(outside, filepath.Join(dir, "corpus")) }, "escapes"},
		"a file for a folder":         {t.Context(), func(dir string) error { return os.WriteFile(filepath.Join(dir, "corpus"), nil, 0o644) }, "corpus"},
		"a folder for a file":         {t.Context(), func(dir string) error { return os.Mkdir(filepath.Join(dir, "index.html"), 0o755) }, "index.html is a folder there"},
		"an interrupt":                {interrupted, func(string) error { return nil }, "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			before := names(t, dir)
			if err := Export(test.ctx, dir, ""); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("it says %v, want something about %q", err, test.want)
			}
			if diff := cmp.Diff(before, names(t, dir)); diff != "" {
				t.Errorf("the folder has changed (-before +after):\n%s", diff)
			}
			if left := names(t, outside); len(left) != 1 {
				t.Errorf("outside there is %q", left)
			}
		})
	}
}

// names are the names of all that is in a folder, itself among them.
func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, _ fs.DirEntry, err error) error {
		list = append(list, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
