package flow

import (
	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

func (fr *frame) place(p parser.Pos) Place { return PlaceOf(fr.module.Path, p) }

func (fr *frame) at(e parser.Expr) Place { return fr.place(syntax.Start(e)) }

// eval is what the expression can be. What it does is done to st; st is dead
// afterwards when it does not return.
func (r *Run) eval(fr *frame, st *state, e parser.Expr) *Value {
	if e == nil {
		return None
	}
	if st.dead || !r.burn() {
		return Nothing
	}
	v := orNothing(r.evaluate(fr, st, e))
	if (v.doc != nil || v.list != nil) && makes(e) {
		v = r.cut(v)
	}
	return v
}

func (r *Run) evaluate(fr *frame, st *state, e parser.Expr) *Value {
	switch e := e.(type) {
	case *parser.Constant:
		return r.Program.constant(e)
	case *parser.Name:
		return r.actual(fr, st, r.name(fr, st, e.Id), e)
	case *parser.Attribute:
		if v := r.ofSuper(fr, st, e); v != nil {
			return v
		}
		return r.actual(fr, st, r.attribute(st, r.eval(fr, st, e.Value), e.Attr, fr.at(e)), e)
	case *parser.Call:
		return r.call(fr, st, e)
	case *parser.Subscript:
		return r.subscript(fr, st, e)
	case *parser.Dict:
		return r.dict(fr, st, e)
	case *parser.List:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.Tuple:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.Set:
		return r.sequence(fr, st, e, e.Elts)
	case *parser.JoinedStr:
		return r.fstring(fr, st, e)
	case *parser.BinOp:
		return r.binary(fr, st, e)
	case *parser.BoolOp:
		return r.boolean(fr, st, e)
	case *parser.IfExp:
		return r.conditional(fr, st, e)
	case *parser.NamedExpr:
		return r.named(fr, st, e)
	case *parser.Await:
		return r.eval(fr, st, e.Value)
	case *parser.Lambda:
		return r.lambda(fr, st, e)
	case *parser.ListComp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.SetComp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.GeneratorExp:
		return r.comprehend(fr, st, e.Gens, nil, e.Elt, fr.at(e))
	case *parser.DictComp:
		return r.comprehend(fr, st, e.Gens, e.Key, e.Value, fr.at(e))
	case *parser.Starred:
		return r.eval(fr, st, e.Value)
	case *parser.Yield:
		fr.yielded = true
		fr.yields = Join(fr.yields, r.eval(fr, st, e.Value))
		return Nothing
	case *parser.YieldFrom:
		fr.yielded = true
		fr.yields = Join(fr.yields, r.eval(fr, st, e.Value).Element())
		return Nothing
	case *parser.Compare:
		return r.compared(fr, st, e)
	case *parser.UnaryOp:
		return r.unary(fr, st, e)
	default:
		eachChild(e, func(c parser.Expr) { r.eval(fr, st, c) })
		return Nothing
	}
}

// named is name := value, which remembers what an assignment would.
func (r *Run) named(fr *frame, st *state, e *parser.NamedExpr) (all *Value) {
	r.where = nil
	r.assigned(fr, st, e.Value, func(st *state, v *Value) {
		answers := append(r.where, r.leftOver(fr, st, e.Value)...)
		r.where = nil
		r.assign(fr, st, e.Target, v)
		if n, ok := e.Target.(*parser.Name); ok {
			fr.answer(n.Id, answers)
			fr.read(n.Id, e.Value)
			fr.gather(n.Id, e.Value)
		}
		all = Join(all, v)
	})
	return all
}

// name looks a name up: the function, the functions around it, the module,
// the builtins.
func (r *Run) name(fr *frame, st *state, id string) *Value {
	if i, ok := fr.fn.names[id]; ok && st.vars[i] != nil {
		return st.vars[i]
	}
	for s := fr.closure; s != nil; s = s.outer {
		if i, ok := s.fn.names[id]; ok {
			if v := r.captured(st, s, id, i); v != nil {
				return v
			}
		}
	}
	if v := r.global(st, fr.module, id); v != nil {
		return v
	}
	if v, ok := r.Program.builtins[id]; ok {
		return v
	}
	return &Value{Kind: Unknown, extra: &rare{path: id}}
}

// actual is what an object stands for that is another one at each use. The
// top level of a module only makes such objects: there is no request yet.
func (r *Run) actual(fr *frame, st *state, v *Value, e parser.Expr) *Value {
	asks := v.standsFor()
	if asks == nil || r.isSetup() {
		return v
	}
	return r.invoke(st, asks, nil, nil, nil, fr.at(e), nil)
}

// standsFor is the function that a stand-in asks at each use; nil for what is
// none.
func (v *Value) standsFor() *Value {
	if v == nil || v.extra == nil || len(v.extra.objects) != 1 {
		return nil
	}
	return v.extra.objects[0].Asks
}

// global is a name at the top of the module, or nil.
func (r *Run) global(st *state, m *Module, id string) *Value {
	if i, ok := m.fn.names[id]; ok {
		if of := r.globals[m]; of != nil {
			if v := st.slot(of, id); v != nil {
				return v
			}
		}
		if v := m.st.vars[i]; v != nil {
			if !r.isSetup() && v.empty() {
				return &Value{Kind: v.Kind | Unknown, extra: &rare{path: id}} // it is filled when requests come
			}
			return v
		}
	}
	return m.extra[id]
}

// empty tells whether a value is a container with nothing in it.
func (v *Value) empty() bool {
	return len(v.Flows) == 0 && (v.list != nil && v.list.exact && len(v.list.known) == 0 ||
		v.doc != nil && !v.doc.open && v.doc.rest == nil && len(v.doc.fields) == 0)
}

func (r *Run) dict(fr *frame, st *state, e *parser.Dict) *Value {
	place := fr.at(e)
	v := &Value{Kind: Document, doc: &doc{fields: make([]Field, 0, len(e.Keys))}, extra: &rare{place: place}}
	for i, key := range e.Keys {
		value := r.eval(fr, st, e.Values[i])
		if key == nil {
			v = v.Merge(value)
			v.change().place = place
			continue
		}
		if c, ok := key.(*parser.Constant); ok && len(v.doc.fields) < maxFields {
			if name, ok := c.Value.(string); ok && v.doc.set(Field{Name: name, Value: value, Place: fr.at(key)}) {
				continue // v is not shared yet
			}
		}
		v = v.withKey(r.eval(fr, st, key), value, fr.at(key))
	}
	return v
}

// set adds a member to a document that is being made; false if it is there.
func (d *doc) set(f Field) bool {
	for i := range d.fields {
		if d.fields[i].Name == f.Name {
			return false
		}
	}
	d.fields = append(d.fields, f)
	return true
}

// withKey is the document with the value under a key that may not be known.
func (v *Value) withKey(key, value *Value, place Place) *Value {
	if name, ok := key.Text(); ok {
		return v.WithField(Field{Name: name, Value: value, Place: place})
	}
	if texts := key.Texts(); len(texts) > 0 && len(texts) == len(key.Literals) {
		for _, name := range texts {
			if f, ok := v.Field(name); ok {
				v = v.WithField(Field{Name: name, Value: Join(f.Value, value), Maybe: f.Maybe, Place: f.Place})
			} else {
				v = v.WithField(Field{Name: name, Value: value.narrowed(name), Maybe: true, Place: place})
			}
		}
		return v
	}
	return v.WithRest(value, key)
}

func (r *Run) sequence(fr *frame, st *state, e parser.Expr, elts []parser.Expr) *Value {
	l := &list{exact: true, known: make([]*Value, 0, len(elts))}
	for _, x := range elts {
		if s, ok := x.(*parser.Starred); ok {
			more := r.eval(fr, st, s.Value)
			if elements, exact := more.Elements(); exact && l.exact {
				l.known = append(l.known, elements...)
			} else {
				l = &list{elem: Join(elemOf(l), more.Element())}
			}
			continue
		}
		v := r.eval(fr, st, x)
		if l.exact && len(l.known) < maxElements {
			l.known = append(l.known, v)
		} else {
			l = &list{elem: Join(elemOf(l), v)}
		}
	}
	return &Value{Kind: List, list: l, extra: &rare{place: fr.at(e)}}
}

func (r *Run) lambda(fr *frame, st *state, e *parser.Lambda) *Value {
	f := &Func{Name: "<lambda>", Qualified: fr.fn.Qualified + ".<lambda>", Place: fr.place(e.P), Module: fr.module, Class: fr.fn.Class}
	f.Written = r.Program.of(e, func() *Written { return &Written{Args: e.Args, lambda: e.Body} })
	r.define(fr, st, f)
	return &Value{Kind: Function, extra: &rare{targets: []Target{{Func: f}}}}
}

// define prepares a function that is being defined in a frame.
func (r *Run) define(fr *frame, st *state, f *Func) {
	f.closure = r.scopeOf(fr, st)
	for _, d := range f.Args.Defaults {
		f.defaults = append(f.defaults, r.eval(fr, st, d))
	}
	for _, d := range f.Args.KwOnlyDef {
		if d == nil {
			f.kwDefaults = append(f.kwDefaults, nil)
			continue
		}
		f.kwDefaults = append(f.kwDefaults, r.eval(fr, st, d))
	}
}
