package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// restful tells of flask_restful: an Api on an application or a blueprint,
// with resources.
func restful() flow.Library {
	return flow.Library{
		"flask_restful.Api":                    {Call: newAPI("flask_restful.Api"), Bases: []string{"flask.Resources"}},
		"flask_restful.Api.init_app":           {Call: initAPI},
		"flask_restful.Resource":               {Bases: []string{"flask.views.MethodView"}},
		"flask_restful.Resource.__init__":      nothing,
		"flask_restful.utils.cors.crossdomain": {Call: crossOrigin},

		"flask.Resources.add_resource":   {Call: addResource},
		"flask.Resources.resource":       {Call: resourceDecorator},
		"flask.Resources.representation": transparentFactory,
		"flask.Resources":                {},

		"flask_restful.marshal":            {Call: func(c *flow.Call) *flow.Value { return marshal(c, c.Arg(0, "data"), c.Arg(1, "fields")) }},
		"flask_restful.marshal_with":       {Call: marshalWith},
		"flask_restful.marshal_with_field": {Call: transparentFactory.Call},
		"flask_restful.inputs.boolean":     {Gives: flow.Bool, Passes: true, Checks: flow.Typed | flow.Bounded},
	}
}

// newAPI is Api(app, prefix=…).
func newAPI(kind string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		prefix := c.Arg(-1, "prefix")
		if kind == "flask_restful.Api" {
			prefix = c.Arg(1, "prefix")
		}
		v := c.Run.NewInstance(kind, c.Place, named{namedOn(c.Arg(0, "app")), spelled(prefix)})
		for _, t := range c.Self.Targets() {
			if t.Class != nil {
				v = c.Run.NewObject(t.Class, c.Place)
			}
		}
		c.Emit("flask.made", made{what: "api", self: v, prefix: prefix, decorators: c.Arg(-1, "decorators"), validate: c.Arg(-1, "validate")})
		if app := c.Arg(0, "app"); app != nil && !app.IsNone() {
			c.Emit("flask.joined", joined{parent: app, child: v})
		}
		return v
	}
}

// namedOn tells what an interface is put on, which tells it from others that
// the same line makes: a blueprint of a factory.
func namedOn(on *flow.Value) string {
	for _, o := range on.Objects() {
		if n, ok := o.Data.(named); ok {
			return n.name + n.prefix
		}
	}
	return ""
}

// initAPI is api.init_app(app).
func initAPI(c *flow.Call) *flow.Value {
	c.Emit("flask.joined", joined{parent: c.Arg(0, "app"), child: c.Self})
	return flow.None
}

// addResource is api.add_resource(Class, *urls).
func addResource(c *flow.Call) *flow.Value {
	r := ruled{on: c.Self, view: c.Arg(0, "resource"), restful: true}
	if len(c.Args) > 1 {
		r.rules = c.Args[1:]
	}
	if c.Star != nil {
		r.rules = append(r.rules, c.Star)
	}
	r.endpoint, _ = c.Arg(-1, "endpoint").Text()
	r.args = c.Arg(-1, "resource_class_args")
	r.keywords = c.Arg(-1, "resource_class_kwargs")
	c.Emit("flask.ruled", r)
	return flow.None
}

// resourceDecorator is @api.resource(*urls), and @ns.route(*urls).
func resourceDecorator(d *flow.Call) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value {
		r := ruled{on: d.Self, rules: d.Args, view: c.Arg(0, ""), restful: true, args: d.Arg(-1, "resource_class_args"), keywords: d.Arg(-1, "resource_class_kwargs")}
		r.endpoint, _ = d.Arg(-1, "endpoint").Text()
		at(c, d.Place).Emit("flask.ruled", r)
		return c.Arg(0, "")
	})
}

// resourceView answers as a resource does: its method, with its decorators
// and those of the api around it.
func resourceView(class *flow.Value, r ruled) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		method, _ := c.Slot(methodSlot).Text()
		object := c.Invoke(class, listed(r.args), fieldsAsKeywords(r.keywords))
		handler := c.Get(object, strings.ToLower(method))
		decorators := c.Get(object, "method_decorators")
		if decorators != nil && len(decorators.Fields()) > 0 {
			f, _ := decorators.Field(strings.ToLower(method))
			decorators = f.Value
		}
		handler = decorated(c, handler, decorators)
		return c.Invoke(handler, c.Args, c.Keywords)
	}
}

func listed(v *flow.Value) []*flow.Value {
	elements, _ := v.Elements()
	return elements
}

func fieldsAsKeywords(v *flow.Value) []flow.Keyword {
	var all []flow.Keyword
	for _, f := range v.Fields() {
		all = append(all, flow.Keyword{Name: f.Name, Value: f.Value})
	}
	return all
}

// marshalWith is @marshal_with(fields): what the view gives is selected from.
func marshalWith(d *flow.Call) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			v := c.Invoke(view, c.Args, c.Keywords)
			return answering(c, v, func(body *flow.Value) *flow.Value { return marshal(c, body, d.Arg(0, "fields")) })
		})
	})
}

// Selected is the Data of a "return" event whose value a decorator has changed
// before it was answered: what the handler itself returned.
type Selected struct{ From *flow.Value }

// answering changes the body of what a view gave, and keeps status and
// headers. The handler's "return" events then say what is answered.
func answering(c *flow.Call, v *flow.Value, change func(body *flow.Value) *flow.Value) *flow.Value {
	for _, e := range c.Run.Events {
		if e.Op == "return" && e.Data == nil && c.Run.Watch[e.Func] {
			e.Data = &Selected{From: e.Value}
			e.Value = changed(c, e.Value, change)
		}
	}
	return changed(c, v, change)
}

func changed(c *flow.Call, v *flow.Value, change func(body *flow.Value) *flow.Value) *flow.Value {
	if slices.ContainsFunc(v.Objects(), func(o *flow.Instance) bool { return o.Type == "flask.Response" }) {
		return v // a response is left as it is
	}
	if a := AnswerOf(c.Run, v); a.Body != v {
		elements, _ := v.Elements()
		return flow.ListOf(append([]*flow.Value{change(a.Body)}, elements[1:]...)...)
	}
	return change(v)
}

// marshal selects the fields of a document, or of each of a list.
func marshal(c *flow.Call, v, fields *flow.Value) *flow.Value {
	model := modelOf(fields)
	if model == nil || v == nil || v.IsNone() {
		return orNone(v)
	}
	if many(v) {
		return flow.ManyOf(marshalOne(c, v.Element(), model))
	}
	return marshalOne(c, v, model)
}

// many tells whether a value is a list of things.
func many(v *flow.Value) bool {
	if elements, _ := v.Elements(); elements != nil {
		return true
	}
	return v.Kind.Can(flow.List) && !v.Kind.Can(flow.Document|flow.Object)
}

func marshalOne(c *flow.Call, v *flow.Value, model *modelFields) *flow.Value {
	out := flow.DocumentOf()
	for _, f := range model.fields {
		name := f.name
		if f.attribute != "" {
			name = f.attribute
		}
		found, _ := v.Lookup(name)
		if len(v.Objects()) > 0 || found == flow.Nothing {
			found = c.Get(v, name)
		}
		switch {
		case f.nested != nil:
			found = marshal(c, found, f.nested)
		case f.kind == flow.Text && len(found.Objects()) == 0:
			found = flow.Of(flow.Text, found.Flows...).With(found.Checks | flow.Typed)
		}
		out = out.WithField(flow.Field{Name: f.name, Value: found})
	}
	return out
}
