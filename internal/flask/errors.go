package flask

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// statuses are the exceptions of werkzeug and what they answer with.
var statuses = map[string]int{
	"BadRequest": 400, "BadRequestKeyError": 400, "SecurityError": 400, "ClientDisconnected": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404,
	"MethodNotAllowed": 405, "NotAcceptable": 406, "RequestTimeout": 408, "Conflict": 409, "Gone": 410, "LengthRequired": 411, "PreconditionFailed": 412,
	"RequestEntityTooLarge": 413, "RequestURITooLarge": 414, "UnsupportedMediaType": 415, "RequestedRangeNotSatisfiable": 416, "ExpectationFailed": 417,
	"ImATeapot": 418, "UnprocessableEntity": 422, "Locked": 423, "FailedDependency": 424, "PreconditionRequired": 428, "TooManyRequests": 429,
	"RequestHeaderFieldsTooLarge": 431, "UnavailableForLegalReasons": 451, "InternalServerError": 500, "NotImplemented": 501, "BadGateway": 502,
	"ServiceUnavailable": 503, "GatewayTimeout": 504, "HTTPVersionNotSupported": 505,
}

// HTTPStatus is what an exception of werkzeug, by its qualified name, answers
// with; 0 for others and for HTTPException, which has none of its own.
func HTTPStatus(exception string) int {
	if name, ok := strings.CutPrefix(exception, "werkzeug.exceptions."); ok {
		return statuses[name]
	}
	return 0
}

func errors() flow.Library {
	lib := flow.Library{
		"flask.abort":         {Call: abort(0, 1, "description")},
		"flask_restful.abort": {Call: abort(0, -1, "message")},
		"flask_smorest.abort": {Call: abort(0, -1, "message")},
		"apiflask.abort":      {Call: abort(0, 1, "message")},

		"werkzeug.exceptions.HTTPException":              {Call: raised, Member: ofHTTPException},
		"werkzeug.exceptions.HTTPException.get_response": {Call: func(c *flow.Call) *flow.Value { return respond(c, nil) }},
		"werkzeug.exceptions.HTTPException.__init__":     nothing,
		"werkzeug.exceptions.default_exceptions":         {},
		"apiflask.HTTPError":                             {Call: raised, Bases: []string{"werkzeug.exceptions.HTTPException"}},
		"flask_restx.errors.RestError":                   {Call: raised},
		"flask_restx.errors.ValidationError":             {Call: raised},
	}
	for name := range statuses {
		lib["werkzeug.exceptions."+name] = flow.Entry{Call: raised, Bases: []string{"werkzeug.exceptions.HTTPException"}}
	}
	return lib
}

// abort ends the request with a status.
func abort(status, description int, name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		a := &Abort{Status: first(c.Arg(status, "code"), c.Arg(status, "http_status_code"), c.Arg(-1, "status_code"))}
		if a.Description = c.Arg(description, name); a.Description == nil {
			a.Description = described(c)
		}
		c.Emit("abort", a)
		c.Leave()
		return nil
	}
}

// described is what abort is told besides the status.
func described(c *flow.Call) *flow.Value {
	if len(c.Args) < 2 && len(c.Keywords) == 0 {
		return nil
	}
	v := flow.DocumentOf()
	for i, a := range c.Args {
		if i > 0 {
			v = v.WithField(flow.Field{Name: fmt.Sprintf("%d", i), Value: a})
		}
	}
	for _, k := range c.Keywords {
		if k.Name == "" {
			v = v.Merge(k.Value)
		} else {
			v = v.WithField(flow.Field{Name: k.Name, Value: k.Value})
		}
	}
	return v
}

// raised is an exception being made, also of a class of the project that
// derives from one of werkzeug's.
func raised(c *flow.Call) *flow.Value {
	for _, t := range c.Self.Targets() {
		if t.Class != nil {
			var attrs []flow.Field
			if d := c.Arg(0, "description"); d != nil {
				attrs = append(attrs, flow.Field{Name: "description", Value: d})
			}
			return c.Run.NewObject(t.Class, c.Place, attrs...)
		}
	}
	var flows []*flow.Step
	for _, a := range c.Args {
		flows = append(flows, a.Flows...)
	}
	if d := c.Arg(-1, "description"); d != nil {
		flows = append(flows, d.Flows...)
	}
	return flow.Of(flow.Object, flows...).WithPath(c.Name)
}

// ofHTTPException is a member of one that was caught: its words are those of
// the standard, or of whoever raised it.
func ofHTTPException(r *flow.Reading, name string) *flow.Value {
	switch name {
	case "code":
		return flow.Of(flow.Number)
	case "name", "description":
		return flow.Of(flow.Text)
	case "original_exception":
		return flow.From(&flow.Origin{Source: flow.Error, In: "error", Place: r.Place}, flow.Object|flow.Null, "the exception behind the status 500")
	case "response":
		return flow.Of(flow.Object | flow.Null)
	}
	return nil
}
