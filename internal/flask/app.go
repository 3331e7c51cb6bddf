package flask

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// made is what an event of set-up says of something that routes hang on: an
// application, a blueprint, an Api, a namespace.
type made struct {
	what   string // application, blueprint, api, namespace
	self   *flow.Value
	name   *flow.Value
	prefix *flow.Value // nil for none

	// Of an Api or a namespace, for its resources.
	decorators, validate *flow.Value
}

// joined is what an event of set-up says of one being put into another.
type joined struct {
	parent, child *flow.Value
	prefix        *flow.Value // in place of the child's own; nil for that
}

// named tells blueprints apart that one line makes.
type named struct{ name, prefix string }

func application() flow.Library {
	return flow.Library{
		"flask.Flask": {Call: newApplication, Bases: []string{"flask.Scaffold"}, SetMember: setOnApplication},

		"flask.Flask.config":                  getter(configOf),
		"flask.Flask.extensions":              getter(ownDocument("extensions")),
		"flask.Flask.debug":                   getter(func(r *flow.Reading) *flow.Value { return flow.Of(flow.Bool) }),
		"flask.Flask.logger":                  getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("logging.Logger", r.Place, nil) }),
		"flask.Flask.run":                     {Call: runs},
		"flask.Flask.run_task":                {Call: runs},
		"flask.Flask.register_blueprint":      {Call: registers},
		"flask.Flask.register_api":            {Call: registers},
		"flask.Flask.register_api_view":       {Call: registers},
		"flask.Flask.url_map":                 getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("werkzeug.Map", r.Place, nil) }),
		"flask.Flask.app_context":             {Call: contextOf},
		"flask.Flask.test_request_context":    {Call: contextOf},
		"flask.Flask.test_client":             {},
		"flask.Flask.make_response":           {Call: makeResponse},
		"flask.Flask.response_class":          {Call: newResponse},
		"flask.Flask.before_first_request":    transparent,
		"flask.Flask.before_serving":          transparent,
		"flask.Flask.after_serving":           transparent,
		"flask.Flask.shell_context_processor": transparent,
		"flask.Flask.name":                    {},
		"flask.Flask.cli":                     {},
		"flask.Flask.cli.command":             transparent,
		"flask.Flask.teardown_appcontext":     transparent,
		"flask.Flask.wsgi_app":                {},

		"flask.Blueprint":                    {Call: newBlueprint("flask.Blueprint"), Bases: []string{"flask.Scaffold"}},
		"flask.Blueprint.register_blueprint": {Call: registers},
		"flask.Blueprint.register_api":       {Call: registers},
		"flask.Blueprint.record":             transparent,
		"flask.Blueprint.record_once":        transparent,

		"flask.Config":              {Index: configIndex, SetMember: setConfig, Member: func(r *flow.Reading, name string) *flow.Value { return configIndex(r, flow.TextOf(name)) }},
		"flask.Config.get":          {Call: configGet},
		"flask.Config.update":       {Call: configUpdate},
		"flask.Config.from_mapping": {Call: configUpdate},
		"flask.Config.from_object":  {Call: configFrom},
		"flask.Config.from_pyfile":  {Call: configFromFile}, "flask.Config.from_envvar": nothing, "flask.Config.from_json": nothing, "flask.Config.from_file": nothing, "flask.Config.from_prefixed_env": nothing,
		"flask.Config.setdefault": {Call: configDefault},
		"flask.Config.pop":        {Call: configGet},

		"werkzeug.Map":            {},
		"werkzeug.Map.converters": getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("werkzeug.Converters", r.Place, nil) }),
		"werkzeug.Converters":     {SetMember: addConverter},
	}
}

// newApplication is Flask(name), also of a class of the project that derives
// from it.
func newApplication(c *flow.Call) *flow.Value {
	name, _ := c.Arg(0, "import_name").Text()
	kind := "flask.Flask"
	if c.Name == "apiflask.APIFlask" {
		kind = c.Name
	}
	v := c.Run.NewInstance(kind, c.Place, name)
	for _, t := range c.Self.Targets() {
		if t.Class != nil {
			v = c.Run.NewObject(t.Class, c.Place)
		}
	}
	announceApplication(c, v, c.Arg(0, "import_name"))
	return v
}

func announceApplication(c *flow.Call, v, name *flow.Value) {
	for _, o := range v.Objects() {
		c.Run.SetAttr(o, "config", c.Run.NewInstance("flask.Config", c.Place, o))
	}
	c.SetSlot(applicationSlot, v)
	c.Emit("flask.made", made{what: "application", self: v, name: name})
}

