package flow

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// definition is a def, async or not.
type definition struct {
	at         parser.Pos
	name       string
	args       *parser.Arguments
	body       []parser.Stmt
	decorators []parser.Expr
	returns    parser.Expr
	async      bool
	node       parser.Stmt
}

// def defines a function and lets its decorators have it.
func (r *Run) def(fr *frame, st *state, d *definition) {
	f := &Func{
		Name: d.name, Qualified: fr.fn.Qualified + "." + d.name, Place: fr.place(syntax.StmtStart(d.node)), Module: fr.module, Class: fr.fn.Class,
		Written: r.Program.of(d.node, func() *Written {
			return &Written{Args: d.args, Body: d.body, Returns: d.returns, Decorators: d.decorators, Async: d.async}
		}),
	}
	r.define(fr, st, f)
	v := &Value{Kind: Function, extra: &rare{targets: []Target{{Func: f}}, place: f.Place}}
	for _, e := range slices.Backward(d.decorators) {
		v = r.decorate(fr, st, f, v, e)
	}
	r.bind(fr, st, d.name, v)
}

// decorate is what a decorator makes of a function or class.
func (r *Run) decorate(fr *frame, st *state, f *Func, v *Value, e parser.Expr) *Value {
	if a, ok := e.(*parser.Attribute); ok && (a.Attr == "setter" || a.Attr == "deleter" || a.Attr == "getter") {
		return r.eval(fr, st, a.Value) // the property stays
	}
	d := r.eval(fr, st, e)
	if st.dead {
		st.dead = false
		return v
	}
	if f != nil {
		switch d.Name() {
		case "builtins.staticmethod":
			f.static = true
			return v
		case "builtins.classmethod":
			f.classMethod = true
			return v
		case "builtins.property", "functools.cached_property", "werkzeug.utils.cached_property":
			f.property = true
			return v
		}
	}
	place := fr.at(e)
	known := false
	for _, t := range d.more().targets {
		_, listed := r.entry(t.Name)
		known = known || t.Func != nil || t.Class != nil || t.Native != nil || listed
	}
	for _, o := range d.more().objects {
		known = known || r.method(o, "__call__") != nil
	}
	if !known {
		return unknownDecorator(v, f, cmp.Or(d.more().path, d.Name()), place)
	}
	saved := st.facts
	out := r.invoke(st, d, []*Value{v}, nil, nil, place, nil)
	st.facts = saved
	st.dead = false
	for _, o := range out.more().objects {
		if r.method(o, "__call__") != nil {
			return Callable(func(c *Call) *Value { return c.Invoke(out, c.Args, c.Keywords) }).wrapping(f)
		}
	}
	if len(out.more().targets) == 0 {
		return v // it gave something that cannot be followed: take it for a wrapper
	}
	return out.wrapping(f)
}

// wrapping remembers the function that was decorated.
func (v *Value) wrapping(f *Func) *Value {
	if f == nil {
		return v
	}
	w := *v
	targets := slices.Clone(v.more().targets)
	for i, t := range targets {
		if t.Func != f {
			targets[i].Inner = f // a wrapper may itself be wrapped: the outermost def counts
		}
	}
	w.change().targets = targets
	return &w
}

// unknownDecorator wraps a function so that calling it leaves the decorator's
// name as a fact: what it checks is not known.
func unknownDecorator(v *Value, f *Func, name string, place Place) *Value {
	return Callable(func(c *Call) *Value {
		c.Assume(Fact{Op: "decorator", Who: name, Place: place})
		return c.Invoke(v, c.Args, c.Keywords)
	}).wrapping(f)
}

// class defines a class: its body is interpreted, its decorators have it.
func (r *Run) class(fr *frame, st *state, s *parser.ClassDef) {
	c := &Class{Name: s.Name, Qualified: fr.fn.Qualified + "." + s.Name, Place: fr.place(syntax.StmtStart(s)), Module: fr.module, attrs: map[string]*Value{}, Written: r.Program.of(s, func() *Written { return classBody(s) })}
	for _, b := range s.Bases {
		c.Bases = append(c.Bases, r.eval(fr, st, b))
	}
	c.mro = r.linearized(c)
	c.overlaid = overlaid(c.mro)
	for _, k := range s.Keywords {
		c.attrs["<"+k.Arg+">"] = r.eval(fr, st, k.Value)
	}
	body := &Func{Name: s.Name, Qualified: c.Qualified, Place: c.Place, Module: fr.module, Class: c, Written: c.Written, classBody: true}
	inner := &frame{fn: body, module: fr.module, closure: r.scopeOf(fr, st), rebound: make([]bool, len(body.names)), hash: fr.hash + uint64(s.P.Line)}
	in := &state{vars: make([]*Value, len(body.names)), slots: st.slots, facts: st.facts}
	r.frames = append(r.frames, inner)
	r.exec(inner, in, s.Body)
	r.frames = r.frames[:len(r.frames)-1]
	c.order = slices.Collect(maps.Keys(c.Written.annotations))
	for name, i := range body.names {
		if in.vars[i] != nil {
			c.attrs[name] = in.vars[i]
			if _, ok := c.Written.annotations[name]; !ok {
				c.order = append(c.order, name)
			}
		}
	}
	slices.SortFunc(c.order, func(a, b string) int { return order(body.names, c, a, b) })
	c.order = slices.Compact(c.order)
	v := &Value{Kind: Function, extra: &rare{targets: []Target{{Class: c}}, place: c.Place}}
	r.subclassed(fr, st, c, v, s)
	for _, e := range slices.Backward(s.DecoratorList) {
		d := r.eval(fr, st, e)
		if name := strings.TrimSuffix(cmp.Or(d.Name(), d.more().path), "()"); name == "dataclasses.dataclass" || strings.HasSuffix(name, ".dataclass") || name == "attr.s" || name == "attr.define" || name == "attrs.define" {
			c.Dataclass = true
			continue
		}
		if w := r.decorate(fr, st, nil, v, e); len(w.more().targets) > 0 {
			for _, t := range w.more().targets {
				if t.Class == c {
					v = w
				}
			}
		}
	}
	r.bind(fr, st, s.Name, v)
}

