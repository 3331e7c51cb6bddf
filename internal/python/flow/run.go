package flow

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/project"
)

// Program is a project with what is known of its modules after their top
// level was interpreted. It is read-only then, and safe for several runs at
// once.
type Program struct {
	Project *project.Project
	Library Library
	Modules []*Module // in the order of the project
	Events  []*Event  // of the top levels, and of functions called since by Setup
	Limits  []string  // bounds that were hit

	byProject map[*project.Module]*Module
	builtins  map[string]*Value
	index     *index
	setup     *Run
	outside   sync.Map // classes outside the project: the name → *Class
	constants constants
	written   sync.Map // of definitions and lambdas that were seen: the node → *Written
}

// Module is a module of the project.
type Module struct {
	*project.Module

	fn     *Func // its top level, as a function without arguments
	st     *state
	extra  map[string]*Value // names of import *
	loaded bool
}

// Run interprets one thing. It is for one goroutine.
type Run struct {
	Program *Program
	Events  []*Event
	// Watch are functions whose return statements become events.
	Watch map[*Func]bool
	// Telling names the event that a return statement of any other function
	// leaves for its value; "" for none. It may be nil.
	Telling func(*Value) string

	fuel      int
	parts     int // of the values that were put together
	limits    map[string]bool
	frames    []*frame
	catch     *Catch
	now       *state
	narrowing bool                  // refine follows a condition, and changes nothing
	thrown    []*Value              // by raise, inside the trys that are open
	where     []where               // of the library call that was made last
	answering bool                  // the call that is made next is what an operation answers
	globals   map[*Module]*Instance // whose members are the names of a module that were changed
	cells     map[*mark]*Instance   // whose members are the variables of a call that closures have changed
	seen      map[eventKey]int
	calls     map[body]int // how often each function is on the stack
	twice     int          // how many are there more than once
	pending   []pending
}

// body tells functions apart by where they are written, and closures by what
// they close over; nil stands for all of them.
type body struct {
	written *parser.Arguments // of the definition or lambda
	closure *scope
}

type eventKey struct {
	op    string
	place Place
	stack uint64
}

// frame is a function being interpreted.
type frame struct {
	fn       *Func
	module   *Module
	closure  *scope
	called   Place
	stack    []Place // see Run.stack
	hash     uint64
	round    uint64   // of the unrolled loops around
	mark     *mark    // once a function was defined in it
	calling  []*Value // its variables, at the call that is being followed
	rebound  []bool
	returns  []returned
	asked    bool // the caller wants to know what holds if the result is true or false
	answers  bool // what it returns is what the operation answers: see passes
	loops    []*loop
	wheres   map[string][]where              // by the variable that holds the answer
	gathered map[string]*parser.GeneratorExp // see gather
	reads    map[string]parser.Expr          // where variables were read from
	raised   []*state                        // of the innermost try
	trying   int
	yields   *Value
	yielded  bool
}

type returned struct {
	value   *Value
	st      *state
	yes, no *state // of an asked frame
}

type loop struct {
	breaks, continues []*state
	each              *each // nil where nothing is known of what is gone through
}

// New interprets the top level of all modules.
func New(p *project.Project, lib Library) *Program {
	prog := &Program{Project: p, Library: lib, byProject: map[*project.Module]*Module{}, builtins: map[string]*Value{}, index: indexOf(lib)}
	for name := range lib {
		if id, ok := strings.CutPrefix(name, "builtins."); ok && !strings.Contains(id, ".") {
			prog.builtins[id] = External(name)
			if entry := lib[name]; entry.Get != nil {
				prog.builtins[id] = entry.Get(&Reading{Name: name})
			}
		}
	}
	for _, m := range p.Modules {
		mod := &Module{Module: m, extra: map[string]*Value{}}
		mod.fn = &Func{Name: "<module>", Qualified: m.Name, Place: Place{File: m.Path, Line: 1}, Module: mod, Written: number(&Written{Args: &parser.Arguments{}, Body: m.Tree.Body})}
		mod.st = &state{vars: make([]*Value, len(mod.fn.names))}
		prog.Modules = append(prog.Modules, mod)
		prog.byProject[m] = mod
	}
	prog.setup = prog.NewRun()
	prog.setup.fuel = setupFuel + setupShare*len(p.Modules)
	for _, m := range prog.Modules {
		prog.setup.load(m)
	}
	prog.settle()
	return prog
}

// settle keeps what the setup run saw.
func (p *Program) settle() {
	for _, late := range p.setup.pending {
		if v := p.setup.moduleMember(p.setup.now, late.from, late.name); v != nil && late.into.st.vars[late.index] == late.value {
			late.into.st.vars[late.index] = v
		}
	}
	p.setup.pending = nil
	p.Events = p.setup.Events
	p.Limits = p.setup.Limits()
}

