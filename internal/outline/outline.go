// Package outline says what the operations of an API are for: which of them
// log in, which make, list, read, change and delete which kind of object, and
// where they take identifiers of others.
//
// It knows no application. It reads path templates, operation ids,
// parameters, properties and declared answers, with the words of [lexicon].
package outline

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// Purpose is what an operation is for.
type Purpose string

const (
	Login         Purpose = "login"
	SignUp        Purpose = "sign-up"
	Logout        Purpose = "logout"
	Refresh       Purpose = "refresh"
	Reset         Purpose = "reset" // forgotten or changed passwords, codes, confirmations
	Create        Purpose = "create"
	List          Purpose = "list"
	Read          Purpose = "read"
	Update        Purpose = "update"
	Delete        Purpose = "delete"
	Action        Purpose = "action" // changes one object or a collection in a way of its own
	Search        Purpose = "search"
	Self          Purpose = "self" // reads what belongs to the caller, without saying whose
	Health        Purpose = "health"
	Documentation Purpose = "documentation"
	Dangerous     Purpose = "dangerous"
	Other         Purpose = "other"
)

// Outline is what the operations of a model are for. It may be read by many
// at once.
type Outline struct {
	Resources []*Resource // sorted by Kind; Accounts not among them
	Accounts  *Resource   // the accounts of those who call: never nil; Create is sign-up

	// Intent is what the owner of the API says of the operations. Whoever has
	// it sets it; nil: nothing is known.
	Intent *design.Intent
	// Equals are roles that several of those who call have.
	Equals []string

	// Best candidate first.
	Login, SignUp, Logout, Refresh []*api.Operation

	facts  map[*api.Operation]*facts
	keys   map[string]*Resource   // by the key of a kind
	names  map[string][]*Resource // by noun
	lasts  map[string][]*Resource // by the last word of a noun of several
	params map[string]*Resource   // by the name of an identifier in paths; nil where it picks several kinds
}

// Resource is a kind of object and the operations on it. In each list the
// operation to prefer is first.
type Resource struct {
	Kind   string    // the collection's path template: /orders, /users/{user_id}/orders
	Name   string    // singular word: order
	Parent *Resource // nil at the top

	Create, List, Read, Update, Delete, Actions []*api.Operation
}

// Slot is where an operation takes the identifier of an object.
type Slot struct {
	In       string    // path, query, header, body
	Name     string    // of the parameter, or a JSON pointer below the body: /items/0/product_id
	Resource *Resource // whose identifiers it takes; Accounts for those of users
	Many     bool      // takes a list of them
}

// Of reads what the operations of a model are for.
func Of(m *api.Model) *Outline {
	o := &Outline{facts: map[*api.Operation]*facts{}}
	all := make([]*facts, 0, len(m.Operations))
	collections := map[string]bool{}
	for _, op := range m.Operations {
		f := factsOf(op)
		all = append(all, f)
		o.facts[op] = f
		for i, p := range partsOf(op.Path) {
			if parts := partsOf(op.Path); !p.param && i+1 < len(parts) && parts[i+1].param {
				collections[strings.ToLower(p.text)] = true
			}
		}
	}
	known := learn(all, collections)
	o.access(all, m.Schemes)
	ranks(all)
	for _, f := range all {
		f.danger = f.dangers(known.object)
		switch {
		case f.danger != "":
			f.purpose = Dangerous
		case f.purpose == "":
			f.purpose = f.settle()
		}
		if f.danger = cmp.Or(f.danger, f.emptiesCollection()); f.danger != "" {
			f.purpose = Dangerous
		}
	}
	o.drop(Login, &o.Login)
	o.drop(SignUp, &o.SignUp)
	gs := gather(all, known)
	gs.merge()
	o.callers(gs, all)
	o.resources(gs)
	o.name(gs)
	o.nameParameters(all)
	for _, f := range all {
		f.slots = o.slots(f)
	}
	return o
}

// drop takes out of a list what turned out to be something else.
func (o *Outline) drop(p Purpose, ops *[]*api.Operation) {
	*ops = slices.DeleteFunc(*ops, func(op *api.Operation) bool { return o.facts[op].purpose != p })
}

