package clientsidetrust

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// appliesInSource leaves out those who may set prices.
func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	switch p.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Refresh, outline.Logout, outline.Health, outline.Documentation:
		return "it buys and pays nothing"
	}
	if _, few := p.ForFew(op); few || p.Administers(op) {
		return "it is for administrators, who set prices and states"
	}
	return ""
}

// inSource looks for money and states in what is written that are what the
// request says.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			if q.Verb != mongo.Insert && q.Verb != mongo.Update && q.Verb != mongo.Replace {
				continue
			}
			for _, v := range []*flow.Value{q.Document, q.Update} {
				for _, m := range source.Members(v) {
					written(p, op, q, m)
				}
			}
		}
	})
}

func written(p *weakness.SourcePass, op *source.Operation, q *source.Query, m source.Member) {
	c := p.Collections[q.Name]
	if c == nil {
		return
	}
	name := m.Name()
	if decided(p, op, q, m, c) {
		return
	}
	switch {
	case funds(name):
		balance(p, op, q, m)
	case purchase(c, op) && (sum(name) || state(name) || catalogued(name)):
		if step := said(m, name); step != nil && !m.Value.Has(flow.Listed) {
			report(p, op, q, m, step, name, finding.Likely, "")
		} else if step == nil && sum(name) {
			lowered(p, op, q, m)
		}
	case purchase(c, op) && name == "" || purchase(c, op) && m.Path[len(m.Path)-1] == "*":
		whole(p, op, q, c, m)
	}
}

// said is the step of the request that says the value itself: not just how
// many of something the server knows the price of.
func said(m source.Member, name string) *flow.Step {
	for _, s := range m.Value.FromSource(flow.Request) {
		said := last(s.Origin.Name)
		if !s.Weak && (sum(said) || state(said) || catalogued(said) || said == last(name)) {
			return s
		}
	}
	return nil
}

// balance looks at money that an account has: what the client may add to it
// or take from it has to be looked at first.
func balance(p *weakness.SourcePass, op *source.Operation, q *source.Query, m source.Member) {
	alone := len(m.Value.Flows) == 1
	if m.Value.Has(flow.AtLeast) && alone {
		return
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		said := last(s.Origin.Name)
		if s.Weak || !money(said) && !funds(said) && !howMuch(said) && !named(said, quantities) || bounded(q.Event.Facts, s.Origin) {
			continue
		}
		verdict := finding.Likely
		if !alone && m.Value.Has(flow.AtLeast) {
			verdict = finding.Possible // the result is checked, which a negative amount passes
		}
		report(p, op, q, m, s, m.Name(), verdict, "")
		return
	}
}

// bounded tells whether the value of the request alone was compared with a
// number before: a negative amount is refused.
func bounded(facts *flow.Fact, o *flow.Origin) bool {
	for f := range facts.All {
		switch f.Op {
		case "<", "<=", ">", ">=":
		default:
			continue
		}
		for _, sides := range [][2]*flow.Value{{f.Left, f.Right}, {f.Right, f.Left}} {
			v, with := sides[0], sides[1]
			if v != nil && len(v.Flows) == 1 && v.Flows[0].Origin.Label() == o.Label() && !with.From(flow.Database) { // what there is says nothing of less than none
				return true
			}
		}
	}
	return false
}

// lowered looks at a sum of prices that the server knows: it falls where the
// client buys less than none, which what is kept of the quantity shows.
func lowered(p *weakness.SourcePass, op *source.Operation, q *source.Query, m source.Member) {
	if !m.Value.From(flow.Database) {
		return
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		if s.Weak || !named(last(s.Origin.Name), quantities) || bounded(q.Event.Facts, s.Origin) {
			continue
		}
		for _, kept := range source.Members(q.Document) {
			v := kept.Value
			if len(v.Flows) != 1 || v.Flows[0].Origin.Label() != s.Origin.Label() || v.Checks&(flow.AtLeast|flow.Listed) != 0 || !v.Kind.Only(flow.Number) {
				continue
			}
			p.Report(weakness.SourceFound{
				Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: s.Origin.Label(), Place: q.Place(), Path: s.Path(), Kind: v.Kind,
				Sink:    fmt.Sprintf("%s in what %s writes", m.Name(), q.Told()),
				Summary: fmt.Sprintf("Who calls can lower %s of %s: %s may be less than none.", m.Name(), q.Name, s.Origin.Label()),
				Guard:   fmt.Sprintf("Nothing on this way refuses a negative %s.", last(s.Origin.Name)),
			})
			return
		}
	}
}

// whole looks at a part of the request that is written as it came into what
// has a sum or a state.
func whole(p *weakness.SourcePass, op *source.Operation, q *source.Query, c *source.Collection, m source.Member) {
	if !m.Value.Kind.Can(flow.Document) && m.Path[len(m.Path)-1] != "*" {
		return
	}
	field := ""
	for name := range c.Fields {
		if (sum(name) || state(name)) && (field == "" || cmp.Compare(name, field) < 0) {
			field = name
		}
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		if field != "" && s.Origin.Name == "" && !s.Weak && (s.Origin.In == "body" || s.Origin.In == "form") && !slices.ContainsFunc(m.Value.Names(), func(l flow.Literal) bool { return l.Text != field }) {
			report(p, op, q, m, s, field, finding.Likely, "")
			return
		}
	}
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, m source.Member, step *flow.Step, field string, verdict finding.Verdict, design string) {
	what := step.Origin.Label()
	if step.Origin.Name == "" {
		what = "the " + step.Origin.In
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: verdict, Field: step.Origin.Label(), Place: q.Place(),
		Path: step.Path(), Kind: m.Value.Kind, Sink: fmt.Sprintf("%s in what %s writes", field, q.Told()),
		Summary: fmt.Sprintf("Who calls decides %s of %s: %s of the request is written as it came.", field, q.Name, what),
		Guard:   fmt.Sprintf("On this way %s is neither computed from what the database holds nor checked against it.", field) + design,
	})
}
