package unboundedresults

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	paged := p.Intent().Bounds().Page > 0
	if !slices.ContainsFunc(op.Queries, func(q *source.Query) bool { return many(q) || paged && limited(q) }) {
		return "it reads no lists"
	}
	return ""
}

// inSource looks for queries whose documents are answered as a list, with
// nothing that bounds how many.
func inSource(p *weakness.SourcePass) {
	past := histories(p)
	paged := p.Intent().Bounds().Page > 0
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			h := past[q.Name]
			if !many(q) && !(paged && limited(q)) || h.few(q) {
				continue
			}
			s, open := listedBy(op, q)
			if s == nil {
				continue
			}
			why := unlimited(q)
			if why == "" && tooMany(p, op, q, s) {
				continue
			}
			if !open || why == "" {
				p.Clean(op, "%s is limited", q.Told())
				continue
			}
			reportUnlimited(p, op, q, h, s, why)
		}
	})
}

// many tells whether the query can read any number of documents.
func many(q *source.Query) bool {
	return !q.One && (q.Verb == mongo.Read || q.Verb == mongo.Aggregate && !grouped(q) && !limited(q))
}

// limited tells whether a stage of the pipeline limits how many documents come
// out of it.
func limited(q *source.Query) bool {
	if q.One || q.Verb != mongo.Aggregate || unlimited(q) != "" || grouped(q) {
		return false
	}
	stages, _ := q.Pipeline.Elements()
	return slices.ContainsFunc(stages, func(stage *flow.Value) bool {
		_, ok := stage.Field("$limit")
		return ok
	})
}

// listedBy is the way of the query's documents into a list of an answer; open
// tells that nothing has cut that list.
func listedBy(op *source.Operation, q *source.Query) (way *flow.Step, open bool) {
	for _, a := range op.Answers {
		for part := range source.Parts(a.Value) {
			for _, s := range part.Value.FromSource(flow.Database) {
				if s.Origin.Data != q.Query || s.Weak || !asList(part, s) {
					continue
				}
				cut := part.List.Has(flow.AtMost) || part.Value.Has(flow.AtMost) && part.Value.Kind.Can(flow.List)
				if way == nil || !cut {
					way, open = s, !cut
				}
			}
		}
	}
	return way, open
}

// asList tells whether a part of an answer stands for all documents: an
// element of a list, or a list that was put into a page or written as JSON.
func asList(part source.Part, s *flow.Step) bool {
	v := part.Value
	if v.Kind.Only(flow.Bool | flow.Number | flow.Null) {
		return false
	}
	if part.List != nil || v.Kind.Can(flow.List) && !v.Kind.Can(flow.Unknown) {
		return true
	}
	for ; s != nil; s = s.Prev {
		if s.What == "put into a page" || s.What == "written as JSON" {
			return true
		}
	}
	return false
}

func reportUnlimited(p *weakness.SourcePass, op *source.Operation, q *source.Query, h *history, s *flow.Step, why string) {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Field: q.Name, Place: q.Place(), Path: s.Path(),
		Sink: fmt.Sprintf("%s reads all that it finds", q.Told()), Guard: why,
		Summary: fmt.Sprintf("One call answers with every document that %s finds, however many there are.", q.Told()),
	}
	if !q.Partly && q.Limit.From(flow.Request) {
		f.Summary = fmt.Sprintf("One call answers with as many documents of %s as the client asks for.", orCollection(q.Name))
	}
	if h.growth() == byClients {
		f.Guard += h.contrast(op)
	} else {
		f.Severity, f.Verdict = finding.Low, finding.Possible
	}
	if bounds := p.Intent().Bounds(); bounds.Page > 0 {
		f.Severity, f.Verdict = finding.Medium, finding.Likely
		f.Guard += fmt.Sprintf(" By the design one answer holds no more than %d (%s).", bounds.Page, bounds.Place)
	}
	if (own(q) || q.Partly) && f.Severity == finding.Medium {
		f.Severity = finding.Low
	}
	p.Report(f)
}
