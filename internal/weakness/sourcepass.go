package weakness

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Source is the source side: it reads, and sends nothing.
type Source struct {
	// Applies says why the weakness cannot be in the operation, or "".
	Applies func(p *SourcePass, op *source.Operation) string
	// Run looks at the program. It calls Report for what it finds, and Clean
	// with a reason for operations that it looked at and found in order; the
	// others are clean for [SourcePass.Default].
	Run func(p *SourcePass)
}

// SourcePass is all that a source side may see.
type SourcePass struct {
	*source.Program
	Weakness *Weakness
	// Outline says what the operations are for. Its operations are those of
	// the program: p.Outline.Purpose(op.Operation).
	Outline *outline.Outline
	// Contract is the API as the contract has it, without what the source
	// adds to it; nil if none was given. Operations of the program that are
	// listed there share their [api.Operation].
	Contract *api.Model
	// Called is how the contract calls a field of an operation; nil for as the
	// source does.
	Called func(operation, field string) string

	found []SourceFound
	clean map[*source.Operation]string
	told  *Told
	why   []string                // it does not apply, by operation
	lists map[*api.Operation]bool // of the contract
}

// Listed tells whether the contract has the operation.
func (p *SourcePass) Listed(op *source.Operation) bool {
	if p.lists == nil && p.Contract != nil {
		p.lists = make(map[*api.Operation]bool, len(p.Contract.Operations))
		for _, listed := range p.Contract.Operations {
			p.lists[listed] = true
		}
	}
	return p.lists[op.Operation]
}

// Told is what the operations of a program are called, for all passes. It is
// read-only.
type Told struct {
	names  []string                       // in the order of the program
	called map[string][]*source.Operation // that have a route
}

// NewTold is for the program as it is now: [draft.Join] renames operations.
func NewTold(p *source.Program) *Told {
	t := &Told{names: make([]string, len(p.Operations)), called: make(map[string][]*source.Operation, len(p.Operations))}
	for i, op := range p.Operations {
		t.names[i] = op.String()
		if op.Route != nil {
			t.called[t.names[i]] = append(t.called[t.names[i]], op)
		}
	}
	return t
}

// NewSourcePass prepares a pass of w. A nil told is made anew.
func NewSourcePass(w *Weakness, p *source.Program, o *outline.Outline, told *Told) *SourcePass {
	if told == nil {
		told = NewTold(p)
	}
	return &SourcePass{Program: p, Weakness: w, Outline: o, clean: map[*source.Operation]string{}, told: told}
}

// SourceFound is what a source side reports.
type SourceFound struct {
	Operation *source.Operation   // the decisive one; nil for the whole application
	Also      []*source.Operation // where the same is wrong
	Severity  finding.Severity
	Verdict   finding.Verdict // likely or possible
	Field     string          // what of the request decides: body.password; may be ""
	Summary   string          // one sentence: the whole request body is the filter of users.find_one
	Guard     string          // why nothing stopped it, or for an absence what was looked for and where
	Place     flow.Place      // the decisive line
	// Query is what is done at Place, where that is all that is wrong: that
	// nothing asks before it. See part.
	Query *source.Query
	// Path is the way of the content, from [flow.Step.Path]; the decisive line
	// is put behind it as the last step, with Sink as what happens there.
	Path []*flow.Step
	Sink string
	Kind flow.Kind // of the value at the sink
}

// Each calls look for every operation that the weakness applies to.
func (p *SourcePass) Each(look func(op *source.Operation)) {
	for i, why := range p.applies() {
		if why == "" {
			look(p.Operations[i])
		}
	}
}

// applies says for each operation why the weakness cannot be in it, or "".
func (p *SourcePass) applies() []string {
	if p.why == nil {
		p.why = make([]string, len(p.Operations))
		if applies := p.Weakness.Source.Applies; applies != nil {
			for i, op := range p.Operations {
				p.why[i] = applies(p, op)
			}
		}
	}
	return p.why
}

// Purpose says what the operation is for.
func (p *SourcePass) Purpose(op *source.Operation) outline.Purpose {
	return p.Outline.Purpose(op.Operation)
}

// Clean says why the operation is in order.
func (p *SourcePass) Clean(op *source.Operation, format string, args ...any) {
	if p.clean[op] == "" {
		p.clean[op] = fmt.Sprintf(format, args...)
	}
}

// Report records a finding. A second one with the same operation and field
// adds its place to the first one's path, unless it is surer or worse.
func (p *SourcePass) Report(f SourceFound) { p.found = append(p.found, f) }

// Results are the findings, and one cell for each operation. Findings that a
// comment silences are left out and counted in silenced.
func (p *SourcePass) Results() (findings []finding.Finding, cells []finding.Cell, silenced []Silenced) {
	found := map[string]bool{}
	byPrint := map[string]int{}
	for _, f := range p.sorted() {
		f = p.part(f)
		if i := p.Ignored(p.Weakness.ID, f.places()...); i != nil && i.Reason != "" {
			silenced = append(silenced, Silenced{i, p.finding(f)})
			continue
		}
		out := p.finding(f)
		for _, op := range out.Operations {
			found[op] = true
		}
		if at, again := byPrint[out.Fingerprint]; again {
			merge(&findings[at], out)
			continue
		}
		byPrint[out.Fingerprint] = len(findings)
		findings = append(findings, out)
	}
	cells = make([]finding.Cell, 0, len(p.Operations))
	for i, op := range p.Operations {
		name := p.told.names[i]
		cell := finding.Cell{Operation: name, Weakness: p.Weakness.ID, Look: finding.Source, State: finding.Clean, Reason: cmp.Or(p.clean[op], "no code path shows it")}
		switch why := p.applies()[i]; {
		case found[name]:
			cell.State, cell.Reason = finding.Found, ""
		case op.Lost != "":
			cell.State, cell.Reason = finding.Untested, op.Lost
		case why != "":
			cell.State, cell.Reason = finding.NotApplicable, why
		case op.Route != nil && op.Route.Handler == nil:
			cell.State, cell.Reason = finding.Untested, "its handler could not be found in the source"
		}
		cells = append(cells, cell)
	}
	slices.SortFunc(findings, finding.Compare)
	return findings, cells, silenced
}

