package packages

import "github.com/ashlarsec/ashlar/internal/python/flow"

// structures are packages that make objects of classes by their annotations,
// and check or cast the types: dacite, cattrs, msgspec.
func structures() flow.Library {
	lib := flow.Library{
		"dacite.from_dict":           {Call: func(c *flow.Call) *flow.Value { return structured(c, c.Arg(0, "data_class"), c.Arg(1, "data")) }},
		"cattrs.structure":           {Call: func(c *flow.Call) *flow.Value { return structured(c, c.Arg(1, "cl"), c.Arg(0, "obj")) }},
		"cattr.structure":            {Same: "cattrs.structure"},
		"cattrs.Converter":           {Makes: "cattrs.Converter"},
		"cattrs.Converter.structure": {Call: func(c *flow.Call) *flow.Value { return structured(c, c.Arg(1, "cl"), c.Arg(0, "obj")) }},
		"cattrs.unstructure":         {Call: func(c *flow.Call) *flow.Value { return plain(c, first(c)) }},
		"msgspec.convert":            {Call: func(c *flow.Call) *flow.Value { return structured(c, c.Arg(1, "type"), c.Arg(0, "obj")) }},
		"msgspec.json.decode": {Call: func(c *flow.Call) *flow.Value {
			return structured(c, c.Arg(-1, "type"), unparsed(c.Arg(0, "buf"), c.Place))
		}},
		"msgspec.json.encode": {Gives: flow.Bytes, Passes: true, Checks: flow.Typed, What: "written as JSON"},
		"msgspec.Struct":      {},
		"dataclasses.fields":  {Call: fieldsOf},
		"attr.fields":         {Call: fieldsOf},
		"attrs.fields":        {Call: fieldsOf},
		"dataclasses.asdict":  {Call: func(c *flow.Call) *flow.Value { return plain(c, c.Arg(0, "obj")) }},
		"attr.asdict":         {Call: func(c *flow.Call) *flow.Value { return plain(c, c.Arg(0, "inst")) }},
		"attrs.asdict":        {Call: func(c *flow.Call) *flow.Value { return plain(c, c.Arg(0, "inst")) }},
	}
	return lib
}

// fieldsOf lists the fields of a class, or of the class of an object, as what
// tells their names and types.
func fieldsOf(c *flow.Call) *flow.Value {
	class := classOf(first(c))
	for _, o := range first(c).Objects() {
		class = o.Class
	}
	if class == nil {
		return flow.ManyOf(flow.Nothing)
	}
	var all []*flow.Value
	for _, name := range class.FieldNames() {
		annotation, in := class.Annotation(name)
		_, of := c.Run.KindOf(in, annotation)
		if of == nil {
			of = flow.Nothing
		}
		all = append(all, flow.DocumentOf(flow.Field{Name: "name", Value: flow.TextOf(name)}, flow.Field{Name: "type", Value: of}))
	}
	return flow.ListOf(all...)
}

// structured is an object of the class, with what the annotations let
// through.
func structured(c *flow.Call, of, value *flow.Value) *flow.Value {
	if of == nil {
		return value
	}
	if class := classOf(of); class != nil {
		return validating(c, "made a "+class.Name).apply(modelShape(c.Run, of), value)
	}
	a := &annotations{run: c.Run, model: modelShape}
	return validating(c, "made an object").apply(a.named(of), value)
}
