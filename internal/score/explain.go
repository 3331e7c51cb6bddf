package score

import (
	"cmp"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Explanation says how a score came about and what would raise it. It is made
// from the document alone.
type Explanation struct {
	Missing string      // why there is no score; "" when there is one
	Parts   []Part      // the counted categories in the order of the score
	Left    []string    // names of the categories that are not counted
	Mean    float64     // of the counted categories, before the cap
	Cap     finding.Cap // the one that applies; its value is 100 when none does
	Gains   []Gain      // what to mend first, best first
}

// Part is one counted category and what was taken from its 100.
type Part struct {
	finding.Category
	Subtractions []finding.Subtraction // the largest first, none of 0
}

// Gain is what the score would be without some findings.
type Gain struct {
	What     string   // "all 3 proven critical findings", a weakness, or a finding's operation
	Findings []string // ids
	Score    int
}

// Explain explains the score of a scan by its findings.
func Explain(s finding.Score, findings []finding.Finding) Explanation {
	e := Explanation{Cap: finding.Cap{Value: 100}}
	if len(s.Caps) > 0 {
		e.Cap = s.Caps[0]
	}
	var sum, weight int
	for _, c := range s.Categories {
		if c.Value == nil {
			e.Left = append(e.Left, c.Name)
			continue
		}
		sum += c.Weight * *c.Value
		weight += c.Weight
		part := Part{Category: c}
		for _, sub := range s.Subtractions {
			if sub.Category == c.Name && sub.Points > 0 {
				part.Subtractions = append(part.Subtractions, sub)
			}
		}
		slices.SortStableFunc(part.Subtractions, func(a, b finding.Subtraction) int { return cmp.Compare(b.Points, a.Points) })
		e.Parts = append(e.Parts, part)
	}
	if weight > 0 {
		e.Mean = hundredths(float64(sum) / float64(weight))
	}
	if s.Value != nil {
		e.Gains = gains(s, findings)
		return e
	}
	e.Missing = cmp.Or(s.Ungraded, missing(s))
	return e
}

// gains scores the scan again without each group of findings that someone
// could mend together.
func gains(s finding.Score, findings []finding.Finding) []Gain {
	of := make(map[string]string, len(s.Subtractions))
	for _, sub := range s.Subtractions {
		of[sub.Finding] = sub.Category
	}
	categoryOf := func(f finding.Finding) string { return of[f.ID] }
	var found []Gain
	try := func(what string, mended func(finding.Finding) bool) {
		g := Gain{What: what}
		var rest []finding.Finding
		for _, f := range findings {
			if mended(f) {
				g.Findings = append(g.Findings, f.ID)
			} else {
				rest = append(rest, f)
			}
		}
		same := func(other Gain) bool { return slices.Equal(other.Findings, g.Findings) }
		if len(g.Findings) == 0 || slices.ContainsFunc(found, same) {
			return
		}
		again := count(rest, s.Coverage, s.Categories, categoryOf)
		if g.Score = *again.Value; g.Score > *s.Value {
			found = append(found, g)
		}
	}
	for _, f := range findings {
		what := f.Weakness
		if f.Operation != "" {
			what += " in " + f.Operation
		}
		try(what, func(other finding.Finding) bool { return other.ID == f.ID })
	}
	for _, f := range findings {
		try("every "+f.Weakness, func(other finding.Finding) bool { return other.Weakness == f.Weakness })
	}
	for _, c := range s.Caps {
		try("every "+c.Reason+" finding", func(other finding.Finding) bool { return slices.Contains(c.Findings, other.ID) })
	}
	slices.SortStableFunc(found, func(a, b Gain) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Findings), len(b.Findings)))
	})
	return found
}
