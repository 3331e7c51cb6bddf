package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Lookups are mongoengine's keywords: name__icontains=x. What they become is
// as in mongoengine/queryset/transform.py.

// comparisons are the operators that a lookup may end with, each the operator
// of MongoDB after a $.
var comparisons = setOf("ne gt gte lt lte in nin mod all size exists not elemMatch type")

// patterns are lookups that become regular expressions. They raise for what is
// no text, and escape it, but for the last two.
var patterns = setOf("contains icontains startswith istartswith endswith iendswith exact iexact wholeword iwholeword regex iregex")

var geometries = map[string]string{
	"within_distance": "$geoWithin", "within_spherical_distance": "$geoWithin", "within_box": "$geoWithin", "within_polygon": "$geoWithin",
	"near": "$near", "near_sphere": "$nearSphere", "max_distance": "$maxDistance", "min_distance": "$minDistance",
	"geo_within": "$geoWithin", "geo_within_box": "$geoWithin", "geo_within_polygon": "$geoWithin", "geo_within_center": "$geoWithin",
	"geo_within_sphere": "$geoWithin", "geo_intersects": "$geoIntersects",
}

// lookup makes documents of keywords, for one call.
type lookup struct {
	model *Model // nil: not known
	run   *flow.Run
	place flow.Place
	emit  func(op string, data any) *flow.Event
}

// cast is the value as the field makes it for a filter. An identifier that is
// none raises.
func (l lookup) cast(f *field, v *flow.Value) *flow.Value {
	w := f.queried(v, l.place)
	if w != v && w.Kind.Only(flow.ObjectID) && !valid(v) && l.emit != nil {
		l.emit("objectid", &Identifier{v, invalidField})
	}
	return w
}

// filter is what the arguments of a call select: conditions made by Q, and
// keywords. Nil: everything.
func (l lookup) filter(conditions []*flow.Value, keywords []flow.Keyword) *flow.Value {
	var filter *flow.Value
	for _, v := range conditions {
		filter = merged(filter, l.condition(v))
	}
	for _, k := range keywords {
		if k.Name == "" {
			filter = merged(filter, l.spread(k.Value))
			continue
		}
		filter = merged(filter, l.keyword(k.Name, k.Value))
	}
	return filter
}

// spread is **mapping: each key is a lookup. Those that the program does not
// name are kept as they are: whoever chooses them chooses fields, operators,
// and with JSON __raw__.
func (l lookup) spread(v *flow.Value) *flow.Value {
	var filter *flow.Value
	for _, f := range v.Fields() {
		one := l.keyword(f.Name, f.Value)
		if f.Maybe {
			one = maybe(one)
		}
		filter = merged(filter, one)
	}
	if rest, names := v.Rest(); rest != nil {
		if filter == nil && len(v.Fields()) == 0 {
			return v
		}
		filter = orEmpty(filter).WithRest(rest, names)
	}
	return filter
}

// maybe is a document whose members are not there on every way.
func maybe(v *flow.Value) *flow.Value {
	out := flow.DocumentOf()
	for _, f := range v.Fields() {
		f.Maybe = true
		out = out.WithField(f)
	}
	return out
}

func orEmpty(v *flow.Value) *flow.Value {
	if v == nil {
		return flow.DocumentOf()
	}
	return v
}

// keyword is the document of one lookup.
func (l lookup) keyword(name string, v *flow.Value) *flow.Value {
	if name == "__raw__" {
		return v
	}
	parts := strings.Split(name, "__")
	op := ""
	if last := parts[len(parts)-1]; len(parts) > 1 && (comparisons[last] || patterns[last] || geometries[last] != "" || last == "match") {
		op, parts = last, parts[:len(parts)-1]
	}
	negate := false
	if len(parts) > 1 {
		switch parts[len(parts)-1] {
		case "": // escapes a field that is called like an operator
			parts = parts[:len(parts)-1]
		case "not":
			negate, parts = true, parts[:len(parts)-1]
		}
	}
	path, f := l.path(parts)
	value := l.operand(op, f, v)
	if negate {
		value = l.wrap("$not", value)
	}
	return flow.DocumentOf(flow.Field{Name: path, Value: value, Place: l.place})
}

// path is the path of a field in the database, and the field.
func (l lookup) path(parts []string) (string, *field) {
	var path []string
	var last *field
	model := l.model
	for _, part := range parts {
		f := model.field(part)
		model = nil
		if f == nil {
			path = append(path, part)
			if strings.Trim(part, "0123456789") != "" {
				last = nil
			} else if last != nil && last.inner != nil {
				last = last.inner
			}
			continue
		}
		path, last = append(path, f.db), f
		of := f
		if f.inner != nil {
			of = f.inner
		}
		if of.to != nil && strings.HasPrefix(of.kind, "Embedded") {
			model = modelOf(of.to)
		}
	}
	return strings.Join(path, "."), last
}

func (l lookup) wrap(operator string, v *flow.Value) *flow.Value {
	return flow.DocumentOf(flow.Field{Name: operator, Value: v, Place: l.place})
}

// operand is what the field must be, or be compared with.
func (l lookup) operand(op string, f *field, v *flow.Value) *flow.Value {
	if id := embeddedValue(l.run, v, l.place); id != nil {
		v = id
	}
	switch {
	case op == "" || op == "ne" || op == "gt" || op == "gte" || op == "lt" || op == "lte" || op == "not":
		v = l.cast(f, v)
	case op == "in" || op == "nin" || op == "all":
		v = l.each(f, v)
	case op == "regex" || op == "iregex":
		return l.wrap("$regex", pattern(v, l.place, 0))
	case patterns[op]:
		return l.wrap("$regex", pattern(v, l.place, flow.Escaped))
	case op == "match" || op == "elemMatch":
		return l.wrap("$elemMatch", v)
	case geometries[op] != "":
		return l.wrap(geometries[op], v)
	}
	if op == "" {
		return v
	}
	return l.wrap("$"+op, v)
}