// Setup calls f with the run that has interpreted the top levels, for what
// makes an application only when it is called: a factory. What it assigns
// stays.
func (p *Program) Setup(f func(r *Run)) {
	p.setup.fuel = max(p.setup.fuel, moduleFuel)
	f(p.setup)
	p.settle()
}

// Guard is [Run.Guard] of the run that has interpreted the top levels.
func (p *Program) Guard(what string, f func()) {
	p.setup.Guard(what, f)
	p.Limits = p.setup.Limits()
}

// NewRun is a run that starts from what the top levels made.
func (p *Program) NewRun() *Run {
	r := &Run{
		Program: p, fuel: maxFuel, seen: map[eventKey]int{}, calls: map[body]int{}, Watch: map[*Func]bool{},
	}
	r.now = &state{}
	return r
}

// Limits names the bounds that were hit.
func (r *Run) Limits() []string { return slices.Sorted(maps.Keys(r.limits)) }

func (r *Run) limit(format string, args ...any) {
	if r.limits == nil {
		r.limits = map[string]bool{}
	}
	r.limits[fmt.Sprintf(format, args...)] = true
}

// unroll is how many rounds of a loop are followed one by one.
func (r *Run) unroll() int {
	if r.isSetup() {
		return setupUnroll
	}
	return maxUnroll
}

// isSetup tells whether what the run assigns to objects and modules stays.
func (r *Run) isSetup() bool { return r.Program.setup == nil || r == r.Program.setup }

// load interprets the top level of the module, once.
func (r *Run) load(m *Module) {
	if m.loaded {
		return
	}
	m.loaded = true
	fuel, catch, now, slots := r.fuel, r.catch, r.now, m.st.slots
	r.fuel, r.catch = min(fuel, moduleFuel), nil
	given := r.fuel
	m.st.slots = slots
	fr := &frame{fn: m.fn, module: m, rebound: make([]bool, len(m.fn.names)), hash: uint64(len(m.Path))}
	r.frames = append(r.frames, fr)
	depth := len(r.frames)
	r.Guard("the top level of "+m.Path, func() { r.exec(fr, m.st, m.fn.Body) })
	r.frames = r.frames[:depth]
	m.st.dead = false // a module that exits at its end was there
	r.frames = r.frames[:len(r.frames)-1]
	r.fuel, r.catch, r.now = fuel-(given-r.fuel), catch, now
}

// Fault is in the limits that tell of a panic.
const Fault = "internal error"

// Guard calls f and makes a limit of a panic, so that a fault of the
// interpreter costs one part of the program and not the whole. What f had
// found until then stays.
func (r *Run) Guard(what string, f func()) {
	frames, catch, now := r.frames, r.catch, r.now
	defer func() {
		if p := recover(); p != nil {
			r.limit("%s could not be followed to its end: %s: %v", what, Fault, p)
			r.frames, r.catch, r.now = frames, catch, now // what is on the stack was counted down by then
		}
	}()
	f()
}

// Call calls a value from outside, as the framework would. A panic in it is a
// limit.
func (r *Run) Call(fn *Value, args []*Value, keywords []Keyword, place Place) *Value {
	st := r.now
	st.dead = false
	v := Nothing
	r.Guard("what is called at "+place.String(), func() { v = r.invoke(st, fn, args, keywords, nil, place, nil) })
	r.now = st
	return v
}

// CallWhere is [Call.InvokeWhere] from outside. It is false if no way is
// left.
func (r *Run) CallWhere(fn *Value, args []*Value, keywords []Keyword, place Place, keep func(*Value) bool) (*Value, bool) {
	st := r.now
	st.dead = false
	v := Nothing
	r.Guard("what is called at "+place.String(), func() { v = r.invokeWhere(st, fn, args, keywords, place, keep) })
	r.now = st
	return v, !st.dead
}

func (r *Run) invokeWhere(st *state, fn *Value, args []*Value, keywords []Keyword, place Place, keep func(*Value) bool) *Value {
	if len(fn.Targets()) != 1 || fn.more().targets[0].Func == nil {
		return r.invoke(st, fn, args, keywords, nil, place, nil)
	}
	a := arguments{args: args, exprs: make([]parser.Expr, len(args)), keywords: keywords, kwExprs: make([]parser.Expr, len(keywords))}
	var after *state
	var value *Value
	for _, w := range r.callWays(st, fn.more().targets[0], a, place, nil) {
		if keep(w.value) {
			after = join(after, w.st)
			value = Join(value, w.value)
		}
	}
	if after == nil {
		st.dead = true
		return Nothing
	}
	st.become(after)
	return orNothing(value)
}