// learn reads all paths, each in the light of the others.
func learn(all []*facts, collections map[string]bool) *paths {
	k := newPaths()
	verbs := map[lexicon.Verb]bool{}
	routes := make([]route, len(all))
	for i, f := range all {
		routes[i] = routeOf(f.op.Path, collections)
		k.learnNouns(routes[i])
		if parts := routes[i].parts; len(parts) > 0 && !parts[0].param && (len(parts) == 1 || parts[1].param) {
			if s := stepOf(parts[0], nil); s.bare() && crud(s.verb) && s.verb != lexicon.Search {
				verbs[s.verb] = true
			}
		}
	}
	k.rooted = len(verbs) >= rootedVerbs
	for i, f := range all {
		k.learn(routes[i], f.op.Method)
	}
	first := make([]reading, len(all))
	for i, f := range all {
		first[i] = k.read(f.op.Path, routes[i], f.op.Method)
	}
	for i, f := range all {
		k.relearn(&first[i], f.op.Method)
	}
	for i, f := range all {
		f.reading = k.read(f.op.Path, routes[i], f.op.Method)
		f.answer = answerOf(f.op, f.reading.noun())
		f.kinds = k.items
	}
	return k
}

// rootedVerbs is how many different bare verbs at the start of paths show
// that they are verbs: /add, /update/{id}.
const rootedVerbs = 2

// Purpose tells what the operation is for; [Other] for one that is not of
// the model.
func (o *Outline) Purpose(op *api.Operation) Purpose {
	if f := o.facts[op]; f != nil {
		return f.purpose
	}
	return Other
}

// Dangerous tells whether the operation may destroy or create far more than
// one object, or stop the server, by its path, operation id and summary. Such
// operations are in no list of a [Resource].
func (o *Outline) Dangerous(op *api.Operation) (why string, yes bool) {
	if f := o.facts[op]; f != nil {
		return f.danger, f.danger != ""
	}
	return "", false
}

// Administrative tells whether the operation is meant for few: by what its
// owner says, or else by its path, tags, prose, or the scopes that it asks for.
func (o *Outline) Administrative(op *api.Operation) (why string, yes bool) {
	if roles := o.Intent.RolesOf(op); len(roles) > 0 {
		var names []string
		for _, r := range roles {
			if !o.Rank(r.Name) {
				return "", false
			}
			names = append(names, r.Name)
		}
		return fmt.Sprintf("%s gives it to %s", roles[0].Place, strings.Join(names, ", ")), true
	}
	if _, public := o.Intent.IsPublic(op); public {
		return "", false
	}
	if f := o.facts[op]; f != nil {
		return f.rank, f.rank != ""
	}
	return "", false
}

// Rank tells whether a role means to be one of few: by its name, or because
// the design lists what it alone may do, and it is no word for whoever has an
// account, nor the role of several who call.
func (o *Outline) Rank(role string) bool {
	if lexicon.Administrative(role) {
		return true
	}
	if o.Intent == nil || lexicon.Account(role) || slices.Contains(o.Equals, role) {
		return false
	}
	return slices.ContainsFunc(o.Intent.Roles, func(r design.Role) bool { return r.Name == role })
}

// Resource is the kind of object that the operation is about, or nil. A
// sign-up is about [Outline.Accounts]; a login is about nothing.
func (o *Outline) Resource(op *api.Operation) *Resource {
	f := o.facts[op]
	switch {
	case f == nil || !f.belongs():
		return nil
	case f.purpose == SignUp, f.reading.key == "" && f.reading.route.caller:
		return o.Accounts
	}
	return o.keys[f.reading.key]
}

// Slots lists where the operation takes identifiers of objects, path first.
// What a new object is called itself is no slot.
func (o *Outline) Slots(op *api.Operation) []Slot {
	if f := o.facts[op]; f != nil {
		return slices.Clone(f.slots)
	}
	return nil
}

// ReadsOnly tells whether the operation changes nothing, as far as names and
// methods tell: a POST that searches does not, a GET that deletes does.
func (o *Outline) ReadsOnly(op *api.Operation) bool {
	switch o.Purpose(op) {
	case Search, List, Read, Health, Documentation, Self:
		return true
	case Other, Login, Refresh:
		return op.Reads()
	}
	return false
}
