package packages

import "github.com/ashlarsec/ashlar/internal/python/flow"

// dumps is schema.dump(obj, many=…).
func dumps(c *flow.Call) *flow.Value {
	s := schemaOf(c, c.Self)
	if s == nil {
		return flow.Of(flow.Document)
	}
	return s.under(optionsOf(c)).dump(validating(c, "told by "+s.name()), given(c, 0, "obj"))
}

// dump is what the schema tells of an object, a document, or of many.
func (s *schema) dump(v *validation, of *flow.Value) *flow.Value {
	if of == nil || v.depth >= shapeDepth {
		return flow.Of(flow.Document)
	}
	v.depth++
	defer func() { v.depth-- }()
	if s.options.many || of.Kind.Only(flow.List) {
		one := *s
		options := *s.options
		options.many = false
		one.options = &options
		return flow.ManyOf(one.dump(v, of.Element()))
	}
	w := flow.DocumentOf()
	for _, f := range s.fields(v) {
		if f.noDump {
			continue
		}
		name := f.name
		if len(f.keys) > 0 {
			name = f.keys[0]
		}
		if told := s.told(v, f, of); told != nil {
			w = w.WithField(flow.Field{Name: name, Value: told, Place: v.Place})
		}
	}
	return w.With(of.Checks & (flow.Own | flow.PerRequest))
}

// told is what a field tells of an object; nil for nothing.
func (s *schema) told(v *validation, f field, of *flow.Value) *flow.Value {
	if f.computed {
		return f.tell(v, of)
	}
	name := f.name
	if f.attribute != "" {
		name = f.attribute
	}
	value, _ := member(of, name)
	if len(of.Objects()) > 0 {
		value = v.Get(of, name)
	}
	switch {
	case value == nil:
		return nil
	case f.tell != nil:
		return f.tell(v, value)
	}
	return value
}
