package packages

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// cerberus is its Validator: it answers whether a document is valid, and has
// it afterwards.
func cerberus() flow.Library {
	lib := flow.Library{
		"cerberus.Validator": {Call: newRules},
	}
	lib["cerberus.validator.Validator"] = flow.Entry{Same: "cerberus.Validator"}
	lib["cerberus.Rules"] = flow.Entry{}
	named(lib, "cerberus.Rules.", "validate __call__", flow.Entry{Call: func(c *flow.Call) *flow.Value {
		r := rulesOf(c)
		valid := r.apply(c, c.Arg(0, "document"))
		refineWhere(c, true, 0, "document", valid)
		r.remember(c, valid)
		return flow.Of(flow.Bool)
	}})
	lib["cerberus.Rules.validated"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		return flow.Join(rulesOf(c).apply(c, c.Arg(0, "document")), flow.None)
	}}
	lib["cerberus.Rules.normalized"] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
		return rulesOf(c).normalize(c.Arg(0, "document"))
	}}
	lib["cerberus.Rules.document"] = flow.Entry{Get: func(r *flow.Reading) *flow.Value {
		for _, o := range r.Self.Objects() {
			if v := r.Run.Attr(o, documentKey); v != nil {
				return v
			}
		}
		return flow.Nothing
	}}
	lib["cerberus.Rules.errors"] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Document) }}
	return lib
}

// documentKey is the attribute of a validator for what it has validated.
const documentKey = "<document>"

// rules are a schema of cerberus and what its validator does with keys that
// it does not name.
type rules struct {
	schema       *flow.Value
	open, purges bool
}

func newRules(c *flow.Call) *flow.Value {
	open := c.Arg(-1, "allow_unknown")
	return c.Run.NewInstance("cerberus.Rules", c.Place, &rules{
		schema: c.Arg(0, "schema"), open: truth(open, open != nil), purges: truth(c.Arg(-1, "purge_unknown"), false),
	})
}

// rulesOf are those of the validator; a call may bring another schema.
func rulesOf(c *flow.Call) *rules {
	r := &rules{}
	for _, o := range c.Self.Objects() {
		if made, ok := o.Data.(*rules); ok {
			copied := *made
			r = &copied
		}
		if class := o.Class; class != nil { // a class of the project that derives from it
			r.schema = class.Attr("schema")
		}
	}
	if schema := c.Arg(1, "schema"); schema != nil {
		r.schema = schema
	}
	return r
}

func (r *rules) apply(c *flow.Call, document *flow.Value) *flow.Value {
	if r.schema == nil {
		return document
	}
	return validating(c, "validated by cerberus").apply(rulesShape(r.schema, r.open), document)
}

func (r *rules) remember(c *flow.Call, valid *flow.Value) {
	for _, o := range c.Self.Objects() {
		c.Run.SetAttr(o, documentKey, valid)
	}
}

// normalize changes names and defaults and validates nothing; it may take out
// keys that no rule names.
func (r *rules) normalize(document *flow.Value) *flow.Value {
	if !r.purges || document == nil {
		return document
	}
	d := flow.DocumentOf()
	for _, f := range r.schema.Fields() {
		if v, known := member(document, f.Name); v != nil {
			d = d.WithField(flow.Field{Name: f.Name, Value: v, Maybe: !known})
		}
	}
	return d
}

// cerberusTypes are the types of its rules.
var cerberusTypes = map[string]*shape{
	"string": text, "integer": number, "float": number, "number": number, "boolean": boolean, "datetime": date, "date": date,
	"binary": blob, "objectid": objectID, "dict": mapping, "list": sequence, "set": sequence,
}

// rulesShape is the document that the rules of all fields let through.
func rulesShape(schema *flow.Value, open bool) *shape {
	s := &shape{document: true, kind: flow.Document, open: open}
	for _, f := range schema.Fields() {
		one := field{name: f.Name, shape: ruleShape(f.Value), required: truth(get(f.Value, "required"), false)}
		if d := get(f.Value, "default"); d != nil {
			one.otherwise = func(*validation) *flow.Value { return d }
		}
		s.fields = append(s.fields, one)
	}
	return s
}

// ruleShape is what the rules of one field let through. Without a type,
// "allowed" looks at the keys of a dict, and lengths are asked of any
// container.
func ruleShape(rule *flow.Value) *shape {
	s := ruleType(rule)
	for _, word := range []string{"maxlength", "minlength", "regex", "min", "max", "check_with", "validator"} {
		if get(rule, word) != nil {
			s = s.with(flow.Bounded | map[string]flow.Checks{"regex": flow.Formed, "check_with": flow.Formed, "validator": flow.Formed, "maxlength": flow.AtMost, "max": flow.AtMost, "min": flow.AtLeast}[word])
		}
	}
	if get(rule, "regex") != nil && s == anything {
		s = text
	}
	if allowed := get(rule, "allowed"); allowed != nil {
		literals := literalsIn(allowed)
		if s.kind.Only(flow.Text|flow.Number) && len(literals) > 0 {
			s = listing(literals)
		} else {
			s = s.with(flow.Listed | flow.Bounded | flow.Plain)
		}
	}
	if truth(get(rule, "nullable"), false) {
		s = oneOf(s, nothing)
	}
	return s
}

// ruleType is the shape of the types that a rule names.
func ruleType(rule *flow.Value) *shape {
	kind := get(rule, "type")
	var words []string
	if word, ok := kind.Text(); ok {
		words = []string{word}
	} else {
		words = slices.Clone(namesIn(kind))
	}
	var all []*shape
	for _, word := range words {
		s, ok := cerberusTypes[word]
		if !ok {
			return custom
		}
		all = append(all, within(rule, word, s))
	}
	if len(all) == 0 {
		return anything
	}
	return oneOf(all...)
}

// within is the shape with what "schema" says of its members.
func within(rule *flow.Value, word string, s *shape) *shape {
	members := get(rule, "schema")
	switch {
	case members == nil && word == "dict" && get(rule, "valuesrules") != nil:
		w := *s
		w.rest = ruleShape(get(rule, "valuesrules"))
		return &w
	case members == nil:
		return s
	case word == "dict":
		return rulesShape(members, truth(get(rule, "allow_unknown"), false))
	case word == "list":
		w := *s
		w.element = ruleShape(members)
		return &w
	}
	return s
}
