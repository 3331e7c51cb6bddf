package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// sessions tells of flask.session: the server wrote it and signed it, so what
// is in it is who calls, unless this very request put it there.
func sessions() flow.Library {
	const prefix = "session."
	read := func(run slots, key *flow.Value, place flow.Place) *flow.Value {
		name, ok := key.Text()
		if ok {
			if v := run.Slot(prefix + name); v != nil {
				return v
			}
		}
		return identity("session", name, flow.Unknown, place, "read from the session").WithPath("session." + name)
	}
	return flow.Library{
		"flask.session": getter(func(r *flow.Reading) *flow.Value {
			v := identity("session", "", flow.Document, r.Place, "the session")
			return both(v, r.Run.NewInstance("flask.Session", r.Place, nil)).As(flow.Document | flow.Object).WithPath("session")
		}),
		"flask.Session": {
			Index:     func(r *flow.Reading, key *flow.Value) *flow.Value { return read(r, key, r.Place) },
			SetMember: setSession,
		},
		"flask.Session.get": {Call: func(c *flow.Call) *flow.Value {
			v := read(c, c.Arg(0, "key"), c.Place)
			if name, ok := c.Arg(0, "key").Text(); ok && c.Slot(prefix+name) != nil {
				return v
			}
			return flow.Join(v, orNone(c.Arg(1, "default")))
		}},
		"flask.Session.pop": {Call: func(c *flow.Call) *flow.Value {
			v := flow.Join(read(c, c.Arg(0, "key"), c.Place), orNone(c.Arg(1, "default")))
			if name, ok := c.Arg(0, "key").Text(); ok {
				c.SetSlot(prefix+name, flow.None)
			}
			return v
		}},
		"flask.Session.update": {Call: func(c *flow.Call) *flow.Value {
			set := func(name string, v *flow.Value) {
				c.SetSlot(prefix+name, v)
				c.Emit("session", &Session{Key: name, Value: v})
			}
			for _, f := range c.Arg(0, "").Fields() {
				set(f.Name, f.Value)
			}
			for _, k := range c.Keywords {
				set(k.Name, k.Value)
			}
			return flow.None
		}},
		"flask.Session.clear":     {Call: func(c *flow.Call) *flow.Value { c.Emit("logout", nil); return flow.None }},
		"flask.Session.permanent": getter(func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }),
	}
}

// setSession is session[name] = value.
func setSession(r *flow.Reading, name string, v *flow.Value) {
	switch name {
	case "permanent", "modified":
		return
	}
	r.SetSlot("session."+name, v)
	if r.Narrows {
		return
	}
	r.Emit("session", &Session{Key: name, Value: v})
}

func orNone(v *flow.Value) *flow.Value {
	if v == nil {
		return flow.None
	}
	return v
}

// identity is something that is known of who calls.
func identity(in, name string, kind flow.Kind, place flow.Place, what string) *flow.Value {
	return flow.From(&flow.Origin{Source: flow.Identity, In: in, Name: name, Place: place}, kind, what)
}
