// Package text tells a scan to a person at a terminal.
//
// Its rules:
//
//   - The first line is the answer: score, looks, coverage. A scan that was
//     interrupted, has no score or lost a credential says so before anything
//     else, because then silence below means nothing.
//   - Each finding is told once, with all its operations, the worst first. Its
//     first lines say what somebody can do; the exchanges after them are the
//     proof, and the last lines are what to do about it: see it again, mend it.
//   - A proof fits on a screen. Of each exchange there is a line or two; of a
//     body, the part that decides. -v and the JSON document have the rest.
//   - What could not be tested is grouped by its reason and counted. Nobody
//     reads three hundred lines, and nobody may take silence for safety.
//   - Prose is wrapped, and stays within 100 columns to be readable. What is
//     meant for copying, a curl line, is never wrapped or cut.
//   - Colour repeats what words say, in the sixteen colours of the terminal's
//     own theme. Without colour nothing is lost.
//   - An API is hostile: whatever does not print is shown escaped, wherever
//     it came from.
package text

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// Options of a report. The zero value is for a file.
type Options struct {
	Width   int  // columns; 0: 80
	Color   bool // ANSI colours
	Explain bool // what each finding takes from the score
	Verbose bool // everything that is otherwise cut or counted
}

// Bounds of what is told when not asked for more.
const (
	narrowest      = 40
	widestProse    = 100
	mostOperations = 6
	mostReasons    = 12
	mostLeft       = 8
	mostNotes      = 12
)

// Write writes the report of a scan.
func Write(w io.Writer, scan *finding.Scan, o Options) error {
	p := newPage(o)
	p.head(scan)
	p.findings(scan)
	p.silenced(scan)
	p.gaps(scan)
	p.remains(scan)
	p.notes(scan)
	if o.Explain {
		p.explain(scan)
	}
	p.foot(scan)
	_, err := io.WriteString(w, p.b.String())
	return err
}

// Headline is the score with what it rests on, on one line:
// 41/100 F · contract, source, live · 87% of 212 checks.
func Headline(scan *finding.Scan) string {
	mark, rest := headline(scan)
	return clean(mark + " · " + rest)
}

func headline(scan *finding.Scan) (mark, rest string) {
	mark = "no score"
	if scan.Score.Value != nil {
		mark = strconv.Itoa(*scan.Score.Value) + "/100"
		if scan.Score.Grade != nil {
			mark += " " + *scan.Score.Grade
		} else {
			mark += ", no grade"
		}
	}
	looks := make([]string, len(scan.Looks))
	for i, l := range scan.Looks {
		looks[i] = string(l)
	}
	if len(looks) == 0 {
		looks = []string{"nothing looked at"}
	}
	c := scan.Score.Coverage
	return mark, fmt.Sprintf("%s · %d%% of %s", strings.Join(looks, ", "), int(c.Percent), count(c.Applicable, "check"))
}

func (p *page) head(scan *finding.Scan) {
	mark, rest := headline(scan)
	p.line(0, span{p.gradeStyle(scan), mark}, span{plain, " · " + rest})
	p.prose(0, dim, strings.Join(about(scan), " · "))
	if callers := callers(scan.Identities); callers != "" {
		p.prose(0, dim, "as "+callers)
	}
	if scan.Interrupted {
		p.prose(0, yellow, "The scan stopped early. This is what it had until then.")
	}
	if scan.Score.Value == nil {
		p.prose(0, yellow, "There is no score: "+missing(scan)+".")
	} else if scan.Score.Ungraded != "" {
		p.prose(0, yellow, "There is no grade: "+scan.Score.Ungraded+".")
	}
	for _, i := range scan.Identities {
		if !i.Alive && i.Origin != "anonymous" {
			p.prose(0, yellow, "Not tested as "+i.Name+": "+cmp.Or(i.Reason, "its credential does not work")+".")
		}
	}
	p.blank()
	if scan.Score.Coverage.Tested == 0 && len(scan.Findings) == 0 {
		p.line(0, span{bold, "Nothing was tested."})
		return
	}
	p.line(0, p.tally(scan.Findings)...)
}

