package fix

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
)

// bench is what changes are made from: the program and its files. It is for
// one goroutine.
type bench struct {
	*source.Program
	intent     *design.Intent // nil: nothing is said
	project    *project.Project
	files      map[string]*file // by path as told
	limitCalls *[]limitCall     // see limits; nil: not looked for yet
}

func newBench(p *source.Program, i *design.Intent) *bench {
	b := &bench{Program: p, intent: i, project: p.Project(), files: map[string]*file{}}
	if b.project == nil {
		b.project = &project.Project{}
	}
	b.project.Recall()
	return b
}

// file is a file of the program that may be changed.
type file struct {
	*syntax.Layout
	module *project.Module
	style  style
	raw    []byte            // as it was on disk when the change was made
	wrong  string            // why it cannot be changed
	own    func(string) bool // whether a module is the project's
	shared func(string) bool // whether another file imports a name from this one
}

// file finds one by its path as told; nil if the program has none of that
// name.
func (b *bench) file(path string) *file {
	if f, ok := b.files[path]; ok {
		return f
	}
	var f *file
	for _, m := range b.project.Modules {
		if m.Path == path {
			f = &file{Layout: syntax.NewLayout(m.File), module: m}
			f.own = func(name string) bool { return b.project.Lookup(m, name) != nil }
			f.shared = func(name string) bool { return b.imports(m, name) }
			f.raw, f.wrong = readRaw(m)
			f.style = f.learn()
		}
	}
	b.files[path] = f
	return f
}

// imports tells whether another module imports the name from m.
func (b *bench) imports(m *project.Module, name string) bool {
	for _, other := range b.project.Modules {
		for _, s := range other.Tree.Body {
			i, ok := s.(*parser.ImportFrom)
			if !ok || other == m || b.project.Import(other, i.Level, i.Module) != m {
				continue
			}
			if slices.ContainsFunc(i.Names, func(a *parser.Alias) bool { return a.Name == name || a.Name == "*" }) {
				return true
			}
		}
	}
	return false
}

func (b *bench) fileOf(m *project.Module) *file {
	if m == nil {
		return nil
	}
	return b.file(m.Path)
}

// readRaw reads the bytes of a module, and says why it cannot be changed.
func readRaw(m *project.Module) (raw []byte, wrong string) {
	path := filepath.FromSlash(m.Path)
	info, err := os.Lstat(path)
	if err != nil {
		return nil, fmt.Sprintf("%s cannot be read: %v", m.Path, cause(err))
	}
	if !info.Mode().IsRegular() {
		return nil, m.Path + " is a link, or no regular file: change what it points to"
	}
	raw, err = os.ReadFile(path)
	switch {
	case err != nil:
		return nil, fmt.Sprintf("%s cannot be read: %v", m.Path, cause(err))
	case plain(raw) != m.Text && !utf8.Valid(raw):
		return nil, m.Path + " is not UTF-8: change it by hand"
	case plain(raw) != m.Text:
		return nil, m.Path + " has changed since it was read: scan again"
	case len(m.Problems) > 0:
		return nil, m.Path + " has lines that cannot be read: mend them first"
	}
	return raw, ""
}

// plain is the text of a file in UTF-8 as package syntax has it.
func plain(raw []byte) string {
	raw = bytes.TrimPrefix(raw, []byte(bom))
	if bytes.IndexByte(raw, '\r') >= 0 {
		raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	}
	return string(raw)
}

const bom = "\xef\xbb\xbf"

func cause(err error) error {
	if e, ok := err.(*os.PathError); ok {
		return e.Err
	}
	return err
}

// spot is a node of a file, with what it is in.
type spot struct {
	*file
	way []any // from the module down to the node
}

// spot finds where a node is; ok is false if the file does not have it.
func (f *file) spot(node any) (spot, bool) {
	if f == nil {
		return spot{}, false
	}
	way := syntax.Way(f.Tree, node)
	return spot{f, way}, way != nil
}

