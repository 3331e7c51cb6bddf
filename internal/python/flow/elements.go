package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// toldOf carries over to the i-th thing that a loop goes through what its
// variable was found to be: to email in "for v in (email, password)", to an
// element of values in "for v in values", to a member of "for k, v in d.items()".
func (r *Run) toldOf(fr *frame, st *state, target, iter parser.Expr, i int, before *Value) {
	if c, ok := iter.(*parser.Call); ok {
		a, isMethod := c.Func.(*parser.Attribute)
		if !isMethod || len(c.Args) > 0 {
			return
		}
		if t, ok := target.(*parser.Tuple); ok && a.Attr == "items" && len(t.Elts) == 2 {
			pair, _ := before.Elements()
			if len(pair) == 2 {
				r.toldOfMember(fr, st, t.Elts[1], a.Value, i, pair[1])
			}
		} else if a.Attr == "values" {
			r.toldOfMember(fr, st, target, a.Value, i, before)
		}
		return
	}
	now := fr.learned(st, target, before)
	if now == nil {
		return
	}
	switch it := iter.(type) {
	case *parser.Tuple:
		r.toldOne(fr, st, it.Elts, i, now)
	case *parser.List:
		r.toldOne(fr, st, it.Elts, i, now)
	case *parser.Name:
		saved := r.narrowing
		r.narrowing = true
		r.refineElement(fr, st, it, r.eval(fr, st, it), i, now)
		r.narrowing = saved
	}
}

func (r *Run) toldOne(fr *frame, st *state, elts []parser.Expr, i int, now *Value) {
	if i < len(elts) && nameable(elts[i]) && !hasStar(elts) {
		r.narrowTo(fr, st, elts[i], now)
	}
}

// toldOfMember is toldOf for the values of a dict that is known key by key.
func (r *Run) toldOfMember(fr *frame, st *state, target, of parser.Expr, i int, before *Value) {
	now := fr.learned(st, target, before)
	if now == nil {
		return
	}
	if d, ok := of.(*parser.Dict); ok {
		r.toldOne(fr, st, d.Values, i, now)
		return
	}
	if n, ok := of.(*parser.Name); ok {
		d := r.eval(fr, st, n)
		if fields := d.Fields(); i < len(fields) && fields[i].Value == before {
			f := fields[i]
			f.Value = now
			r.narrowTo(fr, st, n, d.WithField(f))
		}
	}
}

// learned is a variable of which more is known now; nil where nothing is, or
// where it was assigned to.
func (fr *frame) learned(st *state, target parser.Expr, before *Value) *Value {
	n, ok := target.(*parser.Name)
	if !ok || st.dead || before == nil {
		return nil
	}
	i, local := fr.fn.names[n.Id]
	if !local || st.vars[i] == nil || st.vars[i] == before || !sameFlows(before, st.vars[i]) {
		return nil
	}
	return st.vars[i]
}

// uniformly says on one way that a test has the same answer for each element
// that a comprehension goes through, and on the other one that it has another
// for some.
func (r *Run) uniformly(fr *frame, uniform, other *state, g *parser.GeneratorExp, truth bool) {
	gen := g.Gens[0]
	it := r.eval(fr, uniform, gen.Iter)
	elements, exact := it.iterated()
	if !exact {
		elements = []*Value{it.each()}
	}
	if len(elements) > r.unroll() {
		return
	}
	one := exact && len(gen.Ifs) == 0 // the test is asked of each
	var last, met *state
	for i, x := range elements {
		round := uniform.clone()
		r.assign(fr, round, gen.Target, x)
		for _, test := range gen.Ifs {
			round, _ = r.cond(fr, round, test)
		}
		before := round.facts
		y, n := r.cond(fr, round, g.Elt)
		var some *state // where any is true, the test was true of an element
		last, some = n, y
		if truth {
			last, some = y, n
		}
		if one {
			met = meet(met, some)
		}
		if i == 0 && !some.dead && other != nil && other != uniform {
			other.facts = rebase(some.facts, shared(some.facts, before), other.facts)
		}
		if one && !last.dead {
			uniform.become(last) // what holds for this one holds from now on
			r.toldOf(fr, uniform, gen.Target, gen.Iter, i, x)
		}
	}
	if one && met != nil && !met.dead && other != nil { // of one of them it was true
		other.vars, other.slots = slices.Clone(met.vars), met.slots
	}
	if !exact && last != nil && !last.dead {
		r.checkedEach(fr, uniform, gen.Target, gen.Iter, it, last)
		uniform.facts = last.facts
	}
}

// gather remembers what a variable was gathered by: bad = [k for k in names if
// not isinstance(body.get(k), str)].
func (fr *frame) gather(name string, e parser.Expr) {
	g := gathering(e)
	if g == nil && fr.gathered == nil {
		return
	}
	if fr.gathered == nil {
		fr.gathered = map[string]*parser.GeneratorExp{}
	}
	fr.gathered[name] = g
}

// gathering is the test of a list that holds what has failed it, nil for
// another.
func gathering(e parser.Expr) *parser.GeneratorExp {
	var gens []*parser.Comprehension
	switch e := e.(type) {
	case *parser.ListComp:
		gens = e.Gens
	case *parser.SetComp:
		gens = e.Gens
	}
	if len(gens) != 1 || len(gens[0].Ifs) != 1 {
		return nil
	}
	return &parser.GeneratorExp{Elt: gens[0].Ifs[0], Gens: []*parser.Comprehension{{Target: gens[0].Target, Iter: gens[0].Iter}}}
}

// emptied says on a way on which such a list is empty that nothing has failed
// the test.
func (r *Run) emptied(fr *frame, st *state, e parser.Expr) {
	g := gathering(e)
	if name, ok := variable(e); ok {
		g = fr.gathered[name]
	}
	if g != nil && !st.dead {
		r.uniformly(fr, st, nil, g, false)
	}
}
