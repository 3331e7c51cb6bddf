package flow

// Checks are what the program made sure of a value.
type Checks uint16

const (
	Typed      Checks = 1 << iota // its type: isinstance, a cast, a schema
	Bounded                       // its length, form or range
	Listed                        // it is one of known values
	Escaped                       // for a regular expression
	Plain                         // its keys do not begin with $
	AtLeast                       // it is not below a number that the program chose
	AtMost                        // it is not above a number that the program chose
	Hashed                        // it is the digest of what its flows name
	Own                           // it was selected by who calls
	PerRequest                    // every read makes another: time, randomness, a new id
	Formed                        // its characters: a pattern, digits, an id; set beside Bounded
)

// Literal is a value that the source spells out.
type Literal struct {
	Kind   Kind // Null, Bool, Number, Text or Bytes
	Text   string
	Number float64 // also 0 or 1 of a Bool
}

// Value is what an expression can be. It is immutable; nil stands for
// [Nothing].
type Value struct {
	Kind     Kind
	Checks   Checks
	Flows    []*Step   // one for each origin of its content
	Literals []Literal // all that it can be; none: not known

	doc   *doc
	list  *list
	extra *rare // what few values have; nil: none of it
}

// rare is what most values do not have. It is shared by copies and never
// changed: see change.
type rare struct {
	targets []Target
	objects []*Instance
	path    string   // how the source names something that is not known: current_app.db.orders
	place   Place    // where a document or list was written; zero: unknown
	most    *float64 // beside AtMost: the number; nil: not known
	deep    *seldom
}

// seldom is what few of those have that have something rare. It is shared and
// never changed, too: see changeDeep.
type seldom struct {
	names     []Literal // of a document whose keys were checked: all that they can be
	pieces    []*Value  // of a text that was put together, in order; neighbours may be literal
	not       []Literal // of a key: what it is known not to be
	otherwise []Literal // what it is where the environment says nothing
	chosen    *Value    // the key by which it was looked up in a table of the program's own
	home      string    // the slot that holds the same object
}

var (
	noExtra rare
	noDeep  seldom
)

// more is what few values have, for reading.
func (v *Value) more() *rare {
	if v == nil || v.extra == nil {
		return &noExtra
	}
	return v.extra
}

// change is a copy of it for a value that was just made.
func (v *Value) change() *rare {
	c := *v.more()
	v.extra = &c
	return v.extra
}

// seldom is what very few values have, for reading.
func (v *Value) seldom() *seldom {
	if v == nil || v.extra == nil || v.extra.deep == nil {
		return &noDeep
	}
	return v.extra.deep
}

// changeDeep is a copy of it for a value that was just made.
func (v *Value) changeDeep() *seldom {
	c := *v.seldom()
	v.change().deep = &c
	return &c
}

// Names are, of a document whose keys were checked, all that they can be;
// none: not known.
func (v *Value) Names() []Literal { return v.seldom().names }

// named gives a value that was just made its names.
func (v *Value) named(names []Literal) {
	if len(names) > 0 || len(v.Names()) > 0 {
		v.changeDeep().names = names
	}
}

// WithNames is the document whose keys can be these and no others.
func (v *Value) WithNames(names []Literal) *Value {
	w := *orNothing(v)
	w.named(names)
	return &w
}

// Target is something that can be called.
type Target struct {
	Func   *Func  // of the project
	Class  *Class // of the project
	Native func(*Call) *Value
	Name   string // qualified, of something outside the project: flask.request.get_json
	Self   *Value // bound to it
	Inner  *Func  // the function that a decorator has wrapped, if any
	Wraps  *Value // what a wrapper made by [Wrap] calls in the end
}

// doc are the known members of a document.
type doc struct {
	fields []Field
	rest   *Value // of other keys; nil: there are none, unless open
	keys   *Value // the names of other keys; nil: not known
	open   bool   // there may be others, which follow from the flows
	every  *Value // it has a member for each key of this one; nil: not known
	some   bool   // there is at least one member, one or another
}

// Field is a known member of a document.
type Field struct {
	Name  string
	Value *Value
	Maybe bool // not on every way
	Place Place
}

type list struct {
	known []*Value // elements in order, when exact
	exact bool
	elem  *Value // any element; nil: empty
	some  bool   // there is at least one
	every *Value // it holds a pair for each key of this document; nil: not known
}

// Text is the one text that the value is.
func (v *Value) Text() (string, bool) {
	if v == nil || len(v.Literals) != 1 || v.Literals[0].Kind != Text {
		return "", false
	}
	return v.Literals[0].Text, true
}

// Texts are all the texts that the value can be; none if it can be others.
func (v *Value) Texts() []string {
	if v == nil {
		return nil
	}
	var all []string
	for _, l := range v.Literals {
		if l.Kind == Text {
			all = append(all, l.Text)
		}
	}
	return all
}

// Number is the one number that the value is.
func (v *Value) Number() (float64, bool) {
	if v == nil || len(v.Literals) != 1 || v.Literals[0].Kind&(Number|Bool) == 0 {
		return 0, false
	}
	return v.Literals[0].Number, true
}

// IsNone tells whether the value is None and nothing else.
func (v *Value) IsNone() bool { return v != nil && v.Kind == Null }

// Is tells whether all that the value can be is known and literal.
func (v *Value) Literal() bool { return v != nil && len(v.Literals) > 0 }

// Has tells whether the program made sure of all of c.
func (v *Value) Has(c Checks) bool { return v != nil && v.Checks&c == c }

// Path is how the source names something that is not known, or "".
func (v *Value) Path() string {
	if v == nil {
		return ""
	}
	return v.more().path
}

