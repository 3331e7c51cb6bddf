package flask

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// smorest tells of flask_smorest.
func smorest() flow.Library {
	return flow.Library{
		"flask_smorest.Api":                    {Call: newAPI("flask_smorest.Api")},
		"flask_smorest.Api.init_app":           {Call: initAPI},
		"flask_smorest.Api.register_blueprint": {Call: registers},
		"flask_smorest.Blueprint":              {Call: newBlueprint("flask_smorest.Blueprint"), Bases: []string{"flask.Blueprint"}},
		"flask_smorest.Blueprint.arguments":    {Call: arguments},
		"flask_smorest.Blueprint.response":     {Call: responseOf},
		"flask_smorest.Blueprint.alt_response": {Call: documents},
		"flask_smorest.Blueprint.doc":          {Call: documents},
		"flask_smorest.Blueprint.paginate":     {Call: documents},
		"flask_smorest.Blueprint.etag":         transparent,
		"flask_smorest.Blueprint.check_etag":   nothing,
		"flask_smorest.Blueprint.set_etag":     nothing,
	}
}

// apiflask tells of APIFlask.
func apiflask() flow.Library {
	lib := flow.Library{
		"apiflask.APIFlask":     {Call: newApplication, Bases: []string{"flask.APIScaffold", "flask.Flask"}, SetMember: setOnApplication},
		"apiflask.APIBlueprint": {Call: newBlueprint("apiflask.APIBlueprint"), Bases: []string{"flask.APIScaffold", "flask.Blueprint"}},

		"flask.APIScaffold":                 {},
		"flask.APIScaffold.input":           {Call: apiInput},
		"flask.APIScaffold.output":          {Call: apiOutput},
		"flask.APIScaffold.doc":             {Call: documents},
		"flask.APIScaffold.auth_required":   {Call: apiAuth},
		"flask.APIScaffold.error_processor": transparent,
		"flask.APIScaffold.spec_processor":  transparent,
		"apiflask.HTTPBasicAuth":            {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.HTTPTokenAuth":            {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.security.HTTPBasicAuth":   {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.security.HTTPTokenAuth":   {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.security.HTTPAPIKeyAuth":  {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.HTTPAPIKeyAuth":           {Same: "flask_httpauth.HTTPAuth"},
		"apiflask.views.MethodView":         {Same: "flask.views.MethodView"},
		"apiflask.input":                    {Call: apiInput},
		"apiflask.output":                   {Call: apiOutput},
		"apiflask.doc":                      {Call: documents},
		"apiflask.auth_required":            {Call: apiAuth},
		"apiflask.decorators.input":         {Call: apiInput},
		"apiflask.decorators.output":        {Call: apiOutput},
		"apiflask.decorators.auth_required": {Call: apiAuth},
	}
	lib["flask_accepts.accepts"] = flow.Entry{Call: accepts}
	lib["flask_accepts.responds"] = flow.Entry{Call: func(d *flow.Call) *flow.Value { return dumping(d.Arg(-1, "schema")) }}
	for name, location := range map[string]string{"validate_request": "json", "validate_querystring": "query", "validate_headers": "headers"} {
		lib["quart_schema."+name] = flow.Entry{Call: quartSchema(location)}
	}
	for _, name := range []string{"validate_response", "tag", "operation_id", "document_response", "document_request", "document_querystring", "deprecate", "hide"} {
		lib["quart_schema."+name] = flow.Entry{Call: documents}
	}
	lib["flask_pydantic.validate"] = flow.Entry{Call: documents} // see typedParameters
	for _, name := range []string{"flasgger.swag_from", "flasgger.utils.swag_from", "flasgger.validate", "flask_swagger.swagger"} {
		lib[name] = flow.Entry{Call: documents}
	}
	return lib
}

// arguments is @blp.arguments(Schema, location=…): the view gets what the
// schema has loaded as one more argument.
func arguments(d *flow.Call) *flow.Value {
	if flag(d.Arg(-1, "as_kwargs")) {
		return keywordArguments(d)
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			loaded := loadArguments(d, c)
			if name, ok := d.Arg(-1, "arg_name").Text(); ok {
				return c.Invoke(view, c.Args, append(c.Keywords[:len(c.Keywords):len(c.Keywords)], flow.Keyword{Name: name, Value: loaded}))
			}
			return c.Invoke(view, append(c.Args[:len(c.Args):len(c.Args)], loaded), c.Keywords)
		})
	})
}

// keywordArguments is @use_kwargs(Schema): each field is a keyword.
func keywordArguments(d *flow.Call) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			loaded := loadArguments(d, c)
			return c.Invoke(view, c.Args, append(c.Keywords[:len(c.Keywords):len(c.Keywords)], flow.Keyword{Value: loaded}))
		})
	})
}

