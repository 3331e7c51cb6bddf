package enumerableidentifiers

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// numbering is a field of new documents that is counted up.
type numbering struct {
	op    *source.Operation
	query *source.Query // that inserts
	field string
	step  *flow.Step // of the counter
	at    flow.Place // where the document gets it
}

func (c numbering) key() string { return c.query.Name + "." + c.field }

// counters are the fields of new documents that are counted up, each where it
// is met first.
func counters(p *weakness.SourcePass) []numbering {
	var all []numbering
	for _, op := range append(slices.Clone(p.Operations), p.Setup) {
		for _, q := range op.Queries {
			if q.Verb != mongo.Insert || q.Name == "" {
				continue
			}
			for _, m := range source.Members(q.Document) {
				step := counter(q, m)
				if step == nil {
					continue
				}
				c := numbering{op, q, m.Name(), step, m.Place}
				if c.at.Line == 0 {
					c.at = cmp.Or(last(step), q.Place())
				}
				all = append(all, c)
			}
		}
	}
	return all
}

// last is the place where something was done with the counter last.
func last(step *flow.Step) flow.Place {
	if step.Prev == nil {
		return flow.Place{}
	}
	return step.Place
}

// counter tells whether a member of a new document follows the one before, and
// by what: a counter that is raised, the last document's, or how many there
// are.
func counter(q *source.Query, m source.Member) *flow.Step {
	if m.Name() == "" || !m.Value.Kind.Can(flow.Number|flow.Text|flow.Unknown) {
		return nil
	}
	for _, s := range m.Value.FromSource(flow.Database) {
		from, ok := s.Origin.Data.(*mongo.Query)
		switch {
		case !ok || s.Weak:
		case raises(from), from.Name == q.Name && (from.Sort != nil && from.One || from.Verb == mongo.Count):
			return s
		}
	}
	return nil
}

// raises tells whether the query adds to a number and reads it.
func raises(q *mongo.Query) bool {
	return slices.ContainsFunc(source.Members(q.Update), func(m source.Member) bool { return slices.Contains(m.Path, "$inc") })
}

// lookAtCounter reports what is counted up where an operation finds documents
// of somebody by it, and asks nobody whose they are: whoever has one knows the
// others.
func lookAtCounter(p *weakness.SourcePass, c numbering, also []*source.Operation) {
	of := p.Collections[c.query.Name]
	if of == nil || c.op.Route == nil || !of.ReadByOwners() && !source.Private(of.Name) || of.Listed() != nil {
		return // everybody's
	}
	for _, op := range p.Operations {
		if !op.Served() || p.Administers(op) {
			continue
		}
		for _, q := range op.Queries {
			if q.Name != of.Name || !q.One || op.Keeps(q) || q.Verb != mongo.Read && !q.Changes() || q.Changes() && q.Capable(of) {
				continue
			}
			if !slices.ContainsFunc(q.Picks(), func(k source.Key) bool { return k.Name() == c.field && k.Via == nil }) {
				continue
			}
			p.Report(weakness.SourceFound{
				Operation: c.op, Also: also, Severity: finding.Medium, Verdict: finding.Likely, Field: c.field, Place: c.at, Kind: flow.Number,
				Path:    append(c.step.Path(), &flow.Step{Place: q.Place(), What: fmt.Sprintf("%s finds by it, and asks nobody whose it is", op)}),
				Sink:    fmt.Sprintf("%s of a new document is counted up", c.field),
				Summary: fmt.Sprintf("%s of %s is counted up, and is what %s finds them by: whoever has one knows the others.", c.field, of.Name, op),
				Guard:   fmt.Sprintf("Nothing at %s keeps to who calls, and nothing in the number is random.", q.Place()),
			})
			return
		}
	}
}
