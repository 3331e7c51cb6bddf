// Package score makes one number of the findings and the ledger of a scan,
// and says what each finding costs.
//
// The rules are those of DESIGN.md, "The ledger and the score". Where its
// words leave a choice, this is how they are read here:
//
//   - Everything that a category loses is counted in that category: "all
//     possible together take at most 15" means that the possible findings of
//     a category add at most 15 to what its other findings take.
//   - The n-th finding of a weakness is counted from the one that takes most.
//     Otherwise a new finding before an old one could take less than it frees.
//   - The value of a category is rounded down to a whole number before the
//     mean, so that the number can be made again from the document by hand.
//   - A category that is not counted takes no part in the mean, but its
//     findings still cap the score.
//   - Each look is a question of its own. A weakness that two looks cover has
//     two cells at an operation, and both count: what was read and could not
//     be tried is half tested. That no code path shows something and that it
//     was tried and refused are two things, and neither stands for the other.
//     A look that was not asked for has no cells; the looks stand beside the
//     score.
//   - A finding of two looks is one (package merge), and takes its points once.
//
// With that, one more finding never raises the score, and one less never
// lowers it.
package score

import (
	"cmp"
	"math"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// weights of the categories in the mean.
var weights = map[string]int{
	finding.CategoryAuthentication:        3,
	finding.CategoryBOLA:                  3,
	finding.CategoryBFLA:                  3,
	finding.CategoryPropertyAuthorization: 3,
	finding.CategoryInputValidation:       2,
	finding.CategoryDataExposure:          2,
	finding.CategorySSRF:                  2,
	finding.CategoryBusinessLogic:         2,
	finding.CategoryRateLimiting:          1,
	finding.CategoryInventory:             1,
	finding.CategoryUnsafeConsumption:     1,
	finding.CategoryEncryption:            1,
}

// points that a finding takes, by severity and verdict.
var points = map[finding.Severity]map[finding.Verdict]float64{
	finding.Critical: {finding.Proven: 60, finding.Likely: 40, finding.Possible: 15},
	finding.High:     {finding.Proven: 35, finding.Likely: 20, finding.Possible: 8},
	finding.Medium:   {finding.Proven: 15, finding.Likely: 8, finding.Possible: 3},
	finding.Low:      {finding.Proven: 5, finding.Likely: 3, finding.Possible: 1},
}

// possibleMost is what the possible findings of a category can add.
const possibleMost = 15

// caps from the lowest.
var caps = []struct {
	value    int
	verdict  finding.Verdict
	severity finding.Severity
}{
	{49, finding.Proven, finding.Critical},
	{69, finding.Likely, finding.Critical},
	{69, finding.Proven, finding.High},
	{79, finding.Likely, finding.High},
	{89, finding.Proven, finding.Medium},
}

// Of makes the score. weaknesses gives the category of a weakness; cells of
// weaknesses that it does not know count for the coverage only.
//
// The order of its arguments does not enter the result.
func Of(findings []finding.Finding, ledger []finding.Cell, weaknesses func(id string) (category string, ok bool)) finding.Score {
	whole, parts := coverage(ledger, weaknesses)
	categories := make([]finding.Category, 0, len(finding.Categories))
	for _, name := range finding.Categories {
		c := finding.Category{Name: name, Weight: weights[name], Coverage: finished(parts[name])}
		if half(c.Coverage) {
			c.Value = new(int)
		}
		categories = append(categories, c)
	}
	categoryOf := func(f finding.Finding) string {
		if _, known := weights[f.Category]; known {
			return f.Category
		}
		category, _ := weaknesses(f.Weakness)
		return category
	}
	return count(findings, finished(whole), categories, categoryOf)
}

// count fills in everything that follows from the findings. A category is
// counted when it has a value, whatever it is.
func count(findings []finding.Finding, whole finding.Coverage, categories []finding.Category, categoryOf func(finding.Finding) string) finding.Score {
	findings = slices.Clone(findings)
	slices.SortStableFunc(findings, func(a, b finding.Finding) int {
		return cmp.Or(finding.Compare(a, b), cmp.Compare(a.ID, b.ID))
	})
	s := finding.Score{Coverage: whole, Categories: slices.Clone(categories), Caps: capsOf(findings), Subtractions: []finding.Subtraction{}}
	byCategory := make(map[string][]finding.Finding)
	for _, f := range findings {
		byCategory[categoryOf(f)] = append(byCategory[categoryOf(f)], f)
	}
	var sum, weight int
	for i := range s.Categories {
		c := &s.Categories[i]
		if c.Value == nil {
			continue
		}
		shares, taken := take(byCategory[c.Name])
		for j, f := range byCategory[c.Name] {
			s.Subtractions = append(s.Subtractions, finding.Subtraction{Finding: f.ID, Category: c.Name, Points: hundredths(shares[j])})
		}
		// Sums of fractions: a value that should be whole may be a hair below.
		value := max(0, int(math.Floor(100-taken+1e-9)))
		c.Value = &value
		sum += c.Weight * value
		weight += c.Weight
	}
	if weight == 0 || !half(whole) {
		return s
	}
	limit := 100
	if len(s.Caps) > 0 {
		limit = s.Caps[0].Value
	}
	value := sum * limit / (weight * 100)
	grade := Grade(value)
	s.Value, s.Grade = &value, &grade
	return s
}

// take says what each finding of one category takes from it, and what all do
// together.
func take(findings []finding.Finding) (shares []float64, taken float64) {
	all := declining(findings, func(finding.Finding) bool { return true })
	sure := declining(findings, func(f finding.Finding) bool { return f.Verdict != finding.Possible })
	// The least of both and not a limit on the sum of the possible: a sign
	// that pushes a proof down the row must not make the proof cheaper.
	if total(all) <= total(sure)+possibleMost {
		return all, total(all)
	}
	var signs float64
	for i, f := range findings {
		if f.Verdict == finding.Possible {
			signs += all[i]
		}
	}
	for i, f := range findings {
		if f.Verdict == finding.Possible {
			sure[i] = all[i] / signs * possibleMost
		}
	}
	return sure, total(sure)
}

// declining gives each finding that counts its points divided by its place
// among those of its weakness; the others get 0.
func declining(findings []finding.Finding, counts func(finding.Finding) bool) []float64 {
	order := make([]int, 0, len(findings))
	for i, f := range findings {
		if counts(f) {
			order = append(order, i)
		}
	}
	worth := func(i int) float64 { return points[findings[i].Severity][findings[i].Verdict] }
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(worth(b), worth(a)) })
	shares := make([]float64, len(findings))
	place := make(map[string]float64)
	for _, i := range order {
		place[findings[i].Weakness]++
		shares[i] = worth(i) / place[findings[i].Weakness]
	}
	return shares
}

