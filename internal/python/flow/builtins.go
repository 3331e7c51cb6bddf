package flow

import (
	"maps"
	"math"
	"strings"

	"github.com/tamnd/gopapy/parser"
)

// Builtins tells what Python's own functions, methods of its types and parts
// of its standard library are. Members of values that are no objects are
// under "value.": a method is told by its name, for the type of a value is
// often not known.
func Builtins() Library {
	lib := Library{}
	for _, part := range []Library{functions, methods, standard, functional} {
		maps.Copy(lib, part)
	}
	for _, name := range strings.Fields(exceptions) {
		lib["builtins."+name] = Entry{Call: raised}
	}
	return lib
}

const exceptions = `
	Exception BaseException ValueError TypeError KeyError IndexError AttributeError RuntimeError NotImplementedError
	PermissionError LookupError OSError IOError FileNotFoundError AssertionError ArithmeticError ZeroDivisionError
	OverflowError RecursionError UnicodeDecodeError UnicodeEncodeError UnicodeError TimeoutError ConnectionError StopIteration
	ImportError ModuleNotFoundError MemoryError SystemExit KeyboardInterrupt`

// raised is an exception being made: its text is its arguments.
func raised(c *Call) *Value {
	for _, t := range c.Self.Targets() { // of a class of the project
		if t.Class != nil {
			return c.Run.NewObject(t.Class, c.Place, Field{Name: "args", Value: ListOf(c.Args...)})
		}
	}
	v := &Value{Kind: Object, list: &list{exact: true, known: c.Args}, extra: &rare{path: c.Name}}
	for _, a := range c.Args {
		v.Flows = joinFlows(v.Flows, a.Flows)
	}
	return v
}

var functions = Library{
	"builtins.str":          {Call: toText},
	"builtins.repr":         {Call: toText},
	"builtins.format":       {Call: toText},
	"builtins.ascii":        {Call: toText},
	"builtins.int":          {Call: toNumber},
	"builtins.float":        {Call: toNumber},
	"builtins.round":        {Call: same(Number), Needs: Number | Bool},
	"builtins.abs":          {Call: same(Number), Needs: Number | Bool},
	"builtins.sum":          {Gives: Number, Passes: true, What: "summed"},
	"builtins.pow":          {Gives: Number, Passes: true},
	"builtins.divmod":       {Gives: List, Passes: true},
	"builtins.bool":         {Gives: Bool},
	"builtins.len":          {Call: length_},
	"builtins.hash":         {Gives: Number, Needs: Any &^ (List | Document)},
	"builtins.id":           {Gives: Number},
	"builtins.ord":          {Gives: Number},
	"builtins.chr":          {Gives: Text, Passes: true},
	"builtins.hex":          {Gives: Text, Passes: true},
	"builtins.bin":          {Gives: Text, Passes: true},
	"builtins.isinstance":   {Call: instanceOf},
	"builtins.issubclass":   {Gives: Bool},
	"builtins.callable":     {Gives: Bool},
	"builtins.hasattr":      {Gives: Bool},
	"builtins.any":          {Gives: Bool},
	"builtins.all":          {Gives: Bool},
	"builtins.min":          {Call: smallest},
	"builtins.max":          {Call: largest},
	"builtins.dict":         {Call: newDict},
	"builtins.list":         {Call: newList},
	"builtins.tuple":        {Call: newList},
	"builtins.set":          {Call: newList},
	"builtins.frozenset":    {Call: newList},
	"builtins.sorted":       {Call: newList},
	"builtins.reversed":     {Call: newList},
	"builtins.iter":         {Call: newList},
	"builtins.next":         {Call: func(c *Call) *Value { return Join(c.Arg(0, "").Element(), c.Arg(1, "")) }},
	"builtins.range":        {Call: func(c *Call) *Value { return ManyOf(&Value{Kind: Number}) }},
	"builtins.enumerate":    {Call: enumerate},
	"builtins.zip":          {Call: zip},
	"builtins.map":          {Call: mapped},
	"builtins.filter":       {Call: filtered},
	"builtins.getattr":      {Call: getattr},
	"builtins.setattr":      {Call: setattr},
	"builtins.type":         {Call: typeOf},
	"builtins.super":        {},
	"builtins.print":        {Call: func(*Call) *Value { return None }},
	"builtins.input":        {Gives: Text},
	"builtins.open":         {Call: opened, Needs: Text | Bytes | Number | Bool},
	"builtins.eval":         {Call: executes},
	"builtins.exec":         {Call: executes},
	"builtins.compile":      {Call: executes},
	"builtins.__import__":   {Call: executes},
	"builtins.locals":       {Gives: Document},
	"builtins.globals":      {Gives: Document},
	"builtins.bytes":        {Gives: Bytes, Passes: true},
	"builtins.bytearray":    {Gives: Bytes, Passes: true},
	"builtins.object":       {},
	"builtins.staticmethod": {}, "builtins.classmethod": {}, "builtins.property": {Call: propertyOf},
	"builtins.exit": {Call: leaves}, "builtins.quit": {Call: leaves},
	"builtins.__name__":       {Get: func(*Reading) *Value { return TextOf("__main__") }},
	"builtins.__file__":       {Get: func(*Reading) *Value { return Of(Text) }},
	"builtins.NotImplemented": {},
}

