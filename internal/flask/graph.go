package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// node is something that routes hang on: an application, a blueprint, an Api,
// a namespace, or something that was not found.
type node struct {
	what    string
	name    string
	prefix  string
	place   flow.Place
	self    *flow.Value
	app     *Application // of an application
	parents []edge
	hooks   []hooked

	decorators, validate *flow.Value // of an Api or a namespace
	limits               []limited
}

// edge is one registration of a node with another.
type edge struct {
	to     *node
	prefix *flow.Value // nil: the node's own counts
}

// graph is how the parts of a project's applications hang together.
type graph struct {
	nodes map[instance]*node
	order []*node
	lost  map[string]*node // by file and the name in the source, of what was not found
	// Vague is set when something was registered that could not be found: a
	// blueprint that nobody else registers may be it.
	vague bool
}

func newGraph(p *flow.Program) *graph {
	g := &graph{nodes: map[instance]*node{}, lost: map[string]*node{}}
	for _, e := range p.Events {
		if m, ok := e.Data.(made); ok {
			g.add(p, m, e.Place)
		}
	}
	for _, e := range p.Events {
		if j, ok := e.Data.(joined); ok {
			g.join(j, e)
		}
	}
	return g
}

func (g *graph) add(p *flow.Program, m made, place flow.Place) {
	for _, i := range instancesOf(m.self) {
		n := g.nodes[i]
		if n == nil {
			n = &node{what: m.what, place: place, self: m.self}
			g.nodes[i] = n
			g.order = append(g.order, n)
		}
		n.name, n.prefix = spelled(m.name), spelled(m.prefix)
		n.decorators, n.validate = m.decorators, m.validate
		if m.what == "application" && n.app == nil {
			n.app = &Application{Name: nameOf(p, n.name, place), Place: place, Config: map[string]*flow.Value{}}
		}
	}
}

// nameOf is the name of an application: the one that it was given, or that
// of its module, which __name__ is.
func nameOf(p *flow.Program, given string, place flow.Place) string {
	if given != "" && given != "__main__" {
		return given
	}
	for _, m := range p.Modules {
		if m.Path == place.File {
			return m.Name
		}
	}
	return given
}

// join adds the edges of one registration.
func (g *graph) join(j joined, e *flow.Event) {
	children := g.known(j.child)
	if len(children) == 0 {
		g.vague = true
	}
	parents := g.known(j.parent)
	if len(parents) == 0 {
		parents = []*node{g.unknown(j.parent, e.Place)}
	}
	for _, child := range children {
		for _, parent := range parents {
			one := edge{parent, j.prefix}
			if child != parent && !slices.ContainsFunc(child.parents, func(o edge) bool { return o.to == parent && spelled(o.prefix) == spelled(one.prefix) }) {
				child.parents = append(child.parents, one)
			}
		}
	}
}

// known are the nodes that a value can be.
func (g *graph) known(v *flow.Value) []*node {
	var all []*node
	for _, i := range instancesOf(v) {
		if n := g.nodes[i]; n != nil && !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	return all
}

// unknown is the node for what the source names and nobody knows.
func (g *graph) unknown(v *flow.Value, place flow.Place) *node {
	key := v.Path()
	if !strings.Contains(strings.TrimPrefix(key, "?."), ".") { // a name of this file only
		key = place.File + " " + key
	}
	n := g.lost[key]
	if n == nil {
		n = &node{what: "unknown", name: v.Path(), place: place}
		g.lost[key] = n
		g.order = append(g.order, n)
	}
	return n
}

// receivers are the nodes that a rule or hook was registered with.
func (g *graph) receivers(v *flow.Value, place flow.Place) []*node {
	if all := g.known(v); len(all) > 0 {
		return all
	}
	return []*node{g.unknown(v, place)}
}

// way is one way from an application down to a node.
type way struct {
	root *node // an application, something unknown, or what nobody registers
	down []stage
}

// stage is one registration on the way.
type stage struct {
	node   *node
	prefix *flow.Value
}

const deepestNesting = 8 // blueprints within blueprints; deeper ones are circles

// ways are all ways that lead to a node.
func (g *graph) ways(n *node, depth int) []way {
	if n.what == "application" || n.what == "unknown" || len(n.parents) == 0 || depth > deepestNesting {
		return []way{{root: n}}
	}
	var all []way
	for _, e := range n.parents {
		for _, w := range g.ways(e.to, depth+1) {
			w.down = append(slices.Clone(w.down), stage{n, e.prefix})
			all = append(all, w)
		}
	}
	return all
}

// rule is a rule with the prefixes of the way before it.
func (w way) rule(rule string) string {
	for _, s := range slices.Backward(w.down) {
		rule = s.node.under(s.prefix, rule)
	}
	if w.root.what != "application" && w.root.what != "unknown" {
		rule = w.root.under(nil, rule)
	}
	if rule == "" || rule[0] != '/' {
		rule = "/" + rule
	}
	return rule
}

// under puts the prefix of the node before a rule; instead is what its
// registration says in place of its own.
func (n *node) under(instead *flow.Value, rule string) string {
	prefix := n.prefix
	if instead != nil && !instead.IsNone() {
		prefix = spelled(instead)
	}
	switch n.what {
	case "namespace":
		for len(prefix) > 0 && prefix[len(prefix)-1] == '/' {
			prefix = prefix[:len(prefix)-1]
		}
		return prefix + rule
	case "api":
		return prefix + rule
	}
	return joinRule(prefix, rule)
}

// blueprints are the names of the blueprints on the way, from the outermost.
func (w way) blueprints() []*node {
	var all []*node
	if w.root.what == "blueprint" {
		all = append(all, w.root)
	}
	for _, s := range w.down {
		if s.node.what == "blueprint" {
			all = append(all, s.node)
		}
	}
	return all
}

// around puts the decorators of the namespaces and Apis on the way around a
// resource.
func (w way) around(view *flow.Value) *flow.Value {
	for _, s := range slices.Backward(append([]stage{{node: w.root}}, w.down...)) {
		if decorators := s.node.decorators; decorators != nil {
			inner := view
			view = flow.Wrap(inner, func(c *flow.Call) *flow.Value {
				return c.Invoke(decorated(c, inner, decorators), c.Args, c.Keywords)
			})
		}
	}
	return view
}

// validates tells whether an Api on the way asks for validation.
func (w way) validates() bool {
	return slices.ContainsFunc(w.down, func(s stage) bool { return flag(s.node.validate) })
}
