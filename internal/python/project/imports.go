package project

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// Import resolves what an import statement in module from names: level is
// how many dots it has, name what follows them. Of "from . import x" the name
// is "", which is the package; whether x is a module of it is another
// question, with the name "x". It is nil for what is not in the project, and
// for a folder without __init__.py, which has no file.
func (p *Project) Import(from *Module, level int, name string) *Module {
	if level == 0 {
		return p.Lookup(from, name)
	}
	p.prepare()
	dir := p.folder(from)
	for range level - 1 {
		dir = filepath.Dir(dir)
	}
	return p.in(dir, name)
}

// Lookup finds an absolute dotted name as module from sees it. Python would
// look into the folders of sys.path; which those are depends on how the
// program is started, so the likely ones are tried in turn:
//
//   - for a module of a package, the folder that its package is in; for any
//     other, its own folder, which is where a script that is run has its
//     neighbours;
//   - the folders above that, for a program that is started from there;
//   - inside of its package, if nothing imports that as a package;
//   - any other folder of the project that has a package of this name, or the
//     whole of a name of several parts; of several the nearest.
func (p *Project) Lookup(from *Module, name string) *Module {
	if name == "" {
		return nil
	}
	p.prepare()
	dir := p.folder(from)
	outside := dir
	for p.isPackage(outside) && outside != filepath.Dir(outside) {
		outside = filepath.Dir(outside)
	}
	for up := outside; ; up = filepath.Dir(up) {
		if m := p.in(up, name); m != nil {
			return m
		}
		if up == filepath.Dir(up) {
			break
		}
	}
	for ; dir != outside; dir = filepath.Dir(dir) {
		if m := p.in(dir, name); m != nil && m != from && p.inPlace[dir] {
			return m
		}
	}
	return p.elsewhere(outside, name)
}

// elsewhere finds a name in folders that from is not in.
func (p *Project) elsewhere(dir, name string) *Module {
	first, _, dotted := strings.Cut(name, ".")
	var best *Module
	nearest := -1
	for _, root := range p.roots[first] {
		m := p.in(root, name)
		if m == nil || !dotted && !m.Package && filepath.Base(root) != "src" {
			// A neighbour of somebody else, which is not seen from here.
			continue
		}
		// The roots are sorted, the first of equals is the shortest.
		if n := shared(dir, root); n > nearest {
			best, nearest = m, n
		}
	}
	return best
}

// shared counts the folders that two paths begin with.
func shared(a, b string) int {
	as, bs := strings.Split(a, string(filepath.Separator)), strings.Split(b, string(filepath.Separator))
	n := 0
	for n < len(as) && n < len(bs) && as[n] == bs[n] {
		n++
	}
	return n
}

// in finds a dotted name from a folder.
func (p *Project) in(dir, name string) *Module {
	if name != "" {
		dir = filepath.Join(dir, strings.ReplaceAll(name, ".", string(filepath.Separator)))
	}
	return p.byPlace[dir]
}

func (p *Project) isPackage(dir string) bool {
	m := p.byPlace[dir]
	return m != nil && m.Package
}

// place is where a module is; a Project put together by hand has only paths.
func (m *Module) place() string {
	if m.at == "" {
		return moduleAt(filepath.Clean(string(filepath.Separator) + filepath.FromSlash(m.Path)))
	}
	return m.at
}

// folder is what a module is in; of a package that is itself.
func (p *Project) folder(m *Module) string {
	if m == nil {
		return string(filepath.Separator)
	}
	if m.Package {
		return m.place()
	}
	return filepath.Dir(m.place())
}

// prepare makes the index.
func (p *Project) prepare() {
	p.once.Do(func() {
		p.byPlace = make(map[string]*Module, len(p.Modules))
		p.roots = map[string][]string{}
		for _, m := range p.Modules {
			// A package is preferred to a module of its name, as in Python.
			if old := p.byPlace[m.place()]; old == nil || m.Package {
				p.byPlace[m.place()] = m
			}
		}
		p.addRoots()
		p.findInPlace()
	})
}

// addRoots notes for each name that a folder has which folder that is.
func (p *Project) addRoots() {
	seen := map[string]bool{}
	for place := range p.byPlace {
		for !seen[place] && place != filepath.Dir(place) {
			seen[place] = true
			dir, name := filepath.Dir(place), filepath.Base(place)
			p.roots[name] = append(p.roots[name], dir)
			place = dir
		}
	}
	for _, dirs := range p.roots {
		slices.SortFunc(dirs, func(a, b string) int {
			if len(a) != len(b) {
				return len(a) - len(b)
			}
			return strings.Compare(a, b)
		})
	}
}

// findInPlace finds the packages that are none: nothing in them has a
// relative import, or one that begins with the name of the package, so they
// are run from inside.
func (p *Project) findInPlace() {
	p.inPlace = map[string]bool{}
	for _, m := range p.byPlace {
		if m.Package {
			p.inPlace[m.place()] = true
		}
	}
	for _, m := range p.Modules {
		dir := p.folder(m)
		top := ""
		for up := dir; p.isPackage(up) && up != filepath.Dir(up); up = filepath.Dir(up) {
			top = filepath.Base(up)
		}
		if top == "" || !asPackage(m, top) {
			continue
		}
		for up := dir; p.isPackage(up) && up != filepath.Dir(up); up = filepath.Dir(up) {
			delete(p.inPlace, up)
		}
	}
}

// asPackage reports whether a module imports something as a part of the
// package top that it is in.
func asPackage(m *Module, top string) bool {
	for _, s := range m.Tree.Body {
		switch n := s.(type) {
		case *parser.ImportFrom:
			if first, _, _ := strings.Cut(n.Module, "."); n.Level > 0 || first == top {
				return true
			}
		case *parser.Import:
			for _, alias := range n.Names {
				if first, _, _ := strings.Cut(alias.Name, "."); first == top {
					return true
				}
			}
		}
	}
	return false
}
