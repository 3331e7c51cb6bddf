package flask

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// ruled is what an event of set-up says of a rule.
type ruled struct {
	on       *flow.Value   // what it was registered with
	rules    []*flow.Value // as written
	methods  []string      // nil: what the view says, or GET
	view     *flow.Value   // nil for a name given with @app.endpoint
	endpoint string
	defaults *flow.Value
	restful  bool        // a resource, each of whose methods answers for one of HTTP
	args     *flow.Value // of a resource's constructor
	keywords *flow.Value
}

// hooked is what an event of set-up says of a function that runs before or
// after views.
type hooked struct {
	on   *flow.Value
	when string // before_request, before_app_request, after_request, after_app_request, url_value_preprocessor, app_url_value_preprocessor
	hook *flow.Value
}

// handled is what an event of set-up says of an error handler.
type handled struct {
	on         *flow.Value
	app        bool // of the whole application, though a blueprint says so
	exceptions []string
	handler    *flow.Value
}

// endpointed is what an event of set-up says of @app.endpoint(name).
type endpointed struct {
	on   *flow.Value
	name string
	view *flow.Value
}

// scaffold is what applications and blueprints have in common.
func scaffold() flow.Library {
	lib := flow.Library{
		"flask.Scaffold":                        {},
		"flask.Scaffold.route":                  {Call: route("")},
		"flask.Scaffold.add_url_rule":           {Call: addRule},
		"flask.Scaffold.endpoint":               {Call: endpoint},
		"flask.Scaffold.errorhandler":           {Call: errorHandler(false)},
		"flask.Scaffold.app_errorhandler":       {Call: errorHandler(true)},
		"flask.Scaffold.register_error_handler": {Call: registerErrorHandler},
		"flask.Scaffold.__init__":               {Call: initScaffold},
		"flask.Scaffold.websocket":              transparentFactory,
		"flask.Scaffold.context_processor":      transparent,
		"flask.Scaffold.app_context_processor":  transparent,
		"flask.Scaffold.template_filter":        transparentFactory, "flask.Scaffold.app_template_filter": transparentFactory,
		"flask.Scaffold.template_global": transparentFactory, "flask.Scaffold.app_template_global": transparentFactory,
		"flask.Scaffold.template_test":    transparentFactory,
		"flask.Scaffold.url_defaults":     transparent,
		"flask.Scaffold.app_url_defaults": transparent,
		"flask.Scaffold.cli.command":      transparentFactory,
	}
	for _, method := range []string{"get", "post", "put", "patch", "delete"} {
		lib["flask.Scaffold."+method] = flow.Entry{Call: route(strings.ToUpper(method))}
	}
	for _, when := range []string{"before_request", "before_app_request", "after_request", "after_app_request", "url_value_preprocessor", "app_url_value_preprocessor"} {
		lib["flask.Scaffold."+when] = flow.Entry{Call: hook(when)}
	}
	for _, name := range []string{"teardown_request", "teardown_app_request", "before_app_first_request", "while_serving", "before_websocket"} {
		lib["flask.Scaffold."+name] = transparent
	}
	return lib
}

// transparentFactory is a decorator that is called before it gets its view.
var transparentFactory = flow.Entry{Call: func(c *flow.Call) *flow.Value {
	if view := c.Arg(0, ""); callable(view) {
		return view
	}
	return flow.Callable(func(c *flow.Call) *flow.Value { return c.Arg(0, "") })
}}

func initScaffold(c *flow.Call) *flow.Value {
	for _, o := range c.Self.Objects() {
		if o.Class != nil && o.Class.Is("flask.Flask") {
			return initApplication(c)
		}
	}
	return initBlueprint(c)
}

