package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// responses tells of what a view answers with. A response is the content that
// was put into it, which also has a response's members.
func responses() flow.Library {
	lib := flow.Library{
		"flask.jsonify":                {Call: jsonify},
		"flask.json.dumps":             {Call: jsonify},
		"flask.json.dump":              {Call: jsonify},
		"flask.json.loads":             {Same: "json.loads"},
		"flask.json.load":              {Same: "json.loads"},
		"flask.make_response":          {Call: makeResponse},
		"flask.Response":               {Call: newResponse, SetMember: setOnResponse},
		"flask.redirect":               {Call: redirect},
		"flask.render_template":        {Call: renderTemplate},
		"flask.render_template_string": {Call: renderText},
		"flask.stream_template":        {Call: renderTemplate},
		"flask.send_file":              {Call: sendFile},
		"flask.send_from_directory":    {Call: sendFile},
		"flask.Flask.send_static_file": {Call: sendFile},
		"flask.stream_with_context":    {Call: func(c *flow.Call) *flow.Value { return orNone(c.Arg(0, "")) }},
		"flask.url_for":                {Gives: flow.Text, Checks: flow.Typed},
		"flask.flash":                  nothing,
		"flask.get_flashed_messages":   {Gives: flow.List},
		"flask.escape":                 {Same: "markupsafe.escape"},
		"flask.Markup":                 {Gives: flow.Text, Passes: true},

		"value.from_string": {Call: renderText},

		"flask.Response.set_cookie":    {Call: setCookie},
		"flask.Response.delete_cookie": nothing,
		"flask.Response.headers":       getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("flask.ResponseHeaders", r.Place, nil) }),
		"flask.Response.get_json":      {Call: func(c *flow.Call) *flow.Value { return c.Self }},
		"flask.Response.get_data":      {Call: func(c *flow.Call) *flow.Value { return c.Self }},
		"flask.Response.set_data": {Call: func(c *flow.Call) *flow.Value {
			c.SetSelf(both(orNone(c.Arg(0, "value")), respond(c, nil)))
			return flow.None
		}},
		"flask.Response.json":        getter(func(r *flow.Reading) *flow.Value { return r.Self }),
		"flask.Response.data":        getter(func(r *flow.Reading) *flow.Value { return r.Self }),
		"flask.Response.status_code": getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.Number) }),
		"flask.Response.status":      getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.Text) }),

		"flask.ResponseHeaders":        {SetMember: setHeader, Index: func(*flow.Reading, *flow.Value) *flow.Value { return flow.Of(flow.Text) }},
		"flask.ResponseHeaders.update": {Call: updateHeaders}, "flask.ResponseHeaders.extend": {Call: updateHeaders},
		"flask.ResponseHeaders.get": {Gives: flow.Text | flow.Null},
	}
	for _, name := range []string{"add", "set", "add_header", "setdefault", "append"} {
		lib["flask.ResponseHeaders."+name] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			if name, ok := c.Arg(0, "_key").Text(); ok {
				c.Emit("header", &Header{name, c.Arg(1, "_value")})
			}
			return flow.None
		}}
	}
	return lib
}

// jsonify is the JSON of a document: jsonify(x), jsonify(x, y), jsonify(a=x).
func jsonify(c *flow.Call) *flow.Value {
	var v *flow.Value
	switch {
	case len(c.Args) == 1:
		v = c.Args[0]
	case len(c.Args) > 1:
		v = flow.ListOf(c.Args...)
	default:
		v = flow.DocumentOf()
		for _, k := range c.Keywords {
			if k.Name == "" {
				v = v.Merge(k.Value)
			} else {
				v = v.WithField(flow.Field{Name: k.Name, Value: k.Value, Place: c.Place})
			}
		}
	}
	if strings.HasPrefix(lastName(c.Name), "dump") {
		return v
	}
	return both(v, respond(c, nil))
}

// respond is a response without content.
func respond(c *flow.Call, status *flow.Value) *flow.Value {
	v := c.Run.NewInstance("flask.Response", c.Place, nil)
	if status != nil && !status.IsNone() {
		for _, o := range v.Objects() {
			c.Run.SetAttr(o, "status_code", status)
		}
	}
	return v
}

// makeResponse is make_response(body, status, headers), or of a tuple.
func makeResponse(c *flow.Call) *flow.Value {
	args := c.Args
	if len(args) == 1 {
		if elements, exact := args[0].Elements(); exact && 1 < len(elements) && len(elements) < 4 {
			args = elements
		}
	}
	if len(args) == 0 {
		return respond(c, nil)
	}
	var status *flow.Value
	for _, a := range args[1:] {
		if a.Kind.Only(flow.Number | flow.Text) {
			status = a
		} else {
			emitHeaders(c, a)
		}
	}
	return both(args[0], respond(c, status))
}

// newResponse is Response(content, status, headers, mimetype).
func newResponse(c *flow.Call) *flow.Value {
	emitHeaders(c, c.Arg(2, "headers"))
	return both(orNone(c.Arg(0, "response")), respond(c, c.Arg(1, "status")))
}