// propertyOf is name = property(function) in a class.
func propertyOf(c *Call) *Value {
	v := c.Arg(0, "fget")
	ts := v.Targets()
	if len(ts) != 1 || ts[0].Func == nil {
		return orNothing(v)
	}
	f := *ts[0].Func
	f.property = true
	return &Value{Kind: Function, extra: &rare{targets: []Target{{Func: &f}}}}
}

func leaves(c *Call) *Value { c.Leave(); return nil }

// executes leaves an event: code is made of the argument.
func executes(c *Call) *Value {
	c.Emit("execute", c.Arg(0, ""))
	return &Value{Kind: Unknown}
}

func opened(c *Call) *Value {
	c.Emit("open", c.Arg(0, "file"))
	return c.Run.NewInstance("builtins.file", c.Place, nil)
}

// cast is a value as another kind: the content is the same, and of a dict or
// list only the text of it is left.
func (c *Call) cast(v *Value, kind Kind, what string) *Value {
	v = orNothing(v)
	w := &Value{Kind: kind, Checks: v.Checks | Typed, Flows: stepped(v.All(everySource...), c.Place, what, kind, false), extra: &rare{path: v.more().path, most: v.more().most}}
	if kind == Text {
		w.Checks &^= AtLeast | AtMost
	}
	return w
}

func toText(c *Call) *Value {
	v := c.Arg(0, "object")
	if v == nil {
		return TextOf("")
	}
	for _, o := range v.Objects() { // str(error): what it was made with
		if o.Class != nil && o.Class.raises() {
			v = c.Run.attributes(c.state, v)
		}
	}
	w := c.cast(v, Text, "made a text")
	if v.Kind.Only(Text|Number) && len(v.Literals) > 0 {
		for _, l := range v.Literals {
			w.Literals = append(w.Literals, Literal{Kind: Text, Text: l.Text})
		}
	}
	return w
}

func toNumber(c *Call) *Value {
	v := c.Arg(0, "x")
	if v == nil {
		return NumberOf(0)
	}
	w := c.cast(v, Number, "made a number")
	w.Checks |= Bounded | Formed
	c.raises(0, v, Text|Number|Bool|Bytes)
	if n, ok := v.Number(); ok {
		w.Literals = NumberOf(n).Literals
	}
	return w
}

// raises says what an argument is after a call that raises for anything
// else.
func (c *Call) raises(arg int, v *Value, kind Kind) {
	if len(v.Flows) == 0 || c.fr == nil || arg >= len(c.exprs) || c.exprs[arg] == nil || !nameable(c.exprs[arg]) {
		return
	}
	c.Run.narrowTo(c.fr, c.state, c.exprs[arg], v.narrow(kind).With(Bounded|Formed))
}

func same(kind Kind) func(*Call) *Value {
	return func(c *Call) *Value {
		v := c.Arg(0, "")
		w := c.cast(v, kind, "rounded")
		if n, ok := v.Number(); ok && kind == Number {
			w.Literals = NumberOf(n).Literals
		}
		return w
	}
}

func length_(c *Call) *Value {
	v := c.Arg(0, "")
	if elements, exact := v.Elements(); exact {
		return NumberOf(float64(len(elements)))
	}
	if s, ok := v.Text(); ok {
		return NumberOf(float64(len(s)))
	}
	return &Value{Kind: Number}
}

