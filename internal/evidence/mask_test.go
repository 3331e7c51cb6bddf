package evidence

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const (
	token    = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLWFsaWNl"
	password = `Corr3ct "horse" & bättery/+%`
	apiKey   = "k-4711-0815-secret"
)

func newTestMasker() *Masker {
	m := NewMasker()
	m.Register("$ALICE_TOKEN", token)
	m.Register("$ALICE_PASSWORD", password)
	m.Register("$ALICE_KEY", apiKey)
	return m
}

func TestText(t *testing.T) {
	j, _ := json.Marshal(password)
	twice, _ := json.Marshal(string(j))
	var ascii strings.Builder
	for _, r := range password {
		ascii.WriteString(`\u00` + hex.EncodeToString([]byte{byte(r)}))
	}
	tests := []struct{ name, in, want string }{
		{"nothing secret", `{"id":1,"name":"Alice"}`, `{"id":1,"name":"Alice"}`},
		{"registered", "it is " + token + "!", "it is $ALICE_TOKEN!"},
		{"two registered", token + apiKey, "$ALICE_TOKEN$ALICE_KEY"},
		{"in JSON", `{"echo":` + string(j) + `}`, `{"echo":"$ALICE_PASSWORD"}`},
		{"in JSON as Python writes it", `{"echo":"` + ascii.String() + `"}`, `{"echo":"$ALICE_PASSWORD"}`},
		{"in JSON in JSON", `{"echo":` + string(twice) + `}`, `{"echo":"\"$ALICE_PASSWORD\""}`},
		{"in a form", "echo=" + url.QueryEscape(password), "echo=$ALICE_PASSWORD"},
		{"in a path", "/u/" + url.PathEscape(password) + "/x", "/u/$ALICE_PASSWORD/x"},
		{"escaped twice", "u=" + url.QueryEscape(url.QueryEscape(password)), "u=$ALICE_PASSWORD"},
		{"in JSON in a form", "u=" + url.QueryEscape(ascii.String()), "u=$ALICE_PASSWORD"},
		{"in HTML", "<p>Corr3ct &quot;horse&quot; &amp; b&auml;ttery/+%</p>", "<p>$ALICE_PASSWORD</p>"},
		{"in base64", "x " + base64.StdEncoding.EncodeToString([]byte("alice:"+password+"\n")) + " y", "x $ALICE_PASSWORD y"},
		{"in base64 for URLs", "x " + base64.RawURLEncoding.EncodeToString([]byte("al:"+password)) + " y", "x $ALICE_PASSWORD y"},
		{"in hex", "x " + hex.EncodeToString([]byte(apiKey)), "x $ALICE_KEY"},
		{"a placeholder is no name", "calling " + token + ": refused", "calling $ALICE_TOKEN: refused"},
		{"cut in the middle", "echo " + apiKey[:12], "echo $ALICE_KEY"},

		{"JSON property", `{"password": "hunter22", "name": "Bob"}`, `{"password": "…", "name": "Bob"}`},
		{"JSON property with escapes", `{"secret":"a\"b\\","name":"Bob"}`, `{"secret":"…","name":"Bob"}`},
		{"JSON property, cut", `{"api_key": "sk-abc`, `{"api_key": "…`},
		{"JSON property, one line each", "{\n  \"accessToken\":\n    \"abcdefghijklmnop\"\n}", "{\n  \"accessToken\":\n    \"abcd…\"\n}"},
		{"JSON in a JSON string", `{"log":"{\"password\":\"hun\\\"ter22\"}","n":1}`, `{"log":"{\"password\":\"…\"}","n":1}`},
		{"JSON number", `{"otp":123456,"pin": 1234}`, `{"otp":…,"pin": 1234}`},
		{"operators stay", `{"password":{"$ne":null},"x":1}`, `{"password":{"$ne":null},"x":1}`},
		{"long values below a name", `{"credentials":{"user":"bobby","pw":"hunter22","n":[1,"abcde"]},"x":"abcde"}`, `{"credentials":{"user":"…","pw":"…","n":[1,"…"]},"x":"abcde"}`},
		{"recipe", `{"password":"${alice.password}","token":"x${alice.token}"}`, `{"password":"${alice.password}","token":"…"}`},
		{"recipe of a form", "password=${alice.password}&x=1", "password=${alice.password}&x=1"},
		{"literals stay", `{"password":null,"token":true,"secret":""}`, `{"password":null,"token":true,"secret":""}`},
		{"about tokens", `{"token_type":"Bearer","expires":3600,"token_expires_at":"2026-01-01T00:00:00Z"}`, `{"token_type":"Bearer","expires":3600,"token_expires_at":"2026-01-01T00:00:00Z"}`},
		{"form", "user=bob&password=hunter22&x=1", "user=bob&password=…&x=1"},
		{"form with operator", "password[$ne]=xhunter&x=1", "password[$ne]=…&x=1"},
		{"Python", `{'password': 'hunter22', 'token': b'abcde', 'n': 1}`, `{'password': '…', 'token': b'…', 'n': 1}`},
		{"XML", `<password>hunter22</password>`, `<password>…</password>`},
		{"HTML input", `<input name="csrf_token" value="abcdef">`, `<input name="csrf_token" value="…">`},
		{"part of a form", "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nhunter22\r\n--b--", "--b\\r\nContent-Disposition: form-data; name=\"password\"\\r\n\\r\n…\\r\n--b--"},
		{"echoed headers", "Authorization: Bearer abcdef123456\nCookie: a=b; session=abcdef\nHost: h", "Authorization: Bearer …\nCookie: …\nHost: h"},
		{"echoed headers in JSON", `{"Authorization":"Bearer ` + token + `","X-Api-Key":"abcdefgh"}`, `{"Authorization":"Bearer $ALICE_TOKEN","X-Api-Key":"…"}`},

		{"JWT", "t eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ. x", "t eyJ….…. x"},
		{"Werkzeug hash", `{"h":"scrypt:32768:8:1$4tEqbPGAbCdEf$8b5e1c"}`, `{"h":"scrypt:…"}`},
		{"Werkzeug pbkdf2", `{"password_hash":"pbkdf2:sha256:600000$abc$def0123"}`, `{"password_hash":"pbkdf2:…"}`},
		{"bcrypt", `"$2b$12$LQv3c1yqBWVHxkd0LHAkCOYz6TtxMQJqhN8/LewdBPj4J/HS.gK9m"`, `"$2b$…"`},
		{"argon2", `"$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b4dWRWJTmaaJObG"`, `"$argon2id$…"`},
		{"card", `{"card":"4111 1111 1111 1111","n":4111111111111111}`, `{"card":"4111…1111","n":4111…1111}`},
		{"no card", `{"id":4111111111111112,"ms":1763872976000,"f":0.4111111111111111}`, `{"id":4111111111111112,"ms":1763872976000,"f":0.4111111111111111}`},
		{"private key", "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend", "-----BEGIN RSA PRIVATE KEY-----…\nend"},
		{"private key, cut", `"-----BEGIN PRIVATE KEY-----\nMIIEvQ`, `"-----BEGIN PRIVATE KEY-----…`},
		{"connection string", `{"connection_string":"mongodb://root:hunter22@db:27017/shop?authSource=admin"}`, `{"connection_string":"mongodb://…:…@db:27017/shop?authSource=admin"}`},
		{"connection string with a registered password", "mongodb://root:" + apiKey + "@db/shop", "mongodb://…:$ALICE_KEY@db/shop"},
		{"address of a probe", `{"mongo_uri":"mongodb://127.0.0.1:4000/?appName=n","dsn":"mongodb://127.0.0.1:4000/?appName=n"}`, `{"mongo_uri":"mongodb://127.0.0.1:4000/?appName=n","dsn":"mongodb://127.0.0.1:4000/?appName=n"}`},
		{"prose", "Bearer authentication is required; see a@b.example", "Bearer authentication is required; see a@b.example"},
		{"vendor key", "AKIAIOSFODNN7EXAMPLE and ghp_abcdefghijklmnopqrstuvwxyz0123", "AKIA… and ghp_…"},

		{"terminal escapes", "\x1b[2J\x07\u009b1m\u202eevil", `\x1b[2J\x07\x9b1m\u202eevil`},
		{"invalid UTF-8", "a\xffb", "a\uFFFDb"},
		{"escaping spells no secret", "k-4711\x00", `k-4711\x00`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, newTestMasker().Text(test.in)); diff != "" {
				t.Errorf("Text(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

func TestName(t *testing.T) {
	m := NewMasker()
	m.Name("internal_note", "score")
	m.Name("internal", "card")
	m.Show("zcanary")
	for in, want := range map[string]string{
		`{"internal_note":"pays late","n":1}`:         `{"internal_note":"…","n":1}`,
		`{"Internal_Note": "a \"b\" c", "score": 12}`: `{"Internal_Note": "…", "score": "…"}`,
		`{"score":true,"card":null,"internal":""}`:    `{"score":"…","card":null,"internal":""}`,
		`{"card":{"last":"42","of":[1,2]},"n":1}`:     `{"card":"…","n":1}`,
		`{"card":[1,"2"]}`:                            `{"card":"…"}`,
		`{"text":"{\"card\":\"4242\",\"n\":1}"}`:      `{"text":"{\"card\":\"…\",\"n\":1}"}`,
		`{"text":"{\\"card\\":4242,\\"n\\":1}"}`:      `{"text":"{\\"card\\":\\"…\\",\\"n\\":1}"}`,
		`{'card': 4242}`:                              `{'card': …}`,
		`score=12&n=1`:                                `score=…&n=1`,
		`<card>4242</card>`:                           `<card>…</card>`,
		`{"internal_note":"pays l`:                    `{"internal_note":"…`,
		`{"internal_note":"zcanary"}`:                 `{"internal_note":"zcanary"}`,
		`{"scores":[1],"discard":"x","my_score":3}`:   `{"scores":[1],"discard":"x","my_score":3}`,
		`the answer holds internal_note (secret)`:     `the answer holds internal_note (secret)`,
		`{"note":"internal"}`:                         `{"note":"internal"}`,
	} {
		if got, _ := m.Answer("application/json", []byte(in)); got != want {
			t.Errorf("Answer(%q) = %q; want %q", in, got, want)
		}
		if got, _ := m.Body("application/json", []byte(in)); got != in {
			t.Errorf("Body(%q) = %q: a request is our own", in, got)
		}
	}
	m.Register("$ALICE_TOKEN", token)
	if got, _ := m.Answer("application/json", []byte(`{"card":"4242","t":"`+token+`"}`)); got != `{"card":"…","t":"$ALICE_TOKEN"}` {
		t.Errorf("a registration forgets the names: %s", got)
	}
}

func TestHeader(t *testing.T) {
	tests := []struct{ name, value, want string }{
		{"Authorization", "Bearer " + token, "Bearer $ALICE_TOKEN"},
		{"Authorization", "Bearer abcdef", "Bearer …"},
		{"Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJib2IifQ.", "Bearer eyJ….…."},
		{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("alice:"+password)), "Basic base64(alice:$ALICE_PASSWORD)"},
		{"authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte("bob:hunter22")), "Basic base64(bob:…)"},
		{"X-Api-Key", apiKey, "$ALICE_KEY"},
		{"X-API-KEY", "1234567890", "…"},
		{"Cookie", "theme=dark; session=" + apiKey, "theme=…; session=$ALICE_KEY"},
		{"Set-Cookie", "session=abc.def; Path=/; HttpOnly; SameSite=Lax", "session=…; Path=/; HttpOnly; SameSite=Lax"},
		{"Location", "/reset?token=abcdefghijklmnopq&x=1", "/reset?token=abcd…&x=1"},
		{"Content-Type", "application/json", "application/json"},
		{"Access-Control-Allow-Credentials", "true", "true"},
		{"Access-Control-Allow-Headers", "Authorization, X-Api-Key", "Authorization, X-Api-Key"},
		{"X-Token-Valid", "false", "false"},
		{"Vary", "Cookie, Authorization", "Cookie, Authorization"},
		{"WWW-Authenticate", `Bearer realm="api", error="invalid_token", error_description="The token expired"`, `Bearer realm="api", error="invalid_token", error_description="The token expired"`},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.want, func(t *testing.T) {
			if diff := cmp.Diff(test.want, newTestMasker().Header(test.name, test.value)); diff != "" {
				t.Errorf("Header(%q, %q) (-want +got):\n%s", test.name, test.value, diff)
			}
		})
	}
}

func TestURL(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing secret", "http://h/orders?user[$ne]=x&q=a+b%20c", "http://h/orders?user[$ne]=x&q=a+b%20c"},
		{"userinfo", "http://bob:hunter22@h/x", "http://…:…@h/x"},
		{"parameter", "http://h/x?access_token=abc&y=1#z", "http://h/x?access_token=…&y=1#z"},
		{"registered", "http://h/x?k=" + url.QueryEscape(password), "http://h/x?k=$ALICE_PASSWORD"},
		{"JSON in a parameter", "http://h/x?f=" + url.QueryEscape(`{"password":"hunter22"}`), "http://h/x?f=%7B%22password%22%3A%22…%22%7D"},
		{"URL in a parameter", "http://h/x?u=" + url.QueryEscape("mongodb://u:p4ssw0rd@h/"), "http://h/x?u=mongodb%3A%2F%2F…%3A…%40h%2F"},
		{"e-mail in the path", "http://h/users/a@b.example", "http://h/users/a@b.example"},
		{"reset path", "http://h/reset/" + token, "http://h/reset/$ALICE_TOKEN"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, newTestMasker().URL(test.in)); diff != "" {
				t.Errorf("URL(%q) (-want +got):\n%s", test.in, diff)
			}
		})
	}
}

