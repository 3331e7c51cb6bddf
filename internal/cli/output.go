package cli

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/report/text"
	"github.com/ashlarsec/ashlar/internal/snippet"
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
	o := &output{path: path, final: path}
	if path == "-" {
		return o, nil
	}
	if path == "" {
		return nil, usage("- is stdout", "--output is empty")
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return nil, usage("name a file in it", "--output %s is a folder", path)
	case err == nil:
		if o.stream = !info.Mode().IsRegular(); o.stream {
			return o, nil
		}
		o.mode = info.Mode().Perm()
		if o.final, err = filepath.EvalSymlinks(path); err != nil {
			return nil, usage("name another file", "--output %s: %v", path, cause(err))
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, usage("name another file", "--output %s: %v", path, cause(err))
	default:
		if _, err := os.Lstat(path); err == nil {
			return nil, usage("remove the link, or make what it points to", "--output %s is a link that leads nowhere", path)
		}
	}
	if info, err := os.Stat(filepath.Dir(o.final)); err != nil || !info.IsDir() {
		return nil, usage("make the folder first", "--output %s: its folder does not exist", path)
	}
	f, err := o.beside()
	if err != nil {
		return nil, usage("name a folder that can be written to", "--output %s: %v", path, cause(err))
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

// write puts the report where it goes, and on stderr where that is.
func (c *scanCommand) write(env *Environment, to *output, result *finding.Scan) error {
	if to.path == "-" {
		return c.render(env.Stdout, terminal(env), result)
	}
	err := to.write(func(w io.Writer) error { return c.render(w, file(), result) })
	if err == nil {
		fmt.Fprintf(env.Stderr, "%s\nashlar: the report is in %s\n", text.Headline(result), to.path)
	}
	return err
}

// terminal and file are how a report looks there.
func terminal(env *Environment) text.Options {
	o := file()
	o.Width, o.Color = env.Width, env.Color
	return o
}

func file() text.Options {
	return text.Options{Line: snippet.NewReader(evidence.NewMasker()).Line}
}

func (c *scanCommand) render(w io.Writer, o text.Options, result *finding.Scan) error {
	if c.Format == "json" {
		return jsonreport.Write(w, result)
	}
	o.Explain, o.Verbose = c.ExplainScore, c.Verbose
	return text.Write(w, result, o)
}
