package markdown

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// mostExchanges of a finding: the first, and the last ones.
const mostExchanges = 3

const header = "| severity | verdict | weakness | operation | place |\n| --- | --- | --- | --- | --- |\n"

func rows(findings []finding.Finding) []string {
	var all []string
	for _, f := range findings {
		place, verdict := "", cut(string(f.Verdict), longName)
		if f.Accepted != nil {
			verdict += ", accepted"
		}
		if f.Location != nil {
			place = f.Location.String()
		}
		all = append(all, fmt.Sprintf("| %s | %s | %s | %s | %s |\n", prose(cut(string(f.Severity), longName)), prose(verdict),
			prose(cut(f.Weakness, longName)), code(cut(cmp.Or(f.Operation, "the whole API"), longName)), code(cut(place, longName))))
	}
	return all
}

// table is nothing without rows.
func table(title, after string, rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	return "### " + title + "\n\n" + header + few(rows) + after
}

// few is the first rows, and how many more there are.
func few(rows []string) string {
	if len(rows) <= mostRows+1 {
		return strings.Join(rows, "")
	}
	return strings.Join(rows[:mostRows], "") + fmt.Sprintf("\nand %d more\n", len(rows)-mostRows)
}

// folded is a table that opens on demand.
func folded(title string, rows []string) string {
	if len(rows) == 0 {
		return ""
	}
	return fmt.Sprintf("<details><summary>%s: %d</summary>\n\n%s%s\n</details>\n", title, len(rows), header, few(rows))
}

func ended(title string, all []change.Ended) string {
	if len(all) == 0 {
		return ""
	}
	var lines []string
	for _, e := range all {
		lines = append(lines, fmt.Sprintf("| %s | %s | %s | %s |\n", prose(cut(string(e.Finding.Severity), longName)), prose(cut(e.Finding.Weakness, longName)),
			code(cut(cmp.Or(e.Finding.Operation, "the whole API"), longName)), prose(cut(e.Reason, longText))))
	}
	return "### " + title + "\n\n| severity | weakness | operation | why |\n| --- | --- | --- | --- |\n" + few(lines)
}

// details opens each finding on demand, the worst first, as long as there is
// room.
func (p *page) details(findings []finding.Finding, isNew bool) {
	kind := "finding"
	if isNew {
		kind = "new finding"
	}
	for i, f := range findings {
		if p.room(detail(f)) {
			continue
		}
		p.add(fmt.Sprintf("%s more without details: there is no room here. The HTML report has them.\n", count(len(findings)-i, kind)))
		return
	}
}

// last is what is kept for what stands behind the details.
const last = 4_500

func (p *page) room(part string) bool {
	return p.Len()+len(part)+last <= Most && p.add(part)
}

func detail(f finding.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "<details><summary><b>%s</b> · %s · <code>%s</code></summary>\n\n", prose(cut(string(f.Severity), longName)),
		prose(cut(cmp.Or(f.Title, f.Weakness), longText)), prose(cut(cmp.Or(f.Operation, "the whole API"), longName)))
	if f.Evidence.Summary != "" {
		b.WriteString(prose(cut(f.Evidence.Summary, longText)) + "\n\n")
	}
	if a := f.Accepted; a != nil {
		b.WriteString(prose(cut(fmt.Sprintf("Accepted by %s until %s: %s", a.Owner, a.Expires, a.Reason), longText)) + "\n\n")
	}
	if len(f.Operations) > 1 {
		b.WriteString("At ")
		for i, o := range f.Operations {
			if i == mostExchanges && len(f.Operations) > mostExchanges+1 {
				fmt.Fprintf(&b, " and %d more", len(f.Operations)-i)
				break
			}
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(code(cut(o, longName)))
		}
		b.WriteString("\n\n")
	}
	if story := exchanges(f); story != "" {
		b.WriteString(block("", story) + "\n")
	}
	if len(f.Evidence.Path) > 0 {
		b.WriteString(block("", path(f)) + "\n")
	}
	if f.Evidence.Guard != "" {
		b.WriteString(prose(cut(f.Evidence.Guard, longText)) + "\n\n")
	}
	if ex := proof.Decisive(f); ex != nil {
		if curl := evidence.Curl(*ex); len(curl) <= 2*longLine {
			b.WriteString(block("sh", breakable(curl)) + "\n")
		}
	}
	if f.Remediation != "" {
		b.WriteString("**Remedy:** " + prose(cut(f.Remediation, longText)) + "\n\n")
	}
	if f.Fix != nil && f.Fix.Decision != "" {
		b.WriteString("To decide: " + prose(cut(f.Fix.Decision, longText)) + "\n\n")
	}
	if f.Fix != nil && f.Fix.Diff != "" {
		b.WriteString(block("diff", f.Fix.Diff) + "\n")
	}
	fmt.Fprintf(&b, "%s · %s\n\n</details>\n", code(cut(f.Weakness, longName)), code(cut(f.ID, longName)))
	return b.String()
}