func TestBody(t *testing.T) {
	m := newTestMasker()
	t.Run("cut at a rune", func(t *testing.T) {
		got, cut := m.Body("text/plain", []byte("a"+strings.Repeat("ä", maxShown)))
		if !cut || len(got) > maxShown || len(got) < maxShown-utf8.UTFMax || !utf8.ValidString(got) {
			t.Errorf("cut %v to %d bytes, valid %v", cut, len(got), utf8.ValidString(got))
		}
	})
	t.Run("a secret across the cut", func(t *testing.T) {
		got, _ := m.Body("text/plain", []byte(strings.Repeat("x", maxShown-10)+" "+token))
		if want := strings.Repeat("x", maxShown-10) + " $ALICE_TO"; got != want {
			t.Errorf("ends with %q, want %q", got[len(got)-20:], want[len(want)-20:])
		}
	})
	t.Run("a secret across what is masked at all", func(t *testing.T) {
		got, cut := m.Body("text/plain", append(bytes.Repeat([]byte(token+" "), maxMasked/(len(token)+1)), token...))
		if !cut || strings.Contains(got, "eyJ") {
			t.Errorf("cut %v, shows the beginning of a token", cut)
		}
	})
	t.Run("small", func(t *testing.T) {
		if got, cut := m.Body("application/json", []byte(`{}`)); got != "{}" || cut {
			t.Errorf("got %q, cut %v", got, cut)
		}
	})
	t.Run("no text", func(t *testing.T) {
		got, cut := m.Body("image/png", []byte("\x89PNG\r\n\x1a\n\x00"+token))
		if want := "[75 bytes of image/png]"; got != want || cut {
			t.Errorf("got %q, cut %v, want %q", got, cut, want)
		}
	})
}

