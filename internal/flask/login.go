package flask

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// login tells of flask_login.
func login() flow.Library {
	lib := flow.Library{
		"flask_login.login_required":       authenticated(),
		"flask_login.fresh_login_required": authenticated(),
		"flask_login.utils.login_required": {Same: "flask_login.login_required"},
		"flask_login.current_user":         getter(currentUser("current_user")),
		"flask_login.utils.current_user":   getter(currentUser("current_user")),
		"flask_login.login_user":           {Call: loginUser},
		"flask_login.utils.login_user":     {Same: "flask_login.login_user"},
		"flask_login.logout_user":          {Call: func(c *flow.Call) *flow.Value { c.Emit("logout", nil); return flow.Of(flow.Bool) }},
		"flask_login.UserMixin":            {},
		"flask_login.AnonymousUserMixin":   {},

		"flask_login.LoginManager":                      {Call: extension("flask_login.LoginManager")},
		"flask_login.LoginManager.init_app":             {Call: initExtension},
		"flask_login.LoginManager.user_loader":          {Call: userLoader},
		"flask_login.LoginManager.request_loader":       transparent,
		"flask_login.LoginManager.unauthorized_handler": transparent,
		"flask_login.LoginManager.header_loader":        transparent,
		"flask_login.LoginManager.unauthorized": {Call: func(c *flow.Call) *flow.Value {
			c.Emit("abort", &Abort{Status: flow.NumberOf(401)})
			c.Leave()
			return nil
		}},

		"flask_login.CurrentUser":                     {Member: ofCurrentUser, SetMember: setting("current_user.")},
		"flask_login.CurrentUser.is_authenticated":    getter(func(r *flow.Reading) *flow.Value { return flow.Of(flow.Bool, r.Self.Flows...) }),
		"flask_login.CurrentUser.is_active":           getter(func(r *flow.Reading) *flow.Value { return flow.Of(flow.Bool, r.Self.Flows...) }),
		"flask_login.CurrentUser.is_anonymous":        getter(func(r *flow.Reading) *flow.Value { return flow.Of(flow.Bool, r.Self.Flows...) }),
		"flask_login.CurrentUser.get_id":              {Call: func(c *flow.Call) *flow.Value { return below(c.Self, "id", flow.Unknown) }},
		"flask_login.CurrentUser._get_current_object": {Call: func(c *flow.Call) *flow.Value { return c.Self }},
	}
	return lib
}

// currentUser is who calls, as a library has loaded them.
func currentUser(in string) func(*flow.Reading) *flow.Value {
	return func(r *flow.Reading) *flow.Value {
		v := identity(in, "", flow.Object, r.Place, "who calls")
		return both(v, r.Run.NewInstance("flask_login.CurrentUser", r.Place, nil)).WithPath(in)
	}
}

// ofCurrentUser is current_user.name: what is known of it already, or what
// the account says.
func ofCurrentUser(r *flow.Reading, name string) *flow.Value {
	if v := r.Slot("current_user." + name); v != nil {
		return v
	}
	if v := ofAccount(r, name); v != nil {
		return v
	}
	return below(r.Self, name, flow.Unknown).WithPath(r.Self.Path() + "." + name)
}

// userLoader remembers what makes an account of the id in the session.
func userLoader(c *flow.Call) *flow.Value {
	f := c.Arg(0, "callback")
	c.Emit("flask.loader", f)
	return f
}

// ofAccount is a method of the account that the application's own loader
// gives: current_user.update(…), current_user.card(). Nil for anything else.
func ofAccount(r *flow.Reading, name string) *flow.Value {
	account := loadedAccount(r)
	if len(account.Objects()) == 0 {
		return nil
	}
	v := r.Run.Get(account, name)
	for _, t := range v.Targets() {
		if t.Func != nil || t.Native != nil || t.Name != "" && !strings.HasPrefix(t.Name, "?.") && !strings.HasPrefix(t.Name, "value.") {
			return v
		}
	}
	return nil
}

// loadedAccount asks the loader once in a run; nil where there is none.
func loadedAccount(r *flow.Reading) *flow.Value {
	const slot = "current_user.<account>"
	if v := r.Slot(slot); v != nil {
		return v
	}
	for _, e := range r.Run.Program.Events {
		loader, ok := e.Data.(*flow.Value)
		if e.Op != "flask.loader" || !ok {
			continue
		}
		id := identity("session", "_user_id", flow.Text, r.Place, "the id in the session")
		v := r.Run.Call(loader, []*flow.Value{id}, nil, r.Place)
		r.SetSlot(slot, v)
		return v
	}
	return nil
}

// below is a member of a whole from elsewhere.
func below(v *flow.Value, name string, kind flow.Kind) *flow.Value {
	w := flow.Of(kind)
	for _, s := range v.Flows {
		w.Flows = append(w.Flows, &flow.Step{Origin: s.Origin.Below(name), Prev: s.Prev, Place: s.Place, What: s.What, Kind: kind, Weak: s.Weak})
	}
	return w
}

func loginUser(c *flow.Call) *flow.Value {
	c.Emit("login", &Login{c.Arg(0, "user")})
	return flow.Of(flow.Bool)
}