// at finds the call of an event.
func (b *bench) at(e *flow.Event) (spot, bool) {
	if e == nil || e.Call == nil || e.Call.Node == nil {
		return spot{}, false
	}
	f := b.file(e.Place.File)
	return f.spot(f.alike(e.Call.Node))
}

// alike is the call in the tree of the file that is as the given one, which is
// of a tree that was let go of: it begins at the same place and has as many
// parts, for of calls that begin at one place each is a part of the next.
func (f *file) alike(c *parser.Call) (found *parser.Call) {
	if f == nil {
		return nil
	}
	start, size := syntax.Start(c), parts(c)
	syntax.Walk(f.Tree, func(node any) bool {
		if d, ok := node.(*parser.Call); ok && syntax.Start(d) == start && parts(d) == size {
			found = d
		}
		return found == nil
	})
	return found
}

func parts(node any) (n int) {
	syntax.Walk(node, func(any) bool { n++; return true })
	return n
}

// expr is the node, if it is an expression.
func (s spot) expr() parser.Expr {
	if len(s.way) == 0 {
		return nil
	}
	e, _ := s.way[len(s.way)-1].(parser.Expr)
	return e
}

// to is another node of the same file.
func (s spot) to(node any) spot {
	t, _ := s.spot(node)
	return t
}

// stmt is the innermost statement around the node.
func (s spot) stmt() parser.Stmt {
	for i := len(s.way) - 1; i >= 0; i-- {
		if st, ok := s.way[i].(parser.Stmt); ok {
			return st
		}
	}
	return nil
}

// function is a def, async or not.
type function struct {
	node       parser.Stmt
	name       string
	args       *parser.Arguments
	body       []parser.Stmt
	decorators []parser.Expr
}

func asFunction(node any) *function {
	switch n := node.(type) {
	case *parser.FunctionDef:
		return &function{n, n.Name, n.Args, n.Body, n.DecoratorList}
	case *parser.AsyncFunctionDef:
		return &function{n, n.Name, n.Args, n.Body, n.DecoratorList}
	}
	return nil
}

// function is the innermost def that the node is in; nil at the top level.
func (s spot) function() *function {
	for i := len(s.way) - 1; i >= 0; i-- {
		if f := asFunction(s.way[i]); f != nil {
			return f
		}
	}
	return nil
}

// definition finds the def of a function of the program.
func (b *bench) definition(f *flow.Func) (*file, *function) {
	if f == nil {
		return nil, nil
	}
	in := b.file(f.Place.File)
	if in == nil {
		return nil, nil
	}
	var found *function
	syntax.Walk(in.Tree, func(node any) bool {
		if d := asFunction(node); d != nil && d.name == f.Name {
			if at := syntax.StmtStart(d.node); at.Line == f.Place.Pos().Line {
				found = d
			}
		}
		_, expr := node.(parser.Expr)
		return !expr && found == nil
	})
	return in, found
}

// lineStart is the offset of the line that the offset is in.
func (f *file) lineStart(offset int) int { return strings.LastIndexByte(f.Text[:offset], '\n') + 1 }

// lineEnd is the offset behind the line end.
func (f *file) lineEnd(offset int) int {
	if n := strings.IndexByte(f.Text[offset:], '\n'); n >= 0 {
		return offset + n + 1
	}
	return len(f.Text)
}

// indentAt is the blanks that the line of an offset begins with.
func (f *file) indentAt(offset int) string {
	start := f.lineStart(offset)
	end := start
	for end < len(f.Text) && (f.Text[end] == ' ' || f.Text[end] == '\t') {
		end++
	}
	return f.Text[start:end]
}

// begins tells whether a statement is the first on its line, so that lines
// can be put before it.
func (f *file) begins(offset int) bool {
	return strings.TrimLeft(f.Text[f.lineStart(offset):offset], " \t\f") == ""
}
