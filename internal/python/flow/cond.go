package flow

import (
	"math"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// cond evaluates a condition and parts the way: what is known where it is
// true, and where it is false. It uses st up.
func (r *Run) cond(fr *frame, st *state, e parser.Expr) (yes, no *state) {
	if st.dead {
		return st, st.clone()
	}
	switch e := e.(type) {
	case *parser.UnaryOp:
		if e.Op == "Not" {
			no, yes = r.cond(fr, st, e.Operand)
			return yes, no
		}
	case *parser.BoolOp:
		return r.condAll(fr, st, e)
	case *parser.Compare:
		return r.condCompare(fr, st, e)
	case *parser.Call:
		return r.condCall(fr, st, e)
	case *parser.Await:
		return r.cond(fr, st, e.Value)
	case *parser.IfExp:
		a, b := r.cond(fr, st, e.Test)
		ay, an := r.cond(fr, a, e.Body)
		by, bn := r.cond(fr, b, e.OrElse)
		return join(ay, by), join(an, bn)
	}
	v := r.eval(fr, st, e)
	return r.condValue(fr, st, e, v)
}

// condValue parts the way by whether a value counts as true.
func (r *Run) condValue(fr *frame, st *state, e parser.Expr, v *Value) (yes, no *state) {
	yes, no = st, st.clone()
	name, named := variable(e)
	if named {
		r.told(fr, yes, no, fr.wheres[name])
	}
	if i, local := fr.fn.names[name]; named && local {
		yes.keep(i, canBe(true))
		no.keep(i, canBe(false))
		r.narrow(fr, yes, e, orNothing(yes.vars[i]), true)
		r.narrow(fr, no, e, orNothing(no.vars[i]), false)
	} else {
		r.narrow(fr, yes, e, v, true)
		r.narrow(fr, no, e, v, false)
	}
	r.told(fr, yes, no, r.leftOver(fr, no, e))
	place := fr.at(e)
	yes.facts = &Fact{Prev: yes.facts, Op: "truthy", Left: v, Place: place}
	no.facts = &Fact{Prev: no.facts, Op: "truthy", Not: true, Left: v, Place: place}
	if truth, certain := truthOf(v); certain {
		if truth {
			no.dead = true
		} else {
			yes.dead = true
		}
	}
	return yes, no
}

// variable is the name of the variable that an expression is, or binds.
func variable(e parser.Expr) (string, bool) {
	if w, ok := e.(*parser.NamedExpr); ok {
		e = w.Target
	}
	n, ok := e.(*parser.Name)
	if !ok {
		return "", false
	}
	return n.Id, true
}

// answers are what a variable says of arguments of the call that gave it.
func (r *Run) answers(fr *frame, e parser.Expr) []where {
	name, _ := variable(e)
	return fr.wheres[name]
}

// told narrows arguments of a call by its answer.
func (r *Run) told(fr *frame, yes, no *state, answers []where) {
	for _, w := range answers {
		if w.truth {
			r.narrowTo(fr, yes, w.arg, w.value)
		} else {
			r.narrowTo(fr, no, w.arg, w.value)
		}
	}
}

// narrow keeps of what e names what can be true, or false.
func (r *Run) narrow(fr *frame, st *state, e parser.Expr, v *Value, truth bool) {
	if !nameable(e) {
		return
	}
	w := v.truthy()
	if !truth {
		w = v.falsy()
	}
	if w != v {
		r.narrowTo(fr, st, e, w)
	}
}

// nameable tells whether an expression names something that can be narrowed.
func nameable(e parser.Expr) bool {
	switch e := e.(type) {
	case *parser.Name:
		return true
	case *parser.Attribute:
		return nameable(e.Value)
	case *parser.Subscript:
		_, constant := e.Slice.(*parser.Constant)
		_, name := e.Slice.(*parser.Name)
		_, member := e.Slice.(*parser.Attribute)
		return (constant || name || member) && nameable(e.Value)
	case *parser.NamedExpr:
		return true
	case *parser.Call:
		if member, ok := namedMember(e); ok {
			return nameable(member)
		}
		a, ok := e.Func.(*parser.Attribute)
		return ok && a.Attr == "get" && len(e.Args) > 0 && nameable(a.Value)
	}
	return false
}

// truthOf tells whether the value is known to count as true or false.
func truthOf(v *Value) (truth, certain bool) {
	if v == nil || v.Kind == 0 {
		return false, false
	}
	if len(v.Literals) > 0 {
		truth = trueLiteral(v.Literals[0])
		for _, l := range v.Literals[1:] {
			if trueLiteral(l) != truth {
				return false, false
			}
		}
		return truth, true
	}
	if v.Kind.Only(Function|Pattern|ObjectID|Date) || v.Kind == Object && len(v.more().objects) > 0 {
		return true, true
	}
	if v.Kind == List && v.list != nil && v.list.exact {
		return len(v.list.known) > 0, true
	}
	if v.Kind == List && v.list != nil && v.list.some && len(v.Flows) == 0 {
		return true, true
	}
	if v.Kind == Document && v.doc != nil && !v.doc.open && v.doc.rest == nil {
		if v.doc.filled() {
			return true, true
		}
		if len(v.doc.fields) == 0 {
			return false, true
		}
	}
	return false, false
}

func trueLiteral(l Literal) bool {
	switch l.Kind {
	case Null:
		return false
	case Bool, Number:
		return l.Number != 0
	}
	return l.Text != ""
}

// truthy is what the value is where it counts as true.
func (v *Value) truthy() *Value {
	if v == nil || v.Kind&Null == 0 && len(v.Literals) < 2 {
		return orNothing(v)
	}
	w := *v
	w.Kind &^= Null
	if w.Kind == 0 {
		return v
	}
	w.Literals = slices.DeleteFunc(slices.Clone(v.Literals), func(l Literal) bool { return !trueLiteral(l) })
	return &w
}

// falsy is what the value is where it counts as false: None, False, 0 or
// empty. Nothing of its content is left.
func (v *Value) falsy() *Value {
	if v == nil {
		return Nothing
	}
	if v.Kind&(Null|Unknown) != 0 && !v.Kind.Can(Bool) || v.Kind == Null|Bool {
		return &Value{Kind: v.Kind&(Null|Bool|Number|Text|List|Document) | Null, Checks: nothingIn, extra: &rare{path: v.more().path}}
	}
	w := &Value{Kind: v.Kind &^ (Function | Pattern | ObjectID | Date | Object | Unknown), Checks: nothingIn, extra: &rare{path: v.more().path}}
	if w.Kind == 0 {
		w.Kind = v.Kind
	}
	return w
}

// condAll is and/or, from left to right.
func (r *Run) condAll(fr *frame, st *state, e *parser.BoolOp) (yes, no *state) {
	and := e.Op == "And"
	open := st
	var out *state
	for _, operand := range e.Values {
		if open.dead {
			break
		}
		y, n := r.cond(fr, open, operand)
		if and {
			open, out = y, join(out, n)
		} else {
			open, out = n, join(out, y)
		}
	}
	out = orDead(out)
	if and {
		return open, out
	}
	return out, open
}

func (r *Run) condCompare(fr *frame, st *state, e *parser.Compare) (yes, no *state) {
	left := e.Left
	r.where = nil
	l := r.eval(fr, st, left)
	asked := r.where
	r.where = nil
	open := st
	var out *state
	for i, op := range e.Ops {
		right := e.Comparators[i]
		rv := r.eval(fr, open, right)
		if open.dead {
			break
		}
		y, n := r.compare(fr, open, op, left, right, l, rv, fr.at(left))
		if rv.IsNone() && i == 0 { // re.match(…) is None
			some, none := n, y
			if op == "IsNot" || op == "NotEq" {
				some, none = y, n
			}
			r.told(fr, some, none, asked)
		}
		open, out = y, join(out, n)
		left, l = right, rv
	}
	return open, orDead(out)
}

// words of comparisons and of their opposites.
var opposites = map[string]string{"NotEq": "Eq", "NotIn": "In", "IsNot": "Is"}

var opWords = map[string]string{"Eq": "==", "In": "in", "Is": "is", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">="}

// compare parts the way by one comparison.
func (r *Run) compare(fr *frame, st *state, op string, left, right parser.Expr, l, rv *Value, place Place) (yes, no *state) {
	if positive, ok := opposites[op]; ok {
		yes, no = r.compare(fr, st, positive, left, right, l, rv, place)
		return no, yes
	}
	yes, no = st, st.clone()
	switch op {
	case "Eq", "Is":
		r.equal(fr, yes, no, left, right, l, rv, op == "Is")
	case "In":
		r.contained(fr, yes, no, left, right, l, rv)
	default:
		r.ordered(fr, yes, no, op, left, right, l, rv)
	}
	word := opWords[op]
	yes.facts = &Fact{Prev: yes.facts, Op: word, Left: l, Right: rv, Place: place}
	no.facts = &Fact{Prev: no.facts, Op: word, Not: true, Left: l, Right: rv, Place: place}
	return yes, no
}

func (r *Run) equal(fr *frame, yes, no *state, left, right parser.Expr, l, rv *Value, identity bool) {
	if same, certain := equalLiterals(l, rv); certain {
		if same {
			no.dead = true
		} else {
			yes.dead = true
		}
		return
	}
	r.equalTo(fr, yes, no, left, l, rv)
	r.equalTo(fr, yes, no, right, rv, l)
	// type(x) is str
	for _, side := range []struct {
		e parser.Expr
		t *Value
	}{{left, rv}, {right, l}} {
		if c, ok := side.e.(*parser.Call); ok && len(c.Args) == 1 {
			if n, ok := c.Func.(*parser.Name); ok && n.Id == "type" && nameable(c.Args[0]) {
				if kind := r.kindNamed(side.t); kind != 0 {
					v := r.eval(fr, yes, c.Args[0])
					r.narrowTo(fr, yes, c.Args[0], v.narrow(kind))
				}
			}
		}
	}
}

// equalTo narrows what e names where it equals, or does not equal, a literal.
func (r *Run) equalTo(fr *frame, yes, no *state, e parser.Expr, v, to *Value) {
	if len(to.Literals) == 0 {
		return
	}
	if to.IsNone() {
		if !v.Kind.Can(Null | Unknown) {
			yes.dead = true
			return
		}
		if name, ok := variable(e); ok {
			r.told(fr, no, yes, fr.wheres[name])
			if i, local := fr.fn.names[name]; local {
				yes.keep(i, canBeNone(true))
				no.keep(i, canBeNone(false))
			}
		}
		if nameable(e) {
			r.narrowTo(fr, yes, e, &Value{Kind: Null, Literals: None.Literals, extra: &rare{path: v.more().path}})
			if v := fr.current(no, e, v); v.Kind.Can(Null) && v.Kind != Null {
				w := *v
				w.Kind &^= Null
				w.Literals = slices.DeleteFunc(slices.Clone(v.Literals), func(l Literal) bool { return l.Kind == Null })
				r.narrowTo(fr, no, e, &w)
			}
		}
		return
	}
	if name, ok := variable(e); ok {
		if i, local := fr.fn.names[name]; local {
			yes.keep(i, canEqual(to, true))
			no.keep(i, canEqual(to, false))
		}
	}
	if !nameable(e) {
		r.measured(fr, yes, e)
		return
	}
	r.narrowTo(fr, yes, e, fr.current(yes, e, v).listed(to))
	v = fr.current(no, e, v)
	if len(v.Literals) > 1 {
		w := *v
		w.Literals = slices.DeleteFunc(slices.Clone(v.Literals), func(l Literal) bool { return slices.Contains(to.Literals, l) })
		if len(w.Literals) > 0 {
			r.narrowTo(fr, no, e, &w)
		}
		return
	}
	if len(v.Literals) == 0 {
		r.narrowTo(fr, no, e, v.unlike(to))
	}
}

// current is what an expression is on a way that a condition has narrowed: of
// a variable what it is there.
func (fr *frame) current(st *state, e parser.Expr, v *Value) *Value {
	if name, ok := variable(e); ok {
		if i, local := fr.fn.names[name]; local && st.vars[i] != nil {
			return st.vars[i]
		}
	}
	return v
}

// unlike is the value that is known not to be one of the literals.
func (v *Value) unlike(among *Value) *Value {
	w := *v
	x := w.changeDeep()
	if len(x.not) < maxLiterals {
		x.not = append(x.not[:len(x.not):len(x.not)], among.Literals...)
	}
	return &w
}

// listed is the value that is known to be one of the literals.
func (v *Value) listed(among *Value) *Value {
	w := *orNothing(v)
	w.Checks |= Listed | Typed | Bounded | Formed | AtLeast | AtMost | Plain
	w.Literals = among.Literals
	w.doc, w.list = nil, nil
	kind := Kind(0)
	for _, l := range among.Literals {
		kind |= l.Kind
	}
	if kind != 0 {
		w.Kind = kind
	}
	return &w
}

func equalLiterals(a, b *Value) (same, certain bool) {
	if len(a.Literals) == 0 || len(b.Literals) == 0 {
		return false, false
	}
	if len(a.Literals) == 1 && len(b.Literals) == 1 {
		x, y := a.Literals[0], b.Literals[0]
		if x.Kind&(Number|Bool) != 0 && y.Kind&(Number|Bool) != 0 {
			return x.Number == y.Number, true
		}
		return x == y, true
	}
	for _, l := range a.Literals {
		if slices.Contains(b.Literals, l) {
			return false, false
		}
	}
	return false, true
}

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

// ordered is a comparison of size: of the value itself, or of its length.
func (r *Run) ordered(fr *frame, yes, no *state, op string, left, right parser.Expr, l, rv *Value) {
	a, okA := l.Number()
	b, okB := rv.Number()
	if okA && okB {
		if map[string]bool{"Lt": a < b, "LtE": a <= b, "Gt": a > b, "GtE": a >= b}[op] {
			no.dead = true
		} else {
			yes.dead = true
		}
		return
	}
	less := op == "Lt" || op == "LtE"
	if less {
		r.within(fr, yes, left, rv)
	} else {
		r.within(fr, yes, right, l)
	}
	r.bounded(fr, yes, no, left, l, rv, less)
	r.bounded(fr, yes, no, right, rv, l, !less)
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

// bounded narrows e, which is below the other side where yes holds if less
// is set, and above it otherwise.
func (r *Run) bounded(fr *frame, yes, no *state, e parser.Expr, v, other *Value, less bool) {
	if !trustedBound(other) {
		return
	}
	below, above := yes, no
	if !less {
		below, above = no, yes
	}
	if c, ok := e.(*parser.Call); ok && len(c.Args) == 1 {
		if n, ok := c.Func.(*parser.Name); ok {
			inner := r.elementOf(c.Args[0])
			if n.Id == "len" {
				if zero, ok := other.Number(); ok && zero <= 1 { // len(unknown) > 0
					r.told(fr, above, below, append(r.leftOver(fr, above, c.Args[0]), r.answers(fr, c.Args[0])...))
				}
			}
			if n.Id == "len" && nameable(inner) {
				r.narrowTo(fr, below, inner, r.eval(fr, below, inner).With(Bounded|AtMost))
				return
			}
			if (n.Id == "int" || n.Id == "float" || n.Id == "abs") && nameable(inner) {
				r.narrowTo(fr, below, inner, orNothing(r.eval(fr, below, inner)).atMost(other))
				r.narrowTo(fr, above, inner, r.eval(fr, above, inner).With(AtLeast))
				return
			}
		}
	}
	if !nameable(e) {
		return
	}
	w := v.numeric()
	r.narrowTo(fr, below, e, orNothing(w).atMost(other))
	r.narrowTo(fr, above, e, w.With(AtLeast))
}

// numeric is a value that was compared by size with a number: a dict or text
// would have raised.
func (v *Value) numeric() *Value {
	if !v.Kind.Can(Document) {
		return v
	}
	w := *v
	w.Kind &^= Document | List | Null
	w.Checks |= Typed
	return &w
}

// trustedBound tells whether a bound is the program's own.
func trustedBound(v *Value) bool {
	if n, ok := v.Number(); ok {
		return !math.IsInf(n, 0)
	}
	return len(v.All(Request, Credential, Outside)) == 0
}

// measured narrows x where a literal is compared with len(x) or x.count().
func (r *Run) measured(fr *frame, st *state, e parser.Expr) {
	if c, ok := e.(*parser.Call); ok && len(c.Args) == 1 {
		if n, ok := c.Func.(*parser.Name); ok && n.Id == "len" && nameable(c.Args[0]) {
			r.narrowTo(fr, st, c.Args[0], r.eval(fr, st, c.Args[0]).With(Bounded))
		}
	}
}

// narrow is the value where it is known to be of the kind.
func (v *Value) narrow(kind Kind) *Value {
	w := *orNothing(v)
	if v.Kind.Can(Unknown) {
		w.Kind = kind
	} else {
		w.Kind &= kind
	}
	w.Checks |= Typed
	return &w
}

// kindNamed is the kind that a class stands for, or a tuple of classes; 0 if
// it stands for none.
func (r *Run) kindNamed(v *Value) Kind {
	if elements, exact := v.Elements(); exact {
		var k Kind
		for _, e := range elements {
			one := r.kindNamed(e)
			if one == 0 {
				return 0
			}
			k |= one
		}
		return k
	}
	var all Kind
	for _, t := range v.more().targets {
		k, ok := kindsByName[t.Name]
		switch {
		case ok:
			all |= k
		case t.Class != nil:
			all |= Object
		default:
			return 0
		}
	}
	return all
}

var kindsByName = map[string]Kind{
	"builtins.str": Text, "builtins.int": Number, "builtins.float": Number, "builtins.bool": Bool, "builtins.bytes": Bytes,
	"builtins.list": List, "builtins.tuple": List, "builtins.set": List, "builtins.frozenset": List,
	"builtins.dict": Document, "typing.Mapping": Document, "collections.abc.Mapping": Document, "collections.abc.MutableMapping": Document,
	"collections.abc.Sequence": List, "collections.OrderedDict": Document, "numbers.Number": Number, "numbers.Real": Number, "decimal.Decimal": Number,
	"bson.ObjectId": ObjectID, "bson.objectid.ObjectId": ObjectID, "datetime.datetime": Date, "datetime.date": Date, "re.Pattern": Pattern,
	"typing.Dict": Document, "typing.List": List, "uuid.UUID": Text,
}