func total(shares []float64) float64 {
	var sum float64
	for _, s := range shares {
		sum += s
	}
	return sum
}

func capsOf(findings []finding.Finding) []finding.Cap {
	found := []finding.Cap{}
	for _, c := range caps {
		ids := []string{}
		for _, f := range findings {
			if f.Verdict == c.verdict && f.Severity == c.severity {
				ids = append(ids, f.ID)
			}
		}
		if len(ids) > 0 {
			found = append(found, finding.Cap{Value: c.value, Reason: string(c.verdict) + " " + string(c.severity), Findings: ids})
		}
	}
	return found
}

// Grade is the letter of a score.
func Grade(value int) string {
	switch {
	case value >= 90:
		return "A"
	case value >= 80:
		return "B"
	case value >= 70:
		return "C"
	case value >= 60:
		return "D"
	}
	return "F"
}

func coverage(ledger []finding.Cell, weaknesses func(string) (string, bool)) (whole finding.Coverage, parts map[string]finding.Coverage) {
	parts = make(map[string]finding.Coverage)
	for _, cell := range ledger {
		if !cell.State.Applicable() {
			continue
		}
		category, _ := weaknesses(cell.Weakness)
		part := parts[category]
		whole.Applicable++
		part.Applicable++
		if cell.State.Tested() {
			whole.Tested++
			part.Tested++
		}
		parts[category] = part
	}
	return whole, parts
}

// finished adds the percentage, rounded down: 50 must not stand where there
// is no score because it is less.
func finished(c finding.Coverage) finding.Coverage {
	if c.Applicable > 0 {
		c.Percent = float64(c.Tested*1000/c.Applicable) / 10
	}
	return c
}

// half tells whether enough was tested to speak of it.
func half(c finding.Coverage) bool { return c.Applicable > 0 && 2*c.Tested >= c.Applicable }

func hundredths(v float64) float64 { return math.Round(v*100) / 100 }
