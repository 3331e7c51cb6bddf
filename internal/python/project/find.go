package project

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// finder walks through the folders.
type finder struct {
	ctx      context.Context
	project  *Project
	options  Options
	maxFiles int
	maxBytes int64

	sources  []source
	bytes    int64
	full     bool            // a bound was reached
	seen     map[string]bool // absolute paths, for folders that overlap
	packages map[string]bool // absolute folders that have an __init__.py
	markers  map[string]bool // absolute folders that an application begins in

	readDir func(string) ([]fs.DirEntry, error)
}

// target is a path that was given.
type target struct {
	told, abs string
	asked     bool     // it is a folder of tests: somebody wants them read
	tests     []string // what was left out as tests, to look into if there is nothing else
}

// place is a folder during the walk.
type place struct {
	rel      string // from the target, "." for itself; slashes
	abs      string
	included bool
	ignores  []ignoreFile // of this folder and those above, outermost first
	entries  []fs.DirEntry
}

func (f *finder) target(told string) error {
	abs, err := filepath.Abs(told)
	if err != nil {
		return fmt.Errorf("finding %s: %w", told, err)
	}
	about, err := os.Stat(told)
	if err != nil {
		return fmt.Errorf("reading Python files: %w", err)
	}
	t := target{told: filepath.ToSlash(told), abs: abs}
	found := len(f.sources)
	if !about.IsDir() {
		t.told, t.abs = path.Dir(t.told), filepath.Dir(abs)
		f.outside(t.abs)
		f.file(&t, filepath.ToSlash(told), abs, about)
		return nil
	}
	f.outside(abs)
	entries, err := f.readDir(abs)
	if err != nil {
		f.problem(t.told, cause(err))
	}
	t.asked = leaveFolder(filepath.Base(abs), entries) == Tests
	f.folder(&t, place{rel: ".", abs: abs, ignores: ignoresAbove(abs), entries: entries})
	if len(f.sources) == found {
		f.onlyTests(&t)
	}
	return nil
}

// outside notes the packages that a target lies in.
func (f *finder) outside(abs string) {
	for dir := abs; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, initFile)); err != nil {
			return
		}
		f.packages[dir] = true
		if dir == filepath.Dir(dir) {
			return
		}
	}
}

// onlyTests says so when a target has tests and nothing else.
func (f *finder) onlyTests(t *target) {
	for _, abs := range t.tests {
		if f.holdsPython(abs) {
			f.problem(t.told, "every Python file here is a test, and tests are not read: give their folder itself, or include it")
			return
		}
	}
}

func (f *finder) holdsPython(abs string) bool {
	found := false
	// What cannot be read holds nothing that could be read.
	_ = filepath.WalkDir(abs, func(name string, d fs.DirEntry, err error) error {
		if found = found || err == nil && !d.IsDir() && isPython(name); found || f.ctx.Err() != nil {
			return filepath.SkipAll
		}
		return nil
	})
	return found
}

// folder goes through one folder, in the order of names.
func (f *finder) folder(t *target, p place) {
	if f.ctx.Err() != nil || f.full || f.seen[p.abs] {
		return
	}
	f.seen[p.abs] = true
	if has(p.entries, ignoreName) {
		p.ignores = append(slices.Clip(p.ignores), readIgnore(p.abs)...)
	}
	f.note(p.abs, p.entries)
	for _, e := range p.entries {
		if f.full {
			return
		}
		f.entry(t, p, e)
	}
}

// note keeps what the names in a folder say about modules.
func (f *finder) note(abs string, entries []fs.DirEntry) {
	for _, e := range entries {
		switch e.Name() {
		case initFile:
			f.packages[abs] = true
		case "pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile", "Dockerfile", "Procfile":
			if f.markers == nil {
				f.markers = map[string]bool{}
			}
			f.markers[abs] = true
		}
	}
}

