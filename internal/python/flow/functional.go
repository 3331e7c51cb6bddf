package flow

import "strings"

// functional is what Python's standard library does with functions, and with
// what stands for something else.
var functional = Library{
	"builtins.vars": {Call: membersOf},

	"operator.itemgetter": {Call: itemGetter}, "operator.attrgetter": {Call: attributeGetter},
	"operator.getitem": {Call: func(c *Call) *Value { return c.Index(orNothing(c.Arg(0, "")), orNothing(c.Arg(1, ""))) }},
	"operator.or_":     {Call: operation("BitOr")}, "operator.ior": {Call: operation("BitOr")}, "operator.and_": {Call: operation("BitAnd")},
	"operator.add": {Call: operation("Add")}, "operator.concat": {Call: operation("Add")},

	"functools.reduce":         {Call: reduced},
	"functools.update_wrapper": {Call: func(c *Call) *Value { return c.Arg(0, "wrapper") }},
	"itertools.starmap":        {Call: starMapped},
	"contextlib.closing":       {Call: func(c *Call) *Value { return c.Arg(0, "thing") }},
	"contextlib.nullcontext":   {Call: func(c *Call) *Value { return orNone(c.Arg(0, "enter_result")) }},
	"contextlib.suppress":      {Makes: suppresses},
	suppresses:                 {},

	"typing.NewType":   {Call: func(*Call) *Value { return Callable(func(c *Call) *Value { return c.Arg(0, "") }) }},
	"typing.TypedDict": {Call: typedDict}, "typing_extensions.TypedDict": {Same: "typing.TypedDict"},
	"typing.NamedTuple": {}, "typing.NamedTuple._asdict": {Call: membersOf}, "typing.NamedTuple._replace": {Call: replaced},
	"dataclasses.replace":  {Call: replaced},
	"value._asdict":        {Call: selfOf},
	"collections.ChainMap": {Call: chainMap},

	"contextvars.ContextVar": {Call: contextVariable}, contextVar: {}, contextVar + ".get": {Call: contextGet}, contextVar + ".set": {Call: contextSet}, contextVar + ".reset": {Call: unchanged},
	"threading.local": {Makes: "threading.local"},
}

// suppresses is the type of contextlib.suppress(…).
const suppresses = "contextlib.suppress()"

// membersOf is vars(x), x._asdict().
func membersOf(c *Call) *Value {
	v := c.Self
	if v == nil {
		v = c.Arg(0, "object")
	}
	if len(v.Objects()) == 0 {
		return Of(Document)
	}
	return c.Run.attributes(c.state, v)
}

// itemGetter is operator.itemgetter("a", "b"): what it is called with is asked
// for the elements.
func itemGetter(c *Call) *Value { return getter(c, (*Call).Index) }

func attributeGetter(c *Call) *Value {
	return getter(c, func(c *Call, v, key *Value) *Value {
		name, ok := key.Text()
		if !ok {
			return Nothing
		}
		for part := range strings.SplitSeq(name, ".") {
			v = c.Get(v, part)
		}
		return v
	})
}

func getter(c *Call, get func(c *Call, v, key *Value) *Value) *Value {
	keys, any := c.Args, c.Star
	return Callable(func(c *Call) *Value {
		v := orNothing(c.Arg(0, ""))
		switch {
		case any != nil:
			return ManyOf(get(c, v, any))
		case len(keys) == 1:
			return get(c, v, keys[0])
		}
		all := make([]*Value, len(keys))
		for i, key := range keys {
			all[i] = get(c, v, key)
		}
		return ListOf(all...)
	})
}

// operation is an operator as a function.
func operation(op string) func(*Call) *Value {
	return func(c *Call) *Value {
		return combine(op, orNothing(c.Arg(0, "")), orNothing(c.Arg(1, "")), c.Place)
	}
}

// reduced calls a function with what it gave before and the next element.
func reduced(c *Call) *Value {
	f, v := c.Arg(0, ""), orNothing(c.Arg(1, ""))
	if f == nil {
		return Nothing
	}
	elements, exact := v.iterated()
	sofar := c.Arg(2, "initial")
	if !exact || len(elements) > c.Run.unroll() {
		each := v.each()
		if sofar == nil {
			sofar = each
		}
		for range 2 {
			sofar = Join(sofar, c.Invoke(f, []*Value{sofar, each}, nil))
		}
		return sofar
	}
	for _, e := range elements {
		if sofar == nil {
			sofar = e
			continue
		}
		sofar = c.Invoke(f, []*Value{sofar, e}, nil)
	}
	return orNothing(sofar)
}

// starMapped is itertools.starmap(f, rows): a row is the arguments.
func starMapped(c *Call) *Value {
	f, row := c.Arg(0, ""), orNothing(c.Arg(1, "")).each()
	if f == nil {
		return Of(List)
	}
	if args, exact := row.Elements(); exact {
		return ManyOf(c.Invoke(f, args, nil))
	}
	return ManyOf(c.Run.invoke(c.state, f, nil, nil, row.each(), c.Place, nil))
}

// typedDict is what a class that derives from TypedDict makes: a dict of its
// arguments. TypedDict("Name", {…}) makes such a class.
func typedDict(c *Call) *Value {
	if c.Self.class() != nil {
		return newDict(c)
	}
	return Callable(newDict)
}

// replaced is dataclasses.replace(x, name=value), x._replace(name=value).
func replaced(c *Call) *Value {
	v := c.Self
	if v == nil {
		v = orNothing(c.Arg(0, "obj"))
	}
	class := v.class()
	if class == nil {
		return v
	}
	known := c.Run.attributes(c.state, v)
	for _, k := range c.Keywords {
		if k.Name == "" {
			known = known.Merge(k.Value)
		} else {
			known = known.WithField(Field{Name: k.Name, Value: k.Value, Place: c.Place})
		}
	}
	fields := make([]Field, 0, len(known.Fields()))
	for _, name := range class.fieldNames() {
		if found, _ := known.Lookup(name); found != None {
			fields = append(fields, Field{Name: name, Value: found})
		}
	}
	return c.Run.NewObject(class, c.Place, fields...)
}

// chainMap finds a key in the first of several dicts that has it.
func chainMap(c *Call) *Value {
	v := DocumentOf()
	for i := len(c.Args) - 1; i >= 0; i-- {
		v = v.Merge(c.Args[i])
	}
	return v
}

// contextVar is the type of a variable that each request has for itself.
const contextVar = "contextvars.ContextVar()"

// contextDefault is what such a variable is where nobody has set it.
type contextDefault struct{ value *Value }

func contextVariable(c *Call) *Value {
	return c.Run.NewInstance(contextVar, c.Place, contextDefault{c.Arg(-1, "default")})
}

func contextGet(c *Call) *Value {
	var all *Value
	for _, o := range c.Self.Objects() {
		v := c.state.member(o, "value")
		if v == nil {
			v = c.Arg(0, "default")
		}
		if d, ok := o.Data.(contextDefault); ok && v == nil {
			v = d.value
		}
		all = Join(all, v)
	}
	return orNothing(all)
}

func contextSet(c *Call) *Value {
	for _, o := range c.Self.Objects() {
		c.state.setSlot(o, "value", orNothing(c.Arg(0, "value")))
	}
	return Nothing
}
