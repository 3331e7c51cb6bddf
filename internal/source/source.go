// Package source is an application as its Python source tells it: its
// operations, and for each what it reads from the request, who may call it,
// what it asks of the database and what it answers.
//
// [Read] makes it of folders. Weaknesses look at it through a pass; "ashlar
// routes" prints it; the live look takes its operations where there is no
// contract.
package source

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/python/project"
)

// Program is the source of one API. It is read-only.
type Program struct {
	Dirs         []string
	Applications []*flask.Application
	Operations   []*Operation // by path, then method
	Handlers     []*Operation // error handlers, as operations without a path
	Setup        *Operation   // what happens when the application is made: connections, indexes, settings
	Collections  map[string]*Collection
	Ignores      []*Ignore

	Files    int
	Lines    int
	Problems []api.Problem     // files that were not read, or not whole
	LeftOut  []project.LeftOut // and why
	Limits   []string          // bounds of the analysis that were hit, with the operation

	registered map[*flask.Route]*flask.Application
	groups     map[group][]*Operation
	constants  map[string][]Constant
	after      []*Operation
	parents    map[string]*Collection // see Parent
	project    *project.Project
}

// Operation is one method of one route, followed from the hooks before it to
// what it answers.
type Operation struct {
	*api.Operation
	Route   *flask.Route // nil for error handlers and the setup
	Events  []*flow.Event
	Queries []*Query
	Answers []*Answer
	Exits   []*Exit
	Inputs  []Input
	Access  Access
	// Lost is why the operation could not be followed, by a fault of the
	// analysis; "" for all others. What is known of it is not all.
	Lost string
}

// Query is a call of a database driver.
type Query struct {
	*mongo.Query
	Event *flow.Event

	of     *Collection // nil until it is known
	looked sync.Once
	sinks  []Sink // once looked for
}

// Place is where the driver is called.
func (q *Query) Place() flow.Place { return q.Event.Place }

// Answer is what a return statement of the handler gives.
type Answer struct {
	Value *flow.Value // the body
	Event *flow.Event
}

// Exit is a way out other than a return: abort, or an exception that is
// raised.
type Exit struct {
	Status int         // 0: not known
	Text   *flow.Value // what the client reads; nil: nothing of the program's
	Event  *flow.Event
}

// Input is something that an operation reads from the request.
type Input struct {
	In   string // body, query, form, path, header, cookie, file
	Name string // may be dotted; "" is the whole
	Kind flow.Kind
	// Starred is the name with a "*" for the elements of lists, where the
	// source takes some: feeds.*.url.
	Starred string
	Element flow.Kind // of its elements, where Starred ends with them
}

// InputOf is what the request is read for at the step.
func InputOf(s *flow.Step) Input {
	i := Input{In: s.Origin.In, Name: s.Origin.Name, Kind: s.Kind, Starred: s.Origin.Starred}
	if strings.HasSuffix(i.Starred, ".*") {
		i.Kind, i.Element = flow.Any, s.Kind
	}
	return i
}

// Read interprets the Python source in the folders. It does not fail on
// source that cannot be read: that is in Problems.
func Read(ctx context.Context, dirs []string, o project.Options) (*Program, error) {
	files, err := project.Load(ctx, dirs, o)
	if err != nil {
		return nil, err
	}
	p := &Program{Dirs: dirs, Files: len(files.Modules), Lines: files.Lines, LeftOut: files.LeftOut, project: files, Collections: map[string]*Collection{}}
	for _, problem := range files.Problems {
		p.Problems = append(p.Problems, api.Problem{Place: api.Place{File: problem.Path, Line: problem.Line}, Text: problem.Text})
	}
	program := flow.New(files, Library())
	program.Guard("the applications", func() { p.Applications = flask.Applications(program) })
	program.Guard("what makes indexes", func() { makeIndexes(program) })
	p.Limits = program.Limits
	p.operations(ctx, program)
	p.Setup = &Operation{Operation: &api.Operation{}, Events: program.Events}
	p.guard("what happens at the start", p.Setup.settle)
	p.applications()
	p.guard("what is done with every answer", func() { p.followAfter(program) })
	p.declared(mongo.Models(program))
	p.collections()
	for _, c := range p.Collections {
		c.settle()
	}
	p.findParents()
	p.ignores(files)
	p.constantsOf(files)
	program.LetGo() // a quarter of what is kept, and a look reads no code
	return p, ctx.Err()
}

// Library is all that is known of Python's packages.
func Library() flow.Library {
	lib := flow.Builtins()
	for _, part := range []flow.Library{packages.Library(), mongo.Library(), flask.Library()} {
		maps.Copy(lib, part)
	}
	return lib
}

