package site

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path"
	"slices"
)

// Export writes the whole site into dir as static files for any web host. Files
// that are there already are replaced, and not written to: a link among them is
// not followed, and whoever is reading one keeps what it opened. Other files are
// left alone. Nothing is replaced before everything has been written aside; when
// that fails, or ctx ends, dir is as it was.
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

func export(ctx context.Context, root *os.Root, files map[string]file) error {
	aside := ".export-" + rand.Text()
	defer root.RemoveAll(aside)
	folders := make(map[string]bool)
	for name, f := range files {
		if err := ctx.Err(); err != nil {
			return errors.New("interrupted")
		}
		if info, err := root.Lstat(name); err == nil && info.IsDir() {
			return fmt.Errorf("%s is a folder there, and should be a file", name)
		}
		if err := root.MkdirAll(path.Join(aside, path.Dir(name)), 0o755); err != nil {
			return err
		}
		if err := root.WriteFile(path.Join(aside, name), f.body, 0o644); err != nil {
			return err
		}
		folders[path.Dir(name)] = true
	}
	made, err := makeFolders(root, folders)
	for name := range files {
		if err != nil {
			break
		}
		err = root.Rename(path.Join(aside, name), name)
	}
	if err != nil {
		for _, folder := range slices.Backward(made) {
			root.Remove(folder) // but for those that hold something by now
		}
	}
	return err
}

// makeFolders makes the folders that are missing, and returns them.
func makeFolders(root *os.Root, folders map[string]bool) (made []string, err error) {
	var mkdir func(folder string) error
	mkdir = func(folder string) error {
		if folder == "." {
			return nil
		}
		if err := mkdir(path.Dir(folder)); err != nil {
			return err
		}
		err := root.Mkdir(folder, 0o755)
		if err == nil {
			made = append(made, folder)
		}
		info, statErr := root.Stat(folder)
		switch {
		case statErr != nil:
			return statErr
		case !info.IsDir():
			return fmt.Errorf("%s is a file there, and should be a folder", folder)
		case errors.Is(err, os.ErrExist):
			return nil
		}
		return err
	}
	for folder := range folders {
		if err := mkdir(folder); err != nil {
			return made, err
		}
	}
	return made, nil
}
