package excessivedataexposure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func reportExposed(p *weakness.SourcePass, op *source.Operation, a *source.Answer, e *exposedPart) {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: e.collection,
		Place: e.Line(a.Event.Place, e.step), Path: e.step.Path(), Kind: e.Value.Kind, Sink: "is answered",
		Summary: fmt.Sprintf("Callers read %s of %s.", e.listed(), e.collection),
		Guard:   "The program puts it into the answer by name.",
	}
	if e.whole {
		f.Summary = fmt.Sprintf("Callers read whole documents of %s, with %s.", e.collection, e.listed())
		f.Guard = unpruned(e)
	}
	if e.collection == "" {
		f.Field = "collection"
		f.Summary = fmt.Sprintf("Callers read whole documents of the collection that the request names: some have %s.", e.listed())
	}
	if op.Access.Privileged() || !slices.ContainsFunc(e.fields, grave) {
		f.Severity = finding.Medium
	}
	if e.rule.unlisted(e.fields) {
		f.Severity = finding.Low
	}
	f.Guard += e.rule.said(e.fields)
	if e.Maybe {
		f.Verdict = finding.Possible
	}
	p.Report(f)
}

// unpruned says why nothing has left the fields out.
func unpruned(e *exposedPart) string {
	if e.step.Origin.Name != "" {
		return fmt.Sprintf("Nothing prunes %s, which is a document of its own: neither a projection nor a selection.", e.step.Origin.Name)
	}
	q, _ := e.step.Origin.Data.(*mongo.Query)
	switch {
	case q == nil || q.Projection == nil || q.Projection.IsNone():
		return "The query has no projection, and nothing takes the fields out or selects others before the answer."
	case len(q.Projection.Fields()) == 0:
		return "The projection is not known to leave anything out, and neither does what follows it."
	}
	var names []string
	for _, f := range q.Projection.Fields() {
		names = append(names, f.Name)
	}
	return fmt.Sprintf("The projection leaves out %s alone.", strings.Join(names, ", "))
}

// grave tells whether the field is a secret or money, and not a remark.
func grave(name string) bool {
	return !slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return remarks[lexicon.Singular(w)] })
}

var remarks = map[string]bool{"note": true, "comment": true, "remark": true, "score": true, "hint": true, "question": true}

// mostFields are told by name.
const mostFields = 4

// listed names fields for people.
func (e *exposedPart) listed() string {
	names, more := e.fields, "more sensitive fields"
	if e.rule.r != nil {
		more = "more"
	}
	slices.SortStableFunc(names, func(a, b string) int { return e.weight(b) - e.weight(a) })
	names = slices.Compact(names)
	if len(names) > mostFields {
		return strings.Join(names[:mostFields-1], ", ") + fmt.Sprintf(" and %d %s", len(names)-mostFields+1, more)
	}
	return strings.Join(names, ", ")
}

// weight puts passwords first, and what is secret before what is only not
// listed.
func (e *exposedPart) weight(name string) int {
	switch {
	case slices.Contains(lexicon.Words(name), "password"):
		return 2
	case e.rule.r != nil && !e.rule.unlisted([]string{name}):
		return 1
	}
	return 0
}
