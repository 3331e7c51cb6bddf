package unboundedresults

import (
	"fmt"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
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

// mostTold lists without a bound are told one by one, whatever the others do.
const mostTold = 5

// inContract looks for lists that nothing bounds. Where most have no bound,
// that is how the API is made: it is told once, with all the places.
func inContract(p *weakness.ContractPass) {
	var all []weakness.ContractFound
	lists := 0
	p.Each(func(op *api.Operation) {
		lists++
		if f, free := unbounded(p, op); free {
			all = append(all, f)
		}
	})
	if len(all) <= mostTold || 2*len(all) <= lists {
		for _, f := range all {
			p.Report(f)
		}
		return
	}
	once := weakness.ContractFound{
		Severity: finding.Low, Place: all[0].Place,
		Summary: fmt.Sprintf("%d of %d lists may be of any length; the first is that of %s.", len(all), lists, all[0].Operation),
		Guard:   "They have no maxItems, and no parameter with a maximum limits them.",
	}
	var places []api.Place
	for _, f := range all {
		once.Also = append(once.Also, f.Operation)
		places = append(places, f.Place)
	}
	once.Path = weakness.Points(places)
	p.Report(once)
}

// unbounded is what to report of an operation whose list nothing bounds.
func unbounded(p *weakness.ContractPass, op *api.Operation) (f weakness.ContractFound, free bool) {
	list := listed(weakness.AnswerSchema(op))
	if list.MaxItems != nil || len(list.Enum) > 0 {
		if list.MaxItems != nil {
			wider(p, op, float64(*list.MaxItems), "response", list.Place)
		}
		return f, false
	}
	pages := false
	for _, d := range weakness.Inputs(op) {
		if d.In != "query" && d.In != "body" {
			continue
		}
		pages = pages || lexicon.Paging(d.Name) || chosenPart(d.Schema)
		if !lexicon.Amount(d.Name) {
			continue
		}
		if d.Schema != nil && (d.Schema.Maximum != nil || len(d.Schema.Enum) > 0 || d.Schema.Type() != "integer" && d.Schema.Type() != "number") {
			if d.Schema != nil && d.Schema.Maximum != nil {
				wider(p, op, *d.Schema.Maximum, d.Label(), d.Place())
			}
			return f, false
		}
		if d.Schema != nil && toldMost.MatchString(d.Text+" "+d.Schema.Description) {
			return f, false // in words, if not for machines
		}
		return weakness.ContractFound{
			Operation: op, Severity: finding.Low, Field: d.Label(), Place: d.Place(),
			Summary: fmt.Sprintf("%s says how much is answered, and may be any number.", d.Label()),
			Guard:   "It has no maximum, and the list has no maxItems.",
		}, true
	}
	if pages {
		return f, false // the server says how long a page is
	}
	return weakness.ContractFound{
		Operation: op, Severity: finding.Low, Place: list.Place,
		Summary: fmt.Sprintf("%s answers with a list of any length.", op),
		Guard:   "The list has no maxItems, and no parameter limits it.",
	}, true
}

// mostOfPage is the longest page that is taken for one whatever it is called.
const mostOfPage = 1000

// chosenPart tells whether a parameter says which part of a list is wanted, in
// whatever language: a whole number that is there unless it is given, and has
// an end.
func chosenPart(s *api.Schema) bool {
	if s.Type() != "integer" || s.Maximum == nil || *s.Maximum > mostOfPage {
		return false
	}
	usual, ok := scalar.Float(s.Default)
	return ok && usual >= 0 && usual <= *s.Maximum
}

// toldMost is how people write a maximum: a number between 1 and 100, at most
// 50, maximum: 200, up to 1000.
var toldMost = regexp.MustCompile(`(?i)\bbetween \W?\d+\W? and \W?\d|\b(at most|up to|max(imum)?|no more than|not exceed|limited to|capped at|cannot be (more|greater|larger) than|<=?)\W*(\w+\W+){0,4}?\d`)

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