// route is @app.route(rule, methods=…), or with the method in its name.
func route(method string) func(*flow.Call) *flow.Value {
	return func(d *flow.Call) *flow.Value {
		return flow.Callable(func(c *flow.Call) *flow.Value {
			view := c.Arg(0, "")
			r := ruled{on: d.Self, rules: []*flow.Value{d.Arg(0, "rule")}, view: view, defaults: d.Arg(-1, "defaults")}
			r.endpoint, _ = d.Arg(-1, "endpoint").Text()
			if r.methods = methodsOf(d.Arg(-1, "methods")); method != "" {
				r.methods = []string{method}
			}
			at(c, d.Place).Emit("flask.ruled", r)
			return view
		})
	}
}

// addRule is app.add_url_rule(rule, endpoint, view_func, methods=…).
func addRule(c *flow.Call) *flow.Value {
	r := ruled{on: c.Self, rules: []*flow.Value{c.Arg(0, "rule")}, view: c.Arg(2, "view_func"), defaults: c.Arg(-1, "defaults"), methods: methodsOf(c.Arg(-1, "methods"))}
	r.endpoint, _ = c.Arg(1, "endpoint").Text()
	c.Emit("flask.ruled", r)
	return flow.None
}

// methodsOf reads methods=: a list, a tuple, a set.
func methodsOf(v *flow.Value) []string {
	if v == nil || v.IsNone() {
		return nil
	}
	methods := []string{}
	v.Walk(func(_ []string, v *flow.Value) bool {
		names := v.Texts()
		if len(names) == 0 && v.Path() != "" {
			names = []string{lastName(v.Path())} // HTTPMethod.GET
		}
		for _, m := range names {
			m = strings.ToUpper(m)
			if m != "HEAD" && m != "OPTIONS" && !slices.Contains(methods, m) && isMethod(m) {
				methods = append(methods, m)
			}
		}
		return true
	})
	if elements, exact := v.Elements(); len(methods) == 0 && !(exact && len(elements) > 0) {
		return nil // it is not known which
	}
	slices.Sort(methods)
	return methods
}

func isMethod(s string) bool {
	switch s {
	case "GET", "POST", "PUT", "PATCH", "DELETE", "TRACE":
		return true
	}
	return false
}

func endpoint(d *flow.Call) *flow.Value {
	name, _ := d.Arg(0, "endpoint").Text()
	return flow.Callable(func(c *flow.Call) *flow.Value {
		at(c, d.Place).Emit("flask.endpoint", endpointed{d.Self, name, c.Arg(0, "")})
		return c.Arg(0, "")
	})
}

// hook is @app.before_request and its like, with or without parentheses.
func hook(when string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		f := c.Arg(0, "f")
		if f == nil {
			return flow.Callable(hook(when))
		}
		c.Emit("flask.hooked", hooked{c.Self, when, f})
		return f
	}
}

// errorHandler is @app.errorhandler(thing).
func errorHandler(app bool) func(*flow.Call) *flow.Value {
	return func(d *flow.Call) *flow.Value {
		return flow.Callable(func(c *flow.Call) *flow.Value {
			at(c, d.Place).Emit("flask.handled", handled{d.Self, app, exceptionNames(d.Arg(0, "code_or_exception")), c.Arg(0, "")})
			return c.Arg(0, "")
		})
	}
}

func registerErrorHandler(c *flow.Call) *flow.Value {
	c.Emit("flask.handled", handled{c.Self, false, exceptionNames(c.Arg(0, "code_or_exception")), c.Arg(1, "f")})
	return flow.None
}

// exceptionNames are the qualified names of exceptions, or codes as text.
func exceptionNames(v *flow.Value) []string {
	if v == nil {
		return []string{"builtins.Exception"} // restx: @api.errorhandler
	}
	var names []string
	for _, t := range v.Targets() {
		switch {
		case t.Class != nil:
			names = append(names, t.Class.Qualified)
		case t.Name != "":
			names = append(names, t.Name)
		}
	}
	for _, l := range v.Literals {
		names = append(names, l.Text)
	}
	if elements, _ := v.Elements(); len(elements) > 0 {
		for _, e := range elements {
			names = append(names, exceptionNames(e)...)
		}
	}
	if len(names) == 0 && v.Path() != "" {
		names = append(names, v.Path())
	}
	return names
}
