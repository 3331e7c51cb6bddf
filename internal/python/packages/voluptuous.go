package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// voluptuous is the packages voluptuous and schema: a schema is a dict of
// types and functions, and calling it validates.
func voluptuous() flow.Library {
	lib := flow.Library{
		"voluptuous.Schema":           {Call: newPattern},
		"voluptuous.Pattern":          {Call: func(c *flow.Call) *flow.Value { return matchesPattern(c, c.Self) }},
		"schema.Schema":               {Call: newPattern},
		"voluptuous.Pattern.validate": {Call: func(c *flow.Call) *flow.Value { return matchesPattern(c, c.Self) }},
		"voluptuous.Pattern.is_valid": {Call: func(c *flow.Call) *flow.Value {
			refineWhere(c, true, 0, "data", matchesPattern(c, c.Self))
			return flow.Of(flow.Bool)
		}},
		"voluptuous.part": {},
	}
	for _, module := range []string{"voluptuous.", "schema."} {
		for word := range strings.FieldsSeq(`All Any And Or Msg Maybe In Length Range Match Coerce Use Regex Email Url Const
			Datetime Date Boolean Optional Required Replace Strip Lower Clamp Exclusive Inclusive`) {
			lib[module+word] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return patternPart(c, word) }}
		}
	}
	return lib
}

// pattern is a schema: a dict, a list, a type or a part.
type pattern struct {
	of   *flow.Value
	open bool
}

func newPattern(c *flow.Call) *flow.Value {
	extra := c.Arg(-1, "extra")
	open := strings.HasSuffix(extra.Name(), "ALLOW_EXTRA") || truth(extra, false)
	return c.Run.NewInstance("voluptuous.Pattern", c.Place, &pattern{given(c, 0, "schema"), open})
}

func matchesPattern(c *flow.Call, self *flow.Value) *flow.Value {
	for _, o := range self.Objects() {
		if p, ok := o.Data.(*pattern); ok {
			return validating(c, "validated by a schema").apply(patternShape(p.of, p.open), first(c))
		}
	}
	return validating(c, "validated by a schema").apply(custom, first(c))
}

// part is a piece of a schema: All(str, Length(max=5)).
type part struct {
	word   string
	args   []*flow.Value
	checks flow.Checks
}

// patternPart makes one. Optional("name") is a key, so it is the text.
func patternPart(c *flow.Call, word string) *flow.Value {
	switch word {
	case "Optional", "Required", "Exclusive", "Inclusive":
		if name, ok := first(c).Text(); ok {
			return flow.TextOf(name)
		}
	}
	p := &part{word: word, args: c.Args}
	switch word {
	case "Length", "Range":
		p.checks = flow.Bounded
		if c.Arg(0, "min") != nil {
			p.checks |= flow.AtLeast
		}
		if c.Arg(1, "max") != nil {
			p.checks |= flow.AtMost
		}
	case "Clamp":
		p.checks = flow.Bounded | flow.AtLeast | flow.AtMost
	}
	return c.Run.NewInstance("voluptuous.part", c.Place, p)
}

// patternShape is what a schema lets through.
func patternShape(v *flow.Value, open bool) *shape {
	if v == nil {
		return anything
	}
	for _, o := range v.Objects() {
		switch d := o.Data.(type) {
		case *part:
			return d.shape(open)
		case *pattern:
			return patternShape(d.of, d.open)
		}
	}
	if s, ok := typeShapes[v.Name()]; ok {
		return s
	}
	if elements, exact := v.Elements(); exact {
		s := *sequence
		var all []*shape
		for _, e := range elements {
			all = append(all, patternShape(e, open))
		}
		if len(all) > 0 {
			s.element = oneOf(all...)
		}
		return &s
	}
	if v.Literal() {
		return listing(v.Literals)
	}
	if v.Kind.Only(flow.Document) {
		return patternDocument(v, open)
	}
	if name := v.Name(); name == "builtins.len" || name == "builtins.callable" { // a question, not a cast
		return anything.with(flow.Bounded)
	}
	if len(v.Targets()) > 0 { // a function that raises or casts
		return &shape{after: []change{func(c *validation, value *flow.Value) *flow.Value {
			made := c.Invoke(v, []*flow.Value{value}, nil)
			if made.Kind.Only(flow.Bool | flow.Null) {
				return value.With(flow.Bounded)
			}
			return made
		}}}
	}
	return anything
}

func patternDocument(v *flow.Value, open bool) *shape {
	s := &shape{document: true, kind: flow.Document, open: open}
	for _, f := range v.Fields() {
		s.fields = append(s.fields, field{name: f.Name, shape: patternShape(f.Value, open)})
	}
	if rest, _ := v.Rest(); rest != nil { // {str: int}
		s.open, s.rest = true, patternShape(rest, open)
	}
	return s
}

func (p *part) shape(open bool) *shape {
	switch p.word {
	case "All", "And":
		return p.all(open)
	case "Any", "Or":
		var all []*shape
		for _, a := range p.args {
			all = append(all, patternShape(a, open))
		}
		return oneOf(all...)
	case "Maybe":
		return oneOf(p.first(open), nothing)
	case "In":
		if len(p.args) > 0 {
			if literals := literalsIn(p.args[0]); len(literals) > 0 {
				return listing(literals)
			}
		}
		return anything.with(flow.Listed | flow.Bounded)
	case "Length", "Range", "Clamp":
		return anything.with(p.checks)
	case "Match", "Regex", "Email", "Url", "Datetime", "Date":
		return formed
	case "Boolean":
		return boolean
	case "Strip", "Lower", "Replace":
		return text
	}
	return p.first(open)
}

func (p *part) first(open bool) *shape {
	if len(p.args) == 0 {
		return anything
	}
	return patternShape(p.args[0], open)
}

// all is one after the other: each makes sure of more.
func (p *part) all(open bool) *shape {
	s := &shape{}
	for _, a := range p.args {
		one := patternShape(a, open)
		s.after = append(s.after, func(v *validation, value *flow.Value) *flow.Value { return v.apply(one, value) })
	}
	return s
}
