package flow

import (
	"cmp"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// arguments are those of one call, evaluated.
type arguments struct {
	args     []*Value
	exprs    []parser.Expr // of args, not to be changed; nil for those of *known
	keywords []Keyword
	kwExprs  []parser.Expr
	star     *Value // an element of *unknown
}

func (r *Run) arguments(fr *frame, st *state, e *parser.Call) arguments {
	a := arguments{args: make([]*Value, 0, len(e.Args)), exprs: e.Args}
	expands := hasStar(e.Args) // then what is written is not what is given, one by one
	if expands {
		a.exprs = make([]parser.Expr, 0, len(e.Args))
	}
	if n := len(e.Keywords); n > 0 {
		a.keywords, a.kwExprs = make([]Keyword, 0, n), make([]parser.Expr, 0, n)
	}
	for _, x := range e.Args {
		if s, ok := x.(*parser.Starred); ok {
			v := r.eval(fr, st, s.Value)
			if elements, exact := v.Elements(); exact {
				a.args = append(a.args, elements...)
				a.exprs = append(a.exprs, make([]parser.Expr, len(elements))...)
			} else {
				a.star = Join(a.star, v.Element())
			}
			continue
		}
		a.args = append(a.args, r.eval(fr, st, x))
		if expands {
			a.exprs = append(a.exprs, x)
		}
	}
	for _, k := range e.Keywords {
		a.keywords = append(a.keywords, Keyword{k.Arg, r.eval(fr, st, k.Value)})
		a.kwExprs = append(a.kwExprs, k.Value)
	}
	return a
}

func (r *Run) call(fr *frame, st *state, e *parser.Call) *Value {
	fn := r.eval(fr, st, e.Func)
	if st.dead {
		return Nothing
	}
	if n, ok := e.Func.(*parser.Name); ok {
		if from, ok := fr.reads[n.Id].(*parser.Attribute); ok && fn.isMethodOfValue() { // add = conditions.append
			at := *e
			at.Func = from
			return r.callValue(fr, st, &at, r.eval(fr, st, from))
		}
	}
	return r.callValue(fr, st, e, fn)
}

// isMethodOfValue tells whether the value is a method of a list, a dict or a
// text, which may have changed since it was read.
func (v *Value) isMethodOfValue() bool {
	targets := v.Targets()
	return len(targets) == 1 && targets[0].Self != nil && strings.HasPrefix(targets[0].Name, "value.")
}

// callValue calls fn with the arguments of e.
func (r *Run) callValue(fr *frame, st *state, e *parser.Call, fn *Value) *Value {
	args := r.arguments(fr, st, e)
	if st.dead {
		return Nothing
	}
	place := fr.at(e)
	if len(fn.more().targets) == 1 && fn.more().targets[0].Func != nil {
		return r.callFunc(fr, st, fn.more().targets[0], args, place, e)
	}
	return r.dispatch(st, fn, args, place, e, fr)
}

// callFunc calls a function of the project and copies back what it made of
// its arguments.
func (r *Run) callFunc(fr *frame, st *state, t Target, args arguments, place Place, e *parser.Call) *Value {
	ways := r.callWays(st, t, args, place, e)
	var after *state
	var value *Value
	for _, w := range ways {
		if fr != nil && e != nil {
			r.copyBack(fr, w.st, e, args, w.back)
		}
		after = join(after, w.st)
		value = Join(value, w.value)
	}
	if after == nil {
		st.dead = true
		return Nothing
	}
	st.become(after)
	return orNothing(value)
}

// way is one way out of a call, in the caller's terms.
type way struct {
	value *Value
	st    *state
	back  []changed
}

// changed is an argument that the callee has changed, or knows more of.
type changed struct {
	arg   int // positional; -1: see keyword; -2: self
	name  string
	value *Value
}

// maxWays of one call are kept apart for the condition that follows it.
const maxWays = 8

// callWays calls a function and keeps its ways out apart.
func (r *Run) callWays(st *state, t Target, args arguments, place Place, e *parser.Call) []way {
	res, ok := r.interpret(st, t.Func, t.Self, args, place, false)
	if !ok {
		return []way{{value: r.opaque(args, place, t.Func.Name, t.Self), st: st.clone()}}
	}
	var ways []way
	for _, ret := range res.returns {
		w := way{value: wrapper(ret.value, t.Func, args.args), st: r.back(st, ret.st), back: res.backOf(ret.st)}
		if n := len(ways); n >= maxWays {
			last := &ways[n-1]
			last.st, last.value = join(last.st, w.st), Join(last.value, w.value)
			last.back = nil
			continue
		}
		ways = append(ways, w)
	}
	return ways
}

// wrapper remembers the function that a call was given, where what it gives
// was defined in it: login_required(view).
func wrapper(v *Value, by *Func, args []*Value) *Value {
	targets := v.Targets()
	if len(targets) != 1 || targets[0].Func == nil || targets[0].Inner != nil || targets[0].Func.closure == nil || targets[0].Func.closure.fn != by {
		return v
	}
	var inner *Value
	for _, a := range args {
		if ts := a.Targets(); len(ts) > 0 && (ts[0].Func != nil || ts[0].Native != nil || ts[0].Inner != nil) {
			if inner != nil {
				return v
			}
			inner = a
		}
	}
	if inner == nil {
		return v
	}
	t := targets[0]
	t.Wraps, t.Inner = inner, inner.Targets()[0].Inner
	if t.Inner == nil {
		t.Inner = inner.Targets()[0].Func
	}
	w := *v
	w.change().targets = []Target{t}
	return &w
}

// copyBack gives the caller's variables what the callee has made of them.
func (r *Run) copyBack(fr *frame, st *state, e *parser.Call, args arguments, back []changed) {
	for _, c := range back {
		switch {
		case c.arg == -2:
			if a, ok := e.Func.(*parser.Attribute); ok {
				r.refine(fr, st, a.Value, c.value)
			}
		case c.arg >= 0 && c.arg < len(args.exprs):
			if args.exprs[c.arg] != nil {
				r.refine(fr, st, args.exprs[c.arg], c.value)
			}
		case c.arg == -1:
			for i, k := range args.keywords {
				if k.Name == c.name && k.Name != "" {
					r.refine(fr, st, args.kwExprs[i], c.value)
				}
			}
		}
	}
}

// invoke calls a value with values.
func (r *Run) invoke(st *state, fn *Value, args []*Value, keywords []Keyword, star *Value, place Place, e *parser.Call) *Value {
	a := arguments{args: args, exprs: make([]parser.Expr, len(args)), keywords: keywords, kwExprs: make([]parser.Expr, len(keywords)), star: star}
	return r.dispatch(st, fn, a, place, e, nil)
}

// dispatch calls whatever fn can be.
func (r *Run) dispatch(st *state, fn *Value, args arguments, place Place, e *parser.Call, fr *frame) *Value {
	if len(fn.more().targets) == 0 {
		for _, o := range fn.more().objects {
			if m := r.method(o, "__call__"); m != nil {
				return r.invoke(st, m, args.args, args.keywords, args.star, place, e)
			}
			if entry, ok := r.libraryType(o.Type); ok && entry.Call != nil {
				return r.native(st, entry.Call, o.Type, fn, args, place, e, fr)
			}
		}
		v := r.opaque(args, place, fn.more().path, fn)
		return v
	}
	if len(fn.more().targets) == 1 {
		return r.one(st, fn.more().targets[0], args, place, e, fr)
	}
	var value *Value
	var after *state
	for _, t := range fn.more().targets {
		way := st.clone()
		v := r.one(way, t, args, place, e, fr)
		if !way.dead {
			value = Join(value, v)
			after = join(after, way)
		}
	}
	if after == nil {
		st.dead = true
		return Nothing
	}
	st.become(after)
	return orNothing(value)
}

// one calls one target.
func (r *Run) one(st *state, t Target, args arguments, place Place, e *parser.Call, fr *frame) *Value {
	switch {
	case t.Func != nil:
		return r.callFunc(fr, st, t, args, place, e)
	case t.Class != nil:
		return r.instantiate(st, t.Class, args, place)
	case t.Native != nil:
		return r.native(st, t.Native, t.Name, t.Self, args, place, e, fr)
	}
	entry, ok := r.entry(t.Name)
	if !ok {
		// It may be something of the project's that could not be found.
		if i := strings.LastIndexByte(t.Name, '.'); i > 0 && !strings.HasPrefix(t.Name, "?.") && !strings.HasPrefix(t.Name, "value.") {
			if unknown, listed := r.entry("?" + t.Name[i:]); listed && unknown.Call != nil {
				return r.native(st, unknown.Call, "?"+t.Name[i:], External(t.Name[:i]), args, place, e, fr)
			}
		}
		v := *r.opaque(args, place, t.Name, t.Self)
		v.change().path = t.Name + "()"
		return &v
	}
	if entry.Needs != 0 && e != nil {
		defer r.fits(st, entry, t, args, e, fr)
	}
	switch {
	case entry.Call != nil:
		return r.native(st, entry.Call, t.Name, t.Self, args, place, e, fr)
	case entry.Makes != "":
		return ObjectOf(&Instance{Type: entry.Makes, Site: place, owner: r})
	case entry.Gives != 0:
		if entry.Passes && entry.Checks&Bounded != 0 && len(args.args) > 0 { // it raises for what is malformed
			c := &Call{Run: r, state: st, fr: fr, exprs: args.exprs}
			c.raises(0, args.args[0], Text|Bytes)
		}
		return r.given(entry.Entry, t, args, place)
	}
	v := *r.opaque(args, place, t.Name, t.Self)
	v.change().path = t.Name + "()"
	return &v
}

// given is the result of an entry that needs no code.
func (r *Run) given(entry Entry, t Target, args arguments, place Place) *Value {
	v := &Value{Kind: entry.Gives, Checks: entry.Checks}
	if entry.Passes {
		c := &Call{Self: t.Self, Args: args.args, Keywords: args.keywords, Star: args.star, Place: place}
		what := entry.What
		if what == "" {
			what = "passed through " + t.Name
		}
		v.Flows = c.Flows(what)
		for _, s := range v.Flows {
			s.Kind = v.Kind
		}
	}
	return v
}

func (r *Run) native(st *state, f func(*Call) *Value, name string, self *Value, args arguments, place Place, e *parser.Call, fr *frame) *Value {
	c := &Call{
		Run: r, Name: name, Self: self, Args: args.args, Keywords: args.keywords, Star: args.star, Place: place, Node: e,
		state: st, exprs: args.exprs, fr: fr,
	}
	r.now = st
	r.where = nil
	return orNothing(f(c))
}

// opaque is what something unknown makes of its arguments: their content may
// be in it, and may have been checked.
func (r *Run) opaque(args arguments, place Place, name string, self *Value) *Value {
	c := &Call{Self: self, Args: args.args, Keywords: args.keywords, Star: args.star, Place: place}
	if self != nil && len(self.Flows) == 0 {
		c.Self = nil
	}
	v := &Value{Kind: Unknown, Flows: c.Flows("passed through " + cmp.Or(name, "a call"))}
	for _, s := range v.Flows {
		s.Weak, s.Kind = true, Unknown
	}
	if name != "" {
		v.change().path = name + "()"
	}
	return v
}
