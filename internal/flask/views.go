package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// viewed is what Class.as_view(name) was told.
type viewed struct {
	view     *flow.Value
	class    *flow.Class
	args     []*flow.Value
	keywords []flow.Keyword
}

func views() flow.Library {
	return flow.Library{
		"flask.views.View":                        {},
		"flask.views.View.as_view":                {Call: asView},
		"flask.views.MethodView":                  {Bases: []string{"flask.views.View"}},
		"flask.views.MethodView.dispatch_request": {Call: func(c *flow.Call) *flow.Value { return dispatch(c, c.Self) }},
	}
}

// methodSlot holds the method of the request that is interpreted.
const methodSlot = "flask.method"

// asView is a view function of a class. It answers as the class does for the
// method of the request.
func asView(d *flow.Call) *flow.Value {
	v := viewed{keywords: d.Keywords}
	if len(d.Args) > 1 {
		v.args = d.Args[1:]
	}
	for _, t := range d.Self.Targets() {
		if t.Class != nil {
			v.class = t.Class
		}
	}
	if v.class == nil {
		return flow.Nothing
	}
	class := d.Self
	v.keywords = slices.DeleteFunc(slices.Clone(v.keywords), func(k flow.Keyword) bool { return k.Name == "name" })
	v.view = flow.Wrap(class, func(c *flow.Call) *flow.Value {
		object := c.Invoke(class, v.args, v.keywords)
		if own := c.Run.AttrOf(v.class, "dispatch_request"); own != nil {
			return c.Invoke(c.Get(object, "dispatch_request"), c.Args, c.Keywords)
		}
		return dispatch(c, object)
	})
	return decorated(d, v.view, v.class.Attr("decorators"))
}

// decorated is the view with the decorators of a list around it, the first
// one innermost.
func decorated(c *flow.Call, view, decorators *flow.Value) *flow.Value {
	elements, _ := decorators.Elements()
	for _, d := range elements {
		if out := c.Invoke(d, []*flow.Value{view}, nil); callable(out) {
			view = flow.Wrap(view, func(c *flow.Call) *flow.Value { return c.Invoke(out, c.Args, c.Keywords) })
		}
	}
	return view
}

// dispatch calls the method of the object that the method of the request
// names.
func dispatch(c *flow.Call, object *flow.Value) *flow.Value {
	method, ok := c.Slot(methodSlot).Text()
	if !ok {
		return flow.Nothing
	}
	return c.Invoke(c.Get(object, strings.ToLower(method)), c.Args, c.Keywords)
}

// classMethods are the HTTP methods that a class answers, with the functions
// that do; those of bases too.
func classMethods(c *flow.Class) map[string]*flow.Func {
	found := map[string]*flow.Func{}
	for _, name := range []string{"get", "post", "put", "patch", "delete"} {
		if f := innermost(c.Attr(name)); f != nil {
			found[strings.ToUpper(name)] = f
		}
	}
	return found
}

// innermost is the function of the project below all decorators.
func innermost(v *flow.Value) *flow.Func {
	for _, t := range v.Targets() {
		switch {
		case t.Inner != nil:
			return t.Inner
		case t.Func != nil:
			return t.Func
		}
	}
	return nil
}
