package contract

import (
	"cmp"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// What only OpenAPI 2.0 says, in the words of 3.0.

// swaggerServers makes servers of schemes, host and basePath, and keeps where
// they come from: for http that is the scheme, which is what there is to change.
func (r *reader) swaggerServers(root *node) {
	r.model.Servers = swaggerServers(root)
	for _, s := range r.model.Servers {
		at := cmp.Or(root.get("host"), root.get("basePath"))
		for _, scheme := range r.items(root, "schemes") {
			if strings.HasPrefix(s, strings.ToLower(scheme.raw)+"://") {
				at = scheme
			}
		}
		r.serverAt(s, at)
	}
}

// swaggerServers makes servers of schemes, host and basePath. Where schemes
// are not given, 2.0 takes the one that served the document.
func swaggerServers(root *node) []string {
	host, base := root.text("host"), root.text("basePath")
	if base != "" && !strings.HasPrefix(base, "/") {
		base = "/" + base
	}
	if host == "" {
		if base == "" {
			return nil
		}
		return []string{base}
	}
	schemes := root.texts("schemes")
	if len(schemes) == 0 {
		schemes = []string{schemeOf(root.file.name, host)}
	}
	var out []string
	for _, scheme := range schemes {
		if scheme = strings.ToLower(scheme); scheme == "http" || scheme == "https" {
			out = append(out, scheme+"://"+host+strings.TrimSuffix(base, "/"))
		}
	}
	return out
}

func schemeOf(name, host string) string {
	if u, err := url.Parse(name); err == nil && (u.Scheme == "http" || u.Scheme == "https") {
		return u.Scheme
	}
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		return "http"
	}
	return "https"
}

// collectionFormat says in the words of 3.0 how 2.0 writes a list.
func collectionFormat(n *node, p *api.Parameter) {
	if n.text("type") != "array" {
		return
	}
	explode := false
	switch format := n.text("collectionFormat"); {
	case p.In == "path" || p.In == "header":
		return // csv, the default of 3.0 there
	case format == "multi":
		explode = true
	case format == "ssv":
		p.Style = "spaceDelimited"
	case format == "pipes":
		p.Style = "pipeDelimited"
	}
	p.Explode = &explode
}

// swaggerRequest makes a body of the body and form parameters of 2.0.
func (r *reader) swaggerRequest(n *node, form []*node) *api.Body {
	if len(form) == 0 {
		return nil
	}
	consumes := n.texts("consumes")
	if consumes == nil {
		consumes = r.main.root.texts("consumes")
	}
	for _, p := range form {
		if strings.EqualFold(p.text("in"), "body") {
			return r.swaggerBody(p, consumes)
		}
	}
	return r.swaggerForm(form, consumes)
}

func (r *reader) swaggerBody(p *node, consumes []string) *api.Body {
	body := &api.Body{Description: p.text("description"), Required: p.truth("required")}
	if consumes == nil {
		consumes = []string{"application/json"}
	}
	for _, media := range consumes {
		c := api.Content{MediaType: media, Example: r.example(p)}
		if s := p.get("schema"); s != nil {
			c.Schema = r.schema.of(s)
		}
		body.Contents = append(body.Contents, c)
	}
	return body
}

func (r *reader) swaggerForm(form []*node, consumes []string) *api.Body {
	schema := &api.Schema{Types: []string{"object"}, Place: form[0].place()}
	body := &api.Body{}
	file := false
	for _, p := range form {
		name := p.text("name")
		if name == "" {
			r.problem(p, "a parameter has no name")
			continue
		}
		part := r.schema.inline(p)
		part.Description, part.Example = p.text("description"), r.example(p)
		schema.Properties = append(schema.Properties, &api.Property{Name: name, Schema: part})
		if p.truth("required") {
			schema.Required = append(schema.Required, name)
			body.Required = true
		}
		file = file || p.text("type") == "file"
	}
	forms := slices.DeleteFunc(slices.Clone(consumes), func(media string) bool {
		return media != "multipart/form-data" && (file || media != "application/x-www-form-urlencoded")
	})
	if len(forms) == 0 {
		forms = []string{"application/x-www-form-urlencoded"}
		if file {
			forms = []string{"multipart/form-data"}
		}
	}
	for _, media := range forms {
		body.Contents = append(body.Contents, api.Content{MediaType: media, Schema: schema})
	}
	return body
}

// swaggerContents makes contents of schema, produces and examples of 2.0.
func (r *reader) swaggerContents(answer *node, produces []string) []api.Content {
	schema, examples := answer.get("schema"), answer.get("examples")
	var out []api.Content
	if schema != nil {
		if produces == nil {
			produces = []string{"application/json"}
		}
		for _, media := range produces {
			out = append(out, api.Content{MediaType: media, Schema: r.schema.of(schema), Example: examples.get(media).value()})
		}
		return out
	}
	for _, e := range examples.fields() {
		out = append(out, api.Content{MediaType: e.key, Example: e.value()})
	}
	return out
}
