package draft

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// parameters are those of the path, and what is read from the query, headers
// and cookies. What every client sends by itself is left out, and so is the
// credential.
func parameters(op *source.Operation) []*api.Parameter {
	var all []*api.Parameter
	for _, name := range api.TemplateNames(op.Path) {
		all = append(all, &api.Parameter{Name: name, In: "path", Required: true, Schema: converted(op, name)})
	}
	known := requiredOf(op)
	for _, i := range op.Inputs {
		switch {
		case i.Name == "" || i.In == "header" && common(i.Name):
		case i.In == "query" || i.In == "header" || i.In == "cookie":
			all = append(all, &api.Parameter{Name: i.Name, In: i.In, Required: known[i.In+"."+i.Name], Schema: known.schema(op, i)})
		}
	}
	return all
}

// common tells whether clients send the header anyway.
func common(name string) bool {
	switch strings.ToLower(name) {
	case "authorization", "host", "user-agent", "accept", "content-type", "content-length", "origin", "referer", "cookie", "connection",
		"accept-encoding", "accept-language", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "content-encoding", "if-modified-since", "if-none-match":
		return true
	}
	return false
}

// converted is what a converter of the rule lets through.
func converted(op *source.Operation, name string) *api.Schema {
	s := &api.Schema{Types: []string{"string"}}
	if op.Route == nil {
		return s
	}
	switch converter, _, _ := strings.Cut(op.Route.Converters[name], "("); strings.ToLower(converter) {
	case "int":
		s.Types = []string{"integer"}
	case "float":
		s.Types = []string{"number"}
	case "uuid":
		s.Format = "uuid"
	case "objectid":
		s.Pattern = "^[0-9a-f]{24}$"
	}
	return s
}

// needs are the inputs without which the operation does nothing: body.email,
// and what their type is checked to be.
type needs map[string]bool

// requiredOf finds what must be there: each effect has a condition before it
// that fails where it is missing.
func requiredOf(op *source.Operation) needs {
	var common needs
	for _, facts := range outcomes(op) {
		these := needs{}
		for f := range facts.All {
			for _, name := range present(f) {
				these[name] = true
			}
		}
		if common == nil {
			common = these
			continue
		}
		for name := range common {
			if !these[name] {
				delete(common, name)
			}
		}
	}
	return common
}

