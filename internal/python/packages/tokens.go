package packages

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Token is a signed token that is made ("token") or decoded ("jwt" for a JSON
// Web Token, "signature" for another form).
type Token struct {
	Token      *flow.Value // what is decoded; nil when one is made
	Claims     *flow.Value // what goes into it; nil when one is decoded
	Key        *flow.Value // nil: none is given
	Algorithms *flow.Value // the algorithm, or a list of those allowed; nil: none is named
	Options    *flow.Value // nil: none
	Verified   bool        // the signature is checked
	Expires    bool        // made: it has an expiry, as far as the claims are known
	Whole      bool        // made: all its claims are known
}

func tokens() flow.Library {
	lib := flow.Library{
		"jwt.encode":                  {Call: encodesJWT},
		"jwt.decode":                  {Call: decodesJWT},
		"jwt.decode_complete":         {Call: decodesComplete},
		"jwt.get_unverified_header":   {Call: unverified},
		"jwt.api_jwt.decode":          {Same: "jwt.decode"},
		"jwt.api_jwt.encode":          {Same: "jwt.encode"},
		"jwt.PyJWT":                   {Makes: "jwt.PyJWT"},
		"jwt.PyJWT.decode":            {Call: decodesJWT},
		"jwt.PyJWT.encode":            {Call: encodesJWT},
		"jwt.PyJWKClient":             {Call: fetchesKeys},
		"jwt.jwks_client.PyJWKClient": {Same: "jwt.PyJWKClient"},

		"jose.jwt.encode":                 {Call: encodesJWT},
		"jose.jwt.decode":                 {Call: decodesJWT},
		"jose.jwt.get_unverified_claims":  {Call: unverified},
		"jose.jwt.get_unverified_header":  {Call: unverified},
		"jose.jwt.get_unverified_headers": {Call: unverified},
		"jose.jws.sign":                   {Call: encodesJWT},
		"jose.jws.verify":                 {Call: decodesJWT},
		"python_jwt.verify_jwt":           {Call: decodesComplete},
		"python_jwt.process_jwt":          {Call: unverified},
		"python_jwt.generate_jwt":         {Call: encodesJWT},

		"authlib.jose.jwt.encode":          {Call: encodesAuthlib},
		"authlib.jose.jwt.decode":          {Call: decodesAuthlib},
		"authlib.jose.JsonWebToken":        {Call: webToken},
		"authlib.jose.JsonWebToken.encode": {Call: encodesAuthlib},
		"authlib.jose.JsonWebToken.decode": {Call: decodesAuthlib},
		"joserfc.jwt.encode":               {Call: encodesAuthlib},
		"joserfc.jwt.decode":               {Call: decodesJoserfc},
		"joserfc.jwt.Token":                {},
		"joserfc.jwt.Token.claims":         {Get: claimsOf},

		"firebase_admin.auth.verify_id_token":          {Call: verifiesIdentity},
		"firebase_admin.auth.verify_session_cookie":    {Call: verifiesIdentity},
		"google.oauth2.id_token.verify_oauth2_token":   {Call: verifiesIdentity},
		"google.oauth2.id_token.verify_firebase_token": {Call: verifiesIdentity},
		"google.oauth2.id_token.verify_token":          {Call: verifiesIdentity},
		"cognitojwt.decode":                            {Call: verifiesIdentity},
		"cognitojwt.decode_async":                      {Call: verifiesIdentity},

		"pyotp.random_base32": {Call: secret},
		"pyotp.TOTP":          {Makes: "pyotp.OTP"}, "pyotp.HOTP": {Makes: "pyotp.OTP"}, "pyotp.totp.TOTP": {Makes: "pyotp.OTP"},
		"pyotp.OTP": {}, "pyotp.OTP.verify": {Gives: flow.Bool}, "pyotp.OTP.now": {Call: secret},

		"cryptography.fernet.Fernet":              {Call: cipher},
		"cryptography.fernet.Fernet.generate_key": {Call: secret},
		"cryptography.fernet.Fernet.encrypt":      {Gives: flow.Bytes, Passes: true, Checks: flow.Typed, What: "encrypted"},
		"cryptography.fernet.Fernet.decrypt":      {Call: decrypts},
	}
	signatures(lib)
	webhooks(lib)
	return lib
}

// encodesJWT is encode(payload, key, algorithm).
func encodesJWT(c *flow.Call) *flow.Value {
	claims := c.Arg(0, "payload")
	for _, name := range []string{"claims", "payload"} {
		if claims == nil {
			claims = c.Arg(-1, name)
		}
	}
	return makesToken(c, &Token{Claims: claims, Key: c.Arg(1, "key"), Algorithms: c.Arg(2, "algorithm")})
}

// encodesAuthlib is encode(header, payload, key); the header names the
// algorithm.
func encodesAuthlib(c *flow.Call) *flow.Value {
	algorithm, _ := member(c.Arg(0, "header"), "alg")
	claims := c.Arg(1, "payload")
	if claims == nil {
		claims = c.Arg(1, "claims")
	}
	return makesToken(c, &Token{Claims: claims, Key: c.Arg(2, "key"), Algorithms: algorithm})
}

func makesToken(c *flow.Call, t *Token) *flow.Value {
	_, t.Expires = t.Claims.Field("exp")
	rest, _ := t.Claims.Rest()
	t.Whole = t.Claims != nil && rest == nil && len(t.Claims.Fields()) > 0
	c.Emit("token", t)
	return flow.Of(flow.Text).With(flow.Typed | flow.Bounded)
}

// decodesJWT is decode(token, key, algorithms, options). Before version 2 of
// PyJWT the third argument was verify.
func decodesJWT(c *flow.Call) *flow.Value {
	t := &Token{Token: given(c, 0, "jwt", "token"), Key: c.Arg(1, "key"), Verified: true}
	verify := c.Arg(-1, "verify")
	third, fourth := c.Arg(2, ""), c.Arg(3, "")
	if third != nil && third.Kind.Only(flow.Bool) {
		verify, third, fourth = third, fourth, c.Arg(4, "")
	}
	t.Algorithms, t.Options = orKeyword(c, third, "algorithms"), orKeyword(c, fourth, "options")
	signature, _ := member(t.Options, "verify_signature")
	t.Verified = truth(verify, true) && truth(signature, true)
	return decoded(c, t)
}

// decodesComplete gives the header too.
func decodesComplete(c *flow.Call) *flow.Value {
	claims := decodesJWT(c)
	if c.Name == "python_jwt.verify_jwt" {
		return flow.ListOf(claims, claims)
	}
	return flow.DocumentOf(flow.Field{Name: "payload", Value: claims}, flow.Field{Name: "header", Value: claims}, flow.Field{Name: "signature", Value: flow.Of(flow.Bytes)})
}

func orKeyword(c *flow.Call, v *flow.Value, name string) *flow.Value {
	if v != nil {
		return v
	}
	return c.Arg(-1, name)
}

// given is the argument at the position, or under one of the names.
func given(c *flow.Call, i int, names ...string) *flow.Value {
	if v := c.Arg(i, ""); v != nil {
		return v
	}
	for _, name := range names {
		if v := c.Arg(-1, name); v != nil {
			return v
		}
	}
	return nil
}

// allowed are the algorithms of a JsonWebToken(["HS256"]).
type allowed struct{ algorithms *flow.Value }

func webToken(c *flow.Call) *flow.Value {
	return c.Run.NewInstance("authlib.jose.JsonWebToken", c.Place, &allowed{c.Arg(0, "algorithms")})
}

func decodesAuthlib(c *flow.Call) *flow.Value {
	t := &Token{Token: c.Arg(0, "s"), Key: c.Arg(1, "key"), Verified: true}
	for _, o := range c.Self.Objects() {
		if a, ok := o.Data.(*allowed); ok {
			t.Algorithms = a.algorithms
		}
	}
	if t.Algorithms == nil { // authlib.jose.jwt itself allows all but "none"
		t.Algorithms = flow.Of(flow.List)
	}
	return decoded(c, t)
}

// claims are what a decoded joserfc token holds.
type claims struct{ value *flow.Value }

func decodesJoserfc(c *flow.Call) *flow.Value {
	t := &Token{Token: c.Arg(0, "value"), Key: c.Arg(1, "key"), Algorithms: c.Arg(2, "algorithms"), Verified: true}
	return c.Run.NewInstance("joserfc.jwt.Token", c.Place, &claims{decoded(c, t)})
}

func claimsOf(r *flow.Reading) *flow.Value {
	for _, o := range r.Self.Objects() {
		if made, ok := o.Data.(*claims); ok {
			return made.value
		}
	}
	return nil
}

// decoded is what a token holds: what its maker said of who calls, if the
// signature is checked, and what the client says otherwise.
func decoded(c *flow.Call, t *Token) *flow.Value {
	c.Emit("jwt", t)
	if !t.Verified {
		return untrusted(c, t)
	}
	return trusted(c, t)
}

func trusted(c *flow.Call, t *Token) *flow.Value {
	c.Assume(flow.Fact{Op: "verified", Left: t.Token, Data: t})
	origin := &flow.Origin{Source: flow.Identity, In: "token", Child: flow.Any, Place: c.Place, Data: t}
	return flow.From(origin, flow.Document, "read from a verified token")
}

func untrusted(c *flow.Call, t *Token) *flow.Value {
	origin := &flow.Origin{Source: flow.Request, In: "token", Child: flow.Any, Place: c.Place, Data: t}
	return flow.From(origin, flow.Document, "read from a token whose signature is not checked")
}

// unverified reads a token without a key.
func unverified(c *flow.Call) *flow.Value {
	return untrusted(c, &Token{Token: c.Arg(0, "")})
}

// verifiesIdentity asks a provider's keys; it raises for what they did not
// sign.
func verifiesIdentity(c *flow.Call) *flow.Value {
	return trusted(c, &Token{Token: c.Arg(0, "id_token"), Verified: true})
}

// fetchesKeys is a client for the keys at an address.
func fetchesKeys(c *flow.Call) *flow.Value {
	c.Emit("connect-out", &Outbound{Address: c.Arg(0, "uri"), Method: "GET"})
	return flow.Nothing
}

func secret(c *flow.Call) *flow.Value {
	origin := &flow.Origin{Source: flow.Secret, In: "random", Place: c.Place}
	return flow.From(origin, flow.Text, "made with randomness").With(flow.PerRequest)
}

// decrypts raises for what the program has not encrypted itself, so what a
// client sends is then as good as a token; other content is only changed in
// form.
func decrypts(c *flow.Call) *flow.Value {
	v := first(c)
	if len(v.All(flow.Request, flow.Credential)) == 0 {
		return flow.Of(flow.Bytes, step(v, c.Place, "decrypted", flow.Bytes)...)
	}
	origin := &flow.Origin{Source: flow.Identity, In: "token", Child: flow.Any, Place: c.Place}
	return flow.From(origin, flow.Bytes, "decrypted from a token")
}

// cipher leaves the key that it is made with.
func cipher(c *flow.Call) *flow.Value {
	c.Emit("keyed", c.Arg(0, "key"))
	return c.Run.NewInstance(c.Name, c.Place, nil)
}
