package packages

import "github.com/ashlarsec/ashlar/internal/python/flow"

// alias is a type that the program has given a name, by a subscript or a
// call: PyObjectId = Annotated[str, BeforeValidator(str)].
type alias struct {
	word string      // Annotated, Optional, Literal, constr …
	args *flow.Value // one, or a list of several
	made *shape      // for calls: what they make
}

// aliases are the subscripts of typing that can stand in a variable.
func aliases(lib flow.Library) {
	for _, module := range []string{"typing.", "typing_extensions."} {
		for _, word := range []string{"Annotated", "Optional", "Literal", "Union", "List", "Dict", "Set", "Sequence"} {
			lib[module+word] = flow.Entry{Index: func(r *flow.Reading, key *flow.Value) *flow.Value {
				return r.Run.NewInstance("typing.alias", r.Place, &alias{word: word, args: key})
			}}
		}
	}
	lib["typing.alias"] = flow.Entry{}
	for word, s := range constrained {
		lib["pydantic."+word] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance("typing.alias", c.Place, &alias{word: word, made: s.with(constraintsOf(c))})
		}}
	}
	for _, word := range []string{"BeforeValidator", "AfterValidator", "PlainValidator"} {
		lib["pydantic."+word] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance("pydantic.validator", c.Place, &wrapping{word, c.Arg(0, "func")})
		}}
		lib["pydantic.functional_validators."+word] = flow.Entry{Same: "pydantic." + word}
	}
}

// wrapping is a function that is called around a shape.
type wrapping struct {
	word string
	f    *flow.Value
}

// constraintsOf are what the keywords of a call make sure of.
func constraintsOf(c *flow.Call) flow.Checks {
	var checks flow.Checks
	for _, k := range c.Keywords {
		if !k.Value.IsNone() {
			checks |= constraint[k.Name]
		}
	}
	return checks
}

func (t *alias) shape(a *annotations) *shape {
	if t.made != nil {
		return t.made
	}
	args, exact := t.args.Elements()
	if !exact {
		args = []*flow.Value{t.args}
	}
	if len(args) == 0 {
		return anything
	}
	switch t.word {
	case "Optional":
		return oneOf(a.named(args[0]), nothing)
	case "Union":
		var all []*shape
		for _, arg := range args {
			all = append(all, a.named(arg))
		}
		return oneOf(all...)
	case "Literal":
		var literals []flow.Literal
		for _, arg := range args {
			literals = append(literals, arg.Literals...)
		}
		return listing(literals).with(flow.Listed | flow.Bounded)
	case "Dict":
		s := *mapping
		s.rest = a.named(args[len(args)-1])
		return &s
	case "List", "Set", "Sequence":
		s := *sequence
		s.element = a.named(args[0])
		return &s
	}
	s := a.named(args[0])
	for _, arg := range args[1:] {
		for _, o := range arg.Objects() {
			switch d := o.Data.(type) {
			case *fieldInfo:
				s = s.with(d.checks)
			case *wrapping:
				s = s.around(d.word, d.f)
			}
		}
	}
	return s
}
