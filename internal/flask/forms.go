package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// formField is a field of a form's class.
type formField struct {
	kind   flow.Kind
	checks flow.Checks
}

// forms tells of flask_wtf and wtforms: what a field of a form holds is text
// of the form, or what its type makes of it.
func forms() flow.Library {
	lib := flow.Library{
		"flask_wtf.FlaskForm":                    {Call: newForm},
		"flask_wtf.FlaskForm.validate_on_submit": {Call: submitted},
		"flask_wtf.FlaskForm.validate":           {Call: validatesForm},
		"flask_wtf.FlaskForm.is_submitted":       {Call: submitted},
		"flask_wtf.FlaskForm.hidden_tag":         {Gives: flow.Text},
		"flask_wtf.FlaskForm.errors":             getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.Document) }),
		"flask_wtf.FlaskForm.data":               getter(formData),
		"flask_wtf.FlaskForm.populate_obj":       {Call: func(c *flow.Call) *flow.Value { c.Emit("populate", c.Arg(0, "obj")); return flow.None }},
		"flask_wtf.FlaskForm.__init__":           nothing,
		"flask.BoundField":                       {},
		"flask.BoundField.data":                  getter(fieldData),
		"flask.BoundField.raw_data":              getter(fieldData),
		"flask.BoundField.errors":                getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.List) }),
		"flask.FormFieldMade":                    {Bases: []string{"flask.BoundField"}},
	}
	for word, kind := range formKinds {
		for _, module := range []string{"wtforms.", "wtforms.fields.", "wtforms.fields.html5.", "flask_wtf.file.", "wtforms.fields.core.", "wtforms.fields.simple."} {
			lib[module+word] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return newFormField(c, kind) }}
		}
	}
	return lib
}

// formKinds are what a field's data is.
var formKinds = map[string]flow.Kind{
	"StringField": flow.Text, "TextField": flow.Text, "PasswordField": flow.Text, "TextAreaField": flow.Text, "HiddenField": flow.Text, "EmailField": flow.Text,
	"SearchField": flow.Text, "TelField": flow.Text, "URLField": flow.Text, "RadioField": flow.Text, "SelectField": flow.Text, "SelectMultipleField": flow.List,
	"SubmitField": flow.Bool, "BooleanField": flow.Bool, "IntegerField": flow.Number, "FloatField": flow.Number, "DecimalField": flow.Number,
	"DateField": flow.Date, "DateTimeField": flow.Date, "FileField": flow.Object, "MultipleFileField": flow.List, "FieldList": flow.List, "FormField": flow.Document,
}

func newFormField(c *flow.Call, kind flow.Kind) *flow.Value {
	f := &formField{kind: kind}
	word := lastName(c.Name)
	if word == "SelectField" || word == "RadioField" {
		f.checks |= flow.Listed | flow.Bounded | flow.Formed // it refuses what is no choice
	}
	if kind&(flow.Number|flow.Date|flow.Bool) != 0 {
		f.checks |= flow.Typed | flow.Bounded | flow.Formed
	}
	for _, v := range listed(first(c.Arg(1, "validators"), flow.ListOf())) {
		switch lastName(strings.TrimSuffix(v.Path(), "()")) {
		case "Length", "length", "NumberRange", "number_range":
			f.checks |= flow.Bounded
		case "Regexp", "regexp", "Email", "email", "UUID", "URL", "url", "IPAddress", "MacAddress":
			f.checks |= flow.Bounded | flow.Formed
		case "AnyOf", "any_of":
			f.checks |= flow.Bounded | flow.Formed | flow.Listed
		}
	}
	return c.Run.NewInstance("flask.FormFieldMade", c.Place, f)
}

// boundField is a field of a form that was made.
type boundField struct {
	*formField
	name string
}

// newForm is an object of the project's class of a form.
func newForm(c *flow.Call) *flow.Value {
	class := classOf(c.Self)
	if class == nil {
		return flow.Nothing
	}
	v := c.Run.NewObject(class, c.Place)
	for _, name := range formNames(class) {
		if f := fieldOf(v, name); f != nil {
			c.Run.SetAttr(v.Objects()[0], name, c.Run.NewInstance("flask.BoundField", c.Place, boundField{f, name}))
		}
	}
	return v
}

// formNames are the names that a class defines, and its bases.
func formNames(class *flow.Class) []string {
	var all []string
	for _, b := range class.Bases {
		if base := classOf(b); base != nil && base != class {
			all = append(all, formNames(base)...)
		}
	}
	return append(all, class.Names()...)
}

// fieldOf is the field that the class of a form declares.
func fieldOf(form *flow.Value, name string) *formField {
	for _, o := range form.Objects() {
		if o.Class == nil {
			continue
		}
		for _, made := range o.Class.Attr(name).Objects() {
			if f, ok := made.Data.(*formField); ok {
				return f
			}
		}
	}
	return nil
}

// fieldData is form.name.data.
func fieldData(r *flow.Reading) *flow.Value {
	for _, o := range r.Self.Objects() {
		switch f := o.Data.(type) {
		case boundField:
			return f.read(r.Place, f.name)
		case *formField:
			return f.read(r.Place, "")
		}
	}
	return sent(r.Place, "form", "", flow.Text, "read from the form")
}

func (f *formField) read(place flow.Place, name string) *flow.Value {
	v := sent(place, "form", name, f.kind, "read from a field of the form")
	return v.With(f.checks | flow.Typed)
}

// formData is form.data: the fields of the class and no others.
func formData(r *flow.Reading) *flow.Value {
	out := flow.DocumentOf()
	for _, o := range r.Self.Objects() {
		if o.Class == nil {
			continue
		}
		for _, name := range formNames(o.Class) {
			if f := fieldOf(r.Self, name); f != nil {
				out = out.WithField(flow.Field{Name: name, Value: f.read(r.Place, name)})
			}
		}
	}
	return out
}

// submitted is form.validate_on_submit(): no form is submitted with GET.
func submitted(c *flow.Call) *flow.Value {
	if method, ok := c.Slot(methodSlot).Text(); ok && !slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, method) {
		return flow.BoolOf(false)
	}
	return flow.Of(flow.Bool)
}

// validatesForm is form.validate().
func validatesForm(c *flow.Call) *flow.Value { return flow.Of(flow.Bool) }