// about is what was looked at, and at what cost.
func about(scan *finding.Scan) []string {
	var parts []string
	for _, part := range append([]string{scan.Target.Title, scan.Target.URL}, append(scan.Target.Contracts, scan.Target.Sources...)...) {
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
	if took := scan.Ended.Sub(scan.Started); took > 0 && !scan.Started.IsZero() {
		parts = append(parts, duration(took))
	}
	return parts
}

func callers(identities []finding.Identity) string {
	var names []string
	for _, i := range identities {
		if !i.Alive && i.Origin != "anonymous" {
			continue
		}
		what := slices.DeleteFunc([]string{i.Role, i.Tenant}, func(s string) bool { return s == "" })
		if len(what) > 0 {
			names = append(names, i.Name+" ("+strings.Join(what, ", ")+")")
		} else {
			names = append(names, i.Name)
		}
	}
	return strings.Join(names, ", ")
}

// tally counts the findings by severity.
func (p *page) tally(findings []finding.Finding) []span {
	var spans []span
	for _, severity := range finding.Severities {
		n := 0
		for _, f := range findings {
			if f.Severity == severity {
				n++
			}
		}
		if n == 0 {
			continue
		}
		if spans != nil {
			spans = append(spans, span{plain, ", "})
		}
		spans = append(spans, span{styleOf[severity], fmt.Sprintf("%d %s", n, severity)})
	}
	if spans == nil {
		return []span{{bold, "Nothing was found"}, {plain, " in what was tested."}}
	}
	return spans
}

// foot says the answer again, where the reader of a long report ends.
func (p *page) foot(scan *finding.Scan) {
	if len(scan.Findings) == 0 {
		return
	}
	p.blank()
	mark, _ := headline(scan)
	p.line(0, append([]span{{p.gradeStyle(scan), mark}, {plain, " · "}}, p.tally(scan.Findings)...)...)
	hints := []string{"ashlar weaknesses " + scan.Findings[0].Weakness + " tells more of the first"}
	for _, f := range scan.Findings {
		if v := proof.Decisive(f); v != nil && len(v.Variables) > 0 {
			hints = append(hints, "$"+v.Variables[0]+" and the like stand for credentials")
			break
		}
	}
	p.prose(0, dim, strings.Join(hints, "; ")+".")
}

// remains tells what the scan leaves on the target.
func (p *page) remains(scan *finding.Scan) {
	if len(scan.Created) == 0 && len(scan.LeftBehind) == 0 {
		return
	}
	if len(scan.LeftBehind) == 0 {
		p.section("LEFT BEHIND", "", plain)
		p.prose(2, plain, "Nothing: "+count(len(scan.Created), "object")+" created and deleted again.")
		return
	}
	p.section("LEFT BEHIND", fmt.Sprintf("%d of %s", len(scan.LeftBehind), count(max(len(scan.Created), len(scan.LeftBehind)), "created object")), yellow)
	type group struct{ kind, owner, note string }
	var order []group
	ids := make(map[group][]string)
	for _, o := range scan.LeftBehind {
		g := group{o.Kind, o.Owner, o.Note}
		if ids[g] == nil {
			order = append(order, g)
		}
		ids[g] = append(ids[g], o.ID)
	}
	for _, g := range order {
		shown := ids[g]
		more := ""
		if !p.o.Verbose && len(shown) > mostLeft {
			more = fmt.Sprintf(" and %d more", len(shown)-mostLeft)
			shown = shown[:mostLeft]
		}
		text := g.kind + " of " + cmp.Or(g.owner, "nobody") + ": " + strings.Join(shown, ", ") + more
		if g.note != "" {
			text += " (" + g.note + ")"
		}
		p.prose(2, plain, text)
	}
}

func (p *page) notes(scan *finding.Scan) {
	notes := slices.Clone(scan.Notes)
	if len(notes) == 0 {
		return
	}
	slices.SortStableFunc(notes, func(a, b finding.Note) int {
		return b2i(b.Level == "warning") - b2i(a.Level == "warning")
	})
	p.section("NOTES", "", plain)
	for i, n := range notes {
		if i == mostNotes && !p.o.Verbose && len(notes) > mostNotes+1 {
			p.prose(2, dim, fmt.Sprintf("and %d more (-v tells them)", len(notes)-i))
			break
		}
		if n.Level == "warning" {
			p.item(2, "!", yellow, n.Text)
		} else {
			p.item(2, "·", dim, n.Text)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
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

func duration(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
}
