package flow

import "github.com/tamnd/gopapy/parser"

// Library tells what things outside the project are. Its keys are qualified
// names, "flask.request.get_json", and members of the types that its entries
// make, "pymongo.Collection.find_one". It is data: the interpreter knows none
// of the names. Python's builtins and standard library are told by [Builtins].
type Library map[string]Entry

// Entry tells what one name is. The zero Entry is an opaque thing.
type Entry struct {
	// Same is another name of the same thing: pymongo.MongoClient for
	// pymongo.mongo_client.MongoClient. It must not be an alias itself.
	Same string
	// Get is what reading the name gives. Self is what it is a member of, nil
	// for a name in a module.
	Get func(r *Reading) *Value
	// Call is what calling it gives, and does.
	Call func(c *Call) *Value
	// Index is what x[key] gives for an instance of the type.
	Index func(r *Reading, key *Value) *Value
	// Slice is what x[lower:upper] gives for an instance; nil where left out.
	Slice func(r *Reading, lower, upper *Value) *Value
	// Binary is what x op other gives for an instance on the left: BitAnd,
	// BitOr; Invert, with other nil, for ~x.
	Binary func(r *Reading, op string, other *Value) *Value
	// Of is what a member of an object gives where its class holds an
	// instance of the type for it: a descriptor, as fields of models are.
	// Self is the object.
	Of func(r *Reading, name string) *Value
	// Member is what a member that has no entry of its own is.
	Member func(r *Reading, name string) *Value
	// SetMember records an assignment to a member or an element.
	SetMember func(r *Reading, name string, v *Value)

	// The rest is for what needs no code, in place of Call.

	// Makes is the type that calling makes an instance of.
	Makes string
	// Gives is the kind of what calling gives; content of the arguments and
	// of self flows into it if Passes is set.
	Gives  Kind
	Passes bool
	// Checks are made sure of what it gives.
	Checks Checks
	// What is the step in the path of what passes: "cast to a number".
	What string
	// Tests are made sure of the arguments where what it gives is true, and
	// TestKind is then their kind: ObjectId.is_valid(x), re.fullmatch(p, x).
	Tests    Checks
	TestKind Kind
	// Needs are the kinds that it gets through with: it raises for the others
	// that JSON has. They are those of the argument At, counted from 0, or,
	// with -1, of what a method is called on.
	Needs Kind
	At    int
	// Bases are other types whose members the type has.
	Bases []string
}

// Reading is a name or member being read.
type Reading struct {
	Run   *Run
	Name  string // qualified
	Self  *Value // what it is a member of
	Place Place
	// Narrows tells SetMember that nothing is assigned: a condition says more
	// of what is there.
	Narrows bool
}

// Keyword is an argument by name; the name is empty for **mapping.
type Keyword struct {
	Name  string
	Value *Value
}

// Call is one call of something outside the project.
type Call struct {
	Run      *Run
	Name     string // qualified name of what is called
	Self     *Value // what it is a method of, nil for none
	Args     []*Value
	Keywords []Keyword
	Star     *Value // an element of *args that are not known one by one
	Place    Place
	Node     *parser.Call // nil when the interpreter calls: a decorator

	state *state
	exprs []parser.Expr // of Args; nil for what is not written there
	fr    *frame        // of the caller; nil when it is not the program that calls
}

// Arg is the argument at the position or of that name; nil if it is not
// given. A negative position stands for none.
func (c *Call) Arg(i int, name string) *Value {
	if i >= 0 && i < len(c.Args) {
		return c.Args[i]
	}
	for _, k := range c.Keywords {
		if name != "" && k.Name == name {
			return k.Value
		}
	}
	for _, k := range c.Keywords {
		if k.Name == "" && name != "" {
			if f, ok := k.Value.Field(name); ok {
				return f.Value
			}
		}
	}
	return nil
}

// Flows are those of all arguments and of self, with one more step.
func (c *Call) Flows(what string) []*Step {
	var flows []*Step
	add := func(v *Value) { flows = joinFlows(flows, v.All(everySource...)) }
	if c.Self != nil {
		add(c.Self)
	}
	for _, a := range c.Args {
		add(a)
	}
	for _, k := range c.Keywords {
		add(k.Value)
	}
	if c.Star != nil {
		add(c.Star)
	}
	return stepped(flows, c.Place, what, 0, false)
}

var everySource = []Source{Request, Identity, Credential, Database, Outside, Environment, Error, Secret}

// Emit leaves an event.
func (c *Call) Emit(op string, data any) *Event {
	return c.Run.emit(&Event{Op: op, Call: c, Data: data, Place: c.Place}, c.state)
}

// Assume adds a fact that holds after the call has returned.
func (c *Call) Assume(f Fact) {
	f.Prev = c.state.facts
	if f.Place == (Place{}) {
		f.Place = c.Place
	}
	if f.Who == "" {
		f.Who = c.Name
	}
	c.state.facts = &f
}

// Leave says that the call does not return: abort, raise, exit.
func (c *Call) Leave() { c.state.dead = true }

// Slot is a value that belongs to the run: an attribute of flask.g. Nil: it
// was never set.
func (c *Call) Slot(name string) *Value { return c.state.slot(nil, name) }

// SetSlot gives it a value.
func (c *Call) SetSlot(name string, v *Value) { c.state.setSlot(nil, name, v) }

// Where says what an argument is where the answer of this call counts as
// true, or as false: a validator's.
func (c *Call) Where(truth bool, arg int, v *Value) {
	if arg < len(c.Args) {
		v = v.atHome(c.Args[arg])
	}
	if arg < len(c.exprs) && c.exprs[arg] != nil {
		c.Run.where = append(c.Run.where, where{truth, c.exprs[arg], v})
	}
}

