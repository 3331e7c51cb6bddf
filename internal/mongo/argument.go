package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// roles are the parameters that all drivers, of all versions, mean the same
// by. Others become options under their own names.
var roles = map[string]func(q *Query) **flow.Value{
	"filter":     func(q *Query) **flow.Value { return &q.Filter },
	"update":     func(q *Query) **flow.Value { return &q.Update },
	"document":   func(q *Query) **flow.Value { return &q.Document },
	"projection": func(q *Query) **flow.Value { return &q.Projection },
	"sort":       func(q *Query) **flow.Value { return &q.Sort },
	"skip":       func(q *Query) **flow.Value { return &q.Skip },
	"limit":      func(q *Query) **flow.Value { return &q.Limit },
	"pipeline":   func(q *Query) **flow.Value { return &q.Pipeline },
	"keys":       func(q *Query) **flow.Value { return &q.Keys },
	"command":    func(q *Query) **flow.Value { return &q.Command },
	"distinct":   func(q *Query) **flow.Value { return &q.Distinct },
}

// parameter is one parameter of a driver's method.
type parameter struct {
	name string // as the driver calls it
	role string // what it means; the name again if it has none of its own
}

// signature is written as in Python: "filter update=role upsert * session".
// What follows the star is given by name only.
type signature struct {
	positional, named []parameter
}

func signatureOf(text string) signature {
	var s signature
	into := &s.positional
	for _, word := range strings.Fields(text) {
		if word == "*" {
			into = &s.named
			continue
		}
		name, role, ok := strings.Cut(word, "=")
		if !ok {
			role = name
		}
		*into = append(*into, parameter{name, role})
	}
	return s
}

// arguments gives the query what the call was given.
func (q *Query) arguments(c *flow.Call, s signature) {
	known := map[string]bool{}
	for i, p := range s.positional {
		known[p.name] = true
		q.argument(p, argument(c, i, p.name))
	}
	for _, p := range s.named {
		known[p.name] = true
		q.argument(p, argument(c, -1, p.name))
	}
	for _, k := range c.Keywords {
		if !known[k.Name] && k.Name != "" {
			q.argument(parameter{k.Name, k.Name}, given(k.Value))
		}
		if k.Name == "" {
			for _, f := range k.Value.Fields() {
				if !known[f.Name] {
					q.argument(parameter{f.Name, f.Name}, given(f.Value))
				}
			}
		}
	}
}

func (q *Query) argument(p parameter, v *flow.Value) {
	if v == nil {
		return
	}
	if field, ok := roles[p.role]; ok {
		*field(q) = v
		return
	}
	q.option(p.role, v)
}

func (q *Query) option(name string, v *flow.Value) {
	if q.Options == nil {
		q.Options = map[string]*flow.Value{}
	}
	q.Options[name] = v
}

// argument is the argument of that position or name. A mapping from
// elsewhere that is spread over the call, find(**request.json), gives what
// it has under the name.
func argument(c *flow.Call, i int, name string) *flow.Value {
	if v := c.Arg(i, name); v != nil {
		return given(v)
	}
	if i >= 0 && c.Star != nil && len(c.Star.Flows) > 0 {
		return c.Star
	}
	for _, k := range c.Keywords {
		if k.Name == "" && k.Value.From(flow.Request) {
			if v, _ := k.Value.Lookup(name); v != flow.Nothing {
				return given(v)
			}
		}
	}
	return nil
}

// explicit is the argument that the call itself gives by that name.
func explicit(c *flow.Call, name string) *flow.Value {
	for _, k := range c.Keywords {
		if k.Name == name {
			return given(k.Value)
		}
	}
	return nil
}

// given is nil for None, which drivers take for not given.
func given(v *flow.Value) *flow.Value {
	if v.IsNone() {
		return nil
	}
	return v
}

// flowing is a value of the kind with the content of the arguments.
func flowing(c *flow.Call, kind flow.Kind, what string) *flow.Value {
	v := flow.Of(kind, c.Flows(what)...)
	for _, s := range v.Flows {
		s.Kind = kind
	}
	return v
}

// step is the value after one more stage of its way.
func step(v *flow.Value, place flow.Place, kind flow.Kind, what string) *flow.Value {
	w := *v.As(kind)
	w.Flows = nil
	for _, s := range v.Flows {
		w.Flows = append(w.Flows, &flow.Step{Origin: s.Origin, Prev: s, Place: place, What: what, Kind: kind, Weak: s.Weak, Part: s.Part})
	}
	return &w
}
