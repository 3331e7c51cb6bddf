package design

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Intent is the design block: what the owner of the API says should hold.
// What it does not say is not known; every method of a nil Intent says so.
type Intent struct {
	Resources []Resource `json:"resources,omitempty" jsonschema:"kinds of objects by name"`                                                                                             // in the order of the file
	Roles     []Role     `json:"roles,omitempty" jsonschema:"operations that nobody but the role may call"`                                                                             // in the order of the file
	Public    []Pattern  `json:"public,omitempty" jsonschema:"operations that everybody may call without a credential; nothing else is public then, but logins, sign-ups and the like"` // operations that everybody may call, without a credential; nil was not written
	PublicAt  api.Place  `json:"-"`                                                                                                                                                     // of the list of public operations
	Commands  []Word     `json:"commands,omitempty" jsonschema:"database commands that a client may name"`                                                                              // database commands that a client may name
	Limits    Limits     `json:"limits,omitempty" jsonschema:"how often one caller may call, and how much an answer may hold"`
	Place     api.Place  `json:"-"`
}

// Resource is a kind of object: where it is kept, which operations are about
// it, whose it is, and what of it may be seen and set.
type Resource struct {
	Name       string    `json:"-"`
	Collection string    `json:"collection,omitempty" jsonschema:"of the database"`                                                                          // of the database; "" was not written
	Paths      []Pattern `json:"paths,omitempty" jsonschema:"paths of the operations on it: /orders, /orders/{id}; * is one part, ** at the end any number"` // without methods
	Owner      []Owner   `json:"owner,omitempty" jsonschema:"whose an object is: public, shared, or the properties that say so"`                             // all of them together; nil: see Access
	Access     string    `json:"-"`                                                                                                                          // Everybody, AllCallers, or "" for not written, or owned

	// Nil was not written; an empty list allows nothing. A name stands for
	// the property and all below it, wherever it is in an object.
	Readable []Word `json:"readable,omitempty" jsonschema:"properties that may come back; nothing else may"`     // what may come back; nothing else may
	Secret   []Word `json:"secret,omitempty" jsonschema:"properties that must never come back"`                  // what must never come back
	Writable []Word `json:"writable,omitempty" jsonschema:"properties that a request may set; nothing else may"` // what a request may set; nothing else may
	Computed []Word `json:"computed,omitempty" jsonschema:"properties that only the server sets"`                // what only the server sets

	Place      api.Place `json:"-"`
	ReadableAt api.Place `json:"-"` // of the lists
	WritableAt api.Place `json:"-"`
}

// Values of [Resource.Access].
const (
	Everybody  = "public" // who has no credential sees it too
	AllCallers = "shared" // everybody who is known sees it
)

// Owner ties a property of an object to whom it belongs.
type Owner struct {
	Property string    `json:"property" jsonschema:"of the object"`
	Identity string    `json:"identity" jsonschema:"what of the caller it equals: id, tenant, name, email or another claim"` // what of the caller it equals: id, tenant, name, email or another claim
	Place    api.Place `json:"-"`
}

// Unique tells whether no two callers have the same of what is named: an
// account has one id, and many share a tenant.
func Unique(identity string) bool { return unique[identity] }

var unique = map[string]bool{"id": true, "_id": true, "sub": true, "uid": true, "uuid": true, "user_id": true, "email": true, "name": true, "username": true, "login": true}

// Role lists the operations that nobody else may call. Several roles may
// list the same one.
type Role struct {
	Name       string    `json:"-"`
	Operations []Pattern `json:"operations" jsonschema:"as in GET /admin/**"`
	Place      api.Place `json:"-"`
}

// Word is a name that the file lists, and where.
type Word struct {
	Text  string
	Place api.Place
}

