package sarif

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/printable"
	"github.com/ashlarsec/ashlar/internal/report/diff"
	"github.com/ashlarsec/ashlar/internal/report/proof"
)

// ranks are how sure a verdict is, from 0 to 100.
var ranks = map[finding.Verdict]float64{finding.Proven: 100, finding.Likely: 70, finding.Possible: 30}

// lines are names of the scanned API without what moves the cursor.
func lines(names []string) []string {
	out := make([]string, 0, len(names))
	for _, n := range names {
		out = append(out, printable.Line(n))
	}
	return out
}

func (r *run) result(f finding.Finding) result {
	id, index := r.rule(f.Weakness, f.Severity, f)
	out := result{
		RuleID: id, RuleIndex: index, Level: level(f.Severity), Message: told(f), Rank: ranks[f.Verdict], Locations: r.locations(f),
		PartialFingerprints: prints(f.Fingerprint), Fixes: fixes(f.Fix),
		Properties: map[string]any{
			"id": f.ID, "verdict": f.Verdict, "severity": f.Severity, "category": f.Category, "looks": f.Looks, "operations": lines(f.Operations),
			"field": printable.Line(f.Field), "identity": printable.Line(f.Identity), "remediation": printable.Lines(f.Remediation),
		},
	}
	if path := r.path(f); path != nil {
		out.CodeFlows = []codeFlow{{Message: plain("The way of the content to the line that decides"), ThreadFlows: []threadFlow{{Locations: path}}}}
	}
	if f.Declared != nil && f.Location != nil && f.Declared.File != "" {
		declared := r.location(*f.Declared)
		declared.ID, declared.Message = 1, plainPointer("Where the contract declares "+f.Operation)
		out.RelatedLocations = []location{declared}
	}
	if a := f.Accepted; a != nil {
		out.Suppressions = []suppression{{Kind: "external", Status: "accepted", Justification: printable.Line(fmt.Sprintf("%s (accepted by %s until %s)", a.Reason, a.Owner, a.Expires))}}
	}
	if ex := proof.Decisive(f); ex != nil {
		out.WebRequest, out.WebResponse = request(*ex), response(*ex)
	}
	return out
}

// prints are the fingerprints of a result. The first is the name under which
// GitHub looks for one, and spares it to make its own from a line that moves.
func prints(fingerprint string) map[string]string {
	if fingerprint == "" {
		return nil
	}
	return map[string]string{"primaryLocationLineHash": fingerprint + ":1", "ashlar/v1": fingerprint}
}

// told is the effect, where, and why nothing stopped it.
func told(f finding.Finding) message {
	text := sentence(first(f.Evidence.Summary, f.Title, f.Weakness))
	if f.Operation != "" && !strings.Contains(text, f.Operation) {
		text = f.Operation + ": " + text
	}
	text += " (" + string(f.Verdict) + ")"
	if f.Evidence.Guard != "" {
		text += "\n\n" + sentence(strings.ToUpper(f.Evidence.Guard[:1])+f.Evidence.Guard[1:])
	}
	if f.Remediation != "" {
		text += "\n\nRemedy: " + sentence(f.Remediation)
	}
	return plain(text)
}

// silenced is a finding that a comment keeps out of the findings.
func (r *run) silenced(s finding.Silenced) result {
	id, index := r.rule(s.Weakness, s.Severity, finding.Finding{})
	at := r.location(api.Place{File: s.File, Line: s.Line})
	at.Logical = logical(s.Operation)
	return result{
		RuleID: id, RuleIndex: index, Level: level(s.Severity), Message: plain(first(s.Operation, "The whole API") + ": silenced by a comment: " + s.Reason),
		Locations: []location{at}, PartialFingerprints: prints(s.Fingerprint),
		Suppressions: []suppression{{Kind: "inSource", Status: "accepted", Justification: printable.Line(s.Reason)}},
	}
}

