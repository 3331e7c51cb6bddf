package contract

import (
	"path"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// schemas turns nodes into schemas, each node once, so that a schema that
// contains itself ends in a pointer to itself. Nodes wait in a queue instead
// of on the stack: a chain of a million references must not overflow it.
type schemas struct {
	reader *reader
	byNode map[*node]*api.Schema
	queue  []waiting
	merges map[*api.Schema]*merge
	order  []*api.Schema // keys of merges as they came
	unions []*api.Schema // those with alternatives, as they came
	merged int           // properties copied so far
}

type waiting struct {
	node   *node
	schema *api.Schema
}

// of returns the schema of a node. It is empty until finish.
func (c *schemas) of(n *node) *api.Schema {
	if s, ok := c.byNode[n]; ok {
		return s
	}
	end := n
	for hops := 0; end.reference() != nil && len(end.children) == 1; hops++ {
		target, err := c.reader.target(end.reference())
		if hops == maxHops {
			target, err = nil, errCircular
		}
		if err != nil {
			c.reader.broken(end.reference(), err)
			s := &api.Schema{Place: n.place()}
			c.byNode[n] = s
			return s
		}
		end = target
	}
	s, ok := c.byNode[end]
	if !ok {
		s = &api.Schema{Place: end.place()}
		c.byNode[end] = s
		c.queue = append(c.queue, waiting{end, s})
	}
	if end != n {
		c.name(s, end)
		c.byNode[n] = s
	}
	return s
}

// name gives the schema that a reference leads to the name of its component.
func (c *schemas) name(s *api.Schema, target *node) {
	if s.Name == "" {
		s.Name = target.componentName(c.reader.main)
	}
}

// inline returns the schema that a parameter of 2.0 is. What it says of the
// parameter itself is left out.
func (c *schemas) inline(n *node) *api.Schema {
	if s, ok := c.byNode[n]; ok {
		return s
	}
	s := &api.Schema{Place: n.place()}
	c.byNode[n] = s
	c.fill(s, n)
	s.Description, s.Example = "", nil
	return s
}

// componentName is the name under which a schema is declared: in components,
// definitions or $defs, or in a file of its own.
func (n *node) componentName(main *file) string {
	up := n.parent
	switch {
	case up == nil:
		if n.file != main {
			base := path.Base(n.file.name)
			return strings.TrimSuffix(base, path.Ext(base))
		}
	case up.parent == nil:
		if n.file != main {
			return n.key
		}
	case up.key == "definitions" || up.key == "$defs" || up.key == "schemas" && up.parent.key == "components":
		return n.key
	}
	return ""
}

// finish fills all schemas and merges what allOf and references join.
func (c *schemas) finish() {
	for i := 0; i < len(c.queue); i++ { // it grows on the way
		c.fill(c.queue[i].schema, c.queue[i].node)
	}
	for _, s := range c.order {
		c.complete(s, 0)
	}
	for _, s := range c.unions {
		c.unite(s, c.merges[s] != nil && c.merges[s].nullable)
	}
}

// fill reads the keywords of a node into s.
func (c *schemas) fill(s *api.Schema, n *node) {
	if n.kind == boolean || n.kind == null {
		return // true and false; nothing is as open as true
	}
	if n.kind != table {
		c.reader.problem(n, "a schema is %s, not an object", n.kind)
		return
	}
	s.Title, s.Description = n.text("title"), n.text("description")
	s.Format, s.Pattern = n.text("format"), n.text("pattern")
	s.ReadOnly, s.WriteOnly = n.truth("readOnly"), n.truth("writeOnly")
	s.MinLength, s.MaxLength = n.count("minLength"), n.count("maxLength")
	s.MinItems, s.MaxItems = n.count("minItems"), n.count("maxItems")
	s.Minimum, s.Maximum = bound(n, "minimum", "exclusiveMinimum"), bound(n, "maximum", "exclusiveMaximum")
	c.types(s, n)
	c.values(s, n)
	c.members(s, n)
	c.join(s, n)
}

// bound takes the inclusive bound of 3.0, where the exclusive one is a
// boolean, or the exclusive number of 3.1.
func bound(n *node, inclusive, exclusive string) *float64 {
	if f := n.float(inclusive); f != nil {
		return f
	}
	return n.float(exclusive)
}

// typeNames are the types of JSON Schema and what people write for them.
var typeNames = map[string]string{
	"string": "string", "number": "number", "integer": "integer", "boolean": "boolean",
	"array": "array", "object": "object", "null": "null",
	"file": "string", "str": "string", "int": "integer", "long": "integer", "float": "number",
	"double": "number", "bool": "boolean", "list": "array", "dict": "object", "map": "object", "any": "",
}

func (c *schemas) types(s *api.Schema, n *node) {
	for _, written := range n.texts("type") {
		name, known := typeNames[strings.ToLower(written)]
		if !known {
			c.reader.problem(n.get("type"), "the type %q is not known", written)
		}
		if written == "file" && s.Format == "" {
			s.Format = "binary"
		}
		if name != "" && !slices.Contains(s.Types, name) {
			s.Types = append(s.Types, name)
		}
	}
	if t := n.get("type"); t.kindOr(null) == null && t != nil {
		s.Types = []string{"null"} // type: null without quotes, in YAML
	} else if t.kindOr(null) == table {
		c.reader.problem(t, "type is an object, not text")
	}
}

func (c *schemas) values(s *api.Schema, n *node) {
	if constant := n.get("const"); constant != nil {
		s.Enum = []any{constant.value()}
	} else {
		for _, v := range c.reader.items(n, "enum") {
			s.Enum = append(s.Enum, v.value())
		}
	}
	s.Default = n.get("default").value()
	if e := n.get("example"); e != nil {
		s.Example = e.value()
	} else if e := n.get("examples"); e.kindOr(null) == list && len(e.children) > 0 {
		s.Example = e.children[0].value()
	} else if e.kindOr(null) == table {
		s.Example = c.reader.example(n)
	}
}

func (c *schemas) members(s *api.Schema, n *node) {
	properties := n.get("properties")
	if properties.kindOr(table) != table {
		c.reader.problem(properties, "properties is %s, not an object", properties.kind)
	}
	if n.get("required").kindOr(null) == list {
		s.Required = n.texts("required")
	}
	fields := properties.fields()
	if properties.reference() != nil {
		// A schema is no text, so it is no property called $ref.
		fields = slices.DeleteFunc(slices.Clone(fields), func(p *node) bool { return p.key == "$ref" })
		fields = append(fields, c.reader.resolve(properties).fields()...)
	}
	for _, p := range fields {
		s.Properties = append(s.Properties, &api.Property{Name: p.key, Schema: c.of(p)})
		// JSON Schema draft 3 says it in the property.
		if r := p.get("required"); r.kindOr(null) == boolean && p.truth("required") && !s.Requires(p.key) {
			s.Required = append(s.Required, p.key)
		}
	}
	switch items := n.get("items"); items.kindOr(null) {
	case null:
		if tuple := n.get("prefixItems"); tuple.kindOr(null) == list {
			s.Items = c.anyOf(tuple)
		}
	case list:
		s.Items = c.anyOf(items)
	default:
		s.Items = c.of(items)
	}
	additional := n.get("additionalProperties")
	if additional == nil {
		additional = n.get("unevaluatedProperties")
	}
	switch additional.kindOr(null) {
	case boolean:
		s.Additional = &api.Additional{Allowed: strings.EqualFold(additional.raw, "true")}
	case table:
		s.Additional = &api.Additional{Allowed: true}
		if len(additional.children) > 0 {
			s.Additional.Schema = c.of(additional)
		}
	}
}

// anyOf is the schema of what the list holds, for the items of a tuple.
func (c *schemas) anyOf(list *node) *api.Schema {
	if len(list.children) == 1 {
		return c.of(list.children[0])
	}
	s := &api.Schema{Place: list.place()}
	for _, item := range list.children {
		s.Any = append(s.Any, c.of(item))
	}
	c.unions = append(c.unions, s)
	return s
}

// join reads allOf, anyOf, oneOf, nullable, and a $ref with siblings.
func (c *schemas) join(s *api.Schema, n *node) {
	m := &merge{nullable: n.truth("nullable") || n.truth("x-nullable")}
	if ref := n.reference(); ref != nil {
		if target, err := c.reader.target(ref); err != nil {
			c.reader.broken(ref, err)
		} else {
			part := c.of(target)
			c.name(part, target)
			m.parts = append(m.parts, part)
		}
	}
	for _, part := range c.reader.items(n, "allOf") {
		m.parts = append(m.parts, c.of(part))
	}
	for _, key := range []string{"anyOf", "oneOf"} {
		var open []*node
		for _, a := range c.reader.items(n, key) {
			if c.isNull(a) {
				m.nullable = true
			} else {
				open = append(open, a)
			}
		}
		if len(open) == 1 {
			m.parts = append(m.parts, c.of(open[0]))
			continue
		}
		for _, a := range open {
			s.Any = append(s.Any, c.of(a))
		}
	}
	if len(s.Any) > 0 {
		c.unions = append(c.unions, s)
	}
	if m.nullable || len(m.parts) > 0 {
		c.merges[s] = m
		c.order = append(c.order, s)
	}
}

// isNull tells whether an alternative stands for null alone.
func (c *schemas) isNull(n *node) bool {
	for hops := 0; n.reference() != nil && hops < maxHops; hops++ {
		n, _ = c.reader.target(n.reference())
	}
	if n.kindOr(null) != table {
		return false
	}
	if t := n.get("type"); t != nil {
		names := n.texts("type")
		return t.kind == null || len(names) == 1 && names[0] == "null"
	}
	only := n.get("const")
	if e := n.get("enum"); e.kindOr(null) == list && len(e.children) == 1 {
		only = e.children[0]
	}
	if only != nil {
		return only.kind == null
	}
	return len(n.children) == 1 && n.truth("nullable")
}
