package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

type viewKey struct {
	object *Object
	op     *api.Operation
}

// View is what an operation shows the owner of an object.
type View struct {
	Object   *Object
	Request  *request.Request
	Exchange *wire.Exchange // the last of three equal requests
	Body     any
	Mask     compare.Mask // what changes between them
	Common   bool         // found, not made, and another identity found the very same
	Marks    []string     // texts of the object that nobody could guess: canaries, or values found nowhere else
	Inside   *Object      // made in the object so that it shows something, or nil; the marks are then this one's
}

// baselines are how many equal requests make a mask. Two would take one
// coincidence for stability.
const baselines = 3

// View reads the object as its owner through op, three times. A view
// without marks shows nothing that could be recognised elsewhere.
func (w *World) View(ctx context.Context, obj *Object, op *api.Operation) (*View, error) {
	key := viewKey{obj, op}
	w.mu.Lock()
	v := w.views[key]
	w.mu.Unlock()
	if v != nil {
		return v, nil
	}
	inside, err := w.contained(ctx, obj, op)
	if err != nil {
		return nil, err
	}
	r, _, err := w.Try(ctx, op, obj.Owner, obj)
	if there, lerr := w.lagging(ctx, obj, err); lerr != nil {
		return nil, lerr
	} else if there {
		r, _, err = w.Try(ctx, op, obj.Owner, obj)
	}
	if err != nil {
		return nil, err
	}
	answers, mask, err := w.Repeat(ctx, obj.Owner, r, baselines)
	if err != nil {
		return nil, err
	}
	v = &View{Object: obj, Request: r, Exchange: answers[baselines-1], Mask: mask}
	v.Body, _ = v.Exchange.JSON()
	v.Marks = marks(obj, r, v.Body)
	if inside != nil {
		if own := marks(inside, r, v.Body); len(own) > 0 {
			v.Inside, v.Marks = inside, own
		}
	}
	w.mu.Lock()
	w.views[key] = v
	w.mu.Unlock()
	return v, nil
}

// minMark is the shortest text that is taken for unguessable where no canary
// was planted.
const minMark = 8

