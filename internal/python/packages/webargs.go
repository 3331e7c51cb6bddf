package packages

import "github.com/ashlarsec/ashlar/internal/python/flow"

// webargs reads the request by a schema, and gives the view what it let
// through.
func webargs() flow.Library {
	lib := flow.Library{
		"webargs.flaskparser.use_args":    {Call: func(c *flow.Call) *flow.Value { return usesArguments(c, false) }},
		"webargs.flaskparser.use_kwargs":  {Call: func(c *flow.Call) *flow.Value { return usesArguments(c, true) }},
		"webargs.flaskparser.parser":      {Get: func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("webargs.Parser", r.Place, nil) }},
		"webargs.flaskparser.FlaskParser": {Makes: "webargs.Parser"},
		"webargs.flaskparser.abort":       {Call: func(c *flow.Call) *flow.Value { c.Leave(); return nil }},
		"webargs.Parser":                  {},
		"webargs.Parser.use_args":         {Call: func(c *flow.Call) *flow.Value { return usesArguments(c, false) }},
		"webargs.Parser.use_kwargs":       {Call: func(c *flow.Call) *flow.Value { return usesArguments(c, true) }},
		"webargs.Parser.parse":            {Call: parsesRequest},
		"webargs.Parser.error_handler":    {Call: first},
		"webargs.Parser.location_loader":  {Call: decorates},
	}
	return lib
}

// usesArguments is the decorator: the view gets what was read as its last
// argument, or as keywords.
func usesArguments(c *flow.Call, asKeywords bool) *flow.Value {
	schema, location := c.Arg(0, "argmap"), location(c)
	asKeywords = asKeywords || truth(c.Arg(-1, "as_kwargs"), false)
	name, _ := c.Arg(-1, "arg_name").Text()
	place := c.Place
	return flow.Callable(func(c *flow.Call) *flow.Value {
		view := first(c)
		return flow.Callable(func(c *flow.Call) *flow.Value {
			read := Validated(c, schema, Sent(location, place))
			switch {
			case asKeywords:
				return c.Invoke(view, c.Args, append(c.Keywords, flow.Keyword{Value: read}))
			case name != "":
				return c.Invoke(view, c.Args, append(c.Keywords, flow.Keyword{Name: name, Value: read}))
			}
			return c.Invoke(view, append(c.Args[:len(c.Args):len(c.Args)], read), c.Keywords)
		})
	})
}

func parsesRequest(c *flow.Call) *flow.Value {
	return Validated(c, c.Arg(0, "argmap"), Sent(location(c), c.Place))
}

// location is where the request is read: "json" unless another is named.
func location(c *flow.Call) string {
	if s, ok := c.Arg(-1, "location").Text(); ok {
		return s
	}
	if all := namesIn(c.Arg(-1, "locations")); len(all) > 0 { // before version 6
		return all[0]
	}
	return "json"
}

// places are what webargs calls the parts of a request, and what origins call
// them.
var places = map[string]string{
	"json": "body", "json_or_form": "body", "form": "form", "query": "query", "querystring": "query", "headers": "header",
	"cookies": "cookie", "view_args": "path", "path": "path", "files": "file",
}

// Sent is the part of the request that webargs and its like call by this
// location.
func Sent(location string, place flow.Place) *flow.Value {
	in := places[location]
	if in == "body" || in == "" {
		return flow.From(&flow.Origin{Source: flow.Request, In: "body", Child: flow.Any, Place: place}, flow.Any, "read from the JSON body")
	}
	origin := &flow.Origin{Source: flow.Request, In: in, Child: flow.Text, Place: place}
	return flow.From(origin, flow.Document, "read from the "+in)
}

// Validated is the value after the schema has let it through: a schema of
// marshmallow (a class, an object or a dict of fields), or a model of
// pydantic.
func Validated(c *flow.Call, schema, value *flow.Value) *flow.Value {
	if s := schemaOf(c, schema); s != nil {
		return s.load(c, value)
	}
	if class := classOf(schema); class != nil {
		return validatesAs(c, schema, value)
	}
	return validating(c, "validated").apply(custom, value)
}

// Told is the value as a schema of marshmallow, or a model of pydantic, tells
// it; nil if the schema is neither.
func Told(c *flow.Call, schema, value *flow.Value) *flow.Value {
	if s := schemaOf(c, schema); s != nil {
		return s.dump(validating(c, "told by "+s.name()), value)
	}
	if class := classOf(schema); class != nil {
		return plain(c, validatesAs(c, schema, value))
	}
	return nil
}

// AgainstJSONSchema is the value after a JSON schema, a dict of the program,
// has let it through.
func AgainstJSONSchema(c *flow.Call, schema, value *flow.Value) *flow.Value {
	reader := &schemaReader{root: schema}
	return validating(c, "validated by a JSON schema").apply(reader.shape(schema), value)
}
