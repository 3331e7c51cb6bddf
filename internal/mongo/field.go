package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// fieldKind tells what a field of mongoengine makes of values, as tried with
// mongoengine 0.29.
type fieldKind struct {
	// queried is what a value becomes in a filter; what cannot become that
	// raises. 0: it goes through as it is, and a dict stays one.
	queried flow.Kind
	// stored is what validation lets through when it is saved. 0: anything.
	stored flow.Kind
	// checks are what validation makes sure of besides.
	checks flow.Checks
}

const fieldPrefix = "mongoengine."

var fieldKinds = map[string]fieldKind{
	"StringField":                  {0, flow.Text, 0},
	"URLField":                     {0, flow.Text, flow.Bounded | flow.Formed},
	"EmailField":                   {0, flow.Text, flow.Bounded | flow.Formed},
	"IntField":                     {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"LongField":                    {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"FloatField":                   {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"DecimalField":                 {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"Decimal128Field":              {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"SequenceField":                {flow.Number, flow.Number, flow.Bounded | flow.Formed},
	"BooleanField":                 {0, flow.Bool, flow.Bounded | flow.Formed},
	"DateTimeField":                {flow.Date, flow.Date, flow.Bounded | flow.Formed},
	"DateField":                    {flow.Date, flow.Date, flow.Bounded | flow.Formed},
	"ComplexDateTimeField":         {flow.Date, flow.Date, flow.Bounded | flow.Formed},
	"ObjectIdField":                {flow.ObjectID, flow.ObjectID, flow.Bounded | flow.Formed},
	"ReferenceField":               {flow.ObjectID, 0, 0},
	"CachedReferenceField":         {flow.ObjectID, 0, 0},
	"LazyReferenceField":           {flow.ObjectID, flow.ObjectID, flow.Bounded | flow.Formed},
	"GenericReferenceField":        {0, 0, 0},
	"GenericLazyReferenceField":    {0, 0, 0},
	"EmbeddedDocumentField":        {0, 0, 0},
	"GenericEmbeddedDocumentField": {flow.Object, 0, 0},
	"EmbeddedDocumentListField":    {flow.List | flow.Object, flow.List, 0},
	"ListField":                    {0, flow.List, 0},
	"SortedListField":              {0, flow.List, 0},
	"DictField":                    {0, flow.Document, flow.Plain},
	"MapField":                     {0, flow.Document, flow.Plain},
	"DynamicField":                 {0, 0, 0},
	"BaseField":                    {0, 0, 0},
	"UUIDField":                    {0, flow.Text, flow.Bounded | flow.Formed},
	"BinaryField":                  {flow.Bytes, flow.Bytes, 0},
	"FileField":                    {0, 0, 0},
	"ImageField":                   {0, 0, 0},
	"EnumField":                    {0, flow.Text | flow.Number, flow.Listed | flow.Bounded},
	"GeoPointField":                {0, 0, 0},
	"PointField":                   {0, 0, 0},
	"LineStringField":              {0, 0, 0},
	"PolygonField":                 {0, 0, 0},
	"MultiPointField":              {0, 0, 0},
	"MultiLineStringField":         {0, 0, 0},
	"MultiPolygonField":            {0, 0, 0},
	"GeoJsonBaseField":             {0, 0, 0},
}

// field is the data of a field of a class.
type field struct {
	kind    string      // StringField
	name    string      // in the class
	db      string      // in the database
	inner   *field      // of a list or a map
	to      *flow.Class // what it embeds or refers to, if that is known
	primary bool
	unique  bool
	given   flow.Value // Checks: what the arguments of the field make sure of
	initial *flow.Value
}

func fields() flow.Library {
	lib := flow.Library{}
	for kind := range fieldKinds {
		lib[fieldPrefix+kind] = flow.Entry{Of: memberOf, Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance(fieldPrefix+kind, c.Place, newField(c, kind))
		}}
		lib[fieldPrefix+"fields."+kind] = flow.Entry{Same: fieldPrefix + kind}
	}
	lib[fieldPrefix+"base.BaseField"] = flow.Entry{Same: fieldPrefix + "BaseField"}
	return lib
}

// memberOf is a member of an object of which only the class is known.
func memberOf(r *flow.Reading, name string) *flow.Value {
	_, m, _ := rowOf(r.Self)
	f := m.field(name)
	if f == nil {
		return flow.Nothing
	}
	return f.read(flow.Nothing)
}

// read is a member as it comes out of the database: validation has let
// nothing else in.
func (f *field) read(v *flow.Value) *flow.Value {
	kind := fieldKinds[f.kind].stored
	if kind == 0 || !v.Kind.Can(flow.Unknown) {
		return v
	}
	if !f.primary {
		kind |= flow.Null
	}
	return v.As(kind)
}

func newField(c *flow.Call, kind string) *field {
	f := &field{kind: kind, initial: argument(c, -1, "default")}
	f.db, _ = argument(c, -1, "db_field").Text()
	f.primary = isTrue(argument(c, -1, "primary_key"))
	f.unique = isTrue(argument(c, -1, "unique"))
	for name, checks := range map[string]flow.Checks{
		"max_length": flow.Bounded | flow.AtMost, "min_length": flow.Bounded, "regex": flow.Bounded | flow.Formed, "max_value": flow.AtMost, "min_value": flow.AtLeast,
		"choices": flow.Listed | flow.Bounded, "validation": flow.Bounded | flow.Formed,
	} {
		if argument(c, -1, name) != nil {
			f.given.Checks |= checks
		}
	}
	if first := argument(c, 0, "field"); first != nil {
		f.inner = fieldOf(first)
		f.to = classOf(first)
	}
	if of := argument(c, -1, "document_type"); of != nil {
		f.to = classOf(of)
	}
	return f
}

func isTrue(v *flow.Value) bool {
	n, ok := v.Number()
	return ok && n != 0
}

// fieldOf is the field that a value is, nil for none.
func fieldOf(v *flow.Value) *field {
	for _, o := range v.Objects() {
		if f, ok := o.Data.(*field); ok {
			return f
		}
	}
	return nil
}

func classOf(v *flow.Value) *flow.Class {
	for _, t := range v.Targets() {
		if t.Class != nil {
			return t.Class
		}
	}
	return nil
}

// invalidField is what a lookup by an ObjectIdField raises for what is none.
var invalidField = []string{"mongoengine.errors.ValidationError", "builtins.AssertionError"}

// queried is the value as it comes into a filter.
func (f *field) queried(v *flow.Value, place flow.Place) *flow.Value {
	if f == nil || v == nil {
		return orNothing(v)
	}
	if strings.HasSuffix(f.kind, "ListField") && f.kind != "EmbeddedDocumentListField" {
		return f.queriedList(v, place)
	}
	return f.cast(v, fieldKinds[f.kind].queried, place)
}

// queriedList is a value that is looked for in a list. Of a dict mongoengine
// takes the keys, so no operator comes through.
func (f *field) queriedList(v *flow.Value, place flow.Place) *flow.Value {
	if elements, exact := v.Elements(); exact {
		var all []*flow.Value
		for _, e := range elements {
			all = append(all, f.inner.queried(e, place))
		}
		return flow.ListOf(all...)
	}
	v = f.inner.queried(v, place)
	if v.Kind.Can(flow.Document) {
		v = step(v, place, v.Kind&^flow.Document, "looked for in a list")
	}
	return v
}

// cast is the value made the kind; 0 leaves it alone.
func (f *field) cast(v *flow.Value, kind flow.Kind, place flow.Place) *flow.Value {
	if kind == 0 || v.Kind.Only(kind) {
		return v
	}
	w := step(v, place, kind, "cast by "+f.kind)
	return w.With(flow.Typed | flow.Bounded)
}

// saved is the value as validation lets it through into the database.
func (f *field) saved(r *flow.Run, v *flow.Value, place flow.Place) *flow.Value {
	if f == nil || v == nil {
		return orNothing(v)
	}
	if inner := embeddedValue(r, v, place); inner != nil {
		return inner
	}
	kind := fieldKinds[f.kind]
	checks := kind.checks | f.given.Checks
	if kind.stored == 0 {
		return v.With(checks)
	}
	if elements, exact := v.Elements(); len(elements) > 0 && f.inner != nil {
		var all []*flow.Value
		for _, e := range elements {
			all = append(all, f.inner.saved(r, e, place))
		}
		if exact {
			return flow.ListOf(all...)
		}
		return flow.ManyOf(all[0])
	}
	if !v.Kind.Only(kind.stored | flow.Null) {
		v = step(v, place, kind.stored|v.Kind&flow.Null, "validated by "+f.kind)
	}
	return v.With(flow.Typed | checks)
}

// embeddedValue is the document of an embedded object, or the identifier of
// one that is referred to; nil for other values.
func embeddedValue(r *flow.Run, v *flow.Value, place flow.Place) *flow.Value {
	for _, o := range v.Objects() {
		if o.Class == nil {
			continue
		}
		m := modelOf(o.Class)
		switch {
		case m == nil:
		case m.embedded:
			return m.document(r, o, place)
		default:
			return identifierOf(r, o, v)
		}
	}
	return nil
}
