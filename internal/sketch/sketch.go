// Package sketch drafts an ashlar.yaml: what contract and source tell of how
// an API is meant to be used, in the words in which its owner can correct it.
//
// A sketch invents nothing. Each line says where it comes from, and what is a
// guess says so; what nothing tells is left out, or stands in a comment as a
// question. [Of] finds, [Sketch.Write] writes.
package sketch

import (
	"cmp"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Sketch is a drafted ashlar.yaml before it is text.
type Sketch struct {
	From      string // what it was drafted from
	Below     string // the folder below which places are told; "" for none
	Target    *Line
	Contracts []Line
	Outside   []string // contracts that ashlar.yaml cannot name: it is not above them

	SignUp, Login *Flow
	Identities    []Identity // to be filled in
	Unasked       bool       // no operation asks who calls

	// Applications are those that were found in one draft although they
	// answer the same paths; 0 where they do not.
	Applications int

	Resources []*Resource
	Roles     []*Role
	Public    []Line   // operations that everybody may call
	Doubtful  []Line   // operations that ask nobody, though they look as if they should
	Unnamed   []Line   // operations that ask for a role, of which nothing tells the name
	Untold    []string // operations of which nothing says who may call them
	Commands  []Line
	Limits    []Line // "default: 300/10s" and their like
}

// Line is a value and where it comes from.
type Line struct {
	Value string
	From  string // shop/orders.py:97 filters by it
	Check bool   // it is a guess
}

// comment is what is written behind the line; "" for nothing.
func (l Line) comment() string {
	switch {
	case l.Check && l.From != "":
		return "check: " + l.From
	case l.Check:
		return "check"
	}
	return l.From
}

// Flow is a request that makes an account or a token.
type Flow struct {
	Operation Line
	Form      bool    // the body is a form, and not JSON
	Body      []Field // in order
	Token     *Line   // place in the answer: body access_token
	Send      string  // how the token travels, where not as a bearer token
	Unsure    []string
}

// Field is a property of a body.
type Field struct{ Name, Value string }

// Identity is somebody who may call, without a credential.
type Identity struct {
	Name, Role, Tenant string
	Credential         string // the lines of the credential, as ashlar.yaml has them
}

// Resource is a kind of object.
type Resource struct {
	Name       string
	Collection *Line
	Paths      Fields
	Owner      []Owner
	Sharing    *Line  // public or shared, in place of owners
	Question   string // why there is no owner; "" where there is one

	Readable, Secret, Writable, Computed Fields
}

// Owner is a property that says whose an object is, and what of an identity
// it holds.
type Owner struct {
	Property, Identity string
	Line
}

// Fields are names of a list and where they come from.
type Fields struct {
	Names []string
	Line
}

// Role is what only some may call.
type Role struct {
	Name       string
	Operations []Line
}

// sketcher is a sketch on its way.
type sketcher struct {
	*scan.Subject
	about    *outline.Outline
	handlers map[*api.Operation][]*source.Operation
	claims   map[*api.Operation][]claim
	public   map[*api.Operation]bool
	root     string // below which places are told
	out      *Sketch
}

// Of drafts from what is known of an API. Folder is where the file will be:
// contracts are named from there.
func Of(k *scan.Subject, folder string) *Sketch {
	s := &sketcher{
		Subject: k, about: outline.Of(k.Model), out: &Sketch{},
		handlers: map[*api.Operation][]*source.Operation{}, claims: map[*api.Operation][]claim{}, public: map[*api.Operation]bool{},
	}
	if k.Program != nil {
		// As in the model: those that are registered, or all where none is
		// seen to be.
		served := slices.ContainsFunc(k.Program.Operations, (*source.Operation).Served)
		for _, op := range k.Program.Operations {
			if op.Served() || !served {
				s.handlers[op.Operation] = append(s.handlers[op.Operation], op)
			}
		}
		if len(k.Program.Dirs) == 1 {
			s.root = filepath.ToSlash(filepath.Clean(k.Program.Dirs[0]))
			if strings.HasSuffix(s.root, ".py") {
				s.root = path.Dir(s.root)
			}
		}
	}
	if k.Program == nil && len(k.Contracts) == 1 && !strings.Contains(k.Contracts[0], "://") {
		s.root = path.Dir(filepath.ToSlash(k.Contracts[0]))
	}
	s.head(folder)
	s.applications()
	s.roles()
	s.everybody()
	s.accounts()
	s.resources()
	s.commands()
	s.limits()
	return s.out
}

// head says what the draft is of.
func (s *sketcher) head(folder string) {
	var from []string
	if n := len(s.Contracts); n > 0 {
		for _, c := range s.Contracts {
			from = append(from, s.short(c))
		}
	}
	if p := s.Program; p != nil {
		from = append(from, count(p.Files, "file", "files")+" of Python")
	}
	s.out.From = strings.Join(from, " and ")
	if s.root != "." {
		s.out.Below = s.root
	}
	if s.Base != nil {
		s.out.Target = &Line{Value: s.Base.String(), From: "starts no traffic by itself"}
	}
	for _, c := range s.Contracts {
		if rel, ok := within(folder, c); ok {
			s.out.Contracts = append(s.out.Contracts, Line{Value: rel})
		} else if !strings.Contains(c, "://") {
			s.out.Outside = append(s.out.Outside, c)
		}
	}
}

// applications counts those of the source, where two of them answer the same
// operation: one design cannot be of both.
func (s *sketcher) applications() {
	if s.Program == nil {
		return
	}
	served := map[string]*flask.Application{}
	clash, n := false, 0
	for _, app := range s.Program.Applications {
		if len(app.Routes) == 0 {
			continue
		}
		n++
		for _, r := range app.Routes {
			for _, method := range r.Methods {
				key := method + " " + api.Erased(r.Path)
				clash = clash || served[key] != nil && served[key] != app && strings.Trim(r.Path, "/") != ""
				served[key] = app
			}
		}
	}
	if clash {
		s.out.Applications = n
	}
}

// within is the path of a file from a folder, if it is in it.
func within(folder, name string) (string, bool) {
	if strings.Contains(name, "://") {
		return "", false
	}
	from, err := filepath.Abs(folder)
	if err != nil {
		return "", false
	}
	to, err := filepath.Abs(name)
	if err != nil {
		return "", false
	}
	rel, err := filepath.Rel(from, to)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

// short is a file as places name it.
func (s *sketcher) short(name string) string {
	name = filepath.ToSlash(name)
	if s.root != "" && s.root != "." {
		name = strings.TrimPrefix(name, s.root+"/")
	}
	if s.Base != nil {
		name = strings.TrimPrefix(name, s.Base.String())
	}
	return name
}

// place tells a place as a comment does; "" for none.
func (s *sketcher) place(p api.Place) string {
	if p.File == "" {
		return ""
	}
	p.File = s.short(p.File)
	if p.Line == 1 && p.Pointer != "" { // JSON without line ends
		return p.File + "#" + p.Pointer
	}
	p.Column = 0 // a line is enough for a person
	return p.String()
}

// said joins a place with what is seen there.
func said(place, what string) string { return strings.TrimSpace(place + " " + what) }

// operations are those of the model that people call, by path and method.
func (s *sketcher) operations() []*api.Operation {
	var all []*api.Operation
	for _, op := range s.Model.Operations {
		if methodRank(op.Method) >= 0 && goodPath(op.Path) {
			all = append(all, op)
		}
	}
	slices.SortStableFunc(all, func(a, b *api.Operation) int {
		return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(methodRank(a.Method), methodRank(b.Method)), cmp.Compare(a.Method, b.Method))
	})
	return all
}

func methodRank(method string) int {
	return slices.Index([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method)
}

// handler is where the source has the operation; "" if it does not.
func (s *sketcher) handler(op *api.Operation) string {
	for _, h := range s.handlers[op] {
		if h.Route != nil && h.Route.Place.File != "" {
			return s.place(source.Place(h.Route.Place))
		}
	}
	return ""
}
