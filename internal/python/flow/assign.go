package flow

import (
	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// assigned evaluates e and lets bind have its value. The ways out of a
// function of the project are bound one by one: what it returned says which
// of its checks have passed.
func (r *Run) assigned(fr *frame, st *state, e parser.Expr, bind func(st *state, v *Value)) {
	call, ok := called(e)
	if !ok {
		bind(st, r.eval(fr, st, e))
		return
	}
	fn := r.eval(fr, st, call.Func)
	if st.dead {
		return
	}
	if len(fn.Targets()) != 1 || fn.Targets()[0].Func == nil {
		bind(st, r.callValue(fr, st, call, fn))
		return
	}
	args := r.arguments(fr, st, call)
	if st.dead {
		return
	}
	var after *state
	for _, w := range r.callWays(st, fn.Targets()[0], args, fr.at(call), call) {
		r.copyBack(fr, w.st, call, args, w.back)
		bind(w.st, w.value)
		after = join(after, w.st)
	}
	st.become(orDead(after))
}

// answer remembers what a variable says of arguments of the call that gave
// it: errors = schema.validate(data).
func (fr *frame) answer(name string, answers []where) {
	if len(answers) > 0 && fr.wheres == nil {
		fr.wheres = map[string][]where{}
	}
	if fr.wheres != nil {
		fr.wheres[name] = answers
	}
}

func called(e parser.Expr) (*parser.Call, bool) {
	if a, ok := e.(*parser.Await); ok {
		e = a.Value
	}
	c, ok := e.(*parser.Call)
	return c, ok
}

func (r *Run) augmented(fr *frame, st *state, s *parser.AugAssign) {
	old := r.eval(fr, st, s.Target)
	v := r.eval(fr, st, s.Value)
	place := fr.at(s.Target)
	result := combine(s.Op, old, v, place)
	if s.Op == "BitOr" && (old.Kind.Can(Document) || old.Kind.Can(Unknown) && v.doc != nil) {
		result = old.Merge(v)
	}
	r.assign(fr, st, s.Target, result)
}

// assign binds a target to a value.
func (r *Run) assign(fr *frame, st *state, target parser.Expr, v *Value) {
	if st.dead {
		return
	}
	switch t := target.(type) {
	case *parser.Name:
		if i, ok := fr.fn.names[t.Id]; ok && i < len(fr.rebound) {
			fr.rebound[i] = true
		}
		fr.unlink(t.Id)
		r.bind(fr, st, t.Id, v)
	case *parser.Attribute:
		r.setMember(fr, st, t, v)
	case *parser.Subscript:
		r.setItem(fr, st, t, v)
	case *parser.Tuple:
		r.unpack(fr, st, t.Elts, v)
	case *parser.List:
		r.unpack(fr, st, t.Elts, v)
	case *parser.Starred:
		r.assign(fr, st, t.Value, ManyOf(v.Element()))
	}
}

func (r *Run) unpack(fr *frame, st *state, targets []parser.Expr, v *Value) {
	elements, exact := v.Elements()
	for i, t := range targets {
		switch {
		case exact && i < len(elements) && len(elements) == len(targets):
			r.assign(fr, st, t, elements[i])
		case exact && i < len(elements) && !hasStar(targets[:i+1]):
			r.assign(fr, st, t, elements[i])
		default:
			e := v.Element()
			if s, ok := t.(*parser.Starred); ok {
				r.assign(fr, st, s.Value, ManyOf(e))
				continue
			}
			r.assign(fr, st, t, e)
		}
	}
}

func hasStar(targets []parser.Expr) bool {
	for _, t := range targets {
		if _, ok := t.(*parser.Starred); ok {
			return true
		}
	}
	return false
}

// bind gives a name a value: a variable of the function, or where it says
// global one of the module.
func (r *Run) bind(fr *frame, st *state, id string, v *Value) {
	if id == "" {
		return
	}
	if i, ok := fr.fn.names[id]; ok {
		if v == nil {
			v = Nothing
		}
		st.vars[i] = v
		return
	}
	for s := fr.closure; s != nil; s = s.outer { // nonlocal
		if i, ok := s.fn.names[id]; ok {
			r.setCaptured(st, s, id, i, v)
			return
		}
	}
	if i, ok := fr.module.fn.names[id]; ok {
		if r.isSetup() {
			fr.module.st.vars[i] = Join(fr.module.st.vars[i], v)
		} else {
			r.setGlobal(st, fr.module, id, i, v)
		}
	}
}

// setItem is target[key] = v.
func (r *Run) setItem(fr *frame, st *state, t *parser.Subscript, v *Value) {
	base := r.eval(fr, st, t.Value)
	if _, ok := t.Slice.(*parser.Slice); ok {
		return
	}
	key := r.eval(fr, st, t.Slice)
	if st.dead {
		return
	}
	r.now = st
	if e := fr.each(st, t.Value, t.Slice); e != nil {
		e.changed = true
		st.setSlot(e.of, eachValue, v)
		return
	}
	for _, o := range base.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.SetMember != nil {
			name, _ := key.Text()
			entry.SetMember(&Reading{Run: r, Name: o.Type, Self: base, Place: fr.at(t)}, name, v)
			return
		}
	}
	if _, named := key.Text(); named {
		base = base.keyed()
	}
	r.refine(fr, st, t.Value, base.withKey(key, v, syntaxPlace(fr, t)))
}

// setMember is e = v: of an object, or of a document that is read like one.
func (r *Run) setMember(fr *frame, st *state, e *parser.Attribute, v *Value) {
	base := r.eval(fr, st, e.Value)
	if len(base.more().objects) > 0 || len(base.more().targets) > 0 || len(base.Flows) == 0 {
		r.setAttribute(st, base, e.Attr, v, fr.at(e))
		return
	}
	r.refine(fr, st, e.Value, base.WithField(Field{Name: e.Attr, Value: v, Place: fr.at(e)}))
}

func syntaxPlace(fr *frame, t *parser.Subscript) Place { return fr.place(syntax.Start(t)) }

func (r *Run) delete(fr *frame, st *state, t parser.Expr) {
	s, ok := t.(*parser.Subscript)
	if !ok {
		return
	}
	if e := fr.each(st, s.Value, s.Slice); e != nil {
		e.changed = true
		st.drop(e.of)
		return
	}
	base := r.eval(fr, st, s.Value)
	if name, ok := r.eval(fr, st, s.Slice).Text(); ok {
		r.refine(fr, st, s.Value, base.keyed().Without(name))
	}
}
