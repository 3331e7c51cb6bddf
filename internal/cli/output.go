package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// output is where a report goes. A regular file is put in place whole or not
// at all; a device or pipe (/dev/null, a process substitution) is written to
// and never replaced.
type output struct {
	path   string // as the user named it; "-": stdout
	final  string // behind links
	stream bool   // what is there is no regular file
	mode   fs.FileMode
}

// openOutput fails before the scan rather than after it. Nothing is left of
// what it tries.
func openOutput(path string) (*output, error) {
	return openOutputOf("--output ", path)
}

// openOutputOf is openOutput for another flag; before is what stands before
// the path where the user wrote it.
func openOutputOf(before, path string) (*output, error) {
	o := &output{path: path, final: path}
	if path == "-" {
		return o, nil
	}
	if path == "" {
		return nil, usage("- is stdout", "%sis empty", before)
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, usage("name a file in it", "%s%s is a folder", before, path)
	case err == nil:
		if o.stream = !info.Mode().IsRegular(); o.stream {
			return o, nil
		}
		o.mode = info.Mode().Perm()
		if o.final, err = filepath.EvalSymlinks(path); err != nil {
			return nil, usage("name another file", "%s%s: %v", before, path, cause(err))
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, usage("name another file", "%s%s: %v", before, path, cause(err))
	default:
		if _, err := os.Lstat(path); err == nil {
			return nil, usage("remove the link, or make what it points to", "%s%s is a link that leads nowhere", before, path)
		}
	}
	if info, err := os.Stat(filepath.Dir(o.final)); err != nil || !info.IsDir() {
		return nil, usage("make the folder first", "%s%s: its folder does not exist", before, path)
	}
	f, err := o.beside()
	if err != nil {
		return nil, usage("name a folder that can be written to", "%s%s: %v", before, path, cause(err))
	}
	f.Close()
	return o, os.Remove(f.Name())
}

// beside makes a new file in the folder of the report: a rename is whole only
// within one file system. Its permissions are those that the umask leaves.
func (o *output) beside() (*os.File, error) {
	name := filepath.Join(filepath.Dir(o.final), ".ashlar-"+rand.Text()[:8]+".tmp")
	return os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
}

func (o *output) write(render func(io.Writer) error) error {
	if o.stream {
		f, err := os.OpenFile(o.final, os.O_WRONLY, 0)
		if err != nil {
			return fmt.Errorf("writing %s: %w", o.path, cause(err))
		}
		return o.wrap(errors.Join(render(f), f.Close()))
	}
	f, err := o.beside()
	if err != nil {
		return o.wrap(cause(err))
	}
	defer os.Remove(f.Name()) // nothing is left of it after the rename
	if err := errors.Join(render(f), f.Close()); err != nil {
		return o.wrap(err)
	}
	if o.mode != 0 {
		if err := os.Chmod(f.Name(), o.mode); err != nil {
			return o.wrap(cause(err))
		}
	}
	return o.wrap(os.Rename(f.Name(), o.final))
}

func (o *output) wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("writing %s: %w", o.path, err)
}

// cause drops the operation and path that the caller already tells.
func cause(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return e.Err
	}
	return err
}
