// Package project finds the Python files of a source folder and how their
// modules are called.
//
// Nothing is run, installed or looked up in an interpreter: which file an
// import means is read off the folders, as Python would see them from the
// places that a program is usually started from.
package project

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Project is the Python source of the folders that the user gave. Paths are
// slash-separated and begin with the folder as the user wrote it; ./ is left
// off. It is the same each time for the same files.
type Project struct {
	Modules  []*Module // sorted by path
	Problems []Problem // what could not be read, or not whole; sorted by path
	LeftOut  []LeftOut // sorted by path
	Lines    int
	Bytes    int

	index
}

// Module is a file and how imports call it.
type Module struct {
	*syntax.File
	Name    string // dotted, never empty; in two applications there can be two of one name
	Package bool   // it is an __init__.py
	Root    string // the folder that Name is relative to; told as paths are

	at     string // absolute path without .py; of a package its folder
	target target
}

// Problem is a place that could not be read. Line is 0 for a whole file or
// folder.
type Problem struct {
	Path string
	Line int
	Text string
}

// LeftOut is a file or folder that was not read. Of a folder only itself is
// listed, not what is in it. Why is one of the constants.
type LeftOut struct {
	Path string
	Why  string
}

// Options says what is read; the zero value is what users get.
type Options struct {
	// Include has globs and folders that are read although they would be
	// left out. They are relative to the folder that was given, or begin
	// with it; a name without a slash is meant at any depth. What is inside
	// of an included folder is included.
	Include []string

	MaxFiles int   // 0 is 100,000: more is not one application
	MaxBytes int64 // 0 is 256 MB, whose trees take some 3 GB
}

const (
	defaultFiles = 100_000
	defaultBytes = 256 << 20
)

// Load reads the Python files of folders, and single files. The error is
// about a path that was given and is not there, or about ctx; all else that
// goes wrong is in Problems.
func Load(ctx context.Context, paths []string, o Options) (*Project, error) {
	p := &Project{}
	f := finder{ctx: ctx, project: p, options: o, seen: map[string]bool{}, packages: map[string]bool{}, readDir: os.ReadDir}
	f.maxFiles = cmp.Or(o.MaxFiles, defaultFiles)
	f.maxBytes = cmp.Or(o.MaxBytes, defaultBytes)
	for _, path := range paths {
		if err := f.target(filepath.Clean(path)); err != nil {
			return nil, err
		}
	}
	if err := p.read(ctx, f.sources); err != nil {
		return nil, err
	}
	n := namer{packages: f.packages, markers: f.markers}
	for _, m := range p.Modules {
		n.name(m)
	}
	// One target can be a folder that was left out of another.
	p.LeftOut = slices.DeleteFunc(p.LeftOut, func(l LeftOut) bool {
		return slices.ContainsFunc(paths, func(path string) bool { return filepath.ToSlash(filepath.Clean(path)) == l.Path })
	})
	slices.SortFunc(p.Modules, func(a, b *Module) int { return cmp.Compare(a.Path, b.Path) })
	slices.SortStableFunc(p.Problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), a.Line-b.Line)
	})
	slices.SortStableFunc(p.LeftOut, func(a, b LeftOut) int { return cmp.Compare(a.Path, b.Path) })
	return p, nil
}

// LetGo lets go of the syntax trees; Recall makes them again, of the text that
// was read.
func (p *Project) LetGo() {
	for _, m := range p.Modules {
		m.Tree = nil
	}
}

// Recall makes the syntax trees again that were let go of.
func (p *Project) Recall() {
	for _, m := range p.Modules {
		m.Recall()
	}
}

// source is a file that was found.
type source struct {
	path, abs string
	target    target
}

// read reads and parses files on all processors.
func (p *Project) read(ctx context.Context, sources []source) error {
	modules := make([]*Module, len(sources))
	problems := make([][]Problem, len(sources))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, s := range sources {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			modules[i], problems[i] = load(s)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("reading Python files: %w", err)
	}
	for i, m := range modules {
		p.Problems = append(p.Problems, problems[i]...)
		if m != nil {
			p.Modules = append(p.Modules, m)
			p.Lines += m.Lines()
			p.Bytes += len(m.Text)
		}
	}
	return nil
}

// load reads one file; nil when there is nothing of it.
func load(s source) (*Module, []Problem) {
	text, trouble := contents(s.abs)
	var problems []Problem
	if trouble != "" {
		problems = append(problems, Problem{Path: s.path, Text: trouble})
	}
	if text == nil {
		return nil, problems
	}
	f := syntax.Parse(s.path, text)
	for _, problem := range f.Problems {
		problems = append(problems, Problem{Path: s.path, Line: problem.Line, Text: problem.Text})
	}
	return &Module{File: f, at: moduleAt(s.abs), Package: isInit(s.abs), target: s.target}, problems
}

// index finds modules by place; see imports.go. It is made when first asked
// for, so that a Project can be put together by hand.
type index struct {
	once    sync.Once
	byPlace map[string]*Module
	roots   map[string][]string // by the first part of a name, the folders that have it
	inPlace map[string]bool     // folders with __init__.py that nothing imports as a package
}
