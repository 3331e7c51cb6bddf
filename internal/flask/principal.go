package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// roled is a decorator that takes the names of roles, of which the caller
// must have some.
func roled() flow.Entry {
	return checking(func(d, c *flow.Call) {
		assumeAuthenticated(d, c)
		values := d.Args
		for _, k := range d.Keywords {
			values = append(values, k.Value)
		}
		assumeRole(d, c, words(values...))
	})
}

// principalDecorators are those of extensions that ask for a login or a role
// and give nothing else.
func principalDecorators() flow.Library {
	lib := flow.Library{}
	for _, name := range []string{
		"flask_security.login_required", "flask_security.auth_required", "flask_security.auth_token_required", "flask_security.http_auth_required", "flask_security.decorators.login_required",
		"flask_security.decorators.auth_required", "flask_security.decorators.auth_token_required",
		"flask_praetorian.auth_required", "flask_jwt.jwt_required", "flask_jwt_simple.jwt_required", "flask_user.login_required", "flask_simplelogin.login_required",
		"flask_oidc.OpenIDConnect.require_login", "flask_oidc.OpenIDConnect.accept_token", "flask_oidc.OpenIDConnect.check",
		"flask_pyoidc.OIDCAuthentication.oidc_auth", "flask_pyoidc.OIDCAuthentication.token_auth", "flask_pyoidc.OIDCAuthentication.access_control",
		"flask_basicauth.BasicAuth.required", "quart_auth.login_required", "quart_auth.basic_auth_required", "flask_cognito.cognito_auth_required", "flask_awscognito.AWSCognitoAuthentication.authentication_required",
		"flask_jwt_router.jwt_required", "flask_firebase_admin.FirebaseAdmin.jwt_required", "flask_stormpath.login_required", "flask_allauth.login_required", "flask_cas.login_required", "flask_saml2.login_required",
	} {
		lib[name] = authenticated()
	}
	for _, name := range []string{
		"flask_security.roles_required", "flask_security.roles_accepted", "flask_security.permissions_required", "flask_security.permissions_accepted",
		"flask_security.decorators.roles_required", "flask_security.decorators.roles_accepted",
		"flask_praetorian.roles_required", "flask_praetorian.roles_accepted", "flask_user.roles_required", "flask_user.roles_accepted", "flask_oidc.OpenIDConnect.require_keycloak_role",
	} {
		lib[name] = roled()
	}
	return lib
}

// principals tells of flask_principal, flask_security, flask_praetorian,
// flask_jwt, flask_oidc and authlib.
func principals() flow.Library {
	user := getter(currentUser("current_user"))
	return flow.Library{
		"flask_security.current_user":           user,
		"flask_security.Security":               {Call: extension("flask_security.Security")},
		"flask_security.Security.init_app":      {Call: initExtension},
		"flask_security.utils.login_user":       {Same: "flask_login.login_user"},
		"flask_security.login_user":             {Same: "flask_login.login_user"},
		"flask_security.logout_user":            {Same: "flask_login.logout_user"},
		"flask_security.utils.logout_user":      {Same: "flask_login.logout_user"},
		"flask_security.utils.encrypt_password": {Call: hashed},

		"flask_principal.RoleNeed":           {Call: func(c *flow.Call) *flow.Value { return orNone(c.Arg(0, "")) }},
		"flask_principal.Permission":         {Call: newPermission},
		"flask_principal.Permission.require": {Call: requirePermission},
		"flask_principal.Permission.test":    {Call: func(c *flow.Call) *flow.Value { permit(c, c); return flow.None }},
		"flask_principal.Permission.can": {Call: func(c *flow.Call) *flow.Value {
			return flow.Of(flow.Bool, identity("current_user", "role", flow.Text, c.Place, "the role of who calls").Flows...)
		}},
		"flask_principal.Principal":        {Call: extension("flask_principal.Principal")},
		"flask_principal.identity_changed": {},

		"flask_praetorian.Praetorian":                          {Call: extension("flask_praetorian.Praetorian")},
		"flask_praetorian.Praetorian.init_app":                 {Call: initExtension},
		"flask_praetorian.Praetorian.encode_jwt_token":         {Call: issueFor("access", "user")},
		"flask_praetorian.Praetorian.encode_eternal_jwt_token": {Call: issueFor("access", "user")},
		"flask_praetorian.Praetorian.refresh_jwt_token":        {Call: issueFor("access", "token")},
		"flask_praetorian.Praetorian.hash_password":            {Call: hashed},
		"flask_praetorian.Praetorian.encrypt_password":         {Call: hashed},
		"flask_praetorian.current_user": {Call: func(c *flow.Call) *flow.Value {
			return currentUser("current_user")(&flow.Reading{Run: c.Run, Place: c.Place})
		}},
		"flask_praetorian.current_user_id":   {Call: claim("id", flow.Unknown)},
		"flask_praetorian.current_rolenames": {Call: claim("roles", flow.List)},
		"flask_praetorian.auth_accepted":     checking(func(_, c *flow.Call) { c.SetSlot(optionalSlot, flow.BoolOf(true)) }),

		"flask_jwt.JWT":                     {Call: jwtRoute},
		"flask_jwt.current_identity":        user,
		"flask_jwt_simple.get_jwt_identity": {Call: claim("sub", flow.Unknown)},
		"flask_jwt_simple.get_jwt":          {Call: claim("", flow.Document)},
		"flask_jwt_simple.create_jwt":       {Call: issueFor("access", "identity")},

		"quart_auth.current_user": user,
		"quart_auth.login_user":   {Same: "flask_login.login_user"},
		"quart_auth.logout_user":  {Same: "flask_login.logout_user"},
		"flask_user.current_user": user,

		"flask_oidc.OpenIDConnect":          {Call: extension("flask_oidc.OpenIDConnect")},
		"flask_oidc.OpenIDConnect.init_app": {Call: initExtension},
		"flask_oidc.OpenIDConnect.user_loggedin": getter(func(r *flow.Reading) *flow.Value {
			return flow.Of(flow.Bool, identity("token", "", flow.Bool, r.Place, "whether somebody has logged in").Flows...)
		}),
		"flask_oidc.OpenIDConnect.user_getfield": {Call: func(c *flow.Call) *flow.Value { name, _ := c.Arg(0, "field").Text(); return claim(name, flow.Text)(c) }},
		"flask_oidc.OpenIDConnect.user_getinfo":  {Call: claim("", flow.Document)},
		"flask_pyoidc.OIDCAuthentication":        {Call: extension("flask_pyoidc.OIDCAuthentication")},
		"flask_basicauth.BasicAuth":              {Call: extension("flask_basicauth.BasicAuth")},

		"authlib.integrations.flask_oauth2.ResourceProtector": {Call: protector},
		"authlib.integrations.flask_oauth2.ResourceProtector.acquire": {Call: func(c *flow.Call) *flow.Value {
			assumeAuthenticated(c, c)
			return identity("token", "", flow.Unknown, c.Place, "read from the token")
		}},
		"authlib.integrations.flask_oauth2.ResourceProtector.acquire_token":            {Same: "authlib.integrations.flask_oauth2.ResourceProtector.acquire"},
		"authlib.integrations.flask_oauth2.ResourceProtector.register_token_validator": nothing,
		"authlib.integrations.flask_oauth2.current_token": getter(func(r *flow.Reading) *flow.Value {
			return identity("token", "", flow.Unknown, r.Place, "read from the token")
		}),
		"authlib.flask.oauth2.ResourceProtector": {Same: "authlib.integrations.flask_oauth2.ResourceProtector"},
		"authlib.flask.oauth2.current_token":     {Same: "authlib.integrations.flask_oauth2.current_token"},
	}
}

