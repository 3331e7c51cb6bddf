package crossownerread

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inSource looks for documents that the request picks, that have an owner,
// and that are answered without anything that asks whose they are.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			if q.Verb == mongo.Read || q.Verb == mongo.Aggregate {
				lookAt(p, op, q)
			}
		}
	})
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	c := p.Collections[q.Name]
	if c == nil {
		return
	}
	shown := op.Shows(q)
	if r := p.Designed(op, q); r != nil {
		if why := weakness.Everybodys(r); why != "" {
			p.Clean(op, "%s: %s", q.Told(), why)
			return
		}
		if len(r.Owner) > 0 {
			designed{p, op, q, c, r, shown}.look()
			return
		}
	}
	if q.Published() {
		p.Clean(op, "%s: it keeps to what is marked as there for everybody", q.Told())
		return
	}
	if made := refers(op, q); made != nil {
		p.Clean(op, "%s: it looks up what %s refers to", q.Told(), made.Told())
		return
	}
	for _, k := range q.Picks() {
		if len(shown.Answers) == 0 || k.OwnerFromClient(c) {
			continue
		}
		whose, ok := whose(p, c, k, shown)
		if !ok {
			continue
		}
		if above := openAbove(p, q, c, k, shown); above != nil {
			p.Clean(op, "%s: it lists what is below %s, which %s shows to all", q.Told(), above.Query.Name, above.Operation)
			continue
		}
		if why := kept(q, shown); why != "" {
			p.Clean(op, "%s: %s", q.Told(), why)
			continue
		}
		report(p, op, q, k, whose, unasked(whose))
		return
	}
	lookAtListing(p, op, q, c, shown)
}

// refers finds the new document of who calls that holds the identifier of what
// the query finds: whoever orders something is told what it is. Nil: there is
// none.
func refers(op *source.Operation, q *source.Query) *source.Query {
	for _, other := range op.Queries {
		if other.Verb != mongo.Insert {
			continue
		}
		mine, holds := false, false
		for _, m := range source.Members(other.Document) {
			mine = mine || source.IsCaller(m.Value)
			holds = holds || slices.ContainsFunc(m.Value.FromSource(flow.Database), func(s *flow.Step) bool {
				return s.Origin.Data == q.Query && s.Origin.Name == "_id"
			})
		}
		if mine && holds {
			return other
		}
	}
	return nil
}

// openAbove finds who shows to all what the documents are listed below. Nil
// where that says nothing of who may read them.
func openAbove(p *weakness.SourcePass, q *source.Query, c *source.Collection, k source.Key, shown source.Shown) *source.Use {
	if _, secret := shown.Has(c, lexicon.Sensitive); secret || c.Accounts() || source.Private(c.Name) {
		return nil
	}
	return p.OpenAbove(c, q, k)
}

// kept says what keeps the answers to who calls: something before the query,
// or between it and one of the answers; the others are then meant for others.
func kept(q *source.Query, shown source.Shown) string {
	why := q.Scope(q.Event.Facts)
	for _, a := range shown.Answers {
		why = cmp.Or(why, q.Scope(a.Event.Facts))
	}
	return why
}

// owned is how the documents are known to belong to somebody.
type owned struct {
	by       string // the field that says to whom, or what is personal in an account
	verdict  finding.Verdict
	severity finding.Severity
	contrast string
}

func whose(p *weakness.SourcePass, c *source.Collection, k source.Key, shown source.Shown) (owned, bool) {
	if c.Accounts() {
		return account(c, shown)
	}
	sensitive, secret := shown.Has(c, lexicon.Sensitive)
	if !secret && (c.Open() != nil || c.Public() != nil) {
		return owned{}, false // everybody's by design
	}
	o := owned{verdict: finding.Possible, severity: finding.High}
	by, bound := c.Owner()
	if by == "" {
		parent := p.Parent(k.Name())
		if parent == nil || parent == c || parent.Open() != nil || parent.Public() != nil {
			return owned{}, false
		}
		if by, bound = parent.Owner(); by == "" || !bound {
			return owned{}, false
		}
		o.by, o.contrast = fmt.Sprintf("the %s of its %s", by, lexicon.Stem(k.Name())), parent.Contrast(nil)
		return o, o.contrast != ""
	}
	o.by, o.contrast = "its "+by, c.Contrast(nil)
	_, personal := shown.Has(c, source.Personal)
	private := sensitive != "" || personal || source.Private(c.Name)
	// Who looks at what another has made public picks it by the other.
	if bound && (private || o.contrast != "" && !source.OwnerField(k.Name())) {
		o.verdict, o.severity = finding.Likely, finding.Critical
	}
	return o, true
}

// account judges what is shown of an account: its name and what people write
// about themselves may be for everybody.
func account(c *source.Collection, shown source.Shown) (owned, bool) {
	o := owned{by: "whose account it is", verdict: finding.Likely, severity: finding.Critical}
	if _, ok := shown.Has(c, source.Personal); !ok {
		if _, ok = shown.May(c, source.Personal); !ok {
			return owned{}, false
		}
		o.verdict, o.severity = finding.Possible, finding.High
		return o, true
	}
	only := func(name string) bool { return source.Personal(name) && !lexicon.Email(name) }
	if _, more := shown.Has(c, only); !more {
		o.severity = finding.High
	}
	return o, true
}

// unasked is the guard of what is known by the program itself.
func unasked(o owned) string {
	contrast := ""
	if o.contrast != "" {
		contrast = "; " + o.contrast
	}
	return fmt.Sprintf("Nothing compares %s with who calls, neither in the filter nor between the query and the answer%s.", o.by, contrast)
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, k source.Key, o owned, guard string) {
	if k.Step.Weak || op.Access.Unclear() {
		o.verdict = finding.Possible
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: o.severity, Verdict: o.verdict, Field: k.Step.Origin.Label(), Place: q.Place(), Query: q,
		Path: k.Step.Path(), Kind: k.Value.Kind, Sink: fmt.Sprintf("picks the document of %s", q.Told()),
		Summary: fmt.Sprintf("Everybody who is logged in can read every document of %s: %s picks it, and nothing asks whose it is.", q.Name, k.Step.Origin.Label()),
		Guard:   guard,
	})
}
