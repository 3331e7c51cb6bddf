package packages

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// jsonSchema is the package jsonschema and its like: they look at a value and
// raise; the value stays the same, and more is known of it.
func jsonSchema() flow.Library {
	lib := flow.Library{
		"jsonschema.validate":                 {Call: validatesSchema},
		"jsonschema.validators.validate":      {Same: "jsonschema.validate"},
		"jsonschema.Validator":                {},
		"jsonschema.validators.validator_for": {Call: func(*flow.Call) *flow.Value { return flow.External("jsonschema.Draft202012Validator") }},
		"jsonschema.FormatChecker":            {},
		"fastjsonschema.validate":             {Call: func(c *flow.Call) *flow.Value { return againstSchema(c, c.Arg(0, "definition"), 1, "data") }},
		"fastjsonschema.compile":              {Call: compilesSchema},
	}
	for _, draft := range []string{"Draft3", "Draft4", "Draft6", "Draft7", "Draft201909", "Draft202012"} {
		name := "jsonschema." + draft + "Validator"
		lib[name] = flow.Entry{Call: newSchemaValidator}
		lib["jsonschema.validators."+draft+"Validator"] = flow.Entry{Same: name}
		named(lib, name+".", "check_schema", flow.Entry{Call: silent})
	}
	lib["jsonschema.Validator.validate"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		againstSchema(c, schemaOfValidator(c.Self), 0, "instance")
		return flow.None
	}}
	lib["jsonschema.Validator.is_valid"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		if instance := c.Arg(0, "instance"); instance != nil {
			refineWhere(c, true, 0, "instance", AgainstJSONSchema(c, schemaOfValidator(c.Self), instance))
		}
		return flow.Of(flow.Bool)
	}}
	lib["jsonschema.Validator.iter_errors"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		// The errors go through list(), sorted() and best_match() before
		// anybody asks whether there are some.
		againstSchema(c, schemaOfValidator(c.Self), 0, "instance")
		return flow.ManyOf(flow.Nothing)
	}}
	return lib
}

// schemaValidator is a validator of one schema.
type schemaValidator struct{ schema *flow.Value }

func newSchemaValidator(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("jsonschema.Validator", c.Place, &schemaValidator{c.Arg(0, "schema")})
}

func schemaOfValidator(v *flow.Value) *flow.Value {
	for _, o := range v.Objects() {
		if s, ok := o.Data.(*schemaValidator); ok {
			return s.schema
		}
	}
	return nil
}

func validatesSchema(c *flow.Call) *flow.Value {
	againstSchema(c, c.Arg(1, "schema"), 0, "instance")
	return flow.None
}

func compilesSchema(c *flow.Call) *flow.Value {
	schema := c.Arg(0, "definition")
	return flow.Callable(func(c *flow.Call) *flow.Value { return againstSchema(c, schema, 0, "data") })
}

// againstSchema is the value after it was validated; the argument has it
// from now on.
func againstSchema(c *flow.Call, schema *flow.Value, arg int, name string) *flow.Value {
	value := c.Arg(arg, name)
	if value == nil || schema == nil {
		return value
	}
	w := AgainstJSONSchema(c, schema, value)
	refine(c, arg, name, w)
	return w
}

// schemaReader reads a JSON schema that the source spells out as a dict.
type schemaReader struct {
	root  *flow.Value
	depth int
}

// jsonTypes are the types of JSON schemas.
var jsonTypes = map[string]*shape{
	"string": text, "integer": number, "number": number, "boolean": boolean, "null": nothing, "array": sequence,
	"object": {document: true, kind: flow.Document, open: true},
}

// shape is what the schema lets through. Without a type, only what is of the
// right type by itself is looked at, so kinds stay as they are.
func (r *schemaReader) shape(schema *flow.Value) *shape {
	r.depth++
	defer func() { r.depth-- }()
	if schema == nil || r.depth > shapeDepth {
		return anything
	}
	if ref := get(schema, "$ref"); ref != nil {
		return r.shape(r.resolve(ref))
	}
	for _, word := range []string{"enum", "const"} {
		if literals := literalsIn(get(schema, word)); len(literals) > 0 {
			return listing(literals)
		}
	}
	for _, word := range []string{"anyOf", "oneOf"} {
		if all, _ := get(schema, word).Elements(); len(all) > 0 {
			return oneOf(r.shapes(all)...)
		}
	}
	s := r.typed(schema)
	if all, _ := get(schema, "allOf").Elements(); len(all) > 0 && s == anything {
		s = r.all(all)
	}
	return s.with(boundsIn(schema))
}

