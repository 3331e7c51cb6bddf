package html

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
	"github.com/ashlarsec/ashlar/internal/score"
)

// view is all that the page shows; every text in it prints.
type view struct {
	Policy string
	Style  template.CSS
	Script template.JS

	Title, About, When string
	Warnings           []string
	Score, Grade, Tone string // Score is a number, or a dash
	Coverage           string // 99% of 1,290 checks
	CoveragePercent    float64
	Looks              string
	Cap, Missing       string
	Tally              []tally
	Categories         []category
	Gains              []gain
	Matrix             matrix
	Findings           []*card
	Patches            bool // some finding has one
	Gaps               []gap
	Silenced           []silenced
	Identities         []identity
	Left               []string
	Created            int
	Notes              []note
	Tool               string
}

type tally struct {
	Severity string
	Count    int
}

type category struct {
	Name, Value, Checks, Tone string
	Width                     int // of 100
	Counted                   bool
}

type gain struct {
	Score int
	What  string
}

type gap struct {
	State, Reason, Where string
	Count                int
}

type silenced struct{ Weakness, Operation, Place, Reason string }

type identity struct {
	Name, What, Origin, Reason string
	Alive                      bool
}

type note struct{ Level, Text string }

// mostGains ways to a better score are told.
const mostGains = 5

func newView(scan *finding.Scan) *view {
	v := &view{Title: p(cmp.Or(scan.Target.Title, scan.Target.URL, "API")), Tool: p(scan.Tool.Name + " " + scan.Tool.Version), Created: len(scan.Created)}
	v.About = about(scan)
	if !scan.Started.IsZero() {
		v.When = scan.Started.UTC().Format("2 January 2006, 15:04 UTC")
	}
	v.warnings(scan)
	v.scored(scan)
	for _, s := range finding.Severities {
		n := 0
		for _, f := range scan.Findings {
			if f.Severity == s {
				n++
			}
		}
		if n > 0 {
			v.Tally = append(v.Tally, tally{string(s), n})
		}
	}
	anchors := map[string]string{}
	for i, f := range scan.Findings {
		c := newCard(f, i)
		v.Findings = append(v.Findings, c)
		v.Patches = v.Patches || len(c.Patch) > 0
		anchors[f.ID] = c.Anchor
	}
	v.Matrix = newMatrix(scan, anchors)
	v.Gaps = gaps(scan.Ledger)
	for _, s := range scan.Silenced {
		v.Silenced = append(v.Silenced, silenced{p(s.Weakness), p(cmp.Or(s.Operation, "the whole API")), p(fmt.Sprintf("%s:%d", s.File, s.Line)), p(s.Reason)})
	}
	for _, i := range scan.Identities {
		what := slices.DeleteFunc([]string{i.Role, i.Tenant}, func(s string) bool { return s == "" })
		v.Identities = append(v.Identities, identity{p(i.Name), p(strings.Join(what, ", ")), p(i.Origin), p(i.Reason), i.Alive})
	}
	for _, o := range scan.LeftBehind {
		v.Left = append(v.Left, p(fmt.Sprintf("%s %s of %s: %s", o.Kind, o.ID, cmp.Or(o.Owner, "nobody"), o.Note)))
	}
	for _, n := range scan.Notes {
		v.Notes = append(v.Notes, note{p(n.Level), p(n.Text)})
	}
	return v
}

// p is text that prints, on one line.
func p(s string) string { return printable.Line(s) }

func about(scan *finding.Scan) string {
	var parts []string
	for _, part := range append([]string{scan.Target.URL}, append(scan.Target.Sources, scan.Target.Contracts...)...) {
		if part != "" && !slices.Contains(parts, part) {
			parts = append(parts, part)
		}
	}
	if scan.Mode != "" {
		parts = append(parts, "mode "+scan.Mode)
	}
	if scan.Requests > 0 {
		parts = append(parts, count(scan.Requests, "request"))
	}
	return p(strings.Join(parts, " · "))
}

