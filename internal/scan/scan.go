package scan

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/score"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// ErrUnreachable is returned when the target does not answer at all.
var ErrUnreachable = errors.New("target unreachable")

// Bounds of cleaning up after a scan that stopped early.
const (
	cleanUpTime     = 10 * time.Second
	cleanUpRequests = 500
)

// run is one scan on its way.
type run struct {
	opts     Options
	target   *target
	client   *wire.Client
	world    *world.World
	masker   *evidence.Masker
	mode     world.Mode
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
	r, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	if r.target.base == nil {
		r.note("info", "nothing was sent: no URL was given; say where the API runs, with --url")
		r.finish(r.unlooked("no URL was given"))
		return r.scan, nil
	}
	findings, cells := r.look(ctx)
	r.cleanUp()
	r.scan.Findings = findings
	r.finish(cells)
	return r.scan, nil
}

// prepare reads the targets and opens the connection.
func prepare(ctx context.Context, o Options) (*run, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Design == nil {
		o.Design = &design.Design{}
	}
	fromDesign(&o)
	r := &run{opts: o, target: &target{}, masker: evidence.NewMasker()}
	r.scan = &finding.Scan{
		SchemaVersion: finding.SchemaVersion, Tool: finding.Tool{Name: "ashlar", Version: o.Version},
		Started: time.Now().UTC(), Seed: o.Seed, Looks: []finding.Look{},
	}
	r.progress.Started = r.scan.Started
	if o.Budget > 0 {
		r.progress.Deadline = r.scan.Started.Add(o.Budget)
	}
	t := r.target
	if err := t.sort(o); err != nil {
		return nil, err
	}
	r.tell("reading the contract")
	if err := t.read(o); err != nil {
		return nil, err
	}
	if t.base == nil && len(t.pages) > 0 {
		u, _ := url.Parse(t.pages[0])
		t.base = &url.URL{Scheme: u.Scheme, Host: u.Host}
	}
	if t.base == nil && t.model == nil {
		return nil, usage("name a URL, an OpenAPI file or a folder that holds one", "there is nothing to look at")
	}
	if t.base == nil {
		r.mode = cmp.Or(o.Mode, world.Safe)
		return r, nil
	}
	var err error
	var note string
	if r.mode, note, err = permittedMode(o, t.base); err != nil {
		return nil, err
	}
	if note != "" {
		r.note("warning", note)
	}
	return r, r.connect(ctx)
}

// fromDesign fills what the command line left open.
func fromDesign(o *Options) {
	d := o.Design
	o.Rate = cmp.Or(o.Rate, d.Rate)
	o.Concurrency = cmp.Or(o.Concurrency, d.Concurrency)
	o.MaxRequests = cmp.Or(o.MaxRequests, d.MaxRequests)
	o.Budget = cmp.Or(o.Budget, d.Budget)
	o.Timeout = cmp.Or(o.Timeout, d.Timeout)
	if o.Seed == 0 && d.Seed != nil {
		o.Seed = *d.Seed
	}
	if o.Concurrency <= 0 {
		o.Concurrency = defaultConcurrency
	}
}

// defaultConcurrency keeps a small server busy without queueing.
const defaultConcurrency = 4

// connect reaches the target and reads its contract, if it has to.
func (r *run) connect(ctx context.Context) error {
	t := r.target
	if err := r.dial(); err != nil {
		return err
	}
	ex, err := r.client.Do(ctx, "anonymous", wire.Request{Method: "GET", URL: t.base.String() + "/"})
	if err == nil && ex.Status == 0 {
		err = ex.Err
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %v", ErrUnreachable, t.base, err)
	}
	if err := t.discover(ctx, r.client); err != nil {
		return err
	}
	before := t.base.String()
	if t.settleBase(); t.base.String() != before {
		return r.dial()
	}
	return nil
}

// dial makes the client for the base URL as it is known now.
func (r *run) dial() error {
	o := r.opts
	if r.client != nil {
		r.earlier += r.client.Requests()
	}
	client, err := wire.New(wire.Options{
		Base: r.target.base, Scope: o.Design.Scope, Rate: o.Rate, Concurrency: o.Concurrency, MaxRequests: o.MaxRequests,
		Deadline: r.progress.Deadline, Timeout: o.Timeout, Insecure: o.Insecure,
		UserAgent: wire.UserAgent(cmp.Or(o.Version, "dev")), Header: http.Header(o.Headers), Log: o.Log,
	})
	if err != nil {
		return usage("a URL looks like http://localhost:5000", "%v", err)
	}
	client.OnExchange = func(*wire.Exchange) { r.tell("") }
	r.client = client
	return nil
}

