package massassignment

import (
	"cmp"
	"maps"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// gathering collects what to try with one operation.
type gathering struct {
	p        *weakness.LivePass
	s        *subject
	honest   *outcome
	at       string                 // pointer to the document in the body
	offered  *api.Schema            // what the contract lets be sent
	declared map[string]*api.Schema // what it says of answers
	sent     map[string]any
	unnamed  bool             // the contract names nothing that a request may hold
	stated   *design.Resource // what the design says; may be nil
	all      []property
}

// candidates lists privileged and computed properties that the request does
// not offer, and those that the design does not leave to it; what grants
// rights first.
func candidates(p *weakness.LivePass, op *weakness.Operation, s *subject, honest *outcome) []property {
	at := envelope(honest.request.Body, kindOf(p, op))
	g := &gathering{
		p: p, s: s, honest: honest, at: at, offered: inside(bodySchema(op), at), declared: answered(p, op, honest),
		sent: documentAt(honest.request.Body, at), stated: p.Designed(op, nil),
	}
	g.unnamed = g.offered == nil || len(g.offered.Properties) == 0
	for _, name := range slices.Sorted(maps.Keys(honest.body)) {
		if telling(name, g.declared[name], g.unnamed) || reserved(g.stated, name) != "" || beyond(g.stated, name) != "" && !dangerous(name) {
			g.add(name, true)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(g.declared)) {
		if telling(name, g.declared[name], g.unnamed) {
			g.add(name, false)
		}
	}
	for _, name := range withheld(g.stated) {
		g.add(name, false)
	}
	if s.account && g.offered != nil {
		for _, q := range g.offered.Properties {
			if grants(q.Name) {
				g.add(q.Name, false)
			}
		}
	}
	common := commonOfObjects
	if s.account {
		common = commonOfAccounts
	}
	for _, name := range common {
		g.add(name, false)
	}
	slices.SortStableFunc(g.all, func(a, b property) int { return cmp.Compare(rank(a), rank(b)) })
	return g.all
}

// add takes the property, unless it is there for the client to set.
func (g *gathering) add(name string, shown bool) {
	schema, account := g.declared[name], g.s.account
	q := g.offered.Property(name)
	asked := q != nil && !q.ReadOnly || g.sent[name] != nil
	why := reserved(g.stated, name)
	spare := why == "" && q != nil && !q.ReadOnly && !g.offered.Requires(name) // what the contract offers, and nobody has to send
	if spare {
		why = beyond(g.stated, name)
	}
	if may, known, _ := g.stated.MaySet(name); known && may || why != "" && account && dangerous(name) {
		return
	}
	if asked && !(account && grants(name) || why != "" && (account || spare)) || own(name) || slices.ContainsFunc(g.all, func(c property) bool { return c.name == name }) {
		return
	}
	if asked && q != nil {
		schema = q
	}
	c := property{name: name, within: g.at, shown: shown, offered: asked && why == "", asked: asked, why: why}
	c.secret = g.stated != nil && design.Listed(g.stated.Secret, name) != nil
	if why == "" && !asked {
		c.why = beyond(g.stated, name)
	}
	if why == "" || spare {
		c.minor = c.why != "" && !telling(name, schema, g.unnamed)
	}
	owner := g.stated.OwnedBy(name)
	switch {
	case owner != nil && account:
		return // it says who the account is
	case owner != nil:
		c.ofOwner(g.p, owner, g.honest)
	case !account && (lexicon.Owner(name) || lexicon.Tenant(name)):
		return // who changes these cannot read the object any more: owner-from-client
	default:
		c.first, c.second = values(g.p, name, g.honest.body[name], schema)
	}
	if c.first != nil {
		g.all = append(g.all, c)
	}
}
