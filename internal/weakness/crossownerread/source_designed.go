package crossownerread

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// designed is a query for documents of which the owner of the API has written
// whose they are. No contrast is needed to know that they are somebody's.
type designed struct {
	p     *weakness.SourcePass
	op    *source.Operation
	q     *source.Query
	c     *source.Collection
	r     *design.Resource
	shown source.Shown
}

func (d designed) look() {
	if len(d.shown.Answers) == 0 || d.q.Published() {
		return
	}
	o := owned{verdict: finding.Likely, severity: finding.Critical}
	if d.c.Accounts() { // who looks at a name looks at no account
		of, ok := account(d.c, d.shown)
		if !ok {
			return
		}
		o.severity = of.severity
	}
	if d.op.Forbids() {
		o.verdict, o.severity = finding.Possible, finding.High // by what is not known
	}
	if with, secret := d.p.Capability(d.op); with == d.q {
		d.p.Clean(d.op, "%s: who calls has to know the %s", d.q.Told(), secret)
		return
	}
	open, why := d.open()
	if len(open) == 0 {
		d.p.Clean(d.op, "%s: %s", d.q.Told(), why)
		return
	}
	guard := fmt.Sprintf("Neither the filter nor anything between the query and the answer sees to what should hold: %s.", weakness.Untied(d.r, open))
	picks := d.q.Picks()
	for _, k := range picks {
		if weakness.Named(d.r, k) || k.OwnerFromClient(d.c) {
			continue
		}
		if why := d.shared(k); why != "" {
			d.p.Clean(d.op, "%s: %s", d.q.Told(), why)
			return
		}
		report(d.p, d.op, d.q, k, o, guard)
		return
	}
	if len(picks) == 0 {
		d.listed(o, guard)
	}
}

// open lists the properties of the owner that are tied to who calls neither
// before the query nor between it and one of the answers: the others are then
// meant for others.
func (d designed) open() (open []string, why string) {
	open, why = weakness.Loose(d.r, d.q, d.q.Event.Facts)
	for _, a := range d.shown.Answers {
		if later, told := weakness.Loose(d.r, d.q, a.Event.Facts); len(later) < len(open) {
			open, why = later, told
		}
	}
	return open, why
}

// shared says that it is another document, which is there for all, that
// names the one that is shown: the seller of a product.
func (d designed) shared(k source.Key) string {
	if k.Via == nil {
		return ""
	}
	return weakness.Everybodys(d.p.Intent().Stored(k.Via.In))
}

// tells tells whether what a listing shows is more than a few fields that say
// nothing of whose it is.
func (d designed) tells() bool {
	_, personal := d.shown.Has(d.c, source.Personal)
	return d.shown.Whole || personal || slices.ContainsFunc(d.shown.Fields, func(name string) bool {
		return d.r.OwnedBy(name) != nil || design.Listed(d.r.Secret, name) != nil
	})
}

// listed looks at a listing, which nothing of the request picks from.
func (d designed) listed(o owned, guard string) {
	if d.q.One || d.q.Verb != mongo.Read || !d.shown.Whole && len(d.shown.Fields) == 0 {
		return
	}
	for _, m := range source.Members(d.q.Filter) {
		if d.r.OwnedBy(m.Name()) == nil {
			continue
		}
		for _, s := range m.Value.FromSource(flow.Request) {
			if s.Origin.In == "path" {
				report(d.p, d.op, d.q, source.Key{Member: m, Step: s, In: d.q.Name}, o, guard)
			}
			return // else whoever calls says whose: owner-from-client
		}
	}
	switch {
	case d.op.Access.Unclear():
		o.verdict = finding.Possible
	case !d.tells(): // when rooms are taken, which says not by whom
		o.verdict, o.severity = finding.Possible, finding.High
	}
	reportListing(d.p, d.op, d.q, o, guard)
}