// breakable puts a long curl line on several, as a shell reads them.
func breakable(curl string) string {
	if len(curl) <= longLine/2 {
		return curl
	}
	for _, flag := range []string{" -H ", " --data-raw "} {
		curl = strings.ReplaceAll(curl, flag, " \\\n "+flag)
	}
	return curl
}

// exchanges tells who asked and what came back, the control last.
func exchanges(f finding.Finding) string {
	var b strings.Builder
	tell := func(before string, ex evidence.Exchange) {
		fmt.Fprintf(&b, "%s%s: %s\n", before, printable.Line(ex.Identity), printable.Line(ex.Step))
		request := ex.Request.Method + " " + ex.Request.URL
		if ex.Request.Body != "" {
			request += "  " + proof.Short(ex.Request.Body)
		}
		answer := fmt.Sprintf("%d  %s", ex.Response.Status, proof.Short(ex.Response.Body))
		if ex.Response.Status == 0 {
			answer = "no answer: " + ex.Response.Error
		}
		fmt.Fprintf(&b, "  > %s\n  < %s\n", printable.Line(request), printable.Line(answer))
	}
	all := f.Evidence.Exchanges
	for i, ex := range all {
		if skip := len(all) - mostExchanges; skip > 0 && i > 0 && i <= skip {
			continue
		}
		tell("", ex)
	}
	for i, ex := range f.Evidence.Control {
		if i < 1 {
			tell("control, ", ex)
		}
	}
	return b.String()
}

// path is the code path with the decisive line.
func path(f finding.Finding) string {
	var b strings.Builder
	decisive := proof.Point(f)
	file := ""
	for i, p := range f.Evidence.Path {
		if p.File != file {
			file = p.File
			b.WriteString(printable.Line(file) + "\n")
		}
		fmt.Fprintf(&b, "%6d  %s\n", p.Line, printable.Line(p.What))
		if i == decisive && p.Code != "" {
			fmt.Fprintf(&b, "        %s\n", printable.Line(p.Code))
		}
	}
	return b.String()
}

// gaps is what was not tested, by its reason.
func gaps(scan *finding.Scan) string {
	type key struct {
		state  finding.State
		reason string
	}
	counts := map[key]int{}
	var order []key
	for _, c := range scan.Ledger {
		if c.State.Tested() || !c.State.Applicable() {
			continue
		}
		k := key{c.State, c.Reason}
		if counts[k] == 0 {
			order = append(order, k)
		}
		counts[k]++
	}
	if len(order) == 0 {
		return ""
	}
	slices.SortStableFunc(order, func(a, b key) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a.reason, b.reason), cmp.Compare(a.state, b.state))
	})
	var b strings.Builder
	total := 0
	for _, n := range counts {
		total += n
	}
	fmt.Fprintf(&b, "<details><summary>%s not made</summary>\n\n| | | why |\n| ---: | --- | --- |\n", count(total, "check"))
	for i, k := range order {
		line := fmt.Sprintf("| %d | %s | %s |\n", counts[k], prose(cut(string(k.state), longName)), prose(cut(k.reason, longText)))
		if b.Len()+len(line) > last-700 {
			fmt.Fprintf(&b, "\nand %s more\n", count(len(order)-i, "reason"))
			break
		}
		b.WriteString(line)
	}
	b.WriteString("\n</details>\n")
	return b.String()
}
