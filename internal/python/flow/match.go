package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// match tries the cases in order, as
// https://docs.python.org/3/reference/compound_stmts.html#the-match-statement
// says: where one matches the subject is what its pattern says, and the next
// one gets what is left of it.
func (r *Run) match(fr *frame, st *state, s *parser.Match) {
	v := r.eval(fr, st, s.Subject)
	if st.dead {
		return
	}
	var after *state
	left := st.clone()
	for _, c := range s.Cases {
		way := left.clone()
		r.narrowSubject(fr, way, s.Subject, r.matches(fr, way, c.Pattern, v))
		if c.Guard != nil && !way.dead {
			way, _ = r.cond(fr, way, c.Guard)
		}
		r.exec(fr, way, c.Body)
		after = join(after, way)
		if c.Guard == nil {
			v = r.leftBy(fr, left, c.Pattern, v)
			r.narrowSubject(fr, left, s.Subject, v)
		}
		if left.dead {
			break
		}
	}
	st.become(join(after, left))
	r.now = st
}

// narrowSubject says of what a match statement looks at what is known of it.
func (r *Run) narrowSubject(fr *frame, st *state, e parser.Expr, v *Value) {
	if t, ok := e.(*parser.Tuple); ok { // match a, b
		if elements, exact := v.Elements(); exact && len(elements) == len(t.Elts) {
			for i, x := range t.Elts {
				r.narrowSubject(fr, st, x, elements[i])
			}
		}
		return
	}
	if !st.dead && (nameable(e) || v.seldom().home != "") {
		r.narrowTo(fr, st, e, v)
	}
}

// matches is what the value is where the pattern matches it, and binds its
// names. The way is dead where it cannot.
func (r *Run) matches(fr *frame, st *state, p parser.Pattern, v *Value) *Value {
	switch p := p.(type) {
	case *parser.MatchValue:
		return r.matchesLiteral(st, v, r.eval(fr, st, p.Value), fr.place(p.P))
	case *parser.MatchSingleton:
		return r.matchesLiteral(st, v, singleton(p), fr.place(p.P))
	case *parser.MatchOr:
		var out *state
		var all *Value
		for _, x := range p.Patterns {
			way := st.clone()
			if w := r.matches(fr, way, x, v); !way.dead {
				out, all = join(out, way), Join(all, w)
			}
		}
		st.become(orDead(out))
		return orNothing(all)
	case *parser.MatchAs:
		if p.Pattern != nil {
			v = r.matches(fr, st, p.Pattern, v)
		}
		r.capture(fr, st, p.Name, v)
		return v
	case *parser.MatchSequence:
		return r.matchesSequence(fr, st, p, v)
	case *parser.MatchMapping:
		return r.matchesMapping(fr, st, p, v)
	case *parser.MatchClass:
		return r.matchesClass(fr, st, p, v)
	}
	return v
}

// capture binds a name of a pattern.
func (r *Run) capture(fr *frame, st *state, name string, v *Value) {
	if name == "" || st.dead {
		return
	}
	r.assign(fr, st, &parser.Name{Id: name}, v)
	fr.read(name, nil)
}

func singleton(p *parser.MatchSingleton) *Value {
	if b, ok := p.Value.(bool); ok {
		return BoolOf(b)
	}
	return None
}

func (r *Run) matchesLiteral(st *state, v, literal *Value, place Place) *Value {
	st.facts = &Fact{Prev: st.facts, Op: "==", Left: v, Right: literal, Place: place}
	if len(literal.Literals) == 0 {
		return v
	}
	w := v.listed(literal)
	same, certain := equalLiterals(v, literal)
	if certain && !same || !v.Kind.Can(w.Kind|Unknown|Object) {
		st.dead = true
	}
	return w
}

// matchesSequence is [a, b, *rest]: of a list, and never of a text.
func (r *Run) matchesSequence(fr *frame, st *state, p *parser.MatchSequence, v *Value) *Value {
	if !r.matchesKind(st, v, List) {
		return v
	}
	elements, exact := v.Elements()
	star := slices.IndexFunc(p.Patterns, func(x parser.Pattern) bool { _, ok := x.(*parser.MatchStar); return ok })
	if exact && (star < 0 && len(elements) != len(p.Patterns) || star >= 0 && len(elements) < len(p.Patterns)-1) {
		st.dead = true
		return v
	}
	known := make([]*Value, 0, len(p.Patterns))
	for i, x := range p.Patterns {
		s, isStar := x.(*parser.MatchStar)
		switch after := len(p.Patterns) - i; {
		case isStar && exact:
			r.capture(fr, st, s.Name, ListOf(elements[i:len(elements)-after+1]...))
		case isStar:
			r.capture(fr, st, s.Name, ManyOf(v.Element()))
		case exact && (star < 0 || i < star):
			known = append(known, r.matches(fr, st, x, elements[i]))
		case exact:
			r.matches(fr, st, x, elements[len(elements)-after])
		default:
			known = append(known, r.matches(fr, st, x, v.Element()))
		}
	}
	if star < 0 {
		return ListOf(known...)
	}
	return v.narrow(List)
}

