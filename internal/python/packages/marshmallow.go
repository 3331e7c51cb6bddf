package packages

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// schema is a schema of marshmallow: a class of the project, or a dict of
// fields.
type schema struct {
	self    *flow.Value // an object of the class; nil for a dict
	class   *flow.Class
	dict    *flow.Value
	options *schemaOptions
}

// schemaOptions are the keywords of a schema, or of one load.
type schemaOptions struct {
	unknown       string // include, exclude or raise; "": not said
	only, exclude []string
	partial, many bool
}

func optionsOf(c *flow.Call) *schemaOptions {
	return &schemaOptions{
		unknown: policy(c.Arg(-1, "unknown")), only: namesIn(c.Arg(-1, "only")), exclude: namesIn(c.Arg(-1, "exclude")),
		partial: partial(c.Arg(-1, "partial")), many: truth(c.Arg(-1, "many"), false),
	}
}

func partial(v *flow.Value) bool { return truth(v, v != nil && !v.IsNone()) }

// policy is include, exclude or raise.
func policy(v *flow.Value) string {
	if s, ok := v.Text(); ok {
		return strings.ToLower(s)
	}
	return strings.ToLower(v.Name()[strings.LastIndexByte(v.Name(), '.')+1:])
}

func marshmallow() flow.Library {
	lib := flow.Library{
		"marshmallow.Schema":           {Call: newSchema},
		"marshmallow.Schema.from_dict": {Call: schemaFromDict},
		"marshmallow.Schema.load":      {Call: func(c *flow.Call) *flow.Value { return loads(c, given(c, 0, "data")) }},
		"marshmallow.Schema.loads": {Call: func(c *flow.Call) *flow.Value {
			return loads(c, unparsed(given(c, 0, "json_data", "s"), c.Place))
		}},
		"marshmallow.Schema.validate": {Call: validatesInPlace},
		"marshmallow.Schema.dump":     {Call: func(c *flow.Call) *flow.Value { return dumps(c) }},
		"marshmallow.Schema.dumps": {Call: func(c *flow.Call) *flow.Value {
			return flow.Of(flow.Text, step(dumps(c), c.Place, "written as JSON", flow.Text)...).With(flow.Typed)
		}},
		"marshmallow.schema.Schema": {Same: "marshmallow.Schema"},
		"marshmallow.Schema.Meta":   {},
		"marshmallow.pre_load":      {Call: decorates}, "marshmallow.post_load": {Call: decorates},
		"marshmallow.pre_dump": {Call: decorates}, "marshmallow.post_dump": {Call: decorates},
		"marshmallow.validates": {Call: decorates}, "marshmallow.validates_schema": {Call: decorates},

		"flask_marshmallow.Marshmallow":          {Makes: "flask_marshmallow.Marshmallow"},
		"flask_marshmallow.Marshmallow.init_app": {Call: silent},
		"flask_marshmallow.Marshmallow.Schema":   {Get: func(*flow.Reading) *flow.Value { return flow.External("marshmallow.Schema") }},
		"flask_marshmallow.Schema":               {Same: "marshmallow.Schema"},
		"apiflask.Schema":                        {Same: "marshmallow.Schema"},
		"marshmallow_dataclass.class_schema":     {Call: func(c *flow.Call) *flow.Value { return first(c) }},
	}
	lib["flask_marshmallow.Marshmallow"] = flow.Entry{Makes: "flask_marshmallow.Marshmallow", Member: fieldOfExtension}
	fieldEntries(lib)
	formChecks(lib)
	return lib
}

// fieldOfExtension is ma.String.
func fieldOfExtension(_ *flow.Reading, name string) *flow.Value {
	if _, ok := fieldShapes[name]; ok {
		return flow.External("marshmallow.fields." + name)
	}
	return nil
}

// schemaKey is the attribute of a schema's object for its options.
const schemaKey = "<schema>"

// newSchema is UserSchema(only=…).
func newSchema(c *flow.Call) *flow.Value {
	class := classOf(c.Self)
	if class == nil {
		return nil
	}
	options := c.Run.NewInstance("marshmallow.options", c.Place, optionsOf(c))
	return c.Run.NewObject(class, c.Place, flow.Field{Name: schemaKey, Value: options})
}

// schemaFromDict is Schema.from_dict({…}): a class, which is called to make
// the schema.
func schemaFromDict(c *flow.Call) *flow.Value {
	dict := c.Arg(0, "fields")
	return flow.Callable(func(c *flow.Call) *flow.Value {
		return c.Run.NewInstance("marshmallow.Schema", c.Place, &schema{dict: dict, options: optionsOf(c)})
	})
}

