//go:build unix

package site

import (
	"context"
	"errors"
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

// An export that can't be done leaves everything as it was: where a folder is a
// link to the outside, or a file stands where a folder has to be, or the other way
// round, and when it is interrupted. Files are replaced in the order of their
// names, so some of these fail when half of the site stands already.
func TestExportLeavesNothingHalfDone(t *testing.T) {
	outside := t.TempDir()
	interrupted, cancel := context.WithCancel(t.Context())
	cancel()
	late := &replaced{Context: t.Context()}
	for name, test := range map[string]struct {
		ctx     context.Context
		prepare func(dir string) error
		want    string
	}{
		"a folder that leads outside": {t.Context(), func(dir string) error { return os.Symlink(outside, filepath.Join(dir, "corpus")) }, "escapes"},
		"a file for a folder":         {t.Context(), func(dir string) error { return os.WriteFile(filepath.Join(dir, "corpus"), nil, 0o644) }, "corpus"},
		"a folder for a file":         {t.Context(), func(dir string) error { return os.Mkdir(filepath.Join(dir, "index.html"), 0o755) }, "index.html is a folder there"},
		"a folder for a late one": {t.Context(), func(dir string) error {
			// What went before it was new (1-stream), an old page, and a link.
			return errors.Join(os.WriteFile(filepath.Join(dir, "404.html"), []byte(oldPage), 0o644), os.Symlink("404.html", filepath.Join(dir, "index.html")),
				os.MkdirAll(filepath.Join(dir, "workshop", "index.html", "of somebody else"), 0o755))
		}, "workshop/index.html is a folder there"},
		"an interrupt": {interrupted, func(string) error { return nil }, "interrupted"},
		"a late interrupt": {late, func(dir string) error {
			late.page = filepath.Join(dir, "404.html")
			return os.WriteFile(late.page, []byte(oldPage), 0o644)
		}, "interrupted"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := test.prepare(dir); err != nil {
				t.Fatal(err)
			}
			before := contents(t, dir)
			if err := Export(test.ctx, dir, ""); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("it says %v, want something about %q", err, test.want)
			}
			if diff := cmp.Diff(before, contents(t, dir)); diff != "" {
				t.Errorf("the folder has changed (-before +after):\n%s", diff)
			}
			if left := contents(t, outside); len(left) != 1 {
				t.Errorf("outside there is %q", left)
			}
		})
	}
}

const oldPage = "an old page"

// replaced is a context that ends when a page is no more the old one.
type replaced struct {
	context.Context
	page string
}

func (r *replaced) Err() error {
	if text, err := os.ReadFile(r.page); err != nil || string(text) != oldPage {
		return context.Canceled
	}
	return nil
}

// A file is put back, too, where it has been moved aside, since it can have no
// second name there, and nothing has come in its place.
func TestReplaceIsUndone(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"page": "old", "taken": "so that page gets no second name"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	var done undo
	if err := replace(root, "page", "nowhere", "taken", &done); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("it says %v", err)
	}
	if err := done.run(); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(map[string]string{".": "folder", "page": "old"}, contents(t, dir)); diff != "" {
		t.Errorf("it is not put back (-want +got):\n%s", diff)
	}
	if err := done.run(); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("of what can't be put back it says %v", err)
	}
}

// contents is all that is in a folder, itself among it, by name: what is in a file,
// where a link leads.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	list := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		at := filepath.Join(dir, name)
		switch {
		case entry.IsDir():
			list[name] = "folder"
		case entry.Type() == fs.ModeSymlink:
			list[name], err = os.Readlink(at)
		default:
			var body []byte
			body, err = os.ReadFile(at)
			list[name] = string(body)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}
