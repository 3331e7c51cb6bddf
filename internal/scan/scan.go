// Package scan runs a scan from its targets to the scan document.
package scan

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/source"
)

// ErrUnreachable is returned when the target does not answer at all.
var ErrUnreachable = errors.New("target unreachable")

// Defaults of the pace; those of wire hold for the rest.
const (
	defaultConcurrency = 4               // keeps a small server busy without queueing
	defaultBudget      = 5 * time.Minute // ten times what the largest contract that was tried took
)

// run is one scan on its way.
type run struct {
	opts     Options
	target   *target
	program  *source.Program // nil: no source was given, or none that can be read
	joined   *draft.Joined   // nil without a program
	contract *api.Model      // as it was given, without what the source adds; nil for none
	planning bool            // nothing is sent
	fetched  fetched
	answers  answers
	unread   error             // why the source was not read to its end
	promised []finding.Finding // what the contract look found
	listed   []finding.Cell    // its ledger
	silenced []finding.Silenced
	client   *wire.Client
	callback *callback.Listener
	world    *world.World
	masker   *evidence.Masker
	mode     world.Mode
	scope    []string
	telling  sync.Mutex // guards progress
	progress Progress
	earlier  int // requests of clients before this one
	found    atomic.Int64
	ended    atomic.Pointer[time.Time] // when the budget was used up or the scan interrupted; nil before
	scan     *finding.Scan
}

// Run scans. A scan that stops early (context, budget, target down) returns
// what it has with Interrupted set; an error is returned only where there is
// nothing to tell: a wrong wish ([UsageError]), an unreachable target.
func Run(ctx context.Context, o Options) (*finding.Scan, error) {
	r := begin(o)
	// The client has the deadline too, but not all that a scan does is sending.
	ctx, cancel := context.WithDeadline(ctx, r.progress.Deadline)
	defer cancel()
	context.AfterFunc(ctx, func() { now := time.Now(); r.ended.Store(&now) })
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	if r.target.base == nil {
		r.offline(ctx)
		return r.scan, nil
	}
	if err := r.listen(); err != nil {
		return nil, err
	}
	if r.callback != nil {
		defer r.callback.Close()
	}
	// An unreachable target timed out too, which is not the end of the budget.
	if err := r.connect(ctx); world.Stops(err) && !errors.Is(err, ErrUnreachable) {
		r.early(err)
		r.target.model = r.known()
		r.look(ctx, err)
		return r.scan, nil
	} else if err != nil {
		return nil, err
	}
	r.look(ctx, nil)
	return r.scan, nil
}

// offline is a scan that sends nothing to an API.
func (r *run) offline(ctx context.Context) {
	sent := "nothing was sent"
	if len(r.fetched.count) > 0 {
		sent += " to the API"
	}
	r.note("info", sent+": no URL was given; say where the API runs, with --url")
	r.target.model = r.known()
	r.join()
	r.readContract()
	findings, cells := r.readSource(ctx)
	if !r.served() && r.contract == nil {
		cells = append(cells, r.unlooked(r.target.model.Operations, "no URL was given")...)
	}
	r.finish(findings, nil, cells)
}

// look looks from all sides that there are. Stopped is why the live one
// cannot begin; nil where it can.
func (r *run) look(ctx context.Context, stopped error) {
	r.join()
	r.readContract()
	findings, cells := r.readSource(ctx)
	if stopped != nil {
		r.finish(findings, nil, both(cells, r.unlooked(r.target.model.Operations, whyStopped(stopped))))
		return
	}
	found, tested := r.live(ctx)
	r.cleanUp()
	r.client.Close()
	r.finish(findings, found, both(cells, tested))
}

// both joins two parts of the ledger. It may be of half a million entries.
func both(a, b []finding.Cell) []finding.Cell {
	if len(a) == 0 {
		return b
	}
	return append(a, b...)
}