func instanceOf(c *Call) *Value {
	v, kind := c.Arg(0, ""), c.Run.kindNamed(c.Arg(1, ""))
	if kind != 0 && v != nil && !v.Kind.Can(Unknown|Object) {
		if v.Kind&^kind == 0 {
			return trueValue
		}
		if v.Kind&kind == 0 {
			return falseValue
		}
	}
	return boolValue
}

// smallest is min(): not above any number that the program chose.
func smallest(c *Call) *Value { return extreme(c, AtMost) }

func largest(c *Call) *Value { return extreme(c, AtLeast) }

func extreme(c *Call, check Checks) *Value {
	values := c.Args
	if len(values) == 1 {
		return values[0].Element()
	}
	v := joinAll(values)
	w := &Value{Kind: v.Kind, Flows: v.Flows, Checks: v.Checks}
	both := Checks(0)
	for _, a := range values {
		if trustedBound(a) && len(a.All(Request)) == 0 {
			w.Checks |= check
		}
		both |= a.Checks & (AtLeast | AtMost) // min(max(x, 1), 100)
	}
	w.Checks |= both | Typed
	if most := mostOf(values, check == AtMost); most != nil && w.Has(AtMost) {
		w.change().most = most
	}
	if n, ok := v.Number(); ok {
		w.Literals = NumberOf(n).Literals
	}
	if w.Kind.Can(Document) {
		w.Kind &^= Document | List | Null
	}
	return w
}

func newDict(c *Call) *Value {
	v := DocumentOf()
	if len(c.Args) > 0 {
		v = c.Args[0].asDict()
	}
	for _, k := range c.Keywords {
		if k.Name == "" {
			v = v.Merge(k.Value)
		} else {
			v = v.WithField(Field{Name: k.Name, Value: k.Value, Place: c.Place})
		}
	}
	w := *v
	if w.seldom().home != "" {
		w.changeDeep().home = ""
	}
	x := w.change()
	x.place, x.objects = c.Place, nil
	return &w
}

// asDict is dict(v): of pairs, or a copy.
func (v *Value) asDict() *Value {
	if v.list != nil {
		d := DocumentOf()
		elements, _ := v.Elements()
		for _, e := range elements {
			if pair, exact := e.Elements(); exact && len(pair) == 2 {
				d = d.withKey(pair[0], pair[1], Place{})
			}
		}
		if v.list.every != nil {
			d.doc.every = v.list.every
		}
		return d
	}
	if v.Kind.Can(Document) {
		return v.As(Document)
	}
	w := *v
	w.Kind |= Document
	return &w
}

func newList(c *Call) *Value {
	v := c.Arg(0, "")
	if v == nil {
		return &Value{Kind: List, list: &list{exact: true}}
	}
	if c.Run != nil {
		v = c.Run.iterable(c.state, v, c.Place)
	}
	if elements, exact := v.iterated(); exact && c.Name != "builtins.sorted" {
		return ListOf(elements...)
	}
	each := v.each()
	if c.Name == "builtins.set" || c.Name == "builtins.frozenset" || v.list == nil {
		w := ManyOf(each)
		w.Flows = v.Flows
		w.Checks = v.Checks
		w.named(v.Names())
		w.change().objects = nil
		return w
	}
	w := ManyOf(each)
	w.Checks = v.Checks
	w.change().place = c.Place
	return w
}

func enumerate(c *Call) *Value {
	v := c.Arg(0, "")
	if elements, exact := v.iterated(); exact {
		var pairs []*Value
		for i, e := range elements {
			pairs = append(pairs, ListOf(NumberOf(float64(i)), e))
		}
		return ListOf(pairs...)
	}
	return ManyOf(ListOf(&Value{Kind: Number}, orNothing(v).each()))
}

func zip(c *Call) *Value {
	shortest, exact := math.MaxInt, len(c.Args) > 0
	var columns [][]*Value
	var each []*Value
	for _, a := range c.Args {
		elements, ok := a.iterated()
		exact = exact && ok
		shortest = min(shortest, len(elements))
		columns = append(columns, elements)
		each = append(each, a.each())
	}
	if !exact {
		return ManyOf(ListOf(each...))
	}
	var rows []*Value
	for i := range shortest {
		var row []*Value
		for _, col := range columns {
			row = append(row, col[i])
		}
		rows = append(rows, ListOf(row...))
	}
	return ListOf(rows...)
}

