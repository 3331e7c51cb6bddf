package world

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Watch is how the owner of an object sees what becomes of it: one reading
// request, and the object as it was before anything was done to it.
type Watch struct {
	Object  *Object
	Request *request.Request
	First   *wire.Exchange // the later of two readings
	Body    any            // the object in it
	Mask    compare.Mask   // what of the object changes by itself

	w *World
}

// Watch reads the object as its owner, twice, through the first operation
// that shows it: one on the path of near, which may be nil, before others.
func (w *World) Watch(ctx context.Context, obj *Object, near *api.Operation) (*Watch, error) {
	var last error = &Unbuildable{&api.Operation{}, obj.Owner.Name, "no operation shows a " + obj.Resource.Name + " to its owner", nil}
	for _, op := range w.watchers(obj.Resource, near) {
		t := &Watch{Object: obj, w: w}
		r, ex, err := w.Try(ctx, op, obj.Owner, obj)
		if err != nil {
			if Stops(err) {
				return nil, err
			}
			last = err
			continue
		}
		t.Request = r
		body, ok := t.Find(ex)
		if !ok {
			last = &Unbuildable{op, obj.Owner.Name, "does not show " + obj.Label() + " to its owner", ex}
			continue
		}
		if t.First, err = w.Send(ctx, obj.Owner, r); err != nil {
			return nil, err
		}
		if t.Body, ok = t.Find(t.First); !ok {
			last = &Unbuildable{op, obj.Owner.Name, "shows " + obj.Label() + " only sometimes", t.First}
			continue
		}
		t.Mask = compare.Volatile(body, t.Body)
		return t, nil
	}
	return nil, last
}

// watchers are the operations that may show an object of the kind.
func (w *World) watchers(res *outline.Resource, near *api.Operation) []*api.Operation {
	var ops []*api.Operation
	if near != nil {
		for _, op := range w.API.Operations {
			if op.Method == "GET" && api.Erased(op.Path) == api.Erased(near.Path) && !slices.Contains(res.List, op) {
				if _, no := w.Forbidden(op); !no {
					ops = append(ops, op)
				}
			}
		}
	}
	for _, op := range w.Readers(res) {
		if !slices.Contains(ops, op) {
			ops = append(ops, op)
		}
	}
	return ops
}

// Find returns the object as an answer to the watching request shows it.
func (t *Watch) Find(ex *wire.Exchange) (any, bool) {
	body, ok := ex.JSON()
	if !ok || !Succeeded(ex) {
		return nil, false
	}
	records := compare.Records(body)
	for _, record := range records {
		if t.is(record) {
			return record, true
		}
	}
	picked := len(t.Request.Path) > 0 && !slices.Contains(t.Object.Resource.List, t.Request.Operation)
	if records != nil && (len(records) == 0 || !picked) {
		return nil, false
	}
	doc, ok := compare.Unwrap(body).(map[string]any)
	return doc, ok && len(doc) > 0
}

// is tells whether a record of a list is the object.
func (t *Watch) is(record any) bool {
	values := scalars(record)
	if id := t.Object.ID(); id != "" {
		if v, ok := pick(values, "id", t.Object.Resource.Name); ok && request.Text(v) == id {
			return true
		}
		for name, v := range values {
			if lexicon.Identifier(name) && len(id) >= minMark && request.Text(v) == id {
				return true
			}
		}
	}
	return slices.ContainsFunc(t.Object.Canaries, func(c string) bool { return compare.Contains(record, c) })
}

// Waiting for an effect that an answer of 202 promises (RFC 9110, 15.3.3).
const (
	patience = 4
	interval = 150 * time.Millisecond
)

// After reads the object as its owner after something was done to it. Where
// the answer to that was 202 it waits a little for a change.
func (t *Watch) After(ctx context.Context, done *wire.Exchange) (*wire.Exchange, error) {
	if done != nil && done.Status == 202 {
		return t.Settled(ctx)
	}
	return t.w.Send(ctx, t.Object.Owner, t.Request)
}

