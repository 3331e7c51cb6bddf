package score

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// In these tests a weakness is named after its category, with a suffix to
// have several: "BOLA", "BOLA-2".
func categoryOf(id string) (string, bool) {
	for _, c := range finding.Categories {
		if id == c || len(id) > len(c) && id[:len(c)+1] == c+"-" {
			return c, true
		}
	}
	return "", false
}

func made(n int, id string, severity finding.Severity, verdict finding.Verdict) finding.Finding {
	category, _ := categoryOf(id)
	return finding.Finding{ID: fmt.Sprintf("%012d", n), Weakness: id, Category: category, Severity: severity, Verdict: verdict, Operation: fmt.Sprintf("GET /%d", n)}
}

// cells gives a category tested and untested cells, and one that is outside coverage.
func cells(category string, tested, untested int) []finding.Cell {
	ledger := []finding.Cell{{Weakness: category, State: finding.NotApplicable}}
	for i := range tested {
		ledger = append(ledger, finding.Cell{Weakness: category, State: []finding.State{finding.Clean, finding.Found}[i%2]})
	}
	for i := range untested {
		ledger = append(ledger, finding.Cell{Weakness: category, State: []finding.State{finding.Untested, finding.Inconclusive}[i%2]})
	}
	return ledger
}

// everything has four tested cells in each category.
func everything() []finding.Cell {
	var ledger []finding.Cell
	for _, c := range finding.Categories {
		ledger = append(ledger, cells(c, 4, 0)...)
	}
	return ledger
}

func several(n int, id string, severity finding.Severity, verdict finding.Verdict) []finding.Finding {
	var list []finding.Finding
	for i := range n {
		list = append(list, made(1000*(1+slices.Index(finding.Categories, id))+100*len(id)+i, id, severity, verdict))
	}
	return list
}

func join(lists ...[]finding.Finding) []finding.Finding {
	var all []finding.Finding
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func TestCategoryLoses(t *testing.T) {
	const bola = finding.CategoryBOLA
	tests := map[string]struct {
		findings []finding.Finding
		want     int // left of 100
	}{
		"nothing found":                     {nil, 100},
		"proven critical":                   {several(1, bola, finding.Critical, finding.Proven), 40},
		"likely critical":                   {several(1, bola, finding.Critical, finding.Likely), 60},
		"possible critical":                 {several(1, bola, finding.Critical, finding.Possible), 85},
		"proven high":                       {several(1, bola, finding.High, finding.Proven), 65},
		"likely high":                       {several(1, bola, finding.High, finding.Likely), 80},
		"possible high":                     {several(1, bola, finding.High, finding.Possible), 92},
		"proven medium":                     {several(1, bola, finding.Medium, finding.Proven), 85},
		"likely medium":                     {several(1, bola, finding.Medium, finding.Likely), 92},
		"possible medium":                   {several(1, bola, finding.Medium, finding.Possible), 97},
		"proven low":                        {several(1, bola, finding.Low, finding.Proven), 95},
		"likely low":                        {several(1, bola, finding.Low, finding.Likely), 97},
		"possible low":                      {several(1, bola, finding.Low, finding.Possible), 99},
		"proven info":                       {several(1, bola, finding.Info, finding.Proven), 100},
		"the second of a weakness by half":  {several(2, bola, finding.High, finding.Likely), 70},
		"the third by a third":              {several(3, bola, finding.High, finding.Likely), 63}, // 20 + 10 + 6.67
		"another weakness in full":          {join(several(1, bola, finding.High, finding.Likely), several(1, bola+"-2", finding.High, finding.Likely)), 60},
		"the worst counts as first":         {join(several(1, bola, finding.Low, finding.Proven), several(1, bola, finding.High, finding.Proven)[:1]), 62}, // 35 + 2.5
		"nothing below 0":                   {several(9, bola, finding.Critical, finding.Proven), 0},
		"possible together 15":              {join(several(1, bola, finding.Critical, finding.Possible), several(1, bola+"-2", finding.Critical, finding.Possible)), 85},
		"possible add 15 to the sure":       {join(several(1, bola, finding.High, finding.Likely), several(1, bola+"-2", finding.Critical, finding.Possible), several(1, bola+"-33", finding.Critical, finding.Possible)), 65},
		"a sign does not soften a proof":    {join(several(1, bola, finding.Low, finding.Proven), several(1, bola+"-2", finding.Critical, finding.Possible), several(1, bola, finding.Critical, finding.Possible)), 80},
		"a finding of another category":     {several(1, finding.CategorySSRF, finding.Critical, finding.Proven), 100},
		"a verdict that nobody knows":       {several(1, bola, finding.Critical, "sworn"), 100},
		"whole in spite of the fractions":   {several(6, bola, finding.Critical, finding.Likely), 2}, // 40 × 2.45 = 98
		"seven tens make what they should":  {several(2, bola, finding.Low, finding.Likely), 95},     // 3 + 1.5
		"info findings take no one's place": {join(several(3, bola, finding.Info, finding.Proven), several(1, bola, finding.High, finding.Proven)), 65},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := Of(test.findings, everything(), categoryOf)
			if got := *s.Categories[1].Value; s.Categories[1].Name != bola || got != test.want {
				t.Errorf("%s is worth %d, want %d; %v", s.Categories[1].Name, got, test.want, s.Subtractions)
			}
		})
	}
}

