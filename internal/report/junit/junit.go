// Package junit tells a scan as JUnit XML, for the test pages of build
// services: a suite for each weakness, and in it a case for each operation
// that can have it.
//
// A case fails where something was found, also with what else was looked at.
// It passes where source or live look found nothing. It is skipped, with the
// reason of each look, where neither could tell: a contract without a sign of
// it says what is meant and not what is done. So is one whose findings somebody
// has accepted.
package junit

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
)

// wholeAPI is the case of findings that are about no operation.
const wholeAPI = "the whole API"

type suites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Skipped  int      `xml:"skipped,attr"`
	Time     string   `xml:"time,attr"`
	Suites   []*suite `xml:"testsuite"`
}

type suite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Timestamp string      `xml:"timestamp,attr,omitempty"`
	Cases     []*testCase `xml:"testcase"`
}

type testCase struct {
	Class   string   `xml:"classname,attr"`
	Name    string   `xml:"name,attr"`
	File    string   `xml:"file,attr,omitempty"`
	Line    int      `xml:"line,attr,omitempty"`
	Skipped *skipped `xml:"skipped"`
	Failure *failure `xml:"failure"`
	Out     string   `xml:"system-out,omitempty"`
}

type skipped struct {
	Message string `xml:"message,attr"`
}

type failure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// Write writes the suites of a scan.
func Write(w io.Writer, scan *finding.Scan) error {
	all := suites{Name: "ashlar", Time: fmt.Sprintf("%.3f", max(0, scan.Ended.Sub(scan.Started).Seconds()))}
	for _, weakness := range weaknesses(scan) {
		s := &suite{Name: printable.Line(weakness)}
		if !scan.Started.IsZero() {
			s.Timestamp = scan.Started.UTC().Format(time.RFC3339)
		}
		for _, c := range cases(scan, weakness) {
			s.Cases = append(s.Cases, c)
			s.Tests++
			switch {
			case c.Failure != nil:
				s.Failures++
			case c.Skipped != nil:
				s.Skipped++
			}
		}
		if s.Tests == 0 {
			continue
		}
		all.Suites = append(all.Suites, s)
		all.Tests, all.Failures, all.Skipped = all.Tests+s.Tests, all.Failures+s.Failures, all.Skipped+s.Skipped
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	encoder := xml.NewEncoder(&b)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return fmt.Errorf("encoding the JUnit suites: %w", err)
	}
	b.WriteByte('\n')
	_, err := w.Write(b.Bytes())
	return err
}

func weaknesses(scan *finding.Scan) []string {
	var all []string
	for _, c := range scan.Ledger {
		all = append(all, c.Weakness)
	}
	for _, f := range scan.Findings {
		all = append(all, f.Weakness)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// cases of one weakness, by operation.
func cases(scan *finding.Scan, weakness string) []*testCase {
	cells := map[string][]finding.Cell{}
	var operations []string
	add := func(operation string) {
		if _, known := cells[operation]; !known {
			operations = append(operations, operation)
			cells[operation] = nil
		}
	}
	for _, c := range scan.Ledger {
		if c.Weakness == weakness && c.State.Applicable() {
			add(c.Operation)
			cells[c.Operation] = append(cells[c.Operation], c)
		}
	}
	found := map[string][]finding.Finding{}
	for _, f := range scan.Findings {
		if f.Weakness != weakness {
			continue
		}
		for _, o := range about(f) {
			add(o)
			found[o] = append(found[o], f)
		}
	}
	slices.Sort(operations)
	var all []*testCase
	for _, o := range operations {
		all = append(all, told(weakness, o, cells[o], found[o]))
	}
	return all
}

// about lists the operations that a finding fails.
func about(f finding.Finding) []string {
	switch {
	case len(f.Operations) > 0:
		return f.Operations
	case f.Operation != "":
		return []string{f.Operation}
	}
	return []string{wholeAPI}
}

func told(weakness, operation string, cells []finding.Cell, found []finding.Finding) *testCase {
	c := &testCase{Class: printable.Line(weakness), Name: printable.Line(operation)}
	var reasons, others []string
	clean := false
	for _, cell := range cells {
		text := fmt.Sprintf("%s: %s: %s", cell.Look, cell.State, cell.Reason)
		switch {
		case cell.State == finding.Clean:
			clean = clean || cell.Look != finding.Contract
			reasons, others = append(reasons, text), append(others, text)
		case !cell.State.Tested():
			reasons = append(reasons, text)
			others = append(others, text)
		}
	}
	counts := slices.DeleteFunc(slices.Clone(found), func(f finding.Finding) bool { return f.Accepted != nil })
	switch {
	case len(found) > 0 && len(counts) == 0:
		a := found[0].Accepted
		c.Skipped = &skipped{printable.Line(fmt.Sprintf("accepted by %s until %s: %s", a.Owner, a.Expires, a.Reason))}
		return c
	case len(found) > 0:
		c.Failure = failed(counts)
		if at := counts[0].Location; at != nil {
			c.File, c.Line = printable.Line(at.File), at.Line
		}
	case slices.ContainsFunc(cells, func(cell finding.Cell) bool { return cell.State == finding.Found }):
		// Found here, and told with a finding that is not in the document.
		c.Failure = &failure{Type: "found", Message: printable.Line(weakness)}
	case !clean:
		c.Skipped = &skipped{printable.Line(strings.Join(reasons, "; "))}
		return c
	}
	c.Out = printable.Lines(strings.Join(others, "\n"))
	return c
}

// failed tells all findings of one case, the worst first.
func failed(found []finding.Finding) *failure {
	found = slices.Clone(found)
	slices.SortStableFunc(found, finding.Compare)
	first := found[0]
	var text strings.Builder
	for _, f := range found {
		fmt.Fprintf(&text, "%s %s: %s\n", f.Verdict, f.Severity, cmp.Or(f.Evidence.Summary, f.Title))
		if f.Location != nil {
			fmt.Fprintf(&text, "at %s\n", f.Location)
		}
		if f.Remediation != "" {
			fmt.Fprintf(&text, "remedy: %s\n", f.Remediation)
		}
		fmt.Fprintf(&text, "finding %s\n", f.ID)
	}
	return &failure{
		Type: printable.Line(string(first.Verdict) + " " + string(first.Severity)), Message: printable.Line(cmp.Or(first.Evidence.Summary, first.Title)),
		Text: printable.Lines(text.String()),
	}
}