// pattern is a text that a lookup makes a regular expression of.
func pattern(v *flow.Value, place flow.Place, checks flow.Checks) *flow.Value {
	if len(v.Flows) == 0 {
		return v
	}
	what := "made a regular expression"
	if checks != 0 {
		what = "escaped for a regular expression"
	}
	return step(v, place, flow.Text, what).With(flow.Typed | checks)
}

// each is a list whose elements are cast one by one.
func (l lookup) each(f *field, v *flow.Value) *flow.Value {
	if f == nil || fieldKinds[f.kind].queried == 0 {
		return v
	}
	elements, exact := v.Elements()
	if !exact {
		w := flow.ManyOf(l.cast(f, v.Element()))
		return w.With(v.Checks & flow.Own)
	}
	var all []*flow.Value
	for _, e := range elements {
		all = append(all, l.cast(f, e))
	}
	return flow.ListOf(all...).With(v.Checks & flow.Own)
}

// updates are the operators that a keyword of update may begin with.
var updates = map[string]string{
	"set": "$set", "unset": "$unset", "inc": "$inc", "dec": "$inc", "mul": "$mul", "pop": "$pop", "push": "$push", "push_all": "$push", "pull": "$pull",
	"pull_all": "$pullAll", "add_to_set": "$addToSet", "set_on_insert": "$setOnInsert", "min": "$min", "max": "$max", "rename": "$rename",
}

// update is the document of the keywords of update(set__name=x, inc__n=1).
// A mapping from elsewhere that is spread over the call sets what it names.
func (l lookup) update(keywords []flow.Keyword) *flow.Value {
	doc := flow.DocumentOf()
	for _, k := range keywords {
		switch {
		case k.Name == "__raw__":
			if empty(doc) {
				doc = k.Value
			} else {
				doc = doc.Merge(k.Value)
			}
		case k.Name != "":
			doc = l.change(doc, k.Name, k.Value)
		default:
			for _, f := range k.Value.Fields() {
				doc = l.change(doc, f.Name, f.Value)
			}
			if rest, names := k.Value.Rest(); rest != nil {
				set := k.Value
				if old, ok := doc.Field("$set"); ok {
					set = old.Value.WithRest(rest, names)
				} else if len(k.Value.Fields()) > 0 {
					set = flow.DocumentOf().WithRest(rest, names)
				}
				doc = doc.WithField(flow.Field{Name: "$set", Value: set, Place: l.place})
			}
		}
	}
	return doc
}

func (l lookup) change(doc *flow.Value, name string, v *flow.Value) *flow.Value {
	parts := strings.Split(name, "__")
	operator, ok := updates[parts[0]]
	if ok && len(parts) > 1 {
		parts = parts[1:]
	} else {
		operator = "$set"
	}
	match := ""
	if last := parts[len(parts)-1]; len(parts) > 1 && comparisons[last] {
		match, parts = last, parts[:len(parts)-1]
	}
	path, f := l.path(parts)
	switch operator {
	case "$unset":
		v = flow.NumberOf(1)
	case "$push", "$pull", "$addToSet", "$pullAll":
		if inner := embeddedValue(l.run, v, l.place); inner != nil {
			v = inner
		} else if f != nil {
			v = f.inner.saved(l.run, v, l.place)
		}
	default:
		v = f.saved(l.run, v, l.place)
	}
	if match != "" {
		v = l.wrap("$"+match, v)
	}
	part := flow.DocumentOf()
	if old, ok := doc.Field(operator); ok {
		part = old.Value
	}
	part = part.WithField(flow.Field{Name: path, Value: v, Place: l.place})
	return doc.WithField(flow.Field{Name: operator, Value: part, Place: l.place})
}

// condition is the data of a Q, and of what & and | make of two.
type condition struct {
	op       string // "": the keywords; BitAnd, BitOr, Invert
	keywords []flow.Keyword
	of       []*flow.Value
}

const conditionType = "mongoengine.Q"

// condition is the filter that a Q stands for.
func (l lookup) condition(v *flow.Value) *flow.Value {
	if v == nil || v.IsNone() {
		return nil
	}
	var all *flow.Value
	for _, o := range v.Objects() {
		if q, ok := o.Data.(*condition); ok {
			all = flow.Join(all, l.combined(q))
		}
	}
	if all == nil && len(v.Flows) > 0 {
		// Something made of conditions that cannot be followed: what is in it
		// is in the filter, somewhere.
		return flow.DocumentOf().WithRest(flow.Of(flow.Unknown, v.Flows...), flow.Of(flow.Text))
	}
	return all
}

func (l lookup) combined(q *condition) *flow.Value {
	if q.op == "" {
		return orEmpty(l.filter(nil, q.keywords))
	}
	var parts []*flow.Value
	for _, v := range q.of {
		if part := l.condition(v); part != nil && len(part.Fields())+len(part.Flows) > 0 {
			parts = append(parts, part)
		}
	}
	switch {
	case len(parts) == 0:
		return flow.DocumentOf()
	case q.op == "Invert":
		return l.wrap("$nor", flow.ListOf(parts...))
	case len(parts) == 1:
		return parts[0]
	case q.op == "BitOr":
		return l.wrap("$or", flow.ListOf(parts...))
	}
	return merged(parts[0], parts[1])
}
