package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Stages yields the stages of an aggregation, the operator and its value, in
// the order of the pipeline. Where the pipeline is a list whose elements are
// not known one by one, it yields each kind of stage that can be in it.
func (q *Query) Stages() func(yield func(operator string, value *flow.Value) bool) {
	return func(yield func(string, *flow.Value) bool) { stages(q.Pipeline, yield) }
}

func stages(pipeline *flow.Value, yield func(string, *flow.Value) bool) {
	elements, _ := pipeline.Elements()
	for _, stage := range elements {
		for _, f := range stage.Fields() {
			if !yield(f.Name, f.Value) {
				return
			}
		}
	}
}

// settle tells of an aggregation what other queries are told: its filter,
// limit, sort.
func (q *Query) settle() {
	if _, exact := q.Pipeline.Elements(); !exact {
		return
	}
	leading := true
	for operator, v := range q.Stages() {
		switch operator {
		case "$match":
			if leading {
				q.Filter = merged(q.Filter, v)
			}
			continue
		case "$limit":
			q.Limit = v
		case "$skip":
			q.Skip = v
		case "$sort":
			q.Sort = v
		case "$project":
			q.Projection = v
		}
		leading = leading && (operator == "$sort" || operator == "$search" || operator == "$geoNear")
	}
}

// merged is a filter that both filters must pass. What one of them says under
// names that are not known replaces nothing of the other.
func merged(a, b *flow.Value) *flow.Value {
	if empty(a) {
		return b
	}
	if empty(b) {
		return a
	}
	if len(a.Flows) > 0 || len(b.Flows) > 0 {
		return flow.DocumentOf(flow.Field{Name: "$and", Value: flow.ListOf(a, b)})
	}
	out := a
	for _, f := range b.Fields() {
		old, both := a.Field(f.Name)
		switch {
		case !both:
		case operators(old.Value) && operators(f.Value) && !overlap(old.Value, f.Value):
			f.Value = old.Value.Merge(f.Value)
		default:
			return flow.DocumentOf(flow.Field{Name: "$and", Value: flow.ListOf(a, b)})
		}
		out = out.WithField(f)
	}
	if rest, names := b.Rest(); rest != nil {
		out = out.WithRest(rest, names)
	}
	return out
}

// operators tells whether a value is a document of operators alone.
func operators(v *flow.Value) bool {
	for _, f := range v.Fields() {
		if !strings.HasPrefix(f.Name, "$") {
			return false
		}
	}
	return len(v.Fields()) > 0 && len(v.Flows) == 0
}

func overlap(a, b *flow.Value) bool {
	for _, f := range a.Fields() {
		if _, both := b.Field(f.Name); both {
			return true
		}
	}
	return false
}

// empty tells whether a filter selects everything.
func empty(v *flow.Value) bool {
	rest, _ := v.Rest()
	return v == nil || len(v.Fields()) == 0 && len(v.Flows) == 0 && rest == nil
}

// shaped is a document as the stages of the pipeline leave it. What stages
// are there for sure must be known; otherwise it is as it is stored.
func (q *Query) shaped(place flow.Place) *flow.Value {
	v := q.whole(place)
	elements, exact := q.Pipeline.Elements()
	if !exact {
		return v
	}
	for _, stage := range elements {
		fields := stage.Fields()
		if len(fields) != 1 || fields[0].Maybe {
			return q.whole(place)
		}
		v = q.stage(v, fields[0], place)
	}
	return v
}

func (q *Query) stage(v *flow.Value, f flow.Field, place flow.Place) *flow.Value {
	switch f.Name {
	case "$project":
		return projected(v, f.Value)
	case "$unset":
		names := f.Value.Texts()
		elements, _ := f.Value.Elements()
		for _, e := range elements {
			names = append(names, e.Texts()...)
		}
		for _, name := range names {
			v = v.Without(name)
		}
	case "$addFields", "$set":
		for _, added := range f.Value.Fields() {
			added.Value = computed(v, added.Value, 0)
			v = v.WithField(added)
		}
	case "$group":
		return grouped(v, f.Value)
	case "$count":
		name, _ := f.Value.Text()
		return flow.DocumentOf(flow.Field{Name: name, Value: flow.Of(flow.Number)})
	case "$sortByCount":
		return flow.DocumentOf(flow.Field{Name: "_id", Value: computed(v, f.Value, 0)}, flow.Field{Name: "count", Value: flow.Of(flow.Number)})
	case "$lookup", "$graphLookup":
		return q.joined(v, f.Value, place)
	case "$replaceRoot":
		if root, ok := f.Value.Field("newRoot"); ok {
			return computed(v, root.Value, 0)
		}
	case "$replaceWith":
		return computed(v, f.Value, 0)
	case "$facet":
		out := flow.DocumentOf()
		for _, part := range f.Value.Fields() {
			branch := Query{Name: q.Name, Method: q.Method, Verb: Aggregate, Owned: q.Owned, Pipeline: part.Value}
			one := v
			for operator, value := range branch.Stages() {
				one = q.stage(one, flow.Field{Name: operator, Value: value}, place)
			}
			out = out.WithField(flow.Field{Name: part.Name, Value: flow.ManyOf(one), Place: part.Place})
		}
		return out
	}
	return v
}

// grouped is what $group makes: its key and what it has gathered.
func grouped(v, by *flow.Value) *flow.Value {
	out := flow.DocumentOf()
	for _, f := range by.Fields() {
		value := flow.Nothing
		switch operator, operand := accumulator(f.Value); {
		case f.Name == "_id":
			value = computed(v, f.Value, 0)
		case operator == "$push" || operator == "$addToSet" || strings.HasSuffix(operator, "N"):
			value = flow.ManyOf(computed(v, operand, 0))
		case operator == "$sum" || operator == "$avg" || operator == "$count" || strings.HasPrefix(operator, "$std"):
			value = flow.Of(flow.Number)
		case operand != nil:
			value = computed(v, operand, 0)
		}
		out = out.WithField(flow.Field{Name: f.Name, Value: value, Place: f.Place})
	}
	return out.With(v.Checks & flow.Own)
}

func accumulator(v *flow.Value) (operator string, operand *flow.Value) {
	for _, f := range v.Fields() {
		return f.Name, f.Value
	}
	return "", nil
}

// joined is the document with those of another collection put in. They are
// not selected by who calls, even where the document is.
func (q *Query) joined(v, lookup *flow.Value, place flow.Place) *flow.Value {
	from, _ := lookup.Lookup("from")
	as, _ := lookup.Lookup("as")
	name, ok := as.Text()
	if !ok {
		return v
	}
	other := Query{Driver: q.Driver, Method: q.Method, Verb: Aggregate, Database: q.Database, Collection: from}
	other.Name, _ = from.Text()
	if pipeline, ok := lookup.Field("pipeline"); ok {
		other.Pipeline = pipeline.Value
	}
	return v.WithField(flow.Field{Name: name, Value: flow.ManyOf(other.shaped(place))})
}
