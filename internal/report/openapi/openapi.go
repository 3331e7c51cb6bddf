// Package openapi writes a model of an API as an OpenAPI 3.1 document in YAML.
//
// It is for models that were drafted from source: each operation says where
// its handler is, as x-ashlar-source.
package openapi

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/ashlarsec/ashlar/internal/api"
)

// deepest is how deep a schema is written: it can contain itself.
const deepest = 12

// Write writes the document: the same bytes for the same model.
func Write(w io.Writer, m *api.Model) error {
	doc := object()
	doc.add("openapi", text("3.1.0"))
	info := object()
	info.add("title", text(cmp.Or(m.Title, "API")))
	info.add("version", text("0"))
	info.add("description", text("Drafted by Ashlar from source code: what the operations read and answer, and not what they should."))
	doc.add("info", info)
	if len(m.Servers) > 0 {
		servers := list()
		for _, s := range m.Servers {
			server := object()
			server.add("url", text(s))
			servers.Content = append(servers.Content, server.Node)
		}
		doc.add("servers", servers)
	}
	doc.add("paths", paths(m))
	if len(m.Schemes) > 0 {
		components := object()
		components.add("securitySchemes", schemes(m.Schemes))
		doc.add("components", components)
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2)
	if err := encoder.Encode(doc.Node); err != nil {
		return fmt.Errorf("encoding the OpenAPI document: %w", err)
	}
	if err := encoder.Close(); err != nil {
		return fmt.Errorf("encoding the OpenAPI document: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// node is a YAML node under construction.
type node struct{ *yaml.Node }

func object() node { return node{&yaml.Node{Kind: yaml.MappingNode}} }
func list() node   { return node{&yaml.Node{Kind: yaml.SequenceNode}} }

// flow is on one line, for short lists and empty objects.
func (n node) flow() node {
	n.Style = yaml.FlowStyle
	return n
}

func (n node) add(key string, value node) {
	n.Content = append(n.Content, text(key).Node, value.Node)
}

// text is a string, whatever it looks like: "200" stays one.
func text(s string) node {
	n := &yaml.Node{}
	n.SetString(strings.ToValidUTF8(s, "\uFFFD"))
	return node{n}
}

func literal(v any) node {
	n := &yaml.Node{}
	if err := n.Encode(v); err != nil {
		return text(fmt.Sprint(v))
	}
	return node{n}
}

func texts(all []string) node {
	l := list().flow()
	for _, s := range all {
		l.Content = append(l.Content, text(s).Node)
	}
	return l
}

func paths(m *api.Model) node {
	all := object()
	at := map[string]node{}
	ids := map[string]int{}
	for _, op := range m.Operations {
		ids[op.ID]++
	}
	for _, op := range m.Operations {
		item, known := at[op.Path]
		if !known {
			item = object()
			at[op.Path] = item
			all.add(op.Path, item)
		}
		id := op.ID
		if id != "" && ids[id] > 1 { // one view serves several methods
			id += "_" + strings.ToLower(op.Method)
		}
		item.add(strings.ToLower(op.Method), operation(op, id))
	}
	return all
}

func operation(op *api.Operation, id string) node {
	o := object()
	if id != "" {
		o.add("operationId", text(id))
	}
	if op.Summary != "" {
		o.add("summary", text(op.Summary))
	}
	if len(op.Tags) > 0 {
		o.add("tags", texts(op.Tags))
	}
	if op.Place.File != "" {
		o.add("x-ashlar-source", text(op.Place.String()))
	}
	if len(op.Parameters) > 0 {
		parameters := list()
		for _, p := range op.Parameters {
			parameters.Content = append(parameters.Content, parameter(p).Node)
		}
		o.add("parameters", parameters)
	}
	if op.Body != nil {
		body := object()
		body.add("required", literal(op.Body.Required))
		body.add("content", contents(op.Body.Contents))
		o.add("requestBody", body)
	}
	o.add("responses", responses(op.Responses))
	if op.Security != nil {
		security := list()
		for _, r := range op.Security {
			security.Content = append(security.Content, requirement(r).Node)
		}
		if len(op.Security) == 0 {
			security = security.flow()
		}
		o.add("security", security)
	}
	return o
}

func parameter(p *api.Parameter) node {
	o := object()
	o.add("name", text(p.Name))
	o.add("in", text(p.In))
	if p.Required || p.In == "path" {
		o.add("required", literal(true))
	}
	o.add("schema", schema(p.Schema, 0))
	return o
}

func contents(all []api.Content) node {
	o := object()
	for _, c := range all {
		media := object()
		media.add("schema", schema(c.Schema, 0))
		o.add(c.MediaType, media)
	}
	return o
}

func responses(all []*api.Response) node {
	o := object()
	for _, r := range all {
		one := object()
		one.add("description", text(cmp.Or(r.Description, describe(r.Status))))
		if len(r.Contents) > 0 {
			one.add("content", contents(r.Contents))
		}
		o.add(r.Status, one)
	}
	if len(all) == 0 {
		one := object()
		one.add("description", text("What is answered could not be told from the source"))
		o.add("default", one)
	}
	return o
}

func describe(status string) string {
	n, err := strconv.Atoi(status)
	if err == nil && http.StatusText(n) != "" {
		return http.StatusText(n)
	}
	return status
}

func requirement(r api.Requirement) node {
	o := object()
	for _, name := range slices.Sorted(maps.Keys(r)) {
		o.add(name, texts(r[name]))
	}
	if len(r) == 0 {
		return o.flow()
	}
	return o
}

func schemes(all map[string]api.Scheme) node {
	o := object()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s, one := all[name], object()
		one.add("type", text(s.Type))
		for _, part := range [][2]string{{"scheme", s.Scheme}, {"in", s.In}, {"name", s.Name}} {
			if part[1] != "" {
				one.add(part[0], text(part[1]))
			}
		}
		o.add(name, one)
	}
	return o
}

func schema(s *api.Schema, depth int) node {
	o := object()
	if s == nil || depth > deepest {
		return o.flow()
	}
	switch len(s.Types) {
	case 0:
	case 1:
		o.add("type", text(s.Types[0]))
	default:
		o.add("type", texts(s.Types))
	}
	for _, part := range [][2]string{{"format", s.Format}, {"pattern", s.Pattern}, {"description", s.Description}} {
		if part[1] != "" {
			o.add(part[0], text(part[1]))
		}
	}
	if len(s.Enum) > 0 {
		values := list().flow()
		for _, v := range s.Enum {
			values.Content = append(values.Content, literal(v).Node)
		}
		o.add("enum", values)
	}
	if len(s.Required) > 0 {
		o.add("required", texts(s.Required))
	}
	if len(s.Properties) > 0 {
		properties := object()
		for _, p := range s.Properties {
			properties.add(p.Name, schema(p.Schema, depth+1))
		}
		o.add("properties", properties)
	}
	if s.Items != nil || slices.Contains(s.Types, "array") {
		o.add("items", schema(s.Items, depth+1))
	}
	if len(o.Content) == 0 {
		return o.flow()
	}
	return o
}
