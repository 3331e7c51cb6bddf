package flow

import (
	"cmp"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// attribute is v.name.
func (r *Run) attribute(st *state, v *Value, name string, place Place) *Value {
	if found := r.attributeIfKnown(st, v, name); found != nil {
		return found
	}
	v = orNothing(v)
	r.now = st
	if name == "__dict__" && len(v.more().objects) > 0 {
		return r.attributes(st, v)
	}
	for _, o := range v.more().objects {
		if o.Type != "" {
			if found := r.libraryMember(st, v, o.Type, name, place); found != nil {
				return found
			}
		}
		if o.Class != nil {
			for _, base := range o.Class.externalBases() {
				if found := r.libraryMember(st, v, base, name, place); found != nil {
					return found
				}
			}
		}
	}
	for _, t := range v.more().targets {
		switch {
		case t.Class != nil:
			for _, base := range t.Class.externalBases() {
				if found := r.libraryMember(st, v, base, name, place); found != nil {
					return found
				}
			}
		case t.Name != "" && !strings.HasPrefix(t.Name, "?.") && !strings.HasPrefix(t.Name, "value."):
			if found := r.libraryMember(st, v, r.canonical(t.Name), name, place); found != nil {
				return found
			}
			ext := External(r.canonical(t.Name) + "." + name)
			return ext
		}
	}
	if found := r.computed(st, v, name, place); found != nil {
		return found
	}
	if form(v, name) {
		return v
	}
	if v.Kind.Only(Document|Object) && !ofDict[name] {
		if found := v.memberAsAttribute(name); found != nil { // SimpleNamespace(**body).title
			return found
		}
	}
	if entry, ok := r.memberEntry("value", name); ok && v.Kind&^Object != 0 || ok && len(v.more().objects) == 0 {
		if len(v.Flows) > 0 || v.doc != nil || v.list != nil || len(v.Literals) > 0 || !v.Kind.Can(Unknown) {
			return &Value{Kind: Function, extra: &rare{targets: []Target{{Name: entry.name, Self: v}}, path: joinPath(v.more().path, name)}}
		}
	}
	if found := v.memberAsAttribute(name); found != nil {
		return found
	}
	if (name == "value" || name == "name") && v.Kind.Only(Text|Number) && (len(v.Literals) > 0 || v.Has(Listed)) {
		return v // a member of an enumeration is its value here
	}
	if len(v.Flows) > 0 { // a document that is read like an object
		m := v.below(name, 0)
		m.change().path = joinPath(v.more().path, name)
		m.change().targets = []Target{{Name: "?." + name, Self: v}}
		if len(m.Flows) > 0 {
			m = m.seen(place, "."+name)
		}
		return m
	}
	return &Value{Kind: Unknown, extra: &rare{path: joinPath(v.more().path, name), targets: []Target{{Name: "?." + name, Self: v}}}}
}

// memberAsAttribute is a member of a document that is read like an object; nil
// for none.
func (v *Value) memberAsAttribute(name string) *Value {
	if v.doc == nil {
		return nil
	}
	if f, ok := v.Field(name); ok {
		return f.Value
	}
	if !v.doc.open && v.doc.rest != nil && len(v.Flows) == 0 {
		return v.doc.rest.narrowed(name)
	}
	return nil
}

// ofDict are the methods of a dict.
var ofDict = map[string]bool{
	"get": true, "pop": true, "setdefault": true, "update": true, "items": true, "keys": true, "values": true, "copy": true, "clear": true, "popitem": true,
}

func joinPath(path, name string) string {
	if path == "" {
		return "?." + name
	}
	return path + "." + name
}

// libraryMember is what the library says of a member of one of its names or
// types; nil for nothing.
func (r *Run) libraryMember(st *state, v *Value, of, name string, place Place) *Value {
	if entry, ok := r.memberEntry(of, name); ok {
		if entry.Get != nil {
			r.now = st
			return orNothing(entry.Get(&Reading{Run: r, Name: entry.name, Self: v, Place: place}))
		}
		return &Value{Kind: Function | Unknown, extra: &rare{targets: []Target{{Name: entry.canonical, Self: v}}, path: joinPath(v.more().path, name)}}
	}
	owner, ok := r.entry(of)
	if !ok {
		return nil
	}
	for _, base := range owner.Bases {
		if found := r.libraryMember(st, v, base, name, place); found != nil {
			return found
		}
	}
	if owner.Member != nil {
		r.now = st
		return owner.Member(&Reading{Run: r, Name: of + "." + name, Self: v, Place: place}, name)
	}
	return nil
}

// attributeIfKnown is v.name where the project itself says what it is; nil
// otherwise.
func (r *Run) attributeIfKnown(st *state, v *Value, name string) *Value {
	if v == nil {
		return nil
	}
	var found *Value
	for _, o := range v.more().objects {
		if m, ok := o.Data.(*Module); ok && o.Type == moduleType {
			found = Join(found, r.moduleMember(st, m, name))
			continue
		}
		if a := st.member(o, name); a != nil {
			found = Join(found, a)
			continue
		}
		if o.Class == nil {
			continue
		}
		if a := r.AttrOf(o.Class, name); a != nil {
			self := v
			if v.list == nil && v.doc == nil || len(v.extra.objects) > 1 { // else it is a list or dict itself
				self = ObjectOf(o)
			}
			found = Join(found, r.ofClass(st, a, self, o.Class, name))
			continue
		}
		if ann, in := o.Class.Annotation(name); ann != nil {
			fr := &frame{fn: in.Module.fn, module: in.Module}
			if typed := r.annotated(fr, in.Module.st, Nothing, ann); typed != Nothing {
				found = Join(found, typed)
			}
		}
	}
	for _, t := range v.more().targets {
		if t.Class == nil {
			continue
		}
		if a := t.Class.Attr(name); a != nil {
			found = Join(found, r.bound(a, nil, t.Class))
			continue
		}
		switch name {
		case "__name__":
			found = Join(found, TextOf(t.Class.Name))
		}
	}
	return found
}

// ofClass is a member that the class gives to its instance.
func (r *Run) ofClass(st *state, a, self *Value, c *Class, name string) *Value {
	for _, o := range a.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.Of != nil {
			r.now = st
			return orNothing(entry.Of(&Reading{Run: r, Name: o.Type, Self: self}, name))
		}
	}
	for _, t := range a.more().targets {
		if t.Func != nil && t.Func.property {
			return r.invoke(st, &Value{extra: &rare{targets: []Target{{Func: t.Func, Self: self}}}}, nil, nil, nil, t.Func.Place, nil)
		}
	}
	return r.bound(a, self, c)
}

