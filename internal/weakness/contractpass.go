package weakness

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Contract is the contract side: it reads, and sends nothing. A contract shows
// intent and not behaviour, so what it finds is possible and at most medium.
type Contract struct {
	// Applies says why the weakness cannot be in the operation, or "".
	Applies func(p *ContractPass, op *api.Operation) string
	// Run looks at the operations of the pass, and calls Report.
	Run func(p *ContractPass)
}

// ContractPass is all that a contract side may see.
type ContractPass struct {
	*api.Model // as it was given: only operations that it lists
	Weakness   *Weakness
	Outline    *outline.Outline
	Beside     []*api.Operation // what the source serves and the contract does not list

	found []ContractFound
}

// NewContractPass prepares a pass of w.
func NewContractPass(w *Weakness, m *api.Model, o *outline.Outline) *ContractPass {
	return &ContractPass{Model: m, Weakness: w, Outline: o}
}

// ContractFound is what a contract side reports.
type ContractFound struct {
	Operation *api.Operation   // nil for the whole API
	Also      []*api.Operation // where the same is wrong
	Severity  finding.Severity
	Field     string    // what of the request or answer decides: body.password; may be ""
	Summary   string    // one sentence
	Guard     string    // what was looked for; may be ""
	Place     api.Place // the node to change
	Stated    api.Place // what the owner of the API says in ashlar.yaml, where that decided
	// Path are the places that show it, in the order in which they are told;
	// nil for Stated and Place.
	Path []evidence.Point
}

// Each calls look for every operation that the weakness applies to.
func (p *ContractPass) Each(look func(op *api.Operation)) {
	for _, op := range p.Operations {
		if p.applies(op) == "" {
			look(op)
		}
	}
}

func (p *ContractPass) applies(op *api.Operation) string {
	if p.Weakness.Contract.Applies == nil {
		return ""
	}
	return p.Weakness.Contract.Applies(p, op)
}

// Report records a finding. One at a place that was reported before, such as
// a schema that several operations share, adds its operation to that.
func (p *ContractPass) Report(f ContractFound) {
	if f.Place == (api.Place{}) && f.Operation != nil {
		f.Place = f.Operation.Place
	}
	p.found = append(p.found, f)
}

// Results are the findings, and one cell for each operation.
func (p *ContractPass) Results() ([]finding.Finding, []finding.Cell) {
	slices.SortStableFunc(p.found, func(a, b ContractFound) int {
		return cmp.Or(strings.Compare(operationName(a.Operation), operationName(b.Operation)), strings.Compare(a.Field, b.Field))
	})
	var findings []finding.Finding
	found := map[string]bool{}
	at := map[string]int{} // by place, and by fingerprint
	for _, f := range p.found {
		out := p.finding(f)
		for _, op := range out.Operations {
			found[op] = true
		}
		// What is shared may lie deeper in the body of one operation than in
		// that of another.
		place := fmt.Sprintf("%s:%d:%d %s", f.Place.File, f.Place.Line, f.Place.Column, last(f.Field))
		i, again := at[place]
		if !again {
			i, again = at[out.Fingerprint]
		}
		if again {
			for _, op := range out.Operations {
				if !slices.Contains(findings[i].Operations, op) {
					findings[i].Operations = append(findings[i].Operations, op)
				}
			}
			continue
		}
		at[place], at[out.Fingerprint] = len(findings), len(findings)
		findings = append(findings, out)
	}
	for i := range findings {
		slices.Sort(findings[i].Operations)
	}
	slices.SortStableFunc(findings, finding.Compare)
	cells := make([]finding.Cell, 0, len(p.Operations))
	for _, op := range p.Operations {
		cell := finding.Cell{Operation: op.String(), Weakness: p.Weakness.ID, Look: finding.Contract, State: finding.Clean, Reason: "the contract shows no sign of it"}
		switch why := p.applies(op); {
		case found[op.String()]:
			cell.State, cell.Reason = finding.Found, ""
		case why != "":
			cell.State, cell.Reason = finding.NotApplicable, why
		}
		cells = append(cells, cell)
	}
	return findings, cells
}

// node is what a place is called in a contract: a fragment of its address
// (RFC 6901, section 6).
func node(p api.Place) string {
	if p.Pointer == "" {
		return "is declared so"
	}
	return "#" + p.Pointer
}

func operationName(op *api.Operation) string {
	if op == nil {
		return ""
	}
	return op.String()
}

func (p *ContractPass) finding(f ContractFound) finding.Finding {
	operation := operationName(f.Operation)
	operations := []string{}
	if operation != "" {
		operations = append(operations, operation)
	}
	for _, op := range f.Also {
		if name := op.String(); !slices.Contains(operations, name) {
			operations = append(operations, name)
		}
	}
	place := f.Place
	print := finding.Fingerprint(p.Weakness.ID, operation, f.Field)
	return finding.Finding{
		ID: print[:12], Weakness: p.Weakness.ID, Title: p.Weakness.Title(), Category: p.Weakness.Category,
		Severity: f.Severity, Verdict: finding.Possible, Looks: []finding.Look{finding.Contract},
		Operation: operation, Operations: operations, Field: f.Field, Location: &place,
		OWASP: append([]string{"A04:2021"}, p.Weakness.OWASP...), CWE: p.Weakness.CWE, Remediation: p.Weakness.Remedy, Fingerprint: print,
		Evidence: evidence.Evidence{
			Summary: f.Summary, Guard: f.Guard,
			Path: f.path(),
		},
	}
}

func (f ContractFound) path() []evidence.Point {
	if f.Path != nil {
		return f.Path
	}
	path := []evidence.Point{{File: f.Place.File, Line: f.Place.Line, What: node(f.Place)}}
	if f.Stated != (api.Place{}) {
		path = append([]evidence.Point{{File: f.Stated.File, Line: f.Stated.Line, What: "says what should hold"}}, path...)
	}
	return path
}

// mostPoints places are listed of a finding about a whole contract: more would
// be a list for nobody.
const mostPoints = 100

// Points are the places at which one finding about a whole contract can be
// mended, each told once.
func Points(places []api.Place) []evidence.Point {
	var all []evidence.Point
	seen := map[api.Place]bool{}
	for _, p := range places {
		if !seen[p] && len(all) < mostPoints {
			all = append(all, evidence.Point{File: p.File, Line: p.Line, What: node(p)})
		}
		seen[p] = true
	}
	return all
}

// Designed is what the owner of the API says of the objects that the operation
// is about; nil for nothing.
func (p *ContractPass) Designed(op *api.Operation) *design.Resource {
	return p.Outline.Intent.Resource(op)
}

// Unauthenticated says why an operation is for those who are not known yet,
// or for everybody by its nature; "" if it is not.
func (p *ContractPass) Unauthenticated(op *api.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Refresh, outline.Logout:
		return "it is there for those who are not known yet, or no longer"
	case outline.Health, outline.Documentation:
		return "it is public by its nature"
	}
	return ""
}
