// Package inventory lists what the source of an application serves: each
// operation with who may call it, what it reads from the request and what it
// asks of the database.
//
// Its JSON is what "ashlar routes --format json" prints, and
// docs/routes.schema.json describes it.
package inventory

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// SchemaVersion is the version of the document. It grows when a reader of an
// older version would misread a newer document.
const SchemaVersion = "1"

// Inventory is what is served.
type Inventory struct {
	SchemaVersion string      `json:"schema_version"`
	Sources       []string    `json:"sources"` // folders
	Files         int         `json:"files"`
	Lines         int         `json:"lines"`
	Operations    []Operation `json:"operations"` // by path, then method
	Problems      []Problem   `json:"problems"`
	LeftOut       []LeftOut   `json:"left_out"`
}

// Operation is one method of one route.
type Operation struct {
	Operation   string  `json:"operation"` // GET /orders/{order_id}
	Method      string  `json:"method"`
	Path        string  `json:"path"`
	Endpoint    string  `json:"endpoint"`
	Application string  `json:"application"` // as it was called: Flask(name)
	Blueprint   string  `json:"blueprint"`
	Registered  bool    `json:"registered"` // an application serves it, as far as is seen
	Handler     Handler `json:"handler"`

	Decorators     []string `json:"decorators"`     // of the handler, outermost first, routes left out
	Authentication []Check  `json:"authentication"` // in the order in which it is met; empty: nobody is asked
	Reads          []Read   `json:"reads"`
	Queries        []Query  `json:"queries"`
	Limit          *Limit   `json:"limit"` // null: nothing slows repeated calls
}

// Handler is the function that answers.
type Handler struct {
	Name string `json:"name"` // get_order, Orders.get; empty where it was not found
	File string `json:"file"`
	Line int    `json:"line"`
}

// Check is a condition on who calls.
type Check struct {
	Asks  string   `json:"asks"`  // authentication, role, owner, unclear
	By    string   `json:"by"`    // name of the decorator or function, or what is compared
	Roles []string `json:"roles"` // that it lets through; empty where they are not known
	File  string   `json:"file"`
	Line  int      `json:"line"`
}

// Read is something of the request that is read.
type Read struct {
	In   string `json:"in"`   // path, query, header, cookie, body, form, file
	Name string `json:"name"` // dotted below the whole; empty for the whole
	Kind string `json:"kind"` // text, number, any …
}

// Query is a call of a database driver.
type Query struct {
	Collection string     `json:"collection"` // empty where the source does not tell
	Verb       string     `json:"verb"`       // read, insert, update …
	Method     string     `json:"method"`     // find_one
	Owner      string     `json:"owner"`      // the field that holds who calls; empty for none
	Owned      bool       `json:"owned"`      // the query keeps to what is the caller's
	Projection Projection `json:"projection"`
	File       string     `json:"file"`
	Line       int        `json:"line"`
}

// Projection is how much of a document a query shows.
type Projection struct {
	Shows  string   `json:"shows"` // everything, only, without, unknown; empty for what shows no document
	Fields []string `json:"fields"`
}

// Limit is a bound on how often something may be called.
type Limit struct {
	Text  string `json:"text"`  // 5 per minute; empty where it is not spelled out
	Level string `json:"level"` // view, blueprint, application
	File  string `json:"file"`
	Line  int    `json:"line"`
}

// Problem is a file that could not be read, or not as a whole.
type Problem struct {
	File string `json:"file"`
	Line int    `json:"line"` // 0 for the whole file
	Text string `json:"text"`
}

// LeftOut is a file or folder that was not read.
type LeftOut struct {
	Path string `json:"path"`
	Why  string `json:"why"`
}

// Of lists what a program serves.
func Of(p *source.Program) *Inventory {
	all := &Inventory{SchemaVersion: SchemaVersion, Sources: p.Dirs, Files: p.Files, Lines: p.Lines}
	for _, op := range p.Operations {
		all.Operations = append(all.Operations, operation(p, op))
	}
	for _, problem := range p.Problems {
		all.Problems = append(all.Problems, Problem{problem.Place.File, problem.Place.Line, problem.Text})
	}
	for _, out := range p.LeftOut {
		all.LeftOut = append(all.LeftOut, LeftOut{out.Path, out.Why})
	}
	return all
}

func operation(p *source.Program, op *source.Operation) Operation {
	out := Operation{Operation: op.String(), Method: op.Method, Path: op.Path, Endpoint: op.ID}
	if r := op.Route; r != nil {
		out.Application, out.Blueprint, out.Registered = r.App, r.Blueprint, r.Live
		out.Handler = Handler{File: r.Place.File, Line: int(r.Place.Line)}
		if r.Handler != nil {
			out.Handler.Name = r.Handler.Name
			if r.Handler.Class != nil {
				out.Handler.Name = r.Handler.Class.Name + "." + r.Handler.Name
			}
		}
		if l := r.Limited; l != nil {
			out.Limit = &Limit{l.Text, l.Level, l.Place.File, int(l.Place.Line)}
		}
	}
	for _, c := range op.Access.Checks {
		roles := []string{}
		if c.Roles != "" {
			roles = strings.Split(c.Roles, ", ")
		}
		out.Authentication = append(out.Authentication, Check{string(c.Kind), c.By, roles, c.Place.File, int(c.Place.Line)})
	}
	if op.Route != nil {
		out.Decorators = decorators(op.Route.Decorators)
	}
	for _, i := range draft.Inputs(op) {
		out.Reads = append(out.Reads, Read{i.In, i.Name, i.Kind.String()})
	}
	for _, q := range op.Queries {
		if one := query(p, q); !slices.ContainsFunc(out.Queries, func(o Query) bool { return same(o, one) }) {
			out.Queries = append(out.Queries, one)
		}
	}
	return out
}