// hashed is a digest of a password.
func hashed(c *flow.Call) *flow.Value {
	return flow.Of(flow.Text, c.Flows("hashed by "+lastName(c.Name))...).With(flow.Typed | flow.Bounded | flow.Hashed)
}

type permission struct{ needs *flow.Value }

func newPermission(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("flask_principal.Permission", c.Place, &permission{flow.ListOf(c.Args...)})
}

// permit adds what a permission asks for.
func permit(d, c *flow.Call) {
	assumeAuthenticated(d, c)
	for _, o := range d.Self.Objects() {
		if p, ok := o.Data.(*permission); ok {
			assumeRole(d, c, words(p.needs))
		}
	}
}

// requirePermission is a decorator, and what "with" enters.
func requirePermission(d *flow.Call) *flow.Value {
	wrap := flow.Callable(func(c *flow.Call) *flow.Value {
		view := c.Arg(0, "")
		return wrapped(view, func(c *flow.Call) *flow.Value {
			permit(d, c)
			return c.Invoke(view, c.Args, c.Keywords)
		})
	})
	if d.Node != nil && !decorates(d) {
		permit(d, d)
	}
	return wrap
}

// decorates tells whether a call is one of a decorator: those are made while
// modules and classes are defined, not while a request is answered.
func decorates(c *flow.Call) bool { return c.Slot(methodSlot) == nil }

// issueFor is [issue] for one argument.
func issueFor(kind, name string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		c.Emit("token", &Token{Kind: kind, Claims: flow.DocumentOf(flow.Field{Name: "sub", Value: orNone(c.Arg(0, name))})})
		return flow.From(&flow.Origin{Source: flow.Secret, In: "token", Place: c.Place}, flow.Text, "a token is issued")
	}
}

// protector is an object that is called to make a decorator.
func protector(c *flow.Call) *flow.Value {
	if len(c.Self.Objects()) > 0 {
		return roled().Call(c)
	}
	return c.Run.NewInstance("authlib.integrations.flask_oauth2.ResourceProtector", c.Place, nil)
}

// jwtRoute is flask_jwt.JWT(app, authenticate, identity), which makes the
// operation that logs in.
func jwtRoute(c *flow.Call) *flow.Value {
	authenticate := c.Arg(1, "authentication_handler")
	if app := c.Arg(0, "app"); app != nil && callable(authenticate) {
		login := wrapped(authenticate, func(c *flow.Call) *flow.Value {
			body := getJSON(c)
			user, password := c.Get(body, "username"), c.Get(body, "password")
			c.Emit("token", &Token{Kind: "access", Claims: flow.DocumentOf()})
			return c.Invoke(authenticate, []*flow.Value{user, password}, nil)
		})
		c.Emit("flask.ruled", ruled{on: app, rules: []*flow.Value{flow.TextOf("/auth")}, methods: []string{"POST"}, view: login, endpoint: "jwt"})
	}
	return c.Run.NewInstance("flask_jwt.JWT", c.Place, nil)
}
