package flow

import (
	"github.com/tamnd/gopapy/parser"
)

func (r *Run) subscript(fr *frame, st *state, e *parser.Subscript) *Value {
	v := r.eval(fr, st, e.Value)
	if s, ok := e.Slice.(*parser.Slice); ok {
		var bounds [2]*Value
		for i, x := range []parser.Expr{s.Lower, s.Upper} {
			if x != nil {
				bounds[i] = r.eval(fr, st, x)
			}
		}
		for _, o := range v.Objects() {
			if entry, ok := r.libraryType(o.Type); ok && entry.Slice != nil {
				r.now = st
				return orNothing(entry.Slice(&Reading{Run: r, Name: o.Type, Self: v, Place: fr.at(e)}, bounds[0], bounds[1]))
			}
		}
		w := *orNothing(v)
		w.Literals = nil
		if w.more().path != "" {
			w.change().path = ""
		}
		if len(w.Flows) > 0 {
			w.Flows = stepped(w.Flows, fr.at(e), "cut", 0, false)
		}
		if s.Upper != nil {
			w.Checks |= Bounded | AtMost // text[:50], results[:limit]
		}
		if w.Kind.Can(Text) && w.Kind.Can(Document) {
			w.Kind = w.Kind & (Text | List | Bytes) // a dict cannot be sliced
		}
		r.needs(fr, st, e.Value, v, Text|List|Bytes)
		if w.list != nil {
			if s.Upper != nil {
				w = *w.atMost(bounds[1])
			}
			w.list = &list{elem: elemOf(w.list)}
		}
		return &w
	}
	if of := fr.each(st, e.Value, e.Slice); of != nil {
		return st.slot(of.of, eachValue)
	}
	key := r.eval(fr, st, e.Slice)
	if _, ok := key.Number(); ok && v.Kind&(Text|Document) == Text|Document {
		r.needs(fr, st, e.Value, v, Text|List|Bytes) // the keys of JSON are texts
	}
	return r.index(st, v, key, fr.at(e))
}

// index is v[key].
func (r *Run) index(st *state, v, key *Value, place Place) *Value {
	if v == nil {
		return Nothing
	}
	r.now = st
	for _, o := range v.more().objects {
		if entry, ok := r.libraryType(o.Type); ok && entry.Index != nil {
			return entry.Index(&Reading{Run: r, Name: o.Type, Self: v, Place: place}, key)
		}
		if o.Class != nil {
			if m := r.method(o, "__getitem__"); m != nil {
				return r.invoke(st, m, []*Value{key}, nil, nil, place, nil)
			}
		}
	}
	for _, t := range v.more().targets {
		if entry, ok := r.entry(t.Name); ok && entry.Index != nil {
			return entry.Index(&Reading{Run: r, Name: t.Name, Self: v, Place: place}, key)
		}
		if t.Class != nil { // Enum["x"], Generic[T]
			return v
		}
	}
	if name, ok := key.Text(); ok {
		found, _ := v.Lookup(name)
		found = found.chosenBy(v.ChosenBy())
		if len(found.Flows) > 0 {
			found = found.seen(place, "["+quote(name)+"]")
		}
		if found == Nothing && v.more().path != "" {
			return &Value{Kind: Unknown, extra: &rare{path: v.more().path + "." + name, targets: []Target{{Name: "?." + name, Self: v}}}}
		}
		return found
	}
	if n, ok := key.Number(); ok && v.list != nil {
		elements, exact := v.Elements()
		i := int(n)
		if i < 0 {
			i += len(elements)
		}
		if exact && i >= 0 && i < len(elements) {
			return elements[i]
		}
		return v.Element()
	}
	if v.doc != nil && len(key.Texts()) > 0 {
		var all *Value
		for _, name := range key.Texts() {
			found, _ := v.Lookup(name)
			all = Join(all, found)
		}
		return orNothing(all).chosenBy(key)
	}
	if v.doc != nil && len(v.doc.fields) > 0 && !v.doc.open {
		var all *Value // a table that the program wrote: any of its values
		for _, f := range v.doc.fields {
			all = Join(all, f.Value)
		}
		return Join(all, v.doc.rest).chosenBy(key)
	}
	if v.list != nil {
		return v.Element()
	}
	if len(v.Flows) > 0 {
		if _, ok := key.Number(); ok {
			return v.anyElement()
		}
		return v.member("")
	}
	if v.more().path != "" {
		if entry, ok := r.entry("?.[]"); ok && entry.Index != nil {
			if found := entry.Index(&Reading{Run: r, Name: "?.[]", Self: v, Place: place}, key); found != nil {
				return found
			}
		}
		return &Value{Kind: Unknown, extra: &rare{path: v.more().path + "[]", targets: []Target{{Name: "?.[]", Self: v}}}}
	}
	return Nothing
}

// seen is the value with the place where it was read as a step.
func (v *Value) seen(place Place, what string) *Value {
	w := *v
	w.Flows = stepped(v.Flows, place, what, v.Kind, false)
	return &w
}

func quote(s string) string { return "\"" + s + "\"" }
