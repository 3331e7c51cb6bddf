package crossownerread

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookAtListing looks for a listing of what belongs to everybody, where one of
// the same documents is refused at its own address to all but its owner, and
// shows no more than the listing.
func lookAtListing(p *weakness.SourcePass, op *source.Operation, q *source.Query, c *source.Collection, shown source.Shown) {
	guarded := c.Guarded()
	by, bound := c.Owner()
	switch {
	case guarded == nil || !bound || guarded.Operation == op:
		return
	case q.One || q.Verb != mongo.Read || len(q.Picks()) > 0 || len(shown.Answers) == 0:
		return
	case op.Access.Authorized() || !asMuch(shown, guarded.Operation.Shows(guarded.Query)):
		return
	}
	if why := kept(q, shown); why != "" {
		p.Clean(op, "%s: %s", q.Told(), why)
		return
	}
	o := owned{by: "its " + by, verdict: finding.Likely, severity: finding.High}
	o.contrast = fmt.Sprintf("%s at %s shows one to its owner alone", guarded.Operation.Handler(), guarded.Query.Place())
	if op.Access.Unclear() {
		o.verdict = finding.Possible
	}
	reportListing(p, op, q, o, unasked(o))
}

func reportListing(p *weakness.SourcePass, op *source.Operation, q *source.Query, o owned, guard string) {
	p.Report(weakness.SourceFound{
		Operation: op, Severity: o.severity, Verdict: o.verdict, Place: q.Place(), Query: q, Sink: fmt.Sprintf("%s finds everybody's", q.Told()),
		Summary: fmt.Sprintf("Everybody who is logged in can read every document of %s: the listing does not ask whose they are.", q.Name),
		Guard:   guard,
	})
}

// asMuch tells whether what is shown has all that the other shows.
func asMuch(shown, other source.Shown) bool {
	if shown.Page || other.Whole {
		return shown.Whole && !shown.Page && len(shown.Gone) <= len(other.Gone)
	}
	return shown.Whole || !slices.ContainsFunc(other.Fields, func(f string) bool { return !slices.Contains(shown.Fields, f) })
}
