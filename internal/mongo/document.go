package mongo

import (
	"cmp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// whole is a document as it is stored.
func (q *Query) whole(place flow.Place) *flow.Value {
	o := &flow.Origin{Source: flow.Database, In: q.Name, Place: place, Data: q}
	v := flow.From(o, flow.Document, "read from "+cmp.Or(q.Name, "the database")+" by "+q.Method)
	if q.Owned {
		v = v.With(flow.Own)
	}
	return v
}

// document is what the query reads of a document.
func (q *Query) document(place flow.Place) *flow.Value {
	if q.Verb == Aggregate {
		return q.shaped(place)
	}
	return projected(q.whole(place), q.Projection)
}

// projected is the part of a document that a projection leaves. One that is
// not known for sure leaves everything.
func projected(v, projection *flow.Value) *flow.Value {
	if projection == nil {
		return v
	}
	if names, ok := listed(projection); ok {
		return included(v, names)
	}
	if rest, _ := projection.Rest(); rest != nil || len(projection.Fields()) == 0 {
		return v // an empty one gives the whole document, since PyMongo 4
	}
	var with []flow.Field
	without := map[string]bool{}
	for _, f := range projection.Fields() {
		n, isNumber := f.Value.Number()
		switch {
		case f.Maybe:
			return v
		case isNumber && n == 0:
			without[f.Name] = true
		case neutral(f.Value):
		default:
			with = append(with, f)
		}
	}
	if len(with) > 0 {
		if !without["_id"] {
			with = append(with, flow.Field{Name: "_id", Value: flow.NumberOf(1)})
		}
		return included(v, with)
	}
	for _, f := range projection.Fields() {
		if without[f.Name] && !strings.Contains(f.Name, ".") {
			v = v.Without(f.Name)
		}
	}
	return v
}

// neutral are values of a projection that neither include nor exclude other
// fields.
func neutral(v *flow.Value) bool {
	for _, f := range v.Fields() {
		if f.Name == "$slice" || f.Name == "$meta" {
			return true
		}
	}
	return false
}

// listed are the fields of a projection that is a list of names.
func listed(v *flow.Value) ([]flow.Field, bool) {
	elements, exact := v.Elements()
	if !exact {
		return nil, false
	}
	names := []flow.Field{{Name: "_id", Value: flow.NumberOf(1)}}
	for _, e := range elements {
		name, ok := e.Text()
		if !ok {
			return nil, false
		}
		names = append(names, flow.Field{Name: name, Value: flow.NumberOf(1)})
	}
	return names, true
}

// included is the document with just the named members; a dotted name leaves
// of a subdocument just that part.
func included(v *flow.Value, names []flow.Field) *flow.Value {
	out := flow.DocumentOf()
	for _, f := range names {
		head, tail, dotted := strings.Cut(f.Name, ".")
		part := expression(v, f)
		if dotted {
			below, _ := v.Lookup(head)
			part = included(below, []flow.Field{{Name: tail, Value: f.Value}})
			if old, ok := out.Field(head); ok && len(old.Value.Flows) == 0 {
				part = old.Value.Merge(part)
			}
		}
		out = out.WithField(flow.Field{Name: head, Value: part, Place: f.Place})
	}
	return out.With(v.Checks & flow.Own)
}

// expression is what a member of a projection or of a stage becomes: the
// member itself, another one that "$name" names, or what is computed of some.
func expression(v *flow.Value, f flow.Field) *flow.Value {
	if n, ok := f.Value.Number(); ok && n != 0 {
		part, _ := v.Lookup(f.Name)
		return part
	}
	return computed(v, f.Value, 0)
}

// computed is the value of an aggregation expression over a document.
func computed(v, expr *flow.Value, depth int) *flow.Value {
	if s, ok := expr.Text(); ok {
		switch path := strings.TrimPrefix(s, "$"); {
		case path == s:
			return expr
		case s == "$$ROOT" || s == "$$CURRENT":
			return v
		case strings.HasPrefix(s, "$$"):
			return flow.Nothing
		default:
			for part := range strings.SplitSeq(path, ".") {
				v, _ = v.Lookup(part)
			}
			return v
		}
	}
	if depth > deepest {
		return flow.Nothing
	}
	var out *flow.Value
	if elements, _ := expr.Elements(); len(elements) > 0 {
		for _, e := range elements {
			out = flow.Join(out, computed(v, e, depth+1))
		}
		return out
	}
	for _, f := range expr.Fields() {
		part := computed(v, f.Value, depth+1)
		if strings.HasPrefix(f.Name, "$") {
			return part.As(flow.Unknown)
		}
		if out == nil {
			out = flow.DocumentOf()
		}
		out = out.WithField(flow.Field{Name: f.Name, Value: part, Place: f.Place})
	}
	if out == nil {
		return expr
	}
	return out
}
