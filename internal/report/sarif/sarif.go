// Package sarif tells a scan in SARIF 2.1.0 (OASIS Standard, errata 01), the
// format of code-scanning services and editors.
//
//   - There is a rule for each weakness and severity: services take the
//     severity of an alert from its rule (security-severity).
//   - Every result has a place in a file, for a service shows no other: the
//     line of source, else the operation in the contract, else the design file
//     or the workflow that scanned.
//   - Paths are relative to %SRCROOT%, the folder in which the scan ran.
//   - What a comment silences is a suppressed result, not a missing one.
package sarif

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
)

const (
	schemaURI = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homeURI   = "https://github.com/ashlarsec/ashlar"
	baseID    = "%SRCROOT%"
)

// Write writes the log of a scan.
func Write(w io.Writer, scan *finding.Scan) error {
	r := &run{scan: scan, rules: []rule{}, index: map[string]int{}}
	results := make([]result, 0, len(scan.Findings)+len(scan.Silenced))
	for _, f := range scan.Findings {
		results = append(results, r.result(f))
	}
	for _, s := range scan.Silenced {
		results = append(results, r.silenced(s))
	}
	document := log{Schema: schemaURI, Version: "2.1.0", Runs: []sarifRun{{
		Tool: tool{Driver: driver{
			Name: "Ashlar", InformationURI: homeURI, Version: printable.Line(scan.Tool.Version), Rules: r.rules,
			Organization: "Ashlar", ShortDescription: &message{Text: "Finds insecure design in HTTP APIs backed by MongoDB, and proves it."},
		}},
		Invocations:        []invocation{r.invocation()},
		OriginalURIBaseIDs: map[string]baseLocation{baseID: {Description: message{Text: "The folder in which the scan ran."}}},
		ColumnKind:         "unicodeCodePoints",
		Results:            results,
		Properties:         r.properties(),
	}}}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		return fmt.Errorf("encoding the SARIF log: %w", err)
	}
	_, err := w.Write(b.Bytes())
	return err
}

// run is one scan on its way into a log.
type run struct {
	scan  *finding.Scan
	rules []rule
	index map[string]int // of rules, by id
}

// invocation says how the scan went, with its notes.
func (r *run) invocation() invocation {
	out := invocation{ExecutionSuccessful: !r.scan.Interrupted, Notifications: []notification{}}
	if !r.scan.Started.IsZero() {
		out.Start, out.End = r.scan.Started.UTC().Format(time.RFC3339), r.scan.Ended.UTC().Format(time.RFC3339)
	}
	for _, n := range r.scan.Notes {
		level := "note"
		if n.Level == "warning" {
			level = "warning"
		}
		out.Notifications = append(out.Notifications, notification{Level: level, Message: plain(n.Text)})
	}
	return out
}

func (r *run) properties() map[string]any {
	s, target := r.scan.Score, r.scan.Target
	for _, text := range []*string{&target.URL, &target.Title, &target.Config, &target.Workflow} {
		*text = printable.Line(*text)
	}
	target.Contracts, target.Sources = lines(target.Contracts), lines(target.Sources)
	return map[string]any{"score": s.Value, "grade": s.Grade, "ungraded": s.Ungraded, "coverage": s.Coverage, "looks": r.scan.Looks, "target": target}
}

// securitySeverity is a number in the range that code-scanning services show
// as the word: above 9 critical, from 7 high, from 4 medium, above 0 low.
var securitySeverity = map[finding.Severity]string{finding.Critical: "9.5", finding.High: "8.0", finding.Medium: "5.5", finding.Low: "3.0"}

var levels = map[finding.Severity]string{finding.Critical: "error", finding.High: "error", finding.Medium: "warning", finding.Low: "note", finding.Info: "note"}

// rule is the index of the rule for the weakness and severity.
func (r *run) rule(weakness string, severity finding.Severity, f finding.Finding) (string, int) {
	id := printable.Line(weakness) + "/" + printable.Line(string(severity))
	if i, known := r.index[id]; known {
		return id, i
	}
	out := rule{ID: id, Name: camel(weakness), DefaultConfiguration: configuration{Level: level(severity)}, Properties: properties{SecuritySeverity: securitySeverity[severity], Tags: []string{"security"}}}
	title, owasp, cwe := f.Title, f.OWASP, f.CWE
	help := &message{Text: printable.Lines(f.Remediation)}
	if w := catalogue.Find(weakness); w != nil {
		title, owasp, cwe = w.Title(), append([]string{"A04:2021"}, w.OWASP...), w.CWE
		help = &message{Text: "Remedy: " + w.Remedy + "\n\n" + w.Doc, Markdown: w.Doc}
		out.Properties.Category = w.Category
	}
	if title == "" {
		title = weakness
	}
	out.ShortDescription = plain(title)
	out.FullDescription = plain(title + ". " + first(f.Remediation, "See the help."))
	if help.Text != "" {
		out.Help = help
	}
	for _, n := range cwe {
		out.Properties.Tags = append(out.Properties.Tags, fmt.Sprintf("external/cwe/cwe-%03d", n))
	}
	for _, o := range owasp {
		out.Properties.Tags = append(out.Properties.Tags, "owasp/"+printable.Line(o))
	}
	out.Properties.Tags = unique(out.Properties.Tags)
	r.index[id] = len(r.rules)
	r.rules = append(r.rules, out)
	return id, r.index[id]
}

func level(s finding.Severity) string { return first(levels[s], "warning") }

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
