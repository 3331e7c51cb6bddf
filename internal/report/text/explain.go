package text

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/score"
)

// mostGains is how many ways to a better score are told.
const mostGains = 5

// explain tells how the score came about, so that it can be made again by
// hand, and what to mend first.
func (p *page) explain(scan *finding.Scan) {
	e := score.Explain(scan.Score, scan.Findings)
	if e.Missing != "" {
		p.section("SCORE", "none", plain)
		p.prose(2, plain, sentence(upper(e.Missing)))
	} else {
		p.section("SCORE", fmt.Sprintf("%d = %s × %d / 100, rounded down", *scan.Score.Value, number(e.Mean), e.Cap.Value), plain)
	}
	places := make(map[string]finding.Finding, len(scan.Findings))
	for _, f := range scan.Findings {
		places[f.ID] = f
	}
	widest := 0
	for _, part := range e.Parts {
		widest = max(widest, width(part.Name))
	}
	for _, part := range e.Parts {
		pad := strings.Repeat(" ", widest-width(part.Name))
		p.line(2, span{bold, part.Name + pad}, span{plain, fmt.Sprintf("  %3d", *part.Value)}, span{dim, fmt.Sprintf("  weight %d", part.Weight)})
		for _, sub := range part.Subtractions {
			f := places[sub.Finding]
			text := fmt.Sprintf("−%-5s %s %s %s", number(sub.Points), f.Verdict, f.Severity, f.Weakness)
			if f.Operation != "" {
				text += " in " + f.Operation
			}
			p.line(4, span{plain, cut(clean(text), p.width-4)})
		}
	}
	if len(e.Left) > 0 {
		p.prose(2, dim, "Not counted, because less than half of their checks were made: "+strings.Join(e.Left, ", ")+".")
	}
	if e.Missing == "" {
		p.blank()
		p.prose(2, plain, fmt.Sprintf("The weighted mean is %s. %s", number(e.Mean), capText(e.Cap)))
	}
	if len(e.Gains) > 0 {
		p.blank()
		p.prose(2, plain, "What would raise it most:")
		for i, g := range e.Gains {
			if i == mostGains && !p.o.Verbose {
				break
			}
			text := fmt.Sprintf("%3d  by mending %s", g.Score, g.What)
			if len(g.Findings) > 1 {
				text += fmt.Sprintf(" (%d)", len(g.Findings))
			}
			p.line(2, span{plain, cut(clean(text), p.width-2)})
		}
	}
}

func capText(c finding.Cap) string {
	if c.Value == 100 {
		return "No finding caps it."
	}
	return fmt.Sprintf("With %s it is capped at %d.", count(len(c.Findings), c.Reason+" finding"), c.Value)
}

// number has as many decimals as it needs, and at most two.
func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func upper(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
