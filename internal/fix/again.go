package fix

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/scan"
)

// Look is what the source tells now, called as the contracts of the scan call
// it, and held to the design, which may be nil. Nothing is sent. What a contract
// alone shows is left out: a change of the source leaves it as it is.
func Look(ctx context.Context, of finding.Target, d *design.Design, include []string, version string) ([]finding.Finding, error) {
	targets := slices.Clone(of.Sources)
	for _, c := range of.Contracts {
		// Those in the folders are found again; those of a URL were fetched.
		if _, err := os.Stat(c); err == nil && !inside(c, of.Sources) {
			targets = append(targets, c)
		}
	}
	result, err := scan.Run(ctx, scan.Options{Targets: targets, Design: d, Include: include, Weaknesses: catalogue.All(), Version: version})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(result.Findings, func(f finding.Finding) bool { return !slices.Contains(f.Looks, finding.Source) }), nil
}

func inside(path string, dirs []string) bool {
	return slices.ContainsFunc(dirs, func(dir string) bool {
		rel, err := filepath.Rel(dir, path)
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	})
}

// Outcome is what became of findings.
type Outcome struct {
	Gone   []finding.Finding
	Left   []finding.Finding // as they are told now
	Unseen []finding.Finding // the source look did not see them before either
	New    []finding.Finding
	// Rest is what is left of something worse: of the same weakness in the same
	// operation, and of less severity.
	Rest []finding.Finding
}

// Compare tells what became of findings whose change was made, by what the
// looks before and after it told.
func Compare(changed, before, after []finding.Finding) Outcome {
	var out Outcome
	for _, f := range changed {
		was, seen := same(before, f)
		if !seen {
			out.Unseen = append(out.Unseen, f)
			continue
		}
		if now, still := by(after, was.Fingerprint); still {
			out.Left = append(out.Left, now)
		} else {
			out.Gone = append(out.Gone, f)
		}
	}
	for _, f := range after {
		if _, known := by(before, f.Fingerprint); known {
			continue
		}
		if rest(f, before, after) {
			out.Rest = append(out.Rest, f)
		} else {
			out.New = append(out.New, f)
		}
	}
	return out
}

// rest tells whether a worse finding of the same weakness in the same operation
// was there before and is not there now.
func rest(f finding.Finding, before, after []finding.Finding) bool {
	return slices.ContainsFunc(before, func(was finding.Finding) bool {
		_, still := by(after, was.Fingerprint)
		return !still && was.Weakness == f.Weakness && was.Operation == f.Operation && !f.Severity.AtLeast(was.Severity)
	})
}

func by(all []finding.Finding, fingerprint string) (finding.Finding, bool) {
	i := slices.IndexFunc(all, func(f finding.Finding) bool { return f.Fingerprint == fingerprint })
	if i < 0 {
		return finding.Finding{}, false
	}
	return all[i], true
}

// same finds a finding of a scan among those of the source look: by its
// fingerprint, or, where the two looks name its field in different ways, by
// its place or as the only one of its operation.
func same(all []finding.Finding, f finding.Finding) (finding.Finding, bool) {
	if found, ok := by(all, f.Fingerprint); ok {
		return found, true
	}
	var alike []finding.Finding
	for _, o := range all {
		if o.Weakness != f.Weakness || erased(o.Operation) != erased(f.Operation) {
			continue
		}
		if o.Location != nil && f.Location != nil && *o.Location == *f.Location {
			return o, true
		}
		alike = append(alike, o)
	}
	if len(alike) == 1 {
		return alike[0], true
	}
	return finding.Finding{}, false
}

// Current are the findings as the source shows them now, whose lines may have
// moved since the scan, and those that it does not show any more. What only
// the live look saw stays as it was.
func Current(picked, now []finding.Finding) (current, gone []finding.Finding) {
	for _, f := range picked {
		found, ok := same(now, f)
		switch {
		case ok:
			f.Location, f.Field, f.Evidence.Path, f.Evidence.Summary = found.Location, found.Field, found.Evidence.Path, found.Evidence.Summary
			current = append(current, f)
		case slices.Contains(f.Looks, finding.Source):
			gone = append(gone, f)
		default:
			current = append(current, f)
		}
	}
	return current, gone
}

func erased(operation string) string {
	method, path := split(operation)
	return method + " " + api.Erased(path)
}
