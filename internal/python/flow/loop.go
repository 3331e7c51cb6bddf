package flow

import "github.com/tamnd/gopapy/parser"

// meeting pays for the variables that are joined where ways meet.
func (r *Run) meeting(st *state) { r.fuel -= (len(st.vars) + len(st.slots)) / varsPerFuel }

// rounds is how often a loop over what is not known is followed: loops in
// loops would go on long after nothing is evaluated any more.
func (r *Run) rounds() int {
	if r.fuel <= 0 {
		return 1
	}
	return 2
}

// forLoop unrolls a loop over known elements; otherwise two rounds show what
// one leaves for the next.
func (r *Run) forLoop(fr *frame, st *state, target, iter parser.Expr, body, orelse []parser.Stmt) {
	it := r.iterable(st, r.eval(fr, st, iter), fr.at(iter))
	if st.dead {
		return
	}
	r.meeting(st)
	l := &loop{}
	fr.loops = append(fr.loops, l)
	elements, exact := it.iterated()
	var last *state
	if exact && len(elements) <= r.unroll() {
		saved := fr.round
		for i, e := range elements {
			if i > 0 && r.fuel <= 0 {
				break
			}
			fr.round = saved*31 + uint64(i) + 1
			l.continues = nil
			r.assign(fr, st, target, e)
			r.exec(fr, st, body)
			for _, c := range l.continues {
				st.become(join(st, c))
			}
			if st.dead {
				break
			}
			r.toldOf(fr, st, target, iter, i, e)
		}
		fr.round = saved
	} else {
		before := st.clone()
		each := r.eachOf(fr, st, target, iter)
		for range r.rounds() {
			l.continues, l.each = nil, nil
			element := it.each()
			r.assign(fr, st, target, element)
			l.each = each
			each.begin(fr, st, element)
			r.exec(fr, st, body)
			for _, c := range l.continues {
				st.become(join(st, c))
			}
			if !st.dead {
				last = st.clone()
			}
			if each != nil {
				st.drop(each.of)
			}
			st.become(join(before.clone(), st))
		}
	}
	fr.loops = fr.loops[:len(fr.loops)-1]
	switch {
	case last == nil:
	case l.each != nil && l.each.changed:
		r.endOf(fr, st, l.each, last)
	default:
		r.checkedEach(fr, st, target, iter, it, last)
	}
	r.exec(fr, st, orelse)
	for _, b := range l.breaks {
		st.become(join(st, b))
	}
}

// checkedEach carries over to the whole what each round of a loop made sure
// of: "for key in body: if key not in allowed: abort()" leaves a body with
// allowed keys only, and the same with elements of lists.
func (r *Run) checkedEach(fr *frame, st *state, target, iter parser.Expr, it *Value, last *state) {
	whole, keys := wholeOf(iter)
	name, ok := keyTarget(target, iter)
	if !ok {
		return
	}
	i, ok := fr.fn.names[name]
	if !ok || last.vars[i] == nil {
		return
	}
	v := last.vars[i]
	old := it
	if keys {
		old = r.eval(fr, st, whole)
	}
	w := *orNothing(old)
	r.checkedValues(fr, st, target, iter, last, &w)
	if old.Kind.Can(Document) && (keys || !old.Kind.Can(List) || len(v.Literals) > 0 || v.Has(Plain)) {
		if len(v.Literals) > 0 && old.doc == nil || old.doc != nil && old.doc.open && len(v.Literals) > 0 {
			w.named(v.Literals)
		}
		w.Checks |= v.Checks & Plain
	}
	if old.Kind.Can(List) && !keys && (v.Kind != it.each().Kind || v.Checks != it.each().Checks) && w.list == nil {
		w.list = &list{elem: v}
	} else if w.list != nil && !w.list.exact {
		w.list = &list{elem: v}
	}
	if w.Checks != old.Checks || len(w.Names()) != len(old.Names()) || w.list != old.list || w.doc != old.doc {
		r.narrowTo(fr, st, whole, &w)
	}
}

// checkedValues carries over to a document what each round made sure of its
// values: for k, v in d.items(), for v in d.values().
func (r *Run) checkedValues(fr *frame, st *state, target, iter parser.Expr, last *state, w *Value) {
	c, ok := iter.(*parser.Call)
	if !ok {
		return
	}
	a, ok := c.Func.(*parser.Attribute)
	if !ok || a.Attr != "items" && a.Attr != "values" {
		return
	}
	if t, ok := target.(*parser.Tuple); ok && a.Attr == "items" && len(t.Elts) == 2 {
		target = t.Elts[1]
	}
	n, ok := target.(*parser.Name)
	if !ok {
		return
	}
	i, ok := fr.fn.names[n.Id]
	if !ok || last.vars[i] == nil || len(w.Flows) == 0 {
		return
	}
	v := last.vars[i]
	before := w.member("")
	if v.Kind == before.Kind && v.Checks == before.Checks || v.Kind&^before.Kind != 0 {
		return // nothing was learned, or it was assigned to
	}
	d := doc{keys: &Value{Kind: Text, Flows: w.Flows, Literals: w.Names()}, rest: v}
	if w.doc != nil {
		d.fields = w.doc.fields
	}
	w.doc = &d
}

// wholeOf is what a loop goes through: x for x, list(x), x.keys(), x.items().
// Keys tells that it is a mapping for sure.
func wholeOf(iter parser.Expr) (whole parser.Expr, keys bool) {
	if c, ok := iter.(*parser.Call); ok {
		if a, ok := c.Func.(*parser.Attribute); ok && (a.Attr == "keys" || a.Attr == "items" || a.Attr == "values") {
			return a.Value, true
		}
		if n, ok := c.Func.(*parser.Name); ok && len(c.Args) == 1 && (n.Id == "list" || n.Id == "set" || n.Id == "sorted" || n.Id == "tuple") {
			return wholeOf(c.Args[0])
		}
	}
	return iter, false
}

func keyTarget(target, iter parser.Expr) (string, bool) {
	if t, ok := target.(*parser.Tuple); ok && len(t.Elts) == 2 {
		target = t.Elts[0]
	}
	n, ok := target.(*parser.Name)
	if !ok {
		return "", false
	}
	return n.Id, true
}

func (r *Run) whileLoop(fr *frame, st *state, s *parser.While) {
	r.meeting(st)
	l := &loop{}
	fr.loops = append(fr.loops, l)
	var exits *state
	round := st
	for range r.rounds() {
		l.continues = nil
		yes, no := r.cond(fr, round, s.Test)
		exits = join(exits, no)
		r.exec(fr, yes, s.Body)
		for _, c := range l.continues {
			yes = join(yes, c)
		}
		round = yes
		if round.dead {
			break
		}
	}
	_, no := r.cond(fr, round, s.Test)
	exits = join(exits, no)
	fr.loops = fr.loops[:len(fr.loops)-1]
	r.exec(fr, exits, s.Orelse)
	for _, b := range l.breaks {
		exits = join(exits, b)
	}
	st.become(exits)
	r.now = st
}