// WhereKeyword is [Call.Where] for an argument by name.
func (c *Call) WhereKeyword(truth bool, name string, v *Value) {
	v = v.atHome(c.Arg(-1, name))
	if e := c.keywordExpr(name); e != nil {
		c.Run.where = append(c.Run.where, where{truth, e, v})
	}
}

// SetKeyword is [Call.SetArg] for an argument by name.
func (c *Call) SetKeyword(name string, v *Value) {
	v = v.atHome(c.Arg(-1, name))
	if e := c.keywordExpr(name); e != nil && c.fr != nil {
		c.Run.refine(c.fr, c.state, e, v)
	}
}

func (c *Call) keywordExpr(name string) parser.Expr {
	if c.Node != nil {
		for _, k := range c.Node.Keywords {
			if k.Arg == name {
				return k.Value
			}
		}
	}
	return nil
}

type where struct {
	truth bool
	arg   parser.Expr
	value *Value
}

// Index is what v[key] is.
func (c *Call) Index(v, key *Value) *Value { return c.Run.index(c.state, v, key, c.Place) }

// SetSelf gives what the method was called on a new value, in the caller's
// variable: list.append.
func (c *Call) SetSelf(v *Value) {
	if c.fr == nil || c.Node == nil {
		return
	}
	if a, ok := c.Node.Func.(*parser.Attribute); ok {
		c.Run.refine(c.fr, c.state, a.Value, v)
	}
}

// SetArg does the same for an argument.
func (c *Call) SetArg(i int, v *Value) {
	if i < len(c.Args) {
		v = v.atHome(c.Args[i])
	}
	if c.fr != nil && i < len(c.exprs) && c.exprs[i] != nil {
		c.Run.refine(c.fr, c.state, c.exprs[i], v)
	}
}

// atHome is the value as the object that the argument is: what is made sure of
// the parsed body under one name holds for all.
func (v *Value) atHome(argument *Value) *Value {
	if home := argument.seldom().home; home != "" {
		return v.InSlot(home)
	}
	return v
}

// Invoke calls a value, with the state of this call.
func (c *Call) Invoke(fn *Value, args []*Value, keywords []Keyword) *Value {
	return c.Run.invoke(c.state, fn, args, keywords, nil, c.Place, nil)
}

// InvokeKeeping calls a function and gives what its first argument is where it
// has returned: a validator of the project raises for what it refuses.
func (c *Call) InvokeKeeping(fn *Value, args []*Value, keywords []Keyword) *Value {
	targets := fn.Targets()
	if len(args) == 0 || len(targets) != 1 || targets[0].Func == nil {
		c.Invoke(fn, args, keywords)
		return orNothing(c.Arg(0, ""))
	}
	a := arguments{args: args, exprs: make([]parser.Expr, len(args)), keywords: keywords, kwExprs: make([]parser.Expr, len(keywords))}
	var after *state
	var kept *Value
	for _, w := range c.Run.callWays(c.state, targets[0], a, c.Place, nil) {
		v := args[0]
		for _, b := range w.back {
			if b.arg == 0 {
				v = b.value
			}
		}
		kept, after = Join(kept, v), join(after, w.st)
	}
	if after == nil {
		return args[0] // it refuses everything, as far as could be followed
	}
	c.state.become(after)
	return kept
}

// InvokeWhere calls a value and goes on only with the ways on which keep
// accepts what it returned: a hook that answers ends the request.
func (c *Call) InvokeWhere(fn *Value, args []*Value, keywords []Keyword, keep func(*Value) bool) *Value {
	return c.Run.invokeWhere(c.state, fn, args, keywords, c.Place, keep)
}

// Dead tells whether the call that was made last does not return.
func (c *Call) Dead() bool { return c.state.dead }

// Get reads a member of a value, with the state of this call.
func (c *Call) Get(v *Value, name string) *Value {
	return c.Run.attribute(c.state, v, name, c.Place)
}

// Slot is as [Call.Slot].
func (r *Reading) Slot(name string) *Value { return r.Run.now.slot(nil, name) }

// SetSlot is as [Call.SetSlot].
func (r *Reading) SetSlot(name string, v *Value) { r.Run.now.setSlot(nil, name, v) }

// Emit leaves an event.
func (r *Reading) Emit(op string, data any) *Event {
	return r.Run.emit(&Event{Op: op, Data: data, Place: r.Place, Self: r.Self}, r.Run.now)
}

// Event is something that a library's entry, or the interpreter, thought
// worth telling.
type Event struct {
	Op    string // a word of the library's: query, route; of the interpreter: return, raise
	Place Place
	Call  *Call  // nil for none
	Self  *Value // of a reading
	Value *Value // of "return" and "raise"
	Data  any
	Facts *Fact   // what held
	Catch *Catch  // which handlers would catch
	Func  *Func   // the innermost function of the project
	Stack []Place // the calls that lead there, outermost first
	Depth int     // how many calls of the project it is below the entry
}

// Instance is an object: of a class of the project, or of a library's type.
type Instance struct {
	Class *Class // nil for a library's
	Type  string // the library's type: pymongo.Collection
	Site  Place  // where it was made
	Data  any    // of the library; comparable: it tells instances apart

	// Asks is the function that gives what the object stands for, at each use:
	// that of a LocalProxy. Nil: it stands for itself.
	Asks *Value

	owner *Run
	attrs map[string]*Value
}
