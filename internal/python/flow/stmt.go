package flow

import "github.com/tamnd/gopapy/parser"

// exec interprets statements until the way ends.
func (r *Run) exec(fr *frame, st *state, body []parser.Stmt) {
	for i, s := range body {
		if st.dead {
			return
		}
		if answer, value := returnedNext(body, i); answer != nil && r.passes(fr, st, answer, value) {
			return
		}
		r.stmt(fr, st, s)
	}
}

func (r *Run) stmt(fr *frame, st *state, s parser.Stmt) {
	switch s := s.(type) {
	case *parser.ExprStmt:
		if _, ok := s.Value.(*parser.BoolOp); ok { // isinstance(name, str) or abort(400)
			yes, no := r.cond(fr, st, s.Value)
			st.become(join(yes, no))
			return
		}
		r.eval(fr, st, s.Value)
	case *parser.Assign:
		r.where = nil
		r.assigned(fr, st, s.Value, func(st *state, v *Value) {
			answers := append(r.where, r.leftOver(fr, st, s.Value)...)
			r.where = nil
			for _, t := range s.Targets {
				r.assign(fr, st, t, v)
				if n, ok := t.(*parser.Name); ok {
					fr.answer(n.Id, answers)
					fr.read(n.Id, s.Value)
					fr.gather(n.Id, s.Value)
				}
			}
		})
	case *parser.AnnAssign:
		if s.Value != nil {
			r.assigned(fr, st, s.Value, func(st *state, v *Value) {
				r.assign(fr, st, s.Target, r.annotated(fr, st, v, s.Annotation))
			})
		}
	case *parser.AugAssign:
		r.augmented(fr, st, s)
	case *parser.Return:
		r.returning(fr, st, s)
	case *parser.Raise:
		r.raising(fr, st, s)
	case *parser.If:
		r.meeting(st)
		yes, no := r.cond(fr, st, s.Test)
		r.exec(fr, yes, s.Body)
		r.exec(fr, no, s.Orelse)
		st.become(join(yes, no))
	case *parser.For:
		r.forLoop(fr, st, s.Target, s.Iter, s.Body, s.Orelse)
	case *parser.AsyncFor:
		r.forLoop(fr, st, s.Target, s.Iter, s.Body, s.Orelse)
	case *parser.While:
		r.whileLoop(fr, st, s)
	case *parser.Break:
		if n := len(fr.loops); n > 0 {
			fr.loops[n-1].breaks = append(fr.loops[n-1].breaks, st.clone())
		}
		st.dead = true
	case *parser.Continue:
		if n := len(fr.loops); n > 0 {
			fr.loops[n-1].continues = append(fr.loops[n-1].continues, st.clone())
		}
		st.dead = true
	case *parser.Try:
		r.try(fr, st, s.Body, s.Handlers, s.Orelse, s.Finalbody)
	case *parser.TryStar:
		r.try(fr, st, s.Body, s.Handlers, s.Orelse, s.Finalbody)
	case *parser.With:
		r.with(fr, st, s.Items, s.Body)
	case *parser.AsyncWith:
		r.with(fr, st, s.Items, s.Body)
	case *parser.FunctionDef:
		r.def(fr, st, &definition{s.P, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, false, s})
	case *parser.AsyncFunctionDef:
		r.def(fr, st, &definition{s.P, s.Name, s.Args, s.Body, s.DecoratorList, s.Returns, true, s})
	case *parser.ClassDef:
		r.class(fr, st, s)
	case *parser.Import:
		for _, a := range s.Names {
			r.importing(fr, st, a)
		}
	case *parser.ImportFrom:
		r.importFrom(fr, st, s)
	case *parser.Assert:
		yes, no := r.cond(fr, st, s.Test)
		_ = no // leads to an AssertionError
		st.become(yes)
	case *parser.Delete:
		for _, t := range s.Targets {
			r.delete(fr, st, t)
		}
	case *parser.Match:
		r.match(fr, st, s)
	}
}

func (r *Run) returning(fr *frame, st *state, s *parser.Return) {
	if c, ok := s.Value.(*parser.IfExp); ok && r.burn() { // return a if test else b
		yes, no := r.cond(fr, st.clone(), c.Test)
		r.returning(fr, yes, &parser.Return{P: s.P, Value: c.Body})
		r.returning(fr, no, &parser.Return{P: s.P, Value: c.OrElse})
		st.dead = true
		return
	}
	if r.passes(fr, st, s, s.Value) {
		return
	}
	if n, ok := s.Value.(*parser.Name); ok && st.split != nil {
		if i, local := fr.fn.names[n.Id]; local && i < len(st.split.joined) && st.vars[i] == st.split.joined[i] {
			r.apart(fr, st.parted(), func(_ int, way *state) { r.returnOn(fr, way, s) }) // return errors: each way with what it has found
			st.dead = true
			return
		}
	}
	r.returnOn(fr, st, s)
}

func (r *Run) returnOn(fr *frame, st *state, s *parser.Return) {
	if st.dead {
		return
	}
	var yes, no *state
	if fr.asked && s.Value != nil {
		yes, no = r.cond(fr, st.clone(), s.Value)
	}
	if v := r.eval(fr, st, s.Value); !st.dead {
		r.returns(fr, st, s, v)
		last := &fr.returns[len(fr.returns)-1]
		last.yes, last.no = yes, no
	}
}

// returns ends the function with a value.
func (r *Run) returns(fr *frame, st *state, s *parser.Return, v *Value) {
	if st.dead {
		return
	}
	if op := r.telling(fr.fn, v); op != "" {
		place := fr.place(s.P)
		if s.Value != nil {
			place = fr.at(s.Value)
		}
		r.emit(&Event{Op: op, Place: place, Value: v}, st)
	}
	fr.returns = append(fr.returns, returned{value: v, st: st.clone()})
	st.dead = true
}

// telling names the event that a return statement leaves; "" for none.
func (r *Run) telling(f *Func, v *Value) string {
	switch {
	case r.Watch[f]:
		return "return"
	case r.Telling != nil:
		return r.Telling(v)
	}
	return ""
}

func (r *Run) with(fr *frame, st *state, items []*parser.WithItem, body []parser.Stmt) {
	var suppressed []*parser.ExceptHandler
	for _, i := range items {
		v := r.eval(fr, st, i.ContextExpr)
		if st.dead {
			return
		}
		if c, ok := i.ContextExpr.(*parser.Call); ok && v.isOf(suppresses) {
			suppressed = append(suppressed, &parser.ExceptHandler{P: c.P, Type: &parser.Tuple{P: c.P, Elts: c.Args}})
		}
		if m := r.attributeIfKnown(st, v, "__enter__"); m != nil {
			v = r.invoke(st, m, nil, nil, nil, fr.at(i.ContextExpr), nil)
		}
		if i.OptionalVars != nil {
			r.assign(fr, st, i.OptionalVars, v)
		}
	}
	if len(suppressed) > 0 {
		r.try(fr, st, body, suppressed, nil, nil)
		return
	}
	r.exec(fr, st, body)
}

// isOf tells whether the value is an instance of a library's type.
func (v *Value) isOf(name string) bool {
	objects := v.Objects()
	return len(objects) == 1 && objects[0].Type == name
}

func orDead(st *state) *state {
	if st == nil {
		return &state{dead: true}
	}
	return st
}
