// Package project finds the Python files of a source folder and how their
// modules are called.
package project

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Project is the Python source of one target.
type Project struct {
	Modules  []*Module // sorted by path
	Problems []Problem // files that could not be read, or not as a whole
	LeftOut  []LeftOut
	Lines    int
	Bytes    int
}

// Module is a file and what imports call it.
type Module struct {
	*syntax.File
	Name    string // dotted: shop.orders; never empty
	Package bool   // __init__.py
	Root    string // the import root that Name is relative to
}

// Problem is a place that could not be read. Line is 0 for a whole file.
type Problem struct {
	Path string
	Line int
	Text string
}

// LeftOut is a file or folder that was not read, and why.
type LeftOut struct {
	Path string
	Why  string
}

// Options says what is read; the zero value is what users get.
type Options struct {
	Include []string // globs or folders that are kept although they would be left out
}

// Load reads the Python files of dirs.
func Load(ctx context.Context, dirs []string, o Options) (*Project, error) {
	// Thin: enough for those who wait for it.
	p := &Project{}
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".py" {
				return err
			}
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(dir, path)
			name := strings.ReplaceAll(strings.TrimSuffix(filepath.ToSlash(rel), ".py"), "/", ".")
			m := &Module{File: syntax.Parse(filepath.ToSlash(path), data), Name: name, Root: dir}
			if base, ok := strings.CutSuffix(name, ".__init__"); ok {
				m.Name, m.Package = base, true
			}
			p.Modules = append(p.Modules, m)
			p.Lines += strings.Count(m.Text, "\n")
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Import resolves what module from calls name, level dots up; nil when it is
// not in the project.
func (p *Project) Import(from *Module, level int, name string) *Module {
	if level > 0 {
		parts := strings.Split(from.Name, ".")
		if from.Package {
			level--
		}
		parts = parts[:max(0, len(parts)-level)]
		if name != "" {
			parts = append(parts, name)
		}
		name = strings.Join(parts, ".")
	}
	return p.Lookup(from, name)
}

// Lookup finds an absolute dotted name as seen from a module.
func (p *Project) Lookup(from *Module, name string) *Module {
	for _, m := range p.Modules {
		if m.Name == name {
			return m
		}
	}
	return nil
}
