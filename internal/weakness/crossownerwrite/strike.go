package crossownerwrite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// strike is one call by someone else, and what the owner sees afterwards.
type strike struct {
	request *request.Request
	sent    *wire.Exchange
	seen    *wire.Exchange
	kind    string // changed, gone; "" without effect
	effect  string // a sentence without its period
	seenAs  string // what the owner sees, in a few words
}

// throwawayNames are for accounts that are made to be changed.
var throwawayNames = []string{"dave", "erin", "frank", "grace"}

// throwaway signs somebody up whose account may be changed and deleted.
func (a *attack) throwaway(ctx context.Context) (*identity.Identity, error) {
	name := throwawayNames[a.signedUp%len(throwawayNames)]
	a.signedUp++
	who, err := a.p.SignUp(ctx, name)
	if err != nil && !world.Stops(err) {
		return nil, fmt.Errorf("it is about accounts, and none can be made for it: %w", err)
	}
	return who, err
}

func (a *attack) strike(ctx context.Context, watch *world.Watch, name string) (*strike, error) {
	return a.strikeWith(ctx, watch, name, nil)
}

// strikeWith sends what the stranger would honestly send about the object,
// changed, under the named credential: the stranger's, the owner's or none.
func (a *attack) strikeWith(ctx context.Context, watch *world.Watch, name string, change func(*request.Request) *request.Request) (*strike, error) {
	r, canaries, err := a.p.Plant(ctx, a.op, a.pair.Stranger, watch.Object)
	if err != nil {
		return nil, err
	}
	if len(canaries) == 0 {
		r = vary(r, watch.Body)
	}
	if place, sets := a.newPassword(r); sets {
		password := "Aq7!" + a.p.Random()
		a.p.Masker.Register("$CHOSEN_PASSWORD", password)
		r = r.With(place, password)
	}
	if change != nil {
		r = change(r)
	}
	who := a.pair.Stranger
	switch name {
	case a.p.Anonymous().Name:
		who = a.p.Anonymous()
	case watch.Object.Owner.Name:
		who = watch.Object.Owner
	}
	s := &strike{request: r}
	if s.sent, err = a.p.Send(ctx, who, r); err != nil {
		return nil, err
	}
	see := func() (*wire.Exchange, error) { return watch.After(ctx, s.sent) }
	if a.late && world.Succeeded(s.sent) {
		see = func() (*wire.Exchange, error) { return watch.Settled(ctx) }
	}
	if s.seen, err = see(); err != nil {
		return nil, err
	}
	return s, a.judge(ctx, s, watch, who, canaries)
}

// judge says what the owner sees of the strike.
func (a *attack) judge(ctx context.Context, s *strike, watch *world.Watch, who *identity.Identity, canaries []string) error {
	owner, kind := watch.Object.Owner, watch.Object.Resource.Name
	tell := func(what, did, seenAs string) {
		s.kind, s.seenAs = what, seenAs
		s.effect = fmt.Sprintf("%s %s %s; %s", who, did, watch.Object.Label(), seenAs)
	}
	if watch.Gone(s.seen) {
		did := "deleted"
		if a.p.Outline.Purpose(a.op) != outline.Delete {
			did = "made away with"
		}
		a.p.Gone(watch.Object)
		tell("gone", did, fmt.Sprintf("%s gets %s now", owner, told(s.seen)))
		return nil
	}
	doc, _ := watch.Find(s.seen)
	if shows(doc, canaries) {
		tell("changed", "changed", fmt.Sprintf("%s reads what %s wrote", owner, who))
		return nil
	}
	if !world.Succeeded(s.sent) {
		return nil // what changes although it was refused, something else changed
	}
	if ex, err := a.takenOver(ctx, s, owner); err != nil || ex != nil {
		if ex != nil {
			s.seen = ex
			tell("changed", "changed", fmt.Sprintf("the password that %s chose logs in as %s", who, owner))
		}
		return err
	}
	if changes := watch.Changes(s.seen); len(changes) > 0 {
		tell("changed", "changed", fmt.Sprintf("%s reads that %s", owner, changes[0]))
		return nil
	}
	if a.p.Outline.Purpose(a.op) != outline.Create || len(canaries) == 0 {
		return nil
	}
	// What was added may show in a list of its own.
	if res := a.p.Outline.Resource(a.op); res != nil {
		for _, op := range res.List {
			_, ex, err := a.p.Try(ctx, op, owner, watch.Object)
			if world.Stops(err) {
				return err
			}
			if err != nil {
				continue
			}
			if body, _ := ex.JSON(); shows(body, canaries) {
				s.seen = ex
				tell("changed", "added to", fmt.Sprintf("%s finds what %s wrote under its %s", owner, who, kind))
				return nil
			}
		}
	}
	return nil
}

