package packages

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// pydantic are its models: classes of the project that derive from
// BaseModel, and the functions around them.
func pydantic() flow.Library {
	lib := flow.Library{
		"pydantic.BaseModel":          {Call: makesModel},
		"pydantic.BaseModel.__init__": {Call: initsModel},
		"pydantic.FieldInfo":          {}, "pydantic.validator": {Call: decorates},
		"pydantic.Field":                       {Call: fieldOf},
		"pydantic.fields.Field":                {Same: "pydantic.Field"},
		"pydantic.v1.Field":                    {Same: "pydantic.Field"},
		"sqlmodel.Field":                       {Same: "pydantic.Field"},
		"pydantic.ConfigDict":                  {Call: keywordsOf},
		"pydantic.config.ConfigDict":           {Same: "pydantic.ConfigDict"},
		"pydantic.parse_obj_as":                {Call: func(c *flow.Call) *flow.Value { return validatesAs(c, c.Arg(0, "type_"), c.Arg(1, "obj")) }},
		"pydantic.TypeAdapter":                 {Call: adapts},
		"pydantic.TypeAdapter.validate_python": {Call: func(c *flow.Call) *flow.Value { return validatesAs(c, adapted(c.Self), c.Arg(0, "object")) }},
		"pydantic.TypeAdapter.validate_json": {Call: func(c *flow.Call) *flow.Value {
			return validatesAs(c, adapted(c.Self), unparsed(c.Arg(0, "data"), c.Place))
		}},
		"pydantic.TypeAdapter.dump_python": {Call: func(c *flow.Call) *flow.Value { return plain(c, c.Arg(0, "instance")) }},
		"pydantic.validate_email":          {Call: validatesEmail},
	}
	named(lib, "pydantic.", "field_validator root_validator model_validator", flow.Entry{Call: decorates})
	named(lib, "pydantic.BaseModel.", "parse_obj model_validate validate", flow.Entry{Call: func(c *flow.Call) *flow.Value {
		return validatesAs(c, c.Self, c.Arg(0, "obj"))
	}})
	named(lib, "pydantic.BaseModel.", "parse_raw model_validate_json model_validate_strings", flow.Entry{Call: func(c *flow.Call) *flow.Value {
		return validatesAs(c, c.Self, unparsed(first(c), c.Place))
	}})
	named(lib, "pydantic.BaseModel.", "from_orm", flow.Entry{Call: func(c *flow.Call) *flow.Value {
		return validatesAs(c, c.Self, first(c))
	}})
	named(lib, "pydantic.BaseModel.", "construct model_construct", flow.Entry{Call: func(c *flow.Call) *flow.Value {
		if class := classOf(c.Self); class != nil { // nothing is validated
			return newModel(c.Run, class, c.Place, withoutValidation(class, keywordsOf(c)))
		}
		return nil
	}})
	named(lib, "pydantic.BaseModel.", "dict model_dump", flow.Entry{Call: dumpsModel})
	named(lib, "pydantic.BaseModel.", "json model_dump_json", flow.Entry{Call: dumpsJSON})
	named(lib, "pydantic.BaseModel.", "copy model_copy", flow.Entry{Call: copiesModel})
	named(lib, "pydantic.BaseModel.", "__fields__ model_fields", flow.Entry{Get: fieldNames})
	lib["pydantic.BaseModel.__dict__"] = flow.Entry{Get: func(r *flow.Reading) *flow.Value { return dumped(r.Run, r.Self) }}
	for _, other := range models[1:] {
		lib[other] = flow.Entry{Call: makesModel, Bases: []string{"pydantic.BaseModel"}}
	}
	for _, settings := range []string{"pydantic_settings.BaseSettings", "pydantic.BaseSettings"} {
		lib[settings] = flow.Entry{Call: makesSettings, Bases: []string{"pydantic.BaseModel"}}
	}
	lib["pydantic.main.BaseModel"] = flow.Entry{Same: "pydantic.BaseModel"}
	lib["pydantic.v1.validator"] = flow.Entry{Same: "pydantic.validator"}
	aliases(lib)
	return lib
}

// decorates is a decorator that leaves the function as it is; what it is for
// is read from the source.
func decorates(c *flow.Call) *flow.Value {
	if f := c.Arg(0, ""); f != nil && f.Kind.Can(flow.Function) {
		return f
	}
	return flow.Callable(first)
}