func TestScoreAndGrade(t *testing.T) {
	const bola = finding.CategoryBOLA // weight 3 of 24
	tests := map[string]struct {
		findings []finding.Finding
		value    int
		grade    string
		caps     string
	}{
		"nothing found":   {nil, 100, "A", "[]"},
		"proven critical": {several(1, bola, finding.Critical, finding.Proven), 45, "F", "[{49 proven critical [000000002400]}]"}, // 92.5 × 0.49
		"likely critical": {several(1, bola, finding.Critical, finding.Likely), 65, "D", "[{69 likely critical [000000002400]}]"},
		"proven high":     {several(1, bola, finding.High, finding.Proven), 65, "D", "[{69 proven high [000000002400]}]"},
		"likely high":     {several(1, bola, finding.High, finding.Likely), 77, "C", "[{79 likely high [000000002400]}]"},
		"proven medium":   {several(1, bola, finding.Medium, finding.Proven), 87, "B", "[{89 proven medium [000000002400]}]"},
		"likely medium":   {several(1, bola, finding.Medium, finding.Likely), 99, "A", "[]"},
		"two caps":        {join(several(1, bola, finding.Medium, finding.Proven), several(1, bola+"-2", finding.Critical, finding.Proven)), 44, "F", "[{49 proven critical [000000000600]} {89 proven medium [000000002400]}]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := Of(test.findings, everything(), categoryOf)
			if *s.Value != test.value || *s.Grade != test.grade || fmt.Sprint(s.Caps) != test.caps {
				t.Errorf("%d %s %v, want %d %s %s", *s.Value, *s.Grade, s.Caps, test.value, test.grade, test.caps)
			}
		})
	}
	for value, want := range map[int]string{100: "A", 90: "A", 89: "B", 80: "B", 79: "C", 70: "C", 69: "D", 60: "D", 59: "F", 0: "F"} {
		if got := Grade(value); got != want {
			t.Errorf("%d is a %s, want %s", value, got, want)
		}
	}
}

func TestWeightedMean(t *testing.T) {
	// Only a category of weight 3 and one of weight 1 are counted.
	ledger := append(cells(finding.CategoryBFLA, 2, 0), cells(finding.CategoryEncryption, 2, 0)...)
	s := Of(several(1, finding.CategoryEncryption, finding.Medium, finding.Likely), ledger, categoryOf)
	if *s.Value != 98 { // (3×100 + 92) / 4
		t.Errorf("score %d, want 98", *s.Value)
	}
}