// look becomes somebody and runs every weakness. It returns what is known
// when the scan ends, early or not.
func (r *run) look(ctx context.Context) ([]finding.Finding, []finding.Cell) {
	r.scan.Looks = append(r.scan.Looks, finding.Live)
	r.world = world.New(world.Options{
		API: r.target.model, Design: r.opts.Design, Client: r.client, Mode: r.mode, Seed: r.opts.Seed,
		Nonce: strings.ToLower(rand.Text()[:8]), Masker: r.masker, Log: r.opts.Log,
	})
	r.progress.Operations = len(r.target.model.Operations)
	r.tell("becoming someone")
	stopped := r.world.Become(ctx)

	var listener *callback.Listener
	if r.mode != world.Passive {
		var err error
		if listener, err = callback.Listen(r.opts.Callback); err != nil {
			r.note("warning", fmt.Sprintf("no listener for call backs: %v", err))
		} else {
			defer listener.Close()
		}
	}
	ordered := slices.Clone(r.opts.Weaknesses)
	slices.SortStableFunc(ordered, runOrder)
	var findings []finding.Finding
	var cells []finding.Cell
	for i, w := range ordered {
		if w.Live == nil {
			continue
		}
		r.telling.Lock()
		r.progress.Done, r.progress.All = i, len(ordered)
		r.telling.Unlock()
		r.tell("looking: " + w.ID)
		pass := weakness.NewLivePass(w, r.world, listener, r.opts.Concurrency)
		if stopped == nil {
			stopped = r.one(ctx, pass)
		}
		f, c := pass.Results(whyStopped(stopped))
		findings, cells = append(findings, f...), append(cells, c...)
		r.found.Add(int64(len(f)))
	}
	if stopped != nil {
		r.scan.Interrupted = true
		r.note("warning", "the scan stopped early: "+whyStopped(stopped))
	}
	return findings, cells
}

// one runs the live side of one weakness. What is not about the whole scan
// is noted and ends this side only.
func (r *run) one(ctx context.Context, pass *weakness.LivePass) error {
	if r.mode == world.Passive && !pass.Weakness.Live.Passive {
		for _, op := range r.target.model.Operations {
			if why := pass.Weakness.Live.Applies(pass, op); why != "" {
				pass.NotApplicable(op, "%s", why)
			} else {
				pass.Untested(op, "passive mode sends no attack")
			}
		}
		return nil
	}
	err := pass.Weakness.Live.Run(ctx, pass)
	if err == nil || world.Stops(err) {
		return err
	}
	r.note("warning", fmt.Sprintf("%s ended early: %v", pass.Weakness.ID, err))
	return nil
}

// runOrder puts what disturbs others last and, within a phase, the worst first.
func runOrder(a, b *weakness.Weakness) int {
	phase := func(w *weakness.Weakness) weakness.Phase {
		if w.Live == nil {
			return 0
		}
		return w.Live.Phase
	}
	return cmp.Or(
		cmp.Compare(phase(a), phase(b)),
		cmp.Compare(slices.Index(finding.Severities, a.Severity), slices.Index(finding.Severities, b.Severity)),
		strings.Compare(a.ID, b.ID),
	)
}

func whyStopped(err error) string {
	switch {
	case err == nil:
		return "not reached"
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, wire.ErrBudget), errors.Is(err, context.DeadlineExceeded):
		return "the budget was used up"
	default:
		return err.Error()
	}
}

// cleanUp has its own time: what the scan made is removed also when it was
// interrupted.
func (r *run) cleanUp() {
	r.tell("cleaning up")
	ctx, cancel := context.WithTimeout(context.Background(), cleanUpTime)
	defer cancel()
	r.client.Renew(time.Now().Add(cleanUpTime), cleanUpRequests)
	r.scan.Created, r.scan.LeftBehind = r.world.CleanUp(ctx, r.opts.Keep)
}

// unlooked is the ledger of a scan that sent nothing.
func (r *run) unlooked(why string) []finding.Cell {
	w := world.New(world.Options{API: r.target.model, Design: r.opts.Design, Mode: r.mode, Masker: r.masker})
	var cells []finding.Cell
	for _, weak := range r.opts.Weaknesses {
		if weak.Live != nil {
			_, c := weakness.NewLivePass(weak, w, nil, 1).Results(why)
			cells = append(cells, c...)
		}
	}
	return cells
}

// finish fills in what can be told only at the end.
func (r *run) finish(cells []finding.Cell) {
	s := r.scan
	slices.SortFunc(s.Findings, finding.Compare)
	s.Ledger = cells
	slices.SortFunc(s.Ledger, func(a, b finding.Cell) int {
		return cmp.Or(strings.Compare(a.Operation, b.Operation), strings.Compare(a.Weakness, b.Weakness), strings.Compare(string(a.Look), string(b.Look)))
	})
	s.Mode = string(r.mode)
	t := r.target
	s.Target = finding.Target{Contracts: t.contracts, Sources: t.sources, Title: r.masker.Text(t.model.Title)}
	if t.base != nil {
		s.Target.URL = r.masker.URL(t.base.String())
		s.Requests = r.requests()
	}
	for _, p := range t.model.Problems {
		r.note("warning", fmt.Sprintf("%s: %s", p.Place, p.Text))
	}
	for _, n := range t.notes {
		r.note("info", n)
	}
	if r.world != nil {
		r.identities()
		s.Notes = append(s.Notes, r.world.Notes()...)
	}
	categories := map[string]string{}
	for _, w := range r.opts.Weaknesses {
		categories[w.ID] = w.Category
	}
	s.Score = score.Of(s.Findings, s.Ledger, func(id string) (string, bool) { c, ok := categories[id]; return c, ok })
	s.Ended = time.Now().UTC()
}

func (r *run) identities() {
	for _, who := range append(r.world.All(), r.world.Anonymous()) {
		alive, reason := who.Alive()
		r.scan.Identities = append(r.scan.Identities, finding.Identity{
			Name: who.Name, Role: who.Role, Tenant: r.masker.Text(who.Tenant), Origin: string(who.Origin), Alive: alive, Reason: r.masker.Text(reason),
		})
	}
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
		return 0
	}
	return r.earlier + r.client.Requests()
}
