package packages

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// shape is what a schema makes of a value: all schema packages are read into
// it. The zero shape lets anything through.
type shape struct {
	kind     flow.Kind // 0: anything
	checks   flow.Checks
	literals []flow.Literal // the only values, if any are listed
	null     bool           // None passes too

	document bool     // members are told by the following
	fields   []field  //
	open     bool     // others pass as they are, or in the shape of rest
	drops    bool     // others are left out of the result
	rest     *shape   // nil: anything
	element  *shape   // of a list; nil: anything
	either   []*shape // one of these, in place of all above

	later         func(v *validation) *shape // this one, when it is needed: shapes may contain themselves
	before, after []change
}

// change is what a function of the project makes of a value around a shape.
type change func(v *validation, value *flow.Value) *flow.Value

// field is a member of a document.
type field struct {
	name      string   // in the result
	keys      []string // in what is validated; none: the name
	shape     *shape
	required  bool
	otherwise func(v *validation) *flow.Value // what it is when it is missing; nil: it is missing then
	noLoad    bool                            // told, never read
	noDump    bool                            // read, never told
	attribute string                          // of what is told; "": the name
	tell      change                          // what is told of the attribute; nil: itself
	computed  bool                            // tell looks at the whole object
	loader    string                          // the method of the schema that makes it of what is read; "": none
}

// validation is one use of a schema, in a call.
type validation struct {
	*flow.Call
	what  string // the step in paths: "validated by Login"
	depth int
}

// shapeDepth bounds shapes within shapes: what contains itself ends there,
// and the values below count as they came.
const shapeDepth = 6

func validating(c *flow.Call, what string) *validation { return &validation{Call: c, what: what} }

// apply is the value after the schema has let it through. A nil value is one
// of which nothing is known.
func (v *validation) apply(s *shape, value *flow.Value) *flow.Value {
	if value == nil {
		value = flow.Nothing
	}
	if s != nil && s.later != nil {
		s = s.later(v)
	}
	if s == nil || v.depth >= shapeDepth {
		return value
	}
	v.depth++
	defer func() { v.depth-- }()
	for _, f := range s.before {
		value = f(v, value)
	}
	if s.null && value.IsNone() {
		return flow.None
	}
	w := v.shaped(s, value)
	for _, f := range s.after {
		w = f(v, w)
	}
	if s.null {
		w = flow.Join(w, flow.None)
	}
	return w
}

func (v *validation) shaped(s *shape, value *flow.Value) *flow.Value {
	switch {
	case len(s.either) > 0:
		var any *flow.Value
		for _, one := range s.either {
			any = flow.Join(any, v.apply(one, value))
		}
		return any
	case s.document:
		return v.members(s, value)
	case s.kind == 0 && len(s.literals) == 0:
		return value.With(s.checks)
	case s.kind.Only(flow.List):
		return v.elements(s, value)
	}
	return v.scalar(s, value)
}

// kept are the checks that a schema leaves as they were.
const kept = flow.Own | flow.PerRequest | flow.Hashed | flow.Escaped | flow.Plain

func (v *validation) scalar(s *shape, value *flow.Value) *flow.Value {
	w := flow.Of(s.kind, step(value, v.Place, v.what, s.kind)...)
	w.Checks = value.Checks&kept | s.checks | flow.Typed
	switch {
	case len(s.literals) > 0:
		w.Literals = s.literals
		w.Kind = kindOf(s.literals)
		w.Checks |= flow.Listed | flow.Bounded | flow.Plain
	case value.Literal() && value.Kind.Only(s.kind):
		w.Literals = value.Literals
	}
	return w
}

func kindOf(literals []flow.Literal) flow.Kind {
	var kind flow.Kind
	for _, l := range literals {
		kind |= l.Kind
	}
	return kind
}

func (v *validation) elements(s *shape, value *flow.Value) *flow.Value {
	elements, exact := value.Elements()
	if exact {
		shaped := make([]*flow.Value, len(elements))
		for i, e := range elements {
			shaped[i] = v.apply(s.element, e)
		}
		return flow.ListOf(shaped...)
	}
	w := flow.ManyOf(v.apply(s.element, value.Element()))
	w.Checks = value.Checks&kept | s.checks | flow.Typed
	return w
}