// Silenced is a finding that a comment has silenced.
type Silenced struct {
	By      *source.Ignore
	Finding finding.Finding
}

func (f SourceFound) operation() string {
	if f.Operation == nil || f.Operation.Route == nil {
		return ""
	}
	return f.Operation.String()
}

func (f SourceFound) places() []flow.Place {
	places := []flow.Place{f.Place}
	for _, s := range f.Path {
		places = append(places, s.Place)
	}
	return places
}

// sorted puts the worst and surest first, so that it leads where several
// share a fingerprint.
func (p *SourcePass) sorted() []SourceFound {
	all := slices.Clone(p.found)
	slices.SortStableFunc(all, func(a, b SourceFound) int {
		return cmp.Or(
			cmp.Compare(slices.Index(finding.Verdicts, a.Verdict), slices.Index(finding.Verdicts, b.Verdict)),
			cmp.Compare(slices.Index(finding.Severities, a.Severity), slices.Index(finding.Severities, b.Severity)),
			strings.Compare(a.operation(), b.operation()),
			strings.Compare(a.Place.File, b.Place.File), cmp.Compare(a.Place.Line, b.Place.Line),
		)
	})
	return all
}

// merge adds the decisive lines of one more way to the same finding.
func merge(f *finding.Finding, more finding.Finding) {
	for _, point := range more.Evidence.Path {
		if !slices.ContainsFunc(f.Evidence.Path, func(p evidence.Point) bool { return p.File == point.File && p.Line == point.Line }) {
			f.Evidence.Path = append(f.Evidence.Path, point)
		}
	}
	for _, op := range more.Operations {
		if !slices.Contains(f.Operations, op) {
			f.Operations = append(f.Operations, op)
		}
	}
	slices.Sort(f.Operations)
}

func (p *SourcePass) finding(f SourceFound) finding.Finding {
	operation := f.operation()
	all := []string{}
	for _, op := range append([]*source.Operation{f.Operation}, f.Also...) {
		if op != nil && op.Route != nil && !slices.Contains(all, op.String()) {
			all = append(all, op.String())
		}
	}
	slices.Sort(all)
	if p.Called != nil {
		f.Field = p.Called(operation, f.Field)
	}
	print := p.Weakness.print(operation, f.Field, p.apart(f.Operation))
	place := source.Place(f.Place)
	out := finding.Finding{
		ID: print[:12], Weakness: p.Weakness.ID, Title: p.Weakness.Title(), Category: p.Weakness.Category,
		Severity: f.Severity, Verdict: f.Verdict, Looks: []finding.Look{finding.Source},
		Operation: operation, Operations: all, Field: f.Field, Location: &place,
		OWASP: append([]string{"A04:2021"}, p.Weakness.OWASP...), CWE: p.Weakness.CWE, Remediation: p.Weakness.Remedy, Fingerprint: print,
		Evidence: evidence.Evidence{Summary: f.Summary, Guard: f.Guard},
	}
	inView := f.Operation == nil || f.Operation.Route == nil || f.Operation.Route.Handler == nil
	for _, s := range f.Path {
		if !inView && strings.HasPrefix(s.What, "passed to "+f.Operation.Route.Handler.Name+" as ") {
			inView = true // something that the view calls may have its name
			continue      // the way through decorators to the view
		}
		out.Evidence.Path = append(out.Evidence.Path, point(s.Place, s.What, s.Kind))
	}
	out.Evidence.Path = append(out.Evidence.Path, point(f.Place, cmp.Or(f.Sink, f.Summary), f.Kind))
	out.Evidence.Path = slices.CompactFunc(out.Evidence.Path, func(a, b evidence.Point) bool { return a == b })
	return out
}

// apart tells operations of the same name apart where the folder holds
// several applications: by the folder of the handler, as the user named it.
func (p *SourcePass) apart(op *source.Operation) string {
	if op == nil || op.Route == nil {
		return ""
	}
	for _, other := range p.told.called[op.String()] {
		if other != op && other.Place.File != op.Place.File {
			folder := path.Dir(op.Place.File)
			for _, dir := range p.Dirs {
				folder = strings.TrimPrefix(folder, strings.TrimRight(filepath.ToSlash(dir), "/"))
			}
			return "\x00" + folder
		}
	}
	return ""
}

func point(at flow.Place, what string, kind flow.Kind) evidence.Point {
	return evidence.Point{File: at.File, Line: int(at.Line), What: what, Kind: kind.String()}
}

// SourceModel is the API as the source alone knows it.
func SourceModel(p *source.Program) *api.Model {
	m := &api.Model{}
	for _, op := range p.Operations {
		m.Operations = append(m.Operations, op.Operation)
	}
	return m
}
