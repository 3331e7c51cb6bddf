package unlistedoperation

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if why := unlike(p); why != "" {
		return why
	}
	beside := onPath(p, op)
	for _, other := range beside {
		if _, dangerous := p.Outline.Dangerous(other); dangerous || p.Outline.Purpose(other) == outline.Logout {
			return "what lies beside it may be as dangerous"
		}
	}
	if op.Drafted {
		return draftedApplies(p, op)
	}
	beside = slices.DeleteFunc(slices.Clone(beside), drafted)
	if beside[0] != op {
		return "another operation of its path stands for it"
	}
	if len(neighbours(p, op)) == 0 {
		return "nothing lies beside it that could be tried without an effect"
	}
	return ""
}

func drafted(op *weakness.Operation) bool { return op.Drafted }

// unlike says why the contract cannot be held against what there is. One that
// has less than half of the routes of the source is that of something else, or
// of a part.
func unlike(p *weakness.LivePass) string {
	all := p.API.Operations
	listed := len(slices.DeleteFunc(slices.Clone(all), drafted))
	switch {
	case !p.API.Authoritative || listed == 0:
		return "no contract says what there should be"
	case 2*listed < len(all):
		return "the contract lists less than half of what the source serves: it is that of a part, or of something else"
	}
	return ""
}

// draftedApplies is for what the source alone speaks of: it is tried itself.
func draftedApplies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Health, outline.Documentation:
		return "contracts need not list signs of life and words about the API"
	}
	if own(p, op) == nil {
		return "no contract lists it, and it cannot be tried without an effect: the source tells of it"
	}
	return ""
}

// own is the operation as a neighbour of itself, where no contract lists it
// and trying it changes nothing but the scan's own.
func own(p *weakness.LivePass, op *weakness.Operation) *neighbour {
	res, named := p.Target(op)
	deletes := op.Method == "DELETE" && named && res != nil && res != p.Outline.Accounts && p.Outline.Resource(op) == res && len(res.Create) > 0
	if !deletes && (op.Method != "GET" || !p.Outline.ReadsOnly(op)) {
		return nil
	}
	n := verb(op, op.Method)
	n.op, n.what = op, "a route of the source serves it"
	return &n
}

// onPath lists the operations of a path. A contract names them one after
// another, so that no more than these are looked at.
func onPath(p *weakness.LivePass, op *weakness.Operation) []*weakness.Operation {
	all := p.API.Operations
	first := slices.Index(all, op)
	last := first
	for first > 0 && all[first-1].Path == op.Path {
		first--
	}
	for last+1 < len(all) && all[last+1].Path == op.Path {
		last++
	}
	return all[first : last+1]
}

func live(ctx context.Context, p *weakness.LivePass) error {
	if err := liveAnswers(ctx, p); err != nil {
		return err
	}
	if err := liveUnserved(ctx, p); err != nil {
		return err
	}
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		tried := 0
		tries := neighbours(p, op)
		if op.Drafted {
			tries = []neighbour{*own(p, op)}
		}
		for _, n := range tries {
			if n.op != op && known(p, n.op) {
				continue
			}
			l := look{p: p, listed: op, neighbour: n}
			var found bool
			var err error
			if n.op.Method == "DELETE" {
				found, err = l.deletes(ctx)
			} else {
				found, err = l.reads(ctx)
			}
			if found || err != nil {
				return err
			}
			if l.answer != nil {
				tried++
			} else if op.Drafted && l.why != nil {
				return l.why
			}
		}
		switch {
		case p.Marked(op):
		case op.Drafted && tried == 0:
			p.Untested(op, "there is no object of the scan's own to try it on")
		case op.Drafted:
			p.Clean(op, "the running API does not answer with content what the source serves here")
		default:
			p.Clean(op, "%d operations beside it are refused or not there", tried)
		}
		return nil
	})
}

// look looks at one neighbour of a listed operation.
type look struct {
	p         *weakness.LivePass
	listed    *weakness.Operation
	neighbour neighbour
	who       *identity.Identity
	answer    *wire.Exchange // nil: it could not be tried
	why       error          // why it could not
}

// caller is who calls: one of ordinary role, if there is any.
func (l *look) caller() *identity.Identity {
	for _, who := range l.p.Callers(l.listed) {
		if !who.IsAnonymous() {
			return who
		}
	}
	return l.p.Anonymous()
}

// reads calls a neighbour that reads, twice, and then one beside it that
// cannot be there.
func (l *look) reads(ctx context.Context) (bool, error) {
	l.who = l.caller()
	like, err := l.honest(ctx)
	if err != nil {
		l.why = err
		return false, unlessStopped(err)
	}
	r := &request.Request{Operation: l.neighbour.op, Path: like.Path, Query: like.Query}
	first, err := l.p.Send(ctx, l.who, r)
	if err != nil {
		return false, err
	}
	l.answer = first
	if !content(first) {
		return false, nil
	}
	second, err := l.p.Send(ctx, l.who, r)
	if err != nil {
		return false, err
	}
	nowhere := &request.Request{Operation: l.neighbour.nowhere(l.p.Random()), Path: like.Path, Query: like.Query}
	control, err := l.p.Send(ctx, l.who, nowhere)
	if err != nil {
		return false, err
	}
	switch {
	case !content(second) || !world.SameProperties(first, second):
		return false, nil
	case control.OK() || control.Status == 0:
		l.p.Inconclusive(l.listed, "%s is answered, and so is a path that cannot be there", l.neighbour.op)
		return false, nil
	}
	return true, l.report(ctx, r, first, second, control)
}