// members is a document with the fields of the shape, and where it is open
// with all others too.
func (v *validation) members(s *shape, value *flow.Value) *flow.Value {
	w := flow.DocumentOf()
	if s.open {
		w = v.others(s, value)
	}
	for _, f := range s.fields {
		if f.noLoad {
			continue
		}
		if member, ok := v.field(f, value); ok {
			w = w.WithField(member)
		}
	}
	return w.With(value.Checks & (flow.Own | flow.PerRequest))
}

// field is what the document has under the names of the field, in its shape.
func (v *validation) field(f field, value *flow.Value) (flow.Field, bool) {
	keys := f.keys
	if len(keys) == 0 {
		keys = []string{f.name}
	}
	var found *flow.Value
	known := false
	for _, key := range keys {
		in, sure := member(value, key)
		if in != nil && (found == nil || sure) {
			found, known = in, sure
		}
	}
	if found == nil && f.required {
		found = flow.Nothing // it would be refused, so what we know is not all
	}
	result := flow.Field{Name: f.name, Place: v.Place, Maybe: !known && !f.required && f.otherwise == nil}
	if found != nil {
		result.Value = v.apply(f.shape, found)
	}
	if !known && f.otherwise != nil {
		result.Value = flow.Join(result.Value, f.otherwise(v))
	}
	return result, result.Value != nil
}

// others are the members that no field names.
func (v *validation) others(s *shape, value *flow.Value) *flow.Value {
	if s.rest == nil {
		return value.As(flow.Document)
	}
	w := flow.DocumentOf()
	for _, f := range value.Fields() {
		if !f.Gone() && !slices.ContainsFunc(s.fields, func(g field) bool { return g.name == f.Name }) {
			f.Value = v.apply(s.rest, f.Value)
			w = w.WithField(f)
		}
	}
	rest, names := value.Rest()
	if rest == nil && (value.Kind.Can(flow.Unknown) || len(value.Flows) > 0) {
		rest, names = flow.Nothing, flow.Of(flow.Text)
	}
	if rest != nil {
		w = w.WithRest(v.apply(s.rest, rest), names.As(flow.Text))
	}
	return w
}

// oneOf is the shape of any of them.
func oneOf(shapes ...*shape) *shape {
	u := &shape{}
	for _, s := range shapes {
		if s.kind.Only(flow.Null) {
			u.null = true
			continue
		}
		u.either = append(u.either, s)
	}
	if len(u.either) == 1 && !u.null {
		return u.either[0]
	}
	if len(u.either) == 0 {
		return nothing
	}
	return u
}

var (
	nothing  = &shape{kind: flow.Null}
	anything = &shape{}
	text     = &shape{kind: flow.Text}
	formed   = &shape{kind: flow.Text, checks: flow.Bounded | flow.Formed} // text of a fixed form: an e-mail address, a UUID
	number   = &shape{kind: flow.Number, checks: flow.Bounded | flow.Formed}
	boolean  = &shape{kind: flow.Bool, checks: flow.Bounded | flow.Formed}
	date     = &shape{kind: flow.Date, checks: flow.Bounded | flow.Formed}
	blob     = &shape{kind: flow.Bytes}
	objectID = &shape{kind: flow.ObjectID, checks: flow.Bounded | flow.Formed}
	custom   = &shape{kind: flow.Unknown} // of a type that is not known, which has checked it
	mapping  = &shape{document: true, kind: flow.Document, open: true}
	sequence = &shape{kind: flow.List}
)

// with is the shape with more that is made sure of.
func (s *shape) with(checks flow.Checks) *shape {
	if checks == 0 {
		return s
	}
	w := *s
	if len(s.either) > 0 {
		w.either = nil
		for _, one := range s.either {
			w.either = append(w.either, one.with(checks))
		}
		return &w
	}
	w.checks |= checks
	return &w
}

// listing is the shape of one of the literals.
func listing(literals []flow.Literal) *shape {
	return &shape{kind: kindOf(literals), literals: literals}
}