// schemaOf is the schema that a value is: a class, an object of one, a dict of
// fields, or what makes one of these. It is nil for anything else.
func schemaOf(c *flow.Call, v *flow.Value) *schema {
	for _, o := range v.Objects() {
		if s, ok := o.Data.(*schema); ok {
			return s
		}
		if o.Class == nil || !o.Class.Is("marshmallow.Schema") {
			continue
		}
		s := &schema{self: flow.ObjectOf(o), class: o.Class, options: &schemaOptions{}}
		for _, set := range c.Run.Attr(o, schemaKey).Objects() {
			s.options = set.Data.(*schemaOptions)
		}
		return s
	}
	if class := classOf(v); class != nil {
		if class.Is("marshmallow.Schema") {
			return &schema{self: c.Run.NewObject(class, c.Place), class: class, options: &schemaOptions{}}
		}
		return nil
	}
	if len(v.Fields()) > 0 {
		return &schema{dict: v, options: &schemaOptions{}}
	}
	if name, ok := v.Text(); ok {
		return schemaNamed(c, name)
	}
	if len(v.Targets()) > 0 && v.Targets()[0].Name == "" {
		made := c.Invoke(v, nil, nil)
		if len(made.Targets()) == 0 {
			return schemaOf(c, made)
		}
	}
	return nil
}

// schemaNamed finds a schema that is nested by its name.
func schemaNamed(c *flow.Call, name string) *schema {
	name = name[strings.LastIndexByte(name, '.')+1:]
	for _, m := range c.Run.Program.Modules {
		if v := m.Global(name); classOf(v) != nil {
			return schemaOf(c, v)
		}
	}
	return nil
}

// nestedSchema is the schema of a Nested field, with that field's options; it
// is never nil.
func nestedSchema(v *validation, of *flow.Value, options *schemaOptions) *schema {
	s := schemaOf(v.Call, of)
	if s == nil {
		return &schema{options: options}
	}
	return s.under(options)
}

// under is the schema with more options.
func (s *schema) under(more *schemaOptions) *schema {
	w, o := *s, *s.options
	if more.unknown != "" {
		o.unknown = more.unknown
	}
	if more.only != nil {
		o.only = more.only
	}
	o.exclude = append(slices.Clone(o.exclude), more.exclude...)
	o.partial, o.many = o.partial || more.partial, o.many || more.many
	w.options = &o
	return &w
}

// meta is what class Meta of a schema says under the name.
func (s *schema) meta(name string) *flow.Value {
	if s.class == nil {
		return nil
	}
	if meta := classOf(s.class.Attr("Meta")); meta != nil {
		return meta.Attr(name)
	}
	return nil
}

// fields are those that the options leave.
func (s *schema) fields(v *validation) []field {
	var all []field
	add := func(name string, value *flow.Value) {
		f := s.fieldOf(v, value)
		if f == nil {
			return
		}
		one := f.field
		one.name = name
		all = slices.DeleteFunc(all, func(g field) bool { return g.name == name })
		all = append(all, one)
	}
	for _, f := range s.dict.Fields() {
		add(f.Name, f.Value)
	}
	if s.class != nil {
		eachAttr(s.class, add)
	}
	for i, f := range all {
		if f.loader != "" && s.self != nil {
			all[i].shape = &shape{after: []change{func(v *validation, value *flow.Value) *flow.Value {
				return v.Invoke(v.Get(s.self, f.loader), []*flow.Value{value}, nil)
			}}}
		}
	}
	return s.selected(all)
}

// eachAttr goes through what the class and its bases in the project define,
// the bases first.
func eachAttr(class *flow.Class, f func(name string, v *flow.Value)) {
	for _, b := range class.Bases {
		if c := classOf(b); c != nil && c != class {
			eachAttr(c, f)
		}
	}
	for _, name := range class.Names() {
		if v := class.Attr(name); v != nil {
			f(name, v)
		}
	}
}

// fieldOf is the field that a value is: of marshmallow, or of a class of the
// project.
func (s *schema) fieldOf(v *validation, value *flow.Value) *schemaField {
	if f := fieldOfSchema(value); f != nil {
		return f
	}
	for _, o := range value.Objects() {
		if own := v.Run.Attr(o, ownFieldKey); own != nil {
			return fieldOfSchema(own)
		}
	}
	return nil
}

