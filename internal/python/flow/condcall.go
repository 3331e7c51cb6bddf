package flow

import (
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// condCall is a call as a condition. A function of the project is asked what
// holds where it returns something true, or false.
func (r *Run) condCall(fr *frame, st *state, e *parser.Call) (yes, no *state) {
	fn := r.eval(fr, st, e.Func)
	if st.dead {
		return st, st.clone()
	}
	if len(fn.more().targets) == 1 {
		t := fn.more().targets[0]
		switch {
		case t.Func != nil && !t.Func.Generator && !t.Func.Async || t.Func != nil && t.Func.Async:
			return r.condFunc(fr, st, e, t)
		case t.Name == "builtins.isinstance" && len(e.Args) == 2:
			return r.condInstance(fr, st, e)
		case t.Name == "builtins.issubclass" && len(e.Args) == 2:
			if of, ok := typed(e.Args[0]); ok {
				return r.condInstance(fr, st, &parser.Call{P: e.P, Func: e.Func, Args: []parser.Expr{of, e.Args[1]}})
			}
		case t.Name == "builtins.any" && len(e.Args) == 1, t.Name == "builtins.all" && len(e.Args) == 1:
			if g, ok := e.Args[0].(*parser.GeneratorExp); ok {
				return r.condEach(fr, st, e, g, t.Name == "builtins.all")
			}
		case t.Name == "builtins.bool" && len(e.Args) == 1:
			return r.cond(fr, st, e.Args[0])
		}
	}
	r.where = nil
	v := r.callValue(fr, st, e, fn)
	if st.dead {
		return st, st.clone()
	}
	answers := r.where
	r.where = nil
	yes, no = st, st.clone()
	r.told(fr, yes, no, answers)
	r.tested(fr, yes, no, e, fn)
	who := ""
	if len(fn.more().targets) > 0 {
		who = fn.more().targets[0].Name
	}
	if who == "" {
		who = fn.more().path
	}
	var subject, other *Value
	if a, ok := e.Func.(*parser.Attribute); ok {
		subject = r.eval(fr, yes, a.Value)
		if of := subject.Name(); of != "" && who == of+"."+a.Attr {
			subject = nil // a module: hmac.compare_digest(a, b)
		}
	}
	for _, a := range e.Args {
		v := r.eval(fr, yes, a)
		if subject == nil {
			subject = v
		} else {
			other = Join(other, v)
		}
	}
	place := fr.at(e)
	yes.facts = &Fact{Prev: yes.facts, Op: "call", Left: subject, Right: other, Who: who, Place: place, Data: v}
	no.facts = &Fact{Prev: no.facts, Op: "call", Not: true, Left: subject, Right: other, Who: who, Place: place, Data: v}
	if truth, certain := truthOf(v); certain {
		if truth {
			no.dead = true
		} else {
			yes.dead = true
		}
	}
	return yes, no
}

func (r *Run) condInstance(fr *frame, st *state, e *parser.Call) (yes, no *state) {
	v := r.eval(fr, st, e.Args[0])
	types := r.eval(fr, st, e.Args[1])
	yes, no = st, st.clone()
	kind := r.kindNamed(types)
	place := fr.at(e)
	yes.facts = &Fact{Prev: yes.facts, Op: "isinstance", Left: v, Right: types, Place: place}
	no.facts = &Fact{Prev: no.facts, Op: "isinstance", Not: true, Left: v, Right: types, Place: place}
	if kind == 0 {
		return yes, no
	}
	if kind&Number != 0 {
		kind |= Bool // bool is an int in Python
	}
	if !v.Kind.Can(Unknown | Object) {
		if v.Kind&kind == 0 {
			yes.dead = true
		}
		if v.Kind&^kind == 0 {
			no.dead = true
		}
	}
	if name, ok := variable(e.Args[0]); ok {
		if i, local := fr.fn.names[name]; local {
			yes.keep(i, canBeOf(kind, true))
			no.keep(i, canBeOf(kind, false))
		}
	}
	if nameable(e.Args[0]) {
		r.narrowTo(fr, yes, e.Args[0], v.narrow(kind))
		if rest := v.Kind &^ kind; rest != 0 && !v.Kind.Can(Unknown) {
			r.narrowTo(fr, no, e.Args[0], v.As(rest))
		}
	}
	return yes, no
}

// condEach is any(test for x in xs) and all(…): where any is false, or all is
// true, the test has the same answer for each element.
func (r *Run) condEach(fr *frame, st *state, e *parser.Call, g *parser.GeneratorExp, all bool) (yes, no *state) {
	r.callValue(fr, st, e, r.eval(fr, st, e.Func))
	yes, no = st, st.clone()
	if len(g.Gens) != 1 || st.dead {
		return yes, no
	}
	uniform := no
	if all {
		uniform = yes
	}
	r.uniformly(fr, uniform, otherThan(uniform, yes, no), g, all)
	return yes, no
}

// otherThan is the one of two ways that is not the given one.
func otherThan(st, yes, no *state) *state {
	if st == yes {
		return no
	}
	return yes
}

// tested narrows what a method's answer says something of: x.isdigit(),
// key.startswith("$"), ObjectId.is_valid(x), names.issuperset(body).
func (r *Run) tested(fr *frame, yes, no *state, e *parser.Call, fn *Value) {
	if a, ok := e.Func.(*parser.Attribute); ok {
		switch {
		case strings.HasPrefix(a.Attr, "is") && len(e.Args) == 0 && formTests[a.Attr] && nameable(a.Value):
			v := r.eval(fr, yes, a.Value)
			r.narrowTo(fr, yes, a.Value, v.narrow(Text).With(Bounded|Formed))
			return
		case a.Attr == "startswith" && len(e.Args) == 1 && nameable(a.Value):
			if p, ok := r.eval(fr, yes, e.Args[0]).Text(); ok && p == "$" {
				r.narrowTo(fr, no, a.Value, r.eval(fr, no, a.Value).With(Plain))
			} else {
				// A constant beginning: of an address, say, which the client
				// then completes.
				v := r.eval(fr, yes, a.Value)
				r.narrowTo(fr, yes, a.Value, v.narrow(Text))
			}
			return
		case (a.Attr == "issubset" || a.Attr == "issuperset") && len(e.Args) == 1:
			r.subset(fr, yes, a, e)
			return
		}
	}
	for _, t := range fn.more().targets {
		if t.Name == "builtins.hasattr" {
			r.hasOwn(fr, yes, e)
		}
		entry, ok := r.entry(t.Name)
		if !ok || len(e.Args) == 0 {
			continue
		}
		for _, a := range e.Args {
			if nameable(a) && entry.Tests != 0 {
				v := r.eval(fr, yes, a)
				if entry.TestKind != 0 {
					v = v.narrow(entry.TestKind)
				}
				r.narrowTo(fr, yes, a, v.With(entry.Tests))
			}
		}
	}
}

var formTests = map[string]bool{"isdigit": true, "isalnum": true, "isalpha": true, "isnumeric": true, "isdecimal": true, "isidentifier": true, "isascii": false}

// subset is set(body) <= allowed, in words.
func (r *Run) subset(fr *frame, yes *state, a *parser.Attribute, e *parser.Call) {
	small, big := a.Value, e.Args[0]
	if a.Attr == "issuperset" {
		small, big = big, small
	}
	among := members(r.eval(fr, yes, big))
	whole, _ := wholeOf(small)
	if among == nil || !nameable(whole) {
		return
	}
	w := *r.eval(fr, yes, whole)
	w.named(among.Literals)
	r.narrowTo(fr, yes, whole, &w)
}

// condFunc asks a function of the project.
func (r *Run) condFunc(fr *frame, st *state, e *parser.Call, t Target) (yes, no *state) {
	args := r.arguments(fr, st, e)
	if st.dead {
		return st, st.clone()
	}
	f := t.Func
	place := fr.at(e)
	result, ok := r.interpret(st, f, t.Self, args, place, true)
	if !ok {
		v := r.opaque(args, place, f.Name, t.Self)
		return r.condValue(fr, st, e, v)
	}
	for _, ret := range result.returns {
		y, n := ret.yes, ret.no
		if y == nil {
			v := ret.value
			truth, certain := truthOf(v)
			if !certain || truth {
				y = ret.st.clone()
			}
			if !certain || !truth {
				n = ret.st.clone()
			}
			if !certain {
				y.facts = &Fact{Prev: y.facts, Op: "truthy", Left: v, Place: place}
				n.facts = &Fact{Prev: n.facts, Op: "truthy", Not: true, Left: v, Place: place}
			}
		}
		yes = r.leave(fr, st, yes, y, e, args, result)
		no = r.leave(fr, st, no, n, e, args, result)
	}
	return orDead(yes), orDead(no)
}

// leave joins one way out of a callee to the caller's.
func (r *Run) leave(fr *frame, caller, sofar, out *state, e *parser.Call, args arguments, result *result) *state {
	if out == nil || out.dead {
		return sofar
	}
	way := r.back(caller, out)
	r.copyBack(fr, way, e, args, result.backOf(out))
	return join(sofar, way)
}
