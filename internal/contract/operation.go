package contract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// pathItem reads the operations of one path, in declared order.
func (r *reader) pathItem(item *node) []*api.Operation {
	layers := []*node{item}
	if item.reference() != nil {
		// Members beside the reference are undefined by the specification
		// and common in practice.
		if target := r.resolve(item); target != nil {
			layers = append(layers, target)
		}
	}
	var ops []*api.Operation
	for _, layer := range layers {
		if layer.kind != table {
			r.problem(layer, "the path %q is %s, not an object", item.key, layer.kind)
			continue
		}
		for _, n := range layer.fields() {
			if methods[strings.ToLower(n.key)] {
				ops = r.appendOperation(ops, item, layer, n)
			}
		}
		for _, n := range r.fields(layer, "additionalOperations") { // 3.2
			if isMethod(n.key) {
				ops = r.appendOperation(ops, item, layer, n)
			} else {
				r.problem(n, "%q is no method", n.key)
			}
		}
	}
	return ops
}

// isMethod tells whether s can be sent as a method. RFC 9110 allows more
// signs, which nobody registered.
func isMethod(s string) bool {
	return s != "" && strings.Trim(strings.ToUpper(s), "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
}

func (r *reader) appendOperation(ops []*api.Operation, item, layer, declared *node) []*api.Operation {
	n := r.resolve(declared)
	if n == nil {
		empty := *declared // the method is known, if nothing else
		empty.children = nil
		n = &empty
	}
	if n.kind != table {
		r.problem(declared, "the operation %q of %q is %s, not an object", declared.key, item.key, n.kind)
		return ops
	}
	op := &api.Operation{
		Method:      strings.ToUpper(declared.key),
		ID:          n.text("operationId"),
		Summary:     n.text("summary"),
		Description: n.text("description"),
		Tags:        n.texts("tags"),
		Deprecated:  n.truth("deprecated"),
		Servers:     r.servers(n),
		Security:    r.security(n),
		Place:       n.place(),
	}
	if op.Security != nil {
		op.SecurityPlace = n.get("security").place()
	}
	if op.Servers == nil {
		op.Servers = r.servers(layer)
	}
	form := r.parameters(op, n, layer)
	op.Path = r.template(item, op)
	op.Body = r.body(n, form)
	op.Responses = r.responses(n)
	return append(ops, op)
}

// template is the path as a template that starts with a slash and has its
// parameters in braces, whatever the framework wrote.
func (r *reader) template(item *node, op *api.Operation) string {
	path, fragment, cut := strings.Cut(item.key, "#")
	if cut {
		r.problem(item, "the path %q has a fragment %q, which is never sent", item.key, fragment)
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		if name, ok := strings.CutPrefix(s, ":"); ok && op.Parameter("path", name) != nil {
			segments[i] = "{" + name + "}" // Express
		} else if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
			_, name, typed := strings.Cut(s[1:len(s)-1], ":") // Flask: <int:id>
			if !typed {
				name = s[1 : len(s)-1]
			}
			segments[i] = "{" + name + "}"
		}
	}
	path = strings.Join(segments, "/")
	names := api.TemplateNames(path)
	for _, p := range op.Parameters {
		if p.In == "path" && !slices.Contains(names, p.Name) {
			r.problemAt(op.Place, "the path %q has no place for the path parameter %q", path, p.Name)
		}
	}
	return path
}

// parameters fills op.Parameters from the operation and its path item, and
// returns those that are parts of the body, as 2.0 has it.
func (r *reader) parameters(op *api.Operation, n, layer *node) (form []*node) {
	type key struct{ in, name string }
	seen := map[key]*node{}
	for _, level := range []*node{n, layer} {
		for _, declared := range r.items(level, "parameters") {
			p := r.resolve(declared)
			if p == nil {
				continue
			}
			if p.kind != table {
				r.problem(p, "a parameter is %s, not an object", p.kind)
				continue
			}
			k := key{strings.ToLower(p.text("in")), p.text("name")}
			if first, ok := seen[k]; ok {
				if first == level {
					r.problem(p, "the %s parameter %q is repeated; the first counts", k.in, k.name)
				}
				continue
			}
			switch k.in {
			case "body", "formdata":
				form = append(form, p)
			case "path", "query", "header", "cookie":
				if k.name == "" {
					r.problem(p, "a parameter has no name")
					continue
				}
				op.Parameters = append(op.Parameters, r.parameter(p, k.in, k.name))
			case "":
				r.problem(p, "the parameter %q does not say where it goes", k.name)
				continue
			default:
				r.problem(p, "the parameter %q goes in %q, which is not known", k.name, k.in)
				continue
			}
			seen[k] = level
		}
	}
	return form
}

