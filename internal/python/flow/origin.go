package flow

import (
	"cmp"
	"fmt"

	"github.com/tamnd/gopapy/parser"
)

// Place is a position in a source file.
type Place struct {
	File string // as told to users
	Line int32  // from 1
	Col  int32  // from 1; 0: not known
}

func (p Place) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// Source is the class of an origin.
type Source string

const (
	Request     Source = "request"     // the client sent it
	Identity    Source = "identity"    // who calls, as proven by a credential: a verified token's claims, the session, the current user
	Credential  Source = "credential"  // the unproven credential itself: a header, a cookie, a token
	Database    Source = "database"    // read from the database
	Outside     Source = "outside"     // answered by another server
	Environment Source = "environment" // environment variables and configuration
	Error       Source = "error"       // an exception, its text or trace
	Secret      Source = "secret"      // made with randomness: a token, a nonce
)

// Origin is where content enters the program.
type Origin struct {
	Source Source
	In     string // of a request: body, query, form, path, header, cookie, file; of a database: the collection
	Name   string // key or dotted path below the whole: email, items.price; "" is the whole
	Place  Place
	// Starred is Name with a "*" for every element that was taken of a list:
	// feeds.*.url of feeds.url. "" where none was, as far as is seen.
	Starred string

	// Child is the kind of what is found below the whole: [Any] for parsed
	// JSON, [Text] for query strings and forms. 0 means unknown.
	Child Kind
	// Data is for the library that made the origin: the query that a
	// document was read with.
	Data any
}

// Below is the origin of a member of the whole that o stands for.
func (o *Origin) Below(name string) *Origin {
	child := *o
	if o.Starred != "" {
		child.Starred += "." + name
	}
	if o.Name != "" {
		name = o.Name + "." + name
	}
	child.Name = name
	return &child
}

// element is the origin of any element of the list that o stands for. It has
// the same name: what decides does not depend on where in a list it stands.
func (o *Origin) element() *Origin {
	child := *o
	child.Starred = cmp.Or(o.Starred, o.Name) + ".*"
	return &child
}

// Label names the origin for people and fingerprints: body.email,
// query.sort, orders.total.
func (o *Origin) Label() string {
	if o.Name == "" {
		return o.In
	}
	if o.In == "" {
		return o.Name
	}
	return o.In + "." + o.Name
}

// same tells whether two origins are told alike. What two except clauses catch
// is not the same.
func (o *Origin) same(p *Origin) bool {
	return o == p || o.Source == p.Source && o.In == p.In && o.Name == p.Name && (o.Source != Database || o.Data == p.Data) &&
		(o.Source != Error || o.Place == p.Place)
}

// Step is one stage of the way of content through the program. The last step
// of a value leads back to its origin.
type Step struct {
	Origin *Origin
	Prev   *Step // nil at the origin
	Place  Place
	What   string // what happens: "read from the JSON body", "passed to find_user as query"
	Kind   Kind   // of the value there
	Weak   bool   // it went through something unknown, which may have checked or replaced it
	Part   bool   // it was built into something else: a text, a member of a document
}

// Path lists the steps from the origin.
func (s *Step) Path() []*Step {
	var path []*Step
	for ; s != nil; s = s.Prev {
		path = append(path, s)
	}
	for i, j := 0, len(path)-1; i < j; i, j = i+1, j-1 {
		path[i], path[j] = path[j], path[i]
	}
	return path
}

// Pos is the position as the parser tells it.
func (p Place) Pos() parser.Pos { return parser.Pos{Line: int(p.Line), Col: int(p.Col)} }

// PlaceOf is a position of the parser in a file.
func PlaceOf(file string, p parser.Pos) Place {
	return Place{File: file, Line: int32(p.Line), Col: int32(p.Col)}
}