// bound binds functions to the instance, or to the class where they say so.
func (r *Run) bound(a, self *Value, c *Class) *Value {
	if len(a.more().targets) == 0 {
		return a
	}
	w := *a
	w.change().targets = make([]Target, len(a.more().targets))
	for i, t := range a.more().targets {
		fn := t.Func
		if t.Inner != nil {
			fn = t.Inner
		}
		switch {
		case fn == nil || fn.Class == nil || t.Self != nil || fn.static:
		case fn.classMethod:
			t.Self = &Value{Kind: Function, extra: &rare{targets: []Target{{Class: c}}}}
		case self != nil && t.Native != nil:
			native := t.Native
			t.Native = func(c *Call) *Value {
				c.Args = append([]*Value{self}, c.Args...)
				return native(c)
			}
		case self != nil:
			t.Self = self
		}
		w.change().targets[i] = t
	}
	return &w
}

// method is a method of a project's object, bound; nil for none.
func (r *Run) method(o *Instance, name string) *Value {
	if o.Class == nil {
		return nil
	}
	if a := o.Class.Attr(name); a != nil {
		return r.bound(a, ObjectOf(o), o.Class)
	}
	return nil
}

// member is what was assigned to a member of an object; nil for nothing.
func (s *state) member(o *Instance, name string) *Value {
	if v := s.slot(o, name); v != nil {
		return v
	}
	return o.attrs[name]
}

// Attr is what was assigned to a member of an object; nil for nothing.
func (r *Run) Attr(o *Instance, name string) *Value { return r.now.member(o, name) }

// setAttribute is v.name = value.
func (r *Run) setAttribute(st *state, v *Value, name string, value *Value, place Place) {
	r.now = st
	for _, o := range v.more().objects {
		if m, ok := o.Data.(*Module); ok && o.Type == moduleType {
			if i, ok := m.fn.names[name]; ok && r.isSetup() {
				m.st.vars[i] = value
			}
			continue
		}
		if entry, ok := r.libraryType(o.Type); ok && entry.SetMember != nil {
			entry.SetMember(&Reading{Run: r, Name: o.Type, Self: v, Place: place, Narrows: r.narrowing}, name, value)
			continue
		}
		r.setAttr(st, o, name, value)
	}
	for _, t := range v.more().targets {
		if t.Class != nil && r.isSetup() {
			t.Class.attrs[name] = value
		}
		if entry, ok := r.entry(t.Name); ok && entry.SetMember != nil {
			entry.SetMember(&Reading{Run: r, Name: t.Name, Self: v, Place: place, Narrows: r.narrowing}, name, value)
		}
	}
}

