// Package outline says what the operations of an API are for: which of them
// log in, which make, list, read, change and delete which kind of object, and
// where they take identifiers of others.
//
// It knows no application. It reads path templates, operation ids,
// parameters, properties and declared answers, with the words of [lexicon].
package outline

import "github.com/ashlarsec/ashlar/internal/api"

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

	// Best candidate first.
	Login, SignUp, Logout, Refresh []*api.Operation
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
func Of(m *api.Model) *Outline { return &Outline{Accounts: &Resource{}} }

// Purpose tells what the operation is for; [Other] for one that is not of
// the model.
func (o *Outline) Purpose(op *api.Operation) Purpose { return Other }

// Dangerous tells whether the operation may destroy or create far more than
// one object, by its path, operation id and summary.
func (o *Outline) Dangerous(op *api.Operation) (why string, yes bool) { return "", false }

// Administrative tells whether the operation is meant for few.
func (o *Outline) Administrative(op *api.Operation) (why string, yes bool) { return "", false }

// Resource is the kind of object that the operation is about, or nil.
func (o *Outline) Resource(op *api.Operation) *Resource { return nil }

// Slots lists where the operation takes identifiers of objects, path first.
func (o *Outline) Slots(op *api.Operation) []Slot { return nil }

// ReadsOnly tells whether the operation changes nothing, as far as names and
// methods tell.
func (o *Outline) ReadsOnly(op *api.Operation) bool { return op.Reads() }
