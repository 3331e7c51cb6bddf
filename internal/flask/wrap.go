package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// callable tells whether a value is something that is decorated or run: a
// function, a class, what a decorator made.
func callable(v *flow.Value) bool {
	for _, t := range v.Targets() {
		if t.Func != nil || t.Class != nil || t.Native != nil {
			return true
		}
	}
	return false
}

// wrapped is what a decorator makes of a view: f is called in its place.
func wrapped(view *flow.Value, f func(c *flow.Call) *flow.Value) *flow.Value {
	return flow.Wrap(view, f)
}

// decorating is the entry of a decorator that is used with arguments or
// without. Make gets the decorator's own call and the view.
func decorating(make func(d *flow.Call, view *flow.Value) *flow.Value) flow.Entry {
	return flow.Entry{Call: func(d *flow.Call) *flow.Value {
		if view := d.Arg(0, ""); callable(view) && len(d.Args) == 1 {
			return make(d, view)
		}
		return flow.Callable(func(c *flow.Call) *flow.Value { return make(d, c.Arg(0, "")) })
	}}
}

// checking is a decorator that makes sure of something before the view. Check
// gets the decorator's own call and that of the view.
func checking(check func(d, c *flow.Call)) flow.Entry {
	return decorating(func(d *flow.Call, view *flow.Value) *flow.Value {
		return wrapped(view, func(c *flow.Call) *flow.Value {
			check(d, c)
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
}

// transparent is a decorator, or a call with one function, that changes
// nothing that matters.
var transparent = decorating(func(_ *flow.Call, view *flow.Value) *flow.Value { return view })

// authenticated is a decorator that lets only callers through who have proven
// who they are.
func authenticated() flow.Entry {
	return checking(func(d, c *flow.Call) { assumeAuthenticated(d, c) })
}

// assumeAuthenticated adds the fact where d was written.
func assumeAuthenticated(d, c *flow.Call) {
	c.Assume(flow.Fact{Op: "authenticated", Who: d.Name, Place: d.Place})
}

// assumeRole adds that the caller has one of the roles.
func assumeRole(d, c *flow.Call, roles []string) {
	c.Assume(flow.Fact{Op: "role", Who: d.Name, Place: d.Place, Data: roles})
}

// words are the texts among the values, also in lists: roles, scopes.
func words(values ...*flow.Value) []string {
	var all []string
	for _, v := range values {
		if v == nil {
			continue
		}
		v.Walk(func(_ []string, v *flow.Value) bool {
			all = append(all, v.Texts()...)
			return true
		})
		if len(all) == 0 && v.Path() != "" {
			all = append(all, v.Path())
		}
	}
	return all
}

// flag tells whether an argument is given and true, for sure.
func flag(v *flow.Value) bool {
	n, ok := v.Number()
	return ok && n != 0
}

// lastName is what follows the last dot.
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// nothing does nothing.
var nothing = flow.Entry{Call: func(*flow.Call) *flow.Value { return flow.None }}

// getter is an entry whose value is read, not called.
func getter(f func(r *flow.Reading) *flow.Value) flow.Entry { return flow.Entry{Get: f} }

// setting is SetMember for what belongs to the request: it is kept in slots
// under the prefix.
func setting(prefix string) func(*flow.Reading, string, *flow.Value) {
	return func(r *flow.Reading, name string, v *flow.Value) { r.SetSlot(prefix+name, v) }
}

// step is one more stage of the way of a value.
func step(flows []*flow.Step, place flow.Place, what string, kind flow.Kind) []*flow.Step {
	all := make([]*flow.Step, len(flows))
	for i, s := range flows {
		all[i] = &flow.Step{Origin: s.Origin, Prev: s, Place: place, What: what, Kind: kind, Weak: s.Weak, Part: s.Part}
	}
	return all
}

// both is the content v, which also has the members of the object: a mapping
// of the request, a response with a body.
func both(v, object *flow.Value) *flow.Value { return v.WithObject(object.Objects()[0]) }

// instances tells apart what was made, for events of set-up.
type instance struct {
	kind string
	site flow.Place
	data any
	obj  *flow.Instance // where the site is not known
}

// instancesOf lists the objects of a value.
func instancesOf(v *flow.Value) []instance {
	var all []instance
	for _, o := range v.Objects() {
		i := instance{kind: o.Type, site: o.Site, data: o.Data}
		if o.Class != nil {
			i.kind = o.Class.Qualified
		}
		if o.Site == (flow.Place{}) {
			i.obj = o
		}
		all = append(all, i)
	}
	return all
}

// is tells whether a value is True, or False, for sure.
func is(v *flow.Value, truth bool) bool {
	n, ok := v.Number()
	return ok && v.Kind == flow.Bool && (n != 0) == truth
}
