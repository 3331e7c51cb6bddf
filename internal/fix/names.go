package fix

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

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
		if (h.Name == here.name && h.Place.Pos().Line == line || h.Name == there.name && h.Place.Pos().Line == other) && strings.Contains(op.Route.Path, "{"+name+"}") {
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

var builtins = func() map[string]bool {
	set := map[string]bool{}
	for name := range strings.FieldsSeq("abs bool bytes dict float frozenset getattr int isinstance len list max min repr round set str sum tuple type True False None") {
		set[name] = true
	}
	return set
}()