// marks are the planted canaries that the body shows. Where none was
// planted, they are texts of the body that neither the request nor common
// usage explains.
func marks(obj *Object, r *request.Request, body any) []string {
	var out []string
	for _, c := range obj.Canaries {
		if compare.Contains(body, c) && !inRequest(r, c) {
			out = append(out, c)
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, leaf := range compare.Leaves(body) {
		s, ok := leaf.Value.(string)
		if !ok || len(s) < minMark || dated(s) || inRequest(r, s) || slices.Contains(out, s) {
			continue
		}
		out = append(out, s)
	}
	return out
}

// Distinct is the view with those marks only that the other's own object of
// the kind does not show as well: a status word or a tenant's name is no
// mark. Canaries always are.
func (w *World) Distinct(ctx context.Context, v *View, other *identity.Identity) (*View, error) {
	planted := len(v.Marks) > 0 && slices.Contains(v.Object.Canaries, v.Marks[0])
	if planted || len(v.Marks) == 0 && v.Object.Made {
		return v, nil
	}
	theirs, err := w.Own(ctx, v.Object.Resource, other)
	if err != nil || theirs.Owner != other {
		if Stops(err) {
			return nil, err
		}
		return v, nil
	}
	if theirs.ID() == v.Object.ID() && (len(theirs.keys) < 2 || same(theirs, v.Object)) {
		common := *v
		common.Common, common.Marks = true, nil
		return &common, nil
	}
	own, err := w.View(ctx, theirs, v.Request.Operation)
	if err != nil {
		if Stops(err) {
			return nil, err
		}
		return v, nil
	}
	distinct := *v
	distinct.Marks = slices.DeleteFunc(slices.Clone(v.Marks), func(m string) bool { return compare.Contains(own.Body, m) })
	return &distinct, nil
}

func inRequest(r *request.Request, s string) bool {
	for _, v := range r.Path {
		// A link to the object holds its identifier; an e-mail address that
		// begins with a user name tells more than the name.
		if strings.Contains(v, s) || strings.Contains(s, v) && len(v) >= minMark && !strings.Contains(s, "@") {
			return true
		}
	}
	for _, values := range r.Query {
		for _, v := range values {
			if strings.Contains(v, s) {
				return true
			}
		}
	}
	return compare.Contains(r.Body, s)
}

// dated tells whether the text begins like a date (RFC 3339 or RFC 9110):
// two objects made in the same second share it.
func dated(s string) bool {
	if len(s) >= 10 && s[4] == '-' && s[7] == '-' && strings.Trim(s[:4], "0123456789") == "" {
		return true
	}
	return len(s) > 16 && s[3] == ',' && s[4] == ' '
}

// Shows lists the marks that an answer holds, those aside that the request
// itself held.
func Shows(ex *wire.Exchange, r *request.Request, marks []string) []string {
	var out []string
	body, ok := ex.JSON()
	for _, m := range marks {
		held := ok && compare.Contains(body, m) || !ok && strings.Contains(ex.Text(), m)
		if held && !inRequest(r, m) {
			out = append(out, m)
		}
	}
	return out
}

// Privacy says who is meant to see an object.
type Privacy struct {
	State  string // private, shared, public, unknown
	Why    string
	Stated bool // by the design
	Theirs bool // stated, and the object is the stranger's as much as its owner's
}

// The states of Privacy. WEAKNESSES.md, "Whose is it?".
const (
	Private = "private"
	Shared  = "shared"
	Public  = "public"
	Unknown = "unknown"
)

// Privacy finds out whether the stranger is meant to see the marks of the
// view. What other strangers can read says nothing: that is what the
// weakness looks like.
func (w *World) Privacy(ctx context.Context, v *View, stranger *identity.Identity) (Privacy, error) {
	op := v.Request.Operation
	if p, stated := w.PrivacyByDesign(v, stranger); stated {
		return p, nil
	}
	if phrase, open := lexicon.OpenText(op.Summary + "\n" + op.Description); open {
		return Privacy{State: Shared, Why: fmt.Sprintf("the contract says %q", phrase)}, nil
	}
	if !op.Protected() {
		ex, err := w.Send(ctx, w.anonymous, v.Request)
		if err != nil {
			return Privacy{}, err
		}
		if len(Shows(ex, v.Request, v.Marks)) > 0 {
			return Privacy{State: Public, Why: "anonymous reads it and the operation asks for no credential"}, nil
		}
	}
	byListing, err := w.privacyByListing(ctx, v, stranger)
	if err != nil || byListing.State == Shared || byListing.State == Private {
		return byListing, err
	}
	if p := (Pair{v.Object.Owner, stranger}); p.Apart() {
		return Privacy{State: Private, Why: v.Object.Owner.Name + " and " + stranger.Name + " belong to different tenants"}, nil
	}
	return Privacy{State: Unknown, Why: "nothing shows that it is meant for " + v.Object.Owner.Name + " alone"}, nil
}

// known are the texts by which listings show the object itself.
func (v *View) known() []string {
	switch {
	case v.Inside == nil:
		return v.Marks
	case len(v.Object.Canaries) > 0:
		return v.Object.Canaries
	case len(v.Object.ID()) >= minMark:
		return []string{v.Object.ID()}
	}
	return nil
}

func (w *World) privacyByListing(ctx context.Context, v *View, stranger *identity.Identity) (Privacy, error) {
	res := v.Object.Resource
	result := Privacy{State: Unknown}
	for _, op := range slices.Concat(res.List, w.searches(res)) {
		if op == v.Request.Operation {
			continue
		}
		if _, no := w.Forbidden(op); no {
			continue
		}
		if slices.ContainsFunc(w.Outline.Slots(op), func(s outline.Slot) bool { return s.In == "path" }) {
			p, err := w.privacyByPlace(ctx, op, v, stranger)
			if err != nil || p.State == Shared {
				return p, err
			}
			if p.State == Private {
				result = p
			}
			continue
		}
		if _, admin := w.Outline.Administrative(op); admin {
			continue // that a stranger gets it may be a weakness of its own
		}
		theirs, err := w.listFor(ctx, op, v, stranger)
		if err != nil {
			return result, err
		}
		if theirs == nil {
			continue
		}
		marks := v.known()
		shown := w.shown(theirs, marks)
		if len(marks) > 0 && len(shown) == len(marks) {
			return Privacy{State: Shared, Why: op.String() + " shows it to " + stranger.Name + " too"}, nil
		}
		mine, err := w.listFor(ctx, op, v, v.Object.Owner)
		if err != nil {
			return result, err
		}
		switch {
		case mine == nil:
		case len(w.shown(mine, marks)) > len(shown):
			result = Privacy{State: Private, Why: op.String() + " shows it to " + v.Object.Owner.Name + " and not to " + stranger.Name}
		case v.Object.ID() == "" || !strings.Contains(theirs.Text(), v.Object.ID()):
			if w.listed(mine, v) { // in brief, and by an identifier that is as good as a canary
				result = Privacy{State: Private, Why: op.String() + " shows it to " + v.Object.Owner.Name + " and not to " + stranger.Name}
			}
		case v.confidential(shown):
			result = Privacy{State: Private, Why: op.String() + " shows " + stranger.Name + " the " + res.Name + " without it"}
		case result.State == Unknown:
			// A list in brief hides as much from the owner.
			return Privacy{State: Shared, Why: op.String() + " shows " + stranger.Name + " as much of it as " + v.Object.Owner.Name}, nil
		}
	}
	return result, nil
}

// confidential tells whether one of the marks that were not shown stands in a
// property whose name says that it is not for others.
func (v *View) confidential(shown []string) bool {
	return slices.ContainsFunc(compare.Leaves(v.Body), func(leaf compare.Leaf) bool {
		s, _ := leaf.Value.(string)
		return slices.Contains(v.Marks, s) && !slices.Contains(shown, s) && lexicon.Sensitive(PropertyName(leaf.Pointer))
	})
}

// privacyByPlace asks a collection whose path says where it lies: below an
// account, a company, another object. What the stranger finds in the own place
// is shared. What the owner finds, and the stranger is refused to look at, is
// private; that the stranger gets it says nothing, for it is what the weakness
// looks like.
func (w *World) privacyByPlace(ctx context.Context, op *api.Operation, v *View, stranger *identity.Identity) (Privacy, error) {
	unknown := Privacy{State: Unknown}
	own, err := w.listing(ctx, op, stranger, func(ex *wire.Exchange) bool { return w.listed(ex, v) })
	if err != nil {
		return unknown, err
	}
	if own != nil && w.listed(own, v) {
		return Privacy{State: Shared, Why: op.String() + " shows it to " + stranger.Name + " too"}, nil
	}
	r, ex, err := w.Try(ctx, op, v.Object.Owner, v.Object)
	if err != nil {
		if Stops(err) {
			return unknown, err
		}
		return unknown, nil
	}
	if !w.listed(ex, v) {
		return unknown, nil
	}
	theirs, err := w.Send(ctx, stranger, r)
	inside := theirs != nil && theirs.OK() && !Succeeded(theirs) // a refusal in a 200
	if err != nil || theirs.Status != 401 && theirs.Status != 403 && theirs.Status != 404 && !inside {
		return unknown, err
	}
	return Privacy{State: Private, Why: op.String() + " shows it to " + v.Object.Owner.Name + " and is refused to " + stranger.Name}, nil
}

// listed tells whether an answer shows the object of the view, in brief at
// least.
func (w *World) listed(ex *wire.Exchange, v *View) bool {
	id := v.Object.ID()
	return len(w.shown(ex, v.known())) > 0 || len(id) >= minMark && strings.Contains(ex.Text(), id)
}

// listFor is the answer to who of an operation that lists the object of the
// view or searches for it. Who searches asks what the owner would: looking for
// something else finds something else, and tells nothing. Nil: no answer.
func (w *World) listFor(ctx context.Context, op *api.Operation, v *View, who *identity.Identity) (*wire.Exchange, error) {
	if w.Outline.Purpose(op) != outline.Search {
		return w.listing(ctx, op, who, func(ex *wire.Exchange) bool { return w.listed(ex, v) })
	}
	r, ex, err := w.Try(ctx, op, v.Object.Owner, v.Object)
	if err != nil {
		if Stops(err) {
			return nil, err
		}
		return nil, nil
	}
	if who == v.Object.Owner {
		return ex, nil
	}
	return w.Send(ctx, who, r)
}

func (w *World) shown(ex *wire.Exchange, marks []string) []string {
	var out []string
	body, ok := ex.JSON()
	for _, m := range marks {
		if ok && compare.Contains(body, m) || !ok && strings.Contains(ex.Text(), m) {
			out = append(out, m)
		}
	}
	return out
}

// listing is the page of a listing to who that has what is looked for, else
// its first; nil if there is none.
func (w *World) listing(ctx context.Context, op *api.Operation, who *identity.Identity, has func(*wire.Exchange) bool, about ...*Object) (*wire.Exchange, error) {
	r, ex, err := w.Try(ctx, op, who, about...)
	if err != nil {
		if Stops(err) {
			return nil, err
		}
		return nil, nil
	}
	return w.turned(ctx, who, r, ex, has)
}

// Readers are the operations that show one object to its owner: those that
// read one, then those that list.
func (w *World) Readers(res *outline.Resource) []*api.Operation {
	candidates := slices.Clone(res.Read)
	if res == w.Outline.Accounts {
		for _, op := range w.API.Operations {
			if w.Outline.Purpose(op) == outline.Self && op.Method == "GET" {
				candidates = append(candidates, op)
			}
		}
	}
	var ops []*api.Operation
	for _, op := range slices.Concat(candidates, res.List) {
		if _, no := w.Forbidden(op); !no && !slices.Contains(ops, op) {
			ops = append(ops, op)
		}
	}
	return ops
}

// ReadBack shows the object to its owner now, through the first operation
// that does.
func (w *World) ReadBack(ctx context.Context, obj *Object) (*request.Request, *wire.Exchange, error) {
	var last error = &Unbuildable{&api.Operation{}, obj.Owner.Name, "no operation shows a " + obj.Resource.Name, nil}
	for _, op := range w.Readers(obj.Resource) {
		r, ex, err := w.Try(ctx, op, obj.Owner, obj)
		if err == nil || Stops(err) {
			return r, ex, err
		}
		last = err
	}
	return nil, nil, last
}
