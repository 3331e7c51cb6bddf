package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// cors tells of flask_cors.
func cors() flow.Library {
	return flow.Library{
		"flask_cors.CORS":          {Call: newCORS},
		"flask_cors.CORS.init_app": {Call: newCORS},
		"quart_cors.cors":          {Call: func(c *flow.Call) *flow.Value { newCORS(c); return orNone(c.Arg(0, "app")) }},
		"flask_cors.cross_origin":  {Call: crossOrigin},
	}
}

// shared is what an event of set-up says of other origins.
type shared struct {
	on   *flow.Value // nil for a view
	cors *CORS
}

func readCORS(c *flow.Call) *CORS {
	told := &CORS{
		Place: c.Place, Origins: given(c.Arg(-1, "origins"), c.Arg(-1, "allow_origin")), Resources: c.Arg(-1, "resources"),
		Credentials: given(c.Arg(-1, "supports_credentials"), c.Arg(-1, "allow_credentials")),
	}
	for _, resource := range told.Resources.Fields() { // a resource says its own
		if f, ok := resource.Value.Field("origins"); ok {
			told.Origins = flow.Join(told.Origins, f.Value)
		}
		if f, ok := resource.Value.Field("supports_credentials"); ok {
			told.Credentials = flow.Join(told.Credentials, f.Value)
		}
	}
	return told
}

// given is the first that is given, nil for none.
func given(values ...*flow.Value) *flow.Value {
	for _, v := range values {
		if v != nil {
			return v
		}
	}
	return nil
}

// newCORS is CORS(app, …), and cors.init_app(app, …).
func newCORS(c *flow.Call) *flow.Value {
	on := c.Arg(0, "app")
	told := readCORS(c)
	if len(c.Self.Objects()) > 0 { // init_app: what was said before counts
		for _, o := range c.Self.Objects() {
			if before, ok := o.Data.(*CORS); ok {
				told.Origins, told.Credentials, told.Resources = given(told.Origins, before.Origins), given(told.Credentials, before.Credentials), given(told.Resources, before.Resources)
			}
		}
	}
	if on != nil && !on.IsNone() {
		c.Emit("flask.shared", shared{on: on, cors: told})
		c.Emit("cors", told)
	}
	return c.Run.NewInstance("flask_cors.CORS", c.Place, told)
}

// crossOrigin is @cross_origin(…) on one view.
func crossOrigin(d *flow.Call) *flow.Value {
	if view := d.Arg(0, ""); callable(view) {
		return view
	}
	return flow.Callable(func(c *flow.Call) *flow.Value {
		told := readCORS(d)
		told.View = innermost(c.Arg(0, ""))
		at(c, d.Place).Emit("flask.shared", shared{cors: told})
		at(c, d.Place).Emit("cors", told)
		return c.Arg(0, "")
	})
}