// classBody is what of a class stands in the source.
func classBody(s *parser.ClassDef) *Written {
	w := &Written{Args: &parser.Arguments{}, Body: s.Body, Decorators: s.DecoratorList, annotations: map[string]parser.Expr{}}
	for _, stmt := range s.Body {
		if a, ok := stmt.(*parser.AnnAssign); ok {
			if n, ok := a.Target.(*parser.Name); ok {
				w.annotations[n.Id] = a.Annotation
			}
		}
	}
	return w
}

func order(names map[string]int, c *Class, a, b string) int {
	return names[a] - names[b]
}

// Methods are the functions that the class defines itself.
func (c *Class) Methods() []*Func {
	var all []*Func
	for _, name := range c.order {
		for _, t := range c.attrs[name].Targets() {
			if t.Func != nil && t.Func.Class == c {
				all = append(all, t.Func)
			} else if t.Inner != nil && t.Inner.Class == c {
				all = append(all, t.Inner)
			}
		}
	}
	return all
}

// Names are what the class defines itself, in order; those that are only
// annotated are there too.
func (c *Class) Names() []string { return c.order }

// Attr is what the class, or a base in the project, gives for the name; nil
// for nothing.
func (c *Class) Attr(name string) *Value {
	for _, k := range c.line() {
		if v := k.attrs[name]; v != nil {
			return v
		}
	}
	return nil
}

// Annotation is the annotation of the name in the class or a base.
func (c *Class) Annotation(name string) (parser.Expr, *Class) {
	for _, k := range c.line() {
		if a := k.Written.annotations[name]; a != nil {
			return a, k
		}
	}
	return nil, nil
}

// Is tells whether the class is, or derives from, something of that
// qualified name.
func (c *Class) Is(name string) bool {
	if c.Qualified == name {
		return true
	}
	for _, b := range c.Bases {
		for _, t := range b.more().targets {
			if t.Name == name || t.Class != nil && t.Class != c && t.Class.Is(name) {
				return true
			}
		}
	}
	return false
}

// externalBases are the qualified names of bases outside the project, the
// nearest first.
func (c *Class) externalBases() []string {
	var all []string
	for _, b := range c.Bases {
		for _, t := range b.more().targets {
			switch {
			case t.Class != nil && t.Class != c:
				all = append(all, t.Class.externalBases()...)
			case t.Name != "":
				all = append(all, t.Name)
			}
		}
		for _, o := range b.more().objects { // db.Document of an extension object
			if o.Type != "" {
				all = append(all, o.Type)
			}
		}
	}
	return all
}

// instantiate makes an object of the class.
func (r *Run) instantiate(st *state, c *Class, args arguments, place Place) *Value {
	o := &Instance{Class: c, Site: place, owner: r}
	holds := c.container(args)
	v := holds.with(o)
	if init := c.Attr("__init__"); init != nil {
		bound := r.bound(init, v, c)
		r.dispatch(st, bound, args, place, nil, nil)
		return v
	}
	if holds != nil {
		return v
	}
	bases := c.externalBases()
	if c.Is("enum.Enum") {
		bases = []string{"enum.Enum"}
	}
	for _, base := range bases {
		if entry, ok := r.entry(base); ok && entry.Call != nil {
			class := &Value{Kind: Function, extra: &rare{targets: []Target{{Class: c}}}}
			if made := r.native(st, entry.Call, base, class, args, place, nil, r.frame()); made != nil && made != Nothing {
				return made
			}
		}
	}
	r.fields(st, o, c, args, place)
	if post := c.Attr("__post_init__"); post != nil {
		r.dispatch(st, r.bound(post, v, c), arguments{}, place, nil, nil)
	}
	return v
}

// attributes are the members of an object as a document: vars(x), x.__dict__.
func (r *Run) attributes(st *state, v *Value) *Value {
	d := DocumentOf()
	for _, o := range v.Objects() {
		for _, name := range slices.Sorted(maps.Keys(o.attrs)) {
			d = d.attribute(name, st.member(o, name))
		}
		for _, s := range st.slots {
			if s.of == o {
				d = d.attribute(s.name, s.value)
			}
		}
	}
	return d
}

