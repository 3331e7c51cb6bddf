package source

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Served tells whether an application registers the operation, as far as is
// seen: a blueprint that none registers answers nobody.
func (op *Operation) Served() bool { return op.Route == nil || op.Route.Live }

// group is what operations have in common.
type group struct {
	application *flask.Application
	kind, key   string
}

// groups of an operation: the whole application, the first word of the path,
// the path, the class and the blueprint.
func (p *Program) groupsOf(op *Operation) map[string]group {
	app := p.registered[op.Route]
	all := map[string]group{"application": {app, "application", ""}, "path": {app, "path", op.Path}}
	if subject := op.Subject(); subject != "" {
		all["subject"] = group{app, "subject", subject}
	}
	if op.Route != nil && op.Route.Class != nil {
		all["class"] = group{app, "class", op.Route.Class.Qualified}
	}
	if op.Route != nil && op.Route.Blueprint != "" {
		all["blueprint"] = group{app, "blueprint", op.Route.Blueprint}
	}
	return all
}

// applications notes which application each route is of, and what stands
// together: several applications in one repository may have one name.
func (p *Program) applications() {
	p.registered, p.groups = map[*flask.Route]*flask.Application{}, map[group][]*Operation{}
	for _, app := range p.Applications {
		for _, r := range app.Routes {
			p.registered[r] = app
		}
	}
	for _, op := range p.Operations {
		if !op.Served() {
			continue
		}
		for _, g := range p.groupsOf(op) {
			p.groups[g] = append(p.groups[g], op)
		}
	}
}

// Application lists all operations of the application that op is of, op
// among them. Nobody may change the list.
func (p *Program) Application(op *Operation) []*Operation {
	return p.groups[p.groupsOf(op)["application"]]
}

// PerApplication finds, for an operation, those of its application that are
// so. Each application is looked through once.
func (p *Program) PerApplication(is func(*Operation) bool) func(*Operation) []*Operation {
	found := map[*flask.Application][]*Operation{}
	return func(op *Operation) []*Operation {
		app := p.registered[op.Route]
		some, known := found[app]
		if !known {
			for _, o := range p.Application(op) {
				if is(o) {
					some = append(some, o)
				}
			}
			found[app] = some
		}
		return some
	}
}

// Siblings are the operations that stand beside op: with the same first word
// of the path, in the same class or the same blueprint. Those with the same
// first word come first.
func (p *Program) Siblings(op *Operation) []*Operation {
	var all []*Operation
	seen := map[*Operation]bool{op: true}
	groups := p.groupsOf(op)
	for _, kind := range []string{"subject", "class", "blueprint"} {
		g, ok := groups[kind]
		if !ok {
			continue
		}
		for _, o := range p.groups[g] {
			if !seen[o] {
				seen[o] = true
				all = append(all, o)
			}
		}
	}
	return all
}

// Beside is the operation of another method on the same path that is so: a
// form and what takes it. Nil: there is none.
func (p *Program) Beside(op *Operation, is func(*Operation) bool) *Operation {
	for _, o := range p.groups[p.groupsOf(op)["path"]] {
		if o != op && is(o) {
			return o
		}
	}
	return nil
}

// Subject is the word of the path that says what the operation is about:
// order of /api/v1/orders/{id}; "" if none does.
func (op *Operation) Subject() string { return head(op.Path) }

// Noun is the singular of what a collection holds: order of shop.orders.
func (c *Collection) Noun() string { return noun(c.Name) }

func noun(name string) string {
	words := lexicon.Words(last(name))
	if len(words) == 0 {
		return ""
	}
	words[len(words)-1] = lexicon.Singular(words[len(words)-1])
	return strings.Join(words, "_")
}

// head is the first word of a path that says what it is about: orders of
// /api/v1/orders/{id}.
func head(path string) string {
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || strings.HasPrefix(part, "{") || lead[strings.ToLower(part)] || version(part) {
			continue
		}
		if n := noun(part); n != "" {
			return n
		}
	}
	return ""
}

var lead = setOf(`api rest app v service services public private internal web`)

// version tells whether a part of a path is one: v1, 2.0.
func version(part string) bool {
	digits := strings.TrimLeft(strings.ToLower(part), "v")
	return digits != "" && strings.Trim(digits, "0123456789.") == ""
}
