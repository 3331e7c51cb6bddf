package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// extensions tells of those that are told of an application and matter as
// such: protection against forged requests, security headers, debuggers.
func extensions() flow.Library {
	lib := flow.Library{
		"flask_wtf.CSRFProtect":          {Call: extension("flask_wtf.CSRFProtect")},
		"flask_wtf.CSRFProtect.init_app": {Call: initExtension},
		"flask_wtf.CSRFProtect.exempt": {Call: func(c *flow.Call) *flow.Value {
			c.Emit("flask.exempt", innermost(c.Arg(0, "view")))
			return orNone(c.Arg(0, "view"))
		}},
		"flask_wtf.csrf.generate_csrf":     {Gives: flow.Text},
		"flask_talisman.Talisman":          {Call: extension("flask_talisman.Talisman")},
		"flask_talisman.Talisman.init_app": {Call: initExtension},
		"flask_talisman.ALLOW_FROM":        {},
		"flask_sslify.SSLify":              {Call: extension("flask_sslify.SSLify")},
		"flask_session.Session":            {Call: extension("flask_session.Session")},
		"flask_session.Session.init_app":   {Call: initExtension},

		"flask_compress.Compress": {Call: extension("flask_compress.Compress")},

		"flasgger.Swagger":                         {Call: extension("flasgger.Swagger")},
		"flasgger.Swagger.init_app":                {Call: initExtension},
		"flasgger.Swagger.validate":                {Call: documents},
		"flask_swagger_ui.get_swaggerui_blueprint": {Call: newBlueprint("flask.Blueprint")},

		"flask_debugtoolbar.DebugToolbarExtension":          {Call: debugger("DebugToolbarExtension")},
		"flask_debugtoolbar.DebugToolbarExtension.init_app": nothing,
		"werkzeug.middleware.profiler.ProfilerMiddleware":   {Call: debugger("ProfilerMiddleware")},
		"werkzeug.contrib.profiler.ProfilerMiddleware":      {Call: debugger("ProfilerMiddleware")},
		"werkzeug.debug.DebuggedApplication":                {Call: debugger("DebuggedApplication")},
		"flask_profiler.init_app":                           {Call: debugger("flask_profiler")},
		"flask_profiler.Profiler":                           {Call: debugger("flask_profiler")},
		"flask_socketio.SocketIO":                           {Call: extension("flask_socketio.SocketIO")},
		"flask_socketio.SocketIO.init_app":                  {Call: initExtension},
		"flask_socketio.SocketIO.run":                       {Call: runsOther},
		"flask_socketio.SocketIO.on":                        {Call: documents},
		"werkzeug.serving.run_simple":                       {Call: runSimple},

		"werkzeug.middleware.proxy_fix.ProxyFix": {Call: func(c *flow.Call) *flow.Value { return orNone(c.Arg(0, "app")) }},
	}
	return lib
}

// extension is Extension(app, …).
func extension(name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		v := c.Run.NewInstance(name, c.Place, nil)
		app := c.Arg(0, "app")
		if app != nil && !applicationLike(app) {
			app = nil
		}
		c.Emit("flask.extended", extended{name, v, app, c.Keywords})
		return v
	}
}

// initExtension is extension.init_app(app, …).
func initExtension(c *flow.Call) *flow.Value {
	for _, o := range c.Self.Objects() {
		c.Emit("flask.extended", extended{o.Type, c.Self, c.Arg(0, "app"), c.Keywords})
	}
	return flow.None
}

// debugger is something that shows the inside of an application to whoever
// asks.
func debugger(what string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		c.Emit("debug", &Debug{What: what, Value: flow.BoolOf(true)})
		return orNone(c.Arg(0, "app"))
	}
}

// runSimple is run_simple(host, port, app, use_debugger=…).
func runSimple(c *flow.Call) *flow.Value {
	if debug := c.Arg(4, "use_debugger"); debug != nil {
		c.Emit("debug", &Debug{What: "use_debugger", Value: debug})
	}
	return flow.None
}
