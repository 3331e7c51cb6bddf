// Package scan runs a scan from its targets to the scan document.
package scan

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
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
	scan     *finding.Scan
}

// Run scans. A scan that stops early (context, budget, target down) returns
// what it has with Interrupted set; an error is returned only where there is
// nothing to tell: a wrong wish ([UsageError]), an unreachable target.
func Run(ctx context.Context, o Options) (*finding.Scan, error) {
	r, err := prepare(o)
	if err != nil {
		return nil, err
	}
	if r.target.base == nil {
		r.note("info", "nothing was sent: no URL was given; say where the API runs, with --url")
		r.finish(r.unlooked(r.target.model.Operations, "no URL was given"))
		return r.scan, nil
	}
	if err := r.listen(); err != nil {
		return nil, err
	}
	if r.callback != nil {
		defer r.callback.Close()
	}
	// The client has the deadline too, but not all that a check does is sending.
	ctx, cancel := context.WithDeadline(ctx, r.progress.Deadline)
	defer cancel()
	// An unreachable target timed out too, which is not the end of the budget.
	if err := r.connect(ctx); world.Stops(err) && !errors.Is(err, ErrUnreachable) {
		r.early(err)
		if r.target.model == nil {
			r.target.model = &api.Model{Title: r.target.base.Host}
		}
		r.finish(r.unlooked(r.target.model.Operations, whyStopped(err)))
		return r.scan, nil
	} else if err != nil {
		return nil, err
	}
	findings, cells := r.look(ctx)
	r.cleanUp()
	r.client.Close()
	r.scan.Findings = findings
	r.finish(cells)
	return r.scan, nil
}

// prepare reads what the options name, and sends nothing.
func prepare(o Options) (*run, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	fill(&o)
	r := &run{opts: o, target: &target{}, masker: evidence.NewMasker()}
	r.scan = &finding.Scan{
		SchemaVersion: finding.SchemaVersion, Tool: finding.Tool{Name: "ashlar", Version: o.Version},
		Started: time.Now().UTC(), Seed: *o.Seed, Looks: []finding.Look{},
	}
	r.progress.Started = r.scan.Started
	r.progress.Deadline = r.scan.Started.Add(o.Budget)
	r.tell("reading the contract")
	if err := r.target.sort(o); err != nil {
		return nil, err
	}
	if err := r.target.read(o); err != nil {
		return nil, err
	}
	if r.target.base == nil {
		if r.target.model == nil {
			return nil, nothing(o, r.target)
		}
		r.mode = cmp.Or(wishedMode(o), world.Safe)
		return r, nil
	}
	mode, note, err := permittedMode(o, r.target.base)
	if err != nil {
		return nil, err
	}
	r.mode = mode
	scope, about := permittedScope(o, mode)
	r.scope = scope
	for _, text := range []string{note, about} {
		if text != "" {
			r.note("warning", text)
		}
	}
	return r, nil
}

// nothing says why there is nothing to look at.
func nothing(o Options, t *target) error {
	if o.Design.Target != "" && len(t.sources) == 0 {
		return usage("ashlar scan "+o.Design.Target, "%s names a target, and starts no traffic by itself", o.Design.Path)
	}
	return usage("name the URL of the API, or an OpenAPI file", "there is nothing to look at in %s", strings.Join(t.sources, ", "))
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
	if r.client == nil {
		return r.earlier
	}
	return r.earlier + r.client.Requests()
}
