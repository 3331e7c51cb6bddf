// Package replay looks again at findings of an earlier scan: are they still
// there?
//
// What the live look saw is done again from nothing. A recipe in the document
// is for people; it names objects and tokens by placeholders, and what fills
// them has to be made anew. So the weakness itself looks again, at the
// operations of the finding alone: it becomes the identities, makes its own
// objects, repeats the proof and the control, and cleans up. What only the
// source or the contract showed is read again.
//
// A finding is gone only where the same look came to its end and found
// nothing. A failure of any kind (the target is down, an identity is dead, the
// operation is not there, the mode forbids it) is inconclusive.
package replay

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// State is what became of a finding.
type State string

const (
	StillThere   State = "still there"
	Gone         State = "gone"
	Inconclusive State = "inconclusive"
)

// Outcome is what became of one finding, and why.
type Outcome struct {
	ID        string           `json:"id"`
	Weakness  string           `json:"weakness"`
	Operation string           `json:"operation"`
	State     State            `json:"state"`
	Reason    string           `json:"reason"`
	Now       *finding.Finding `json:"now"` // as it was found this time, with its evidence; null unless still there
}

// Options say where to look. Those of the scan are its targets, pace,
// identities and mode; targets that are left out are those of the document
// that are still on this disk, and an empty mode is that of the document.
// Requests go only to Scan.URL: without one, live findings are inconclusive.
type Options struct {
	Scan scan.Options
	// Hindered is told, once, the error by which a whole side could not be
	// looked from; nil for nobody.
	Hindered func(error)
}

// Run looks again at the picked findings of the document, and returns one
// outcome for each, in their order. An error is a wrong wish
// ([scan.UsageError]); what hinders the looking is an outcome.
func Run(ctx context.Context, of *finding.Scan, picked []finding.Finding, o Options) ([]Outcome, error) {
	base := o.Scan
	if len(base.Targets) == 0 {
		base.Targets = here(of.Target)
	}
	if base.Mode == "" && of.Mode != "" && (base.Design == nil || base.Design.Mode == "") {
		base.Mode = permitted(of.Mode, base)
	}
	if base.Seed == nil {
		base.Seed = &of.Seed
	}
	base.Catalogue = catalogue.All()
	var live, read []finding.Finding
	for _, f := range picked {
		if slices.Contains(f.Looks, finding.Live) {
			live = append(live, f)
		} else {
			read = append(read, f)
		}
	}
	outcomes := map[string]Outcome{}
	for _, part := range []struct {
		findings []finding.Finding
		again    func(context.Context, []finding.Finding, scan.Options) (*finding.Scan, string, error)
		judge    func(was finding.Finding, of, now *finding.Scan) Outcome
	}{{live, liveAgain, judgeLive}, {read, readAgain, judgeRead}} {
		if len(part.findings) == 0 {
			continue
		}
		now, why, err := part.again(ctx, part.findings, base)
		if wrong(err) != nil {
			return nil, err
		}
		if err != nil && o.Hindered != nil {
			o.Hindered(err)
		}
		for _, f := range part.findings {
			if now == nil {
				outcomes[f.Fingerprint] = outcome(f, Inconclusive, why, nil)
			} else {
				outcomes[f.Fingerprint] = part.judge(f, of, now)
			}
		}
	}
	all := make([]Outcome, 0, len(picked))
	for _, f := range picked {
		all = append(all, outcomes[f.Fingerprint])
	}
	return all, nil
}

// here are the contracts and folders of the document that are on this disk.
// A contract inside a folder is found there again.
func here(of finding.Target) []string {
	var targets []string
	for _, t := range slices.Concat(of.Sources, of.Contracts) {
		inside := slices.ContainsFunc(of.Sources, func(dir string) bool {
			rel, err := filepath.Rel(dir, t)
			return t != dir && err == nil && filepath.IsLocal(rel)
		})
		if _, err := os.Stat(t); err == nil && !inside {
			targets = append(targets, t)
		}
	}
	return targets
}

// permitted is the mode of the document, where nothing was wished. A public
// target without consent gets what a scan gives it: passive, with a note.
func permitted(mode string, o scan.Options) world.Mode {
	if !o.Authorized && scan.Public(o.URL) {
		return ""
	}
	return world.Mode(mode)
}

// liveAgain does the live part of the scan again. Without a scan, the text is
// the reason, and the error what hindered it, if anything did.
func liveAgain(ctx context.Context, findings []finding.Finding, o scan.Options) (*finding.Scan, string, error) {
	if o.URL == "" && !slices.ContainsFunc(o.Targets, func(t string) bool { return strings.Contains(t, "://") }) {
		return nil, "no URL was given, so nothing was sent", nil
	}
	o.Weaknesses = weaknesses(findings)
	o.Only = only(findings)
	now, err := scan.Run(ctx, o)
	return now, told(err), err
}

// readAgain reads source and contracts again, and sends nothing.
func readAgain(ctx context.Context, findings []finding.Finding, o scan.Options) (*finding.Scan, string, error) {
	o.URL = ""
	o.Targets = slices.DeleteFunc(slices.Clone(o.Targets), func(t string) bool { return strings.Contains(t, "://") })
	if len(o.Targets) == 0 {
		return nil, "the source and the contracts of the scan are not here", nil
	}
	o.Weaknesses = weaknesses(findings)
	now, err := scan.Run(ctx, o)
	return now, told(err), err
}

func told(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// wrong is the error where it is about what the user wished.
func wrong(err error) error {
	if u, ok := errors.AsType[*scan.UsageError](err); ok {
		return u
	}
	return nil
}

// weaknesses are those of the findings.
func weaknesses(findings []finding.Finding) []*weakness.Weakness {
	return slices.DeleteFunc(slices.Clone(catalogue.All()), func(w *weakness.Weakness) bool {
		return !slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Weakness == w.ID })
	})
}

// only restricts each weakness to the operations of its findings. One about
// the whole API chooses its operations itself.
func only(findings []finding.Finding) func(string, *api.Operation) bool {
	whole := map[string]bool{}
	at := map[string]bool{}
	for _, f := range findings {
		whole[f.Weakness] = whole[f.Weakness] || f.Operation == ""
		for _, op := range f.Operations {
			at[f.Weakness+" "+change.Erased(op)] = true
		}
	}
	return func(weakness string, op *api.Operation) bool {
		return whole[weakness] || at[weakness+" "+change.Erased(op.String())]
	}
}

func outcome(f finding.Finding, s State, reason string, now *finding.Finding) Outcome {
	return Outcome{ID: f.ID, Weakness: f.Weakness, Operation: f.Operation, State: s, Reason: reason, Now: now}
}

// Count counts the outcomes of each state.
func Count(all []Outcome) map[State]int {
	n := map[State]int{}
	for _, o := range all {
		n[o.State]++
	}
	return n
}

// Summary is the sentence under a list of outcomes.
func Summary(all []Outcome) string {
	n := Count(all)
	what := fmt.Sprintf("%d findings", len(all))
	if len(all) == 1 {
		what = "1 finding"
	}
	return fmt.Sprintf("%s looked at again: %d still there, %d gone, %d inconclusive", what, n[StillThere], n[Gone], n[Inconclusive])
}