func TestPlaceholderThatSpellsASecret(t *testing.T) {
	m := NewMasker()
	m.Register("$ALICE_PASSWORD", "PASSWORD")
	if got := m.Text("it is PASSWORD"); got != "it is …" {
		t.Errorf("got %q", got)
	}
}

func TestShow(t *testing.T) {
	m := newTestMasker()
	m.Show("canary0000000001")
	m.Register("$BOB_TOKEN", "canary0000000002")
	m.Show("canary0000000002")
	got := m.Text(`{"secret":"canary0000000001","secrets":["canary0000000001","canary0000000002","canary0000000003"]}`)
	if want := `{"secret":"canary0000000001","secrets":["canary0000000001","$BOB_TOKEN","cana…"]}`; got != want {
		t.Errorf("got  %s, want %s", got, want)
	}
}

func TestPlaceholderIsAVariable(t *testing.T) {
	for placeholder, want := range map[string]string{"$SHOP-ADMIN_TOKEN": "$SHOP_ADMIN_TOKEN", "$2nd user": "$_2ND_USER", "": "$_", "$É": "$_"} {
		m := NewMasker()
		m.Register(placeholder, apiKey)
		if got := m.Text(apiKey); got != want {
			t.Errorf("%q became %q, want %q", placeholder, got, want)
		}
	}
}

