package weakness

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// Operation is one method on one path template.
type Operation = api.Operation

// LivePass is all that a live side may see and do. It is safe for use by
// several goroutines.
type LivePass struct {
	*world.World
	Weakness *Weakness
	Callback *callback.Listener // nil: no listener could be opened
	// Only tells which operations are looked at again; nil: all. The others
	// can still be called, to make and to see objects.
	Only func(*Operation) bool

	concurrency int
	mu          sync.Mutex
	cells       map[*Operation]finding.Cell
	reasons     map[string]string // masked, by what they were
	chosen      sync.Map          // of sync.OnceValue, by what was chosen
	found       []Found
}

// NewLivePass prepares a pass of w with at most concurrency operations side
// by side.
func NewLivePass(w *Weakness, world *world.World, cb *callback.Listener, concurrency int) *LivePass {
	return &LivePass{World: world, Weakness: w, Callback: cb, concurrency: max(1, concurrency), cells: map[*Operation]finding.Cell{}, reasons: map[string]string{}}
}

// Found is what a side reports.
type Found struct {
	Operation *Operation   // the decisive one
	Also      []*Operation // where the same is wrong
	Severity  finding.Severity
	Verdict   finding.Verdict
	Field     string // what of the request decides; may be ""
	Identity  string
	Summary   string // one sentence of effect: bob read alice's order
	Exchanges []Shown
	Control   []Shown
	Recipe    []evidence.Step
	WholeAPI  bool // the finding is about the API, not the operation
}

// Shown is an exchange and what it shows, in a few words.
type Shown struct {
	Step     string
	Exchange *wire.Exchange
}

// Show pairs an exchange with what it shows.
func Show(ex *wire.Exchange, format string, args ...any) Shown {
	return Shown{fmt.Sprintf(format, args...), ex}
}

// Operations lists those that the weakness applies to and the mode allows;
// the others get their entry in the ledger.
func (p *LivePass) Operations() []*Operation {
	var ops []*Operation
	for _, op := range p.API.Operations {
		if p.Only != nil && !p.Only(op) {
			continue
		}
		if why := p.Weakness.Live.Applies(p, op); why != "" {
			p.NotApplicable(op, "%s", why)
			continue
		}
		if why, no := p.Forbidden(op); no {
			p.Untested(op, "%s", why)
			continue
		}
		ops = append(ops, op)
	}
	return ops
}

// Chosen are operations of the API as choose lists them: called once for each
// name, whoever asks. Without it, what asks for each operation which of all
// stand for the API takes a square of time.
func (p *LivePass) Chosen(name string, choose func() []*Operation) []*Operation {
	once, ok := p.chosen.Load(name)
	if !ok {
		once, _ = p.chosen.LoadOrStore(name, sync.OnceValue(choose))
	}
	return once.(func() []*Operation)()
}

// PlainReads are the first reads without parameters in their path, at most so
// many: they stand for the server.
func (p *LivePass) PlainReads(most int) []*Operation {
	return p.Chosen("plain reads", func() []*Operation {
		var reads []*Operation
		for _, op := range p.API.Operations {
			if op.Method != "GET" || strings.Contains(op.Path, "{") || !p.Outline.ReadsOnly(op) {
				continue
			}
			if _, dangerous := p.Outline.Dangerous(op); dangerous {
				continue
			}
			if reads = append(reads, op); len(reads) == most {
				break
			}
		}
		return reads
	})
}