// attribute is the document with one attribute of an object more.
func (v *Value) attribute(name string, value *Value) *Value {
	if name == anyMember {
		return v.Merge(value)
	}
	return v.WithField(Field{Name: name, Value: value})
}

// fields sets the attributes of a dataclass, or of another class that takes
// what it has annotated.
func (r *Run) fields(st *state, o *Instance, c *Class, args arguments, place Place) {
	set := func(name string, v *Value) {
		if v != nil && len(v.Flows) > 0 {
			v = v.seen(place, "passed to "+c.Name+" as "+name)
		}
		r.setAttr(st, o, name, v)
	}
	names := c.fieldNames()
	used := make([]bool, len(args.keywords))
	for i, name := range names {
		switch v, ok := args.keyword(name, used); {
		case i < len(args.args):
			set(name, args.args[i])
		case ok:
			set(name, v)
		}
	}
	for i, k := range args.keywords {
		if !used[i] && k.Name != "" {
			set(k.Name, k.Value)
		}
	}
}

// fieldNames are the annotated names, those of bases first, and of the last
// base first: https://docs.python.org/3/library/dataclasses.html#inheritance.
func (c *Class) fieldNames() []string {
	var names []string
	for _, k := range slices.Backward(c.line()) {
		for _, name := range k.order {
			if _, ok := k.Written.annotations[name]; ok && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// FieldNames are the annotated names of a class, those of bases first: the
// fields of a dataclass or a pydantic model.
func (c *Class) FieldNames() []string { return c.fieldNames() }

// NewObject makes an instance of a class of the project without calling its
// constructor, with the attributes.
func (r *Run) NewObject(c *Class, place Place, attrs ...Field) *Value {
	o := &Instance{Class: c, Site: place, owner: r, attrs: map[string]*Value{}}
	for _, a := range attrs {
		o.attrs[a.Name] = a.Value
	}
	return ObjectOf(o)
}

// NewInstance makes an instance of a library's type.
func (r *Run) NewInstance(kind string, place Place, data any) *Value {
	return ObjectOf(&Instance{Type: kind, Site: place, Data: data, owner: r})
}

// Eval evaluates an expression of the class's module: a part of an
// annotation, a keyword of a decorator.
func (r *Run) Eval(c *Class, e parser.Expr) *Value {
	names := map[string]int{}
	fr := &frame{fn: &Func{Module: c.Module, Written: &Written{Args: &parser.Arguments{}, names: names}}, module: c.Module, closure: c.scope}
	return r.eval(fr, &state{}, e)
}

// KindOf is the kind that an annotation of the class names, with the value
// of the annotation.
func (r *Run) KindOf(c *Class, ann parser.Expr) (Kind, *Value) {
	fr := &frame{fn: &Func{Module: c.Module, Written: &Written{Args: &parser.Arguments{}}}, module: c.Module, closure: c.scope}
	return r.annotationKind(fr, &state{}, ann)
}

// ofSuper is super().name: the member as the bases of the class give it.
func (r *Run) ofSuper(fr *frame, st *state, e *parser.Attribute) *Value {
	c, ok := e.Value.(*parser.Call)
	if !ok {
		return nil
	}
	if n, ok := c.Func.(*parser.Name); !ok || n.Id != "super" || fr.fn.Class == nil {
		return nil
	}
	params := parameters(fr.fn.Args)
	if len(params) == 0 {
		return nil
	}
	self := st.vars[fr.fn.names[params[0].Name]]
	of := self.class()
	for _, k := range fr.fn.Class.after(of) {
		if a := k.attrs[e.Attr]; a != nil {
			return r.bound(a, self, k)
		}
		if _, listed := r.memberEntry(k.Qualified, e.Attr); k.outside && listed {
			return r.libraryMember(st, orNothing(self), k.Qualified, e.Attr, fr.at(e))
		}
	}
	bases := fr.fn.Class.externalBases()
	if of != nil {
		bases = append(bases, of.externalBases()...)
	}
	for _, base := range bases {
		if found := r.libraryMember(st, orNothing(self), base, e.Attr, fr.at(e)); found != nil {
			return found
		}
	}
	return Callable(unchanged)
}

// class is the one that the value is an object of, or itself is; nil where it
// is none, or one of several.
func (v *Value) class() *Class {
	var only *Class
	for _, o := range v.Objects() {
		if o.Class == nil || only != nil && only != o.Class {
			return nil
		}
		only = o.Class
	}
	for _, t := range v.Targets() {
		if t.Class == nil || only != nil && only != t.Class {
			return nil
		}
		only = t.Class
	}
	return only
}

// raises tells whether the class is one of exceptions.
func (c *Class) raises() bool {
	for _, base := range c.externalBases() {
		if strings.HasPrefix(base, "builtins.") && (strings.HasSuffix(base, "Error") || strings.HasSuffix(base, "Exception")) {
			return true
		}
	}
	return false
}