// matchesMapping is {"key": pattern, **rest}: other keys may be there too.
func (r *Run) matchesMapping(fr *frame, st *state, p *parser.MatchMapping, v *Value) *Value {
	if !r.matchesKind(st, v, Document) {
		return v
	}
	w := v.narrow(Document)
	rest := w
	for i, x := range p.Patterns {
		name, ok := r.eval(fr, st, p.Keys[i]).Text()
		if !ok {
			r.matches(fr, st, x, v.Element())
			continue
		}
		found, _ := w.Lookup(name)
		if f, set := w.Field(name); set && f.Gone() || found == None && !set {
			st.dead = true
			return v
		}
		found = r.matches(fr, st, x, found)
		w = w.WithField(Field{Name: name, Value: found, Place: fr.place(p.P)})
		rest = rest.Without(name)
	}
	r.capture(fr, st, p.Rest, rest.InSlot(""))
	return w
}

// matchesClass is str(), int() | float(), Point(x=0).
func (r *Run) matchesClass(fr *frame, st *state, p *parser.MatchClass, v *Value) *Value {
	class := r.eval(fr, st, p.Cls)
	st.facts = &Fact{Prev: st.facts, Op: "isinstance", Left: v, Right: class, Place: fr.place(p.P)}
	kind := r.kindNamed(class)
	w := v
	if kind != 0 {
		if !r.matchesKind(st, v, kind) {
			return v
		}
		w = v.narrow(kind)
	}
	var fields []string
	for _, t := range class.Targets() {
		if t.Class != nil {
			fields = t.Class.FieldNames()
		}
	}
	for i, x := range p.Patterns {
		switch {
		case kind&^Object != 0: // str(name) captures the text itself
			w = r.matches(fr, st, x, w)
		case i < len(fields):
			r.matches(fr, st, x, r.attribute(st, w, fields[i], fr.place(p.P)))
		default:
			r.matches(fr, st, x, Nothing)
		}
	}
	for i, x := range p.KwdPatterns {
		r.matches(fr, st, x, r.attribute(st, w, p.KwdAttrs[i], fr.place(p.P)))
	}
	return w
}

// matchesKind tells whether the value can be of the kind; the way is dead
// where it cannot.
func (r *Run) matchesKind(st *state, v *Value, kind Kind) bool {
	if kind&Number != 0 {
		kind |= Bool // bool is an int in Python
	}
	if !v.Kind.Can(kind | Unknown | Object) {
		st.dead = true
	}
	return !st.dead
}

// leftBy is what is left of the value where the pattern does not match; the
// way is dead where it always does.
func (r *Run) leftBy(fr *frame, st *state, p parser.Pattern, v *Value) *Value {
	switch p := p.(type) {
	case *parser.MatchValue:
		return r.leftByLiteral(st, v, r.eval(fr, st, p.Value), fr.place(p.P))
	case *parser.MatchSingleton:
		return r.leftByLiteral(st, v, singleton(p), fr.place(p.P))
	case *parser.MatchOr:
		for _, x := range p.Patterns {
			v = r.leftBy(fr, st, x, v)
		}
	case *parser.MatchAs:
		if p.Pattern != nil {
			return r.leftBy(fr, st, p.Pattern, v)
		}
		st.dead = true
	case *parser.MatchSequence:
		if len(p.Patterns) == 1 {
			if _, all := p.Patterns[0].(*parser.MatchStar); all {
				return r.leftByKind(st, v, List)
			}
		}
	case *parser.MatchMapping:
		if len(p.Patterns) == 0 {
			return r.leftByKind(st, v, Document)
		}
	case *parser.MatchClass:
		class := r.eval(fr, st, p.Cls)
		kind := r.kindNamed(class)
		if kind == 0 || len(p.KwdPatterns) > 0 || slices.ContainsFunc(p.Patterns, refutable) {
			return v
		}
		st.facts = &Fact{Prev: st.facts, Op: "isinstance", Not: true, Left: v, Right: class, Place: fr.place(p.P)}
		return r.leftByKind(st, v, kind)
	}
	return v
}

// refutable tells whether a pattern may not match.
func refutable(p parser.Pattern) bool {
	a, ok := p.(*parser.MatchAs)
	return !ok || a.Pattern != nil && refutable(a.Pattern)
}

func (r *Run) leftByKind(st *state, v *Value, kind Kind) *Value {
	if v.Kind.Can(Unknown | Object) {
		return v
	}
	rest := v.Kind &^ kind
	if rest == 0 {
		st.dead = true
		return v
	}
	return v.As(rest)
}

func (r *Run) leftByLiteral(st *state, v, literal *Value, place Place) *Value {
	st.facts = &Fact{Prev: st.facts, Op: "==", Not: true, Left: v, Right: literal, Place: place}
	if literal.IsNone() && v.Kind.Can(Null) {
		if v.Kind == Null {
			st.dead = true
			return v
		}
		v = v.As(v.Kind &^ Null)
	}
	if len(literal.Literals) == 0 || len(v.Literals) == 0 {
		return v.unlike(literal)
	}
	w := *v
	w.Literals = slices.DeleteFunc(slices.Clone(v.Literals), func(l Literal) bool { return slices.Contains(literal.Literals, l) })
	if len(w.Literals) == 0 {
		st.dead = true
		return v
	}
	return &w
}
