package flask

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// builder puts applications together from what the top levels left.
type builder struct {
	p       *flow.Program
	events  []*flow.Event
	graph   *graph
	apps    []*node
	stray   *Application // of routes that belong to no application that was found
	named   map[string][]*flow.Value
	convert map[string]*flow.Value
	limits  map[flow.Place]limited // of views, by the function
	classes map[*flow.Class]limited
	whole   map[*Application]map[string][]*flow.Value // hooks of whole applications, by when
	limiter []extended
	seen    map[routeKey]*Route
}

type routeKey struct {
	app     *Application
	rule    string
	methods string
	place   flow.Place
}

// Applications finds the applications of an interpreted program. Factories
// that nobody called are called first, and so are functions that register
// something with an application that they get. What belongs to no
// application that was found is in one without a name.
func Applications(p *flow.Program) []*Application {
	callFactories(p)
	b := &builder{p: p, events: p.Events, graph: newGraph(p), named: map[string][]*flow.Value{}, limits: map[flow.Place]limited{}, classes: map[*flow.Class]limited{}, whole: map[*Application]map[string][]*flow.Value{}, convert: map[string]*flow.Value{}, seen: map[routeKey]*Route{}}
	for _, n := range b.graph.order {
		if n.what == "application" {
			b.apps = append(b.apps, n)
		}
	}
	b.collect()
	for _, e := range b.events {
		if r, ok := e.Data.(ruled); ok {
			b.guard(e, func() { b.rule(r, e) })
		}
	}
	p.Guard("what was not called", b.missed)
	var all []*Application
	for _, n := range b.apps {
		all = append(all, n.app)
	}
	if b.stray != nil {
		all = append(all, b.stray)
	}
	for _, app := range all {
		slices.SortStableFunc(app.Routes, func(x, y *Route) int {
			return cmp.Or(strings.Compare(x.Path, y.Path), strings.Compare(strings.Join(x.Methods, " "), strings.Join(y.Methods, " ")))
		})
	}
	return all
}

// collect reads the events that are about nodes and applications.
func (b *builder) collect() {
	for _, e := range b.events {
		if e.Data != nil {
			b.guard(e, func() { b.read(e) })
		}
	}
	for _, e := range b.events {
		if d, ok := e.Data.(handled); ok {
			b.guard(e, func() { b.handler(d, e) })
		}
	}
}

// guard keeps a fault of this package to one event of the application.
func (b *builder) guard(e *flow.Event, f func()) {
	b.p.Guard("what is registered at "+e.Place.String(), f)
}

// read is what an event says of nodes and applications.
func (b *builder) read(e *flow.Event) {
	switch d := e.Data.(type) {
	case hooked:
		b.hook(d, e.Place)
	case limited:
		b.limit(d, e.Place)
	case endpointed:
		b.named[d.name] = append(b.named[d.name], d.view)
	case converted:
		b.convert[d.name] = d.class
	case extended:
		b.extended(d, e)
	case shared:
		for _, app := range b.applicationsOf(d.on) {
			app.CORS = append(app.CORS, d.cors)
		}
	case *Setting:
		b.setting(d)
	}
	if e.Op == "flask.run" {
		b.run(e)
	}
}

func (b *builder) hook(h hooked, place flow.Place) {
	if strings.Contains(h.when, "after") {
		for _, app := range b.applicationsOf(h.on) {
			if !slices.Contains(app.After, h.hook) {
				app.After = append(app.After, h.hook)
			}
		}
		return
	}
	for _, n := range b.graph.receivers(h.on, place) {
		if !slices.ContainsFunc(n.hooks, func(o hooked) bool { return o.when == h.when && sameFunction(o.hook, h.hook) }) {
			n.hooks = append(n.hooks, h)
		}
	}
}

// sameFunction tells whether two values are the same function, which a
// factory that ran twice has made twice.
func sameFunction(a, b *flow.Value) bool {
	f, g := innermost(a), innermost(b)
	return a == b || f != nil && g != nil && f.Place == g.Place
}

func (b *builder) limit(l limited, place flow.Place) {
	l.place = place
	if l.on == nil {
		if l.view != nil {
			b.limits[l.view.Place] = l
		}
		if l.class != nil {
			b.classes[l.class] = l
		}
		return
	}
	for _, n := range b.graph.known(l.on) {
		n.limits = append(n.limits, l)
	}
}