func TestCoverage(t *testing.T) {
	tests := map[string]struct {
		ledger  []finding.Cell
		percent float64
		value   string
		counted string
	}{
		"nothing":                 {nil, 0, "none", "[]"},
		"nothing applicable":      {cells(finding.CategoryBOLA, 0, 0), 0, "none", "[]"},
		"half":                    {cells(finding.CategoryBOLA, 2, 2), 50, "100", "[BOLA]"},
		"a cell below half":       {cells(finding.CategoryBOLA, 499, 500), 49.9, "none", "[]"},
		"rounded down":            {cells(finding.CategoryBOLA, 4999, 5001), 49.9, "none", "[]"},
		"a category below half":   {append(cells(finding.CategoryBOLA, 9, 0), cells(finding.CategorySSRF, 1, 2)...), 83.3, "100", "[BOLA]"},
		"a weakness nobody knows": {append(cells(finding.CategoryBOLA, 2, 0), cells("odd", 0, 3)...), 40, "none", "[BOLA]"},
		"only what nobody knows":  {cells("odd", 3, 0), 100, "none", "[]"},
		"all categories":          {everything(), 100, "100", fmt.Sprint(finding.Categories)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := Of(nil, test.ledger, categoryOf)
			value := "none"
			if s.Value != nil {
				value = fmt.Sprint(*s.Value)
			}
			counted := []string{}
			for _, c := range s.Categories {
				if c.Value != nil {
					counted = append(counted, c.Name)
				}
			}
			if s.Coverage.Percent != test.percent || value != test.value || fmt.Sprint(counted) != test.counted || (s.Grade == nil) != (s.Value == nil) {
				t.Errorf("%v%% %s %v, want %v%% %s %s", s.Coverage.Percent, value, counted, test.percent, test.value, test.counted)
			}
		})
	}
}

func TestUncountedCategoryStillCaps(t *testing.T) {
	ledger := append(cells(finding.CategoryBOLA, 9, 0), cells(finding.CategorySSRF, 1, 5)...)
	s := Of(several(1, finding.CategorySSRF, finding.Critical, finding.Proven), ledger, categoryOf)
	if *s.Value != 49 || len(s.Subtractions) != 0 {
		t.Errorf("score %d, subtractions %v", *s.Value, s.Subtractions)
	}
}

func TestCategoryComesFromTheCatalogueWhenTheFindingHasNone(t *testing.T) {
	f := made(1, finding.CategoryBOLA, finding.Critical, finding.Proven)
	f.Category = ""
	if s := Of([]finding.Finding{f}, everything(), categoryOf); len(s.Subtractions) != 1 || s.Subtractions[0].Category != finding.CategoryBOLA {
		t.Errorf("subtractions %v", s.Subtractions)
	}
}

// chance makes a scan that could be, biased to few weaknesses so that
// findings share them.
func chance(r *rand.Rand) ([]finding.Finding, []finding.Cell) {
	var ledger []finding.Cell
	for _, c := range finding.Categories {
		ledger = append(ledger, cells(c, r.IntN(8), r.IntN(5))...)
	}
	var findings []finding.Finding
	for i := range r.IntN(14) {
		findings = append(findings, one(r, i))
	}
	return findings, ledger
}

func one(r *rand.Rand, n int) finding.Finding {
	id := finding.Categories[r.IntN(3)]
	if r.IntN(2) == 0 {
		id += "-2"
	}
	return made(n, id, finding.Severities[r.IntN(5)], finding.Verdicts[r.IntN(3)])
}

func TestOneMoreFindingNeverRaisesTheScore(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	compared := 0
	for range 5_000 {
		findings, ledger := chance(r)
		before := Of(findings, ledger, categoryOf)
		more := join(findings, []finding.Finding{one(r, 99)})
		after := Of(more, ledger, categoryOf)
		if (before.Value == nil) != (after.Value == nil) {
			t.Fatal("a finding changed whether there is a score")
		}
		for i := range before.Categories {
			if b, a := before.Categories[i].Value, after.Categories[i].Value; b != nil && *a > *b {
				t.Fatalf("%s rose from %d to %d with %+v", before.Categories[i].Name, *b, *a, more)
			}
		}
		if before.Value != nil {
			compared++
			if *after.Value > *before.Value {
				t.Fatalf("the score rose from %d to %d with %+v", *before.Value, *after.Value, more)
			}
		}
	}
	if compared < 1_000 {
		t.Errorf("only %d scans had a score", compared)
	}
}

// With more certainty or severity a finding takes no less.
func TestAWorseFindingNeverRaisesTheScore(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 5_000 {
		findings, ledger := chance(r)
		if len(findings) == 0 {
			continue
		}
		before := Of(findings, ledger, categoryOf)
		worse := join(findings)
		f := &worse[r.IntN(len(worse))]
		switch {
		case r.IntN(2) == 0 && f.Verdict != finding.Proven:
			f.Verdict = map[finding.Verdict]finding.Verdict{finding.Possible: finding.Likely, finding.Likely: finding.Proven}[f.Verdict]
		case f.Severity != finding.Critical:
			f.Severity = map[finding.Severity]finding.Severity{finding.Info: finding.Low, finding.Low: finding.Medium, finding.Medium: finding.High, finding.High: finding.Critical}[f.Severity]
		}
		if after := Of(worse, ledger, categoryOf); before.Value != nil && *after.Value > *before.Value {
			t.Fatalf("the score rose from %d to %d with %+v instead of %+v", *before.Value, *after.Value, worse, findings)
		}
	}
}

func TestOrderDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 3_000 {
		findings, ledger := chance(r)
		want := Of(findings, ledger, categoryOf)
		r.Shuffle(len(findings), func(i, j int) { findings[i], findings[j] = findings[j], findings[i] })
		r.Shuffle(len(ledger), func(i, j int) { ledger[i], ledger[j] = ledger[j], ledger[i] })
		if diff := cmp.Diff(want, Of(findings, ledger, categoryOf)); diff != "" {
			t.Fatal(diff)
		}
	}
}

// The shares are what the category lost, so that an explanation adds up.
func TestSharesAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 3_000 {
		findings, ledger := chance(r)
		s := Of(findings, ledger, categoryOf)
		lost := map[string]float64{}
		for _, sub := range s.Subtractions {
			lost[sub.Category] += sub.Points
		}
		for _, c := range s.Categories {
			// A hundredth of rounding a finding, and the rounding down.
			if c.Value != nil && *c.Value > 0 && (100-lost[c.Name]-float64(*c.Value) > 1.2 || 100-lost[c.Name]-float64(*c.Value) < -0.2) {
				t.Fatalf("%s: %d left after %v, from %+v", c.Name, *c.Value, lost[c.Name], findings)
			}
		}
	}
}

func TestHalfIsNeededForAScore(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 3_000 {
		findings, ledger := chance(r)
		s := Of(findings, ledger, categoryOf)
		if enough := s.Coverage.Tested*2 >= s.Coverage.Applicable && s.Coverage.Applicable > 0; s.Value != nil && !enough {
			t.Fatalf("a score of %d with %+v", *s.Value, s.Coverage)
		}
	}
}

func TestExplain(t *testing.T) {
	findings := join(
		several(2, finding.CategoryBOLA, finding.Critical, finding.Proven),
		several(1, finding.CategorySSRF, finding.Critical, finding.Proven),
		several(1, finding.CategoryEncryption, finding.Medium, finding.Proven),
		several(1, finding.CategoryInventory, finding.Info, finding.Proven),
	)
	ledger := join2(everything(), cells(finding.CategoryRateLimiting, 0, 9))
	e := Explain(Of(findings, ledger, categoryOf), findings)
	if e.Missing != "" || e.Cap.Value != 49 || len(e.Cap.Findings) != 3 || fmt.Sprint(e.Left) != "[rate limiting]" || len(e.Parts) != 11 {
		t.Errorf("%+v", e)
	}
	if e.Mean != 82.39 { // (23×100 - 3×90 - 2×60 - 1×15) / 23
		t.Errorf("mean %v", e.Mean)
	}
	if got := fmt.Sprint(e.Parts[1].Subtractions); got != "[{000000002400 BOLA 60} {000000002401 BOLA 30}]" {
		t.Errorf("BOLA loses %s", got)
	}
	if len(e.Parts) == 11 && len(e.Parts[9].Subtractions) != 0 {
		t.Errorf("an info finding is told: %v", e.Parts[9])
	}
	var got []string
	for _, g := range e.Gains {
		got = append(got, fmt.Sprint(g.Score, " ", g.What, " ", len(g.Findings)))
	}
	want := []string{
		"88 every proven critical finding 3", // 99.3 × 0.89
		"46 every BOLA 2",                    // 94.1 × 0.49
		"42 BOLA in GET /2400 1",             // 86.3 × 0.49
		"42 BOLA in GET /2401 1",
		"42 SSRF in GET /7400 1", // 87.6 × 0.49
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func join2(lists ...[]finding.Cell) []finding.Cell {
	var all []finding.Cell
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func TestExplainWithoutAScore(t *testing.T) {
	for want, ledger := range map[string][]finding.Cell{
		"there was nothing to test":                                   nil,
		"1 of 4 checks could be made, and a score needs half of them": cells(finding.CategoryBOLA, 1, 3),
		"no category has half of its checks made":                     cells("odd", 3, 0),
	} {
		if e := Explain(Of(nil, ledger, categoryOf), nil); e.Missing != want || e.Gains != nil {
			t.Errorf("%q, want %q", e.Missing, want)
		}
	}
}
