package unboundedresults

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// unlimited says why nothing bounds the number of documents; "" where
// something does.
func unlimited(q *source.Query) string {
	n, constant := q.Limit.Number()
	switch {
	case q.Limit == nil || q.Limit.IsNone():
		return "No limit is given with the query or after it, and what it finds is not cut."
	case q.Partly:
		return "A limit is set on some ways only."
	case constant && n == 0:
		return "limit(0) means no limit."
	case q.Limit.Has(flow.AtMost) || constant:
		return ""
	case len(q.Limit.FromSource(flow.Request)) > 0:
		return fmt.Sprintf("The limit is %s, and nothing caps it.", q.Limit.FromSource(flow.Request)[0].Origin.Label())
	}
	return ""
}

// grouped tells whether the pipeline makes few documents of many: one for each
// group, or their number. A group for each document is not told from that.
func grouped(q *source.Query) bool {
	stages, _ := q.Pipeline.Elements()
	return slices.ContainsFunc(stages, func(stage *flow.Value) bool {
		return slices.ContainsFunc(stage.Fields(), func(f flow.Field) bool {
			switch f.Name {
			case "$group", "$count", "$sample", "$sortByCount", "$bucket", "$bucketAuto", "$facet", "$collStats", "$indexStats", "$limit":
				return f.Name != "$limit" || unlimited(q) == ""
			}
			return false
		})
	})
}

// own tells whether the query keeps to what belongs to who calls, so that
// they are shown what they have made themselves.
func own(q *source.Query) bool {
	_, kept := q.OwnedBy()
	return kept || q.Owned
}