func (f *finder) entry(t *target, p place, e fs.DirEntry) {
	rel, abs := path.Join(p.rel, e.Name()), filepath.Join(p.abs, e.Name())
	inside := place{rel: rel, abs: abs, included: p.included || f.includes(t, rel), ignores: p.ignores}
	switch {
	case e.Type()&fs.ModeSymlink != 0:
		f.link(t, rel, abs)
	case e.IsDir():
		f.subfolder(t, inside, e.Name())
	case !isPython(e.Name()):
	case !e.Type().IsRegular():
		f.leave(t, rel, Special)
	default:
		why := ""
		if !inside.included {
			if why = leaveFile(e.Name()); why == "" && ignored(inside.ignores, abs, false) {
				why = Ignored
			}
		}
		if why != "" && !(why == Tests && t.asked) {
			f.leave(t, rel, why)
			return
		}
		about, err := e.Info()
		if err != nil {
			f.problem(t.tell(rel), "it was there when the folder was read, and is gone")
			return
		}
		f.file(t, t.tell(rel), abs, about)
	}
}

// subfolder decides whether a folder is read.
func (f *finder) subfolder(t *target, p place, name string) {
	if silent[name] {
		return
	}
	var err error
	if p.entries, err = f.readDir(p.abs); err != nil {
		f.problem(t.tell(p.rel), cause(err))
	}
	why := ""
	if !p.included {
		if why = leaveFolder(name, p.entries); why == "" && ignored(p.ignores, p.abs, true) {
			why = Ignored
		}
	}
	if why == "" || why == Tests && t.asked {
		f.folder(t, p)
		return
	}
	if f.includesBelow(t, p.rel, why) {
		// Only what is included is read of it.
		f.included(t, p)
	}
	f.leave(t, p.rel, why)
}

// included goes through a folder that is left out for what is included of it.
func (f *finder) included(t *target, p place) {
	f.note(p.abs, p.entries)
	for _, e := range p.entries {
		rel, abs := path.Join(p.rel, e.Name()), filepath.Join(p.abs, e.Name())
		switch {
		case f.includes(t, rel):
			f.entry(t, p, e)
		case e.IsDir() && !silent[e.Name()] && f.includesBelow(t, rel, Tests):
			entries, err := f.readDir(abs)
			if err != nil {
				f.problem(t.tell(rel), cause(err))
			}
			f.included(t, place{rel: rel, abs: abs, ignores: p.ignores, entries: entries})
		}
	}
}

// link lists a symbolic link. Links are not followed: where they lead inside
// the folder the files are found anyway, and outside is not what was asked
// for. Neither can there be a loop.
func (f *finder) link(t *target, rel, abs string) {
	about, err := os.Stat(abs)
	if err == nil && about.IsDir() || isPython(rel) {
		f.leave(t, rel, Link)
	}
}

// file takes a file, within the bounds.
func (f *finder) file(t *target, told, abs string, about fs.FileInfo) {
	if f.seen[abs] {
		return
	}
	f.seen[abs] = true
	switch {
	case !about.Mode().IsRegular():
		f.project.LeftOut = append(f.project.LeftOut, LeftOut{told, Special})
		return
	case about.Size() > syntax.MaxSize:
		f.project.LeftOut = append(f.project.LeftOut, LeftOut{told, tooLarge})
		return
	case len(f.sources) == f.maxFiles:
		f.stop(told, fmt.Sprintf("more than %d Python files: the rest, from this one on, was not read", f.maxFiles))
		return
	case f.bytes+about.Size() > f.maxBytes:
		f.stop(told, fmt.Sprintf("more than %d MB of Python: the rest, from this file on, was not read", f.maxBytes>>20))
		return
	}
	f.bytes += about.Size()
	f.sources = append(f.sources, source{path: told, abs: abs, target: *t})
}

func (f *finder) stop(told, text string) {
	f.full = true
	f.problem(told, text)
}

func (f *finder) problem(told, text string) {
	f.project.Problems = append(f.project.Problems, Problem{Path: told, Text: text})
}

func (f *finder) leave(t *target, rel, why string) {
	if why == Tests {
		t.tests = append(t.tests, filepath.Join(t.abs, filepath.FromSlash(rel)))
	}
	f.project.LeftOut = append(f.project.LeftOut, LeftOut{t.tell(rel), why})
}

// tell is a path inside the target as the user is told it.
func (t *target) tell(rel string) string { return path.Join(t.told, rel) }

func has(entries []fs.DirEntry, name string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
}

func isPython(name string) bool {
	ext := path.Ext(name)
	return ext == ".py" || ext == ".pyw" || strings.EqualFold(ext, ".py")
}
