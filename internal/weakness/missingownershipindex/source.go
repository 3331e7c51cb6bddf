package missingownershipindex

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	for _, c := range p.Collections {
		if len(c.Indexes) > 0 {
			return ""
		}
	}
	return "the source creates no indexes: they are made elsewhere"
}

// inSource looks for filters by owner that no index of the collection
// supports.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			if c := p.Collections[q.Name]; c != nil && filters(q.Verb) {
				lookAt(p, op, q, c)
			}
		}
	})
}

func filters(v mongo.Verb) bool {
	switch v {
	case mongo.Read, mongo.Aggregate, mongo.Count, mongo.Distinct, mongo.Update, mongo.Replace, mongo.Delete:
		return true
	}
	return false
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query, c *source.Collection) {
	owner, r := "", p.Designed(op, q)
	var names []string // that an index can start with, on every way
	for _, m := range source.Members(q.Filter) {
		whose := !m.Excludes() && owned(m, c, r)
		if whose && (owner == "" || lexicon.Tenant(owner)) {
			owner = m.Name()
		}
		if whose || !m.Maybe {
			names = append(names, m.Name())
		}
	}
	switch {
	case owner == "":
		return
	case slices.Contains(names, "_id"):
		p.Clean(op, "%s: _id has an index", q.Told())
		return
	}
	for _, index := range c.Indexes {
		if slices.Contains(names, index[0]) {
			p.Clean(op, "%s: an index starts with %s", q.Told(), index[0])
			return
		}
	}
	report(p, op, q, c, owner, r.OwnedBy(owner))
}

// owned tells whether the member of the filter is the owner. An account is
// looked up by what names it, which is another matter.
func owned(m source.Member, c *source.Collection, r *design.Resource) bool {
	_, bound := c.Owners[m.Name()]
	return !c.Accounts() && (bound || source.Whose(m.Name()) || r.OwnedBy(m.Name()) != nil) && m.Name() != "_id"
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, c *source.Collection, owner string, said *design.Owner) {
	verdict, has := finding.Possible, "it has none"
	if len(c.Indexes) > 0 {
		var all []string
		for _, index := range c.Indexes {
			all = append(all, strings.Join(index, "+"))
		}
		verdict, has = finding.Likely, "it has "+strings.Join(all, ", ")
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: verdict, Field: q.Name + "." + owner, Place: q.Place(),
		Sink:    fmt.Sprintf("%s filters by %s", q.Told(), owner),
		Summary: fmt.Sprintf("Each call reads all of %s: it filters by %s, and no index starts with a field of the filter.", q.Name, owner),
		Guard:   fmt.Sprintf("The source creates indexes; of those of %s, %s.", q.Name, has),
	}
	if said != nil {
		f.Guard += fmt.Sprintf(" By the design %s says whose it is (%s).", said.Property, said.Place)
	}
	p.Report(f)
}
