package excessivedataexposure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// rule is what of the documents of one collection should not come back: by
// what the owner of the API says, and by names where they say nothing.
type rule struct {
	p  *weakness.SourcePass
	op *source.Operation
	r  *design.Resource // nil: nothing is written
}

// ruleOf is the rule for what the step has read.
func ruleOf(p *weakness.SourcePass, op *source.Operation, s *flow.Step) rule {
	if q, ok := s.Origin.Data.(*mongo.Query); ok {
		return rule{p, op, p.Designed(op, &source.Query{Query: q})}
	}
	return rule{p, op, p.Intent().Stored(s.Origin.In)}
}

// in is the rule for a collection, where the request names it.
func (u rule) in(c *source.Collection) rule {
	if r := u.p.Intent().Stored(c.Name); r != nil {
		u.r = r
	}
	return u
}

// secret tells whether the owner of the API says that the field must never
// come back.
func (u rule) secret(name string) bool { return u.r != nil && design.Listed(u.r.Secret, name) != nil }

// forbids tells whether a field of that name should not come back. A token
// that the operation is there to give may, unless the owner says that it may
// not; an identifier always may, and those who have a role may see more than
// is listed.
func (u rule) forbids(name string) bool {
	if u.secret(name) {
		return true
	}
	switch may, stated, _ := u.r.MayShow(name); {
	case stated && may:
		return false
	case sensitive(name):
		return !issued(u.p, u.op, name)
	case stated:
		return name != "_id" && name != "id" && !u.forFew()
	}
	return false
}

func (u rule) forFew() bool {
	_, few := u.p.ForFew(u.op)
	return few || u.op.Access.Privileged()
}

// fields lists what is known to be in documents of the collection and should
// not come back. What the owner of the API keeps secret is among it although
// the source never names it.
func (u rule) fields(c *source.Collection) []string {
	if u.r == nil {
		return slices.DeleteFunc(c.Sensitive(), func(name string) bool { return issued(u.p, u.op, name) })
	}
	sensitive := c.Sensitive() // without what is of another document
	var names []string
	for name := range c.Fields {
		if u.secret(name) || (slices.Contains(sensitive, name) || !strings.Contains(name, ".")) && u.forbids(name) {
			names = append(names, name)
		}
	}
	for _, word := range u.r.Secret {
		if !slices.ContainsFunc(names, func(n string) bool { return design.Listed([]design.Word{word}, n) != nil }) {
			names = append(names, word.Text)
		}
	}
	slices.Sort(names)
	return names
}

// said is the sentence of what the owner of the API says of the worst of the
// fields; "" for nothing.
func (u rule) said(names []string) string {
	for _, name := range names {
		if u.secret(name) {
			return fmt.Sprintf(" By the design %s must never come back (%s).", name, design.Listed(u.r.Secret, name).Place)
		}
	}
	for _, name := range names {
		if may, stated, at := u.r.MayShow(name); stated && !may {
			return fmt.Sprintf(" By the design %s is not among what may come back (%s).", name, at)
		}
	}
	return ""
}

// unlisted tells whether the fields are only not among what may come back:
// none is secret, and none sounds so.
func (u rule) unlisted(names []string) bool {
	return u.r != nil && !slices.ContainsFunc(names, func(n string) bool { return u.secret(n) || sensitive(n) })
}
