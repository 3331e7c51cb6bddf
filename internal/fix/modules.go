package fix

import (
	"cmp"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/project"
)

// home is the file that defines a name which another one has, and what it is
// called there; nil if that is not in the project.
func (b *bench) home(from *file, name string) (*file, string) {
	for range maxNames {
		module, bound := from.bindings()[name]
		if !bound {
			return nil, ""
		}
		if module == "" {
			return from, name
		}
		next, original := b.source(from, name)
		if next == nil {
			return nil, ""
		}
		if next == from {
			return from, original
		}
		from, name = next, original
	}
	return nil, ""
}

// source is the file that a from-import gets a name from.
func (b *bench) source(f *file, name string) (*file, string) {
	for _, s := range f.Tree.Body {
		i, ok := s.(*parser.ImportFrom)
		if !ok {
			continue
		}
		for _, a := range i.Names {
			if cmp.Or(a.Asname, a.Name) != name {
				continue
			}
			if m := b.project.Import(f.module, i.Level, i.Module); m != nil {
				if sub := b.project.Import(f.module, i.Level, strings.TrimPrefix(i.Module+"."+a.Name, ".")); sub != nil {
					return nil, "" // a module, not a name in one
				}
				return b.fileOf(m), a.Name
			}
		}
	}
	return nil, ""
}

// fromProject is how a file spells a name that another file of the project
// defines, and what it has to import for that.
func (b *bench) fromProject(to spot, home *file, name string, shadowed func(string) bool) (text string, w wanted, ok bool) {
	for _, s := range to.Tree.Body {
		i, is := s.(*parser.ImportFrom)
		if !is {
			continue
		}
		for _, a := range i.Names {
			bound := cmp.Or(a.Asname, a.Name)
			if b.project.Import(to.module, i.Level, i.Module) == home.module && a.Name == name && !shadowed(bound) {
				return bound, w, true
			}
			if b.project.Import(to.module, i.Level, strings.TrimPrefix(i.Module+"."+a.Name, ".")) == home.module && !shadowed(bound) {
				return bound + "." + name, w, true
			}
		}
	}
	if b.reaches(home.module, to.module) {
		return "", w, false // it would import in a circle
	}
	w = wanted{module: b.moduleName(to.file, home), name: name}
	if _, taken := to.bindings()[name]; taken || shadowed(name) {
		w.as = alias(name)
	}
	if _, taken := to.bindings()[w.bound()]; taken || shadowed(w.bound()) {
		return "", wanted{}, false
	}
	return w.bound(), w, true
}

// alias is another name for the caller's: caller_id for user_id.
func alias(name string) string {
	parts := strings.Split(strings.TrimPrefix(strings.TrimPrefix(name, "get_"), "current_"), "_")
	return "caller_" + parts[len(parts)-1]
}

// moduleName is how a file names another module of the project in a
// from-import: as it names that module already, else as it or its neighbours
// name others.
func (b *bench) moduleName(f, of *file) string {
	relative := false
	for _, s := range f.Tree.Body {
		i, ok := s.(*parser.ImportFrom)
		if !ok {
			continue
		}
		relative = relative || i.Level > 0
		if b.project.Import(f.module, i.Level, i.Module) == of.module {
			return strings.Repeat(".", i.Level) + i.Module
		}
	}
	if !relative {
		return of.module.Name
	}
	here := strings.Split(f.module.Name, ".")
	if !f.module.Package {
		here = here[:len(here)-1]
	}
	there := strings.Split(of.module.Name, ".")
	common := 0
	for common < len(here) && common < len(there)-1 && here[common] == there[common] {
		common++
	}
	if common == 0 {
		return of.module.Name
	}
	return strings.Repeat(".", len(here)-common+1) + strings.Join(there[common:], ".")
}

// reaches tells whether a module imports another when it is imported, by
// itself or by way of others.
func (b *bench) reaches(from, to *project.Module) bool {
	seen := map[*project.Module]bool{}
	var look func(m *project.Module) bool
	look = func(m *project.Module) bool {
		if m == nil || seen[m] {
			return false
		}
		seen[m] = true
		if m == to {
			return true
		}
		for _, s := range m.Tree.Body {
			for _, next := range b.importedBy(m, s) {
				if look(next) {
					return true
				}
			}
		}
		return false
	}
	return look(from)
}

// importedBy are the modules of the project that an import statement names.
func (b *bench) importedBy(m *project.Module, s parser.Stmt) []*project.Module {
	var all []*project.Module
	switch n := s.(type) {
	case *parser.Import:
		for _, a := range n.Names {
			all = append(all, b.project.Lookup(m, a.Name))
		}
	case *parser.ImportFrom:
		base := b.project.Import(m, n.Level, n.Module)
		if base != nil && !base.Package {
			all = append(all, base)
		}
		for _, a := range n.Names {
			if sub := b.project.Import(m, n.Level, strings.TrimPrefix(n.Module+"."+a.Name, ".")); sub != nil {
				all = append(all, sub)
			} else if base != nil {
				all = append(all, base)
			}
		}
	}
	return all
}
