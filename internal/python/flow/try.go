package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"
)

func (r *Run) raising(fr *frame, st *state, s *parser.Raise) {
	v := r.eval(fr, st, s.Exc)
	if st.dead {
		return
	}
	if s.Exc != nil {
		r.emit(&Event{Op: "raise", Place: fr.at(s.Exc), Value: v}, st)
		if r.catch != nil {
			st.fix(v)
			r.thrown = append(r.thrown, v)
		}
	}
	if fr.trying > 0 {
		fr.raised = append(fr.raised, st.clone())
	}
	st.dead = true
}

// try interprets the body with its handlers around it. A handler starts from
// what was known before the body, or where it raised.
func (r *Run) try(fr *frame, st *state, body []parser.Stmt, handlers []*parser.ExceptHandler, orelse, final []parser.Stmt) {
	r.meeting(st)
	before := st.clone()
	catch, raised := r.catch, fr.raised
	for _, h := range handlers {
		r.catch = &Catch{Prev: r.catch, Types: r.caught(fr, st, h.Type), Place: fr.place(h.P)}
	}
	fr.raised = nil
	fr.trying++
	open := len(r.thrown)
	r.exec(fr, st, body)
	fr.trying--
	r.catch = catch
	thrown := slices.Clone(r.thrown[open:])
	if catch == nil {
		r.thrown = r.thrown[:open]
	}
	start := before
	for _, s := range fr.raised {
		start = join(start, s)
	}
	if !st.dead {
		start = join(start, st.clone())
	}
	start.facts = before.facts
	fr.raised = raised
	r.exec(fr, st, orelse)
	after := st.clone()
	for _, h := range handlers {
		way := start.clone()
		if h.Name != "" {
			place := fr.place(h.P)
			types := r.caught(fr, way, h.Type)
			if own := ownErrors(thrown, types); own != nil {
				r.bind(fr, way, h.Name, own)
				r.exec(fr, way, h.Body)
				after = join(after, way)
				continue
			}
			o := &Origin{Source: Error, Name: "", In: "error", Place: place, Data: types}
			r.bind(fr, way, h.Name, &Value{Kind: Object, Flows: []*Step{{Origin: o, Place: place, What: "the exception is caught"}}, extra: &rare{path: h.Name}})
		}
		r.exec(fr, way, h.Body)
		after = join(after, way)
	}
	if len(handlers) == 0 && after.dead {
		after = st
	}
	st.become(after)
	if len(final) > 0 {
		if st.dead {
			way := start.clone()
			r.exec(fr, way, final)
			st.dead = true
			return
		}
		r.exec(fr, st, final)
	}
}

// fix keeps what the members of an exception are where it is raised: the
// state of this place is not that of the handler.
func (s *state) fix(v *Value) {
	for _, o := range v.Objects() {
		for _, sl := range s.slots {
			if sl.of == o {
				if o.attrs == nil {
					o.attrs = map[string]*Value{}
				}
				o.attrs[sl.name] = sl.value
			}
		}
	}
}

// ownErrors are the exceptions of the program's own classes that were raised
// and that a handler catches, if it names no others.
func ownErrors(thrown []*Value, types []string) *Value {
	var all *Value
	for _, name := range types {
		var of *Value
		for _, v := range thrown {
			for _, o := range v.Objects() {
				if o.Class != nil && o.Class.Is(name) {
					of = Join(of, v)
				}
			}
		}
		if of == nil {
			return nil
		}
		all = Join(all, of)
	}
	return all
}

// caught are the qualified names that an except clause catches; none for
// everything.
func (r *Run) caught(fr *frame, st *state, e parser.Expr) []string {
	switch e := e.(type) {
	case nil:
		return nil
	case *parser.Tuple:
		var all []string
		for _, x := range e.Elts {
			some := r.caught(fr, st, x)
			if some == nil {
				return nil
			}
			all = append(all, some...)
		}
		return all
	}
	v := r.eval(fr, st, e)
	for _, t := range v.more().targets {
		switch {
		case t.Name == "builtins.Exception", t.Name == "builtins.BaseException":
			return nil
		case t.Name != "":
			return []string{t.Name}
		case t.Class != nil:
			return []string{t.Class.Qualified}
		}
	}
	if elements, _ := v.Elements(); len(elements) > 0 {
		var all []string
		for _, x := range elements {
			if x.Name() != "" {
				all = append(all, x.Name())
			}
		}
		return all
	}
	return []string{v.more().path}
}