// applicationSlot holds what current_app is.
const applicationSlot = "flask.application"

// initApplication is super().__init__(name) in a class that derives from
// Flask.
func initApplication(c *flow.Call) *flow.Value {
	if len(c.Self.Objects()) > 0 {
		announceApplication(c, c.Self, c.Arg(0, "import_name"))
	}
	return flow.None
}

// setOnApplication is app.name = value.
func setOnApplication(r *flow.Reading, name string, v *flow.Value) {
	for _, o := range r.Self.Objects() {
		r.Run.SetAttr(o, name, v)
	}
	switch {
	case r.Narrows:
	case name == "debug":
		r.Emit("debug", &Debug{What: "app.debug", Value: v})
	case name == "secret_key":
		r.Emit("secret", &Secret{Name: "SECRET_KEY", Value: v})
	}
}

// ownDocument is a mapping that an application has from the beginning.
func ownDocument(name string) func(*flow.Reading) *flow.Value {
	return func(r *flow.Reading) *flow.Value {
		return flow.Of(flow.Document | flow.Unknown).WithPath(pathOf(r.Self, "current_app") + "." + name)
	}
}

func pathOf(v *flow.Value, otherwise string) string {
	if v.Path() != "" {
		return v.Path()
	}
	return otherwise
}

// contextOf is "with app.app_context():", within which current_app is app.
func contextOf(c *flow.Call) *flow.Value {
	c.SetSlot(applicationSlot, c.Self)
	return flow.Nothing
}

// runs is app.run(host, port, debug).
func runs(c *flow.Call) *flow.Value {
	c.Emit("flask.run", c.Self)
	if debug := c.Arg(2, "debug"); debug != nil {
		c.Emit("debug", &Debug{What: "app.run", Value: debug})
	}
	if flag(c.Arg(-1, "use_debugger")) {
		c.Emit("debug", &Debug{What: "use_debugger", Value: c.Arg(-1, "use_debugger")})
	}
	return flow.None
}

// runsOther is socketio.run(app, debug=…).
func runsOther(c *flow.Call) *flow.Value {
	c.Emit("flask.run", c.Arg(0, "app"))
	if debug := c.Arg(-1, "debug"); debug != nil {
		c.Emit("debug", &Debug{What: "app.run", Value: debug})
	}
	return flow.None
}

// newBlueprint is Blueprint(name, import_name, url_prefix=…).
func newBlueprint(kind string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		name, prefix := c.Arg(0, "name"), c.Arg(5, "url_prefix")
		text, _ := name.Text()
		v := c.Run.NewInstance(kind, c.Place, named{text, spelled(prefix)})
		for _, t := range c.Self.Targets() {
			if t.Class != nil {
				v = c.Run.NewObject(t.Class, c.Place)
			}
		}
		c.Emit("flask.made", made{what: "blueprint", self: v, name: name, prefix: prefix})
		return v
	}
}

func initBlueprint(c *flow.Call) *flow.Value {
	if len(c.Self.Objects()) > 0 {
		c.Emit("flask.made", made{what: "blueprint", self: c.Self, name: c.Arg(0, "name"), prefix: c.Arg(-1, "url_prefix")})
	}
	return flow.None
}

// registers is app.register_blueprint(blueprint, url_prefix=…).
func registers(c *flow.Call) *flow.Value {
	c.Emit("flask.joined", joined{parent: c.Self, child: c.Arg(0, "blueprint"), prefix: c.Arg(-1, "url_prefix")})
	return flow.None
}

// spelled is a text as far as it is spelled out.
func spelled(v *flow.Value) string {
	if all := v.Texts(); len(all) > 0 {
		return all[0]
	}
	if v == nil || v.IsNone() || !v.Kind.Only(flow.Text) {
		return ""
	}
	return v.Path() // of an f-string, the literal parts
}

// currentApplication are the applications that current_app can be.
func currentApplication(r *flow.Reading) *flow.Value {
	if v := r.Slot(applicationSlot); v != nil {
		return v
	}
	var all *flow.Value
	for _, e := range slices.Concat(r.Run.Program.Events, r.Run.Events) {
		if m, ok := e.Data.(made); ok && m.what == "application" {
			all = flow.Join(all, m.self)
		}
	}
	return all
}