func TestMaskThatSpellsASecretWithItsNeighbours(t *testing.T) {
	m := newTestMasker()
	m.Register("$OTHER", "a$ALICE_KEYb")
	m.Register("$ANOTHER", `[2J\x07`)
	if got := m.Text("it is a" + apiKey + "b"); got != "it is …" {
		t.Errorf("got %q", got)
	}
	if got := m.Text("it is [2J\x07"); got != "it is …" {
		t.Errorf("got %q", got)
	}
}

func TestVariables(t *testing.T) {
	m := newTestMasker()
	got := m.Variables("Bearer $ALICE_TOKEN", "$HOME $ALICE_KEY")
	if diff := cmp.Diff([]string{"ALICE_KEY", "ALICE_TOKEN"}, got); diff != "" {
		t.Error(diff)
	}
}

// BenchmarkBody masks what costs most: answers made of what is looked for.
func BenchmarkBody(b *testing.B) {
	bodies := map[string]string{
		"names":       strings.Repeat("token=", maxMasked/6),
		"quotes":      strings.Repeat(`"password":"`, maxMasked/12),
		"brackets":    strings.Repeat(`"secret":{`, maxMasked/10),
		"escapes":     strings.Repeat(`%2525\\u0025&amp;`, maxMasked/16),
		"base64":      strings.Repeat("YWFh", maxMasked/4),
		"digits":      strings.Repeat("4111 ", maxMasked/5),
		"schemes":     strings.Repeat("http://", maxMasked/7),
		"URLs in one": strings.Repeat("token=http://h/?", maxMasked/16),
		"keys":        strings.Repeat("-----BEGIN PRIVATE KEY-----", maxMasked/27),
		"ordinary":    strings.Repeat(`{"id":"64f1","name":"Alice","total":12.5,"note":"a few words"},`, maxMasked/62),
	}
	m := newTestMasker()
	for i := range 20 {
		m.Register("$KEY", strings.Repeat(string(rune('a'+i)), 5+i))
	}
	for name, body := range bodies {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				m.Body("application/json", []byte(body))
			}
		})
	}
}