// Settled reads the object as its owner until it has changed, or some time
// has passed: copies that are read from may lag behind.
func (t *Watch) Settled(ctx context.Context) (*wire.Exchange, error) {
	for try := 1; ; try++ {
		ex, err := t.w.Send(ctx, t.Object.Owner, t.Request)
		if err != nil || try == patience || t.Gone(ex) || len(t.Changes(ex)) > 0 {
			return ex, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(interval):
		}
	}
}

// Gone tells whether the answer says that the object is not there any more.
func (t *Watch) Gone(ex *wire.Exchange) bool {
	if _, shown := t.Find(ex); shown {
		return false
	}
	switch ex.Status {
	case 403, 404, 410:
		return true
	case 401: // whose account is gone is nobody any more
		return t.Object.Resource == t.w.Outline.Accounts
	}
	return ex.OK() && !ex.Truncated
}

// A Change is one value of an object that is not as it was.
type Change struct {
	Name          string // dotted: shipping.city
	Before, After any    // nil: was, or is, not there
	Secret        bool   // by the design: neither is told
}

func (c Change) String() string {
	tell := func(v any) string {
		if s, ok := v.(string); ok {
			return fmt.Sprintf("%q", s)
		}
		if v == nil {
			return "nothing"
		}
		return request.Text(v)
	}
	if c.Secret {
		return c.Name + " is not what it was"
	}
	return fmt.Sprintf("%s was %s and is %s", c.Name, tell(c.Before), tell(c.After))
}

// Changes lists what differs from the object as it was, in the order of
// names. What changes by itself is left out, and so is a date that became
// another date: reading alone may do that.
func (t *Watch) Changes(ex *wire.Exchange) []Change {
	after, ok := t.Find(ex)
	if !ok || compare.Equal(t.Body, after, t.Mask) {
		return nil
	}
	was, is := map[string]any{}, map[string]any{}
	var pointers []string
	for into, body := range map[*map[string]any]any{&was: t.Body, &is: after} {
		for _, leaf := range compare.Leaves(body) {
			(*into)[leaf.Pointer] = leaf.Value
			pointers = append(pointers, leaf.Pointer)
		}
	}
	slices.Sort(pointers)
	var changes []Change
	for _, p := range slices.Compact(pointers) {
		before, after := was[p], is[p]
		if masked(p, t.Mask) || compare.Equal(before, after, nil) {
			continue
		}
		b, _ := before.(string)
		a, _ := after.(string)
		if dated(b) && dated(a) {
			continue
		}
		changes = append(changes, Change{strings.ReplaceAll(strings.TrimPrefix(p, "/"), "/", "."), before, after, t.w.secret(t.Object.Resource, p)})
	}
	return changes
}

// masked tells whether the pointer, or what it lies below, is masked.
func masked(pointer string, m compare.Mask) bool {
	at := ""
	for _, part := range strings.Split(strings.TrimPrefix(pointer, "/"), "/") {
		if integer.MatchString(part) && m[at+"/*"] {
			return true
		}
		if integer.MatchString(part) {
			part = "*"
		}
		if at += "/" + part; m[at] {
			return true
		}
	}
	return m[""]
}

// Privacy finds out whether the stranger is meant to see the object. Ask
// before it is changed.
func (t *Watch) Privacy(ctx context.Context, stranger *identity.Identity) (Privacy, error) {
	v := &View{Object: t.Object, Request: t.Request, Exchange: t.First, Body: t.Body, Mask: t.Mask, Marks: marks(t.Object, t.Request, t.Body)}
	if p, stated := t.w.PrivacyByDesign(v, stranger); stated {
		return p, nil
	}
	if len(v.Marks) == 0 {
		return Privacy{State: Unknown, Why: "it shows nothing that could be recognised elsewhere"}, nil
	}
	if _, picked := t.w.TargetSlot(t.Request.Operation); !picked && len(t.Request.Path) == 0 && t.Object.Resource != t.w.Outline.Accounts {
		// A listing, which Privacy would not ask again.
		theirs, err := t.w.Send(ctx, stranger, t.Request)
		if err != nil {
			return Privacy{}, err
		}
		op := t.Request.Operation.String()
		if len(Shows(theirs, t.Request, v.Marks)) > 0 {
			return Privacy{State: Shared, Why: op + " shows it to " + stranger.Name + " too"}, nil
		}
		return Privacy{State: Private, Why: op + " shows it to " + t.Object.Owner.Name + " and not to " + stranger.Name}, nil
	}
	return t.w.Privacy(ctx, v, stranger)
}

// NamesOwner tells whether the object says whose it is: by a property that
// holds the account's identifier or name, or by one that is named after an
// owner and that the server filled.
func (t *Watch) NamesOwner() (property string, yes bool) {
	for _, m := range OwnerMarks(t.Body, t.Object.Owner) {
		return m.Name, true
	}
	object, _ := t.Body.(map[string]any)
	for _, name := range sortedKeys(object) {
		v, ok := scalarID(object[name])
		if !ok || !lexicon.Owner(name) && !lexicon.Account(name) || lexicon.Tenant(name) {
			continue
		}
		if t.Object.Request == nil || !compare.Contains(t.Object.Request.Body, request.Text(v)) {
			return name, true
		}
	}
	return "", false
}

// OwnerMark is a property of an object that holds a value of an account.
type OwnerMark struct {
	Name string // of the property
	Key  string // of the account's value
}

// OwnerMarks lists the properties of an object that tell whose it is: they
// hold the identifier, name, e-mail or tenant of the account.
func OwnerMarks(doc any, who *identity.Identity) []OwnerMark {
	object, _ := doc.(map[string]any)
	account := who.Account()
	var found []OwnerMark
	for _, name := range sortedKeys(object) {
		v, ok := scalarID(object[name])
		if !ok {
			continue
		}
		for _, key := range sortedKeys(account) {
			same := request.Text(account[key]) == request.Text(v) && request.Text(v) != ""
			if same && TellsWho(key) && (TellsWho(name) && plain(name) != "id" || lexicon.Owner(name) || lexicon.Tenant(name)) {
				found = append(found, OwnerMark{name, key})
				break
			}
		}
	}
	return found
}

// TellsWho tells whether a property of that name, of an account, names it.
func TellsWho(name string) bool {
	switch plain(name) {
	case "id", "sub", "uid", "uuid":
		return true
	}
	return lexicon.Email(name) || lexicon.Username(name) || lexicon.Tenant(name) || lexicon.Account(name) && lexicon.Identifier(name)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Reserved tells whether only administrators make objects of the kind.
func (w *World) Reserved(res *outline.Resource) bool {
	for _, op := range res.Create {
		if _, admin := w.Outline.Administrative(op); !admin {
			return false
		}
	}
	return len(res.Create) > 0
}

// Needed makes fresh objects of who's for the identifiers that op takes: an
// order that has its invoice already gets no other.
func (w *World) Needed(ctx context.Context, op *api.Operation, who *identity.Identity) ([]*Object, error) {
	var objs []*Object
	for _, slot := range w.Outline.Slots(op) {
		if slot.Resource == w.Outline.Accounts || slot.Many {
			continue
		}
		own, err := w.Own(ctx, slot.Resource, who)
		if err != nil || !own.Made || own.Owner != who {
			if Stops(err) {
				return nil, err
			}
			continue // there is none, or it is shared by all
		}
		obj, err := w.Fresh(ctx, slot.Resource, who)
		if err != nil {
			if Stops(err) {
				return nil, err
			}
			continue
		}
		objs = append(objs, obj)
	}
	return objs, nil
}

// Plant is [World.Build] that also tells the canaries in the request.
func (w *World) Plant(ctx context.Context, op *api.Operation, who *identity.Identity, about ...*Object) (*request.Request, []string, error) {
	r, b, err := w.build(ctx, op, who, about)
	if err != nil {
		return nil, nil, err
	}
	var planted []string
	for _, c := range b.canaries {
		if compare.Contains(r.Body, c) {
			planted = append(planted, c)
		}
	}
	return r, planted, nil
}
