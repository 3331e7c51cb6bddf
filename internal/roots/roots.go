// Package roots keeps the files that somebody else names below folders that
// the user gave.
package roots

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// ErrOutside is returned for a path that is below none of the roots, whether
// or not something is there: who may not look must not learn that either.
var ErrOutside = errors.New("not below a folder that was given")

// Roots are folders below which files may be read, without links in them.
type Roots []string

// New takes folders, and file URLs of folders (RFC 8089). What is no folder of
// this machine is left out and told.
func New(names []string) (Roots, []error) {
	var roots Roots
	var wrong []error
	for _, name := range names {
		real, err := folder(name)
		if err != nil {
			wrong = append(wrong, fmt.Errorf("root %.200q: %w", name, err))
			continue
		}
		roots = append(roots, real)
	}
	return roots, wrong
}

func folder(name string) (string, error) {
	path, err := local(name)
	if err != nil {
		return "", err
	}
	if !filepath.IsAbs(path) {
		return "", errors.New("not an absolute path")
	}
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", cause(err)
	}
	info, err := os.Stat(real)
	if err != nil {
		return "", cause(err)
	}
	if !info.IsDir() {
		return "", errors.New("not a folder")
	}
	return real, nil
}

// Resolve is where the path leads, without links and .. in it: the place that
// was judged is the place that is opened. A relative path is below the first
// root that has it. Anything that leads out of the roots is [ErrOutside].
func (r Roots) Resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path is empty")
	}
	name, err := local(path)
	if err != nil {
		return "", fmt.Errorf("reading the path %.200q: %w", path, err)
	}
	if filepath.IsAbs(name) {
		return r.inside(name)
	}
	var missing int
	for _, root := range r {
		found, err := r.inside(filepath.Join(root, name))
		if err == nil {
			return found, nil
		}
		if errors.Is(err, os.ErrNotExist) {
			missing++
		}
	}
	if missing > 0 && missing == len(r) {
		return "", os.ErrNotExist
	}
	return "", ErrOutside
}

// inside resolves an absolute path. Before the file system is asked, the path
// as it is written must be below a root, so that nothing is learned of what is
// elsewhere.
func (r Roots) inside(name string) (string, error) {
	name = filepath.Clean(name)
	if !r.has(name) && !r.has(withoutLinks(name)) {
		return "", ErrOutside
	}
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		if e := cause(err); errors.Is(e, os.ErrNotExist) {
			return "", os.ErrNotExist
		}
		return "", ErrOutside
	}
	if !r.has(real) {
		return "", ErrOutside
	}
	return real, nil
}

// withoutLinks follows the links in the folder of a name: a root may have been
// given by a path with links (/tmp on macOS), and files be named that way.
func withoutLinks(name string) string {
	for rest, tail := name, ""; ; {
		if real, err := filepath.EvalSymlinks(rest); err == nil {
			return filepath.Join(real, tail)
		}
		parent := filepath.Dir(rest)
		if parent == rest {
			return name
		}
		tail = filepath.Join(filepath.Base(rest), tail)
		rest = parent
	}
}

func (r Roots) has(name string) bool {
	for _, root := range r {
		rel, err := filepath.Rel(root, name)
		if err == nil && filepath.IsLocal(rel) {
			return true
		}
	}
	return false
}

// local is the path of a file URL, decoded once; any other text is a path as
// it is: a % in it is a letter.
func local(text string) (string, error) {
	if strings.ContainsRune(text, 0) {
		return "", errors.New("a NUL is in it")
	}
	scheme, _, found := strings.Cut(text, "://")
	if !found {
		return filepath.FromSlash(text), nil
	}
	if !strings.EqualFold(scheme, "file") {
		return "", errors.New("neither a path nor a file URL")
	}
	u, err := url.Parse(text)
	if err != nil || u.Host != "" && u.Host != "localhost" || u.User != nil || u.RawQuery != "" || u.Opaque != "" {
		return "", errors.New("no file URL of this machine")
	}
	path := u.Path
	if strings.ContainsRune(path, 0) {
		return "", errors.New("a NUL is in it")
	}
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/") // file:///C:/x
	}
	return filepath.FromSlash(path), nil
}

func cause(err error) error {
	if e, ok := errors.AsType[*os.PathError](err); ok {
		return e.Err
	}
	return err
}
