package flow

import (
	"slices"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// exec interprets statements until the way ends.
func (r *Run) exec(fr *frame, st *state, body []parser.Stmt) {
	for _, s := range body {
		if st.dead {
			return
		}
		r.stmt(fr, st, s)
	}
}

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

func (r *Run) stmt(fr *frame, st *state, s parser.Stmt) {
	switch s := s.(type) {
	case *parser.ExprStmt:
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

func (r *Run) returning(fr *frame, st *state, s *parser.Return) {
	if c, ok := s.Value.(*parser.IfExp); ok && r.burn() { // return a if test else b
		yes, no := r.cond(fr, st.clone(), c.Test)
		r.returning(fr, yes, &parser.Return{P: s.P, Value: c.Body})
		r.returning(fr, no, &parser.Return{P: s.P, Value: c.OrElse})
		st.dead = true
		return
	}
	if n, ok := s.Value.(*parser.Name); ok && st.split != nil {
		if i, local := fr.fn.names[n.Id]; local && i < len(st.split.joined) && st.vars[i] == st.split.joined[i] {
			for _, way := range st.parted() { // return errors: each way with what it has found
				r.returnOn(fr, way, s)
			}
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
	ret := returned{}
	if fr.asked && s.Value != nil {
		yes, no := r.cond(fr, st.clone(), s.Value)
		ret.yes, ret.no = yes, no
	}
	ret.value = r.eval(fr, st, s.Value)
	if st.dead {
		return
	}
	if op := r.telling(fr.fn, ret.value); op != "" {
		place := fr.place(s.P)
		if s.Value != nil {
			place = fr.at(s.Value)
		}
		r.emit(&Event{Op: op, Place: place, Value: ret.value}, st)
	}
	ret.st = st.clone()
	fr.returns = append(fr.returns, ret)
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

// forLoop unrolls a loop over known elements; otherwise two rounds show what
// one leaves for the next.
func (r *Run) forLoop(fr *frame, st *state, target, iter parser.Expr, body, orelse []parser.Stmt) {
	it := r.eval(fr, st, iter)
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
		}
		fr.round = saved
	} else {
		before := st.clone()
		for range r.rounds() {
			l.continues = nil
			r.assign(fr, st, target, it.each())
			r.exec(fr, st, body)
			for _, c := range l.continues {
				st.become(join(st, c))
			}
			if !st.dead {
				last = st.clone()
			}
			st.become(join(before.clone(), st))
		}
	}
	fr.loops = fr.loops[:len(fr.loops)-1]
	if last != nil {
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

func (r *Run) with(fr *frame, st *state, items []*parser.WithItem, body []parser.Stmt) {
	for _, i := range items {
		v := r.eval(fr, st, i.ContextExpr)
		if st.dead {
			return
		}
		if m := r.attributeIfKnown(st, v, "__enter__"); m != nil {
			v = r.invoke(st, m, nil, nil, nil, fr.at(i.ContextExpr), nil)
		}
		if i.OptionalVars != nil {
			r.assign(fr, st, i.OptionalVars, v)
		}
	}
	r.exec(fr, st, body)
}

func (r *Run) match(fr *frame, st *state, s *parser.Match) {
	subject := r.eval(fr, st, s.Subject)
	var after *state
	for _, c := range s.Cases {
		way := st.clone()
		r.capture(fr, way, s.Subject, c.Pattern, subject)
		if c.Guard != nil {
			way, _ = r.cond(fr, way, c.Guard)
		}
		r.exec(fr, way, c.Body)
		after = join(after, way)
	}
	if !exhaustive(s) {
		after = join(after, st.clone())
	}
	st.become(orDead(after))
}

func exhaustive(s *parser.Match) bool {
	if len(s.Cases) == 0 {
		return false
	}
	last := s.Cases[len(s.Cases)-1]
	a, ok := last.Pattern.(*parser.MatchAs)
	return ok && a.Pattern == nil && last.Guard == nil
}

func orDead(st *state) *state {
	if st == nil {
		return &state{dead: true}
	}
	return st
}

// capture binds what a pattern captures, and narrows the subject to literals
// and types that the pattern names.
func (r *Run) capture(fr *frame, st *state, subject parser.Expr, p parser.Pattern, v *Value) {
	switch p := p.(type) {
	case *parser.MatchValue:
		r.refineTo(fr, st, subject, v, r.eval(fr, st, p.Value))
	case *parser.MatchOr:
		var all *Value
		for _, x := range p.Patterns {
			m, ok := x.(*parser.MatchValue)
			if !ok {
				return
			}
			all = Join(all, r.eval(fr, st, m.Value))
		}
		r.refineTo(fr, st, subject, v, all)
	case *parser.MatchAs:
		if p.Pattern != nil {
			r.capture(fr, st, subject, p.Pattern, v)
		}
		r.bind(fr, st, p.Name, v)
	case *parser.MatchSequence:
		for _, x := range p.Patterns {
			r.capture(fr, st, nil, x, v.Element())
		}
	case *parser.MatchStar:
		r.bind(fr, st, p.Name, v)
	case *parser.MatchMapping:
		for i, x := range p.Patterns {
			name, _ := r.eval(fr, st, p.Keys[i]).Text()
			found, _ := v.Lookup(name)
			r.capture(fr, st, nil, x, found)
		}
		r.bind(fr, st, p.Rest, v)
	case *parser.MatchClass:
		kind := r.kindNamed(r.eval(fr, st, p.Cls))
		narrowed := v
		if kind != 0 {
			narrowed = v.As(kind).With(Typed)
		}
		if subject != nil {
			r.narrowTo(fr, st, subject, narrowed)
		}
		for _, x := range p.Patterns {
			r.capture(fr, st, nil, x, narrowed)
		}
		for i, x := range p.KwdPatterns {
			r.capture(fr, st, nil, x, r.attribute(st, v, p.KwdAttrs[i], fr.place(p.P)))
		}
	}
}

func (r *Run) refineTo(fr *frame, st *state, subject parser.Expr, v, literal *Value) {
	if subject != nil && literal.Literal() {
		r.narrowTo(fr, st, subject, v.listed(literal))
	}
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
			s.vars[i] = Join(s.vars[i], v)
			return
		}
	}
	if i, ok := fr.module.fn.names[id]; ok {
		if r.isSetup() {
			fr.module.st.vars[i] = Join(fr.module.st.vars[i], v)
		} else {
			r.setGlobal(fr.module, i, v)
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
	for _, o := range base.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.SetMember != nil {
			name, _ := key.Text()
			entry.SetMember(&Reading{Run: r, Name: o.Type, Self: base, Place: fr.at(t)}, name, v)
			return
		}
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

// narrowTo says more of what an expression names; see refine.
func (r *Run) narrowTo(fr *frame, st *state, e parser.Expr, v *Value) {
	saved := r.narrowing
	r.narrowing = true
	if n, ok := e.(*parser.Name); ok {
		r.narrowRead(fr, st, n.Id, v)
	}
	r.refine(fr, st, e, v)
	r.narrowing = saved
}

// narrowRead says more of what a variable was read from, too: after
// name = d.get("name"), a check of name is one of d["name"].
func (r *Run) narrowRead(fr *frame, st *state, name string, v *Value) {
	from := fr.reads[name]
	i, local := fr.fn.names[name]
	if from == nil || !local || st.vars[i] == nil || len(st.vars[i].Flows) == 0 {
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
				if i, ok := s.fn.names[e.Id]; ok && s.vars[i] != nil {
					return // what a closure changes elsewhere is not followed
				}
			}
			if i, ok := fr.module.fn.names[e.Id]; ok {
				if r.isSetup() {
					fr.module.st.vars[i] = v // a registry that functions fill
				} else {
					r.setGlobal(fr.module, i, v)
				}
			}
		}
	case *parser.Attribute:
		r.setMember(fr, st, e, v)
	case *parser.Subscript:
		base := r.eval(fr, st, e.Value)
		if name, ok := r.eval(fr, st, e.Slice).Text(); ok {
			r.refineMember(fr, st, e.Value, base, name, v, fr.at(e))
		}
	case *parser.Call:
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

func (r *Run) delete(fr *frame, st *state, t parser.Expr) {
	s, ok := t.(*parser.Subscript)
	if !ok {
		return
	}
	base := r.eval(fr, st, s.Value)
	if name, ok := r.eval(fr, st, s.Slice).Text(); ok {
		r.refine(fr, st, s.Value, base.Without(name))
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
