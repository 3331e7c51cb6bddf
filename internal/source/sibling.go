package source

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Served tells whether an application registers the operation, as far as is
// seen: a blueprint that none registers answers nobody.
func (op *Operation) Served() bool { return op.Route == nil || op.Route.Live }

// applications notes which application each route is of: several in one
// repository may have one name.
func (p *Program) applications() {
	p.registered = map[*flask.Route]*flask.Application{}
	for _, app := range p.Applications {
		for _, r := range app.Routes {
			p.registered[r] = app
		}
	}
}

// Peers are all other operations of the same application.
func (p *Program) Peers(op *Operation) []*Operation {
	var some []*Operation
	for _, o := range p.Operations {
		if o != op && o.Served() && p.registered[o.Route] == p.registered[op.Route] {
			some = append(some, o)
		}
	}
	return some
}

// Siblings are the peers that stand beside op: with the same first word of
// the path, in the same class or the same blueprint. Those with the same
// first word come first.
func (p *Program) Siblings(op *Operation) []*Operation {
	var near, far []*Operation
	for _, o := range p.Peers(op) {
		switch {
		case op.Subject() != "" && o.Subject() == op.Subject():
			near = append(near, o)
		case o.Route == nil || op.Route == nil:
		case o.Route.Class != nil && o.Route.Class == op.Route.Class, o.Route.Blueprint != "" && o.Route.Blueprint == op.Route.Blueprint:
			far = append(far, o)
		}
	}
	return append(near, far...)
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
