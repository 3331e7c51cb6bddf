package fix

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Write applies the plan: every file whole or not at all, and only where it
// still is what was read. Written are the files that were changed; the others
// have a reason.
func (p *Plan) Write() (written []string, refused map[string]string) {
	refused = map[string]string{}
	for _, f := range p.merged.touched() {
		text := f.bytes(p.merged.text(f))
		if text == string(f.raw) {
			continue
		}
		if err := p.writeFile(f, text); err != nil {
			refused[f.Path] = err.Error()
			continue
		}
		written = append(written, f.Path)
	}
	return written, refused
}

// writeFile puts the text in the place of the file by a rename in its folder,
// with the permissions that it has.
func (p *Plan) writeFile(f *file, text string) error {
	path := filepath.FromSlash(f.Path)
	if err := p.within(path); err != nil {
		return err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return fmt.Errorf("reading it again: %w", cause(err))
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("it is a link, or no regular file")
	}
	temporary, err := writeBeside(path, text, info.Mode().Perm())
	if err != nil {
		return err
	}
	defer os.Remove(temporary) // nothing is left of it after the rename
	now, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading it again: %w", cause(err))
	}
	if !bytes.Equal(now, f.raw) {
		return fmt.Errorf("it has changed since it was read: run ashlar scan and ashlar fix again")
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("putting the new text in its place: %w", err)
	}
	return nil
}

// within tells whether a file lies in a folder of the scan, links followed:
// nothing outside is ever written.
func (p *Plan) within(path string) error {
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("finding its folder: %w", cause(err))
	}
	if folder, err = filepath.Abs(folder); err != nil {
		return err
	}
	for _, dir := range p.bench.Dirs {
		root, err := filepath.EvalSymlinks(dir)
		if err != nil {
			continue
		}
		if root, err = filepath.Abs(root); err != nil {
			continue
		}
		if info, err := os.Stat(root); err == nil && !info.IsDir() {
			root = filepath.Dir(root)
		}
		if rel, err := filepath.Rel(root, folder); err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
			return nil
		}
	}
	return fmt.Errorf("it lies outside of the scanned folders")
}

// writeBeside writes a new file into the folder of another one: a rename is
// whole only within one file system.
func writeBeside(path, text string, mode fs.FileMode) (name string, err error) {
	name = filepath.Join(filepath.Dir(path), ".ashlar-"+rand.Text()[:8]+".tmp")
	w, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", fmt.Errorf("writing beside it: %w", cause(err))
	}
	_, err = w.WriteString(text)
	if syncErr := w.Sync(); err == nil {
		err = syncErr
	}
	if closeErr := w.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Chmod(name, mode)
	}
	if err != nil {
		os.Remove(name)
		return "", fmt.Errorf("writing beside it: %w", cause(err))
	}
	return name, nil
}
