// Package contradicteddesign finds where ashlar.yaml says one thing, and the
// contract or the source another.
package contradicteddesign

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "contradicted-design",
	Doc:      doc,
	Category: finding.CategoryInventory,
	Severity: finding.Low,
	OWASP:    []string{"API9:2023"},
	CWE:      []int{1059},
	Remedy:   `Decide which of the two places is right and change the other: a line of ashlar.yaml that has gone stale, or the contract or the Flask route that does not do what was meant.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}

// speaks says why the design cannot be held against the operation, or "".
func speaks(i *design.Intent, op *api.Operation) string {
	if i == nil {
		return "no design is written"
	}
	_, public := i.IsPublic(op)
	if !public && i.Resource(op) == nil && len(i.RolesOf(op)) == 0 {
		return "the design does not speak of it"
	}
	return ""
}

// stale is a pattern of the design that stands for no operation.
type stale struct {
	design.Pattern
	Of   string // what lists it: design.public
	Near *api.Operation
	// Others are how many more stand for none, where most do: the design is
	// that of another API.
	Others, All int
}

// Text is the finding in a sentence.
func (s stale) Text() string {
	text := fmt.Sprintf("%s names %s, and there is no such operation", s.Of, s.Pattern)
	if s.Others > 0 {
		return fmt.Sprintf("%s, and none for %d more of the %d paths of the design: it seems to be that of another API, or the paths lack a prefix.", text, s.Others, s.All)
	}
	if s.Near != nil {
		text += fmt.Sprintf(": was %s meant", told(s.Pattern, s.Near))
	}
	return text + "."
}

// most are how many patterns have to stand for nothing before they are told as
// one.
const most = 5

// staleIn lists the patterns that none of the operations is. A design for
// something else altogether is told once by its first pattern.
func staleIn(i *design.Intent, ops []*api.Operation) []stale {
	var all []stale
	patterns := 0
	look := func(of string, some []design.Pattern) {
		patterns += len(some)
		for _, p := range some {
			if !slices.ContainsFunc(ops, p.Matches) {
				all = append(all, stale{Pattern: p, Of: of, Near: nearest(p, ops)})
			}
		}
	}
	for _, r := range i.Resources {
		look("design.resources."+r.Name, r.Paths)
	}
	for _, r := range i.Roles {
		look("design.roles."+r.Name, r.Operations)
	}
	look("design.public", i.Public)
	if len(all) >= most && 2*len(all) > patterns {
		all[0].Others, all[0].All = len(all)-1, patterns
		return all[:1]
	}
	return all
}

func nearest(p design.Pattern, ops []*api.Operation) *api.Operation {
	var names []string
	for _, op := range ops {
		names = append(names, strings.ToLower(told(p, op)))
	}
	near := design.Nearest(p.String(), names)
	for i, op := range ops {
		if near != "" && names[i] == near {
			return op
		}
	}
	return nil
}

// told is the operation in as many words as the pattern has.
func told(p design.Pattern, op *api.Operation) string {
	if p.Method == "" {
		return op.Path
	}
	return op.String()
}