// warnings are what makes silence below mean nothing.
func (v *view) warnings(scan *finding.Scan) {
	if scan.Interrupted {
		v.Warnings = append(v.Warnings, "The scan stopped early. This is what it had until then.")
	}
	for _, i := range scan.Identities {
		if !i.Alive && i.Origin != "anonymous" {
			v.Warnings = append(v.Warnings, p("Not tested as "+i.Name+": "+cmp.Or(i.Reason, "its credential does not work")+"."))
		}
	}
}

func (v *view) scored(scan *finding.Scan) {
	s := scan.Score
	v.Score, v.Tone = "–", "none"
	if s.Value != nil {
		v.Score, v.Tone = strconv.Itoa(*s.Value), tone(*s.Value, s)
	}
	if s.Grade != nil {
		v.Grade = p(*s.Grade)
	}
	v.CoveragePercent = min(max(s.Coverage.Percent, 0), 100)
	v.Coverage = fmt.Sprintf("%d%% of %s made", int(s.Coverage.Percent), count(s.Coverage.Applicable, "check"))
	looks := make([]string, len(scan.Looks))
	for i, l := range scan.Looks {
		looks[i] = string(l)
	}
	v.Looks = p(strings.Join(looks, ", "))
	e := score.Explain(s, scan.Findings)
	switch {
	case e.Missing != "":
		v.Missing = p("There is no score: " + e.Missing + ".")
	case s.Ungraded != "":
		v.Missing = p("There is no grade: " + s.Ungraded + ".")
	}
	if e.Missing == "" && e.Cap.Value < 100 {
		v.Cap = p(fmt.Sprintf("The categories come to %s. With %s the score is at most %d of 100 of that.",
			strconv.FormatFloat(e.Mean, 'f', -1, 64), count(len(e.Cap.Findings), e.Cap.Reason+" finding"), e.Cap.Value))
	}
	for i, g := range e.Gains {
		if i == mostGains {
			break
		}
		v.Gains = append(v.Gains, gain{g.Score, p(g.What)})
	}
	for _, c := range s.Categories {
		out := category{Name: p(c.Name), Value: "–", Checks: fmt.Sprintf("%d of %d checks", c.Coverage.Tested, c.Coverage.Applicable), Tone: "none"}
		if c.Value != nil {
			out.Counted, out.Value, out.Width, out.Tone = true, strconv.Itoa(*c.Value), min(max(*c.Value, 0), 100), tone(*c.Value, s)
		}
		v.Categories = append(v.Categories, out)
	}
}

// tone is that of the grade. Nothing is good where there is none.
func tone(value int, s finding.Score) string {
	switch {
	case value >= 80 && s.Grade != nil:
		return "good"
	case value >= 60:
		return "fair"
	}
	return "bad"
}

// gaps groups what was not tested by the reason, the largest group first.
func gaps(ledger []finding.Cell) []gap {
	type key struct {
		state  finding.State
		reason string
	}
	type group struct {
		gap
		operations, weaknesses map[string]bool
	}
	groups := map[key]*group{}
	var order []*group
	for _, c := range ledger {
		if c.State.Tested() || !c.State.Applicable() {
			continue
		}
		k := key{c.State, c.Reason}
		if groups[k] == nil {
			groups[k] = &group{gap: gap{State: string(c.State), Reason: p(c.Reason)}, operations: map[string]bool{}, weaknesses: map[string]bool{}}
			order = append(order, groups[k])
		}
		groups[k].Count++
		groups[k].operations[c.Operation], groups[k].weaknesses[c.Weakness] = true, true
	}
	slices.SortStableFunc(order, func(a, b *group) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.State, b.State))
	})
	var all []gap
	for _, g := range order {
		g.Where = one(g.operations, "operation") + ", " + one(g.weaknesses, "weakness")
		all = append(all, g.gap)
	}
	return all
}

// one is the only one, or how many there are.
func one(set map[string]bool, noun string) string {
	if len(set) == 1 {
		for only := range set {
			return p(only)
		}
	}
	if noun == "weakness" {
		return fmt.Sprintf("%d weaknesses", len(set))
	}
	return count(len(set), noun)
}

// count is "1 check" or "1,240 checks".
func count(n int, noun string) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	if n != 1 {
		noun += "s"
	}
	return digits + " " + noun
}
