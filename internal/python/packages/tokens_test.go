package packages

import (
	"fmt"
	"strings"
	"testing"
)

func TestClaimsAreAnIdentityOnlyWhenVerified(t *testing.T) {
	values{
		{"PyJWT", `
import jwt
sink(jwt.decode(header, KEY, algorithms=["HS256"])["sub"])`, `any <identity token.sub>`},
		{"PyJWT, get", `
import jwt
payload = jwt.decode(header, KEY, algorithms=["HS256"])
sink(payload.get("sub"))`, `any <identity token.sub>`},
		{"PyJWT without signature", `
import jwt
sink(jwt.decode(header, options={"verify_signature": False}))`, `document <request token> { *: any}`},
		{"PyJWT 1 without signature", `
import jwt
sink(jwt.decode(header, KEY, False))
sink(jwt.decode(header, verify=False))`, "document <request token> { *: any}\ndocument <request token> { *: any}"},
		{"PyJWT 1 with algorithms", `
import jwt
sink(jwt.decode(header, KEY, True, ["HS256"]))`, `document <identity token> { *: any}`},
		{"PyJWT, complete", `
import jwt
sink(jwt.decode_complete(header, KEY, algorithms=["HS256"])["payload"]["sub"])`, `any <identity token.sub>`},
		{"header", `
import jwt
sink(jwt.get_unverified_header(header)["kid"])`, `any <request token.kid>`},
		{"python-jose", `
from jose import jwt
sink(jwt.decode(header, KEY, algorithms="HS256")["sub"])
sink(jwt.get_unverified_claims(header)["sub"])`, "any <identity token.sub>\nany <request token.sub>"},
		{"authlib", `
from authlib.jose import jwt, JsonWebToken
sink(jwt.decode(header, KEY)["sub"])
sink(JsonWebToken(["HS256"]).decode(header, KEY)["sub"])`, "any <identity token.sub>\nany <identity token.sub>"},
		{"joserfc", `
from joserfc import jwt
sink(jwt.decode(header, KEY).claims["sub"])`, `any <identity token.sub>`},
		{"itsdangerous", `
from itsdangerous import URLSafeTimedSerializer
s = URLSafeTimedSerializer(KEY)
sink(s.loads(header, max_age=3600)["id"])
sink(s.dumps({"id": 1}))`, "any <identity token.id>\ntext typed bounded"},
		{"firebase", `
from firebase_admin import auth
sink(auth.verify_id_token(header)["uid"])`, `any <identity token.uid>`},
		{"google", `
from google.oauth2 import id_token
sink(id_token.verify_oauth2_token(header, req, CLIENT)["email"])`, `any <identity token.email>`},
		{"fernet", `
from cryptography.fernet import Fernet
f = Fernet(KEY)
sink(f.decrypt(header))`, `bytes <identity token>`},
	}.run(t)
}

// Weaknesses see key, algorithms, options and expiry of every token.
func TestTokensAreTold(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"decode", `jwt.decode(header, "secret", algorithms=["HS256", "none"])`, `jwt key secret algorithms HS256 none verified`},
		{"no algorithms", `jwt.decode(header, "secret")`, `jwt key secret verified`},
		{"no signature", `jwt.decode(header, options={"verify_signature": False})`, `jwt options verify_signature`},
		{"encode for ever", `jwt.encode({"sub": 1}, "secret", algorithm="HS256")`, `token key secret algorithms HS256 whole`},
		{"encode with expiry", `jwt.encode({"sub": 1, "exp": later()}, "secret", algorithm="HS256")`, `token key secret algorithms HS256 expires whole`},
		{"encode what is not known", `jwt.encode(user, "secret")`, `token key secret`},
		{"encode what is added to", `
claims = dict(body)
claims["exp"] = later()
jwt.encode(claims, "secret")`, `token key secret expires`},
		{"authlib", `
from authlib.jose import jwt
jwt.encode({"alg": "HS256"}, {"sub": 1}, "secret")`, `token key secret algorithms HS256 whole`},
		{"itsdangerous", `
from itsdangerous import URLSafeTimedSerializer as S
S("secret").loads(header)`, `signature key secret verified`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var told []string
			for _, e := range eventsOf("from web import body, header\nimport jwt\n" + c.source) {
				if token, ok := e.Data.(*Token); ok {
					told = append(told, e.Op+describeToken(token))
				}
			}
			if got := strings.Join(told, "\n"); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func describeToken(t *Token) string {
	var b strings.Builder
	if s, ok := t.Key.Text(); ok {
		b.WriteString(" key " + s)
	}
	if elements, _ := t.Algorithms.Elements(); len(elements) > 0 {
		b.WriteString(" algorithms")
		for _, e := range elements {
			s, _ := e.Text()
			b.WriteString(" " + s)
		}
	} else if s, ok := t.Algorithms.Text(); ok {
		b.WriteString(" algorithms " + s)
	}
	for i, f := range t.Options.Fields() {
		b.WriteString(map[bool]string{true: " options "}[i == 0] + f.Name)
	}
	for _, is := range []struct {
		word string
		so   bool
	}{{"verified", t.Verified}, {"expires", t.Expires}, {"whole", t.Whole}} {
		if is.so {
			b.WriteString(" " + is.word)
		}
	}
	return b.String()
}

// What follows a decoded token holds only for who has one.
func TestDecodingATokenIsAFact(t *testing.T) {
	facts := func(source string) string {
		var told string
		for _, e := range eventsOf("from web import body, header, sink\nimport jwt\n" + source) {
			if e.Op != "sink" {
				continue
			}
			for f := range e.Facts.All {
				told += fmt.Sprintf("%s by %s;", f.Op, f.Who)
			}
		}
		return told
	}
	if got, want := facts("jwt.decode(header, KEY, algorithms=[\"HS256\"])\nsink(1)"), "verified by jwt.decode;"; got != want {
		t.Errorf("verified: got %q, want %q", got, want)
	}
	if got := facts("jwt.decode(header, options={\"verify_signature\": False})\nsink(1)"); got != "" {
		t.Errorf("not verified: got %q, want none", got)
	}
	if got, want := facts("from argon2 import PasswordHasher\nPasswordHasher().verify(h, body[\"password\"])\nsink(1)"), "password by argon2.PasswordHasher.verify;"; got != want {
		t.Errorf("password: got %q, want %q", got, want)
	}
}
