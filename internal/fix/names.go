package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// locals are the names that a function binds: parameters, and what it
// assigns. Those of functions in it are not among them.
func (fn *function) locals() map[string]bool {
	all := map[string]bool{}
	if fn == nil {
		return all
	}
	for _, name := range fn.parameters() {
		all[name] = true
	}
	for _, s := range fn.body {
		for _, name := range boundBy(s) {
			all[name] = true
		}
	}
	return all
}

// parameters of the function by name, in order.
func (fn *function) parameters() []string {
	var all []string
	a := fn.args
	if a == nil {
		return nil
	}
	for _, group := range [][]*parser.Arg{a.PosOnly, a.Args, {a.Vararg}, a.KwOnly, {a.Kwarg}} {
		for _, arg := range group {
			if arg != nil {
				all = append(all, arg.Name)
			}
		}
	}
	return all
}

// assigned are the statements of the function that bind the name.
func (fn *function) assigned(name string) []parser.Stmt {
	var all []parser.Stmt
	var look func(body []parser.Stmt)
	visit := func(node any) bool {
		if s, ok := node.(parser.Stmt); ok {
			if asFunction(s) != nil {
				return false
			}
			if slices.Contains(boundDirectly(s), name) {
				all = append(all, s)
			}
			return true
		}
		_, handler := node.(*parser.ExceptHandler)
		return handler
	}
	look = func(body []parser.Stmt) {
		for _, s := range body {
			syntax.Walk(s, visit)
		}
	}
	look(fn.body)
	return all
}

// boundDirectly are the names that the statement itself binds, without its
// blocks.
func boundDirectly(s parser.Stmt) []string {
	switch n := s.(type) {
	case *parser.Assign:
		var all []string
		for _, t := range n.Targets {
			all = append(all, targetNames(t)...)
		}
		return all
	case *parser.AnnAssign:
		return targetNames(n.Target)
	case *parser.AugAssign:
		return targetNames(n.Target)
	case *parser.For:
		return targetNames(n.Target)
	case *parser.AsyncFor:
		return targetNames(n.Target)
	case *parser.With:
		return itemNames(n.Items)
	case *parser.AsyncWith:
		return itemNames(n.Items)
	}
	return nil
}

// value is what a name is assigned, if there is just one simple assignment
// in the function.
func (s spot) value(name string) (spot, bool) {
	fn := s.function()
	if fn == nil || slices.Contains(fn.parameters(), name) {
		return spot{}, false
	}
	all := fn.assigned(name)
	if len(all) != 1 {
		return spot{}, false
	}
	v := assignedValue(all[0])
	if v == nil {
		return spot{}, false
	}
	return s.file.spot(v)
}

// assignedValue is the value of x = value, nil of anything else.
func assignedValue(s parser.Stmt) parser.Expr {
	switch n := s.(type) {
	case *parser.Assign:
		if _, name := n.Targets[0].(*parser.Name); name && len(n.Targets) == 1 {
			return n.Value
		}
	case *parser.AnnAssign:
		if _, name := n.Target.(*parser.Name); name && n.Value != nil {
			return n.Value
		}
	}
	return nil
}

// resolved follows names to what they are assigned, as long as that is the
// only thing that they can be.
func (s spot) resolved() spot {
	for range maxNames {
		n, ok := s.expr().(*parser.Name)
		if !ok {
			return s
		}
		v, ok := s.value(n.Id)
		if !ok {
			return s
		}
		s = v
	}
	return s
}

// maxNames bounds the chain of names; hand-written ones have two or three.
const maxNames = 10

// carried is an expression of one function, spelled for another place.
type carried struct {
	text    string
	imports []wanted
	cost    int // how much has to be added to the file; less is better
}

// carry spells an expression at another place. It is false where it depends
// on something that is not there.
func (b *bench) carry(e spot, to spot) (carried, bool) {
	if held := to.holds(e); held != "" {
		return carried{text: held}, true
	}
	out := carried{}
	text, ok := b.spell(e, to, &out, 0)
	out.text = text
	return out, ok
}

// holds is the variable of the function at to that has the same value by the
// same words before it.
func (to spot) holds(e spot) string {
	fn := to.function()
	source := e.Source(e.expr())
	if fn == nil || e.file != to.file {
		return ""
	}
	limit := to.Offset(syntax.StmtStart(to.stmt()))
	for _, s := range fn.body {
		v := assignedValue(s)
		if v == nil || to.Offset(syntax.StmtStart(s)) >= limit || to.Source(v) != source {
			continue
		}
		if name := boundDirectly(s)[0]; len(fn.assigned(name)) == 1 {
			return name
		}
	}
	return ""
}

// spell writes the expression with the names that are known at to.
func (b *bench) spell(e spot, to spot, out *carried, depth int) (string, bool) {
	if depth > maxNames {
		return "", false
	}
	source := e.Source(e.expr())
	start, _ := e.Span(e.expr())
	type change struct {
		at, end int
		text    string
	}
	var edits []change
	ok := true
	syntax.Walk(e.expr(), func(node any) bool {
		if n, is := node.(*parser.Name); is && ok {
			text, known := b.name(n, e, to, out, depth)
			at := e.Offset(n.P) - start
			edits = append(edits, change{at, at + len(n.Id), text})
			ok = known
		}
		switch node.(type) {
		case *parser.Lambda, *parser.ListComp, *parser.SetComp, *parser.DictComp, *parser.GeneratorExp, *parser.Await:
			ok = false // they bind names of their own, or wait
		}
		return ok
	})
	if !ok {
		return "", false
	}
	slices.SortFunc(edits, func(a, b change) int { return cmp.Compare(b.at, a.at) })
	for _, c := range edits {
		source = source[:c.at] + c.text + source[c.end:]
	}
	return joined(source), true
}