func (r *reader) parameter(n *node, in, name string) *api.Parameter {
	p := &api.Parameter{
		Name:        name,
		In:          in,
		Description: n.text("description"),
		Required:    in == "path" || n.truth("required"),
		Style:       n.text("style"),
		Example:     r.example(n),
		Place:       n.place(),
	}
	if explode := n.get("explode"); explode.kindOr(null) == boolean {
		explicit := n.truth("explode")
		p.Explode = &explicit
	}
	switch {
	case n.get("schema") != nil:
		p.Schema = r.schema.of(n.get("schema"))
	case n.get("content") != nil:
		if contents := r.contents(n); len(contents) > 0 {
			p.Schema = contents[0].Schema
			if p.Example == nil {
				p.Example = contents[0].Example
			}
		}
	case n.get("type") != nil || n.get("enum") != nil: // 2.0
		p.Schema = r.schema.inline(n)
		collectionFormat(n, p)
	}
	return p
}

// body reads requestBody, or the body and form parameters of 2.0.
func (r *reader) body(n *node, form []*node) *api.Body {
	if declared := n.get("requestBody"); declared.kindOr(null) != null {
		b := r.resolve(declared)
		if b == nil {
			return nil
		}
		if b.kind != table {
			r.problem(b, "requestBody is %s, not an object", b.kind)
			return nil
		}
		return &api.Body{
			Description: b.text("description"),
			Required:    b.truth("required"),
			Contents:    r.contents(b),
		}
	}
	return r.swaggerRequest(n, form)
}

// contents reads the media types under content.
func (r *reader) contents(n *node) []api.Content {
	var out []api.Content
	for _, declared := range r.fields(n, "content") {
		m := r.resolve(declared)
		c := api.Content{MediaType: declared.key}
		if k := m.kindOr(table); k != table && k != null {
			r.problem(m, "the content %q is %s, not an object", declared.key, m.kind)
		}
		if s := m.get("schema"); s != nil {
			c.Schema = r.schema.of(s)
		} else if s := m.get("itemSchema"); s != nil { // 3.2, streams
			c.Schema = &api.Schema{Types: []string{"array"}, Items: r.schema.of(s), Place: s.place()}
		}
		c.Example = r.example(m)
		out = append(out, c)
	}
	return out
}

// example is the first value of example or examples, of a parameter or a
// media type.
func (r *reader) example(n *node) any {
	for _, key := range []string{"example", "x-example"} {
		if e := n.get(key); e != nil {
			return e.value()
		}
	}
	examples := n.get("examples")
	if examples.kindOr(null) == list && len(examples.children) > 0 {
		return examples.children[0].value()
	}
	if examples.kindOr(null) != table {
		return nil
	}
	for _, declared := range examples.fields() {
		e := r.resolve(declared)
		for _, key := range []string{"value", "dataValue", "serializedValue"} {
			if v := e.get(key); v != nil {
				return v.value()
			}
		}
	}
	return nil
}

// responses reads the declared answers, by status, default last.
func (r *reader) responses(n *node) []*api.Response {
	produces := n.texts("produces")
	if produces == nil {
		produces = r.main.root.texts("produces")
	}
	var out []*api.Response
	for _, declared := range r.fields(n, "responses") {
		if strings.HasPrefix(declared.key, "x-") {
			continue
		}
		status := strings.ToUpper(declared.key)
		if status == "DEFAULT" {
			status = "default"
		} else if !isStatus(status) {
			r.problem(declared, "%q is no status of a response", declared.key)
			continue
		}
		answer := r.resolve(declared)
		if answer == nil {
			out = append(out, &api.Response{Status: status})
			continue
		}
		if answer.kind != table {
			r.problem(declared, "the response %q is %s, not an object", declared.key, answer.kind)
			continue
		}
		response := &api.Response{Status: status, Description: answer.text("description")}
		for _, h := range r.fields(answer, "headers") {
			response.Headers = append(response.Headers, h.key)
		}
		response.Contents = r.contents(answer)
		if response.Contents == nil {
			response.Contents = r.swaggerContents(answer, produces)
		}
		out = append(out, response)
	}
	slices.SortStableFunc(out, func(a, b *api.Response) int { return cmp.Compare(a.Status, b.Status) })
	return out
}

// isStatus tells whether s is 100 to 599 or 1XX to 5XX. "default" is greater
// than all of them as text.
func isStatus(s string) bool {
	if len(s) != 3 || s[0] < '1' || s[0] > '5' {
		return false
	}
	return s[1:] == "XX" || strings.Trim(s[1:], "0123456789") == ""
}
