package flask

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// Run interprets one operation: the hooks in order, each as far as it does
// not answer itself, then the view with what the path holds. What the handler
// returns leaves "return" events, and what a decorator answers to those whom
// it refuses leaves "refuse" events.
func (r *Route) Run(p *flow.Program, method string) *flow.Run {
	run := p.NewRun()
	if r.Handler != nil {
		run.Watch[r.Handler] = true
	}
	r.prepare(run, method)
	run.Call(flow.Callable(func(c *flow.Call) *flow.Value { return r.serve(c) }), nil, nil, r.Registered)
	return run
}

// refusing tells an answer that is refused for who asks: (body, 401). RFC
// 9110, sections 15.5.2 and 15.5.4.
func refusing(v *flow.Value) string {
	elements, exact := v.Elements()
	if !exact || len(elements) < 2 || len(elements) > 3 {
		return ""
	}
	if n, ok := elements[1].Number(); ok && (n == 401 || n == 403) {
		return "refuse"
	}
	return ""
}

// routeSlot holds the route that is interpreted.
const routeSlot = "flask.route"

// prepare tells the run which request it interprets.
func (r *Route) prepare(run *flow.Run, method string) {
	if method == "" && len(r.Methods) == 1 {
		method = r.Methods[0]
	}
	if method != "" {
		run.SetSlot(methodSlot, flow.TextOf(strings.ToUpper(method)))
	}
	if r.app != nil {
		run.SetSlot(applicationSlot, r.app)
	}
	run.SetSlot(routeSlot, run.NewInstance("flask.Rule", r.Registered, r))
}

// routeOf is the route that is interpreted; nil for none.
func routeOf(slots slots) *Route {
	for _, o := range slots.Slot(routeSlot).Objects() {
		if r, ok := o.Data.(*Route); ok {
			return r
		}
	}
	return nil
}

// slots are those of a call, a reading or a run.
type slots interface{ Slot(string) *flow.Value }

func (r *Route) serve(c *flow.Call) *flow.Value {
	var keywords []flow.Keyword
	values := flow.DocumentOf()
	for _, p := range r.params {
		v := pathParameter(c, p, r.Registered)
		if c.Dead() {
			return nil // the converter refuses every text
		}
		keywords = append(keywords, flow.Keyword{Name: p.name, Value: v})
		values = values.WithField(flow.Field{Name: p.name, Value: v})
	}
	if len(r.params) > 0 {
		c.SetSlot(paramSlots, values)
	}
	for _, h := range r.Hooks {
		var args []*flow.Value // none, but for a url_value_preprocessor
		if takesValues(h) {
			args = []*flow.Value{flow.Of(flow.Text), values}
		}
		c.InvokeWhere(h, args, nil, func(v *flow.Value) bool { return v == nil || v.Kind.Can(flow.Null|flow.Unknown) })
		if c.Dead() {
			return nil
		}
	}
	// A hook refuses for all views, and lets some through by what is often
	// known only when it runs; a decorator refuses for its own.
	c.Run.Telling = refusing
	defer func() { c.Run.Telling = nil }()
	return c.Invoke(r.View, nil, append(keywords, r.typedParameters(c)...))
}

// takesValues tells whether a hook is a url_value_preprocessor, which gets
// the endpoint and the variable parts of the path.
func takesValues(h *flow.Value) bool {
	f := innermost(h)
	return f != nil && f.Class == nil && len(f.Args.Args) == 2
}

// path is request.path: the rule, with what the path holds in it.
func (r *Route) path(reading *flow.Reading) *flow.Value {
	if len(r.Converters) == 0 {
		return flow.TextOf(r.Rule)
	}
	var pieces []*flow.Value
	for _, p := range r.params {
		if f, ok := reading.Slot(paramSlots).Field(p.name); ok && p.value == nil {
			pieces = append(pieces, f.Value)
		}
	}
	format := flow.TextOf(variable.ReplaceAllString(r.Rule, "{}"))
	return reading.Run.Call(reading.Run.Get(format, "format"), pieces, nil, reading.Place)
}

// typedParameters are what flask_openapi3 and flask_pydantic give a view by
// the names of its parameters: a model that a part of the request fits.
func (r *Route) typedParameters(c *flow.Call) []flow.Keyword {
	if r.Handler == nil {
		return nil
	}
	var all []flow.Keyword
	for _, a := range slices.Concat(r.Handler.Args.Args, r.Handler.Args.KwOnly) {
		location, ok := map[string]string{"body": "json", "query": "query", "form": "form", "path": "path", "header": "headers", "cookie": "cookies"}[a.Name]
		name, isName := a.Annotation.(*parser.Name)
		if !ok || !isName {
			continue
		}
		if model := r.Handler.Module.Global(name.Id); isClass(model) {
			all = append(all, flow.Keyword{Name: a.Name, Value: packages.Validated(c, model, part(c, location))})
		}
	}
	return all
}

// Run interprets the handler of an exception whose content is [flow.Error].
// An exception of werkzeug says only what the standard says of its status, or
// what the project raised it with.
func (h *ErrorHandler) Run(p *flow.Program) *flow.Run {
	run := p.NewRun()
	if h.Func != nil {
		run.Watch[h.Func] = true
	}
	if h.app != nil {
		run.SetSlot(applicationSlot, h.app)
	}
	run.Call(h.Value, []*flow.Value{h.exception(run)}, nil, h.Place)
	return run
}

// exception is what the handler gets.
func (h *ErrorHandler) exception(run *flow.Run) *flow.Value {
	if http := h.httpOnly(); http {
		return run.NewInstance("werkzeug.exceptions.HTTPException", h.Place, nil).WithPath("error")
	}
	o := &flow.Origin{Source: flow.Error, In: "error", Place: h.Place, Data: h.Exceptions}
	v := flow.From(o, flow.Object, "the exception is handled").WithPath("error")
	if class := h.class(run.Program); class != nil {
		return both(v, run.NewObject(class, h.Place))
	}
	return v
}

// httpOnly tells whether all that is handled are answers of werkzeug.
func (h *ErrorHandler) httpOnly() bool {
	for _, name := range h.Exceptions {
		if name != "" && strings.Trim(name, "0123456789.") == "" {
			continue
		}
		if !strings.HasPrefix(name, "werkzeug.exceptions.") {
			return false
		}
	}
	return len(h.Exceptions) > 0
}

// class is the class of the project that is handled, if it is one.
func (h *ErrorHandler) class(p *flow.Program) *flow.Class {
	if len(h.Exceptions) != 1 {
		return nil
	}
	for _, m := range p.Modules {
		name, ok := strings.CutPrefix(h.Exceptions[0], m.Name+".")
		if !ok {
			continue
		}
		for _, t := range m.Global(name).Targets() {
			if t.Class != nil {
				return t.Class
			}
		}
	}
	return nil
}

// RunAfter interprets what the application does with every answer before it
// is sent: its after_request functions.
func (a *Application) RunAfter(p *flow.Program) *flow.Run {
	run := p.NewRun()
	response := run.NewInstance("flask.Response", a.Place, nil)
	for _, h := range a.After {
		run.Call(h, []*flow.Value{response}, nil, a.Place)
	}
	return run
}