// operations interprets every operation, on all cores. Each has a run of its
// own, so their order does not matter.
func (p *Program) operations(ctx context.Context, program *flow.Program) {
	var jobs []func()
	add := func(to *[]*Operation, op *Operation, run func() *flow.Run) {
		*to = append(*to, op)
		jobs = append(jobs, func() { p.follow(op, run) })
	}
	for _, app := range p.Applications {
		for _, route := range app.Routes {
			for _, method := range route.Methods {
				op := &Operation{Route: route, Operation: &api.Operation{Method: method, Path: route.Path, ID: route.Endpoint, Place: Place(route.Place)}}
				add(&p.Operations, op, func() *flow.Run { return route.Run(program, method) })
			}
		}
		for _, h := range app.ErrorHandlers {
			op := &Operation{Operation: &api.Operation{ID: strings.Join(h.Exceptions, ", ")}}
			if h.Func != nil {
				op.Place = Place(h.Func.Place)
			}
			add(&p.Handlers, op, func() *flow.Run { return h.Run(program) })
		}
	}
	work := make(chan func())
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for job := range work {
				if ctx.Err() == nil {
					job()
				}
			}
		})
	}
	for _, job := range jobs {
		work <- job
	}
	close(work)
	wg.Wait()
	slices.SortStableFunc(p.Operations, func(a, b *Operation) int {
		return cmpOr(strings.Compare(a.Path, b.Path), strings.Compare(a.Method, b.Method), comparePlaces(a.Place, b.Place))
	})
	slices.Sort(p.Limits)
}

// follow interprets one operation.
func (p *Program) follow(op *Operation, run func() *flow.Run) {
	lost := ""
	op.Lost = p.guard(op.String(), func() {
		r := run()
		defer r.Done()
		op.Events = r.Events
		for _, l := range r.Limits() {
			p.limit(op.String(), l)
			if strings.Contains(l, flow.Fault) {
				lost = l
			}
		}
		op.settle()
	})
	op.Lost = cmp.Or(op.Lost, lost)
}

// guard calls f and makes a limit of a panic, as [flow.Run.Guard] does: a
// fault of the analysis costs one operation and not the program. It gives
// what it says.
func (p *Program) guard(what string, f func()) (fault string) {
	defer func() {
		if cause := recover(); cause != nil {
			fault = fmt.Sprintf("it could not be followed to its end: %s: %v", flow.Fault, cause)
			p.limit(what, fault)
		}
	}()
	f()
	return ""
}

var limits sync.Mutex

func (p *Program) limit(of, what string) {
	limits.Lock()
	defer limits.Unlock()
	p.Limits = append(p.Limits, of+": "+what)
}

// Place is a place of the data flow as the model has it.
func Place(p flow.Place) api.Place {
	return api.Place{File: p.File, Line: int(p.Line), Column: int(p.Col)}
}

// Spot is a place of the model as the data flow has it.
func Spot(p api.Place) flow.Place {
	return flow.Place{File: p.File, Line: int32(p.Line), Col: int32(p.Column)}
}

func comparePlaces(a, b api.Place) int {
	return cmpOr(strings.Compare(a.File, b.File), a.Line-b.Line, a.Column-b.Column)
}

func cmpOr(results ...int) int {
	for _, r := range results {
		if r != 0 {
			return r
		}
	}
	return 0
}

// settle sorts the events of an operation.
func (op *Operation) settle() {
	for _, e := range op.Events {
		switch data := e.Data.(type) {
		case *mongo.Query:
			op.Queries = append(op.Queries, &Query{Query: data, Event: e})
			continue
		case *flask.Abort:
			op.Exits = append(op.Exits, &Exit{Status: statusOf(data.Status), Text: data.Description, Event: e})
			continue
		}
		switch e.Op {
		case "return":
			op.Answers = append(op.Answers, &Answer{Value: body(e.Value), Event: e})
		case "raise":
			op.Exits = append(op.Exits, raisedExit(e))
		}
	}
	op.Access = accessOf(op)
	op.Inputs = inputsOf(op)
}

// body is what an answer (body, status, headers) has as its body.
func body(v *flow.Value) *flow.Value {
	elements, exact := v.Elements()
	if exact && len(elements) >= 2 && len(elements) <= 3 && isStatus(elements[1]) {
		return elements[0]
	}
	return v
}

// StatusOf is the status of a returned value: 200 where it gives none, 0
// where it is not known.
func (a *Answer) Status() int {
	elements, exact := a.Event.Value.Elements()
	if exact && len(elements) >= 2 && len(elements) <= 3 {
		if n, ok := elements[1].Number(); ok && n >= 100 && n < 600 {
			return int(n)
		}
		if isStatus(elements[1]) {
			return 0
		}
	}
	return 200
}

func isStatus(v *flow.Value) bool {
	if n, ok := v.Number(); ok {
		return n >= 100 && n < 600
	}
	return strings.HasPrefix(v.Name(), "http.HTTPStatus.") || v.Kind.Only(flow.Number)
}

func statusOf(v *flow.Value) int {
	if n, ok := v.Number(); ok {
		return int(n)
	}
	return 0
}

func raisedExit(e *flow.Event) *Exit {
	x := &Exit{Event: e}
	name := strings.TrimSuffix(e.Value.Name(), "()")
	if name == "" {
		name = strings.TrimSuffix(e.Value.Path(), "()")
	}
	x.Status = flask.HTTPStatus(name)
	if x.Status != 0 {
		x.Text = e.Value
	}
	return x
}

// Told names the call for people: users.find_one.
func (q *Query) Told() string {
	name := q.Name
	if name == "" {
		name = "a collection"
	}
	return name + "." + q.Method
}
