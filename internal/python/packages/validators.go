package packages

import (
	"slices"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// validator is a function of a schema class that looks at a value and may
// replace or refuse it: pydantic's @field_validator("email"), marshmallow's
// @validates("email") and @post_load.
type validator struct {
	word   string   // of the decorator
	fields []string // that it names; none: it looks at the whole
	before bool     // it comes before the field's own validation
	class  *flow.Value
	f      *flow.Func
}

// decorators that make a method a validator.
var decorators = []string{
	"validator", "field_validator", "root_validator", "model_validator",
	"validates", "validates_schema", "pre_load", "post_load", "pre_dump", "post_dump",
}

// validatorsIn are those of a class and of its bases in the project.
func validatorsIn(class *flow.Class, value *flow.Value) []*validator {
	var all []*validator
	for _, b := range class.Bases {
		if c := classOf(b); c != nil && c != class {
			all = append(all, validatorsIn(c, value)...)
		}
	}
	for _, f := range class.Methods() {
		for _, e := range f.Decorators {
			if v := decorated(e); v != nil {
				v.class, v.f = value, f
				all = append(all, v)
			}
		}
	}
	return all
}

func decorated(e parser.Expr) *validator {
	call, ok := e.(*parser.Call)
	if !ok {
		call = &parser.Call{Func: e}
	}
	word := lastWord(call.Func)
	if !slices.Contains(decorators, word) {
		return nil
	}
	v := &validator{word: word}
	for _, a := range call.Args {
		if c, ok := a.(*parser.Constant); ok {
			if s, ok := c.Value.(string); ok {
				v.fields = append(v.fields, s)
			}
		}
	}
	for _, k := range call.Keywords {
		c, ok := k.Value.(*parser.Constant)
		if ok && (k.Arg == "pre" && c.Kind == "True" || k.Arg == "mode" && c.Value == "before") {
			v.before = true
		}
	}
	return v
}

func lastWord(e parser.Expr) string {
	switch e := e.(type) {
	case *parser.Name:
		return e.Id
	case *parser.Attribute:
		return e.Attr
	}
	return ""
}

// whole tells whether it looks at all fields together.
func (f *validator) whole() bool { return f.word == "root_validator" || f.word == "model_validator" }

// around is the shape of the field with the validator called, if that is for
// it.
func (f *validator) around(s *shape, name string) *shape {
	if !slices.Contains(f.fields, name) && !slices.Contains(f.fields, "*") {
		return s
	}
	w := *s
	if f.before {
		w.before = append(slices.Clone(s.before), f.call)
	} else {
		w.after = append(slices.Clone(s.after), f.call)
	}
	return &w
}

// call calls it with a value, as pydantic does: as a class method. What it
// gives replaces the value.
func (f *validator) call(v *validation, value *flow.Value) *flow.Value {
	bound := v.Get(f.class, f.f.Name)
	args := []*flow.Value{value}
	if !isBound(bound) {
		args = []*flow.Value{f.class, value}
	}
	made := v.Invoke(bound, args, nil)
	if made.IsNone() || made == flow.Nothing { // it forgot to return, or cannot be followed
		return value
	}
	return made
}

// refuses calls it with a value, as marshmallow does with what only refuses:
// the value is what it is where that has returned.
func (f *validator) refuses(v *validation, value *flow.Value) *flow.Value {
	bound := v.Get(f.class, f.f.Name)
	if !isBound(bound) {
		return value
	}
	return v.InvokeKeeping(bound, []*flow.Value{value}, nil)
}

func isBound(v *flow.Value) bool {
	return slices.ContainsFunc(v.Targets(), func(t flow.Target) bool { return t.Self != nil })
}
