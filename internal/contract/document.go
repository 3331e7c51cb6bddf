package contract

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
)

// document reads the root of a contract of any version.
func (r *reader) document(root *node) {
	version := cmp.Or(root.text("openapi"), root.text("swagger"))
	switch major, _, _ := strings.Cut(version, "."); {
	case version == "":
		r.problem(root, "it does not say its version; it was read as OpenAPI 3")
	case major != "2" && major != "3":
		r.problem(root, "version %q is not known; it was read as OpenAPI 3", version)
	}
	r.model.Title = root.get("info").text("title")
	r.model.Servers = r.servers(root)
	if len(r.model.Servers) == 0 {
		r.swaggerServers(root)
	}
	r.securitySchemes(root)
	r.paths(root)
	if hooks := root.get("webhooks"); len(r.model.Operations) == 0 && hooks != nil && len(hooks.children) > 0 {
		r.problem(hooks, "it declares only webhooks: the API calls those, and nobody calls them")
	}
	r.schema.finish()
}

// servers reads the servers of the root, a path item or an operation.
func (r *reader) servers(n *node) []string {
	var out []string
	for _, s := range r.items(n, "servers") {
		s = r.resolve(s)
		if s.kindOr(null) == text {
			out = append(out, s.raw)
			r.serverAt(s.raw, s)
			continue
		}
		address := s.text("url")
		if address == "" {
			if s != nil {
				r.problem(s, "a server has no url")
			}
			continue
		}
		variables := s.get("variables")
		for _, name := range api.TemplateNames(address) {
			v := variables.get(name)
			value := v.text("default")
			if value == "" {
				value = cmp.Or(append(v.texts("enum"), "")...)
			}
			if v == nil || value == "" && v.get("default") == nil {
				r.problem(s, "the server variable %q has no default", name)
				continue
			}
			address = strings.ReplaceAll(address, "{"+name+"}", value)
		}
		if !slices.Contains(out, address) {
			out = append(out, address)
			r.serverAt(address, s)
		}
	}
	return out
}

// serverAt keeps where a server is declared first.
func (r *reader) serverAt(address string, n *node) {
	if _, ok := r.model.ServerPlaces[address]; !ok {
		r.model.ServerPlaces[address] = n.place()
	}
}

// securitySchemes reads components/securitySchemes and securityDefinitions.
func (r *reader) securitySchemes(root *node) {
	declared := [][]*node{r.fields(r.resolve(root.get("components")), "securitySchemes"), r.fields(root, "securityDefinitions")}
	for _, d := range slices.Concat(declared...) {
		n := r.resolve(d)
		if n == nil {
			continue
		}
		scheme := api.Scheme{Type: n.text("type"), Scheme: strings.ToLower(n.text("scheme")), Place: n.place()}
		if scheme.Type == "" {
			r.problem(d, "the security scheme %q has no type", d.key)
			continue
		}
		if scheme.Type == "basic" {
			scheme.Type, scheme.Scheme = "http", "basic"
		}
		if scheme.Type == "apiKey" {
			scheme.In, scheme.Name = strings.ToLower(n.text("in")), n.text("name")
		}
		if scheme.Type == "oauth2" {
			scheme.Flows = flows(n)
		}
		r.model.Schemes[d.key] = scheme
	}
}

// flows are those that an oauth2 scheme offers, in the words of 3.0.
func flows(n *node) []string {
	var out []string
	for _, f := range n.get("flows").fields() {
		out = append(out, f.key)
	}
	switch flow := n.text("flow"); flow { // 2.0
	case "":
	case "accessCode":
		out = append(out, "authorizationCode")
	case "application":
		out = append(out, "clientCredentials")
	default:
		out = append(out, flow)
	}
	return out
}

// security reads the alternatives of the root or an operation; see
// [api.Operation.Security] for nil and empty.
func (r *reader) security(n *node) []api.Requirement {
	declared := n.get("security")
	if declared.kindOr(null) == null {
		return nil
	}
	alternatives := []*node{declared} // an object where the list belongs
	if declared.kind == list {
		alternatives = declared.children
	}
	out := []api.Requirement{}
	for _, a := range alternatives {
		if a.kind != table {
			r.problem(a, "security is %s, not a list of objects", a.kind)
			continue
		}
		requirement := api.Requirement{}
		for _, s := range a.fields() {
			if _, ok := r.model.Schemes[s.key]; !ok {
				r.problem(s, "security asks for %q, which is not declared", s.key)
			}
			requirement[s.key] = a.texts(s.key)
		}
		out = append(out, requirement)
	}
	if len(out) == 0 && len(alternatives) > 0 {
		return nil
	}
	return out
}

// paths reads all operations. Where one is declared twice, the first counts.
func (r *reader) paths(root *node) {
	inherited := r.security(root)
	declared := map[string]*api.Operation{}
	paths := r.resolve(root.get("paths"))
	if paths.kindOr(table) != table {
		r.problem(paths, "paths is %s, not an object", paths.kind)
	}
	if paths.kindOr(null) != table {
		return
	}
	for _, item := range paths.children { // a path that is repeated often holds another method
		if strings.HasPrefix(item.key, "x-") || item.kind == null {
			continue
		}
		for _, op := range r.pathItem(item) {
			if op.Security == nil {
				op.Security = inherited
				op.SecurityPlace = root.get("security").place()
			}
			key := op.Method + " " + api.Erased(op.Path)
			if first, ok := declared[key]; ok {
				r.problemAt(op.Place, "%q is the same operation as %q; the first counts", op.String(), first.String())
				continue
			}
			declared[key] = op
			r.model.Operations = append(r.model.Operations, op)
		}
	}
}

// items is the list under key. Something else there is a problem.
func (r *reader) items(n *node, key string) []*node {
	c := n.get(key)
	if c.kindOr(null) == null {
		return nil
	}
	if c.kind != list {
		r.problem(c, "%s is %s, not a list", key, c.kind)
		return nil
	}
	return c.children
}

// fields are the members of the object under key, which may be a reference.
// Something else there is a problem.
func (r *reader) fields(n *node, key string) []*node {
	c := n.get(key)
	if c.kindOr(null) == null {
		return nil
	}
	if c = r.resolve(c); c == nil {
		return nil
	}
	if c.kind != table {
		r.problem(c, "%s is %s, not an object", key, c.kind)
		return nil
	}
	return c.fields()
}

// methods are the keys of a path item that are operations.
var methods = map[string]bool{
	"get": true, "put": true, "post": true, "delete": true, "options": true,
	"head": true, "patch": true, "trace": true,
	"query": true, // 3.2
}
