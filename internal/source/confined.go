package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// rank names what a check asks for, the same wherever it is asked.
func (c Check) rank() string { return c.By + "\x00" + c.Roles }

// settleConfined learns which ranks do not open all documents of the
// collection: an operation that asks for one keeps the document that it finds
// to who calls all the same. Administrators may act for others and have things
// of their own, and are confined by their tenant only.
func (c *Collection) settleConfined() {
	for _, u := range c.Queries {
		if len(u.Query.Picks()) == 0 {
			continue
		}
		for _, m := range Members(u.Query.Filter) {
			if c.owns(m) {
				c.confine(Checks(u.Query.Event.Facts), m.Name())
			}
		}
	}
	for _, k := range c.Compared {
		c.confine(k.Operation.Access.Checks, k.Told)
	}
}

func (c *Collection) confine(checks []Check, owner string) {
	person := !lexicon.Tenant(last(owner))
	for _, check := range checks {
		if !check.Privileged() || person && administrators(check) {
			continue
		}
		if c.confined == nil {
			c.confined = map[string]bool{}
		}
		c.confined[check.rank()] = true
	}
}

// administrators tells whether all that the check lets through are
// administrators by name, or it is not known who they are.
func administrators(c Check) bool {
	return !slices.ContainsFunc(strings.Split(c.Roles, ", "), func(role string) bool { return role != "" && !lexicon.Administrative(role) })
}

// opens tells whether the check lets only some of the accounts through, and
// gives them all documents of the collection; of may be nil.
func (c Check) opens(of *Collection) bool {
	return c.Privileged() && (of == nil || !of.confined[c.rank()])
}

// Administers tells whether the operation asks for a role that not everybody
// has, and that opens everybody's documents of the collections that it
// changes or shows.
func (p *Program) Administers(op *Operation) bool {
	return slices.ContainsFunc(op.Access.Checks, func(c Check) bool {
		return c.Privileged() && !slices.ContainsFunc(op.Queries, func(q *Query) bool { return !c.opens(p.Collections[q.Name]) })
	})
}
