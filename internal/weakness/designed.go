package weakness

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Intent is what the owner of the API says should hold; nil where nothing is
// written. It is asked with op.Operation: where there is a contract, that has
// the path as the contract writes it.
func (p *SourcePass) Intent() *design.Intent { return p.Outline.Intent }

// Designed is [Designed] by the intent of the pass.
func (p *SourcePass) Designed(op *source.Operation, q *source.Query) *design.Resource {
	return Designed(p.Intent(), op, q)
}

// Designed is the resource whose documents the query is about, as the owner
// of the API wrote it down: the one that is kept in its collection, else one
// without a collection that the operation is about. Nil where none is.
func Designed(i *design.Intent, op *source.Operation, q *source.Query) *design.Resource {
	if r := i.Stored(q.Name); r != nil {
		return r
	}
	r := i.Resource(op.Operation)
	if r == nil || r.Collection != "" || q.Name == "" {
		return nil
	}
	switch (&source.Collection{Name: q.Name}).Noun() {
	case "":
	case op.Subject(), (&source.Collection{Name: r.Name}).Noun():
		return r
	}
	if slices.ContainsFunc(op.Queries, func(o *source.Query) bool { return o.Name != q.Name && o.Verb != mongo.Index }) {
		return nil // which of them it is about is not known
	}
	return r
}

// ForFew tells whether the operation is meant for few: by what the owner of
// the API says, or else by its path, tags, prose and scopes. A role that
// everybody can have who signs up is not for few.
func (p *SourcePass) ForFew(op *source.Operation) (why string, yes bool) {
	for _, r := range p.Intent().RolesOf(op.Operation) {
		if source.OrdinaryRole(r.Name) {
			return "", false
		}
	}
	return p.Outline.Administrative(op.Operation)
}

// Given names the roles that the owner of the API gives the operation to, and
// where; "" for none. Few tells that none of them is one that everybody has
// who signs up.
func (p *SourcePass) Given(op *source.Operation) (roles string, few bool, at api.Place) {
	given := p.Intent().RolesOf(op.Operation)
	if len(given) == 0 {
		return "", false, api.Place{}
	}
	var names []string
	few = true
	for _, r := range given {
		names = append(names, r.Name)
		few = few && p.Outline.Rank(r.Name) && !source.OrdinaryRole(r.Name)
	}
	at = given[0].Place
	for _, pattern := range given[0].Operations {
		if pattern.Matches(op.Operation) {
			at = pattern.Place
			break
		}
	}
	return List(names), few, at
}

// Everyones tells whether the owner of the API gives the operation to all who
// have an account: to every role that several who call share, or else to the
// word for them where all other roles are of few.
func (p *SourcePass) Everyones(op *source.Operation) bool {
	given := p.Intent().RolesOf(op.Operation)
	has := func(role string) bool {
		return slices.ContainsFunc(given, func(r design.Role) bool { return r.Name == role })
	}
	if equals := p.Outline.Equals; len(equals) > 0 {
		return !slices.ContainsFunc(equals, func(role string) bool { return !has(role) })
	}
	if !slices.ContainsFunc(given, func(r design.Role) bool { return lexicon.Account(r.Name) }) {
		return false
	}
	return !slices.ContainsFunc(p.Intent().Roles, func(r design.Role) bool { return !has(r.Name) && !p.Outline.Rank(r.Name) })
}

// Everybodys says that the documents of the resource are there for all who
// call; "" where they are somebody's, or nothing is written.
func Everybodys(r *design.Resource) string {
	switch {
	case r == nil:
		return ""
	case r.Access == design.Everybody:
		return fmt.Sprintf("%s says that %s are public", r.Place, r.Name)
	case r.Access == design.AllCallers:
		return fmt.Sprintf("%s says that %s are for all who are known", r.Place, r.Name)
	}
	return ""
}

// Owners lists the properties that say whose the documents are, and finds
// the one that a field of a query is; "" for others.
func Owners(r *design.Resource) (properties []string, which func(field string) string) {
	for _, o := range r.Owner {
		properties = append(properties, o.Property)
	}
	return properties, func(field string) string {
		if o := r.OwnedBy(field); o != nil {
			return o.Property
		}
		return ""
	}
}

// Loose lists the properties of the owner of r that are tied to who calls
// neither in the filter of q nor by the facts, or says why none is: all are
// tied, or one is that no two callers share.
func Loose(r *design.Resource, q *source.Query, facts *flow.Fact) (open []string, why string) {
	properties, which := Owners(r)
	open, why = q.Unbound(properties, which, facts)
	for _, o := range r.Owner {
		if len(open) > 0 && design.Unique(o.Identity) && !slices.Contains(open, o.Property) {
			return nil, fmt.Sprintf("%s is the %s of who calls, which nobody else has", o.Property, o.Identity)
		}
	}
	return open, why
}

// Named tells whether the key is the owner of documents, named by the client
// beside the path, which is a weakness of its own: owner-from-client. The
// identifier of the document itself says which one is meant.
func Named(r *design.Resource, k source.Key) bool {
	o := r.OwnedBy(k.Name())
	return o != nil && k.Step.Origin.In != "path" && o.Property != "id" && o.Property != "_id"
}

// Untied says which properties of the owner nothing ties to who calls, and
// where the owner of the API says that they should be.
func Untied(r *design.Resource, open []string) string {
	var said []string
	for _, property := range open {
		if o := r.OwnedBy(property); o != nil {
			said = append(said, fmt.Sprintf("%s must be the %s of who calls (%s)", property, o.Identity, o.Place))
		}
	}
	return "by the design " + strings.Join(said, " and ")
}
