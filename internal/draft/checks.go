package draft

import (
	"math/bits"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// outcomes are the conditions before each success, which is where everything
// that must be sent was sent.
func outcomes(op *source.Operation) []*flow.Fact {
	var all []*flow.Fact
	for _, a := range op.Answers {
		if status := a.Status(); status == 0 || status < 300 {
			all = append(all, a.Event.Facts)
		}
	}
	return all
}

// needs are the inputs without which the operation does not succeed, by
// label: body.email.
type needs map[string]bool

// needsOf finds what must be there: each success has a condition before it
// that fails where it is missing.
func needsOf(op *source.Operation) needs {
	var common needs
	for _, facts := range outcomes(op) {
		these := needs{}
		for f := range facts.All {
			if label := present(f); label != "" {
				these[label] = true
			}
		}
		if common == nil {
			common = these
			continue
		}
		for label := range common {
			if !these[label] {
				delete(common, label)
			}
		}
	}
	return common
}

// present is the input that is there where the fact holds; "" for none, or
// where one of several is enough. That it has a type does not say so: a
// default has one too.
func present(f *flow.Fact) string {
	value := f.Left
	switch {
	case f.Op == "truthy" && !f.Not:
	case f.Op == "call" && !f.Not: // if not body.get("text")
		result, ok := f.Data.(*flow.Value)
		if !ok || result.Kind.Only(flow.Bool) {
			return ""
		}
		value = result
	case (f.Op == "is" || f.Op == "==") && f.Not && absent(f.Right):
	case f.Op == "in" && f.Not && hasAbsent(f.Right):
	default:
		return ""
	}
	flows := value.FromSource(flow.Request)
	if len(flows) != 1 || flows[0].Origin.Name == "" {
		return ""
	}
	return flows[0].Origin.Label()
}

// absent tells whether a value stands for nothing: None, "".
func absent(v *flow.Value) bool {
	text, ok := v.Text()
	return v.IsNone() || ok && text == ""
}

func hasAbsent(v *flow.Value) bool {
	elements, _ := v.Elements()
	return slices.ContainsFunc(elements, absent)
}

// schemaOfInput is what the source makes sure of an input.
func schemaOfInput(op *source.Operation, i source.Input) *api.Schema {
	if i.In == "file" {
		return &api.Schema{Types: []string{"string"}, Format: "binary"}
	}
	c := checks{label: (&flow.Origin{In: i.In, Name: i.Name}).Label(), starred: i.Starred}
	for _, q := range op.Queries {
		for _, v := range []*flow.Value{q.Filter, q.Document, q.Update} {
			v.Walk(func(_ []string, v *flow.Value) bool { c.used(v); return true })
		}
	}
	for _, facts := range outcomes(op) {
		for f := range facts.All {
			c.held(f)
		}
	}
	kind := c.kind
	if kind == 0 || i.In != "body" && i.Kind.Only(flow.Number) {
		kind = i.Kind
	}
	s := &api.Schema{Types: typesOf(kind), Enum: c.listed, Minimum: c.least, Maximum: c.most}
	if kind.Only(flow.ObjectID) {
		s.Pattern = objectID
	}
	return s
}

// objectID is the text form of a BSON ObjectId.
const objectID = "^[0-9a-f]{24}$"

// checks are what is found out about the input with a label.
type checks struct {
	label       string
	starred     string    // of the origin: an element is not its list
	kind        flow.Kind // the narrowest that a value of it alone has
	listed      []any     // the texts that it must be one of
	least, most *float64
}

// alone tells whether a value is the input, and nothing is put to it.
func (c *checks) alone(v *flow.Value) bool {
	flows := v.FromSource(flow.Request)
	return len(flows) == 1 && flows[0].Origin.Label() == c.label && flows[0].Origin.Starred == c.starred && !flows[0].Part && !flows[0].Weak
}

// used learns from a value that reaches the database.
func (c *checks) used(v *flow.Value) {
	if c.alone(v) {
		c.narrow(v.Kind)
	}
}

func (c *checks) narrow(k flow.Kind) {
	if k &^= flow.Null; k != 0 && (c.kind == 0 || bits.OnesCount32(uint32(k)) < bits.OnesCount32(uint32(c.kind))) {
		c.kind = k
	}
}

// held learns from a condition before a success.
func (c *checks) held(f *flow.Fact) {
	if !c.alone(f.Left) {
		if n, ok := f.Left.Number(); ok && c.alone(f.Right) {
			c.bound(mirrored[f.Op], f.Not, n)
		}
		return
	}
	if n, ok := f.Right.Number(); ok {
		c.bound(f.Op, f.Not, n)
	}
	if f.Not {
		return
	}
	switch f.Op {
	case "isinstance":
		c.narrow(kindNamed(f.Right))
	case "in", "==":
		if texts := constants(f); len(texts) > 0 {
			c.listed = texts
		}
	}
}

// mirrored is an operator with its sides changed.
var mirrored = map[string]string{"<": ">", "<=": ">=", ">": "<", ">=": "<="}

// bound learns a bound on a number. Strict ones count as bounds too.
func (c *checks) bound(op string, not bool, n float64) {
	switch {
	case (op == ">=" || op == ">") && !not, (op == "<" || op == "<=") && not:
		if c.least == nil || n > *c.least {
			c.least = &n
		}
	case (op == "<=" || op == "<") && !not, (op == ">=" || op == ">") && not:
		if c.most == nil || n < *c.most {
			c.most = &n
		}
	}
}

// kindNamed is the kind of the instances of a type, or of several.
func kindNamed(v *flow.Value) flow.Kind {
	if elements, exact := v.Elements(); exact && len(elements) > 0 {
		var all flow.Kind
		for _, e := range elements {
			one := kindNamed(e)
			if one == 0 {
				return 0
			}
			all |= one
		}
		return all
	}
	switch v.Name() {
	case "builtins.str", "str":
		return flow.Text
	case "builtins.int", "builtins.float", "int", "float", "numbers.Number":
		return flow.Number
	case "builtins.bool", "bool":
		return flow.Bool
	case "builtins.list", "list", "builtins.tuple", "tuple":
		return flow.List
	case "builtins.dict", "dict", "collections.abc.Mapping":
		return flow.Document
	}
	return 0
}

// constants are the texts that a condition names.
func constants(f *flow.Fact) []any {
	var all []any
	elements, exact := f.Right.Elements()
	if f.Op == "==" {
		elements, exact = []*flow.Value{f.Right}, true
	}
	for _, field := range f.Right.Fields() { // membership in a dict
		all = append(all, field.Name)
	}
	for _, e := range elements {
		text, ok := e.Text()
		if !ok || !exact {
			return nil
		}
		all = append(all, text)
	}
	return all
}

// typesOf is a kind in the words of JSON Schema; none where anything goes.
func typesOf(k flow.Kind) []string {
	if k == 0 || k&flow.Unknown != 0 || (k|flow.Null)&flow.Any == flow.Any {
		return nil
	}
	var types []string
	for _, t := range []struct {
		kind flow.Kind
		name string
	}{
		{flow.Text | flow.Bytes | flow.ObjectID | flow.Date | flow.Pattern, "string"}, {flow.Number, "number"}, {flow.Bool, "boolean"},
		{flow.List, "array"}, {flow.Document, "object"},
	} {
		if k&t.kind != 0 {
			types = append(types, t.name)
		}
	}
	if k&flow.Null != 0 && len(types) > 0 {
		types = append(types, "null")
	}
	return types
}