// Each calls look for every operation of [LivePass.Operations], some side by
// side. An error that is about one request only makes the operation
// untested, with the error as the reason; others end the pass.
func (p *LivePass) Each(ctx context.Context, look func(context.Context, *Operation) error) error {
	outer := ctx
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.concurrency)
	for _, op := range p.Operations() {
		if ctx.Err() != nil {
			break // looking builds a request before it finds that none is sent
		}
		group.Go(func() error { return p.settle(op, look(ctx, op)) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return outer.Err()
}

// EachInTurn is Each, one after another: for sides whose operations disturb
// each other.
func (p *LivePass) EachInTurn(ctx context.Context, look func(context.Context, *Operation) error) error {
	for _, op := range p.Operations() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.settle(op, look(ctx, op)); err != nil {
			return err
		}
	}
	return nil
}

// settle makes an error about one request the reason of the cell.
func (p *LivePass) settle(op *Operation, err error) error {
	if err == nil || world.Stops(err) {
		return err
	}
	var u *world.Unbuildable
	if errors.As(err, &u) {
		p.Untested(op, "%s", u.Why)
		return nil
	}
	p.Untested(op, "%v", err)
	return nil
}

// Clean records that the operation was tested and refused or showed nothing.
func (p *LivePass) Clean(op *Operation, format string, args ...any) {
	p.mark(op, finding.Clean, fmt.Sprintf(format, args...))
}

// Untested records that the operation could not be tested.
func (p *LivePass) Untested(op *Operation, format string, args ...any) {
	p.mark(op, finding.Untested, fmt.Sprintf(format, args...))
}

// Inconclusive records that the answers allow no conclusion.
func (p *LivePass) Inconclusive(op *Operation, format string, args ...any) {
	p.mark(op, finding.Inconclusive, fmt.Sprintf(format, args...))
}

// NotApplicable records that the weakness cannot be there.
func (p *LivePass) NotApplicable(op *Operation, format string, args ...any) {
	p.mark(op, finding.NotApplicable, fmt.Sprintf(format, args...))
}

// weight of a state when an operation is recorded more than once: the
// strongest statement stays.
var weight = map[finding.State]int{finding.NotApplicable: 1, finding.Untested: 2, finding.Clean: 3, finding.Inconclusive: 4, finding.Found: 5}

func (p *LivePass) mark(op *Operation, state finding.State, reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	old, marked := p.cells[op]
	if marked && weight[old.State] >= weight[state] {
		return
	}
	p.cells[op] = finding.Cell{Weakness: p.Weakness.ID, Look: finding.Live, State: state, Reason: p.masked(reason)}
}

// masked is the reason as it may be shown. Most operations have one of a few:
// masking is slow, and a thousand copies are large. The caller holds the lock.
func (p *LivePass) masked(reason string) string {
	known, ok := p.reasons[reason]
	if !ok {
		known = p.Masker.Text(reason)
		p.reasons[reason] = known
	}
	return known
}

// Marked tells whether the operation has its entry.
func (p *LivePass) Marked(op *Operation) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, ok := p.cells[op]
	return ok
}

// Report records a finding and marks its operations as found.
func (p *LivePass) Report(f Found) {
	for _, op := range append([]*Operation{f.Operation}, f.Also...) {
		p.mark(op, finding.Found, "")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.found = append(p.found, f)
}

// Results are the findings and one cell for each operation of the API.
// Operations that were not reached are untested because of why.
func (p *LivePass) Results(why string) ([]finding.Finding, []finding.Cell) {
	p.mu.Lock()
	defer p.mu.Unlock()
	cells := make([]finding.Cell, 0, len(p.API.Operations))
	for _, op := range p.API.Operations {
		cell, ok := p.cells[op]
		if !ok {
			cell = finding.Cell{Weakness: p.Weakness.ID, Look: finding.Live, State: finding.Untested, Reason: why}
			if not := p.Weakness.Live.Applies(p, op); not != "" {
				cell.State, cell.Reason = finding.NotApplicable, p.masked(not)
			}
		}
		cell.Operation = p.Name(op)
		cells = append(cells, cell)
	}
	var findings []finding.Finding
	for _, f := range p.found {
		findings = append(findings, p.finding(f))
	}
	slices.SortFunc(findings, finding.Compare)
	return findings, cells
}

func (p *LivePass) finding(f Found) finding.Finding {
	operation := f.Operation.String()
	all := []string{operation}
	for _, op := range f.Also {
		if !slices.Contains(all, op.String()) {
			all = append(all, op.String())
		}
	}
	slices.Sort(all)
	if f.WholeAPI {
		operation = ""
	}
	print := p.Weakness.print(operation, f.Field, "")
	out := finding.Finding{
		ID: print[:12], Weakness: p.Weakness.ID, Title: p.Weakness.Title(), Category: p.Weakness.Category,
		Severity: f.Severity, Verdict: f.Verdict, Looks: []finding.Look{finding.Live},
		Operation: operation, Operations: all, Field: f.Field, Identity: f.Identity,
		OWASP: append([]string{"A04:2021"}, p.Weakness.OWASP...), CWE: p.Weakness.CWE, Remediation: p.Weakness.Remedy, Fingerprint: print,
		Evidence: evidence.Evidence{Summary: p.Masker.Text(f.Summary), Recipe: f.Recipe},
	}
	for _, s := range f.Exchanges {
		out.Evidence.Exchanges = append(out.Evidence.Exchanges, s.Exchange.Evidence(s.Step, p.Masker))
	}
	for _, s := range f.Control {
		out.Evidence.Control = append(out.Evidence.Control, s.Exchange.Evidence(s.Step, p.Masker))
	}
	if place := f.Operation.Place; place.File != "" && !f.WholeAPI {
		out.Location = &place
	}
	return out
}

// List joins names for people: a, b and c.
func List(names []string) string {
	switch len(names) {
	case 0:
		return ""
	case 1:
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