// keywordsOf is the document of the keywords of a call: of **mapping it is
// the mapping, with the others laid over it.
func keywordsOf(c *flow.Call) *flow.Value {
	var v *flow.Value
	for _, k := range c.Keywords {
		if k.Name == "" {
			v = v.Merge(k.Value)
		}
	}
	if v == nil {
		v = flow.DocumentOf()
	}
	for _, k := range c.Keywords {
		if k.Name != "" {
			v = v.WithField(flow.Field{Name: k.Name, Value: k.Value, Place: c.Place})
		}
	}
	return v
}

// unparsed is what a text of JSON holds.
func unparsed(v *flow.Value, place flow.Place) *flow.Value {
	w := flow.Of(flow.Any)
	for _, s := range v.All(sources...) {
		o := *s.Origin
		o.Child = flow.Any
		w.Flows = append(w.Flows, &flow.Step{Origin: &o, Prev: s, Place: place, What: "parsed as JSON", Kind: flow.Any, Weak: s.Weak})
	}
	return w
}

func makesModel(c *flow.Call) *flow.Value {
	if classOf(c.Self) == nil {
		return nil
	}
	given := keywordsOf(c)
	if len(c.Keywords) == 0 && len(c.Args) == 1 { // a root model
		return nil
	}
	return validatesAs(c, c.Self, given)
}

// initsModel is super().__init__(**data) of a model with a constructor of its
// own.
func initsModel(c *flow.Call) *flow.Value {
	for _, o := range c.Self.Objects() {
		if o.Class == nil {
			continue
		}
		class := c.Invoke(flow.External("builtins.type"), []*flow.Value{c.Self}, nil)
		if classOf(class) == nil {
			continue
		}
		doc := validating(c, "validated by "+o.Class.Name).members(fieldsShape(c.Run, class), keywordsOf(c))
		for _, f := range doc.Fields() {
			c.Run.SetAttr(o, f.Name, f.Value)
		}
	}
	return flow.None
}

// withoutValidation are the members under the names of fields, as they came.
func withoutValidation(class *flow.Class, given *flow.Value) *flow.Value {
	d := flow.DocumentOf()
	for _, name := range class.FieldNames() {
		if v, _ := member(given, name); v != nil {
			d = d.WithField(flow.Field{Name: name, Value: v})
		}
	}
	return d
}

// validatesAs is the object, scalar or list that the type makes of a value.
func validatesAs(c *flow.Call, of, value *flow.Value) *flow.Value {
	if class := classOf(of); class != nil {
		return validating(c, "validated by "+class.Name).apply(modelShape(c.Run, of), asMapping(c, value))
	}
	a := &annotations{run: c.Run, model: modelShape}
	return validating(c, "validated").apply(a.named(of), value)
}

// asMapping is an object as the document of its attributes: models read both.
func asMapping(c *flow.Call, v *flow.Value) *flow.Value {
	for _, o := range v.Objects() {
		if o.Class != nil {
			return dumped(c.Run, v)
		}
	}
	return v
}

// adapter is a TypeAdapter of a type.
type adapter struct{ of *flow.Value }

func adapts(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("pydantic.TypeAdapter", c.Place, &adapter{c.Arg(0, "type")})
}

func adapted(v *flow.Value) *flow.Value {
	for _, o := range v.Objects() {
		if a, ok := o.Data.(*adapter); ok {
			return a.of
		}
	}
	return flow.Nothing
}

// makesSettings reads its fields from the environment.
func makesSettings(c *flow.Call) *flow.Value {
	class := classOf(c.Self)
	if class == nil {
		return nil
	}
	doc := flow.DocumentOf()
	for _, name := range class.FieldNames() {
		v := environment(c.Place, name)
		if d := class.Attr(name); d != nil {
			v = flow.Join(v, settingDefault(d))
		}
		doc = doc.WithField(flow.Field{Name: name, Value: v})
	}
	return newModel(c.Run, class, c.Place, doc.Merge(keywordsOf(c)))
}

func settingDefault(v *flow.Value) *flow.Value {
	for _, o := range v.Objects() {
		if info, ok := o.Data.(*fieldInfo); ok {
			return info.otherwise
		}
	}
	return v
}

func environment(place flow.Place, name string) *flow.Value {
	origin := &flow.Origin{Source: flow.Environment, In: "environment", Name: name, Place: place, Child: flow.Text}
	return flow.From(origin, flow.Text, "read from the environment")
}