// selected leaves out what only, exclude and class Meta leave out.
func (s *schema) selected(all []field) []field {
	exclude := append(namesIn(s.meta("exclude")), s.options.exclude...)
	loadOnly, dumpOnly := namesIn(s.meta("load_only")), namesIn(s.meta("dump_only"))
	var kept []field
	for _, f := range all {
		if slices.Contains(exclude, f.name) || s.options.only != nil && !slices.Contains(s.options.only, f.name) {
			continue
		}
		f.noDump = f.noDump || slices.Contains(loadOnly, f.name)
		f.noLoad = f.noLoad || slices.Contains(dumpOnly, f.name)
		f.required = f.required && !s.options.partial
		if s.options.partial {
			f.otherwise = nil
		}
		kept = append(kept, f)
	}
	return kept
}

// shape is what the schema lets through, with what its own hooks make of it.
func (s *schema) shape(v *validation) *shape {
	if s.class == nil && s.dict == nil {
		return custom
	}
	unknown := s.options.unknown
	if unknown == "" {
		unknown = policy(s.meta("unknown"))
	}
	one := &shape{document: true, kind: flow.Document, open: unknown == "include", drops: unknown == "exclude", fields: s.fields(v)}
	if s.class != nil {
		s.hooks(one)
	}
	if !s.options.many {
		return one
	}
	list := *sequence
	list.element = one
	return &list
}

// hooks are the decorated methods: @pre_load, @validates, @post_load.
func (s *schema) hooks(one *shape) {
	for _, f := range validatorsIn(s.class, s.self) {
		switch f.word {
		case "pre_load":
			one.before = append(one.before, f.call)
		case "post_load":
			one.after = append(one.after, f.call)
		case "validates":
			for i, known := range one.fields {
				if slices.Contains(f.fields, known.name) {
					w := *known.shape.with(flow.Bounded)
					w.after = append(slices.Clone(w.after), f.refuses)
					one.fields[i].shape = &w
				}
			}
		case "validates_schema":
			one.after = append([]change{f.refuses}, one.after...)
		}
	}
}

// name is what paths call it.
func (s *schema) name() string {
	if s.class == nil {
		return "a schema"
	}
	return s.class.Name
}

// loads is schema.load(data, partial=…, unknown=…, many=…).
func loads(c *flow.Call, data *flow.Value) *flow.Value {
	s := schemaOf(c, c.Self)
	if s == nil {
		return validating(c, "validated").apply(custom, data)
	}
	return s.under(optionsOf(c)).load(c, data)
}

func (s *schema) load(c *flow.Call, data *flow.Value) *flow.Value {
	v := validating(c, "validated by "+s.name())
	one := s.shape(v)
	loaded := v.apply(one, data)
	if len(one.before) == 0 { // else what was given need not be what was looked at
		refine(c, 0, "data", v.apply(inPlace(one), data))
	}
	return loaded
}

// validatesInPlace is errors = schema.validate(data): where there are none,
// the data are valid.
func validatesInPlace(c *flow.Call) *flow.Value {
	data := c.Arg(0, "data")
	if s := schemaOf(c, c.Self); s != nil && data != nil {
		s = s.under(optionsOf(c))
		v := validating(c, "validated by "+s.name())
		refineWhere(c, false, 0, "data", v.apply(inPlace(s.shape(v)), data))
	}
	return flow.Of(flow.Document)
}

// inPlace is the shape of what was looked at and not replaced: no hooks of the
// whole, no defaults, what is left out is there, and numbers may still be
// texts.
func inPlace(s *shape) *shape {
	if s == nil {
		return nil
	}
	w := *s
	if s.later != nil {
		w.later = func(v *validation) *shape { return inPlace(s.later(v)) }
	}
	if s.kind.Can(flow.Number | flow.Bool | flow.Date) {
		w.kind = s.kind&^flow.Date | flow.Text | flow.Number
	}
	if s.document {
		w.before, w.after = nil, nil
		w.open = s.open || s.drops
	}
	w.element, w.either = inPlace(s.element), nil
	for _, one := range s.either {
		w.either = append(w.either, inPlace(one))
	}
	w.fields = slices.Clone(s.fields)
	for i, f := range w.fields {
		w.fields[i].otherwise, w.fields[i].shape = nil, inPlace(f.shape)
		if len(f.keys) > 0 {
			w.fields[i].name = f.keys[0]
		}
	}
	return &w
}