func (r *schemaReader) shapes(all []*flow.Value) []*shape {
	shapes := make([]*shape, len(all))
	for i, v := range all {
		shapes[i] = r.shape(v)
	}
	return shapes
}

// all is what lets through only what all let through: the fields of all.
func (r *schemaReader) all(schemas []*flow.Value) *shape {
	w := anything
	for _, s := range r.shapes(schemas) {
		switch {
		case w == anything:
			w = s
		case w.document && s.document:
			both := *w
			both.fields = append(slices.Clone(w.fields), s.fields...)
			both.open = w.open && s.open
			w = &both
		}
	}
	return w
}

// typed is the shape of the types that the schema names.
func (r *schemaReader) typed(schema *flow.Value) *shape {
	kind := get(schema, "type")
	if word, ok := kind.Text(); ok {
		return r.ofType(schema, word)
	}
	elements, _ := kind.Elements()
	var all []*shape
	for _, e := range elements {
		if word, ok := e.Text(); ok {
			all = append(all, r.ofType(schema, word))
		}
	}
	if len(all) > 0 {
		return oneOf(all...)
	}
	if s := r.object(schema); len(s.fields) > 0 {
		return &shape{after: []change{func(v *validation, value *flow.Value) *flow.Value {
			if !value.Kind.Can(flow.Document) {
				return value
			}
			w := *s
			w.open = true
			return v.apply(&w, value).As(value.Kind) // a list, say, is not looked at
		}}}
	}
	return anything
}

func (r *schemaReader) ofType(schema *flow.Value, word string) *shape {
	switch word {
	case "object":
		return r.object(schema)
	case "array":
		list := *sequence
		list.element = r.shape(get(schema, "items"))
		return &list
	}
	if s, ok := jsonTypes[word]; ok {
		return s
	}
	return anything
}

// object is a document with the properties; other keys come through unless
// additionalProperties is false.
func (r *schemaReader) object(schema *flow.Value) *shape {
	s := *mapping
	required := namesIn(get(schema, "required"))
	for _, p := range get(schema, "properties").Fields() {
		s.fields = append(s.fields, field{name: p.Name, shape: r.shape(p.Value), required: slices.Contains(required, p.Name)})
	}
	switch more := get(schema, "additionalProperties"); {
	case more == nil:
	case !truth(more, true):
		s.open = len(get(schema, "patternProperties").Fields()) > 0
	case len(more.Fields()) > 0:
		s.rest = r.shape(more)
	}
	return &s
}

// boundsIn are the keywords that bound a value.
func boundsIn(schema *flow.Value) flow.Checks {
	var checks flow.Checks
	for word, c := range jsonBounds {
		if get(schema, word) != nil {
			checks |= c
		}
	}
	return checks
}

var jsonBounds = map[string]flow.Checks{
	"maxLength": flow.Bounded | flow.AtMost, "minLength": flow.Bounded, "pattern": flow.Bounded | flow.Formed, "format": flow.Bounded | flow.Formed,
	"maximum": flow.Bounded | flow.AtMost, "exclusiveMaximum": flow.Bounded | flow.AtMost,
	"minimum": flow.Bounded | flow.AtLeast, "exclusiveMinimum": flow.Bounded | flow.AtLeast, "maxItems": flow.Bounded | flow.AtMost,
}

// resolve follows "#/definitions/address" within the schema.
func (r *schemaReader) resolve(ref *flow.Value) *flow.Value {
	pointer, _ := ref.Text()
	rest, ok := strings.CutPrefix(pointer, "#/")
	if !ok {
		return nil
	}
	at := r.root
	for word := range strings.SplitSeq(rest, "/") {
		at = get(at, word)
	}
	return at
}

// get is what a dict of the program's own has under the key; nil for
// nothing.
func get(v *flow.Value, key string) *flow.Value {
	if f, ok := v.Field(key); ok {
		return f.Value
	}
	return nil
}

// schemas are all packages that validate.
func schemas() flow.Library {
	lib := flow.Library{}
	for _, of := range []flow.Library{pydantic(), marshmallow(), webargs(), jsonSchema(), cerberus(), voluptuous(), structures()} {
		maps.Copy(lib, of)
	}
	return lib
}
