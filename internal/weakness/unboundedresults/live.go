package unboundedresults

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if !lists(p, op) {
		return "it lists nothing"
	}
	return ""
}

func lists(p *weakness.LivePass, op *weakness.Operation) bool {
	switch p.Outline.Purpose(op) {
	case outline.List:
		return op.Method == "GET"
	case outline.Search:
		return p.Outline.ReadsOnly(op)
	}
	return false
}

// Sizes of lists.
const (
	// million is a limit that no page needs.
	million = 1_000_000
	// beyond is more than the widest caps in use, which are 500 and 1000.
	beyond = 1000
	// fill is one more than the usual cap. So many objects are made in one
	// listing, where they can be deleted again.
	fill = 101
)

func live(ctx context.Context, p *weakness.LivePass) error {
	filled := map[string]*weakness.Operation{} // by the name of the limit
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		l := look{p: p, op: op, filled: filled}
		return l.look(ctx)
	})
}

// look looks at one listing.
type look struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	filled map[string]*weakness.Operation
	who    *identity.Identity
	plain  *request.Request
	limit  limit
	asked  *request.Request // for as much as there is
	fewer  int              // records that come without asking for more
}

func (l *look) look(ctx context.Context) error {
	base, err := l.p.BaseAny(ctx, l.op)
	if err != nil {
		return err
	}
	l.who, l.plain, l.asked = base.Who, base.Request, base.Request
	plain, err := l.p.Send(ctx, l.who, l.plain)
	if err != nil {
		return err
	}
	var listed bool
	if l.fewer, listed = records(plain); !listed {
		l.p.NotApplicable(l.op, "its answer holds no list")
		return nil
	}
	l.limit = limitOf(l.op)
	if l.limit.name == "" {
		if how := pages(l.op, plain); how != "" && (l.page() == 0 || l.fewer <= l.page()) {
			l.p.Clean(l.op, "it answers in pages of its own size: %s", how)
			return nil
		}
		return l.judge(ctx, plain)
	}
	l.asked = l.plain.With(request.Place{In: "query", Name: l.limit.name}, million)
	ex, err := l.p.Send(ctx, l.who, l.asked)
	if err != nil {
		return err
	}
	return l.judge(ctx, ex)
}

// judge decides what the answer to the widest question says.
func (l *look) judge(ctx context.Context, ex *wire.Exchange) error {
	n, listed := records(ex)
	told, echoed := l.limit.told(ex)
	switch {
	case ex.Status == 400 || ex.Status == 422 || ex.OK() && !world.Succeeded(ex):
		l.p.Clean(l.op, "a limit of %d is refused: %s", million, world.Status(ex))
	case !listed:
		l.p.Inconclusive(l.op, "a limit of %d is answered %s", million, world.Status(ex))
	case l.page() > 0 && n > l.page():
		return l.report(ctx, ex, fmt.Sprintf("answers with more than %d records at once", l.page()))
	case l.page() > 0 && echoed && told <= l.page():
		l.p.Clean(l.op, "a limit of %d is cut to %d, and %s", million, told, l.stated())
	case l.page() > mostFill:
		l.p.Untested(l.op, "%s: to see more the scan would have to make more than %d objects", l.stated(), mostFill)
	case l.page() > 0:
		return l.fillUp(ctx)
	case l.limit.most > 0 && n <= l.limit.most:
		l.p.Clean(l.op, "the contract names %d as the most, and a limit of %d brings no more", l.limit.most, million)
	case l.limit.most > 0 || n > beyond:
		return l.report(ctx, ex, fmt.Sprintf("answers with more than %d records at once", max(l.limit.most, min(n-1, beyond))))
	case echoed && told < million:
		l.p.Clean(l.op, "a limit of %d is cut to %d", million, told)
	default:
		return l.fillUp(ctx)
	}
	return nil
}

// records counts the list in an answer.
func records(ex *wire.Exchange) (int, bool) {
	if !world.Succeeded(ex) {
		return 0, false
	}
	body, _ := ex.JSON()
	list := compare.Records(body)
	return len(list), list != nil
}

// fillUp makes more objects than a usual page has, once for all listings with
// such a limit, and asks again.
func (l *look) fillUp(ctx context.Context) error {
	if other := l.filled[l.limit.name]; other != nil {
		l.p.NotApplicable(l.op, "%s, which is limited in the same way, was filled in its place", other)
		return nil
	}
	res := l.p.Outline.Resource(l.op)
	if res == nil || res == l.p.Outline.Accounts || len(res.Create) == 0 || len(res.Delete) == 0 {
		l.p.Untested(l.op, "too little is in it to see a limit, and what would be made to fill it could not be deleted again")
		return nil
	}
	if l.who.IsAnonymous() && len(l.p.Low()) > 0 {
		l.who = l.p.Low()[0]
	}
	var made []*world.Object
	defer func() { l.empty(ctx, made) }()
	for {
		ex, err := l.p.Send(ctx, l.who, l.asked)
		if err != nil {
			return err
		}
		n, listed := records(ex)
		switch {
		case !listed:
			l.p.Inconclusive(l.op, "it answers %s when there is more in it", world.Status(ex))
			return nil
		case n >= l.fill():
			l.filled[l.limit.name] = l.op
			return l.report(ctx, ex, fmt.Sprintf("answers with everything that there is, more than %d records, at once", l.fill()-1))
		case len(made) > 0:
			l.filled[l.limit.name] = l.op
			l.p.Clean(l.op, "of at least %d records it answers with %d", l.fill(), n)
			return nil
		}
		for range l.fill() - n {
			obj, err := l.p.Fresh(ctx, res, l.who)
			if world.Stops(err) {
				return err
			}
			if err != nil {
				l.p.Untested(l.op, "it could not be filled: %v", err)
				return nil
			}
			made = append(made, obj)
		}
	}
}

// empty deletes what was made at once: so many would outlast the time that
// there is for cleaning up in the end. What it leaves is tried again there.
func (l *look) empty(ctx context.Context, made []*world.Object) {
	for _, obj := range made {
		for _, op := range obj.Resource.Delete {
			if !l.deletes(op, obj) {
				continue
			}
			r, err := l.p.Build(ctx, op, l.who, obj)
			if err != nil {
				continue
			}
			ex, err := l.p.Send(ctx, l.who, r)
			if err == nil && world.Succeeded(ex) {
				l.p.Gone(obj)
				break
			}
		}
	}
}

// deletes tells whether the operation names the one object that it deletes.
func (l *look) deletes(op *weakness.Operation, obj *world.Object) bool {
	slot, named := l.p.TargetSlot(op)
	_, no := l.p.Forbidden(op)
	_, known := obj.Value(slot.Name)
	return named && !no && known && slot.Resource == obj.Resource
}
