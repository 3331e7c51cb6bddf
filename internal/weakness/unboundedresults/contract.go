package unboundedresults

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.List, outline.Search:
	default:
		return "it lists nothing"
	}
	if listed(weakness.AnswerSchema(op)) == nil {
		return "its answer is no list that the contract describes"
	}
	return ""
}

// listed is the schema of the list that an answer is, or has at its top.
func listed(s *api.Schema) *api.Schema {
	if s == nil {
		return nil
	}
	if s.Type() == "array" {
		return s
	}
	for _, p := range s.Properties {
		if p.Schema != nil && p.Schema.Type() == "array" && p.Schema.Items != nil && p.Schema.Items.Type() == "object" {
			return p.Schema
		}
	}
	return nil
}

// inContract looks for lists that nothing bounds.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		list := listed(weakness.AnswerSchema(op))
		if list.MaxItems != nil || len(list.Enum) > 0 {
			if list.MaxItems != nil {
				wider(p, op, float64(*list.MaxItems), "response", list.Place)
			}
			return
		}
		pages := false
		for _, d := range weakness.Inputs(op) {
			if d.In != "query" && d.In != "body" {
				continue
			}
			pages = pages || paging(d.Name)
			if !size(d.Name) {
				continue
			}
			if d.Schema != nil && (d.Schema.Maximum != nil || len(d.Schema.Enum) > 0 || d.Schema.Type() != "integer" && d.Schema.Type() != "number") {
				if d.Schema != nil && d.Schema.Maximum != nil {
					wider(p, op, *d.Schema.Maximum, d.Label(), d.Place())
				}
				return
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Low, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s says how much is answered, and may be any number.", d.Label()),
				Guard:   "It has no maximum, and the list has no maxItems.",
			})
			return
		}
		if pages {
			return // the server says how long a page is
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Place: list.Place,
			Summary: fmt.Sprintf("%s answers with a list of any length.", op),
			Guard:   "The list has no maxItems, and no parameter limits it.",
		})
	})
}

// wider looks for a bound that is wider than the owner of the API wants.
func wider(p *weakness.ContractPass, op *api.Operation, most float64, field string, at api.Place) {
	limits := p.Outline.Intent.Bounds()
	if limits.Page == 0 || most <= float64(limits.Page) {
		return
	}
	p.Report(weakness.ContractFound{
		Operation: op, Severity: finding.Low, Field: field, Place: at, Stated: limits.Place,
		Summary: fmt.Sprintf("%s answers with up to %g objects, and %s allows %d.", op, most, limits.Place, limits.Page),
	})
}

func size(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "limit", "size", "count", "per", "top", "max", "first", "results", "pagesize", "perpage", "maxresults":
			return true
		}
		return false
	})
}

func paging(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "page", "cursor", "offset", "skip", "after", "before", "token", "starting", "start", "marker", "continue", "next", "since":
			return true
		}
		return false
	})
}
