package site

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
)

// Export writes the whole site into dir as static files for any web host. Files
// that are there already are replaced, and not written to: a link among them is
// not followed, and whoever is reading one keeps what it opened. Other files are
// left alone.
//
// All of it is written aside, into a folder of dir, before anything is replaced,
// and what a new file replaces is kept there until the last one stands. When
// anything fails, or ctx ends, dir is as it was. Where not even that can be done,
// since putting a file back fails as well, the error says so, and what is missing
// stays aside.
//
// That holds as long as the program does. If it is killed, or the machine stops,
// while files are replaced, some are new and some old, and the old ones that were
// replaced are in .export-*/old. Nothing is flushed to the disk either: what a
// machine that stops then has of the new files is up to its file system. Another
// export mends the files, and leaves .export-* to be removed by whoever has looked.
//
// base is as in [Place].
func Export(ctx context.Context, dir, base string) error {
	files, err := files(Place{Base: base, Static: true})
	if err != nil {
		return fmt.Errorf("render the site: %w", err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("export the site: %w", err)
	}
	// A root leads nowhere outside, whatever links are in it.
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("export the site: %w", err)
	}
	defer root.Close()
	if err := export(ctx, root, files); err != nil {
		return fmt.Errorf("export the site: %w", err)
	}
	return nil
}

func export(ctx context.Context, root *os.Root, files map[string]file) (err error) {
	aside := ".export-" + rand.Text()
	written, old := path.Join(aside, "new"), path.Join(aside, "old")
	var done undo
	defer func() {
		if err != nil {
			if undoErr := done.run(); undoErr != nil {
				root.RemoveAll(written)
				err = fmt.Errorf("%w; and %s is not as it was, what is missing is in %s there: %w", err, root.Name(), old, undoErr)
				return
			}
		}
		root.RemoveAll(aside)
	}()
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		for _, folder := range []string{written, old} {
			if err := root.MkdirAll(path.Join(folder, path.Dir(name)), 0o755); err != nil {
				return err
			}
		}
		if err := root.WriteFile(path.Join(written, name), files[name].body, 0o644); err != nil {
			return err
		}
	}
	for _, name := range names {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		if err := makeFolder(root, path.Dir(name), &done); err != nil {
			return err
		}
		if err := replace(root, name, path.Join(written, name), path.Join(old, name), &done); err != nil {
			return err
		}
	}
	return nil
}

// undo is what puts a folder back as it was, the last thing last.
type undo []func() error

func (u *undo) add(f func() error) { *u = append(*u, f) }

// run undoes all that it can.
func (u undo) run() error {
	var errs []error
	for _, f := range slices.Backward(u) {
		errs = append(errs, f())
	}
	return errors.Join(errs...)
}

// replace gives a name to a file that was written aside. What bore it is kept.
func replace(root *os.Root, name, written, kept string, done *undo) error {
	back := func() error { return root.Remove(name) }
	info, err := root.Lstat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder there, and should be a file", name)
	default:
		back = func() error { return root.Rename(kept, name) }
		// A second name for it, so that there is no moment without a file; where a
		// file has one name only, it is moved.
		if root.Link(name, kept) != nil {
			if err := root.Rename(name, kept); err != nil {
				return err
			}
			done.add(back)
			return root.Rename(written, name)
		}
	}
	if err := root.Rename(written, name); err != nil {
		return err
	}
	done.add(back)
	return nil
}

// makeFolder makes a folder where it is missing, and those that it is in.
func makeFolder(root *os.Root, folder string, done *undo) error {
	if folder == "." {
		return nil
	}
	if err := makeFolder(root, path.Dir(folder), done); err != nil {
		return err
	}
	err := root.Mkdir(folder, 0o755)
	if err == nil {
		done.add(func() error { return root.Remove(folder) })
		return nil
	}
	switch info, statErr := root.Stat(folder); {
	case statErr != nil:
		return statErr
	case !info.IsDir():
		return fmt.Errorf("%s is a file there, and should be a folder", folder)
	case errors.Is(err, os.ErrExist):
		return nil
	}
	return err
}
