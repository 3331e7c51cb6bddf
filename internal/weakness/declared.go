package weakness

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Declared is a value that a contract says travels with a request or answer.
type Declared struct {
	In       string // path, query, header, cookie, body
	Path     string // below In, elements of lists left out: items.price
	Name     string // the last of Path
	Text     string // what the contract says of it
	Schema   *api.Schema
	Required bool
	Nested   bool // below another property

	parameter *api.Parameter // nil for properties
}

// Label is how it is told: body.items.price.
func (d Declared) Label() string { return strings.TrimSuffix(d.In+"."+d.Path, ".") }

// Place is that of the parameter, or of the schema of the property.
func (d Declared) Place() api.Place {
	if d.parameter != nil && d.parameter.Place.Line > 0 {
		return d.parameter.Place
	}
	if d.Schema == nil {
		return api.Place{}
	}
	return d.Schema.Place
}

// Parent is the name of the property that holds it; "" for none.
func (d Declared) Parent() string {
	above, _ := cutLast(d.Path)
	return last(above)
}

func cutLast(path string) (above, name string) {
	if i := strings.LastIndexByte(path, '.'); i >= 0 {
		return path[:i], path[i+1:]
	}
	return "", path
}

// Bounds of the walk through schemas, which may contain themselves.
const (
	declaredDepth = 6
	mostDeclared  = 500
)

// Inputs are what a request of the operation may carry, properties of the
// body at every depth among them.
func Inputs(op *api.Operation) []Declared {
	var all []Declared
	for _, p := range op.Parameters {
		all = append(all, Declared{In: p.In, Path: p.Name, Name: last(p.Name), Text: p.Description, Schema: p.Schema, Required: p.Required, parameter: p})
	}
	if s := BodySchema(op); s != nil {
		properties(s, "body", "", 0, map[*api.Schema]bool{}, &all)
	}
	return all
}

// BodySchema is that of the body, JSON before other types; nil for none.
func BodySchema(op *api.Operation) *api.Schema {
	if op.Body == nil || len(op.Body.Contents) == 0 {
		return nil
	}
	if c := api.JSON(op.Body.Contents); c != nil {
		return c.Schema
	}
	return op.Body.Contents[0].Schema
}

// Outputs are the properties of the successful answer in JSON, those of the
// elements of lists among them.
func Outputs(op *api.Operation) []Declared {
	var all []Declared
	if s := AnswerSchema(op); s != nil {
		properties(s, "response", "", 0, map[*api.Schema]bool{}, &all)
	}
	return all
}

// AnswerSchema is that of the successful answer in JSON; nil for none.
func AnswerSchema(op *api.Operation) *api.Schema {
	r := op.Success()
	if r == nil {
		return nil
	}
	if c := api.JSON(r.Contents); c != nil {
		return c.Schema
	}
	return nil
}

func properties(s *api.Schema, in, path string, depth int, on map[*api.Schema]bool, all *[]Declared) {
	if s == nil || depth > declaredDepth || on[s] || len(*all) > mostDeclared {
		return
	}
	on[s] = true
	defer delete(on, s)
	for _, p := range s.Properties {
		name := strings.TrimPrefix(path+"."+p.Name, ".")
		text := ""
		if p.Schema != nil {
			text = p.Schema.Description
		}
		*all = append(*all, Declared{In: in, Path: name, Name: p.Name, Text: text, Schema: p.Schema, Required: s.Requires(p.Name), Nested: path != ""})
		properties(p.Schema, in, name, depth+1, on, all)
	}
	properties(s.Items, in, path, depth+1, on, all)
	for _, way := range s.Any {
		properties(way, in, path, depth+1, on, all)
	}
}

func last(name string) string {
	name = strings.TrimRight(name, "]")
	if i := strings.LastIndexAny(name, ".["); i >= 0 {
		return name[i+1:]
	}
	return name
}

// Fixed tells whether the schema leaves a client few texts to choose from:
// an enum, or a pattern that is anchored at both ends.
func Fixed(s *api.Schema) bool {
	return s != nil && (len(s.Enum) > 0 || strings.HasPrefix(s.Pattern, "^") && strings.HasSuffix(s.Pattern, "$"))
}

// Open tells whether the schema takes an object of any properties, or
// anything at all.
func Open(s *api.Schema) bool {
	if s == nil {
		return true
	}
	if len(s.Enum) > 0 || s.Default != nil && s.Type() == "" {
		return false
	}
	switch s.Type() {
	case "":
		return len(s.Any) == 0 && len(s.Properties) == 0
	case "object":
		return len(s.Properties) == 0 && (s.Additional == nil || s.Additional.Allowed && s.Additional.Schema == nil)
	}
	return false
}