// Limits are how often one caller may call, and how much one answer may hold.
// Zero was not written.
type Limits struct {
	Default Limit     `json:"default,omitempty" jsonschema:"of any operation, as in 300/10s"`         // of any operation
	Login   Limit     `json:"login,omitempty" jsonschema:"of logins, resets and codes, as in 20/10s"` // of logins, resets and codes
	Page    int       `json:"page,omitempty" jsonschema:"objects in an answer"`                       // objects in an answer
	Place   api.Place `json:"-"`
}

// Limit is so many requests in a time, as in 20/10s.
type Limit struct {
	Requests int
	Per      time.Duration
}

func (l Limit) String() string {
	per := l.Per.String()
	if strings.HasSuffix(per, "m0s") {
		per = per[:len(per)-2]
	}
	if strings.HasSuffix(per, "h0m") {
		per = per[:len(per)-2]
	}
	return fmt.Sprintf("%d/%s", l.Requests, per)
}

// Resource is the one that the operation is about; the pattern that says most
// decides, then the order of the file. Nil where none is.
func (i *Intent) Resource(op *api.Operation) *Resource {
	if i == nil || op == nil {
		return nil
	}
	var best *Resource
	var by Pattern
	for at := range i.Resources {
		for _, p := range i.Resources[at].Paths {
			if p.Matches(op) && (best == nil || p.weight() > by.weight()) {
				best, by = &i.Resources[at], p
			}
		}
	}
	return best
}

// Stored is the resource that is kept in that collection, or nil.
func (i *Intent) Stored(collection string) *Resource {
	if i == nil || collection == "" {
		return nil
	}
	at := slices.IndexFunc(i.Resources, func(r Resource) bool { return r.Collection == collection })
	if at < 0 {
		return nil
	}
	return &i.Resources[at]
}

// IsPublic tells that everybody may call the operation, and where it is
// written: it is listed, or reads a resource that is public and is for no role.
func (i *Intent) IsPublic(op *api.Operation) (api.Place, bool) {
	if i == nil || op == nil {
		return api.Place{}, false
	}
	for _, p := range i.Public {
		if p.Matches(op) {
			return p.Place, true
		}
	}
	if r := i.Resource(op); r != nil && r.Access == Everybody && op.Reads() && len(i.RolesOf(op)) == 0 {
		return r.Place, true
	}
	return api.Place{}, false
}

// Closed tells that the file lists what is public, so that nothing else is but
// logins, sign-ups and the like, and where.
func (i *Intent) Closed() (bool, api.Place) {
	if i == nil || i.Public == nil {
		return false, api.Place{}
	}
	return true, i.PublicAt
}

// RolesOf lists those that may call the operation, in the order of the file;
// none means that no role is asked for, as far as the file says.
func (i *Intent) RolesOf(op *api.Operation) []Role {
	if i == nil || op == nil {
		return nil
	}
	var some []Role
	for _, r := range i.Roles {
		if slices.ContainsFunc(r.Operations, func(p Pattern) bool { return p.Matches(op) }) {
			some = append(some, r)
		}
	}
	return some
}

// Command tells whether the command is one that a client may name, and
// whether the file lists any. MongoDB takes the case of a command as it is;
// its drivers do not all.
func (i *Intent) Command(name string) (may, stated bool) {
	if i == nil || i.Commands == nil {
		return false, false
	}
	return slices.ContainsFunc(i.Commands, func(w Word) bool { return strings.EqualFold(w.Text, name) }), true
}

// Bounds are the limits that the file states.
func (i *Intent) Bounds() Limits {
	if i == nil {
		return Limits{}
	}
	return i.Limits
}

// Listed is the entry of the list that stands for the property, which may be
// given with what it is in: customer.card_token, /customer/card_token. MongoDB
// calls _id what most APIs call id. Nil where none does.
func Listed(list []Word, property string) *Word {
	property = dotted(property)
	for at := range list {
		if covers(dotted(list[at].Text), property) {
			return &list[at]
		}
	}
	return nil
}

