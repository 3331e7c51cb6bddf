// Package project finds the Python files of a source folder and how their
// modules are called.
package project

import (
	"context"

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
	return &Project{}, nil
}

// Import resolves what module from calls name, level dots up; nil when it is
// not in the project.
func (p *Project) Import(from *Module, level int, name string) *Module { return nil }

// Lookup finds an absolute dotted name as seen from a module.
func (p *Project) Lookup(from *Module, name string) *Module { return nil }
