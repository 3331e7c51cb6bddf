package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

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
	r.typeTested(fr, yes, no, left, rv)
	r.typeTested(fr, yes, no, right, l)
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
