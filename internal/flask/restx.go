package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// restx tells of flask_restx and flask_restplus.
func restx() flow.Library {
	lib := fieldEntries()
	for name, entry := range (flow.Library{
		"flask_restx.Api":                    {Call: newAPI("flask_restx.Api"), Bases: []string{"flask.RestxScaffold", "flask.Resources"}},
		"flask_restx.Api.init_app":           {Call: initAPI},
		"flask_restx.Api.add_namespace":      {Call: addNamespace},
		"flask_restx.Api.namespace":          {Call: namespaceOf},
		"flask_restx.Api.errorhandler":       {Call: restxErrorHandler},
		"flask_restx.Namespace":              {Call: newNamespace, Bases: []string{"flask.RestxScaffold", "flask.Resources"}},
		"flask_restx.Namespace.errorhandler": {Call: restxErrorHandler},

		"flask.RestxScaffold":                   {},
		"flask.RestxScaffold.route":             {Call: resourceDecorator},
		"flask.RestxScaffold.expect":            {Call: expect},
		"flask.RestxScaffold.payload":           getter(payload),
		"flask.RestxScaffold.abort":             {Call: abort(0, 1, "message")},
		"flask.RestxScaffold.marshal_with":      {Call: marshalWith},
		"flask.RestxScaffold.marshal_list_with": {Call: marshalWith},
		"flask.RestxScaffold.marshal":           {Call: func(c *flow.Call) *flow.Value { return marshal(c, c.Arg(0, "data"), c.Arg(1, "fields")) }},
		"flask.RestxScaffold.parser":            {Call: newParser},
		"flask.RestxScaffold.as_list":           {Call: func(c *flow.Call) *flow.Value { return orNone(c.Arg(0, "")) }},

		"flask_restx.abort":        {Call: abort(0, 1, "message")},
		"flask_restx.marshal":      {Call: func(c *flow.Call) *flow.Value { return marshal(c, c.Arg(0, "data"), c.Arg(1, "fields")) }},
		"flask_restx.marshal_with": {Call: marshalWith},
		"flask_restx.Model":        {Call: newModel},
	}) {
		lib[name] = entry
	}
	for _, name := range []string{"model", "inherit", "clone", "extend", "schema_model"} {
		lib["flask.RestxScaffold."+name] = flow.Entry{Call: newModel}
	}
	for _, name := range []string{"doc", "response", "param", "header", "produces", "vendor"} {
		lib["flask.RestxScaffold."+name] = flow.Entry{Call: documents}
	}
	for _, name := range []string{"hide", "deprecated"} {
		lib["flask.RestxScaffold."+name] = transparent
	}
	for _, name := range []string{"email", "url", "ip", "ipv4", "ipv6", "regex", "date", "datetime", "datetime_from_iso8601", "date_from_iso8601", "iso8601interval"} {
		for _, module := range []string{"flask_restx.inputs.", "flask_restplus.inputs.", "flask_restful.inputs."} {
			lib[module+name] = flow.Entry{Call: formOf}
		}
	}
	for _, name := range []string{"positive", "natural", "int_range"} {
		for _, module := range []string{"flask_restx.inputs.", "flask_restplus.inputs.", "flask_restful.inputs."} {
			lib[module+name] = flow.Entry{Call: numberOf}
		}
	}
	return lib
}

// documents is a decorator that only documents, whatever it is called with.
func documents(*flow.Call) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value { return c.Arg(0, "") })
}

// formOf is inputs.email(…): a check of a text's form, or what makes one.
func formOf(c *flow.Call) *flow.Value {
	v := c.Arg(0, "value")
	if v == nil || len(v.Flows) == 0 {
		return flow.Callable(formOf) // inputs.regex("^…$")
	}
	return flow.Of(flow.Text, step(v.Flows, c.Place, "held against a form", flow.Text)...).With(v.Checks | flow.Typed | flow.Bounded | flow.Formed)
}

func numberOf(c *flow.Call) *flow.Value {
	v := c.Arg(0, "value")
	if v == nil || len(v.Flows) == 0 {
		return flow.Callable(numberOf) // inputs.int_range(1, 10)
	}
	return flow.Of(flow.Number, step(v.Flows, c.Place, "made a number in a range", flow.Number)...).With(v.Checks | flow.Typed | flow.Bounded | flow.Formed | flow.AtLeast | flow.AtMost)
}

// newNamespace is Namespace(name, path=…); without a path it is /name.
func newNamespace(c *flow.Call) *flow.Value {
	name, _ := c.Arg(0, "name").Text()
	path := c.Arg(2, "path")
	if path == nil || path.IsNone() {
		path = flow.TextOf("/" + name)
	}
	v := c.Run.NewInstance("flask_restx.Namespace", c.Place, named{name, spelled(path)})
	if validate := c.Arg(-1, "validate"); validate != nil {
		c.Run.SetAttr(v.Objects()[0], "_validate", validate)
	}
	c.Emit("flask.made", made{what: "namespace", self: v, name: c.Arg(0, "name"), prefix: path, decorators: c.Arg(3, "decorators")})
	if api := c.Arg(-1, "api"); api != nil {
		c.Emit("flask.joined", joined{parent: api, child: v})
	}
	return v
}

// namespaceOf is api.namespace(name, path=…).
func namespaceOf(c *flow.Call) *flow.Value {
	v := newNamespace(c)
	c.Emit("flask.joined", joined{parent: c.Self, child: v})
	return v
}

// addNamespace is api.add_namespace(ns, path=…).
func addNamespace(c *flow.Call) *flow.Value {
	c.Emit("flask.joined", joined{parent: c.Self, child: c.Arg(0, "ns"), prefix: c.Arg(1, "path")})
	return flow.None
}

// payload is api.payload: the body, whatever it is.
func payload(r *flow.Reading) *flow.Value {
	if v := r.Slot(requestSlots + "json"); v != nil {
		return v
	}
	v := jsonBody(r.Place)
	r.SetSlot(requestSlots+"json", v)
	return v
}

// expect is @ns.expect(model, validate=True). Without validation, here or by
// the Api, it only documents. A parser that is expected is asked in the view.
func expect(d *flow.Call) *flow.Value {
	validate := d.Arg(-1, "validate")
	for _, o := range d.Self.Objects() {
		if own := d.Run.Attr(o, "_validate"); validate == nil && own != nil {
			validate = own
		}
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		var models []*modelFields
		for _, a := range d.Args {
			if m := modelOf(a); m != nil && !many(a) {
				models = append(models, m)
			}
		}
		if len(models) == 0 || is(validate, false) {
			return view
		}
		return wrapped(view, func(c *flow.Call) *flow.Value {
			if route := routeOf(c); !flag(validate) && (route == nil || !route.validates) {
				return c.Invoke(view, c.Args, c.Keywords)
			}
			body := getJSON(c)
			for _, m := range models {
				body = validated(body, m, 0)
			}
			c.SetSlot(requestSlots+"json", body)
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
}

// restxErrorHandler is @api.errorhandler(X), and @api.errorhandler alone for
// what has no other.
func restxErrorHandler(c *flow.Call) *flow.Value {
	f := c.Arg(0, "exception")
	for _, t := range f.Targets() {
		if t.Func != nil || t.Native != nil {
			c.Emit("flask.handled", handled{c.Self, false, exceptionNames(nil), f})
			return f
		}
	}
	return errorHandler(false)(c)
}