// present are the inputs that are there where the fact holds.
func present(f *flow.Fact) []string {
	switch {
	case f.Op == "truthy" && !f.Not, f.Op == "isinstance" && !f.Not:
	case (f.Op == "is" || f.Op == "==") && f.Not && absent(f.Right):
	case f.Op == "in" && f.Not && hasAbsent(f.Right):
	default:
		return nil
	}
	var names []string
	for _, s := range f.Left.FromSource(flow.Request) {
		if s.Origin.Name != "" {
			names = append(names, s.Origin.Label())
		}
	}
	if len(names) > 1 {
		return nil // one of them is enough
	}
	return names
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

// body is what the operation reads of the body; nil for nothing.
func body(op *source.Operation) *api.Body {
	var object, form *api.Schema
	known := requiredOf(op)
	files := false
	for _, i := range op.Inputs {
		switch i.In {
		case "body":
			if object == nil {
				object = &api.Schema{}
			}
			if i.Name != "" {
				put(object, strings.Split(i.Name, "."), known.schema(op, i), known[i.In+"."+i.Name])
			}
		case "form", "file":
			if form == nil {
				form = &api.Schema{Types: []string{"object"}}
			}
			if i.Name != "" {
				put(form, strings.Split(i.Name, ".")[:1], known.schema(op, i), known[i.In+"."+i.Name])
			}
			files = files || i.In == "file"
		}
	}
	b := &api.Body{}
	if object != nil {
		b.Contents = append(b.Contents, api.Content{MediaType: mediaOf(op, object), Schema: object})
	}
	if form != nil {
		media := "application/x-www-form-urlencoded"
		if files {
			media = "multipart/form-data"
		}
		b.Contents = append(b.Contents, api.Content{MediaType: media, Schema: form})
	}
	if len(b.Contents) == 0 {
		return nil
	}
	for _, c := range b.Contents {
		b.Required = b.Required || len(c.Schema.Required) > 0
	}
	return b
}

// mediaOf is JSON, unless the body is only read as bytes.
func mediaOf(op *source.Operation, s *api.Schema) string {
	i := slices.IndexFunc(op.Inputs, func(i source.Input) bool { return i.In == "body" && i.Name == "" })
	if i >= 0 && len(s.Properties) == 0 && op.Inputs[i].Kind.Only(flow.Bytes|flow.Text) {
		s.Types = []string{"string"}
		return "application/octet-stream"
	}
	if len(s.Types) == 0 {
		s.Types = []string{"object"}
	}
	return "application/json"
}

// put adds a property below a schema. "*" stands for the elements of a list.
func put(s *api.Schema, path []string, leaf *api.Schema, required bool) {
	name := path[0]
	if name == "*" {
		s.Types = []string{"array"}
		if s.Items == nil {
			s.Items = &api.Schema{}
		}
		if len(path) == 1 {
			merge(s.Items, leaf)
			return
		}
		put(s.Items, path[1:], leaf, required)
		return
	}
	if len(s.Types) == 0 {
		s.Types = []string{"object"}
	}
	if s.Types[0] == "array" { // items.product_id: of each element
		if s.Items == nil {
			s.Items = &api.Schema{}
		}
		put(s.Items, path, leaf, required)
		return
	}
	s.Types = []string{"object"}
	below := s.Property(name)
	if below == nil {
		below = &api.Schema{}
		s.Properties = append(s.Properties, &api.Property{Name: name, Schema: below})
	}
	if required && len(path) == 1 && !s.Requires(name) {
		s.Required = append(s.Required, name)
	}
	if len(path) == 1 {
		merge(below, leaf)
		return
	}
	put(below, path[1:], leaf, required)
}

// merge lets what is known of a property say more, and nothing else.
func merge(s, more *api.Schema) {
	if len(s.Types) == 0 {
		s.Types = more.Types
	}
	if s.Pattern == "" {
		s.Pattern = more.Pattern
	}
	if len(s.Enum) == 0 {
		s.Enum = more.Enum
	}
	if s.Items == nil {
		s.Items = more.Items
	}
}

// schema is what the source makes sure of an input.
func (n needs) schema(op *source.Operation, i source.Input) *api.Schema {
	s := &api.Schema{}
	kind := i.Kind
	if i.In == "file" {
		return &api.Schema{Types: []string{"string"}, Format: "binary"}
	}
	checked, listed := checkedOf(op, i)
	if checked != 0 {
		kind = checked
	}
	s.Types = typesOf(kind)
	s.Enum = listed
	return s
}

// typesOf is a kind in the words of JSON Schema; none where anything goes.
func typesOf(k flow.Kind) []string {
	if k == 0 || k&flow.Unknown != 0 || k&flow.Any == flow.Any {
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

// checkedOf is what the source makes of an input on its way: the narrowest
// kind that a value of it alone has where it is used, and the constants that
// it must be among.
func checkedOf(op *source.Operation, i source.Input) (kind flow.Kind, listed []any) {
	label := (&flow.Origin{In: i.In, Name: i.Name}).Label()
	alone := func(v *flow.Value) bool {
		flows := v.FromSource(flow.Request)
		return len(flows) == 1 && flows[0].Origin.Label() == label && !flows[0].Part && !flows[0].Weak
	}
	see := func(v *flow.Value) {
		v.Walk(func(_ []string, v *flow.Value) bool {
			if alone(v) {
				if k := v.Kind &^ flow.Null; k != 0 && (kind == 0 || bits.OnesCount32(uint32(k)) < bits.OnesCount32(uint32(kind))) {
					kind = k
				}
			}
			return true
		})
	}
	for _, q := range op.Queries {
		see(q.Filter)
		see(q.Document)
		see(q.Update)
	}
	for _, facts := range outcomes(op) {
		for f := range facts.All {
			if !f.Not && f.Left != nil && alone(f.Left) && (f.Op == "in" || f.Op == "==") {
				listed = constants(f)
			}
		}
	}
	return kind, listed
}

// constants are the texts that a condition names.
func constants(f *flow.Fact) []any {
	var all []any
	elements, exact := f.Right.Elements()
	if f.Op == "==" {
		elements, exact = []*flow.Value{f.Right}, true
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
