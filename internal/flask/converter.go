package flask

import (
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// converted is what an event of set-up says of a converter.
type converted struct {
	name  string
	class *flow.Value
}

// addConverter is app.url_map.converters[name] = Class.
func addConverter(r *flow.Reading, name string, v *flow.Value) {
	if !r.Narrows && name != "" {
		r.Emit("flask.converted", converted{name, v})
	}
}

// variable is <converter(arguments):name> in a rule.
var variable = regexp.MustCompile(`<(?:([a-zA-Z_][a-zA-Z0-9_]*)(?:\(([^)]*)\))?:)?([a-zA-Z_][a-zA-Z0-9_]*)>`)

// template is the path of a rule as OpenAPI writes it, with the converter of
// each parameter.
func template(rule string) (path string, converters map[string]string, names []string) {
	converters = map[string]string{}
	path = variable.ReplaceAllStringFunc(rule, func(s string) string {
		m := variable.FindStringSubmatch(s)
		converters[m[3]] = m[1]
		names = append(names, m[3])
		return "{" + m[3] + "}"
	})
	return path, converters, names
}

// joinRule puts a prefix before a rule, as a blueprint does.
func joinRule(prefix, rule string) string {
	switch {
	case prefix == "":
		return rule
	case rule == "":
		return prefix
	}
	return strings.TrimRight(prefix, "/") + "/" + strings.TrimLeft(rule, "/")
}

// pathParameter is what the path holds for a parameter.
func pathParameter(c *flow.Call, p param, place flow.Place) *flow.Value {
	if p.value != nil {
		return p.value
	}
	text := func(kind flow.Kind, checks flow.Checks) *flow.Value {
		return sent(place, "path", p.name, kind, "read from the path").With(checks)
	}
	switch p.converter {
	case "int", "float":
		return text(flow.Number, flow.Typed|flow.Bounded|flow.Formed)
	case "uuid":
		return text(flow.Text, flow.Typed|flow.Bounded|flow.Formed)
	case "any":
		return text(flow.Text, flow.Typed|flow.Bounded|flow.Formed|flow.Listed)
	}
	if p.class != nil {
		return p.fromPython(c, text(flow.Text, flow.Typed))
	}
	if strings.EqualFold(p.converter, "objectid") || strings.EqualFold(p.converter, "object_id") {
		return text(flow.ObjectID, flow.Typed|flow.Bounded|flow.Formed) // flask_pymongo registers it by itself
	}
	return text(flow.Text, flow.Typed)
}

// fromPython lets a converter of the project have the text.
func (p param) fromPython(c *flow.Call, text *flow.Value) *flow.Value {
	for _, t := range p.class.Targets() {
		if t.Class == nil {
			continue
		}
		if t.Class.Attr("regex") != nil {
			text = text.With(flow.Bounded | flow.Formed)
		}
		if t.Class.Attr("to_python") == nil {
			return text
		}
		object := c.Run.NewObject(t.Class, t.Class.Place)
		return c.Invoke(c.Get(object, "to_python"), []*flow.Value{text}, nil)
	}
	return text
}