// honest is a request of the listed operation, for its path and query.
func (l *look) honest(ctx context.Context) (*request.Request, error) {
	if l.p.Outline.ReadsOnly(l.listed) {
		base, err := l.p.BaseAny(ctx, l.listed)
		if err != nil {
			return nil, err
		}
		l.who = base.Who
		if res := l.p.Outline.Resource(l.listed); res != nil && !l.who.IsAnonymous() {
			if _, err := l.p.Own(ctx, res, l.who); world.Stops(err) { // else a list is empty, and says nothing
				return nil, err
			}
		}
		return base.Request, nil
	}
	r, err := l.p.Build(ctx, l.listed, l.who)
	if err != nil {
		return nil, err
	}
	r.Query = nil
	return r, nil
}

func unlessStopped(err error) error {
	if world.Stops(err) {
		return err
	}
	return nil
}

// content tells whether the answer is data that says something: pages and
// empty answers are no operation of an API.
func content(ex *wire.Exchange) bool {
	body, ok := ex.JSON()
	if !ok || !world.Succeeded(ex) {
		return false
	}
	return slices.ContainsFunc(compare.Leaves(body), func(leaf compare.Leaf) bool {
		list, empty := leaf.Value.([]any)
		object, none := leaf.Value.(map[string]any)
		return leaf.Value != nil && !(empty && len(list) == 0) && !(none && len(object) == 0)
	})
}

// asks tells whether a credential would be asked for if the operation were
// listed: as the one that it lies beside does, else as most do.
func (l *look) asks() bool {
	if !l.listed.Drafted {
		return l.listed.Protected()
	}
	listed := slices.DeleteFunc(slices.Clone(l.p.API.Operations), drafted)
	protected := 0
	for _, op := range listed {
		if op.Protected() {
			protected++
		}
	}
	return 2*protected > len(listed)
}

// also is the listed operation that the neighbour lies beside.
func (l *look) also() []*weakness.Operation {
	if l.neighbour.op == l.listed {
		return nil
	}
	return []*weakness.Operation{l.listed}
}

// report tells of a read. It is graver where nobody is asked who calls, and
// the listed operation asks.
func (l *look) report(ctx context.Context, r *request.Request, first, second, control *wire.Exchange) error {
	anonymous, err := l.p.Send(ctx, l.p.Anonymous(), r)
	if err != nil {
		return err
	}
	f := weakness.Found{
		Operation: l.neighbour.op, Also: l.also(), Severity: finding.Low, Verdict: finding.Proven, Identity: l.who.Name,
		Summary:   fmt.Sprintf("%s answers %s, and the contract does not list it: %s.", l.neighbour.op, l.who, l.neighbour.what),
		Exchanges: []weakness.Shown{weakness.Show(first, "it answers with content"), weakness.Show(second, "and again")},
		Control:   []weakness.Shown{weakness.Show(control, "a path that cannot be there is not answered so")},
		Recipe:    []evidence.Step{l.p.Step(l.who, r, "content", l.p.Mentioned(r)...)},
	}
	if l.asks() && content(anonymous) && world.SameProperties(anonymous, first) {
		f.Severity = finding.Medium
		f.Summary = fmt.Sprintf("%s answers anyone, without a credential, and the contract does not list it: %s.", l.neighbour.op, l.neighbour.what)
		f.Exchanges = append(f.Exchanges, weakness.Show(anonymous, "anonymous gets it too; what the contract lists asks for a credential"))
	}
	l.p.Report(f)
	return nil
}

// deletes tries the verb on an object that the scan made for it: the effect
// is that its owner does not find it any more.
func (l *look) deletes(ctx context.Context) (bool, error) {
	l.who = l.caller()
	res, ok := l.p.Target(l.listed)
	if !ok || l.who.IsAnonymous() {
		return false, nil
	}
	obj, err := l.p.Fresh(ctx, res, l.who)
	if err != nil {
		return false, unlessStopped(err)
	}
	_, before, err := l.p.ReadBack(ctx, obj)
	if err != nil || !obj.Made || obj.Owner != l.who {
		return false, unlessStopped(err)
	}
	like, err := l.p.Build(ctx, l.listed, l.who, obj)
	if err != nil {
		return false, unlessStopped(err)
	}
	r := &request.Request{Operation: l.neighbour.op, Path: like.Path}
	if l.answer, err = l.p.Send(ctx, l.who, r); err != nil || !world.Succeeded(l.answer) {
		return false, err
	}
	look, after, err := l.p.ReadBack(ctx, obj)
	if world.Stops(err) {
		return false, err
	}
	if err == nil && (after.OK() && compare.Contains(after.Text(), obj.ID())) {
		return false, nil // it said yes and did nothing
	}
	l.p.Gone(obj)
	f := weakness.Found{
		Operation: l.neighbour.op, Also: l.also(), Severity: finding.Medium, Verdict: finding.Proven, Identity: l.who.Name,
		Summary:   fmt.Sprintf("%s deleted %s with %s, which the contract does not list.", l.who, obj.Label(), l.neighbour.op),
		Exchanges: []weakness.Shown{weakness.Show(before, "the %s is there", obj.Kind()), weakness.Show(l.answer, "the verb is answered, and the %s is gone", obj.Kind())},
		Recipe:    append(l.p.Made(obj), l.p.Step(l.who, r, "2xx", obj)),
	}
	if look != nil {
		f.Recipe = append(f.Recipe, l.p.Step(l.who, look, "it is not there any more", obj))
	}
	l.p.Report(f)
	return true, nil
}
