package excessivedataexposure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// known are the purposes of operations that give tokens.
var known = map[outline.Purpose]bool{outline.Login: true, outline.SignUp: true, outline.Refresh: true, outline.Reset: true}

// collectionsOf are those that the step has read from: the one that it names,
// or where the request names it those that it may name.
func collectionsOf(p *weakness.SourcePass, s *flow.Step) []*source.Collection {
	if c := p.Collections[s.Origin.In]; c != nil {
		return []*source.Collection{c}
	}
	q, ok := s.Origin.Data.(*mongo.Query)
	if !ok || q.Collection == nil || len(q.Collection.FromSource(flow.Request)) == 0 {
		return nil
	}
	var all []*source.Collection
	for name, c := range p.Collections {
		if allowed := q.Collection.Texts(); slices.Contains(allowed, name) || len(allowed) == 0 && !q.Collection.Has(flow.Listed) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *source.Collection) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// leftOut tells whether the projection of the query excludes the field, or
// what it is in.
func leftOut(s *flow.Step, name string) bool {
	q, ok := s.Origin.Data.(*mongo.Query)
	if !ok {
		return false
	}
	return slices.ContainsFunc(q.Projection.Fields(), func(f flow.Field) bool {
		n, isNumber := f.Value.Number()
		return isNumber && n == 0 && !f.Maybe && (f.Name == name || strings.HasPrefix(name, f.Name+"."))
	})
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

// cut tells whether only an end of the value is left, or it was made a piece
// of a text: as the last four digits of a card are.
func cut(v *flow.Value, s *flow.Step) bool {
	if v.Kind.Only(flow.Text) && v.Has(flow.AtMost) {
		return true
	}
	for ; s != nil; s = s.Prev {
		if s.Part && s.What != "put into a page" {
			return true
		}
	}
	return false
}

// mostFields are told by name.
const mostFields = 4

// listed names fields for people.
func listed(names []string) string {
	slices.SortStableFunc(names, func(a, b string) int { return weight(b) - weight(a) })
	names = slices.Compact(names)
	if len(names) > mostFields {
		return strings.Join(names[:mostFields-1], ", ") + fmt.Sprintf(" and %d more sensitive fields", len(names)-mostFields+1)
	}
	return strings.Join(names, ", ")
}

// weight puts passwords first.
func weight(name string) int {
	if slices.Contains(lexicon.Words(name), "password") {
		return 1
	}
	return 0
}
