package flow

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// contained is "left in right".
func (r *Run) contained(fr *frame, yes, no *state, left, right parser.Expr, l, rv *Value) {
	// "$" in key, "." in key
	if name, ok := l.Text(); ok {
		if s, literal := rv.Text(); literal && rv.Kind == Text {
			yes.dead, no.dead = !strings.Contains(s, name), strings.Contains(s, name)
			return
		}
		if rv.Kind.Can(Document|Unknown) && (rv.doc != nil || len(rv.Flows) > 0) && !rv.Kind.Only(Text) {
			r.hasKey(fr, yes, no, right, rv, name)
		}
		if name == "$" && nameable(right) {
			r.narrowTo(fr, no, right, rv.With(Plain))
		}
		if rv.list == nil {
			return
		}
	}
	r.typeTested(fr, yes, no, left, rv)
	among := members(rv)
	if among == nil {
		if trusted(rv) && nameable(left) { // a list that the program keeps elsewhere
			w := *l
			w.Checks |= Listed | Typed | Bounded | Plain
			r.narrowTo(fr, yes, left, &w)
		}
		return
	}
	if len(among.Literals) == 0 {
		return // an empty one may be filled elsewhere
	}
	if len(l.Literals) > 0 {
		in := slices.DeleteFunc(slices.Clone(l.Literals), func(x Literal) bool { return !slices.Contains(among.Literals, x) })
		switch len(in) {
		case len(l.Literals):
			no.dead = true
		case 0:
			yes.dead = true
		}
		among = &Value{Literals: in}
	}
	if len(among.Literals) > 0 {
		r.narrowTo(fr, yes, r.elementOf(left), l.listed(among))
	}
	if len(l.Literals) == 0 && nameable(left) {
		r.narrowTo(fr, no, left, l.unlike(among))
	}
}

// elementOf looks through casts that keep what is tested: x.lower() in names.
func (r *Run) elementOf(e parser.Expr) parser.Expr {
	if c, ok := e.(*parser.Call); ok && len(c.Args) == 0 {
		if a, ok := c.Func.(*parser.Attribute); ok && (a.Attr == "lower" || a.Attr == "strip" || a.Attr == "upper") {
			return a.Value
		}
	}
	return e
}

// members are the literals that a container of the program's own holds; nil
// if they are not all known.
func members(v *Value) *Value {
	if v == nil || len(v.Flows) > 0 {
		return nil
	}
	elements, exact := v.iterated()
	if !exact {
		if v.list == nil || v.list.elem == nil || len(v.list.elem.Literals) == 0 {
			return nil
		}
		elements = []*Value{v.list.elem}
	}
	m := &Value{}
	for _, e := range elements {
		if len(e.Literals) == 0 {
			return nil
		}
		m.Literals = append(m.Literals, e.Literals...)
		m.Kind |= e.Kind
	}
	return m
}

// trusted tells whether a container is the program's own, as far as is known:
// configuration, a module's table, another library's constants.
func trusted(v *Value) bool {
	return v != nil && len(v.All(Request, Credential, Outside, Error, Database)) == 0 && (v.Kind.Can(List|Document) || v.more().path != "" || len(v.more().targets) > 0)
}

func (r *Run) hasKey(fr *frame, yes, no *state, e parser.Expr, v *Value, name string) {
	f, ok := v.Field(name)
	switch {
	case ok && !f.Maybe && !f.Gone():
		no.dead = v.doc != nil && !v.Kind.Can(Text|Unknown) && !v.doc.open
	case v.doc != nil && !v.doc.open && v.doc.rest == nil && !ok && v.Kind == Document:
		yes.dead = true
	case ok && f.Maybe && nameable(e):
		sure := f
		sure.Maybe = false
		r.narrowTo(fr, yes, e, v.WithField(sure))
		r.narrowTo(fr, no, e, v.WithField(Field{Name: name, Value: gone}))
	case !ok && nameable(e) && len(v.Flows) > 0:
		r.narrowTo(fr, no, e, v.WithField(Field{Name: name, Value: gone}))
	}
}

// within narrows a document whose keys are a subset of the program's own
// names: set(d) <= ALLOWED.
func (r *Run) within(fr *frame, yes *state, keys parser.Expr, allowed *Value) {
	whole, ok := keysOf(keys)
	among := members(allowed)
	if !ok || among == nil || len(among.Literals) == 0 || !nameable(whole) {
		return
	}
	w := *r.eval(fr, yes, whole)
	w.named(among.Literals)
	r.narrowTo(fr, yes, whole, &w)
}

// keysOf is the document whose keys an expression gives: set(d), d.keys(),
// set(d.keys()).
func keysOf(e parser.Expr) (parser.Expr, bool) {
	c, ok := e.(*parser.Call)
	if !ok {
		return nil, false
	}
	if a, ok := c.Func.(*parser.Attribute); ok && a.Attr == "keys" {
		return a.Value, true
	}
	if n, ok := c.Func.(*parser.Name); ok && len(c.Args) == 1 && (n.Id == "set" || n.Id == "frozenset" || n.Id == "list") {
		if inner, ok := keysOf(c.Args[0]); ok {
			return inner, true
		}
		return c.Args[0], nameable(c.Args[0])
	}
	return nil, false
}

// leftOver says what is known where a difference of keys is empty:
// set(d) - ALLOWED, [k for k in d if k not in ALLOWED].
func (r *Run) leftOver(fr *frame, st *state, e parser.Expr) []where {
	var keys parser.Expr
	var allowed *Value
	switch e := e.(type) {
	case *parser.BinOp:
		if e.Op != "Sub" {
			return nil
		}
		keys, allowed = e.Left, r.eval(fr, st, e.Right)
	case *parser.Call:
		a, ok := e.Func.(*parser.Attribute)
		if !ok || a.Attr != "difference" || len(e.Args) != 1 {
			return nil
		}
		keys, allowed = a.Value, r.eval(fr, st, e.Args[0])
	case *parser.ListComp:
		keys, allowed = r.rejected(fr, st, e.Gens)
	case *parser.SetComp:
		keys, allowed = r.rejected(fr, st, e.Gens)
	}
	if keys == nil {
		return nil
	}
	whole, ok := keysOf(keys)
	if !ok {
		whole = keys
	}
	among := members(allowed)
	if among == nil || len(among.Literals) == 0 || !nameable(whole) {
		return nil
	}
	w := *r.eval(fr, st, whole)
	w.named(among.Literals)
	return []where{{false, whole, &w}}
}

// rejected is what a comprehension goes through, and the names that it leaves
// out: for k in d if k not in ALLOWED.
func (r *Run) rejected(fr *frame, st *state, gens []*parser.Comprehension) (parser.Expr, *Value) {
	if len(gens) != 1 || len(gens[0].Ifs) != 1 {
		return nil, nil
	}
	c, ok := gens[0].Ifs[0].(*parser.Compare)
	if !ok || len(c.Ops) != 1 || c.Ops[0] != "NotIn" {
		return nil, nil
	}
	if n, ok := c.Left.(*parser.Name); !ok || !binds(gens[0].Target, n.Id) {
		return nil, nil
	}
	whole, _ := wholeOf(gens[0].Iter)
	return whole, r.eval(fr, st, c.Comparators[0])
}

func binds(target parser.Expr, name string) bool {
	if t, ok := target.(*parser.Tuple); ok && len(t.Elts) > 0 {
		target = t.Elts[0]
	}
	n, ok := target.(*parser.Name)
	return ok && n.Id == name
}
