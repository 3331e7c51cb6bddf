// Package draft writes the contract of an application that has none, as far
// as its source tells: its operations with what they read from the request,
// whether they ask who calls, and what they answer.
//
// The live look calls operations by such a model where there is no contract,
// and "ashlar routes --format openapi" prints it. It is a draft: a source
// does not say what is forbidden, only what is read.
package draft

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Model is what a contract of the program could say of the operations that an
// application serves; of all, where none is seen to. Operations that share
// method and path are one; paths that differ in the names of parameters alone
// get those of the first. [Join] gives the program the operations of the model.
func Model(p *source.Program) *api.Model {
	m := &api.Model{Title: title(p), Authoritative: true, Schemes: map[string]api.Scheme{}}
	seen := map[string]*api.Operation{}
	all := listOf(nil)
	paths := map[string]string{}
	served := slices.ContainsFunc(p.Operations, func(op *source.Operation) bool { return op.Route != nil && op.Route.Live })
	for _, op := range p.Operations {
		if served && !op.Route.Live {
			continue
		}
		one := Operation(p, op)
		erased := api.Erased(one.Path)
		if first, ok := paths[erased]; ok {
			rename(one, first)
		}
		paths[erased] = one.Path
		if key := one.Method + " " + erased; seen[key] == nil {
			seen[key] = one
			all.beside(one)
			for _, r := range one.Security {
				for name := range r {
					m.Schemes[name] = schemes[name]
				}
			}
		}
	}
	m.Operations = all.operations
	return m
}

// title is the name of the application, where the source gives it one.
func title(p *source.Program) string {
	for _, app := range p.Applications {
		if app.Name != "" && !strings.HasPrefix(app.Name, "__") && app.Name != "app" {
			return app.Name
		}
	}
	for _, dir := range p.Dirs {
		if abs, err := filepath.Abs(dir); err == nil {
			return filepath.Base(abs)
		}
	}
	return "API"
}

// Operation is what a contract could say of one operation. Its place is that
// of the handler.
func Operation(p *source.Program, op *source.Operation) *api.Operation {
	out := &api.Operation{Method: op.Method, Path: op.Path, ID: op.ID, Drafted: true, Place: op.Place}
	if op.Route != nil && op.Route.Blueprint != "" {
		out.Tags = []string{op.Route.Blueprint}
	}
	out.Summary = summary(op)
	out.Security = security(op)
	out.Parameters = parameters(op)
	out.Body = body(p, op)
	out.Responses = responses(op)
	return out
}

// rename gives the path parameters the names of another path of the same form.
func rename(op *api.Operation, path string) {
	old, names := op.PathParameters(), api.TemplateNames(path)
	op.Path = path
	for _, p := range op.Parameters {
		if i := slices.Index(old, p.Name); p.In == "path" && i >= 0 && i < len(names) {
			p.Name = names[i]
		}
	}
}

// schemes by the name that a draft gives them.
var schemes = map[string]api.Scheme{
	"bearer":  {Type: "http", Scheme: "bearer"},
	"basic":   {Type: "http", Scheme: "basic"},
	"session": {Type: "apiKey", In: "cookie", Name: "session"},
	"key":     {Type: "apiKey", In: "header", Name: "X-API-Key"},
}

// security is what the operation asks for: nil where it asks nobody. That
// nobody is asked is what the source does, not what it should do.
func security(op *source.Operation) []api.Requirement {
	if !op.Access.Authenticated() {
		return nil
	}
	var roles []string
	for _, c := range op.Access.Checks {
		for role := range strings.SplitSeq(c.Roles, ", ") {
			if c.Kind == source.Authorizes && role != "" && !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return []api.Requirement{{scheme(op): roles}}
}

// scheme tells how the credential of an operation travels.
func scheme(op *source.Operation) string {
	found := ""
	see := func(v *flow.Value) {
		for _, s := range v.All(flow.Identity, flow.Credential) {
			if name := schemeOf(s.Origin); name != "" && (found == "" || name == "bearer") {
				found = name
			}
		}
	}
	for _, e := range op.Events {
		for f := range e.Facts.All {
			see(f.Left)
			see(f.Right)
		}
	}
	if found == "" {
		return "bearer" // what most APIs ask for
	}
	return found
}

func schemeOf(o *flow.Origin) string {
	name := strings.ToLower(o.Name)
	switch {
	case o.In == "token", o.In == "header" && strings.HasPrefix(name, "authorization"):
		return "bearer"
	case o.In == "session", o.In == "current_user", o.In == "cookie":
		return "session"
	case strings.HasPrefix(o.In, "basic"):
		return "basic"
	case o.In == "header" && strings.Contains(name, "key"):
		return "key"
	}
	return ""
}