// CallUnknown calls a function with arguments of which nothing is known but
// what its annotations say.
func (r *Run) CallUnknown(f *Func) *Value {
	st := r.now
	st.dead = false
	v := Nothing
	r.Guard(f.Qualified, func() {
		v = r.invoke(st, &Value{Kind: Function, extra: &rare{targets: []Target{{Func: f}}}}, nil, nil, Nothing, f.Place, nil)
	})
	r.now = st
	return v
}

// Index is what v[key] is.
func (r *Run) Index(v, key *Value) *Value { return r.index(r.now, v, key, Place{}) }

// Get reads a member of a value.
func (r *Run) Get(v *Value, name string) *Value { return r.attribute(r.now, v, name, Place{}) }

// Slot is a value that belongs to the run, nil if it was never set.
func (r *Run) Slot(name string) *Value { return r.now.slot(nil, name) }

// SetSlot sets it.
func (r *Run) SetSlot(name string, v *Value) { r.now.setSlot(nil, name, v) }

// Facts are those that hold now.
func (r *Run) Facts() *Fact { return r.now.facts }

// Functions lists all functions of the project that can be named: those at
// the top of modules, and in classes there.
func (p *Program) Functions() []*Func {
	var all []*Func
	for _, m := range p.Modules {
		for _, v := range m.st.vars {
			if v == nil {
				continue
			}
			for _, t := range v.more().targets {
				f := t.Func
				if t.Inner != nil {
					f = t.Inner
				}
				if f != nil && f.Module == m {
					all = append(all, f)
				}
				if t.Class != nil && t.Class.Module == m {
					all = append(all, t.Class.Methods()...)
				}
			}
		}
	}
	return all
}

// Global is the value of a name at the top of the module, or nil.
func (m *Module) Global(name string) *Value {
	if i, ok := m.fn.names[name]; ok && m.st.vars[i] != nil {
		return m.st.vars[i]
	}
	return m.extra[name]
}

func (r *Run) emit(e *Event, st *state) *Event {
	fr := r.frame()
	e.Facts, e.Catch = st.facts, r.catch
	var hash uint64
	if fr != nil {
		e.Func, hash = fr.fn, fr.hash^fr.round
	}
	key := eventKey{e.Op, e.Place, hash}
	if i, again := r.seen[key]; again {
		r.Events[i] = e // the second round of a loop knows more
	} else {
		r.seen[key] = len(r.Events)
		r.Events = append(r.Events, e)
	}
	e.Stack, e.Depth = r.stack(), len(r.frames)
	return e
}

// stack are the calls that lead to the frame, the same for all its events.
func (r *Run) stack() []Place {
	fr := r.frame()
	if fr == nil {
		return nil
	}
	if fr.stack == nil {
		all := make([]Place, 0, len(r.frames))
		for i, f := range r.frames {
			if i > 0 || f.called.Line > 0 {
				all = append(all, f.called)
			}
		}
		fr.stack = all
	}
	return fr.stack[:len(fr.stack):len(fr.stack)]
}

func (r *Run) frame() *frame {
	if len(r.frames) == 0 {
		return nil
	}
	return r.frames[len(r.frames)-1]
}

// burn tells whether there is fuel for one more expression.
func (r *Run) burn() bool {
	if r.fuel <= 0 {
		r.limit("too many expressions to evaluate")
		return false
	}
	r.fuel--
	return true
}

// stepped gives each flow one more step.
func stepped(flows []*Step, place Place, what string, kind Kind, weak bool) []*Step {
	if len(flows) == 0 {
		return nil
	}
	out := make([]*Step, len(flows))
	for i, s := range flows {
		k := kind
		if k == 0 {
			k = s.Kind
		}
		out[i] = &Step{Origin: s.Origin, Prev: s, Place: place, What: what, Kind: k, Weak: s.Weak || weak}
	}
	return out
}

// LetGo lets go of the syntax trees and of what the top levels made, where all
// runs are done: what they saw stays. Of a function only what tells it is left.
func (p *Program) LetGo() {
	p.written.Range(func(_, w any) bool {
		*w.(*Written) = Written{}
		return true
	})
	for _, m := range p.Modules {
		*m.fn.Written = Written{}
		m.fn, m.st, m.extra = nil, nil, nil
	}
	p.setup.Done()
	p.Project.LetGo()
	*p = Program{Project: p.Project}
}

// Done lets go of what only a run that goes on needs, which is more than half
// of its memory. Its events, facts and limits stay.
func (r *Run) Done() {
	for _, e := range r.Events {
		if e.Call != nil {
			e.Call.state, e.Call.fr, e.Call.exprs = nil, nil, nil
		}
	}
	r.Watch, r.frames, r.catch, r.now, r.thrown, r.where = nil, nil, nil, &state{}, nil, nil
	r.globals, r.cells, r.seen, r.calls, r.pending = nil, nil, nil, nil, nil
}
