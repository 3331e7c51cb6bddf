// Package weakness says what a weakness is, and gives its sides a pass: all
// that one look may see and do.
//
// Each weakness is a folder below this one: doc.md, a file for each side,
// testdata. CONTRIBUTING.md, "Anatomy of a weakness", walks through one.
package weakness

import (
	"context"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// Weakness is a kind of insecure design and how it is found.
type Weakness struct {
	ID       string           // folder name with hyphens: cross-owner-read
	Doc      string           // doc.md: "# Title", then what it is, before and after, references
	Category string           // one of finding.Categories
	Severity finding.Severity // the highest that it may take
	OWASP    []string         // beside A04:2021, which all carry: API1:2023
	CWE      []int
	Remedy   string // the change to Flask + PyMongo code, one or two sentences

	// Whole tells that a fault is the operation's as a whole: source and live
	// look see it from different ends, and each names something else that
	// decides. There is one finding for each operation then, whose fingerprint
	// leaves the field out. Signs in a contract stand for themselves.
	Whole bool

	// Contract is nil for a weakness that does not show in a contract.
	Contract *Contract
	// Source is nil for a weakness that does not show in source code.
	Source *Source
	// Live is nil for a weakness that does not show on the wire.
	Live *Live
}

// Live is the live side.
type Live struct {
	// Phase is when it runs.
	Phase Phase
	// Passive tells that the side sends only what passive mode allows.
	Passive bool
	// Applies says why the weakness cannot be in the operation, or "".
	// It sends nothing.
	Applies func(p *LivePass, op *Operation) string
	// Run looks at the operations of the pass. It records each with one of
	// the pass's methods; the ones that it does not reach become untested.
	// An error ends the scan, unless it is about one request.
	Run func(ctx context.Context, p *LivePass) error
}

// Phase orders the live sides: what disturbs others runs after them.
type Phase int

const (
	Reading    Phase = iota // leaves the target as it is, own objects aside
	Changing                // changes and deletes own objects
	Malforming              // sends what may upset the target
	Bursting                // many calls at once; runs last, on throwaway accounts
)

// Title is the first line of the documentation.
func (w *Weakness) Title() string {
	line, _, _ := strings.Cut(w.Doc, "\n")
	return strings.TrimSpace(strings.TrimLeft(line, "# "))
}

// print is the fingerprint of a finding of the source or the live look. Apart
// is what tells the operation from others of its name; "" for most.
func (w *Weakness) print(operation, field, apart string) string {
	if w.Whole && operation != "" {
		field = ""
	}
	return finding.Fingerprint(w.ID, operation+apart, field)
}

// Sides lists the looks that find it, in the order of finding.Looks.
func (w *Weakness) Sides() []finding.Look {
	var sides []finding.Look
	if w.Contract != nil {
		sides = append(sides, finding.Contract)
	}
	if w.Source != nil {
		sides = append(sides, finding.Source)
	}
	if w.Live != nil {
		sides = append(sides, finding.Live)
	}
	return sides
}
