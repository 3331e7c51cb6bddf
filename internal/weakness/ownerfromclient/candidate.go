package ownerfromclient

import (
	"context"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// candidate is a place in a request that may decide whose object it is.
type candidate struct {
	place       request.Place
	theirs, own any    // the owner's value and the stranger's, which may be nil
	what        string // identifier, e-mail address, tenant
	known       bool   // the contract or an object has it
}

// common are names that are tried although nothing speaks of them; in
// requests that spell otherwise they are spelt so too.
var common = strings.Fields(`user_id owner_id owner account_id customer_id created_by tenant_id org_id userId ownerId accountId customerId createdBy tenantId`)

var commonHeaders = strings.Fields(`X-User-Id X-Tenant-Id`)

// candidates lists declared places first, then names that the design has and
// that the objects show, then common ones.
func (a *attempt) candidates(ctx context.Context, theirs any, in string) ([]candidate, error) {
	own, err := a.ownObject(ctx)
	if err != nil {
		return nil, err
	}
	var all []candidate
	add := func(place request.Place, known bool) {
		if slices.ContainsFunc(all, func(c candidate) bool { return c.place == place }) {
			return
		}
		c := candidate{place: place, known: known}
		c.theirs, c.own, c.what = a.values(place.Base(), theirs, own)
		if c.theirs != nil && request.Text(c.theirs) != request.Text(c.own) {
			all = append(all, c)
		}
	}
	for _, place := range a.declared() {
		add(place, true)
	}
	for _, name := range a.stated() {
		add(placeOf(in, name), true)
	}
	for _, name := range seen(theirs, own, a.pair.Owner) {
		add(placeOf(in, name), true)
	}
	for _, name := range common {
		add(placeOf(in, name), false)
	}
	for _, name := range commonHeaders {
		add(request.Place{In: "header", Name: name}, false)
	}
	return all, nil
}

func placeOf(in, name string) request.Place {
	if in == "body" {
		name = "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	}
	return request.Place{In: in, Name: name}
}

// ownObject is what the stranger's own object looks like; nil if there is
// none.
func (a *attempt) ownObject(ctx context.Context) (any, error) {
	obj, err := a.p.Own(ctx, a.res, a.pair.Stranger)
	if world.Stops(err) {
		return nil, err
	}
	if err != nil || obj.Owner != a.pair.Stranger {
		return nil, nil
	}
	return obj.Values, nil
}

// declared lists the places outside the path that the contract has for an
// owner. Recipients are none, and identifiers of other kinds of objects.
func (a *attempt) declared() []request.Place {
	names := func(name string) bool {
		return a.owner(name) != nil || !recipient(name) && (lexicon.Owner(name) || lexicon.Tenant(name) || lexicon.Account(name))
	}
	other := map[string]bool{}
	account := map[string]bool{}
	for _, slot := range a.p.Outline.Slots(a.op) {
		if slot.Resource == a.p.Outline.Accounts {
			account[slot.In+" "+slot.Name] = !slot.Many && !recipient(slot.Name)
		} else if slot.Resource != nil {
			other[slot.In+" "+slot.Name] = true
		}
	}
	var places []request.Place
	for _, q := range a.op.Parameters {
		if key := q.In + " " + q.Name; (q.In == "query" || q.In == "header") && !other[key] && (names(q.Name) || account[key]) {
			places = append(places, request.Place{In: q.In, Name: q.Name})
		}
	}
	if a.op.Body == nil {
		return places
	}
	if c := api.JSON(a.op.Body.Contents); c != nil && c.Schema != nil {
		for _, property := range c.Schema.Properties {
			place := placeOf("body", property.Name)
			if key := "body " + place.Name; !other[key] && (names(property.Name) || account[key]) && property.Schema.Type() != "object" && property.Schema.Type() != "array" {
				places = append(places, place)
			}
		}
	}
	return places
}

// owner is the entry of the design by which objects of the kind are owned that
// has the name; nil for none.
func (a *attempt) owner(name string) *design.Owner {
	return a.p.Designed(a.op, a.res).OwnedBy(name)
}

// stated are the properties that say whose an object is, by the design.
func (a *attempt) stated() []string {
	var names []string
	if res := a.p.Designed(a.op, a.res); res != nil {
		for _, o := range res.Owner {
			names = append(names, o.Property[strings.LastIndexByte(o.Property, '.')+1:])
		}
	}
	return names
}

// recipient tells whether a name is of somebody to whom something is handed.
func recipient(name string) bool {
	name = name[strings.LastIndexByte(name, '/')+1:]
	for _, word := range lexicon.Words(name) {
		if slices.Contains(recipients, word) {
			return true
		}
	}
	return false
}

var recipients = strings.Fields(`to recipient receiver assignee assigned target friend invitee invited reviewer approver participant follower addressee payee beneficiary with`)

// seen lists the properties by which objects tell whose they are: they hold
// a value of the account, or are named after an owner and differ between
// the two.
func seen(theirs, own any, owner *identity.Identity) []string {
	var names []string
	for _, m := range world.OwnerMarks(theirs, owner) {
		names = append(names, m.Name)
	}
	t, _ := theirs.(map[string]any)
	o, _ := own.(map[string]any)
	for _, leaf := range compare.Leaves(t) {
		name := strings.TrimPrefix(leaf.Pointer, "/")
		if strings.Contains(name, "/") || !lexicon.Owner(name) && !lexicon.Account(name) && !lexicon.Tenant(name) || recipient(name) {
			continue
		}
		if v, ok := o[name]; ok && request.Text(v) != request.Text(leaf.Value) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// values are what the owner and the stranger would write under that name.
func (a *attempt) values(name string, theirs, own any) (any, any, string) {
	t, _ := theirs.(map[string]any)
	o, _ := own.(map[string]any)
	owner, stranger := a.pair.Owner, a.pair.Stranger
	if v, ok := t[name]; ok && o[name] != nil && request.Text(v) != "" && scalar(v) && a.res != a.p.Outline.Accounts {
		return v, o[name], kindOf(name)
	}
	if by := a.owner(name); by != nil {
		if v := a.p.Attribute(by.Identity, owner); v != nil {
			return v, a.p.Attribute(by.Identity, stranger), kindOf(by.Identity)
		}
	}
	if lexicon.Tenant(name) {
		return tenant(owner), tenant(stranger), "tenant"
	}
	is := func(key string) bool { return key == "id" || key == "_id" }
	switch {
	case lexicon.Email(name):
		is = lexicon.Email
	case lexicon.Username(name) && !lexicon.Identifier(name):
		is = lexicon.Username
	}
	v, s := value(owner, is), value(stranger, is)
	if v == nil && kindOf(name) == "identifier" {
		for _, shown := range seen(theirs, own, owner) { // the account's own is not known, but objects tell it
			if lexicon.Identifier(shown) && !lexicon.Tenant(shown) && scalar(t[shown]) {
				return t[shown], o[shown], "identifier"
			}
		}
		ids := func(key string) bool {
			return key == "sub" || key == "uid" || key == "uuid" || lexicon.Identifier(key) && lexicon.Account(key)
		}
		v, s = value(owner, ids), value(stranger, ids)
	}
	if v == nil {
		v, s = value(owner, lexicon.Username), value(stranger, lexicon.Username)
	}
	return v, s, kindOf(name)
}

func kindOf(name string) string {
	switch {
	case lexicon.Tenant(name):
		return "tenant"
	case lexicon.Email(name):
		return "e-mail address"
	case lexicon.Username(name) && !lexicon.Identifier(name):
		return "name"
	}
	return "identifier"
}

func scalar(v any) bool {
	switch v.(type) {
	case string, float64, int, int64:
		return true
	}
	return false
}

func tenant(who *identity.Identity) any {
	if v := value(who, lexicon.Tenant); v != nil {
		return v
	}
	if who.Tenant != "" {
		return who.Tenant
	}
	return nil
}

// value is the account's first value, by name, whose name fits.
func value(who *identity.Identity, fits func(string) bool) any {
	account := who.Account()
	var names []string
	for name, v := range account {
		if fits(name) && scalar(v) && request.Text(v) != "" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return account[slices.Min(names)]
}

// with sets the candidates' values for the owner, or others.
func with(r *request.Request, some []candidate, choose func(candidate) any) *request.Request {
	for _, c := range some {
		if v := choose(c); v != nil {
			r = r.With(c.place, v)
		} else {
			r = without(r, c.place)
		}
	}
	return r
}

func theirs(c candidate) any { return c.theirs }

func without(r *request.Request, place request.Place) *request.Request {
	r = r.Clone()
	switch place.In {
	case "query":
		r.Query.Del(place.Name)
	case "header":
		delete(r.Header, place.Name)
	case "body":
		r.Body = compare.Remove(r.Body, place.Name)
	}
	return r
}

// purposeIn is where values go that the contract does not have.
func purposeIn(a *attempt) string {
	if a.p.Outline.Purpose(a.op) == outline.Create || a.op.Body != nil && !a.op.Reads() {
		return "body"
	}
	return "query"
}