// dumped is the document of a model's fields, with models in it as documents
// too.
func dumped(run *flow.Run, v *flow.Value) *flow.Value {
	var all *flow.Value
	for _, o := range v.Objects() {
		if o.Class == nil {
			continue
		}
		d := flow.DocumentOf()
		if extra := run.Attr(o, extraKeys); extra != nil {
			d = extra
		}
		for _, name := range o.Class.FieldNames() {
			if value := run.Attr(o, name); value != nil {
				d = d.WithField(flow.Field{Name: name, Value: inner(run, value), Place: o.Site})
			}
		}
		all = flow.Join(all, d)
	}
	return all
}

// inner is a value within a dumped model.
func inner(run *flow.Run, v *flow.Value) *flow.Value {
	if len(v.Objects()) > 0 {
		if d := dumped(run, v); d != nil && len(d.Fields()) > 0 {
			if v.Kind.Can(flow.Null) {
				return flow.Join(d, flow.None)
			}
			return d
		}
		return v
	}
	elements, exact := v.Elements()
	if len(elements) == 0 || !slices.ContainsFunc(elements, func(e *flow.Value) bool { return len(e.Objects()) > 0 }) {
		return v
	}
	for i, e := range slices.Clone(elements) {
		if i == 0 {
			elements = slices.Clone(elements)
		}
		elements[i] = inner(run, e)
	}
	if exact {
		return flow.ListOf(elements...)
	}
	return flow.ManyOf(elements[0]).With(v.Checks)
}

// plain is a value with the models in it as documents.
func plain(c *flow.Call, v *flow.Value) *flow.Value {
	if v == nil {
		return nil
	}
	return inner(c.Run, v)
}

// dumpsModel is model.dict(include=…, exclude=…, exclude_unset=True).
func dumpsModel(c *flow.Call) *flow.Value {
	d := dumped(c.Run, c.Self)
	if d == nil {
		return nil
	}
	if names := namesIn(c.Arg(-1, "include")); names != nil {
		for _, f := range d.Fields() {
			if !slices.Contains(names, f.Name) {
				d = d.Without(f.Name)
			}
		}
	}
	for _, name := range namesIn(c.Arg(-1, "exclude")) {
		d = d.Without(name)
	}
	sparse := truth(c.Arg(-1, "exclude_unset"), false) || truth(c.Arg(-1, "exclude_defaults"), false)
	filled := truth(c.Arg(-1, "exclude_none"), false)
	for _, o := range c.Self.Objects() {
		if o.Class == nil {
			continue
		}
		for _, f := range d.Fields() {
			if f.Gone() {
				continue
			}
			if filled && f.Value.Kind.Can(flow.Null) {
				f.Value, f.Maybe = f.Value.As(f.Value.Kind&^flow.Null), true
			}
			f.Maybe = f.Maybe || sparse && o.Class.Attr(f.Name) != nil
			d = d.WithField(f)
		}
	}
	return d
}

// namesIn are the texts of a set, list or the keys of a dict; nil if it is
// not given.
func namesIn(v *flow.Value) []string {
	if v == nil || v.IsNone() {
		return nil
	}
	names := []string{}
	elements, _ := v.Elements()
	for _, e := range elements {
		names = append(names, e.Texts()...)
	}
	for _, f := range v.Fields() {
		names = append(names, f.Name)
	}
	return names
}

func dumpsJSON(c *flow.Call) *flow.Value {
	d := dumpsModel(c)
	return flow.Of(flow.Text, step(d, c.Place, "written as JSON", flow.Text)...).With(flow.Typed)
}

// copiesModel is model.copy(update={…}); what it updates is not validated.
func copiesModel(c *flow.Call) *flow.Value {
	update := c.Arg(-1, "update")
	if update == nil {
		return c.Self
	}
	var all *flow.Value
	for _, o := range c.Self.Objects() {
		if o.Class != nil {
			all = flow.Join(all, newModel(c.Run, o.Class, c.Place, dumped(c.Run, c.Self).Merge(update)))
		}
	}
	return all
}

// fieldNames are the names of a model's fields, as keys.
func fieldNames(r *flow.Reading) *flow.Value {
	d := flow.DocumentOf()
	class := classOf(r.Self)
	for _, o := range r.Self.Objects() {
		class = o.Class
	}
	if class == nil {
		return nil
	}
	for _, name := range class.FieldNames() {
		d = d.WithField(flow.Field{Name: name, Value: flow.Nothing})
	}
	return d
}

// validatesEmail raises for what is no address; it gives an object with the
// parts, or in pydantic a pair.
func validatesEmail(c *flow.Call) *flow.Value {
	v := validating(c, "validated as an e-mail address").apply(formed, first(c))
	return flow.ListOf(v, v)
}