func dotted(name string) string {
	name = strings.Trim(strings.ReplaceAll(name, "/", "."), ".")
	parts := strings.Split(name, ".")
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" || strings.Trim(p, "0123456789") == "" })
	for at, p := range parts {
		if p == "_id" {
			parts[at] = "id"
		}
	}
	return "." + strings.Join(parts, ".") + "."
}

// covers tells whether the entry, or what it is in, is part of the property.
func covers(entry, property string) bool { return strings.Contains(property, entry) }

// OwnedBy is the owner that the property names, or nil.
func (r *Resource) OwnedBy(property string) *Owner {
	if r == nil {
		return nil
	}
	for at := range r.Owner {
		if dotted(r.Owner[at].Property) == dotted(property) {
			return &r.Owner[at]
		}
	}
	return nil
}

// MayShow tells whether the property may come back, and whether the file says
// so one way or the other. The place is that of the entry, or of the list that
// lacks it.
func (r *Resource) MayShow(property string) (may, stated bool, at api.Place) {
	if r == nil {
		return false, false, api.Place{}
	}
	if w := Listed(r.Secret, property); w != nil {
		return false, true, w.Place
	}
	return allowed(r.Readable, r.ReadableAt, property)
}

// MaySet tells whether a request may set the property, and whether the file
// says so one way or the other.
func (r *Resource) MaySet(property string) (may, stated bool, at api.Place) {
	if r == nil {
		return false, false, api.Place{}
	}
	if w := Listed(r.Computed, property); w != nil {
		return false, true, w.Place
	}
	if o := r.OwnedBy(property); o != nil && Listed(r.Writable, property) == nil {
		return false, true, o.Place
	}
	return allowed(r.Writable, r.WritableAt, property)
}

func allowed(list []Word, listed api.Place, property string) (may, stated bool, at api.Place) {
	if list == nil {
		return false, false, api.Place{}
	}
	if w := Listed(list, property); w != nil {
		return true, true, w.Place
	}
	return false, true, listed
}

// Pattern stands for operations: a method, or "" for all of them, and a path
// below the target. {} stands for a parameter of any name, * for one part of
// any kind, ** at the end for any number of parts.
type Pattern struct {
	Method string // upper case
	Path   string // as it was written, without a slash at its end
	Place  api.Place
}

func (p Pattern) String() string {
	if p.Method == "" {
		return p.Path
	}
	return p.Method + " " + p.Path
}

// Matches tells whether the pattern stands for the operation. HEAD asks for
// what GET does.
func (p Pattern) Matches(op *api.Operation) bool {
	if p.Method != "" && p.Method != op.Method && !(p.Method == "GET" && op.Method == "HEAD") {
		return false
	}
	return matches(parts(p.Path), parts(op.Path))
}

// overlaps tells whether some operation may be one of both.
func (p Pattern) overlaps(q Pattern) bool {
	return (p.Method == "" || q.Method == "" || p.Method == q.Method) && slices.EqualFunc(parts(p.Path), parts(q.Path), func(a, b string) bool {
		return a == b || parameter(a) && parameter(b)
	})
}

func matches(pattern, path []string) bool {
	for at, part := range pattern {
		if part == "**" && at == len(pattern)-1 {
			return true
		}
		if at >= len(path) {
			return false
		}
		switch {
		case part == "*", parameter(part) && parameter(path[at]), part == path[at]:
		default:
			return false
		}
	}
	return len(pattern) == len(path)
}

func parts(path string) []string {
	path = strings.Trim(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

func parameter(part string) bool {
	return strings.Contains(part, "{") && strings.HasSuffix(part, "}")
}

// weight orders patterns by how much they say.
func (p Pattern) weight() int {
	weight := 0
	for _, part := range parts(p.Path) {
		switch {
		case part == "**":
			weight--
		case part == "*":
			weight++
		default:
			weight += 3
		}
	}
	return weight
}

// comparePlaces orders by line, then column.
func comparePlaces(a, b api.Place) int {
	return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
}