// locations is the one place of the finding that a service shows.
func (r *run) locations(f finding.Finding) []location {
	place := proof.Place(r.scan, f)
	at := r.location(place)
	operations := f.Operations
	if len(operations) == 0 && f.Operation != "" {
		operations = []string{f.Operation}
	}
	for _, o := range unique(operations) {
		at.Logical = append(at.Logical, logical(o)...)
	}
	if place.Pointer != "" {
		at.Logical = append(at.Logical, logicalLocation{FullyQualifiedName: printable.Line("#" + place.Pointer)})
	}
	return []location{at}
}

func logical(operation string) []logicalLocation {
	if operation == "" {
		return nil
	}
	return []logicalLocation{{FullyQualifiedName: printable.Line(operation), Kind: "resource"}}
}

// location is empty for a place without a file.
func (r *run) location(p api.Place) location {
	if p.File == "" {
		return location{}
	}
	out := &physical{Artifact: artifactOf(p.File)}
	if p.Line > 0 {
		out.Region = &region{StartLine: p.Line}
		if p.Column > 0 {
			out.Region.StartColumn = p.Column
		}
	}
	return location{Physical: out}
}

// path is the code path; the decisive step is the essential one.
func (r *run) path(f finding.Finding) []threadFlowLocation {
	var all []threadFlowLocation
	decisive := proof.Point(f)
	for i, p := range f.Evidence.Path {
		if p.File == "" {
			continue
		}
		at := r.location(api.Place{File: p.File, Line: p.Line})
		text := p.What
		if p.Kind != "" {
			text += " (" + p.Kind + ")"
		}
		at.Message = plainPointer(first(text, "passes here"))
		if p.Code != "" && at.Physical.Region != nil {
			at.Physical.Region.Snippet = &content{Text: printable.Lines(p.Code)}
		}
		importance := "important"
		if i == decisive {
			importance = "essential"
		}
		all = append(all, threadFlowLocation{Location: at, Importance: importance, ExecutionOrder: len(all) + 1})
	}
	return all
}

// fixes is the change, for editors that can apply it. One in which secrets
// are masked would write the mask into the file.
func fixes(f *finding.Fix) []fix {
	if f == nil || f.Diff == "" || f.Masked {
		return nil
	}
	out := fix{Description: plain(first(f.Decision, "The change that ashlar fix makes"))}
	for _, file := range diff.Parse(f.Diff) {
		change := artifactChange{Artifact: artifactOf(named(f.Files, file.Path))}
		for _, c := range file.Changes() {
			change.Replacements = append(change.Replacements, replaced(c))
		}
		if len(change.Replacements) > 0 {
			out.Changes = append(out.Changes, change)
		}
	}
	if len(out.Changes) == 0 {
		return nil
	}
	return []fix{out}
}

// named is the file of the diff as the finding names it: a diff drops the
// slash at the beginning.
func named(files []string, path string) string {
	for _, f := range files {
		if strings.TrimPrefix(strings.ReplaceAll(f, `\`, "/"), "/") == path {
			return f
		}
	}
	return path
}

// replaced takes whole lines: up to the first column of the line after them,
// or, at the end of a file without a line end, up to the end of the last one.
func replaced(c diff.Change) replacement {
	at := region{StartLine: c.From, StartColumn: 1, EndLine: c.To + 1, EndColumn: 1}
	if c.Last && c.To >= c.From {
		at = region{StartLine: c.From, EndLine: c.To}
	}
	out := replacement{Deleted: at}
	if c.Text != "" {
		out.Inserted = &content{Text: c.Text}
	}
	return out
}

// unique leaves what was there before out, as the schema demands.
func unique(texts []string) []string {
	var all []string
	for _, t := range texts {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	return all
}

func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// camel is the name of a rule as the standard wishes it: CrossOwnerRead.
func camel(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(printable.Line(id), "-") {
		if part != "" {
			fmt.Fprintf(&b, "%s%s", strings.ToUpper(part[:1]), part[1:])
		}
	}
	return b.String()
}
