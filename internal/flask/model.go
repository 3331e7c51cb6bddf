package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// modelFields are the fields of a model of flask_restx, or of a dict of
// fields as flask_restful takes it.
type modelFields struct{ fields []modelField }

type modelField struct {
	name      string
	attribute string // of the data; "" for the name
	kind      flow.Kind
	required  bool
	checks    flow.Checks
	nested    *flow.Value // the model of Nested, of List(Nested)
	element   *modelField // of a List
}

// field is what flask_restx.fields.X(…) makes.
type field struct {
	word     string
	args     []*flow.Value
	keywords []flow.Keyword
}

func (f *field) keyword(name string) *flow.Value {
	for _, k := range f.keywords {
		if k.Name == name {
			return k.Value
		}
	}
	return nil
}

// fieldKinds are what validation lets through for a field: the type of its
// JSON schema. Raw is an object there.
var fieldKinds = map[string]flow.Kind{
	"String": flow.Text, "FormattedString": flow.Text, "Url": flow.Text, "ClassName": flow.Text, "DateTime": flow.Text, "Date": flow.Text,
	"Integer": flow.Number, "Float": flow.Number, "Arbitrary": flow.Number, "Fixed": flow.Number, "Price": flow.Number,
	"Boolean": flow.Bool, "Raw": flow.Document, "Nested": flow.Document, "Polymorph": flow.Document, "Wildcard": flow.Document, "List": flow.List,
}

func fieldEntries() flow.Library {
	lib := flow.Library{
		"flask_restx.fields": {},
		"flask_restx.Field":  {},
	}
	for word := range fieldKinds {
		for _, module := range []string{"flask_restx.fields.", "flask_restplus.fields.", "flask_restful.fields."} {
			lib[module+word] = flow.Entry{Call: newField}
		}
	}
	return lib
}

func newField(c *flow.Call) *flow.Value {
	word := lastName(c.Name)
	return c.Run.NewInstance("flask_restx.Field", c.Place, &field{word: word, args: c.Args, keywords: c.Keywords})
}

// modelOf reads the fields of a model; nil for what is none.
func modelOf(v *flow.Value) *modelFields {
	if v == nil {
		return nil
	}
	if elements, exact := v.Elements(); exact && len(elements) == 1 {
		v = elements[0] // [model]: a list of them
	}
	for _, o := range v.Objects() {
		if m, ok := o.Data.(*modelFields); ok {
			return m
		}
	}
	fields := v.Fields()
	if len(fields) == 0 {
		return nil
	}
	m := &modelFields{}
	m.add(v)
	return m
}

// add reads the fields of a dict.
func (m *modelFields) add(doc *flow.Value) {
	for _, f := range doc.Fields() {
		one := readField(f.Value)
		one.name = f.Name
		m.fields = append(m.fields, one)
	}
}

func readField(v *flow.Value) modelField {
	var one modelField
	for _, t := range v.Targets() { // fields.String without parentheses
		one.kind = fieldKinds[lastName(t.Name)]
	}
	if len(v.Fields()) > 0 { // a dict within a dict, as flask_restful takes it
		return modelField{kind: flow.Document, nested: v}
	}
	for _, o := range v.Objects() {
		if f, ok := o.Data.(*field); ok {
			one = f.read()
		}
	}
	return one
}

func (f *field) read() modelField {
	one := modelField{kind: fieldKinds[f.word], required: flag(f.keyword("required"))}
	one.attribute, _ = f.keyword("attribute").Text()
	for _, bound := range []string{"max_length", "pattern", "enum", "max", "min"} {
		if f.keyword(bound) != nil {
			one.checks |= flow.Bounded
		}
	}
	if f.keyword("pattern") != nil {
		one.checks |= flow.Formed
	}
	if f.keyword("enum") != nil {
		one.checks |= flow.Listed | flow.Formed
	}
	switch {
	case len(f.args) == 0:
	case f.word == "Nested":
		one.nested = f.args[0]
	case f.word == "List":
		inner := readField(f.args[0])
		one.element, one.nested = &inner, inner.nested
	}
	return one
}

// validated is a body that was held against a model's JSON schema: it is an
// object, and its fields have their types. Others may be there.
func validated(v *flow.Value, model *modelFields, depth int) *flow.Value {
	w := flow.Of(flow.Document, v.Flows...).With(v.Checks | flow.Typed).WithPath(v.Path())
	for _, f := range v.Fields() {
		w = w.WithField(f)
	}
	for _, f := range model.fields {
		found, _ := v.Lookup(f.name)
		if f.kind == 0 {
			continue
		}
		w = w.WithField(flow.Field{Name: f.name, Value: f.validated(found, depth), Maybe: !f.required})
	}
	return w
}

// validated is a value that was held against the field's JSON schema.
func (f modelField) validated(v *flow.Value, depth int) *flow.Value {
	const deepest = 6 // models that nest themselves
	inner := modelOf(f.nested)
	switch {
	case f.kind == flow.List && f.element != nil && f.element.kind != 0 && depth < deepest:
		return flow.ManyOf(f.element.validated(v.Element(), depth+1))
	case f.kind == flow.Document && inner != nil && depth < deepest:
		return validated(v, inner, depth+1)
	}
	return flow.Of(f.kind, v.Flows...).With(v.Checks | flow.Typed | f.checks)
}

// newModel is api.model(name, fields), and its kin that build on others.
func newModel(c *flow.Call) *flow.Value {
	m := &modelFields{}
	parts := c.Args
	if model := c.Arg(-1, "model"); model != nil {
		parts = append(parts[:len(parts):len(parts)], model)
	}
	for i, part := range parts {
		if i == 0 && part.Kind.Only(flow.Text) {
			continue
		}
		elements := []*flow.Value{part}
		if list, exact := part.Elements(); exact {
			elements = list
		}
		for _, e := range elements {
			if base := modelOf(e); base != nil {
				m.fields = append(m.fields, base.fields...)
			}
		}
	}
	if strings.HasSuffix(c.Name, "schema_model") {
		m = &modelFields{}
	}
	return m.names().WithObject(c.Run.NewInstance("flask_restx.Model", c.Place, m).Objects()[0])
}

// names is the model as the dict that it is, of its fields by name.
func (m *modelFields) names() *flow.Value {
	d := flow.DocumentOf()
	for _, f := range m.fields {
		d = d.WithField(flow.Field{Name: f.name, Value: flow.Of(flow.Object)})
	}
	return d
}