// applicationsOf are the applications that a value is, or that a blueprint
// was registered with; all of them where that is not known.
func (b *builder) applicationsOf(v *flow.Value) []*Application {
	var all []*Application
	add := func(a *Application) {
		if a != nil && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	for _, n := range b.graph.known(v) {
		for _, w := range b.graph.ways(n, 0) {
			add(w.root.app)
		}
	}
	if len(all) == 0 {
		for _, n := range b.apps {
			add(n.app)
		}
	}
	return all
}

func (b *builder) extended(x extended, e *flow.Event) {
	if x.app == nil && x.name != "flask_limiter.Limiter" {
		return
	}
	if x.name == "flask_limiter.Limiter" {
		b.limiter = append(b.limiter, x)
	}
	for _, app := range b.applicationsOf(x.app) {
		switch x.name {
		case "flask_wtf.CSRFProtect":
			app.CSRF = true
		case "flask_talisman.Talisman":
			app.Talisman = &Talisman{Place: e.Place, ForceHTTPS: keyword(x.keywords, "force_https")}
		case "flask_limiter.Limiter":
			if app.Limiter == nil {
				app.Limiter = &Limiter{Place: e.Place}
			}
			for _, name := range []string{"default_limits", "application_limits", "global_limits"} {
				if v := keyword(x.keywords, name); v != nil {
					app.Limiter.Defaults = append(app.Limiter.Defaults, words(v)...)
				}
			}
		}
		if !slices.Contains(app.Extensions, x.name) {
			app.Extensions = append(app.Extensions, x.name)
		}
	}
}

func keyword(keywords []flow.Keyword, name string) *flow.Value {
	for _, k := range keywords {
		if k.Name == name {
			return k.Value
		}
	}
	return nil
}

func (b *builder) setting(s *Setting) {
	for _, o := range s.on.Objects() {
		owner, ok := o.Data.(*flow.Instance)
		if !ok {
			continue
		}
		for _, app := range b.applicationsOf(flow.ObjectOf(owner)) {
			app.Config[s.Name] = flow.Join(app.Config[s.Name], s.Value)
			if strings.HasPrefix(s.Name, "RATELIMIT_DEFAULT") || s.Name == "RATELIMIT_APPLICATION" {
				if app.Limiter == nil {
					app.Limiter = &Limiter{}
				}
				app.Limiter.Defaults = append(app.Limiter.Defaults, words(s.Value)...)
			}
		}
	}
}

func (b *builder) run(e *flow.Event) {
	on, _ := e.Data.(*flow.Value)
	r := Run{Place: e.Place, Debug: e.Call.Arg(-1, "debug"), Host: e.Call.Arg(-1, "host"), Facts: e.Facts}
	if on == e.Call.Self {
		r.Debug, r.Host = e.Call.Arg(2, "debug"), e.Call.Arg(0, "host")
	}
	for _, app := range b.applicationsOf(on) {
		if !slices.ContainsFunc(app.Runs, func(o Run) bool { return o.Place == r.Place }) {
			app.Runs = append(app.Runs, r)
		}
	}
}

func (b *builder) handler(h handled, e *flow.Event) {
	for _, n := range b.graph.receivers(h.on, e.Place) {
		for _, w := range b.graph.ways(n, 0) {
			one := &ErrorHandler{Exceptions: h.exceptions, Func: innermost(h.handler), Value: h.handler, Place: e.Place, app: w.root.self}
			if one.Func != nil {
				one.Place = one.Func.Place
			}
			if n.what != "application" && !h.app {
				one.Blueprint = blueprintName(w)
			}
			app := b.application(w, e.Place)
			if !slices.ContainsFunc(app.ErrorHandlers, func(o *ErrorHandler) bool {
				return o.Place == one.Place && o.Blueprint == one.Blueprint && slices.Equal(o.Exceptions, one.Exceptions)
			}) {
				app.ErrorHandlers = append(app.ErrorHandlers, one)
			}
		}
	}
}

func blueprintName(w way) string {
	var names []string
	for _, n := range w.blueprints() {
		names = append(names, n.name)
	}
	return strings.Join(names, ".")
}

// application is the one at the root of the way. What nobody was seen to
// register belongs to the application whose file is nearest.
func (b *builder) application(w way, place flow.Place) *Application {
	if w.root.app != nil {
		return w.root.app
	}
	if n := b.nearest(place); n != nil {
		return n.app
	}
	if b.stray == nil {
		b.stray = &Application{Config: map[string]*flow.Value{}}
	}
	return b.stray
}

// nearest is the application whose file shares most folders with a place; nil
// if there is none.
func (b *builder) nearest(place flow.Place) *node {
	var best *node
	most := -1
	for _, n := range b.apps {
		if shared := sharedFolders(n.place.File, place.File); shared > most {
			best, most = n, shared
		}
	}
	return best
}

func sharedFolders(a, b string) int {
	x, y := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(x)-1 && n < len(y)-1 && x[n] == y[n] {
		n++
	}
	return n
}
