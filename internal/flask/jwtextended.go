package flask

import "github.com/ashlarsec/ashlar/internal/python/flow"

// optionalSlot is set where a token may be missing.
const optionalSlot = "flask.optional"

// jwtExtended tells of flask_jwt_extended, of version 3 and of version 4.
func jwtExtended() flow.Library {
	lib := flow.Library{
		"flask_jwt_extended.jwt_required":                        checking(requireToken),
		"flask_jwt_extended.fresh_jwt_required":                  checking(requireToken),
		"flask_jwt_extended.jwt_refresh_token_required":          checking(requireToken),
		"flask_jwt_extended.jwt_optional":                        checking(func(_, c *flow.Call) { c.SetSlot(optionalSlot, flow.BoolOf(true)) }),
		"flask_jwt_extended.verify_jwt_in_request":               {Call: verifyToken},
		"flask_jwt_extended.verify_fresh_jwt_in_request":         {Call: verifyToken},
		"flask_jwt_extended.verify_jwt_refresh_token_in_request": {Call: verifyToken},
		"flask_jwt_extended.verify_jwt_in_request_optional":      {Call: func(c *flow.Call) *flow.Value { c.SetSlot(optionalSlot, flow.BoolOf(true)); return flow.None }},

		"flask_jwt_extended.get_jwt_identity": {Call: claim("sub", flow.Unknown)},
		"flask_jwt_extended.get_current_user": {Call: func(c *flow.Call) *flow.Value {
			return optional(c, identity("current_user", "", flow.Unknown, c.Place, "who calls"))
		}},
		"flask_jwt_extended.get_jwt_claims": {Call: claim("", flow.Document)},
		"flask_jwt_extended.get_jwt":        {Call: claim("", flow.Document)},
		"flask_jwt_extended.get_raw_jwt":    {Call: claim("", flow.Document)},
		"flask_jwt_extended.get_jwt_header": {Call: claim("header", flow.Document)},
		"flask_jwt_extended.get_jti":        {Call: claim("jti", flow.Text)},
		"flask_jwt_extended.decode_token": {Call: func(c *flow.Call) *flow.Value {
			return identity("token", "", flow.Document, c.Place, "a verified token")
		}},
		"flask_jwt_extended.current_user": getter(currentUser("current_user")),

		"flask_jwt_extended.create_access_token":  {Call: issue("access")},
		"flask_jwt_extended.create_refresh_token": {Call: issue("refresh")},
		"flask_jwt_extended.set_access_cookies":   nothing, "flask_jwt_extended.set_refresh_cookies": nothing,
		"flask_jwt_extended.unset_jwt_cookies": {Call: func(c *flow.Call) *flow.Value { c.Emit("logout", nil); return flow.None }},

		"flask_jwt_extended.JWTManager":          {Call: extension("flask_jwt_extended.JWTManager")},
		"flask_jwt_extended.JWTManager.init_app": {Call: initExtension},
	}
	for _, name := range []string{
		"user_loader_callback_loader", "user_lookup_loader", "user_lookup_error_loader", "user_identity_loader", "user_claims_loader", "additional_claims_loader",
		"token_in_blocklist_loader", "token_in_blacklist_loader", "expired_token_loader", "invalid_token_loader", "unauthorized_loader", "needs_fresh_token_loader",
		"revoked_token_loader", "claims_verification_loader", "token_verification_loader", "user_loader_error_loader", "encode_key_loader", "decode_key_loader",
		"claims_verification_failed_loader", "token_verification_failed_loader",
	} {
		lib["flask_jwt_extended.JWTManager."+name] = transparent
	}
	return lib
}

// requireToken is what @jwt_required() does before a view.
func requireToken(d, c *flow.Call) {
	if first := d.Arg(0, "optional"); flag(first) && !callable(first) {
		c.SetSlot(optionalSlot, flow.BoolOf(true))
		return
	}
	assumeAuthenticated(d, c)
}

func verifyToken(c *flow.Call) *flow.Value {
	requireToken(c, c)
	return flow.None
}

// claim is a part of the token that was verified.
func claim(name string, kind flow.Kind) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		return optional(c, identity("token", name, kind, c.Place, "read from the token"))
	}
}

// optional is the value, or None where nobody needs to have proven anything.
func optional(c *flow.Call, v *flow.Value) *flow.Value {
	if c.Slot(optionalSlot) != nil {
		return flow.Join(v, flow.None)
	}
	return v
}

// issue leaves an event: whoever gets the token calls as whom it names.
func issue(kind string) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		claims := flow.DocumentOf(flow.Field{Name: "sub", Value: orNone(c.Arg(0, "identity"))})
		for _, name := range []string{"additional_claims", "user_claims"} {
			if more := c.Arg(-1, name); more != nil {
				claims = claims.Merge(more)
			}
		}
		position := 2
		if kind == "refresh" {
			position = 1
		}
		c.Emit("token", &Token{Kind: kind, Claims: claims, Expires: c.Arg(position, "expires_delta")})
		return flow.From(&flow.Origin{Source: flow.Secret, In: "token", Place: c.Place}, flow.Text, "a token is issued")
	}
}
