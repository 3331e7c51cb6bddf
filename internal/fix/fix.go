// Package fix proposes, for findings that have a line of source, the concrete
// change that ends them, and applies it.
//
// [Propose] looks at the program that the findings were made from. Each
// finding gets a change as a unified diff, or a sentence that says which
// decision of the owner the change needs; some get both. A change keeps to
// what the application does elsewhere: the helpers and constants that its
// other operations use, the way the file answers errors, its quotes,
// indentation and line ends.
//
// Nothing is changed before [Plan.Write], which compares every file once more
// with what was read.
package fix

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Proposal is what to change for one finding.
type Proposal struct {
	Finding   string // its id
	Weakness  string
	Operation string // "" for the whole API
	// Diff is the change as a unified diff by itself, for patch -p1 and git
	// apply; "" if there is none.
	Diff  string
	Files []string // that it changes, sorted, as the findings call them
	// Decision says what the owner has to decide: in place of a diff, or
	// beside it what the diff takes for granted.
	Decision string

	changes *changes
}

// Propose proposes a change for each of the findings, in their order. What the
// owner of the API says, which may be nil, is taken from there and not asked.
func Propose(p *source.Program, i *design.Intent, findings []finding.Finding) []Proposal {
	return NewPlan(p, i, findings).Proposals
}

// Plan is the changes for several findings, made so that they fit together.
type Plan struct {
	Proposals []Proposal
	// Left are the proposals whose change overlaps one before it, with the
	// words for it, by index.
	Left map[int]string

	bench  *bench
	merged *changes // of all that do not overlap
}

// NewPlan proposes changes for the findings as [Propose] does, and puts them
// together.
func NewPlan(p *source.Program, i *design.Intent, findings []finding.Finding) *Plan {
	b := newBench(p, i)
	plan := &Plan{bench: b, Left: map[int]string{}, merged: newChanges()}
	for i, f := range findings {
		proposal := b.propose(f)
		if proposal.changes != nil {
			if other := plan.merged.overlaps(proposal.changes); other != "" {
				plan.Left[i] = "it changes the same text as the change for " + other + ": apply that one, and run ashlar fix again"
			} else {
				plan.merged.add(proposal.changes, proposal.Finding)
			}
		}
		plan.Proposals = append(plan.Proposals, proposal)
	}
	return plan
}

// Diff is all that can be applied together, as one unified diff.
func (p *Plan) Diff() string { return p.bench.diff(p.merged) }

// Files are those that the plan changes, sorted.
func (p *Plan) Files() []string { return p.merged.paths() }

// Changing lists the proposals whose change is part of the plan.
func (p *Plan) Changing() []int {
	var all []int
	for i, proposal := range p.Proposals {
		if _, left := p.Left[i]; proposal.changes != nil && !left {
			all = append(all, i)
		}
	}
	return all
}

// propose makes the proposal for one finding.
func (b *bench) propose(f finding.Finding) Proposal {
	out := Proposal{Finding: f.ID, Weakness: f.Weakness, Operation: f.Operation}
	j := &job{bench: b, finding: f, changes: newChanges()}
	j.locate()
	how := kinds[f.Weakness]
	switch {
	case f.Location == nil:
		out.Decision = "No line of the source is known for it: " + b.advice(f)
		return out
	case how.mend != nil:
		how.mend(j)
	}
	if trouble := j.trouble(); trouble != "" {
		out.Decision = trouble
		return out
	}
	if j.decision == "" && j.changes.empty() {
		j.decision = b.advice(f)
	}
	out.Decision = j.decision
	if j.changes.empty() {
		return out
	}
	out.changes, out.Diff, out.Files = j.changes, b.diff(j.changes), j.changes.paths()
	return out
}

// advice is what is said of a finding for which nothing can be proposed.
func (b *bench) advice(f finding.Finding) string {
	if text := kinds[f.Weakness].decide; text != "" {
		return text
	}
	if f.Remediation != "" {
		return f.Remediation
	}
	return "There is no change that is right without knowing what is meant."
}

// Select picks findings by what the user wrote: the beginning of an id or of
// a fingerprint, of at least six digits, or a weakness. No words pick all.
// Unknown are the words that pick nothing.
func Select(all []finding.Finding, words []string) (picked []finding.Finding, unknown []string) {
	if len(words) == 0 {
		return all, nil
	}
	taken := make([]bool, len(all))
	for _, w := range words {
		found := false
		for i, f := range all {
			if f.Weakness == w || len(w) >= minPrefix && (hasPrefix(f.Fingerprint, w) || hasPrefix(f.ID, w)) {
				taken[i], found = true, true
			}
		}
		if !found {
			unknown = append(unknown, w)
		}
	}
	for i, f := range all {
		if taken[i] {
			picked = append(picked, f)
		}
	}
	return picked, slices.Clip(unknown)
}

// minPrefix is how many digits of a fingerprint name a finding: with six, two
// of a thousand findings share them once in 34 scans; all of them are picked.
const minPrefix = 6

func hasPrefix(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }
