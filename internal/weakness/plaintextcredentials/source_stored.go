package plaintextcredentials

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookStored looks for a password in what the query writes.
func lookStored(p *weakness.SourcePass, op *source.Operation, q *source.Query, kept map[place]bool) {
	if !writes(q.Verb) {
		return
	}
	for _, m := range written(q) {
		name, s := m.Name(), asSent(m.Value)
		if s == nil || !ofAccount(p, q.Name, name) || m.Maybe || hashedLater(op, q, name) {
			continue
		}
		reportPassword(p, op, q.Place(), s, m.Value.Kind, s.Origin.Label(), fmt.Sprintf("%s is stored in %s as it was sent.", s.Origin.Label(), q.Name), "stored by "+q.Told())
		kept[place{q.Name, name}] = true
	}
	for _, v := range []*flow.Value{q.Document, assigned(q.Update)} {
		field, s := inMapping(p, op, q, v)
		if s == nil || hashedLater(op, q, field) {
			continue
		}
		reportPassword(p, op, q.Place(), s, v.Kind, s.Origin.In+"."+field, fmt.Sprintf("The %s of the request is stored in %s with its %s as it was sent.", s.Origin.In, q.Name, field), "stored by "+q.Told())
		kept[place{q.Name, field}] = true
	}
}

func writes(v mongo.Verb) bool { return v == mongo.Insert || v == mongo.Update || v == mongo.Replace }

func written(q *source.Query) []source.Member {
	return append(source.Members(q.Document), source.Members(q.Update)...)
}

// hashedLater tells whether the operation puts a hash in the place of what
// the query writes.
func hashedLater(op *source.Operation, q *source.Query, field string) bool {
	for _, other := range op.Queries {
		if other == q || other.Name != q.Name || !writes(other.Verb) {
			continue
		}
		for _, m := range written(other) {
			if m.Name() == field && m.Value.Has(flow.Hashed) {
				return true
			}
		}
	}
	return false
}

// assigned is what an update sets.
func assigned(update *flow.Value) *flow.Value {
	f, _ := update.Field("$set")
	return f.Value
}