// loadArguments is the request, or a part of it, as the schema that d names
// has loaded it.
func loadArguments(d, c *flow.Call) *flow.Value {
	location, _ := first(d.Arg(-1, "location"), flow.TextOf("json")).Text()
	if names := words(d.Arg(-1, "locations")); len(names) > 0 { // of version 5
		location = names[0]
	}
	return packages.Validated(c, orNone(d.Arg(0, "schema")), part(c, location))
}

// part is one part of the request.
func part(c *flow.Call, location string) *flow.Value {
	reading := &flow.Reading{Run: c.Run, Place: c.Place}
	switch location {
	case "query", "querystring", "args":
		return textMapping("query", "", "read from the query string")(reading)
	case "form", "form_and_files", "files":
		return textMapping("form", "", "read from the form")(reading)
	case "headers":
		return textMapping("header", "", "read from the headers")(reading)
	case "cookies":
		return textMapping("cookie", "", "read from the cookies")(reading)
	case "path", "view_args":
		return viewArgs(reading)
	}
	return getJSON(c)
}

// dumpWith lets a schema select what is answered.
func dumpWith(c *flow.Call, schema, v *flow.Value) *flow.Value {
	if schema == nil || schema.IsNone() || v.IsNone() {
		return v
	}
	if told := packages.Told(c, schema, v); told != nil {
		return told
	}
	return v
}

// responseOf is @blp.response(200, Schema).
func responseOf(d *flow.Call) *flow.Value {
	schema := d.Arg(1, "schema")
	if first := d.Arg(0, ""); first != nil && !first.Kind.Only(flow.Number) && schema == nil { // before version 0.28
		schema = first
	}
	return dumping(schema)
}

// apiOutput is @app.output(Schema, status).
func apiOutput(d *flow.Call) *flow.Value { return dumping(d.Arg(0, "schema")) }

func dumping(schema *flow.Value) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			v := c.Invoke(view, c.Args, c.Keywords)
			return answering(c, v, func(body *flow.Value) *flow.Value { return dumpWith(c, schema, body) })
		})
	})
}

// apiInput is @app.input(Schema, location=…): the view gets what was loaded
// under the name json_data, query_data …
func apiInput(d *flow.Call) *flow.Value {
	location, _ := first(d.Arg(1, "location"), flow.TextOf("json")).Text()
	name, ok := d.Arg(-1, "arg_name").Text()
	if !ok {
		name = location + "_data"
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			loaded := packages.Validated(c, orNone(d.Arg(0, "schema")), part(c, location))
			return c.Invoke(view, c.Args, append(c.Keywords[:len(c.Keywords):len(c.Keywords)], flow.Keyword{Name: name, Value: loaded}))
		})
	})
}

// apiAuth is @app.auth_required(auth, roles=…).
func apiAuth(d *flow.Call) *flow.Value {
	inner := *d
	inner.Self, inner.Name = d.Arg(0, "auth"), "apiflask.auth_required"
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			requireHTTPAuth(&inner, c)
			if roles := words(first(d.Arg(-1, "roles"), d.Arg(-1, "role"))); len(roles) > 0 {
				assumeRole(&inner, c, roles)
			}
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
}

// accepts is @accepts(schema=Schema) of flask_accepts: request.parsed_obj is
// what the schema has loaded.
func accepts(d *flow.Call) *flow.Value {
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			if schema := d.Arg(-1, "schema"); schema != nil {
				c.SetSlot(requestSlots+"parsed_obj", packages.Validated(c, schema, getJSON(c)))
			}
			if schema := d.Arg(-1, "query_params_schema"); schema != nil {
				c.SetSlot(requestSlots+"parsed_query_params", packages.Validated(c, schema, part(c, "query")))
			}
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
}

// quartSchema is @validate_request(Model): the view gets what was validated.
func quartSchema(location string) func(*flow.Call) *flow.Value {
	name := map[string]string{"json": "data", "query": "query_args", "headers": "headers"}[location]
	return func(d *flow.Call) *flow.Value {
		return flow.Callable(func(c *flow.Call) *flow.Value {
			view := c.Arg(0, "")
			return wrapped(view, func(c *flow.Call) *flow.Value {
				loaded := packages.Validated(c, orNone(d.Arg(0, "model_class")), part(c, location))
				return c.Invoke(view, c.Args, append(c.Keywords[:len(c.Keywords):len(c.Keywords)], flow.Keyword{Name: name, Value: loaded}))
			})
		})
	}
}
