package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// Route is one rule of an application, for one handler.
type Route struct {
	Methods    []string          // upper case, sorted; HEAD and OPTIONS left out
	Rule       string            // as written, with all prefixes: /orders/<int:order_id>
	Path       string            // as a template: /orders/{order_id}
	Converters map[string]string // parameter → converter; "" for none
	Endpoint   string
	View       *flow.Value   // what is called, decorated
	Handler    *flow.Func    // the innermost function of the project; nil if it is not known
	Place      flow.Place    // of the handler's def
	Registered flow.Place    // of the decorator or call that made the rule
	Class      *flow.Class   // of a class-based view
	Hooks      []*flow.Value // what runs before the view, in order
	Decorators []string      // all on the handler, outermost first: qualified names, or as the source spells them
	App        string        // name of the application, "" for none that is known
	Blueprint  string        // dotted for nested ones
	Live       bool          // an application registers it, as far as is seen
	Limited    *Limit        // what slows repeated calls; nil for nothing

	params    []param
	validates bool        // flask_restx holds bodies against models that are expected
	app       *flow.Value // what current_app is
}

// param is a variable part of a rule, or a default that stands for one.
type param struct {
	name      string
	converter string
	value     *flow.Value // of defaults=; nil for what the path holds
	class     *flow.Value // of a converter of the project
}

// Limit is a bound on how often something may be called.
type Limit struct {
	Text  string // 5 per minute; "" if it is not spelled out
	Place flow.Place
	Level string // view, blueprint, application
}

// Application is one WSGI or ASGI application of a project.
type Application struct {
	Name          string // how it was called: Flask(name)
	Place         flow.Place
	Routes        []*Route
	ErrorHandlers []*ErrorHandler
	Config        map[string]*flow.Value
	Runs          []Run
	CORS          []*CORS
	Limiter       *Limiter      // nil for none
	After         []*flow.Value // after_request
	CSRF          bool
	Talisman      *Talisman // nil for none
	Extensions    []string  // qualified names of what else was made for it
}

// ErrorHandler answers for exceptions.
type ErrorHandler struct {
	Exceptions []string // qualified names, or status codes as text
	Func       *flow.Func
	Value      *flow.Value // what is called, decorated
	Place      flow.Place
	Blueprint  string // "" for the application's

	app *flow.Value
}

// Run is a call that starts the development server.
type Run struct {
	Place flow.Place
	Debug *flow.Value // nil if it is not said
	Host  *flow.Value
	Facts *flow.Fact
}

// CORS is what an application, a blueprint or a view says of other origins.
type CORS struct {
	Place       flow.Place
	Origins     *flow.Value // nil: the default, any
	Credentials *flow.Value // nil: the default, no
	Resources   *flow.Value
	View        *flow.Func // of cross_origin; nil for the whole
}

// Limiter is the application's own.
type Limiter struct {
	Place    flow.Place
	Defaults []string // limits of every view; empty for none
}

// Talisman sets security headers.
type Talisman struct {
	Place      flow.Place
	ForceHTTPS *flow.Value // nil: the default, yes
}
