package packages

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// models are the bases of classes that pydantic validates.
var models = []string{"pydantic.BaseModel", "sqlmodel.SQLModel", "pydantic.v1.BaseModel", "pydantic.generics.GenericModel", "pydantic_settings.BaseSettings", "pydantic.BaseSettings", "pydantic.RootModel"}

func isModel(class *flow.Class) bool { return slices.ContainsFunc(models, class.Is) }

// fieldInfo is what Field(…) says of a field.
type fieldInfo struct {
	checks    flow.Checks
	otherwise *flow.Value // default
	factory   *flow.Value // default_factory
	alias     string
	noDump    bool
}

// fieldOf is pydantic's Field(default, max_length=…).
func fieldOf(c *flow.Call) *flow.Value {
	info := &fieldInfo{checks: constraintsOf(c), otherwise: c.Arg(0, "default"), factory: c.Arg(-1, "default_factory")}
	if info.otherwise == flow.Nothing { // Field(...)
		info.otherwise = nil
	}
	for _, name := range []string{"alias", "validation_alias"} {
		if s, ok := c.Arg(-1, name).Text(); ok {
			info.alias = s
		}
	}
	info.noDump = truth(c.Arg(-1, "exclude"), false)
	return c.Run.NewInstance("pydantic.FieldInfo", c.Place, info)
}

// modelShape is what a model of the project lets through, as an object of it.
func modelShape(run *flow.Run, class *flow.Value) *shape {
	s := fieldsShape(run, class)
	c := classOf(class)
	if c == nil {
		return custom
	}
	validators := validatorsIn(c, class)
	for _, f := range validators {
		if f.whole() && f.before {
			s.before = append(s.before, f.call)
		}
	}
	s.after = append(s.after, func(v *validation, value *flow.Value) *flow.Value { return newModel(v.Run, c, v.Place, value) })
	return s
}

// classOf is the class of the project that the value is.
func classOf(v *flow.Value) *flow.Class {
	for _, t := range v.Targets() {
		if t.Class != nil {
			return t.Class
		}
	}
	return nil
}

// fieldsShape is the document of its fields.
func fieldsShape(run *flow.Run, of *flow.Value) *shape {
	class := classOf(of)
	if class == nil {
		return custom
	}
	config, validators := configOf(class), validatorsIn(class, of)
	s := &shape{document: true, kind: flow.Document, open: config.open}
	for _, name := range class.FieldNames() {
		e, in := class.Annotation(name)
		if strings.HasPrefix(name, "_") || name == "model_config" {
			continue
		}
		a := &annotations{run: run, class: in, model: modelShape}
		if word, _ := a.name(subscripted(e)); word == "ClassVar" {
			continue
		}
		f := field{name: name, shape: a.shape(e), required: true}
		f.describe(class.Attr(name), config)
		f.shape = f.shape.with(config.checks)
		for _, look := range validators {
			f.shape = look.around(f.shape, name)
		}
		s.fields = append(s.fields, f)
	}
	return s
}

func subscripted(e parser.Expr) parser.Expr {
	if s, ok := e.(*parser.Subscript); ok {
		return s.Value
	}
	return e
}

// describe takes in what the class assigns to the field: a default, or
// Field(…).
func (f *field) describe(assigned *flow.Value, config *modelConfig) {
	info := &fieldInfo{otherwise: assigned}
	for _, o := range assigned.Objects() {
		if d, ok := o.Data.(*fieldInfo); ok {
			info = d
		}
	}
	f.shape = f.shape.with(info.checks)
	f.noDump = info.noDump
	switch {
	case info.factory != nil:
		f.otherwise = func(v *validation) *flow.Value { return v.Invoke(info.factory, nil, nil) }
	case info.otherwise != nil:
		f.otherwise = func(*validation) *flow.Value { return info.otherwise }
	case f.shape.null: // version 1: Optional without a default is None
		f.otherwise = func(*validation) *flow.Value { return flow.None }
	}
	f.required = f.otherwise == nil
	f.keys = []string{f.name}
	switch {
	case info.alias != "":
		f.keys = []string{info.alias, f.name}
	case config.camel:
		f.keys = []string{camel(f.name), f.name}
	}
}

// camel is userId for user_id.
func camel(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words[1:] {
		if w != "" {
			words[i+1] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}

// modelConfig is what matters of a model's configuration.
type modelConfig struct {
	open   bool // extra keys come through
	camel  bool
	checks flow.Checks // of all text
}

// configOf reads class Config, model_config and keywords of the class.
func configOf(class *flow.Class) *modelConfig {
	config := &modelConfig{}
	get := func(name string) *flow.Value {
		if v := class.Attr("<" + name + ">"); v != nil {
			return v
		}
		if v, ok := class.Attr("model_config").Field(name); ok {
			return v.Value
		}
		for _, t := range class.Attr("Config").Targets() {
			if t.Class != nil {
				return t.Class.Attr(name)
			}
		}
		return nil
	}
	extra := get("extra")
	word, _ := extra.Text()
	config.open = word == "allow" || strings.HasSuffix(extra.Path(), ".allow")
	config.camel = strings.HasSuffix(get("alias_generator").Name(), "to_camel")
	if get("str_max_length") != nil || get("max_anystr_length") != nil {
		config.checks = flow.Bounded | flow.AtMost
	}
	return config
}

// newModel is an object of the class with the members of the document. Keys
// that no field names are kept aside, for dict().
func newModel(run *flow.Run, class *flow.Class, place flow.Place, doc *flow.Value) *flow.Value {
	fields := slices.Clone(doc.Fields())
	for i, f := range fields {
		fields[i].Maybe = false
		if f.Maybe {
			fields[i].Value = flow.Join(f.Value, flow.None)
		}
	}
	if rest, _ := doc.Rest(); rest != nil {
		fields = append(fields, flow.Field{Name: extraKeys, Value: doc})
	}
	return run.NewObject(class, place, fields...)
}

// extraKeys is the attribute of a model for the document that it was made of,
// where that had more keys than fields.
const extraKeys = "<extra>"
