package flask

import (
	"slices"
	"strings"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// rule makes the routes of one rule: for each way to what it was registered
// with, each text that it can be, each function that answers.
func (b *builder) rule(r ruled, e *flow.Event) {
	views := []*flow.Value{r.view}
	if r.view == nil && r.endpoint != "" {
		views = b.named[r.endpoint]
	}
	for _, view := range views {
		if view == nil || view.IsNone() {
			continue
		}
		for _, h := range handlersOf(view, r) {
			for _, text := range ruleTexts(r.rules) {
				for _, n := range b.graph.receivers(r.on, e.Place) {
					for _, w := range b.graph.ways(n, 0) {
						b.add(h, text, r, w, e)
					}
				}
			}
		}
	}
}

// ruleTexts are all that the rules can be, as far as they are spelled out.
func ruleTexts(rules []*flow.Value) []string {
	var all []string
	for _, v := range rules {
		values := []*flow.Value{v}
		if elements, exact := v.Elements(); exact {
			values = elements
		}
		for _, v := range values {
			if texts := v.Texts(); len(texts) > 0 {
				all = append(all, texts...)
			} else if s := spelled(v); s != "" || v != nil && v.Kind.Can(flow.Text|flow.Unknown) {
				all = append(all, s)
			}
		}
	}
	return all
}

// answerer is what answers some methods of a rule.
type answerer struct {
	methods []string
	view    *flow.Value
	handler *flow.Func
	class   *flow.Class
}

// handlersOf takes a view apart: a function answers all methods of its rule,
// a class has a function for each.
func handlersOf(view *flow.Value, r ruled) []answerer {
	class := classBelow(view)
	if class == nil {
		methods := r.methods
		if methods == nil {
			methods = []string{"GET"}
		}
		return []answerer{{methods, view, innermost(view), nil}}
	}
	of := classOf(class)
	called := view
	if isClass(view) { // a resource, or a view that a decorator registered
		called = classView(class, of, r)
	}
	if own := innermost(of.Attr("dispatch_request")); own != nil && !isMethodView(of) {
		methods := r.methods
		if methods == nil {
			methods = methodsOf(of.Attr("methods"))
		}
		if methods == nil {
			methods = []string{"GET"}
		}
		return []answerer{{methods, called, own, of}}
	}
	var all []answerer
	functions := classMethods(of)
	for _, method := range []string{"DELETE", "GET", "PATCH", "POST", "PUT"} {
		f := functions[method]
		if f == nil || r.methods != nil && !slices.Contains(r.methods, method) {
			continue
		}
		all = append(all, answerer{[]string{method}, called, f, of})
	}
	return all
}

func isMethodView(c *flow.Class) bool {
	return c.Is("flask.views.MethodView") || c.Is("flask_restful.Resource")
}

// classView answers for a class that was registered as it is.
func classView(class *flow.Value, of *flow.Class, r ruled) *flow.Value {
	if of.Is("flask_restful.Resource") || r.restful {
		return flow.Wrap(class, resourceView(class, r))
	}
	return flow.Wrap(class, func(c *flow.Call) *flow.Value {
		made := *c
		made.Self, made.Args, made.Keywords = class, nil, nil
		return c.Invoke(asView(&made), c.Args, c.Keywords)
	})
}

// classBelow is the class that a view is made of, below its decorators.
func classBelow(view *flow.Value) *flow.Value {
	for range deepestNesting {
		if isClass(view) {
			return view
		}
		var below *flow.Value
		for _, t := range view.Targets() {
			if t.Wraps != nil {
				below = t.Wraps
			}
		}
		if below == nil {
			return nil
		}
		view = below
	}
	return nil
}

func classOf(v *flow.Value) *flow.Class {
	for _, t := range v.Targets() {
		if t.Class != nil {
			return t.Class
		}
	}
	return nil
}

// add makes one route, unless it is there already: with a slash behind it or
// without, it is the same to whoever calls.
func (b *builder) add(h answerer, rule string, r ruled, w way, e *flow.Event) {
	app := b.application(w, e.Place)
	rule = w.rule(rule)
	key := routeKey{app, strings.TrimRight(rule, "/"), strings.Join(h.methods, " "), e.Place}
	if h.handler != nil {
		key.place = h.handler.Place
	}
	if b.seen[key] != nil || len(h.methods) == 0 {
		return
	}
	if r.restful {
		h.view = w.around(h.view)
	}
	route := &Route{
		Methods: h.methods, Rule: rule, View: h.view, Handler: h.handler, Class: h.class, Registered: e.Place, Place: e.Place,
		Blueprint: blueprintName(w), Endpoint: r.endpoint, app: w.root.self,
		validates: w.validates() || is(app.Config["RESTX_VALIDATE"], true) || is(app.Config["RESTPLUS_VALIDATE"], true),
		Live:      w.root.app != nil || w.root.what == "unknown" || b.graph.vague || len(b.apps) == 0,
	}
	var names []string
	route.Path, route.Converters, names = template(rule)
	for _, name := range names {
		route.params = append(route.params, param{name: name, converter: route.Converters[name], class: b.convert[route.Converters[name]]})
	}
	for _, f := range r.defaults.Fields() {
		route.params = append(route.params, param{name: f.Name, value: f.Value})
	}
	if h.handler != nil {
		route.Place = h.handler.Place
		if route.Endpoint == "" {
			route.Endpoint = h.handler.Name
		}
		if h.class != nil && r.endpoint == "" {
			route.Endpoint = h.class.Name
		}
		route.Decorators = b.decorators(h.handler, h.class)
	}
	if route.Blueprint != "" {
		route.Endpoint = route.Blueprint + "." + route.Endpoint
	}
	if w.root.app == nil && route.app == nil || w.root.what == "blueprint" {
		if n := b.nearest(e.Place); n != nil {
			route.app = n.self
		}
	}
	route.App = app.Name
	route.Hooks = b.hooks(w, app)
	route.Limited = b.limitOf(route, w, app)
	b.seen[key] = route
	app.Routes = append(app.Routes, route)
}

// hooks are what runs before the view, in Flask's order.
func (b *builder) hooks(w way, app *Application) []*flow.Value {
	var all []*flow.Value
	for _, when := range []string{"url_value_preprocessor", "before_request"} {
		if w.root.what == "unknown" {
			all = append(all, w.root.run(when)...)
		}
		all = append(all, b.wholeHooks(app)[when]...)
		for _, n := range w.blueprints() {
			all = append(all, n.run(when)...)
		}
	}
	return all
}

// run lists the hooks of the node itself.
func (n *node) run(when string) []*flow.Value {
	var all []*flow.Value
	for _, h := range n.hooks {
		if h.when == when {
			all = append(all, h.hook)
		}
	}
	return all
}

// wholeHooks are those of a whole application, also where a blueprint says
// so.
func (b *builder) wholeHooks(app *Application) map[string][]*flow.Value {
	if have, ok := b.whole[app]; ok {
		return have
	}
	all := map[string][]*flow.Value{}
	b.whole[app] = all
	for _, n := range b.graph.order {
		for _, h := range n.hooks {
			when := h.when
			switch when {
			case "before_app_request", "app_url_value_preprocessor":
				when = strings.Replace(when, "app_", "", 1)
				if !slices.Contains(b.applicationsOf(n.self), app) {
					continue
				}
			default:
				if n.app != app || app == nil {
					continue
				}
			}
			all[when] = append(all[when], h.hook)
		}
	}
	return all
}

// decorators names those of the function, then those of its class.
func (b *builder) decorators(f *flow.Func, class *flow.Class) []string {
	var all []string
	for _, d := range f.Decorators {
		all = append(all, b.nameOf(f.Module, d))
	}
	if class != nil {
		for _, d := range class.Written.Decorators {
			all = append(all, b.nameOf(class.Module, d))
		}
		for _, list := range []string{"decorators", "method_decorators"} {
			class.Attr(list).Walk(func(_ []string, v *flow.Value) bool {
				for _, t := range v.Targets() {
					switch {
					case t.Func != nil:
						all = append(all, t.Func.Qualified)
					case t.Name != "":
						all = append(all, t.Name)
					}
				}
				return true
			})
		}
	}
	return all
}

// nameOf is the qualified name of a decorator, or how the source spells it.
func (b *builder) nameOf(m *flow.Module, e parser.Expr) string {
	switch e := e.(type) {
	case *parser.Call:
		return b.nameOf(m, e.Func)
	case *parser.Attribute:
		base := b.nameOf(m, e.Value)
		return base + "." + e.Attr
	case *parser.Name:
		v := m.Global(e.Id)
		if v.Name() != "" {
			return v.Name()
		}
		for _, t := range v.Targets() {
			if t.Func != nil && t.Inner == nil {
				return t.Func.Qualified
			}
		}
		return e.Id
	}
	return "?"
}

// limitOf is what slows repeated calls of a route: its own limit, that of its
// class, its blueprint, its application.
func (b *builder) limitOf(r *Route, w way, app *Application) *Limit {
	l, ok := b.classes[r.Class]
	if r.Handler != nil && !ok {
		l, ok = b.limits[r.Handler.Place]
	}
	switch {
	case ok && l.exempt:
		return nil
	case ok:
		return &Limit{Text: strings.Join(l.texts, "; "), Level: "view", Place: l.place}
	}
	for _, d := range r.Decorators {
		if limitWord(d) {
			return &Limit{Level: "view", Place: r.Place}
		}
	}
	for _, n := range slices.Backward(w.blueprints()) {
		var texts []string
		for _, l := range n.limits {
			if l.exempt {
				return nil
			}
			texts = append(texts, l.texts...)
		}
		if len(n.limits) > 0 {
			return &Limit{Text: strings.Join(texts, "; "), Level: "blueprint", Place: n.limits[0].place}
		}
	}
	if app.Limiter != nil && len(app.Limiter.Defaults) > 0 {
		return &Limit{Text: strings.Join(app.Limiter.Defaults, "; "), Level: "application", Place: app.Limiter.Place}
	}
	return nil
}
