package contract

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// open returns the file at an address relative to from. Each is read once.
// The error continues the sentence "the reference ...".
func (r *reader) open(from *file, address string) (*file, error) {
	f, err := r.named(from, address)
	if err != nil {
		return nil, err
	}
	known, ok := r.files[f.path]
	if !ok {
		read := r.load
		if f.url != nil {
			read = func(f *file) error { return r.get(from, f) }
		}
		if known.err = read(f); known.err == nil {
			known.file = f
		}
		r.files[f.path] = known
	}
	return known.file, known.err
}

// named is the file at the address, not read yet.
func (r *reader) named(from *file, address string) (*file, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errors.New("is no address")
	case from.url != nil:
		return remote(from.url.ResolveReference(u))
	case u.Scheme == "http" || u.Scheme == "https":
		return remote(u)
	case u.Host != "":
		return nil, errors.New("points to another host, and does not say how it is asked")
	case u.Scheme != "":
		return nil, errors.New("is not a path to a file")
	case r.dir == "":
		return nil, errors.New("points to a file, but the document is in no folder")
	case path.IsAbs(u.Path) || filepath.IsAbs(filepath.FromSlash(u.Path)) || strings.Contains(u.Path, `\`):
		return nil, errors.New("is no relative path")
	}
	return &file{name: path.Join(path.Dir(filepath.ToSlash(from.name)), u.Path), path: path.Join(path.Dir(from.path), u.Path)}, nil
}

// remote is a document on a host. What came from a host leads to no disk.
func remote(u *url.URL) (*file, error) {
	if u = fetchable(u); u == nil {
		return nil, errors.New("is no http or https address")
	}
	return &file{name: u.String(), path: u.String(), url: u}, nil
}

// fetchable is the URL without its fragment if it can be asked for, or nil.
func fetchable(u *url.URL) *url.URL {
	if u == nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return nil
	}
	whole := *u
	whole.Fragment, whole.RawFragment = "", ""
	if _, err := url.Parse(whole.String()); err != nil {
		return nil // net/url takes http:%2f%2f::, and not what it makes of it
	}
	return &whole
}

// get fetches a document.
func (r *reader) get(from, f *file) error {
	if r.fetch == nil {
		return errors.New("points to another host; references are not fetched")
	}
	if r.fetched++; r.fetched > maxFetched {
		return fmt.Errorf("would fetch more than %d documents", maxFetched)
	}
	origin := ""
	if from.url != nil {
		origin = from.url.String()
	}
	data, at, err := r.fetch(origin, f.name)
	if err != nil {
		return err
	}
	if u, err := url.Parse(at); err == nil && fetchable(u) != nil {
		f.url = fetchable(u) // RFC 3986, section 5.1.3: where it came from counts
	}
	if err := r.read(f, data); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	return nil
}

// load reads a file below the root. [os.Root] refuses paths and symbolic
// links that leave it.
func (r *reader) load(f *file) error {
	if len(r.files) > maxFiles {
		return fmt.Errorf("would open more than %d files", maxFiles)
	}
	if f.path == ".." || strings.HasPrefix(f.path, "../") {
		return errors.New("points to a file outside the folder of the contract")
	}
	if r.root == nil {
		root, err := os.OpenRoot(r.dir)
		if err != nil {
			return fmt.Errorf("cannot be read: %w", unwrapPath(err))
		}
		r.root = root
	}
	name := filepath.FromSlash(f.path)
	// Opening a pipe or a device could wait for ever.
	if stat, err := r.root.Stat(name); err != nil {
		return fmt.Errorf("cannot be read: %w", unwrapPath(err))
	} else if !stat.Mode().IsRegular() {
		return errors.New("points to something that is no regular file")
	}
	in, err := r.root.Open(name)
	if err != nil {
		return fmt.Errorf("cannot be read: %w", unwrapPath(err))
	}
	defer in.Close()
	data, err := readAll(in)
	if err == nil {
		err = r.read(f, data)
	}
	if err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	return nil
}