// same tells whether two queries are told alike: a line that is interpreted
// twice is told once.
func same(a, b Query) bool {
	return a.File == b.File && a.Line == b.Line && a.Collection == b.Collection && a.Verb == b.Verb && a.Owned == b.Owned && a.Projection.Shows == b.Projection.Shows
}

func query(p *source.Program, q *source.Query) Query {
	place := q.Place()
	out := Query{Collection: q.Name, Verb: string(q.Verb), Method: q.Method, File: place.File, Line: int(place.Line)}
	if m, owned := q.OwnedBy(); owned {
		out.Owner, out.Owned = m.Name(), true
	} else if out.Owned = q.Owned; !out.Owned && q.Verb == mongo.Insert {
		out.Owner = insertedOwner(p.Collections[q.Name], q.Document)
	}
	switch q.Verb {
	case mongo.Read, mongo.Aggregate, mongo.Watch:
		out.Projection = projection(q.Projection)
	}
	return out
}

// insertedOwner is the field of a new document that holds who calls, as an
// owner.
func insertedOwner(c *source.Collection, document *flow.Value) string {
	if c == nil {
		return ""
	}
	for _, m := range source.Members(document) {
		if _, owner := c.Owners[m.Name()]; owner && source.IsCaller(m.Value) {
			return m.Name()
		}
	}
	return ""
}

// decorators are the names of what is around a handler, without their
// modules; what registers it as a route is left out.
func decorators(qualified []string) []string {
	var names []string
	for _, name := range qualified {
		last := name[strings.LastIndexByte(strings.TrimSuffix(name, "()"), '.')+1:]
		switch strings.TrimSuffix(last, "()") {
		case "route", "get", "post", "put", "patch", "delete", "wraps":
		default:
			names = append(names, last)
		}
	}
	return names
}

// projection reads a projection as MongoDB does: _id is shown unless it is
// named, and else either all fields are named that are shown, or all that are
// not. PyMongo takes an empty one for none.
func projection(v *flow.Value) Projection {
	if v == nil || v.IsNone() {
		return Projection{Shows: "everything"}
	}
	if elements, exact := v.Elements(); exact && len(elements) > 0 {
		return listed(elements)
	}
	values, _ := v.Rest()
	fields := v.Fields()
	switch {
	case values != nil || len(fields) == 0 && !v.Kind.Only(flow.Document):
		return Projection{Shows: "unknown"}
	case len(fields) == 0:
		return Projection{Shows: "everything"}
	}
	p := Projection{Shows: "without"}
	var shown, hidden []string
	for _, f := range fields {
		if n, ok := f.Value.Number(); ok && n == 0 || isFalse(f.Value) {
			hidden = append(hidden, f.Name)
		} else {
			shown = append(shown, f.Name)
		}
	}
	if p.Fields = hidden; len(shown) > 0 {
		p.Shows, p.Fields = "only", shown
	}
	slices.SortFunc(p.Fields, cmp.Compare[string])
	return p
}

func listed(elements []*flow.Value) Projection {
	p := Projection{Shows: "only"}
	for _, e := range elements {
		name, ok := e.Text()
		if !ok {
			return Projection{Shows: "unknown"}
		}
		p.Fields = append(p.Fields, name)
	}
	return p
}

func isFalse(v *flow.Value) bool {
	return v != nil && len(v.Literals) == 1 && v.Literals[0].Kind == flow.Bool && v.Literals[0].Number == 0
}

// Asked tells how an operation asks who calls, in names: login_required. A
// check in a decorator goes by the name of the decorator; one in the handler
// is named where it asks for more than that somebody is known, or where
// nothing else asks.
func (o *Operation) Asked() []string {
	var names []string
	add := func(name string) {
		if name = strings.TrimSuffix(name, "()"); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, c := range o.Authentication {
		switch {
		case o.inHandler(c) && c.Asks == "authentication":
		case o.inHandler(c) || len(o.Decorators) == 0 || c.Asks == "unclear":
			add(c.By)
		default:
			for _, name := range o.Decorators {
				add(name)
			}
		}
	}
	for _, c := range o.Authentication {
		if len(names) == 0 {
			add(cmp.Or(c.By, c.Asks))
		}
	}
	return names
}

// inHandler tells whether a check stands below the head of the handler. What
// is above it is a decorator, and what is in another file most likely too.
func (o *Operation) inHandler(c Check) bool {
	return c.File == o.Handler.File && c.Line > o.Handler.Line
}
