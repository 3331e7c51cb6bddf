package flow

import "slices"

// Lookup is what is found under a key of a document, and whether it is known
// to be there.
func (v *Value) Lookup(name string) (found *Value, known bool) {
	if v == nil {
		return Nothing, false
	}
	if f, ok := v.Field(name); ok {
		return f.Value, !f.Maybe
	}
	if v.doc != nil && !v.doc.open {
		if v.doc.rest != nil {
			return v.doc.rest.narrowed(name), false
		}
		return None, false // there is no such key: get gives None
	}
	if len(v.Flows) > 0 {
		found = v.member(name)
		if v.doc != nil && v.doc.rest != nil {
			found = Join(found, v.doc.rest.narrowed(name))
		}
		return found, false
	}
	return Nothing, false
}

// WithField is the document with the member set.
func (v *Value) WithField(f Field) *Value {
	w := *orNothing(v)
	d := doc{open: v == nil || v.doc == nil && v.Kind.Can(Document|Unknown) && (len(v.Flows) > 0 || v.Kind.Can(Unknown))}
	if v != nil && v.doc != nil {
		d = *v.doc
	}
	if i := slices.IndexFunc(d.fields, func(g Field) bool { return g.Name == f.Name }); i >= 0 {
		d.fields = slices.Clone(d.fields)
		d.fields[i] = f
	} else if n := len(d.fields); n < maxFields {
		fields := make([]Field, n+1)
		copy(fields, d.fields)
		fields[n] = f
		d.fields = fields
	} else {
		d.rest = Join(d.rest, f.Value)
	}
	w.doc = &d
	if w.Kind == Unknown {
		w.Kind |= Document
	}
	return &w
}

// Without is the document with the member taken out.
func (v *Value) Without(name string) *Value {
	if v == nil {
		return Nothing
	}
	w := *v
	if v.doc == nil || v.doc.open {
		// Whatever it was, it is None now; that it is gone is told by a member
		// that is known to be nothing.
		return w.WithField(Field{Name: name, Value: gone})
	}
	d := *v.doc
	d.some, d.every = false, nil
	d.fields = slices.DeleteFunc(slices.Clone(d.fields), func(f Field) bool { return f.Name == name })
	w.doc = &d
	return &w
}

// gone stands in an open document for a member that was taken out.
var gone = &Value{Kind: Null, Literals: []Literal{{Kind: Null}}, extra: &rare{path: "<gone>"}}

// Gone tells whether the member was taken out of a document that came from
// elsewhere.
func (f Field) Gone() bool { return f.Value == gone }

// Merge is the document with the members of another laid over it, as
// {**v, **over} and v.update(over) do.
func (v *Value) Merge(over *Value) *Value {
	if v == nil {
		return over
	}
	if over == nil || over.IsNone() {
		return v
	}
	if over.doc != nil && over.doc.every != nil && over.doc.every == v { // d.update({k: str(v) for k, v in d.items()})
		w := *over
		w.extra = v.extra
		return &w
	}
	w := *v
	w.Kind = Document
	if w.seldom().home != "" {
		w.changeDeep().home = ""
	}
	d := doc{}
	if v.doc != nil {
		d = *v.doc
	}
	if v.doc == nil && len(v.Flows) > 0 {
		d.open = true
	}
	d.fields = slices.Clone(d.fields)
	whole := !d.open && d.rest == nil // of its own it has no names but these
	if over.doc == nil || over.doc.open {
		for i, f := range d.fields { // it may replace each of them
			if _, ok := over.Field(f.Name); !ok && over.mayHave(f.Name) {
				d.fields[i].Value = Join(f.Value, over.member(f.Name))
			}
		}
		if len(over.Flows) > 0 {
			d.rest = Join(d.rest, over.member(""))
			d.keys = Join(d.keys, &Value{Kind: Text, Checks: over.Checks & Plain, Flows: over.Flows, Literals: over.Names()})
		} else if over.doc == nil {
			d.rest, d.keys = Join(d.rest, Nothing), Join(d.keys, Nothing)
		}
	}
	if over.doc != nil {
		if over.doc.rest != nil {
			d.rest = Join(d.rest, over.doc.rest)
			d.keys = Join(d.keys, over.doc.keys)
		}
		for _, f := range over.doc.fields {
			if f.Gone() && !whole {
				continue
			}
			i := slices.IndexFunc(d.fields, func(g Field) bool { return g.Name == f.Name })
			switch {
			case i < 0:
				d.fields = append(d.fields, f)
			case f.Gone():
			case f.Maybe:
				d.fields[i].Value = Join(d.fields[i].Value, f.Value)
			default:
				d.fields[i] = f
			}
		}
	}
	if len(d.fields) > maxFields {
		d.fields = d.fields[:maxFields]
	}
	w.doc = &d
	return &w
}

// mayHave tells whether a document from elsewhere may have the key.
func (v *Value) mayHave(name string) bool {
	return len(v.Names()) == 0 || slices.ContainsFunc(v.Names(), func(l Literal) bool { return l.Text == name })
}

// WithRest is the document that also has members under names that are not
// known.
func (v *Value) WithRest(values, names *Value) *Value {
	w := *orNothing(v)
	d := doc{open: w.doc == nil && w.Kind.Can(Document) && len(w.Flows) > 0}
	if w.doc != nil {
		d = *w.doc
	}
	if d.rest == nil && names != nil {
		d.fields = slices.Clone(d.fields)
		for _, l := range names.seldom().not { // {k: v … if k != "password"}
			if _, there := v.Field(l.Text); !there {
				d.set(Field{Name: l.Text, Value: gone})
			}
		}
	}
	d.rest, d.keys = Join(d.rest, values), Join(d.keys, names)
	w.doc = &d
	if w.Kind == Unknown {
		w.Kind |= Document
	}
	return &w
}

// Append is the list with one more element.
func (v *Value) Append(e *Value) *Value {
	w := *orNothing(v)
	switch {
	case v != nil && v.list != nil && v.list.exact && len(v.list.known) < maxElements:
		w.list = &list{exact: true, known: append(v.list.known[:len(v.list.known):len(v.list.known)], e)}
	case v != nil && v.list != nil:
		w.list = &list{elem: Join(elemOf(v.list), e), some: true}
	default:
		w.list = &list{elem: e, some: true}
	}
	if w.Kind == Unknown {
		w.Kind |= List
	}
	return &w
}