// newPassword is where the request sets a password of an account: the last
// place of that name, because the old one is asked for first.
func (a *attack) newPassword(r *request.Request) (request.Place, bool) {
	var place request.Place
	for _, leaf := range compare.Leaves(r.Body) {
		name := leaf.Pointer[strings.LastIndexByte(leaf.Pointer, '/')+1:]
		words := lexicon.Words(name)
		if a.slot.Resource == a.p.Outline.Accounts && lexicon.Password(name) && !slices.Contains(words, "old") && !slices.Contains(words, "current") {
			place = request.Place{In: "body", Name: leaf.Pointer}
		}
	}
	return place, place.Name != ""
}

// takenOver logs in as the owner with the password that the strike set; nil
// where it set none or that does not work.
func (a *attack) takenOver(ctx context.Context, s *strike, owner *identity.Identity) (*wire.Exchange, error) {
	place, sets := a.newPassword(s.request)
	if !sets || len(a.p.Outline.Login) == 0 {
		return nil, nil
	}
	chosen, _ := s.request.Value(place)
	login, err := a.p.LoginRequest(ctx, a.p.Outline.Login[0], owner)
	if err != nil {
		return nil, err
	}
	for _, leaf := range compare.Leaves(login.Body) {
		if name := leaf.Pointer[strings.LastIndexByte(leaf.Pointer, '/')+1:]; lexicon.Password(name) {
			login = login.With(request.Place{In: "body", Name: leaf.Pointer}, chosen)
		}
	}
	ex, err := a.p.SendWith(ctx, owner.Name, identity.Credential{}, login)
	if err != nil || !world.Succeeded(ex) {
		return nil, err
	}
	return ex, nil
}

func told(ex *wire.Exchange) string {
	if ex.OK() {
		return "an answer without it"
	}
	return world.Status(ex)
}

// elsewhere puts a random identifier of the same form in place of the object's.
func (a *attack) elsewhere(r *request.Request) *request.Request {
	place := request.Place{In: a.slot.In, Name: a.slot.Name}
	v, _ := r.Value(place)
	if list, ok := v.([]any); ok {
		others := make([]any, len(list))
		for i, e := range list {
			others[i] = a.p.Similar(e)
		}
		return r.With(place, others)
	}
	return r.With(place, a.p.Similar(v))
}

// privacy says who is meant to see the object. That the API refuses the
// stranger to read it is as good as a listing that leaves it out.
func (a *attack) privacy(ctx context.Context, watch *world.Watch) (world.Privacy, error) {
	privacy, err := watch.Privacy(ctx, a.pair.Stranger)
	if err != nil || privacy.State != world.Unknown || len(watch.Request.Path) == 0 {
		return privacy, err
	}
	ex, err := a.p.Send(ctx, a.pair.Stranger, watch.Request)
	if err != nil {
		return privacy, err
	}
	if _, shown := watch.Find(ex); !shown && (ex.Status == 403 || ex.Status == 404) {
		return world.Privacy{State: world.Private, Why: fmt.Sprintf("%s refuses it to %s with %d", watch.Request.Operation, a.pair.Stranger, ex.Status)}, nil
	}
	return privacy, nil
}

// meantForOthers tells whether the operation is what people do to objects of
// others: to like a post, to book a room. What it is about is no verb: neither
// {order_id} in a path nor updateOrder orders something.
func meantForOthers(p *weakness.LivePass, op *weakness.Operation) bool {
	last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
	if strings.HasPrefix(last, "{") {
		last = ""
	}
	var about []string
	if target, ok := p.Target(op); ok && target != nil {
		about = lexicon.Words(target.Name)
	}
	// A generated id begins with modules: api.views.users.update.
	id := op.ID[strings.LastIndexAny(op.ID, "./")+1:]
	for _, name := range []string{last, id} {
		for _, word := range lexicon.Words(name) {
			one := lexicon.Singular(word)
			if !slices.Contains(about, one) && (slices.Contains(toOthers, word) || slices.Contains(toOthers, one)) {
				return true
			}
		}
	}
	return false
}

var toOthers = strings.Fields(`like unlike dislike vote upvote downvote rate rating review comment reply react reaction follow unfollow
	favorite favourite bookmark star watch subscribe unsubscribe join leave enroll enrol apply attend rsvp book reserve buy purchase bid offer
	order checkout pay borrow rent loan return view visit click track download share report flag block poke message chat contact invite invitation
	accept decline answer claim adopt donate redeem use play listen read seen`)
