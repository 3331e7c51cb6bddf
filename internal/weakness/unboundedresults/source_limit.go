package unboundedresults

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
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
	case q.Limit.From(flow.Request):
		return fmt.Sprintf("The limit is %s, and nothing caps it.", q.Limit.FromSource(flow.Request)[0].Origin.Label())
	}
	return ""
}

// tooMany reports a limit of the program that is above the one that the owner
// of the API wants, and tells whether it is.
func tooMany(p *weakness.SourcePass, op *source.Operation, q *source.Query, s *flow.Step) bool {
	bounds := p.Intent().Bounds()
	most, known := q.Limit.Most()
	if bounds.Page == 0 || !known || most <= float64(bounds.Page) {
		return false
	}
	if cutTo(op, q, bounds.Page) {
		return false
	}
	path := append(s.Path(), &flow.Step{Place: source.Spot(bounds.Place), What: fmt.Sprintf("wants no more than %d", bounds.Page)})
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: finding.Possible, Field: q.Name, Place: q.Place(), Path: path,
		Sink:    fmt.Sprintf("%s reads up to %.0f", q.Told(), most),
		Summary: fmt.Sprintf("One call answers with up to %.0f documents that %s finds, and the design wants no more than %d.", most, q.Told(), bounds.Page),
		Guard:   fmt.Sprintf("The limit of the query is higher than that of the design (%s).", bounds.Place),
	})
	return true
}

// cutTo tells whether what the query finds is cut to so many, or fewer, before
// it is answered.
func cutTo(op *source.Operation, q *source.Query, page int) bool {
	for _, a := range op.Answers {
		for part := range source.Parts(a.Value) {
			if n, known := part.List.Most(); known && n <= float64(page) && slices.ContainsFunc(part.Value.FromSource(flow.Database), func(s *flow.Step) bool { return s.Origin.Data == q.Query }) {
				return true
			}
		}
	}
	return false
}

// grouped tells whether the pipeline makes few documents of many: one for each
// group, or their number. A group for each document is not told from that.
func grouped(q *source.Query) bool {
	stages, _ := q.Pipeline.Elements()
	return slices.ContainsFunc(stages, func(stage *flow.Value) bool {
		return slices.ContainsFunc(stage.Fields(), func(f flow.Field) bool {
			switch f.Name {
			case "$group", "$count", "$sample", "$sortByCount", "$bucket", "$bucketAuto", "$facet", "$collStats", "$indexStats":
				return true
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
