package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

// narrowTo says more of what an expression names; see refine.
func (r *Run) narrowTo(fr *frame, st *state, e parser.Expr, v *Value) {
	if w, ok := e.(*parser.NamedExpr); ok {
		e = w.Target
	}
	saved := r.narrowing
	r.narrowing = true
	if n, ok := e.(*parser.Name); ok {
		r.narrowRead(fr, st, n.Id, v)
	}
	r.refine(fr, st, e, v)
	if n, ok := e.(*parser.Name); ok && len(fr.loops) > 0 {
		fr.narrowedKey(st, n.Id, v)
	}
	r.narrowing = saved
}

// narrowRead says more of what a variable was read from, too: after
// name = d.get("name"), a check of name is one of d["name"].
func (r *Run) narrowRead(fr *frame, st *state, name string, v *Value) {
	from := fr.reads[name]
	i, local := fr.fn.names[name]
	if from == nil || !local || st.vars[i] == nil || len(st.vars[i].Flows) == 0 || r.callsProject(fr, st, from) {
		return
	}
	now := r.eval(fr, st, from)
	if len(now.Flows) == 0 || !now.Flows[0].Origin.same(st.vars[i].Flows[0].Origin) {
		return // one of them was assigned to since, or the key is another
	}
	if v.IsNone() || len(v.Flows) > 0 && v.Flows[0].Origin.same(now.Flows[0].Origin) {
		r.refine(fr, st, from, v)
	}
}

// callsProject tells whether an expression calls a function of the project:
// repository.get(key) reads no member, and to follow it again would do what it
// does a second time.
func (r *Run) callsProject(fr *frame, st *state, e parser.Expr) bool {
	c, ok := e.(*parser.Call)
	return ok && slices.ContainsFunc(r.eval(fr, st, c.Func).Targets(), func(t Target) bool { return t.Func != nil })
}

// read remembers where a variable was read from: an element or member of
// something that has a name.
func (fr *frame) read(name string, e parser.Expr) {
	switch e.(type) {
	case *parser.Subscript, *parser.Call, *parser.Attribute:
		if nameable(e) {
			if fr.reads == nil {
				fr.reads = map[string]parser.Expr{}
			}
			fr.reads[name] = e
			return
		}
	}
	delete(fr.reads, name)
}

// refine gives an expression that names something (a variable, a member, an
// element) a new value: one that was changed in place, or of which more is
// known now.
func (r *Run) refine(fr *frame, st *state, e parser.Expr, v *Value) {
	v = r.cut(v)
	if v.seldom().home != "" {
		st.setSlot(nil, v.seldom().home, v)
	}
	switch e := e.(type) {
	case *parser.Name:
		if i, ok := fr.fn.names[e.Id]; ok {
			if st.vars[i] != nil || fr.fn == fr.module.fn {
				old := st.vars[i]
				st.vars[i] = v
				if !r.narrowing {
					st.alias(i, old, v)
				}
				return
			}
		}
		if fr.fn != fr.module.fn {
			for s := fr.closure; s != nil; s = s.outer {
				if i, ok := s.fn.names[e.Id]; ok && r.captured(st, s, e.Id, i) != nil {
					r.setCaptured(st, s, e.Id, i, v)
					return
				}
			}
			if i, ok := fr.module.fn.names[e.Id]; ok {
				if r.isSetup() {
					fr.module.st.vars[i] = v // a registry that functions fill
				} else {
					r.setGlobal(st, fr.module, e.Id, i, v)
				}
			}
		}
	case *parser.Attribute:
		r.setMember(fr, st, e, v)
	case *parser.Subscript:
		if of := fr.each(st, e.Value, e.Slice); of != nil {
			of.changed = of.changed || !r.narrowing
			st.setSlot(of.of, eachValue, v)
			return
		}
		base := r.eval(fr, st, e.Value)
		key := r.eval(fr, st, e.Slice)
		if name, ok := key.Text(); ok {
			r.refineMember(fr, st, e.Value, base, name, v, fr.at(e))
		} else if n, ok := key.Number(); ok {
			r.refineElement(fr, st, e.Value, base, int(n), v)
		}
	case *parser.Call:
		if _, member := namedMember(e); member {
			if name, ok := r.eval(fr, st, e.Args[1]).Text(); ok {
				r.setMember(fr, st, &parser.Attribute{P: e.P, Value: e.Args[0], Attr: name}, v)
			}
			return
		}
		a, ok := e.Func.(*parser.Attribute)
		if ok && (a.Attr == "get" || a.Attr == "pop" || a.Attr == "setdefault") && len(e.Args) >= 1 {
			if name, ok := r.eval(fr, st, e.Args[0]).Text(); ok {
				r.refineMember(fr, st, a.Value, r.eval(fr, st, a.Value), name, v, fr.at(e))
			}
		}
	case *parser.NamedExpr:
		r.refine(fr, st, e.Target, v)
	case *parser.Await:
		r.refine(fr, st, e.Value, v)
	}
}

// namedMember is what getattr(x, name) reads a member of.
func namedMember(e *parser.Call) (of parser.Expr, ok bool) {
	if n, isName := e.Func.(*parser.Name); !isName || n.Id != "getattr" || len(e.Args) < 2 {
		return nil, false
	}
	return e.Args[0], true
}

func (r *Run) refineMember(fr *frame, st *state, whole parser.Expr, base *Value, name string, v *Value, place Place) {
	for _, o := range base.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.SetMember != nil {
			r.now = st
			entry.SetMember(&Reading{Run: r, Name: o.Type, Self: base, Place: place, Narrows: r.narrowing}, name, v)
			return
		}
	}
	r.refine(fr, st, whole, base.WithField(Field{Name: name, Value: v, Place: place}))
}

// refineElement says more of one element of a list that is known one by one.
func (r *Run) refineElement(fr *frame, st *state, whole parser.Expr, base *Value, i int, v *Value) {
	if elements, exact := base.Elements(); exact && i >= 0 && i < len(elements) {
		w := *base
		w.list = &list{exact: true, known: slices.Clone(elements)}
		w.list.known[i] = v
		r.refine(fr, st, whole, &w)
	}
}

// alias gives a container that was changed under one name its new value under
// the others of the frame: q = {"$and": conditions}; conditions.append(…).
func (s *state) alias(index int, old, v *Value) {
	if old == nil || old.doc == nil && old.list == nil {
		return
	}
	for i, other := range s.vars {
		switch {
		case i == index || other == nil:
		case other == old:
			s.vars[i] = v
		default:
			for _, f := range other.Fields() {
				if f.Value == old {
					f.Value = v
					other = other.WithField(f)
					s.vars[i] = other
				}
			}
		}
	}
}
