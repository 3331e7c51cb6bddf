package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// accountSlot holds whom a library has found to call.
const accountSlot = "flask.account"

// httpAuth tells of flask_httpauth: the project says in a callback who a
// credential belongs to.
func httpAuth() flow.Library {
	lib := flow.Library{
		"flask_httpauth.HTTPAuth":                {Call: newHTTPAuth},
		"flask_httpauth.HTTPAuth.login_required": checking(requireHTTPAuth),
		"flask_httpauth.HTTPAuth.current_user":   {Call: httpUser},
		"flask_httpauth.HTTPAuth.username": {Call: func(c *flow.Call) *flow.Value {
			return identity("current_user", "username", flow.Text, c.Place, "who calls")
		}},
		"flask_httpauth.HTTPAuth.get_auth":     {Call: func(c *flow.Call) *flow.Value { return authorization(&flow.Reading{Run: c.Run, Place: c.Place}) }},
		"flask_httpauth.HTTPAuth.authenticate": {Call: func(c *flow.Call) *flow.Value { return flow.Of(flow.Bool) }},
	}
	for _, name := range []string{"verify_password", "verify_token", "get_password", "hash_password"} {
		lib["flask_httpauth.HTTPAuth."+name] = flow.Entry{Call: keepCallback(name)}
	}
	for _, name := range []string{"error_handler", "get_user_roles"} {
		lib["flask_httpauth.HTTPAuth."+name] = transparent
	}
	return lib
}

// newHTTPAuth is HTTPBasicAuth() and its like, and MultiAuth(one, other).
func newHTTPAuth(c *flow.Call) *flow.Value {
	v := c.Run.NewInstance("flask_httpauth.HTTPAuth", c.Place, nil)
	var others []*flow.Value
	for _, a := range c.Args {
		if len(a.Objects()) > 0 {
			others = append(others, a)
		}
	}
	if len(others) > 0 {
		c.Run.SetAttr(v.Objects()[0], "<others>", flow.ListOf(others...))
	}
	return v
}

// callback is what an object was told to ask, or one of those that it was
// made of.
func callback(run *flow.Run, o *flow.Instance, name string) *flow.Value {
	if f := run.Attr(o, "<"+name+">"); f != nil {
		return f
	}
	for _, other := range listed(run.Attr(o, "<others>")) {
		for _, o := range other.Objects() {
			if f := run.Attr(o, "<"+name+">"); f != nil {
				return f
			}
		}
	}
	return nil
}

// keepCallback remembers a callback on the object that it is registered with.
func keepCallback(name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		f := c.Arg(0, "f")
		for _, o := range c.Self.Objects() {
			c.Run.SetAttr(o, "<"+name+">", f)
		}
		return orNone(f)
	}
}

// requireHTTPAuth asks the callback, which says who calls or that nobody does.
func requireHTTPAuth(d, c *flow.Call) {
	user := askCallback(d, c)
	if flag(d.Arg(-1, "optional")) {
		c.SetSlot(accountSlot, flow.Join(user, flow.None))
		return
	}
	c.SetSlot(accountSlot, user)
	assumeAuthenticated(d, c)
	if role := d.Arg(-1, "role"); role != nil {
		assumeRole(d, c, words(role))
	}
}

// askCallback is what the callback of the object returned, where it let the
// caller pass.
func askCallback(d, c *flow.Call) *flow.Value {
	proven := identity("current_user", "", flow.Unknown, d.Place, "who calls")
	text := func(name string) *flow.Value {
		o := &flow.Origin{Source: flow.Credential, In: "header", Name: name, Place: d.Place, Child: flow.Text}
		return flow.From(o, flow.Text, "read from the header Authorization")
	}
	for _, o := range d.Self.Objects() {
		var found *flow.Value
		if f := callback(c.Run, o, "verify_token"); f != nil {
			found = passing(c, f, text("Authorization.token"))
		} else if f := callback(c.Run, o, "verify_password"); f != nil {
			found = passing(c, f, text("Authorization.username"), text("Authorization.password"))
		}
		if found != nil && found.Kind.Can(flow.Document|flow.Object|flow.Text|flow.ObjectID) {
			return flow.Join(proven.As(found.Kind), found).As(found.Kind &^ (flow.Null | flow.Bool))
		}
	}
	return proven
}

// passing calls a callback and goes on where it returned something true.
func passing(c *flow.Call, f *flow.Value, args ...*flow.Value) *flow.Value {
	return c.InvokeWhere(f, args, nil, func(v *flow.Value) bool { return !v.IsNone() && !is(v, false) })
}

func httpUser(c *flow.Call) *flow.Value {
	if v := c.Slot(accountSlot); v != nil {
		return v
	}
	return identity("current_user", "", flow.Unknown, c.Place, "who calls")
}
