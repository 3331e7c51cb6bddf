package crossownerwrite

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inSource looks for changes and deletions of documents that the request
// picks, that have an owner, where nothing has asked whose they are.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			switch {
			case q.Changes():
				changed(p, op, q)
			case q.Verb == mongo.Insert:
				inserted(p, op, q)
			}
		}
	})
}

// changed looks at what the filter of a write picks.
func changed(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	c := p.Collections[q.Name]
	if c == nil {
		return
	}
	r := p.Designed(op, q)
	for _, k := range q.Picks() {
		if k.OwnerFromClient(c) || k.Step.Weak && len(k.Step.Origin.Name) == 0 {
			continue
		}
		whose, why := known(p, op, q, c, k, r)
		if whose.by == "" {
			if why != "" {
				p.Clean(op, "%s: %s", q.Told(), why)
			}
			continue
		}
		if why := contributes(q, c, k, r); why != "" {
			p.Clean(op, "%s: %s", q.Told(), why)
			continue
		}
		if follows(op, q, c, k, r) {
			p.Clean(op, "%s: it follows from what others are meant to do", q.Told())
			continue
		}
		report(p, op, q, k.Step, whose, verb(q))
		return
	}
}

// known says whose the documents are that are changed: by what the owner of
// the API has written, or else by what the program does. Nobody's are they
// for what why says, which may be nothing.
func known(p *weakness.SourcePass, op *source.Operation, q *source.Query, c *source.Collection, k source.Key, r *design.Resource) (o owned, why string) {
	if r != nil && len(r.Owner) > 0 {
		if weakness.Named(r, k) {
			return owned{}, "" // owner-from-client
		}
		open, why := weakness.Loose(r, q, q.Event.Facts)
		if len(open) == 0 {
			return owned{}, why
		}
		o = owned{by: strings.Join(open, " and "), verdict: finding.Likely, severity: finding.Critical, contrast: weakness.Untied(r, open)}
		if op.Forbids() {
			o.verdict, o.severity = finding.Possible, finding.High // by what is not known
		}
		return o, ""
	}
	shown := weakness.Everybodys(r)
	if roles, _, at := p.Given(op); shown != "" && roles != "" {
		return owned{}, fmt.Sprintf("%s, and %s gives the operation to %s", shown, at, roles)
	}
	o, ok := whose(p, c, k)
	if !ok {
		return owned{}, ""
	}
	o.shown = shown
	if why := q.Scope(q.Event.Facts); why != "" {
		return owned{}, why
	}
	return o, ""
}

// inserted looks at new documents whose owner is named by the path:
// POST /users/{user_id}/orders.
func inserted(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	c := p.Collections[q.Name]
	if c == nil || c.Accounts() {
		return
	}
	for _, m := range source.Members(q.Document) {
		if !source.Whose(m.Name()) || source.IsCaller(m.Value) {
			continue
		}
		for _, s := range m.Value.FromSource(flow.Request) {
			if s.Origin.In != "path" || s.Weak {
				continue
			}
			if why := q.InsertScope(q.Event.Facts); why != "" {
				p.Clean(op, "%s: %s", q.Told(), why)
				return
			}
			report(p, op, q, s, owned{by: "its " + m.Name(), verdict: finding.Possible, severity: finding.High, contrast: c.Contrast(op)}, "add to")
			return
		}
	}
}

// owned is how the documents are known to belong to somebody.
type owned struct {
	by       string // the field that says to whom
	verdict  finding.Verdict
	severity finding.Severity
	contrast string
	shown    string // who may read them by the design
}

func whose(p *weakness.SourcePass, c *source.Collection, k source.Key) (owned, bool) {
	if c.Accounts() {
		return owned{by: "whose account it is", verdict: finding.Likely, severity: finding.Critical}, true
	}
	by, bound := c.Owner()
	o := owned{by: "its " + by, verdict: finding.Possible, severity: finding.High, contrast: c.Contrast(nil)}
	if by == "" {
		parent := p.Parent(k.Name())
		if parent == nil || parent == c {
			return owned{}, false
		}
		if by, bound = parent.Owner(); !bound {
			return owned{}, false
		}
		o.by, o.contrast = fmt.Sprintf("the %s of its %s", by, parent.Name), parent.Contrast(nil)
		return o, o.contrast != ""
	}
	if bound && (o.contrast != "" || len(c.Sensitive()) > 0 || source.Private(c.Name)) {
		o.verdict, o.severity = finding.Likely, finding.Critical
	}
	return o, true
}

func verb(q *source.Query) string {
	if q.Verb == mongo.Delete {
		return "delete"
	}
	return "change"
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, s *flow.Step, o owned, verb string) {
	if s.Weak || op.Access.Unclear() {
		o.verdict = finding.Possible
	}
	guard := fmt.Sprintf("Nothing compares %s with who calls, neither in the filter nor before it", o.by)
	if o.contrast != "" {
		guard += "; " + o.contrast
	}
	if o.shown != "" {
		guard += fmt.Sprintf(". %s, which is about reading: if they may %s them too, give their role the operation", o.shown, verb)
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: o.severity, Verdict: o.verdict, Field: s.Origin.Label(), Place: q.Place(), Query: q,
		Path: s.Path(), Kind: s.Kind, Sink: fmt.Sprintf("picks the document of %s", q.Told()),
		Summary: fmt.Sprintf("Everybody who is logged in can %s every document of %s: %s picks it, and nothing asks whose it is.", verb, q.Name, s.Origin.Label()),
		Guard:   guard + ".",
	})
}
