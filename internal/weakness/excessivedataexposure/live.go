package excessivedataexposure

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch purpose := p.Outline.Purpose(op); {
	case purpose == outline.Documentation:
		return "it answers words about the API"
	case purpose == outline.Logout, purpose == outline.Delete, op.Method == "HEAD":
		return "its answer shows no document"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		asked, last := 0, p.NoneAlive()
		for _, who := range callers(p, op) {
			l := look{p, op, who}
			honest, err := l.honest(ctx)
			if world.Stops(err) {
				return err
			}
			if err != nil {
				last = err
				continue
			}
			asked++
			l.who = honest.who
			if found, err := l.examine(ctx, honest); found || err != nil {
				return err
			}
		}
		if asked > 0 {
			p.Clean(op, "%d answers hold nothing of a sensitive kind that is not meant", asked)
			return nil
		}
		return last
	})
}

// callers are those whose answers are looked at: ordinary ones, one of high
// role, and anonymous where nobody else is alive or nothing is asked.
func callers(p *weakness.LivePass, op *weakness.Operation) []*identity.Identity {
	switch p.Outline.Purpose(op) {
	case outline.SignUp:
		return []*identity.Identity{p.Anonymous()}
	case outline.Login:
		low := p.Low()
		return low[:min(1, len(low))]
	}
	low, highs := p.LowFor(op), p.Highs()
	all := slices.Concat(low[:min(2, len(low))], highs[:min(1, len(highs))])
	if len(all) == 0 {
		all = append(all, p.Anonymous())
	}
	return all
}

// look looks at the answers of one operation to who.
type look struct {
	p   *weakness.LivePass
	op  *weakness.Operation
	who *identity.Identity
}

// examine reports what the answer holds, if a second one holds it too.
func (l look) examine(ctx context.Context, a *answered) (bool, error) {
	first := l.exposures(a.request, a.exchange)
	if len(first) == 0 {
		return false, nil
	}
	r, ex, err := a.again()
	if world.Stops(err) {
		return false, err
	}
	if err != nil || !l.p.Worked(l.op, ex) {
		l.p.Inconclusive(l.op, "the answer to %s is not given again", l.who)
		return false, nil
	}
	second := l.exposures(r, ex)
	var both []exposure
	for _, e := range first {
		if slices.Contains(second, e) {
			both = append(both, e)
		}
	}
	if len(both) == 0 {
		return false, nil
	}
	l.report(a, ex, both)
	return true, nil
}

func (l look) report(a *answered, again *wire.Exchange, all []exposure) {
	worst := slices.MinFunc(all, func(x, y exposure) int { return x.rank() - y.rank() })
	var told []string
	for _, e := range all {
		if t := fmt.Sprintf("%s (%s)", e.name, said[e.kind]); e.proven == worst.proven && !slices.Contains(told, t) {
			told = append(told, t)
		}
	}
	found := weakness.Found{
		Operation: l.op, Severity: finding.Medium, Verdict: finding.Likely, Identity: l.who.Name,
		Summary: fmt.Sprintf("The answer of %s to %s holds %s, %s.", l.op, l.who, weakness.List(told), worst.reason()),
		Exchanges: []weakness.Shown{
			weakness.Show(a.exchange, "%s is answered with %s", l.who, worst.name),
			weakness.Show(again, "another answer holds it too"),
		},
	}
	if worst.proven {
		found.Verdict = finding.Proven
		if worst.kind != unlisted {
			found.Severity = finding.High
		}
	}
	objs := l.p.Mentioned(a.request)
	for _, obj := range objs {
		found.Recipe = append(found.Recipe, l.p.Made(obj)...)
	}
	found.Recipe = append(found.Recipe, l.p.Step(l.who, a.request, "the answer holds "+worst.name, objs...))
	l.p.Report(found)
}

// reason is why the value should not be there.
func (e exposure) reason() string {
	switch {
	case e.kind == forbidden:
		return fmt.Sprintf("which must not come back: %s says so", e.at)
	case e.kind == unlisted:
		return fmt.Sprintf("which %s does not list among what may be read", e.at)
	case !e.proven:
		return "which the contract declares, but nobody should need"
	case e.kind == hash:
		return "which nobody who calls should need"
	}
	return "which the contract does not declare"
}

// issues tells whether the operation gives out credentials by design.
func (l look) issues() bool {
	switch l.p.Outline.Purpose(l.op) {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Reset:
		return true
	}
	return !l.op.Reads() && l.namesCredentials()
}

// namesCredentials tells whether credentials are what the operation is about.
func (l look) namesCredentials() bool {
	for _, part := range append(strings.Split(l.op.Path, "/"), l.op.ID) {
		words := lexicon.Words(part)
		for i, word := range words {
			tail := lexicon.Singular(strings.Join(words[i:], "_"))
			if lexicon.APIKey(tail) || lexicon.Token(tail) || lexicon.Session(tail) || lexicon.Singular(word) == "key" || lexicon.Singular(word) == "credential" {
				return true
			}
		}
	}
	return false
}