// Place is where a document or a list was written down; zero if not known.
func (v *Value) Place() Place {
	if v == nil {
		return Place{}
	}
	return v.more().place
}

// Pieces are what a text was put together from, in order: literal texts and
// values. None: it was not put together, or it is not known how.
func (v *Value) Pieces() []*Value {
	if v == nil {
		return nil
	}
	return v.seldom().pieces
}

// Defaults are the literals that the value is where what it comes from says
// nothing: os.getenv("KEY", "dev").
func (v *Value) Defaults() []Literal { return v.seldom().otherwise }

// WithObject is the value that is also the instance: a cursor is a list.
func (v *Value) WithObject(i *Instance) *Value {
	w := *orNothing(v)
	w.change().objects = []*Instance{i}
	return &w
}

// Targets are what the value can be when it is called.
func (v *Value) Targets() []Target {
	if v == nil {
		return nil
	}
	return v.more().targets
}

// Objects are the instances that the value can be.
func (v *Value) Objects() []*Instance {
	if v == nil {
		return nil
	}
	return v.more().objects
}

// Name is the qualified name of something outside the project, or "".
func (v *Value) Name() string {
	if v == nil {
		return ""
	}
	for _, t := range v.more().targets {
		if t.Name != "" {
			return t.Name
		}
	}
	return ""
}

// Fields are the known members of a document.
func (v *Value) Fields() []Field {
	if v == nil || v.doc == nil {
		return nil
	}
	return v.doc.fields
}

// Field is the known member of that name.
func (v *Value) Field(name string) (Field, bool) {
	for _, f := range v.Fields() {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Rest is what members of other names are, and what those names are; nil, nil
// if there are none. A document that is whole from elsewhere (a request, the
// database) has itself as its rest.
func (v *Value) Rest() (values, names *Value) {
	switch {
	case v == nil:
		return nil, nil
	case v.doc != nil && !v.doc.open:
		if v.doc.rest == nil && v.doc.keys == nil {
			return nil, nil
		}
		return orNothing(v.doc.rest), orNothing(v.doc.keys)
	case v.Kind.Can(Document|Unknown) && (len(v.Flows) > 0 || v.doc != nil && v.doc.open):
		values, names = v.member(""), &Value{Kind: Text, Flows: v.Flows, Literals: v.Names()}
		if v.doc != nil && v.doc.rest != nil {
			values, names = Join(values, v.doc.rest), Join(names, v.doc.keys)
		}
		return values, names
	}
	return nil, nil
}

// Elements are the elements of a list: the known ones in order, or one that
// stands for any.
func (v *Value) Elements() (elements []*Value, exact bool) {
	if v == nil || v.list == nil {
		return nil, false
	}
	if v.list.exact {
		return v.list.known, true
	}
	if v.list.elem == nil {
		return nil, false
	}
	return []*Value{v.list.elem}, false
}

// Element stands for any element of a list or iterator.
func (v *Value) Element() *Value {
	switch {
	case v == nil:
		return Nothing
	case v.list != nil && v.list.exact:
		return joinAll(v.list.known)
	case v.list != nil:
		return orNothing(v.list.elem)
	}
	if len(v.Flows) == 0 {
		return Nothing
	}
	return v.anyElement()
}

// anyElement is what is below the whole, where that is taken for a list: a
// part of the body that is iterated. The keys of the body itself are the
// fields of a document.
func (v *Value) anyElement() *Value {
	e := v.member("")
	if !v.Kind.Can(List) {
		return e
	}
	for i, s := range e.Flows {
		if s.Origin.Source == Request && s.Origin.In == "body" && s.Origin.Name != "" {
			of := *s
			of.Origin = s.Origin.element()
			e.Flows[i] = &of
		}
	}
	return e
}

// With is the value of which the program made sure of c.
func (v *Value) With(c Checks) *Value {
	if v == nil || v.Checks&c == c {
		return v
	}
	w := *v
	w.Checks |= c
	return &w
}

// WithPath is the value under another spelling in the source.
func (v *Value) WithPath(path string) *Value {
	w := *orNothing(v)
	w.change().path = path
	return &w
}

// As is the value narrowed to the kind, with all that is known of it.
func (v *Value) As(k Kind) *Value {
	w := *orNothing(v)
	w.Kind = k
	return &w
}

// member is what is found under a name below a value whose content comes from
// elsewhere; "" stands for any name. A text has none.
func (v *Value) member(name string) *Value { return v.below(name, scalar) }

// scalar is what has no members that are read by a key.
const scalar = Null | Bool | Number | Text

// below is member, but for content of some kinds. An attribute can be of what
// is told as a text: the host of an address.
func (v *Value) below(name string, but Kind) *Value {
	if len(v.Flows) == 0 {
		return Nothing
	}
	child := &Value{Checks: v.Checks & (Own | PerRequest | Hashed), Flows: make([]*Step, 0, len(v.Flows))}
	for _, s := range v.Flows {
		kind := s.Origin.Child
		if kind == 0 || s.Weak {
			kind = Unknown
		}
		if name != "" && s.Origin.Source == Request && s.Kind.Only(but) {
			continue // a document, or a text that says that there is none
		}
		child.Kind |= kind
		if name == "" {
			child.Flows = append(child.Flows, s)
			continue
		}
		child.Flows = append(child.Flows, &Step{Origin: s.Origin.Below(name), Prev: s.Prev, Place: s.Place, What: s.What, Kind: kind, Weak: s.Weak})
	}
	if len(child.Flows) == 0 {
		return Nothing
	}
	return child
}
