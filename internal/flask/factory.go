package flask

import (
	"slices"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// registering are the members whose call says that a function makes routes,
// or puts something into an application.
var registering = map[string]bool{
	"route": true, "add_url_rule": true, "register_blueprint": true, "add_resource": true, "add_namespace": true, "before_request": true,
	"before_app_request": true, "errorhandler": true, "register_error_handler": true, "init_app": true, "after_request": true,
	"get": true, "post": true, "put": true, "patch": true, "delete": true,
}

// callFactories calls what makes applications when it is called, where nobody
// was seen to call it: functions that make one, classes whose constructors
// do, and functions that get one and register something with it.
func callFactories(p *flow.Program) {
	functions := p.Functions()
	busy := busyFunctions(p)
	for _, f := range functions {
		p.Guard(f.Qualified, func() {
			if !busy[f.Place] && makesApplication(f) {
				before := len(p.Events)
				callFactory(p, f)
				addBusy(busy, p.Events[before:])
			}
		})
	}
	for _, f := range functions {
		p.Guard(f.Qualified, func() {
			switch {
			case busy[f.Place] || f.Class != nil:
			case registersOnParameter(f):
				p.Setup(func(r *flow.Run) { r.Call(functionValue(f), applicationArguments(p, f), nil, f.Place) })
			case len(f.Args.Args) == 0 && startsServer(f):
				p.Setup(func(r *flow.Run) { r.Call(functionValue(f), nil, nil, f.Place) })
			}
		})
	}
}

// startsServer tells whether a function calls x.run(debug=…): the main of a
// console script.
func startsServer(f *flow.Func) bool {
	found := false
	calls(f.Body, func(c *parser.Call) {
		a, ok := c.Func.(*parser.Attribute)
		found = found || ok && a.Attr == "run" && slices.ContainsFunc(c.Keywords, func(k *parser.Keyword) bool { return k.Arg == "debug" })
	})
	return found
}

// busyFunctions are those that have left an event of the set-up.
func busyFunctions(p *flow.Program) map[flow.Place]bool {
	busy := map[flow.Place]bool{}
	addBusy(busy, p.Events)
	return busy
}

func addBusy(busy map[flow.Place]bool, events []*flow.Event) {
	for _, e := range events {
		if e.Func != nil {
			busy[e.Func.Place] = true
		}
	}
}

// callFactory calls a function that makes an application, or makes an object
// of the class that it belongs to and then calls it.
func callFactory(p *flow.Program, f *flow.Func) {
	p.Setup(func(r *flow.Run) {
		if f.Class == nil {
			r.Call(functionValue(f), nil, nil, f.Place) // its defaults are what it is usually called with
			return
		}
		object := r.Call(f.Module.Global(f.Class.Name), nil, nil, f.Class.Place)
		if f.Name != "__init__" && !calledSince(r, f) {
			r.Call(r.Get(object, f.Name), nil, nil, f.Place)
		}
	})
}

// calledSince tells whether the run has seen the function.
func calledSince(r *flow.Run, f *flow.Func) bool {
	return slices.ContainsFunc(r.Events, func(e *flow.Event) bool { return e.Func != nil && e.Func.Place == f.Place })
}

func functionValue(f *flow.Func) *flow.Value {
	owner := f.Module.Global(f.Name)
	for _, t := range owner.Targets() {
		if t.Func == f || t.Inner == f {
			return owner
		}
	}
	return flow.Nothing
}

// makesApplication tells whether the body of a function calls Flask(…).
func makesApplication(f *flow.Func) bool {
	found := false
	calls(f.Body, func(c *parser.Call) {
		switch name := qualified(f.Module, c.Func); name {
		case "flask.Flask", "apiflask.APIFlask":
			found = true
		default:
			if class := classNamed(f.Module, c.Func); class != nil && class.Is("flask.Flask") {
				found = true
			}
		}
	})
	return found
}

// registersOnParameter tells whether a function registers something with one
// of its parameters.
func registersOnParameter(f *flow.Func) bool {
	found := false
	parameters := map[string]bool{}
	for _, a := range f.Args.Args {
		parameters[a.Name] = true
	}
	if len(parameters) == 0 {
		return false
	}
	calls(f.Body, func(c *parser.Call) {
		a, ok := c.Func.(*parser.Attribute)
		if !ok || !registering[a.Attr] {
			return
		}
		if n, ok := a.Value.(*parser.Name); ok && parameters[n.Id] {
			switch a.Attr {
			case "get", "post", "put", "patch", "delete":
				found = found || len(c.Args) > 0 && isRule(c.Args[0])
			default:
				found = true
			}
		}
		for _, arg := range c.Args { // db.init_app(app)
			if n, ok := arg.(*parser.Name); ok && parameters[n.Id] && a.Attr == "init_app" {
				found = true
			}
		}
	})
	return found
}

func isRule(e parser.Expr) bool {
	c, ok := e.(*parser.Constant)
	if !ok {
		return false
	}
	s, ok := c.Value.(string)
	return ok && len(s) > 0 && s[0] == '/'
}

// applicationArguments are what a function gets that nobody calls: the
// application for the parameter that stands for one.
func applicationArguments(p *flow.Program, f *flow.Func) []*flow.Value {
	g := newGraph(p)
	b := &builder{graph: g}
	for _, n := range g.order {
		if n.what == "application" {
			b.apps = append(b.apps, n)
		}
	}
	near := b.nearest(f.Place)
	var args []*flow.Value
	for _, a := range f.Args.Args {
		v := flow.Nothing.WithPath(a.Name)
		if near != nil && (applicationName(a.Name) || len(f.Args.Args) == 1) {
			v = near.self
		}
		args = append(args, v)
	}
	return args
}

func applicationName(name string) bool {
	switch name {
	case "app", "application", "flask_app", "server", "_app", "api", "flaskapp":
		return true
	}
	return false
}

// qualified is the name of something outside the project that an expression
// spells.
func qualified(m *flow.Module, e parser.Expr) string {
	switch e := e.(type) {
	case *parser.Name:
		return m.Global(e.Id).Name()
	case *parser.Attribute:
		if base := qualified(m, e.Value); base != "" {
			return base + "." + e.Attr
		}
	}
	return ""
}

func classNamed(m *flow.Module, e parser.Expr) *flow.Class {
	n, ok := e.(*parser.Name)
	if !ok {
		return nil
	}
	return classOf(m.Global(n.Id))
}