func mapped(c *Call) *Value {
	if len(c.Args) < 2 {
		return Of(List)
	}
	f, columns := c.Args[0], c.Args[1:]
	if elements, exact := columns[0].iterated(); exact && len(columns) == 1 && len(elements) <= c.Run.unroll() {
		made := make([]*Value, len(elements))
		for i, e := range elements {
			made[i] = c.Invoke(f, []*Value{e}, nil)
		}
		return ListOf(made...)
	}
	row := make([]*Value, len(columns))
	for i, v := range columns {
		row[i] = v.each()
	}
	return ManyOf(c.Invoke(f, row, nil))
}

func filtered(c *Call) *Value {
	f, each := c.Arg(0, ""), orNothing(c.Arg(1, "")).each()
	if ts := f.Targets(); len(ts) == 1 && ts[0].Func != nil && c.Name == "builtins.filter" {
		each = c.Run.passing(c.state, ts[0], each, c.Place)
	}
	return ManyOf(each)
}

// passing is what an argument of a function is where its answer is true.
func (r *Run) passing(st *state, t Target, v *Value, place Place) *Value {
	args := arguments{args: []*Value{v}, exprs: []parser.Expr{nil}}
	res, ok := r.interpret(st, t.Func, t.Self, args, place, true)
	if !ok || len(res.params) == 0 {
		return v
	}
	at := res.params[len(res.params)-1].index
	var all *Value
	for _, ret := range res.returns {
		if ret.yes != nil && !ret.yes.dead {
			all = Join(all, ret.yes.vars[at])
		}
	}
	if all == nil {
		return v
	}
	return all
}

func getattr(c *Call) *Value {
	if name, ok := c.Arg(1, "").Text(); ok {
		return Join(c.Get(c.Args[0], name), c.Arg(2, ""))
	}
	v := c.Arg(0, "")
	key := c.Arg(1, "")
	if v == nil || key == nil {
		return Nothing
	}
	c.Emit("getattr", key)
	if found := c.methodsNamed(v, key); found != nil {
		return found
	}
	return c.Run.index(c.state, v, key, c.Place)
}

// methodsNamed are the methods of an object whose names begin as the key
// does: getattr(self, "do_" + name).
func (c *Call) methodsNamed(v, key *Value) *Value {
	pieces := key.Pieces()
	if len(pieces) == 0 {
		return nil
	}
	prefix, ok := pieces[0].Text()
	if !ok || prefix == "" {
		return nil
	}
	var all *Value
	for _, o := range v.Objects() {
		if o.Class == nil {
			continue
		}
		for _, f := range o.Class.Methods() {
			if strings.HasPrefix(f.Name, prefix) {
				all = Join(all, c.Get(v, f.Name))
			}
		}
	}
	return all
}

// anyMember is the member under which a document of those is kept whose
// names are not known: setattr(user, key, value).
const anyMember = "*"

func setattr(c *Call) *Value {
	if len(c.Args) < 3 {
		return None
	}
	if name, ok := c.Args[1].Text(); ok {
		if len(c.Args[0].more().objects) > 0 {
			c.Run.setAttribute(c.state, c.Args[0], name, c.Args[2], c.Place)
		} else {
			c.SetArg(0, c.Args[0].WithField(Field{Name: name, Value: c.Args[2], Place: c.Place}))
		}
		return None
	}
	for _, o := range c.Args[0].more().objects {
		known := c.state.member(o, anyMember)
		if known == nil {
			known = DocumentOf()
		}
		c.Run.setAttr(c.state, o, anyMember, known.withKey(c.Args[1], c.Args[2], c.Place))
	}
	if len(c.Args[0].more().objects) == 0 {
		c.SetArg(0, c.Args[0].withKey(c.Args[1], c.Args[2], c.Place))
	}
	c.Emit("setattr", c.Args)
	return None
}

func typeOf(c *Call) *Value {
	v := c.Arg(0, "")
	for _, o := range v.Objects() {
		if o.Class != nil {
			return &Value{Kind: Function, extra: &rare{targets: []Target{{Class: o.Class}}}}
		}
	}
	return &Value{Kind: Unknown, extra: &rare{path: "type()"}}
}