func emitHeaders(c *flow.Call, headers *flow.Value) {
	for _, f := range headers.Fields() {
		at(c, f.Place).Emit("header", &Header{f.Name, f.Value})
	}
}

// headersByMember are those that a response has members for.
var headersByMember = map[string]string{
	"access_control_allow_origin": "Access-Control-Allow-Origin", "access_control_allow_credentials": "Access-Control-Allow-Credentials",
	"location": "Location", "content_type": "Content-Type", "mimetype": "Content-Type", "content_security_policy": "Content-Security-Policy",
}

func setOnResponse(r *flow.Reading, name string, v *flow.Value) {
	if header, ok := headersByMember[name]; ok && !r.Narrows {
		r.Emit("header", &Header{header, v})
	}
	if name == "headers" {
		for _, f := range v.Fields() {
			r.Emit("header", &Header{f.Name, f.Value})
		}
		return
	}
	for _, o := range r.Self.Objects() {
		if o.Type == "flask.Response" {
			r.Run.SetAttr(o, name, v)
		}
	}
}

func setHeader(r *flow.Reading, name string, v *flow.Value) {
	if name != "" && !r.Narrows {
		r.Emit("header", &Header{name, v})
	}
}

func updateHeaders(c *flow.Call) *flow.Value {
	emitHeaders(c, c.Arg(0, ""))
	for _, k := range c.Keywords {
		at(c, c.Place).Emit("header", &Header{strings.ReplaceAll(k.Name, "_", "-"), k.Value})
	}
	return flow.None
}

// setCookie is response.set_cookie(key, value, …).
func setCookie(c *flow.Call) *flow.Value {
	c.Emit("cookie", &Cookie{
		Name: c.Arg(0, "key"), Value: c.Arg(1, "value"),
		Secure: c.Arg(6, "secure"), HTTPOnly: c.Arg(7, "httponly"), SameSite: c.Arg(8, "samesite"),
	})
	return flow.None
}

func redirect(c *flow.Call) *flow.Value {
	c.Emit("redirect", &Redirect{c.Arg(0, "location")})
	return respond(c, first(c.Arg(1, "code"), flow.NumberOf(302)))
}

// renderTemplate is a page. What is in it was escaped and laid out; it still
// says what it came from.
func renderTemplate(c *flow.Call) *flow.Value {
	return flow.Of(flow.Text, step(rendered(c), c.Place, "put into a page", flow.Text)...)
}

func rendered(c *flow.Call) []*flow.Step {
	flows := c.Flows("put into a page")
	for _, s := range flows {
		s.Part, s.Kind = true, flow.Text
	}
	return flows
}

// renderText leaves an event when the template itself is made of something.
func renderText(c *flow.Call) *flow.Value {
	if source := c.Arg(0, "source"); source != nil && !source.Literal() {
		context := flow.DocumentOf()
		for _, k := range c.Keywords {
			context = context.WithField(flow.Field{Name: k.Name, Value: k.Value})
		}
		c.Emit("render", &Render{Template: source, Context: context})
	}
	return renderTemplate(c)
}

func sendFile(c *flow.Call) *flow.Value {
	path := c.Arg(0, "path_or_file")
	if strings.HasSuffix(c.Name, "directory") {
		path = first(c.Arg(1, "path"), c.Arg(1, "filename"))
	}
	c.Emit("file", &File{Path: path})
	return respond(c, nil)
}

// Answer is what a view gave, taken apart.
type Answer struct {
	Body    *flow.Value
	Status  *flow.Value // nil: 200
	Headers *flow.Value // nil for none
}

// AnswerOf takes a returned value apart: body, (body, status), (body,
// headers), (body, status, headers), or a response.
func AnswerOf(run *flow.Run, v *flow.Value) Answer {
	a := Answer{Body: v}
	elements, exact := v.Elements()
	if exact && (len(elements) == 2 || len(elements) == 3) && v.Kind == flow.List && answers(elements[1:]) {
		a.Body = elements[0]
		for _, e := range elements[1:] {
			if e.Kind.Can(flow.Document|flow.List) && !e.Kind.Can(flow.Number) {
				a.Headers = e
			} else {
				a.Status = e
			}
		}
	}
	for _, o := range a.Body.Objects() {
		if status := run.Attr(o, "status_code"); o.Type == "flask.Response" && status != nil && a.Status == nil {
			a.Status = status
		}
	}
	return a
}

// answers tells whether what follows a body in a tuple are status and
// headers, so that the list is no list of things.
func answers(rest []*flow.Value) bool {
	return !slices.ContainsFunc(rest, func(v *flow.Value) bool {
		n, isNumber := v.Number()
		switch {
		case isNumber:
			return n < 100 || n > 599
		case v.Kind.Only(flow.Number | flow.Text):
			return len(v.All(flow.Request, flow.Database)) > 0
		}
		return !v.Kind.Only(flow.Document|flow.List) && v.Path() == ""
	})
}
