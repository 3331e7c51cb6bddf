package packages

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// signatures is itsdangerous: tokens that are not JWTs. It also has JWTs of
// its own, in versions before 2.1.
func signatures(lib flow.Library) {
	for name := range strings.FieldsSeq(`
		Serializer TimedSerializer URLSafeSerializer URLSafeTimedSerializer JSONWebSignatureSerializer
		TimedJSONWebSignatureSerializer Signer TimestampSigner`) {
		of := "itsdangerous." + name
		lib[of] = flow.Entry{Call: signer}
		for _, module := range []string{"serializer.", "timed.", "url_safe.", "jws.", "signer."} {
			lib["itsdangerous."+module+name] = flow.Entry{Same: of}
		}
		named(lib, of+".", "dumps sign", flow.Entry{Call: signs})
		named(lib, of+".", "loads", flow.Entry{Call: unsigns(flow.Any)})
		named(lib, of+".", "unsign", flow.Entry{Call: unsigns(flow.Bytes | flow.Text)})
		named(lib, of+".", "validate", flow.Entry{Gives: flow.Bool})
		named(lib, of+".", "loads_unsafe", flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return flow.ListOf(flow.Of(flow.Bool), unverified(c))
		}})
	}
}

// signing is how a serializer was made.
type signing struct{ key, expires *flow.Value }

func signer(c *flow.Call) *flow.Value {
	return c.Run.NewInstance(c.Name, c.Place, &signing{given(c, 0, "secret_key"), c.Arg(1, "expires_in")})
}

func signingOf(v *flow.Value) *signing {
	for _, o := range v.Objects() {
		if s, ok := o.Data.(*signing); ok {
			return s
		}
	}
	return &signing{}
}

// signs leaves a token. Those with a time in them expire when they are read.
func signs(c *flow.Call) *flow.Value {
	timed := strings.Contains(c.Name, "Time")
	c.Emit("token", &Token{Claims: c.Arg(0, "obj"), Key: signingOf(c.Self).key, Algorithms: flow.Of(flow.Text), Expires: timed, Whole: true})
	return flow.Of(flow.Text).With(flow.Typed | flow.Bounded)
}

// unsigns raises for what the key has not signed.
func unsigns(kind flow.Kind) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		t := &Token{Token: first(c), Key: signingOf(c.Self).key, Verified: true}
		c.Emit("signature", t)
		return trusted(c, t).As(kind)
	}
}