// begin fills in the defaults, and does nothing yet.
func begin(o Options) *run {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	fill(&o)
	r := &run{
		opts: o, target: &target{}, masker: evidence.NewMasker(),
		fetched: fetched{clients: map[string]sender{}, count: map[string]int{}},
	}
	for placeholder, value := range o.Secrets {
		r.masker.Register(placeholder, value)
	}
	r.scan = &finding.Scan{
		SchemaVersion: finding.SchemaVersion, Tool: finding.Tool{Name: "ashlar", Version: o.Version},
		Started: time.Now().UTC(), Seed: *o.Seed, Looks: []finding.Look{},
	}
	r.progress.Started = r.scan.Started
	r.progress.Deadline = r.scan.Started.Add(o.Budget)
	return r
}

// prepare reads what the options name. It sends nothing, unless references of
// contracts are to be fetched from other hosts.
func (r *run) prepare(ctx context.Context) error {
	o := r.opts
	r.tell("reading the contract")
	if says := o.Design.Intent.Summary(); says != "" {
		r.note("info", fmt.Sprintf("design: %s (%s)", o.Design.Intent.Place.File, says))
	}
	if err := r.target.sort(o); err != nil {
		return err
	}
	if err := r.target.read(o, r.references(ctx, nil, nil)); err != nil {
		return err
	}
	if err := r.interpret(ctx); err != nil {
		return err
	}
	if r.target.base == nil {
		if r.target.model == nil && r.program == nil {
			return nothing(o, r.target)
		}
		r.mode = cmp.Or(wishedMode(o), world.Safe)
		return nil
	}
	if err := r.confined(); err != nil {
		return err
	}
	mode, note, err := permittedMode(o, r.target.base)
	if err != nil {
		return err
	}
	r.mode = mode
	scope, about := permittedScope(o, mode)
	r.scope = scope
	for _, text := range []string{note, about} {
		if text != "" {
			r.note("warning", text)
		}
	}
	return nil
}

// nothing says why there is nothing to look at.
func nothing(o Options, t *target) error {
	if o.Design.Target != "" && len(t.sources) == 0 {
		return usage("ashlar scan "+o.Design.Target, "%s names a target, and starts no traffic by itself", o.Design.Path)
	}
	text := "there is nothing to look at in " + strings.Join(t.sources, ", ")
	if len(t.unread) > 0 {
		text += ": " + t.unread[0]
	}
	return usage("name the URL of the API, an OpenAPI file, or a folder of Python source", "%s", text)
}

// fill puts what the command line left open from ashlar.yaml, then the
// defaults.
func fill(o *Options) {
	if o.Design == nil {
		o.Design = &design.Design{}
	}
	d := o.Design
	o.Rate = cmp.Or(o.Rate, d.Rate)
	o.Concurrency = cmp.Or(o.Concurrency, d.Concurrency, defaultConcurrency)
	o.MaxRequests = cmp.Or(o.MaxRequests, d.MaxRequests)
	o.Budget = cmp.Or(o.Budget, d.Budget, defaultBudget)
	o.Timeout = cmp.Or(o.Timeout, d.Timeout)
	o.Seed = cmp.Or(o.Seed, d.Seed, new(uint64))
}

func (r *run) note(level, text string) {
	r.scan.Notes = append(r.scan.Notes, finding.Note{Level: level, Text: r.masker.Text(text)})
}

// tell says where the scan is; an empty phase means the one before.
func (r *run) tell(phase string) {
	if r.opts.Progress == nil {
		return
	}
	r.telling.Lock()
	defer r.telling.Unlock()
	if phase != "" {
		r.progress.Phase = phase
	}
	r.progress.Findings = int(r.found.Load())
	r.progress.Requests = r.requests()
	r.opts.Progress(r.progress)
}

// requests is how many were sent, those of earlier clients included.
func (r *run) requests() int {
	n := r.earlier
	for _, c := range r.fetched.counted {
		n += c.Requests()
	}
	if r.client != nil {
		n += r.client.Requests()
	}
	return n
}