// name is how a name that is used at e is written at to.
func (b *bench) name(n *parser.Name, e, to spot, out *carried, depth int) (string, bool) {
	here, there := e.function(), to.function()
	local := here.locals()[n.Id]
	if local && there != nil && slices.Contains(to.way, any(here.node)) && (here.node != there.node || to.definedBefore(n.Id, here)) {
		return n.Id, here.node == there.node || !there.locals()[n.Id]
	}
	if local {
		if slices.Contains(here.parameters(), n.Id) {
			return n.Id, b.given(n.Id, here, there)
		}
		v, ok := e.value(n.Id)
		if !ok {
			return "", false
		}
		if e.file == to.file && there != nil {
			if same, ok := to.value(n.Id); ok && same.Source(same.expr()) == v.Source(v.expr()) && to.Offset(syntax.StmtStart(same.stmt())) < to.Offset(syntax.StmtStart(to.stmt())) {
				return n.Id, true
			}
		}
		if held := to.holds(v); held != "" {
			return held, true
		}
		return b.spell(v, to, out, depth+1)
	}
	if around := e.enclosing(n.Id); around != nil {
		return n.Id, slices.Contains(to.way, around) && !there.locals()[n.Id]
	}
	return b.global(n.Id, e.file, to, out)
}

// definedBefore tells whether a def in the function stands before the spot.
func (s spot) definedBefore(name string, fn *function) bool {
	at := s.Offset(syntax.StmtStart(s.stmt()))
	return slices.ContainsFunc(fn.body, func(st parser.Stmt) bool {
		def := asFunction(st)
		return def != nil && def.name == name && s.Offset(syntax.StmtStart(st)) < at
	})
}

// enclosing is the outer function that binds the name, as a factory does for
// the views in it; nil for none.
func (s spot) enclosing(name string) any {
	inner := true
	for i := len(s.way) - 1; i >= 0; i-- {
		fn := asFunction(s.way[i])
		if fn == nil {
			continue
		}
		if !inner && fn.locals()[name] {
			return s.way[i]
		}
		inner = false
	}
	return nil
}

// given tells whether both functions get the parameter from the same
// decorator: current_user, which a token check passes to the view.
func (b *bench) given(name string, here, there *function) bool {
	if here == nil || there == nil || here.node == there.node {
		return here != nil && there != nil
	}
	if !slices.Contains(there.parameters(), name) {
		return false
	}
	for _, op := range b.Operations {
		if op.Route == nil || op.Route.Handler == nil {
			continue
		}
		h := op.Route.Handler
		line := syntax.StmtStart(here.node).Line
		other := syntax.StmtStart(there.node).Line
		if (h.Name == here.name && h.Place.Line == line || h.Name == there.name && h.Place.Line == other) && strings.Contains(op.Route.Path, "{"+name+"}") {
			return false
		}
	}
	return name != "self" && name != "cls"
}

// global is how a name of the top level of one file is written at a place of
// another.
func (b *bench) global(name string, from *file, to spot, out *carried) (string, bool) {
	module, bound := from.bindings()[name]
	if !bound {
		return name, builtins[name]
	}
	shadowed := func(text string) bool {
		first, _, _ := strings.Cut(text, ".")
		return to.function().locals()[first]
	}
	if from == to.file {
		return name, !shadowed(name)
	}
	home, original := b.home(from, name)
	switch {
	case home == to.file:
		return original, !shadowed(original)
	case home != nil:
		text, w, ok := b.fromProject(to, home, original, shadowed)
		if w != (wanted{}) {
			out.imports, out.cost = append(out.imports, w), out.cost+1
		}
		return text, ok
	case strings.HasPrefix(module, ".") || module == "":
		return "", false
	}
	return b.fromPackage(to, from, name, out, shadowed)
}

// fromPackage is a name that a file imports from outside of the project.
func (b *bench) fromPackage(to spot, from *file, name string, out *carried, shadowed func(string) bool) (string, bool) {
	w := wanted{}
	for _, i := range from.topImports() {
		for _, a := range i.names {
			switch {
			case i.from && cmp.Or(a.Asname, a.Name) == name:
				w = wanted{module: i.module, name: a.Name, as: a.Asname}
			case !i.from && cmp.Or(a.Asname, a.Name) == name:
				w = wanted{module: a.Name, as: a.Asname}
			}
		}
	}
	if w.module == "" || w.name == "" && w.as != "" {
		return "", false
	}
	if have := to.binding(w.module, w.name); have != "" {
		return have, !shadowed(have)
	}
	if other, taken := to.bindings()[w.bound()]; taken || shadowed(w.bound()) {
		_ = other
		return "", false
	}
	out.imports, out.cost = append(out.imports, w), out.cost+1
	return w.bound(), true
}

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

var builtins = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq("abs bool bytes dict float frozenset getattr int isinstance len list max min repr round set str sum tuple type True False None") {
		set[name] = true
	}
	return set
}()