// setAttr assigns to a member of an object. Only what the top level of the
// program assigns stays: runs do not know in which order requests come.
func (r *Run) setAttr(st *state, o *Instance, name string, value *Value) {
	if !r.isSetup() || r.narrowing {
		st.setSlot(o, name, value)
		return
	}
	if o.attrs == nil {
		o.attrs = map[string]*Value{}
	}
	o.attrs[name] = value
}

// SetAttr assigns to a member of an object.
func (r *Run) SetAttr(o *Instance, name string, value *Value) { r.setAttr(r.now, o, name, value) }

// annotated is a value of which nothing is known but its annotation: an
// object of the class, a value of the kind. What is known is left alone:
// annotations promise nothing at run time.
func (r *Run) annotated(fr *frame, st *state, v *Value, ann parser.Expr) *Value {
	if ann == nil || v == nil || len(v.Flows) > 0 || !v.Kind.Can(Unknown) || len(v.more().targets) > 0 && v.more().targets[0].Func != nil || len(v.more().objects) > 0 {
		return v
	}
	kind, of := r.annotationKind(fr, st, ann)
	if kind != 0 {
		return &Value{Kind: kind, extra: &rare{path: v.more().path}}
	}
	for _, t := range of.Targets() {
		if t.Class != nil {
			w := r.NewObject(t.Class, t.Class.Place)
			w.change().path = v.more().path
			return w
		}
		if entry, ok := r.entry(t.Name); ok {
			made := cmp.Or(entry.Makes, "")
			if _, isType := r.entry(r.canonical(t.Name)); made == "" && isType && (entry.Bases != nil || entry.Member != nil) {
				made = r.canonical(t.Name)
			}
			if made != "" {
				w := r.NewInstance(made, Place{}, nil)
				w.change().path = v.more().path
				return w
			}
		}
	}
	return v
}

// annotationKind is the kind that an annotation names, or the value that it
// is: of Optional[X] and X | None that of X.
func (r *Run) annotationKind(fr *frame, st *state, ann parser.Expr) (Kind, *Value) {
	switch a := ann.(type) {
	case *parser.Constant:
		s, ok := a.Value.(string)
		if !ok || !isName(s) {
			return 0, nil
		}
		return r.annotationKind(fr, st, &parser.Name{P: a.P, Id: s})
	case *parser.BinOp:
		if c, ok := a.Right.(*parser.Constant); ok && c.Kind == "None" {
			kind, v := r.annotationKind(fr, st, a.Left)
			return kind, v
		}
		return 0, nil
	case *parser.Subscript:
		base := r.quiet(fr, st, a.Value)
		switch name := base.Name(); {
		case strings.HasSuffix(name, ".Optional"), strings.HasSuffix(name, ".Annotated"), strings.HasSuffix(name, ".Required"):
			inner := a.Slice
			if t, ok := inner.(*parser.Tuple); ok && len(t.Elts) > 0 {
				inner = t.Elts[0]
			}
			return r.annotationKind(fr, st, inner)
		case strings.HasSuffix(name, ".Literal"):
			return Text | Number | Bool, nil
		default:
			return r.kindNamed(base), base
		}
	}
	v := r.quiet(fr, st, ann)
	return r.kindNamed(v) &^ Object, v
}

// quiet evaluates an annotation, which has no effect.
func (r *Run) quiet(fr *frame, st *state, e parser.Expr) *Value {
	if n, ok := e.(*parser.Name); ok {
		if len(st.vars) != len(fr.fn.names) {
			st = &state{vars: make([]*Value, len(fr.fn.names))}
		}
		return r.name(fr, st, n.Id)
	}
	if a, ok := e.(*parser.Attribute); ok {
		return r.attribute(st, r.quiet(fr, st, a.Value), a.Attr, fr.at(e))
	}
	return Nothing
}

func isName(s string) bool {
	for i, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}
