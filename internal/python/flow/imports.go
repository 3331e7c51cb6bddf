package flow

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

const moduleType = "<module>"

func moduleValue(m *Module) *Value {
	return &Value{Kind: Object, extra: &rare{objects: []*Instance{{Type: moduleType, Data: m}}, path: m.Name}}
}

func (r *Run) moduleMember(st *state, m *Module, name string) *Value {
	r.load(m)
	if v := r.global(st, m, name); v != nil {
		return v
	}
	if sub := r.Program.Project.Lookup(m.Module, m.Name+"."+name); sub != nil && m.Package {
		return moduleValue(r.Program.byProject[sub])
	}
	return nil
}

// Load interprets the top of a module that is imported by its name, unless it
// was.
func (r *Run) Load(m *Module) { r.load(m) }

// importing is "import a.b as c".
func (r *Run) importing(fr *frame, st *state, a *parser.Alias) {
	bound := importedAs(a)
	name := a.Name
	if a.Asname == "" {
		name = bound
		if m := r.Program.Project.Import(fr.module.Module, 0, a.Name); m != nil {
			r.load(r.Program.byProject[m])
		}
	}
	if m := r.Program.Project.Import(fr.module.Module, 0, name); m != nil {
		mod := r.Program.byProject[m]
		r.load(mod)
		r.bind(fr, st, bound, moduleValue(mod))
		return
	}
	r.bind(fr, st, bound, External(r.canonical(name)))
}

// importFrom is "from a import b".
func (r *Run) importFrom(fr *frame, st *state, s *parser.ImportFrom) {
	m := r.Program.Project.Import(fr.module.Module, s.Level, s.Module)
	if m == nil {
		r.importExternal(fr, st, s)
		return
	}
	mod := r.Program.byProject[m]
	r.load(mod)
	for _, a := range s.Names {
		if a.Name == "*" {
			r.importAll(fr, mod)
			continue
		}
		v := r.moduleMember(st, mod, a.Name)
		if v == nil {
			if sub := r.Program.Project.Lookup(m, m.Name+"."+a.Name); sub != nil {
				subModule := r.Program.byProject[sub]
				r.load(subModule)
				v = moduleValue(subModule)
			}
		}
		name := cmp.Or(a.Asname, a.Name)
		if v == nil { // of a module that is still being loaded: see settle
			v = &Value{Kind: Unknown, extra: &rare{path: a.Name}}
		}
		if i, ok := fr.module.fn.names[name]; ok && fr.fn == fr.module.fn {
			r.pending = append(r.pending, pending{fr.module, i, mod, a.Name, v})
		}
		r.bind(fr, st, name, v)
	}
}

func (r *Run) importExternal(fr *frame, st *state, s *parser.ImportFrom) {
	prefix := strings.Repeat(".", s.Level) + s.Module
	for _, a := range s.Names {
		if a.Name == "*" {
			r.importAllOf(fr, st, prefix)
			continue
		}
		sub := r.Program.Project.Import(fr.module.Module, s.Level, strings.TrimPrefix(s.Module+"."+a.Name, "."))
		if sub != nil { // a namespace package has no file of its own
			mod := r.Program.byProject[sub]
			r.load(mod)
			r.bind(fr, st, cmp.Or(a.Asname, a.Name), moduleValue(mod))
			continue
		}
		name := r.canonical(prefix + "." + a.Name)
		v := External(name)
		if entry, ok := r.entry(name); ok && entry.Get != nil {
			r.now = st
			v = orNothing(entry.Get(&Reading{Run: r, Name: name, Place: fr.place(s.P)}))
		}
		r.bind(fr, st, cmp.Or(a.Asname, a.Name), v)
	}
}

// importAllOf binds the names that the library knows in a module.
func (r *Run) importAllOf(fr *frame, st *state, module string) {
	var names []string
	for name := range r.Program.Library {
		short, ok := strings.CutPrefix(name, module+".")
		if ok && !strings.Contains(short, ".") && !strings.HasPrefix(short, "_") {
			names = append(names, short)
		}
	}
	slices.Sort(names) // reading some leaves events
	for _, short := range names {
		name := module + "." + short
		entry := r.Program.Library[name]
		v := External(r.canonical(name))
		if entry.Get != nil {
			r.now = st
			v = orNothing(entry.Get(&Reading{Run: r, Name: name}))
		}
		fr.module.extra[short] = v
	}
}

func (r *Run) importAll(fr *frame, mod *Module) {
	for name, i := range mod.fn.names {
		if v := mod.st.vars[i]; v != nil && !strings.HasPrefix(name, "_") {
			fr.module.extra[name] = v
		}
	}
	for name, v := range mod.extra {
		fr.module.extra[name] = v
	}
}

// pending is an import whose value may change until all modules are loaded:
// the module had not come so far, or a registry there is filled later.
type pending struct {
	into  *Module
	index int
	from  *Module
	name  string
	value *Value // when it was imported
}

// setGlobal gives a name of a module a value on this way, for this run alone.
func (r *Run) setGlobal(st *state, m *Module, name string, i int, v *Value) {
	of := r.globals[m]
	if of == nil {
		of = &Instance{Type: moduleType, owner: r, attrs: map[string]*Value{}}
		if r.globals == nil {
			r.globals = map[*Module]*Instance{}
		}
		r.globals[m] = of
	}
	of.attrs[name] = m.st.vars[i] // on other ways
	st.setSlot(of, name, v)
}
