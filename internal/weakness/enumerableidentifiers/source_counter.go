package enumerableidentifiers

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// counters are the fields of new documents that are counted up, by
// "collection.field", with the place where they are written.
func counters(p *weakness.SourcePass) map[string]flow.Place {
	all := map[string]flow.Place{}
	for _, op := range append(slices.Clone(p.Operations), p.Setup) {
		for _, q := range op.Queries {
			if q.Verb != mongo.Insert || q.Name == "" {
				continue
			}
			for _, m := range source.Members(q.Document) {
				if counter(q, m) {
					all[q.Name+"."+m.Name()] = q.Place()
				}
			}
		}
	}
	return all
}

// counter tells whether a member of a new document follows the one before:
// from a counter that is raised, the last document's, or how many there are.
func counter(q *source.Query, m source.Member) bool {
	name := m.Name()
	if name == "" || !lexicon.Identifier(name) && name != "_id" {
		return false
	}
	for _, s := range m.Value.FromSource(flow.Database) {
		from, ok := s.Origin.Data.(*mongo.Query)
		switch {
		case !ok || s.Weak:
		case raises(from), from.Name == q.Name && (from.Sort != nil && from.One || from.Verb == mongo.Count):
			return true
		}
	}
	return false
}

// raises tells whether the query adds to a number and reads it.
func raises(q *mongo.Query) bool {
	return slices.ContainsFunc(source.Members(q.Update), func(m source.Member) bool { return slices.Contains(m.Path, "$inc") })
}
