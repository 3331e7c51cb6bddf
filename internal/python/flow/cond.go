package flow

import (
	"slices"

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
	if n, ok := e.(*parser.Name); ok {
		if asks := r.name(fr, st, n.Id).standsFor(); asks != nil && !r.isSetup() && len(asks.Targets()) == 1 && asks.Targets()[0].Func != nil {
			return r.condFunc(fr, st, &parser.Call{P: n.P, Func: n}, asks.Targets()[0])
		}
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
	r.emptied(fr, no, e)
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
