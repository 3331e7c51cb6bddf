package scan

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Bounds of cleaning up. It comes after the budget: what a scan made must not
// stay because the scan was slow.
const (
	cleanUpTime     = 8 * time.Second
	afterEnd        = 9500 * time.Millisecond // from the end of the budget, or an interruption, to that of the cleaning
	cleanUpRequests = 500
)

// live becomes somebody and runs every weakness. It returns what is known
// when the scan ends, early or not.
func (r *run) live(ctx context.Context) ([]finding.Finding, []finding.Cell) {
	r.scan.Looks = append(r.scan.Looks, finding.Live)
	r.world = world.New(world.Options{
		API: r.target.model, Design: r.opts.Design, Client: r.client, Mode: r.mode, Seed: r.scan.Seed,
		Nonce: strings.ToLower(rand.Text()[:8]), Masker: r.masker, Log: r.opts.Log,
	})
	r.progress.Operations = len(r.target.model.Operations)
	r.tell("becoming someone")
	stopped := r.world.Become(ctx)
	ordered := slices.DeleteFunc(slices.Clone(r.opts.Weaknesses), func(w *weakness.Weakness) bool { return w.Live == nil })
	slices.SortStableFunc(ordered, runOrder)
	var findings []finding.Finding
	cells := make([]finding.Cell, 0, len(ordered)*len(r.target.model.Operations))
	for i, w := range ordered {
		pass := weakness.NewLivePass(w, r.world, r.callback, r.opts.Concurrency)
		if only := r.opts.Only; only != nil {
			pass.Only = func(op *api.Operation) bool { return only(w.ID, op) }
		}
		if stopped == nil {
			r.telling.Lock()
			r.progress.Done, r.progress.All = i, len(ordered)
			r.telling.Unlock()
			r.tell("looking: " + w.ID)
			stopped = r.one(ctx, pass)
		}
		f, c := pass.Results(whyStopped(stopped))
		findings, cells = append(findings, f...), append(cells, c...)
		r.found.Add(int64(len(f)))
	}
	if stopped != nil {
		r.early(stopped)
	}
	return findings, append(cells, r.uncalled()...)
}

// early records that the scan did not get to its end.
func (r *run) early(why error) {
	if r.scan.Interrupted {
		return // said already
	}
	r.scan.Interrupted = true
	r.note("warning", "the scan stopped early: "+whyStopped(why))
}

// listen opens the listener for call backs. One that the user named has to
// open; without the default one, some checks have less to go by.
func (r *run) listen() error {
	if r.mode == world.Passive {
		return nil
	}
	listener, err := callback.Listen(r.opts.Callback)
	switch {
	case err == nil:
		r.callback = listener
	case r.opts.Callback != "":
		return usage("name a free port of this machine: --callback 127.0.0.1:8099", "%v", err)
	default:
		r.note("warning", fmt.Sprintf("no listener for call backs: %v", err))
	}
	return nil
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

// whyStopped is the reason that the ledger gives for what was not reached.
func whyStopped(err error) string {
	switch {
	case err == nil:
		return "not reached"
	case errors.Is(err, context.Canceled):
		return "interrupted"
	case errors.Is(err, wire.ErrBudget), errors.Is(err, context.DeadlineExceeded):
		return "the budget was used up"
	case errors.Is(err, wire.ErrDown):
		return "the target answers no more"
	default:
		return err.Error()
	}
}

// cleanUp has its own time: what the scan made is removed also when it was
// interrupted.
func (r *run) cleanUp() {
	r.tell("cleaning up")
	end := time.Now().Add(cleanUpTime)
	if at := r.ended.Load(); at != nil && at.Add(afterEnd).Before(end) {
		end = at.Add(afterEnd) // an answer was waited for
	}
	ctx, cancel := context.WithDeadline(context.Background(), end)
	defer cancel()
	r.client.Renew(end, cleanUpRequests)
	r.scan.Created, r.scan.LeftBehind = r.world.CleanUp(ctx, r.opts.Keep)
}
