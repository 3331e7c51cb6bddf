package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// globals are flask's stand-ins for what belongs to the request at hand.
func globals() flow.Library {
	return flow.Library{
		"flask.g":     getter(func(r *flow.Reading) *flow.Value { return r.Run.NewInstance("flask.G", r.Place, nil).WithPath("g") }),
		"flask.G":     {Member: ofG, SetMember: setting("g."), Index: func(r *flow.Reading, key *flow.Value) *flow.Value { return slotOrUnknown(r, "g.", key) }},
		"flask.G.get": {Call: slotGet("g.")},
		"flask.G.pop": {Call: slotGet("g.")},
		"flask.G.setdefault": {Call: func(c *flow.Call) *flow.Value {
			name, _ := c.Arg(0, "name").Text()
			if c.Slot("g."+name) == nil {
				c.SetSlot("g."+name, c.Arg(1, "default"))
			}
			return c.Slot("g." + name)
		}},

		"flask.current_app":                     {Member: ofCurrentApplication},
		"flask.current_app._get_current_object": {Call: theApplication},
		"flask.has_request_context":             {Gives: flow.Bool},
		"flask.has_app_context":                 {Gives: flow.Bool},
		"flask.copy_current_request_context":    transparent,

		"werkzeug.local.LocalProxy":       {Call: localProxy},
		"werkzeug.LocalProxy":             {Same: "werkzeug.local.LocalProxy"},
		"flask.Proxy":                     {Member: ofProxy, Index: indexOfProxy},
		"flask.Proxy._get_current_object": {Call: func(c *flow.Call) *flow.Value { return behind(c.Run, c.Self, c.Place) }},
	}
}

// proxied is the function that a LocalProxy asks at each use.
type proxied struct{ ask *flow.Value }

// localProxy stands for what its function gives.
func localProxy(c *flow.Call) *flow.Value {
	f := c.Arg(0, "local")
	if !callable(f) {
		return flow.Nothing
	}
	proxy := c.Run.NewInstance("flask.Proxy", c.Place, &proxied{f})
	proxy.Objects()[0].Asks = f
	return proxy
}

// behind is what a proxy stands for.
func behind(run *flow.Run, proxy *flow.Value, place flow.Place) *flow.Value {
	var all *flow.Value
	for _, o := range proxy.Objects() {
		if p, ok := o.Data.(*proxied); ok {
			all = flow.Join(all, run.Call(p.ask, nil, nil, place))
		}
	}
	return all
}

func ofProxy(r *flow.Reading, name string) *flow.Value {
	return r.Run.Get(behind(r.Run, r.Self, r.Place), name)
}

func indexOfProxy(r *flow.Reading, key *flow.Value) *flow.Value {
	return r.Run.Index(behind(r.Run, r.Self, r.Place), key)
}

func ofG(r *flow.Reading, name string) *flow.Value { return slotOrUnknown(r, "g.", flow.TextOf(name)) }

// slotOrUnknown is what a slot holds, or something unknown of that name.
func slotOrUnknown(r *flow.Reading, prefix string, key *flow.Value) *flow.Value {
	name, ok := key.Text()
	if !ok {
		return flow.Nothing
	}
	if v := r.Slot(prefix + name); v != nil {
		return v
	}
	return flow.Nothing.WithPath(prefix + name)
}

func slotGet(prefix string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		name, _ := c.Arg(0, "name").Text()
		otherwise := c.Arg(1, "default")
		if otherwise == nil {
			otherwise = flow.None
		}
		if v := c.Slot(prefix + name); v != nil {
			return v
		}
		return flow.Join(flow.Nothing.WithPath(prefix+name), otherwise)
	}
}

// ofCurrentApplication is current_app.name.
func ofCurrentApplication(r *flow.Reading, name string) *flow.Value {
	app := currentApplication(r)
	if app == nil {
		if name == "config" {
			return r.Run.NewInstance("flask.Config", r.Place, nil).WithPath("current_app.config")
		}
		return flow.Nothing.WithPath("current_app." + name)
	}
	return r.Run.Get(app.WithPath("current_app"), name)
}

func theApplication(c *flow.Call) *flow.Value {
	if app := currentApplication(&flow.Reading{Run: c.Run, Place: c.Place}); app != nil {
		return app
	}
	return flow.Nothing.WithPath("current_app")
}
