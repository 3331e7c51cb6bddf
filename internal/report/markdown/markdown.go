// Package markdown tells a scan as a comment on a pull request: the score, what
// changed since the base, and details that open on demand.
//
//   - It fits into a comment. What has no room is counted, the worst is told.
//   - What an API has answered is text: it ends no code span, table or block,
//     loads nothing, links nowhere, and calls nobody by @name.
package markdown

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// Marker is the first line of every report: whoever keeps one comment up to
// date finds it by that.
const Marker = "<!-- ashlar:report -->"

// Most is how many bytes a report has at most. GitHub takes 65,536 characters
// in a comment; what is around the report needs some.
const Most = 64_000

const (
	mostRows  = 40  // of a table
	longText  = 400 // characters of a sentence
	longName  = 160 // characters of an operation, a path, a name
	mostLines = 30  // of a body, a patch
	longLine  = 240 // characters of one of them
)

// Write writes the report of a scan; base is the scan to compare it with, or
// nil.
func Write(w io.Writer, scan, base *finding.Scan) error {
	p := &page{}
	p.add(Marker + "\n" + head(scan))
	for _, text := range warnings(scan) {
		p.add("> [!WARNING]\n> " + text + "\n")
	}
	told := scan.Findings
	if base == nil {
		p.add(table("Findings", "", rows(told)))
	} else if c, err := change.Between(base, scan); err != nil {
		p.add("> [!WARNING]\n> There is no comparison with the base: " + prose(err.Error()) + ".\n")
		p.add(table("Findings", "", rows(told)))
	} else {
		told = c.New
		p.compared(c)
	}
	p.details(told, base != nil)
	p.add(gaps(scan))
	_, err := io.WriteString(w, p.String())
	return err
}

// page collects parts as long as there is room.
type page struct{ strings.Builder }

func (p *page) add(part string) bool {
	if part == "" {
		return true
	}
	if p.Len()+len(part)+1 > Most {
		return false
	}
	if p.Len() > 0 {
		p.WriteByte('\n')
	}
	p.WriteString(part)
	return true
}

func head(scan *finding.Scan) string {
	title := "no score"
	if scan.Score.Value != nil {
		title = strconv.Itoa(*scan.Score.Value) + "/100"
		if scan.Score.Grade != nil {
			title += " " + prose(cut(*scan.Score.Grade, longName))
		} else {
			title += ", no grade"
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "## Ashlar: %s\n\n%s · %s", title, tally(scan.Findings), coverage(scan.Score.Coverage))
	if looks := looks(scan.Looks); looks != "" {
		b.WriteString(" · " + looks)
	}
	if scan.Target.Title != "" {
		b.WriteString(" · " + prose(cut(scan.Target.Title, longName)))
	}
	b.WriteByte('\n')
	if len(scan.Score.Caps) > 0 {
		c := scan.Score.Caps[0]
		fmt.Fprintf(&b, "\nThe score is capped at %d by %s.\n", c.Value, prose(cut(count(len(c.Findings), c.Reason+" finding"), longText)))
	}
	return b.String()
}

func warnings(scan *finding.Scan) []string {
	var all []string
	if scan.Interrupted {
		all = append(all, "The scan stopped early. This is what it had until then.")
	}
	if scan.Score.Value == nil {
		all = append(all, "There is no score: "+prose(cut(cmp.Or(scan.Score.Ungraded, "too little could be looked at"), longText))+".")
	} else if scan.Score.Ungraded != "" {
		all = append(all, "There is no grade: "+prose(cut(scan.Score.Ungraded, longText))+".")
	}
	for _, i := range scan.Identities {
		if !i.Alive && i.Origin != "anonymous" && len(all) < 6 {
			all = append(all, "Not tested as "+prose(cut(i.Name, longName))+": "+prose(cut(i.Reason, longText))+".")
		}
	}
	return all
}

// compared tells what lies between the base and the scan.
func (p *page) compared(c *change.Change) {
	var b strings.Builder
	b.WriteString("| | base | now |\n| --- | --- | --- |\n")
	fmt.Fprintf(&b, "| score | %s | **%s** |\n", score(c.Before), score(c.After))
	fmt.Fprintf(&b, "| coverage | %s | %s |\n", coverage(c.Before.Coverage), coverage(c.After.Coverage))
	fmt.Fprintf(&b, "| looks | %s | %s |\n", looks(c.Before.Looks), looks(c.After.Looks))
	fmt.Fprintf(&b, "\n**%d new**, %d fixed, %d unchanged", len(c.New), len(c.Fixed), len(c.Unchanged))
	if n := len(c.Unknown); n > 0 {
		fmt.Fprintf(&b, ", %d not told any more and not looked for to the end", n)
	}
	b.WriteString("\n")
	p.add(b.String())
	p.add(table("New", "", rows(c.New)))
	p.add(ended("Fixed", c.Fixed))
	p.add(ended("Not known", c.Unknown))
	p.add(folded("Unchanged", rows(c.Unchanged)))
}

func score(s change.Side) string {
	if s.Score == nil {
		return "no score"
	}
	text := strconv.Itoa(*s.Score) + "/100"
	if s.Grade != nil {
		text += " " + prose(cut(*s.Grade, longName))
	} else {
		text += ", no grade"
	}
	return text
}

func coverage(c finding.Coverage) string {
	return fmt.Sprintf("%d%% of %s", int(c.Percent), count(c.Applicable, "check"))
}

func looks(all []finding.Look) string {
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = prose(cut(string(l), longName))
	}
	return strings.Join(names, ", ")
}

func tally(findings []finding.Finding) string {
	var parts []string
	for _, s := range finding.Severities {
		n := 0
		for _, f := range findings {
			if f.Severity == s {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, s))
		}
	}
	if parts == nil {
		return "nothing found in what was tested"
	}
	return strings.Join(parts, ", ")
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
